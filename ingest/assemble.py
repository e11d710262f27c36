"""From the rows of all files to the collected tables of a snapshot.

Every table is made of the rows alone: the order of files and of rows does not change a byte, and a
further file changes only what it speaks of. Merging is told in merge.py, families in families.py,
names in identity.py, places in places.py; docs/parties.md explains the rules to users.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Protocol

import pyarrow as pa

from patnav.ingest.conflicts import conflicts
from patnav.ingest.families import Family, Member, families
from patnav.ingest.merge import Group, group, rank
from patnav.ingest.owners import Owners
from patnav.ingest.patents import Facts, facts, texts
from patnav.model import Publication, Rejection
from patnav.tables import COLLECTED, SCHEMAS, Tables, arrange

__all__ = ["Reading", "assemble"]

Row = tuple[object, ...]


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

    def __iter__(self) -> Iterator[Publication | Rejection]:
        """Yield the rows."""


@dataclass
class _Collected:
    """The rows of all files, and where they come from; a file that comes twice counts once."""

    publications: list[Publication] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
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
        read = len(self.publications) - before[0]
        refused = len(self.rejections) - before[1]
        self.dialects[reading.file] = reading.dialect
        self.sources[reading.file] = (
            reading.file, reading.name, reading.dialect, read + refused, read, refused,
        )  # fmt: skip


def assemble(readings: Iterable[Reading], home_office: str = "CN") -> Tables:
    """Make the collected tables out of the rows of all files.

    `home_office` is the office whose member a family shows first. The same rows give the same
    bytes, whatever the order of files and rows; sources keep rows = publications + rejections.
    """
    collected = _Collected()
    for reading in sorted(readings, key=lambda reading: (reading.file, reading.name)):
        collected.add(reading)
    groups = group(rank(collected.publications))
    rows = _Rows()
    owners = Owners()
    known = [facts(each) for each in groups]
    for each, fact in zip(groups, known, strict=True):
        owners.add(each)
        rows.add(each, fact)
    rows.tables["sources"] = list(collected.sources.values())
    rows.tables["rejections"] = [_rejection(row) for row in collected.rejections]
    rows.add_families(_families(groups, known, collected.dialects), known, home_office)
    rows.tables |= owners.tables()
    return {name: _table(name, rows.tables[name]) for name in COLLECTED}


class _Rows:
    """Rows of the tables that follow from one patent alone, as tuples in the schema's order."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = {
            name: []
            for name in ("publications", "texts", "classifications", "conflicts", "patents")
        }

    def add(self, each: Group, fact: Facts) -> None:
        tables = self.tables
        tables["publications"].extend(_publication(each.key, row) for row in each.rows)
        tables["texts"].extend((each.key, *text) for text in texts(each.rows))
        tables["classifications"].extend((each.key, *symbol) for symbol in fact.symbols)
        if len(each.rows) > 1:
            tables["conflicts"].extend((each.key, *conflict) for conflict in conflicts(each))

    def add_families(
        self, found: Iterable[Family], known: Iterable[Facts], home_office: str
    ) -> None:
        of_patent: dict[str, str] = {}
        rows: list[Row] = []
        for each in found:
            of_patent |= dict.fromkeys((m.patent for m in each.members), each.key)
            shown, size = each.shown(home_office), len(each.members)
            rows.append((each.key, each.basis, shown, each.priority_date, size, each.countries))
        self.tables["families"] = rows
        self.tables["patents"] = [fact.row(of_patent[fact.patent]) for fact in known]


def _families(
    groups: Iterable[Group], known: Iterable[Facts], dialects: dict[str, str]
) -> list[Family]:
    return families(
        [_member(each, fact, dialects) for each, fact in zip(groups, known, strict=True)]
    )


def _member(each: Group, fact: Facts, dialects: dict[str, str]) -> Member:
    applications = {row.application for row in each.rows if row.application}
    return Member(
        patent=each.key,
        country=fact.country,
        granted=fact.granted,
        priority_date=fact.priority_date,
        vendor=frozenset(
            f"{dialects[row.source.file]} {row.family}" for row in each.rows if row.family
        ),
        documents=frozenset(number for number in each.documents if number),
        members=frozenset(chain.from_iterable(row.members for row in each.rows)),
        priorities=frozenset(chain.from_iterable(row.priorities for row in each.rows))
        or frozenset(applications),
    )


def _publication(patent: str, row: Publication) -> Row:
    return (
        row.number, patent, row.country, row.kind_code, row.patent_type, row.stage,
        row.publication_date, row.source.file, row.source.row,
    )  # fmt: skip


def _rejection(row: Rejection) -> Row:
    return (row.source.file, row.source.row, row.field, row.value[:200], row.reason)


def _table(name: str, rows: list[Row]) -> pa.Table:
    schema = SCHEMAS[name]
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    arrays = [
        pa.array(column, type=item.type) for column, item in zip(columns, schema, strict=True)
    ]
    return arrange(name, pa.Table.from_arrays(arrays, schema=schema))
