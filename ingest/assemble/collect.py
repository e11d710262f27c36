"""From the rows of all files to the collected tables of a snapshot.

Every table is made of the rows alone: the order of files and of rows does not change a byte, and a
further file changes only what it speaks of. Merging is told in merge.py, families in families.py,
names in identity.py, places in places.py; docs/parties.md explains the rules to users.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from patnav.ingest.assemble.conflicts import conflicts
from patnav.ingest.assemble.families import Family, Member, families
from patnav.ingest.assemble.merge import Group, group, rank
from patnav.ingest.assemble.owners import Owners
from patnav.ingest.assemble.patents import Facts, facts, texts
from patnav.ingest.assemble.rows import Row, Rows
from patnav.model import Damage, Publication, Rejection
from patnav.tables import COLLECTED, Tables

__all__ = ["Reading", "assemble"]


class Reading(Protocol):
    """One file as it was read: iterating yields each row once, as publication or rejection."""

    @property
    def file(self) -> str:
        """SHA-256 of the content, in hex."""

    @property
    def name(self) -> str:
        """File name."""

    @property
    def dialect(self) -> str:
        """Name of the mapping that understood it."""

    @property
    def warnings(self) -> Sequence[Damage]:
        """Values that could not be read, once the rows are through."""

    def __iter__(self) -> Iterator[Publication | Rejection]:
        """Yield the rows."""


@dataclass
class _Collected:
    """The rows of all files, and where they come from; a file that comes twice counts once."""

    publications: list[Publication] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    damages: list[Damage] = field(default_factory=list)
    sources: dict[str, Row] = field(default_factory=dict)
    dialects: dict[str, str] = field(default_factory=dict)

    def add(self, reading: Reading) -> None:
        if reading.file in self.sources:
            return
        before = len(self.publications), len(self.rejections)
        for item in reading:
            if isinstance(item, Publication):
                self.publications.append(item)
            else:
                self.rejections.append(item)
        self.damages.extend(reading.warnings)
        read = len(self.publications) - before[0]
        refused = len(self.rejections) - before[1]
        self.dialects[reading.file] = reading.dialect
        self.sources[reading.file] = (
            reading.file, reading.name, reading.dialect, read + refused, read, refused,
        )  # fmt: skip

    def taken(self) -> list[Publication]:
        """The publications, which are then no longer held here."""
        publications, self.publications = self.publications, []
        return publications


def assemble(readings: Iterable[Reading], home_office: str = "CN") -> Tables:
    """Make the collected tables out of the rows of all files.

    `home_office` is the office whose member a family shows first. The same rows give the same
    bytes, whatever the order of files and rows; sources keep rows = publications + rejections.
    """
    with _without_collector():
        return _assemble(readings, home_office)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause the cycle collector: rows make no cycles, and it walks all of them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _assemble(readings: Iterable[Reading], home_office: str) -> Tables:
    collected = _Collected()
    for reading in sorted(readings, key=lambda reading: (reading.file, reading.name)):
        collected.add(reading)
    tables = {name: Rows(name) for name in COLLECTED}
    tables["sources"].extend(collected.sources.values())
    tables["rejections"].extend(map(_refusal, collected.rejections))
    tables["damages"].extend(map(_refusal, collected.damages))
    known, members, owners = [], [], Owners()
    for each in _taken(group(rank(collected.taken()))):
        fact = facts(each)
        known.append(fact)
        members.append(_member(each, fact, collected.dialects))
        owners.add(each)
        _add_rows(tables, each, fact)
    _add_families(tables, families(members), known, home_office)
    for name, rows in owners.tables():
        tables[name].extend(rows)
    return {name: rows.table() for name, rows in tables.items()}


def _taken(groups: list[Group]) -> Iterator[Group]:
    """Hand out the groups and let go of each, so that rows and tables need not be held together."""
    groups.reverse()
    while groups:
        yield groups.pop()


def _add_rows(tables: Mapping[str, Rows], each: Group, fact: Facts) -> None:
    """Rows that follow from one patent alone."""
    tables["publications"].extend(_publication(each.key, row) for row in each.rows)
    tables["texts"].extend((each.key, *text) for text in texts(each.rows))
    tables["classifications"].extend((each.key, *symbol) for symbol in fact.symbols)
    if len(each.rows) > 1:
        tables["conflicts"].extend((each.key, *conflict) for conflict in conflicts(each))


def _add_families(
    tables: Mapping[str, Rows], found: Iterable[Family], known: Iterable[Facts], home_office: str
) -> None:
    of_patent: dict[str, str] = {}
    for each in found:
        of_patent |= dict.fromkeys((member.patent for member in each.members), each.key)
        shown, size = each.shown(home_office), len(each.members)
        row = (each.key, each.basis, shown, each.priority_date, size, each.countries)
        tables["families"].extend([row])
    tables["patents"].extend(fact.row(of_patent[fact.patent]) for fact in known)


def _member(each: Group, fact: Facts, dialects: dict[str, str]) -> Member:
    claimed = _unique(number for row in each.rows for number in row.priorities)
    own = _unique(row.application for row in each.rows)
    return Member(
        patent=each.key,
        country=fact.country,
        granted=fact.granted,
        priority_date=fact.priority_date,
        vendor=_unique(
            f"{dialects[row.source.file]} {row.family}" for row in each.rows if row.family
        ),
        documents=_unique(each.documents),
        members=_unique(number for row in each.rows for number in row.members),
        priorities=claimed or own,
    )


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({word for word in words if word}))


def _publication(patent: str, row: Publication) -> Row:
    return (
        row.number, patent, row.country, row.kind_code, row.patent_type, row.stage,
        row.publication_date, row.source.file, row.source.row,
    )  # fmt: skip


def _refusal(row: Rejection | Damage) -> Row:
    return (row.source.file, row.source.row, row.field, row.value[:200], row.reason)
