"""Claims that are labelled by number and offsets alone, so that no text need be passed on.

A file of marks is a CSV with the columns number, length and starts, and claim where claims are
told apart by number; `tests/gold/claim_borders.csv` and `claim_borders_en.csv` are such files.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from patnav.errors import InputError
from patnav.ingest.annotate.text import fold
from patnav.ingest.learn.claims import LabelledClaim
from patnav.ingest.read.numbers import parse_application
from patnav.model import Publication, Rejection

__all__ = ["marked_claims"]

Key = tuple[
    str, str, int
]  # number, and for a claim its number and length, which tell versions apart
_NUMBER = re.compile(r"\D{0,12}(\d{1,3})\b")


def marked_claims(marks: Path, read: Iterable[Publication | Rejection]) -> list[LabelledClaim]:
    """Bring marks together with the texts of an export, in the order of the marks.

    Without a column `claim` the first `length` characters of the abstract are a claim, as in old
    Chinese abstracts; with it, the claim of that number and length. Marks whose text is not in the
    export are left out. Raises InputError for a file without the columns.
    """
    texts = {key: text for row in read if isinstance(row, Publication) for key, text in _texts(row)}
    found = []
    for number, row in enumerate(_rows(marks), start=1):
        try:
            length, starts = int(row["length"]), [int(start) for start in row["starts"].split()]
            key = _key(row, length)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(
                f"row {number} is no mark: {error!r}",
                where=str(marks),
                remedy="a row has number, length and starts (offsets with spaces between them)",
            ) from None
        text = texts.get(key, "")
        if len(text) >= length:
            spans = tuple(pairwise([*starts, length]))
            name = "/".join(map(str, key)) if "claim" in row else row["number"]
            found.append(LabelledClaim(name, fold(text[:length]), spans))
    return found


def _key(row: dict[str, str], length: int) -> Key:
    if "claim" in row:
        return row["number"], row["claim"], length
    return parse_application(row["number"]).number, "", 0


def _rows(marks: Path) -> Iterator[dict[str, str]]:
    lines = marks.read_text(encoding="utf-8-sig").splitlines()
    return csv.DictReader(line for line in lines if not line.startswith("#"))


def _texts(row: Publication) -> Iterator[tuple[Key, str]]:
    for number in filter(None, (row.number, row.application)):
        for text in row.texts:
            if text.section == "abstract":
                yield (number, "", 0), text.text
            elif text.section == "claim" and (found := _NUMBER.match(text.text)):
                yield (number, found[1], len(text.text)), text.text
