"""Where files disagree about one publication: every value is kept, and the shown one is flagged.

Compared is what the tables show one value of. Lists that are united (classes, priorities, family
members, citations, events) lose nothing and are no conflict; owners change with time, ownership.py
tells where they contradict each other. Names are the same when their keys are, and are compared
with names of the same script only; texts are compared without signs and blanks, and only in the
office's own language: translations differ from vendor to vendor and contradict nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from patnav.ingest.assemble.merge import Group
from patnav.ingest.parties.identity import is_placeholder, normalise
from patnav.ingest.wording import has_east_asian, in_one_script
from patnav.model import Publication

__all__ = ["FIELDS", "Conflict", "conflicts"]

FIELDS = (
    "application", "country", "kind_code", "patent_type", "stage", "publication_date", "grant_date",
    "priority_date", "ipc_main", "status", "status_text", "cited_by", "family_size", "claim_count",
)  # fmt: skip
"""Fields of one value that are compared among the rows of one publication."""

_OF_THE_APPLICATION = ("application_date",)
_SILENT = frozenset({"", "other", "unknown"})
_LATIN = " (latin)"  # within this module: names in Latin script are compared among themselves
_LANGUAGES = {
    "CN": "zh", "TW": "zh", "JP": "ja", "KR": "ko", "US": "en", "GB": "en", "AU": "en", "IN": "en",
    "DE": "de", "AT": "de", "FR": "fr", "RU": "ru",
}  # fmt: skip

Conflict = tuple[str, str, str, str, int, bool]


class _Value(NamedTuple):
    """A value as a row gives it, and what makes it the same as another."""

    publication: str
    field: str
    text: str
    same: Hashable
    row: Publication


def conflicts(group: Group) -> Iterator[Conflict]:
    """Yield (publication, field, value, file, row, kept) for each value that is disputed.

    A silent row takes no part. The value kept is that of the first row in the order of `rank`: of
    the newest export, then of the fuller row. Filing date and family are one for all documents of
    a patent; a row without a publication number is compared with the document that the patent
    shows.
    """
    for number, rows in _compared(group):
        yield from _disputed([value for row in rows for value in _values(row, number)])
    filed = [value for row in group.rows for value in _plain(row, row.number, _OF_THE_APPLICATION)]
    yield from _disputed([*filed, *map(_family, filter(_in_family, group.rows))])


def _compared(group: Group) -> Iterator[tuple[str, Sequence[Publication]]]:
    """Rows that speak of one document, by its number."""
    documents = dict(group.documents)
    nameless = documents.pop("", ())
    shown = next(iter(documents), "")
    documents[shown] = (*documents.get(shown, ()), *nameless)
    return ((number, rows) for number, rows in documents.items() if len(rows) > 1)


def _disputed(values: Sequence[_Value]) -> Iterator[Conflict]:
    by_field: dict[str, list[_Value]] = defaultdict(list)
    for value in values:
        by_field[value.field].append(value)
    for field, told in by_field.items():
        if len({value.same for value in told}) > 1:
            for value in told:
                name, kept = field.removesuffix(_LATIN), value.same == told[0].same
                yield value.publication, name, value.text, *value.row.source, kept


def _values(row: Publication, number: str) -> Iterator[_Value]:
    yield from _plain(row, number, FIELDS)
    applicants = [party.name or party.standard_name for party in row.applicants]
    yield from _names(row, number, "applicants", applicants)
    yield from _names(row, number, "inventors", row.inventors)
    yield from _texts(row, number)


def _in_family(row: Publication) -> bool:
    return row.family != ""


def _family(row: Publication) -> _Value:
    giver = row.family.partition(":")[0]  # ids of two vendors do not compare
    return _Value(row.number, f"family {giver}", row.family, row.family, row)


def _plain(row: Publication, number: str, fields: Sequence[str]) -> Iterator[_Value]:
    for field in fields:
        value = getattr(row, field)
        if value is not None and value not in _SILENT:
            text = value.isoformat() if isinstance(value, date) else str(value)
            yield _Value(number, field, text, text, row)


def _names(row: Publication, number: str, field: str, listed: Sequence[str]) -> Iterator[_Value]:
    names = [name for name in in_one_script(listed, row.country) if not is_placeholder(name)]
    if names:
        script = "" if any(map(has_east_asian, names)) else _LATIN
        same = frozenset(map(normalise, names))
        yield _Value(number, field + script, "; ".join(names), same, row)


def _texts(row: Publication, number: str) -> Iterator[_Value]:
    own = _LANGUAGES.get(row.country)
    pieces: dict[str, list[str]] = defaultdict(list)
    for section, lang, text in row.texts:
        if lang == own:
            pieces[f"{section} {lang}"].append(text)
    for field, written in pieces.items():
        text = "\n".join(written)
        yield _Value(number, field, text[:200], _letters(text), row)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
