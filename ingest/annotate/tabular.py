"""Annotation of the tables of a snapshot: mentions, judgements and products of its patents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa

from patnav.ingest.annotate.claim_table import claim_rows
from patnav.ingest.annotate.effect_classes import Classes, effect_class
from patnav.ingest.annotate.language import RULES, language_of, rules_language
from patnav.ingest.annotate.marks import NEAR
from patnav.ingest.annotate.maturity import BANDS
from patnav.ingest.annotate.models import MODEL
from patnav.ingest.annotate.near import NONE, surest
from patnav.ingest.annotate.product import find_product, says_little
from patnav.ingest.annotate.stream import annotate_here
from patnav.ingest.annotate.text import fold, script
from patnav.ingest.annotate.unread import unread_rows
from patnav.model import Mention, Text
from patnav.tables import SCHEMAS, Tables, table

__all__ = ["READS", "annotate", "in_class", "mention_row"]

Row = dict[str, Any]
READS = {  # the columns beside `patent` that a result depends on, and no others are given
    "texts": ("section", "lang", "text"),
    "patents": ("title", "grant_date", "family_size", "cited_by"),
}
_NEAR_COLUMNS = [name for name in SCHEMAS["near_labels"].names if name != "patent"]
_PREFERENCE = {"zh": 0, "en": 1, "und": 2, "": 2}
_CONFIDENCE_UNKNOWN = 0.3


def annotate(
    texts: pa.Table,
    patents: pa.Table,
    classes: Classes = (),
    model: Path = MODEL,
    near: float = NONE,
) -> Tables:
    """Annotate patents: the tables `mentions`, `claims`, `judgements`, `products` of a snapshot.

    `unread` tells what was not read, and why. With `near` below 1 `near_labels` has what was
    nearly given, from that confidence on.

    Each section of a patent is read in one language, Chinese before English. Maturity combines the
    text's band with dated facts (METHOD.md §2.4); the outlook band stays "unknown" because its
    score needs the cohort, which `patnav.analysis` has. `classes` are the chain's own classes of
    effects, `model` the folder of models.
    """
    chosen = _one_language(texts.to_pylist())
    rows = patents.to_pylist()
    titles = {row["patent"]: row["title"] or "" for row in rows}
    given = ((row["patent"], _text(row)) for row in chosen)
    found = [
        (patent, in_class(one, classes))
        for patent, one in annotate_here(given, titles, model, near)
    ]
    nearly = [pair for pair in found if pair[1].method == NEAR]
    found = [pair for pair in found if pair[1].method != NEAR]
    return {
        "mentions": table("mentions", (mention_row(patent, one) for patent, one in found)),
        "unread": table("unread", unread_rows(chosen, titles)),
        "near_labels": table("near_labels", _nearly(nearly)),
        "claims": table("claims", claim_rows(chosen)),
        "judgements": table("judgements", _judgements(rows, found)),
        "products": table("products", _products(chosen)),
    }


def _text(row: Row) -> Text:
    return Text(row["section"], row["lang"] or "und", row["text"] or "")


def _one_language(rows: list[Row]) -> list[Row]:
    def order(row: Row) -> tuple[str, str, bool, int, str]:
        unread = not rules_language(_text(row)) and row["section"] != "title"
        return row["patent"], row["section"], unread, _PREFERENCE.get(row["lang"], 3), row["lang"]

    ordered = sorted(rows, key=order)
    return [
        next(group) for _, group in groupby(ordered, lambda row: (row["patent"], row["section"]))
    ]


def in_class(one: Mention, classes: Classes) -> Mention:
    """Put an effect into a class of the chain where one of its words says so."""
    if not classes or one.dimension != "effect":
        return one
    quote, lang = fold(one.quote).lower(), script(one.quote)
    name = effect_class(one.attribute.lower(), quote, lang, classes)
    return one._replace(effect_class=name)


def mention_row(patent: str, one: Mention) -> Row:
    """A mention of a patent as a row of the table `mentions`."""
    row = one._asdict() | {"signs": list(one.signs)}
    element = f"/{one.claim}.{one.no}" if one.dimension == "element" else ""
    place = f"{one.section}/{one.lang}/{one.start}-{one.end}{element}"
    return {"mention": f"{patent}/{one.dimension}/{place}", "patent": patent, **row}


def _nearly(found: Iterable[tuple[str, Mention]]) -> Iterator[Row]:
    """The surest near labels of each patent, one at a place: English ones may grow to one word."""
    for patent, group in groupby(found, lambda pair: pair[0]):
        given = sorted((mention for _, mention in group), key=lambda one: one.confidence)
        at_place = {(one.dimension, one.section, one.lang, one.start): one for one in given}
        for one in surest(at_place.values()):
            yield {"patent": patent} | {name: getattr(one, name) for name in _NEAR_COLUMNS}


# --- judgements ---------------------------------------------------------------------------------


def _judgements(patents: list[Row], found: list[tuple[str, Mention]]) -> Iterator[Row]:
    evidence: dict[str, list[Mention]] = {}
    for patent, one in found:
        if one.dimension in ("maturity", "outlook"):
            evidence.setdefault(patent, []).append(one)
    for row in patents:
        mentions = evidence.get(row["patent"], [])
        yield _maturity(row, [one for one in mentions if one.dimension == "maturity"])
        yield _outlook(row, [one for one in mentions if one.dimension == "outlook"])


def _maturity(patent: Row, mentions: list[Mention]) -> Row:
    """The highest band a text states; facts are listed beside it but raise nothing alone."""
    best = max(mentions, key=lambda one: BANDS.index(one.value), default=None)
    basis = [_quoted(one) for one in mentions] + (list(_facts(patent)) if best else [])
    return {
        "patent": patent["patent"],
        "dimension": "maturity",
        "band": best.value if best else "unknown",
        "score": None,
        "confidence": best.confidence if best else _CONFIDENCE_UNKNOWN,
        "basis": basis,
    }


def _outlook(patent: Row, mentions: list[Mention]) -> Row:
    return {
        "patent": patent["patent"],
        "dimension": "outlook",
        "band": "unknown",
        "score": None,
        "confidence": max((one.confidence for one in mentions), default=_CONFIDENCE_UNKNOWN),
        "basis": [_quoted(one) for one in mentions],
    }


def _quoted(one: Mention) -> str:
    return f"{one.section}: “{one.quote}”"


def _facts(patent: Row) -> Iterator[str]:
    if patent["grant_date"]:
        yield f"granted on {patent['grant_date'].isoformat()}"
    if patent["family_size"]:
        yield f"family of {patent['family_size']} members"
    if patent["cited_by"]:
        yield f"cited by {patent['cited_by']} documents"


# --- products -----------------------------------------------------------------------------------


def _products(rows: Iterable[Row]) -> Iterator[Row]:
    """The subject of claim 1, else of the title, else of the abstract's first words.

    One that is a generic head alone (a method, comprising …) stands only where no other names more.
    """
    for patent, group in groupby(rows, lambda row: row["patent"]):
        by_section = {row["section"]: row for row in group}
        sources = (by_section.get(section) for section in ("claim", "title", "abstract"))
        found = [one for one in map(_product, filter(None, sources)) if one]
        telling = (one for lang, one in found if not says_little(one["product"], lang))
        if best := next(telling, found[0][1] if found else None):
            yield {"patent": patent, **best}


def _product(row: Row) -> tuple[str, Row] | None:
    """The language by which a text is read, and its product; None for other languages."""
    text = row["text"] or ""
    lang = language_of(text, row["lang"] or "")
    if lang not in (*RULES, "und"):  # a short title may show no word that a language is known by
        return None
    lang = script(text) if lang == "und" else lang
    product = find_product(text, row["section"], lang)
    if product is None:
        return None
    return lang, {
        **{name: row[name] for name in ("section", "lang")},
        **product._asdict(),
        "quote": text[product.start : product.end],
    }
