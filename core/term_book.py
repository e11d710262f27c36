"""The term table: proposals and decisions about terms as a CSV or XLSX file, out and in again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from patnav.book import read_cells, write_rows
from patnav.errors import InputError
from patnav.ingest.terms.decisions import TERM, VALUES, Terms
from patnav.ingest.terms.propose import Proposal
from patnav.ledger import Ledger

__all__ = ["COLUMNS", "Entry", "check", "enter", "queue_rows", "read_entries", "write_queue"]

COLUMNS = ("term", "other", "decision", "why")
_QUEUE = (
    *COLUMNS, "relation", "basis", "confidence", "patents", "other_patents", "together",
    "likeness", "evidence",
)  # fmt: skip


class Entry(NamedTuple):
    """One row of a term table.

    `decision` is same, different, narrower (term is a kind of other), preferred (other is passed
    over) or type (other names it).
    """

    term: str
    other: str
    decision: str
    why: str


def queue_rows(proposals: Iterable[Proposal]) -> list[dict[str, Any]]:
    """The proposals as rows of a term table whose decisions are yet to be filled in."""
    return [{"decision": "", "why": "", **one._asdict()} for one in proposals]


def write_queue(proposals: Iterable[Proposal], path: Path) -> None:
    """Write proposals for review, CSV or XLSX; filled in, `read_entries` takes the file."""
    write_rows(queue_rows(proposals), path, _QUEUE)


def read_entries(path: Path) -> list[Entry]:
    """Read a term table, CSV in UTF-8 or XLSX; rows without a decision are passed over.

    Further columns are passed over. Raises InputError naming file and row.
    """
    cells = read_cells(path, COLUMNS, COLUMNS[:3])
    return [check(Entry(*row), where) for where, row in cells if row[2]]


def check(entry: Entry, where: str) -> Entry:
    """Return an entry that says what it must; raises InputError for another."""
    if entry.decision not in VALUES:
        raise InputError(
            f"decision is {entry.decision!r}", where=where, remedy=f"write {', '.join(VALUES)}"
        )
    if not entry.term or not (entry.other or entry.decision == "preferred"):
        raise InputError("a term is missing", where=where, remedy="fill in term and other")
    return entry._replace(other="") if entry.decision == "preferred" else entry


def enter(ledger: Ledger, entries: Sequence[Entry], *, who: str) -> int:
    """Record the entries that are not in force yet, and tell how many; all or none.

    Raises ProjectError when they contradict one another or what was decided before.
    """
    return ledger.record_new(TERM, entries, Terms, who=who)
