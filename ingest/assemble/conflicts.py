"""Where files disagree about one publication: every value is kept, and the shown one is flagged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from patnav.ingest.assemble.merge import Group
from patnav.model import Publication

__all__ = ["FIELDS", "Conflict", "conflicts"]

FIELDS = (
    "application", "country", "kind_code", "patent_type", "stage", "publication_date", "grant_date",
    "priority_date", "ipc_main", "status", "status_text", "cited_by", "family_size", "claim_count",
)  # fmt: skip
"""Fields that are compared among the rows of one publication."""

_OF_THE_APPLICATION = ("application_date",)
_SILENT = frozenset({"", "other", "unknown"})

Conflict = tuple[str, str, str, str, int, bool]


def conflicts(group: Group) -> Iterator[Conflict]:
    """Yield (publication, field, value, file, row, kept) for each value that is disputed.

    A silent row takes no part. The value kept is that of the first row in the order of `rank`: of
    the newest export, then of the fuller row. The filing date is one for all documents of a patent.
    """
    for rows in group.documents.values():
        if len(rows) > 1:
            for name in FIELDS:
                yield from _disputed(name, rows)
    for name in _OF_THE_APPLICATION:
        yield from _disputed(name, group.rows)


def _disputed(name: str, rows: Sequence[Publication]) -> Iterator[Conflict]:
    values = [(value, row) for row in rows if (value := _value(row, name))]
    if len({value for value, _ in values}) < 2:
        return
    kept = values[0][0]
    for value, row in values:
        yield row.number, name, value, row.source.file, row.source.row, value == kept


def _value(row: Publication, name: str) -> str:
    value = getattr(row, name)
    if value is None or value in _SILENT:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
