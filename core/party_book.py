"""The alias table: decisions about organisations as a CSV or XLSX file, out and in again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from patnav.book import read_cells, write_rows
from patnav.errors import InputError
from patnav.ingest.parties import PARTY, Parties
from patnav.ingest.parties.decisions import VALUES
from patnav.ledger import Ledger

__all__ = [
    "COLUMNS", "QUEUE", "Entry", "answered", "enter", "queue_rows", "read_entries", "write_queue",
]  # fmt: skip

COLUMNS = ("name", "other", "decision", "why")
QUEUE = (*COLUMNS, "relation", "confidence", "evidence")


class Entry(NamedTuple):
    """One row of an alias table: two names, same, different or group, and why."""

    name: str
    other: str
    decision: str
    why: str


def queue_rows(pairs: Iterable[Mapping[Any, Any]]) -> Iterator[dict[str, Any]]:
    """Rows of an alias table with the proposals of `party_queue`, their decisions empty."""
    for pair in pairs:
        yield {
            "name": pair["name"],
            "other": pair["other_name"],
            "decision": "",
            "why": "",
            "relation": pair["relation"],
            "confidence": pair["confidence"],
            "evidence": "; ".join(pair["basis"]),
        }


def write_queue(pairs: Iterable[Mapping[Any, Any]], path: Path) -> None:
    """Write proposals for review, CSV or XLSX; filled in, `read_entries` takes the file."""
    write_rows(list(queue_rows(pairs)), path, QUEUE)


def read_entries(path: Path) -> list[Entry]:
    """Read an alias table, CSV in UTF-8 or XLSX; rows without a decision are passed over.

    Further columns are passed over. Raises InputError naming file and row.
    """
    cells = read_cells(path, COLUMNS, COLUMNS[:3])
    return [entry for where, row in cells if (entry := _entry(Entry(*row), where)).decision]


def _entry(entry: Entry, where: str) -> Entry:
    if entry.decision and entry.decision not in VALUES:
        raise InputError(
            f"decision is {entry.decision!r}", where=where, remedy=f"write {', '.join(VALUES)}"
        )
    if entry.decision and not (entry.name and entry.other):
        raise InputError("a name is missing", where=where, remedy="fill in name and other")
    return entry


def enter(ledger: Ledger, entries: Sequence[Entry], *, who: str) -> int:
    """Record the entries that are not in force yet, and tell how many; all or none.

    Raises ProjectError when they contradict one another or what was decided before.
    """
    return ledger.record_new(PARTY, entries, Parties, who=who)


def answered(ledger: Ledger, pairs: Iterable[tuple[str, str]]) -> list[bool]:
    """Tell for each pair of names whether decisions in force already say what they are."""
    decisions = ledger.decisions(PARTY)
    if not decisions:
        return [False for _ in pairs]
    parties = Parties(decisions)
    grouped = {
        frozenset(map(parties.organisation, (item.subject, item.other)))
        for item in decisions
        if item.value == "group"
    }
    return [
        parties.apart(one, other)
        or len(keys := frozenset(map(parties.organisation, (one, other)))) == 1
        or keys in grouped
        for one, other in pairs
    ]
