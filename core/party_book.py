"""The alias table: decisions about organisations as a CSV or XLSX file, out and in again."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from patnav.errors import InputError
from patnav.ingest.parties import PARTY, Parties
from patnav.ingest.parties.decisions import VALUES
from patnav.ledger import Decision, Ledger

__all__ = ["COLUMNS", "Entry", "answered", "enter", "read_entries", "write_rows"]

COLUMNS = ("name", "other", "decision", "why")


class Entry(NamedTuple):
    """One row of an alias table: two names, same, different or group, and why."""

    name: str
    other: str
    decision: str
    why: str


def read_entries(path: Path) -> list[Entry]:
    """Read an alias table, CSV in UTF-8 or XLSX; rows without a decision are passed over.

    Further columns are passed over. Raises InputError naming file and row.
    """
    rows = list(_rows(path))
    missing = [column for column in COLUMNS[:3] if rows and column not in rows[0]]
    if missing:
        raise InputError(
            f"has no column {', '.join(missing)}",
            where=str(path),
            remedy=f"the columns are {', '.join(COLUMNS)}",
        )
    entries = [_entry(row, f"{path}, row {number}") for number, row in enumerate(rows, 2)]
    return [entry for entry in entries if entry.decision]


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    if path.suffix.lower() != ".xlsx":
        try:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                yield from csv.DictReader(stream)
        except UnicodeDecodeError as error:
            raise InputError("is no UTF-8", where=str(path), remedy="save it as UTF-8") from error
        return
    frame = pd.read_excel(path, dtype=str, engine="calamine").fillna("")
    for row in frame.to_dict("records"):
        yield {str(column): str(value) for column, value in row.items()}


def _entry(row: Mapping[str, str], where: str) -> Entry:
    values = (" ".join((row.get(column) or "").split()) for column in COLUMNS)
    entry = Entry(*values)
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
    before = ledger.decisions(PARTY)
    known = {(item.subject, item.other, item.value) for item in before}
    fresh = [entry for entry in dict.fromkeys(entries) if entry[:3] not in known]
    tried = [
        Decision(-number, "", who, PARTY, entry.name, entry.other, entry.decision, entry.why)
        for number, entry in enumerate(fresh, 1)
    ]
    Parties([*before, *tried])
    for entry in fresh:
        ledger.record(PARTY, entry.name, entry.other, value=entry.decision, who=who, why=entry.why)
    return len(fresh)


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


def write_rows(rows: Iterable[Mapping[str, object]], path: Path, columns: Sequence[str]) -> None:
    """Write rows as CSV (UTF-8 with BOM, for Excel) or XLSX, by the ending of the name."""
    frame = pd.DataFrame(list(rows), columns=list(columns))
    if path.suffix.lower() == ".xlsx":
        frame.to_excel(path, index=False, engine="xlsxwriter")
    else:
        frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
