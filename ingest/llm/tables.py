"""The texts of a snapshot as documents, one per abstract and independent claim."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from patnav.ingest.annotate.claim_set import claims_of
from patnav.ingest.annotate.documents import Document
from patnav.ingest.annotate.language import rules_language
from patnav.ingest.annotate.text import fold, script
from patnav.model import Text

__all__ = ["SECTIONS", "chosen_texts", "documents_of", "sample", "text_of"]

Row = dict[str, Any]
SECTIONS = ("abstract", "claim")
_ORDER = {"zh": 0, "en": 1}


def sample(patents: Iterable[str], size: int) -> list[str]:
    """Draw patents by the hash of their keys: a larger sample holds every smaller one."""
    return sorted(sorted(patents, key=_hash)[:size])


def _hash(patent: str) -> str:
    return hashlib.sha256(f"llm {patent}".encode()).hexdigest()


def chosen_texts(texts: pa.Table, patents: Iterable[str] | None = None) -> list[Row]:
    """Rows of `texts` that may be asked about: per patent and section Chinese, else English."""
    rows = texts.filter(pc.is_in(texts["section"], value_set=pa.array(SECTIONS)))
    if patents is not None:
        wanted = pa.array(sorted(set(patents)), pa.string())
        rows = rows.filter(pc.is_in(rows["patent"], value_set=wanted))
    read = [(row, rules_language(text_of(row))) for row in rows.to_pylist()]
    known = sorted(
        (pair for pair in read if pair[1]),
        key=lambda pair: (*_place(pair[0]), _ORDER[pair[1]], pair[0]["lang"] or ""),
    )
    return [next(group)[0] for _, group in groupby(known, lambda pair: _place(pair[0]))]


def _place(row: Row) -> tuple[str, str]:
    return row["patent"], row["section"]


def text_of(row: Row) -> Text:
    """A row of the table `texts` as a text."""
    return Text(row["section"], row["lang"] or "und", row["text"] or "")


def documents_of(rows: Iterable[Row], titles: dict[str, str]) -> Iterator[Document]:
    """Documents of chosen rows: `PATENT/abstract`, `PATENT/claim/1` …"""
    for row in rows:
        text, title = row["text"] or "", titles.get(row["patent"], "")
        name, lang = f"{row['patent']}/{row['section']}", row["lang"] or "und"
        if row["section"] == "abstract":
            yield Document(name, text, title, "general", lang)
            continue
        for one in claims_of(fold(text), script(text)):
            if not one.dependent:
                claim = text[one.start : one.end]
                yield Document(f"{name}/{one.number}", claim, title, "claim", lang)
