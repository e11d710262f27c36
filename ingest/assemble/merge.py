"""Which rows describe the same patent: application and publication numbers joined by union–find.

A row may know the application, the publication, or both; one row that knows both joins what other
files know by half. The result does not depend on the order of files and rows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

import yaml

from patnav.data import resource
from patnav.ingest.assemble.unions import Unions
from patnav.model import Publication

__all__ = ["Group", "group", "rank", "serial"]

_NUMBER = re.compile(r"^([A-Z]{2})(.+?)([A-Z]\d?)?$")
_OLD_CN = re.compile(r"^CN8[5-9]\d{6}$")


@dataclass(frozen=True, slots=True)
class Group:
    """All rows of one patent, best first, under its key.

    `rows` holds the document to show first: the granted one, else the latest; within a document
    the rows keep the order of `rank`. `documents` maps publication numbers to their rows.
    """

    key: str
    rows: tuple[Publication, ...]
    documents: Mapping[str, tuple[Publication, ...]]


def rank(publications: Iterable[Publication]) -> list[Publication]:
    """Order rows by how much they are trusted when they disagree, and drop exact repeats of a row.

    The newest export first (its latest publication date tells its age), then the fuller row, then
    file hash and row: legal status and citation counts age, and none of this depends on order.
    """
    rows = {(row.source, row.number, row.application): row for row in publications}
    newest: dict[str, date] = defaultdict(lambda: date.min)
    for row in rows.values():
        if row.publication_date and row.publication_date > newest[row.source.file]:
            newest[row.source.file] = row.publication_date
    age = {day: -day.toordinal() for day in {*newest.values(), date.min}}
    return sorted(
        rows.values(),
        key=lambda row: (age[newest[row.source.file]], -_fullness(row), row.source, row.number),
    )


def group(ranked: Sequence[Publication]) -> list[Group]:
    """Bring the ranked rows of each patent together; groups come in the order of their keys."""
    unions: Unions[str] = Unions()
    for row in ranked:
        unions.join(_names(row))
    found: dict[str, list[Publication]] = defaultdict(list)
    for row in ranked:
        found[unions.find(next(_names(row)))].append(row)
    return [_group(key, rows) for key, rows in sorted(_keyed(found.values()).items())]


@lru_cache(maxsize=1_000_000)
def serial(number: str) -> str:
    """Office and serial of a publication number: what its documents of all stages share.

    The kind is dropped (CN111856303B → CN111856303) except where the office gives one serial to
    several applications (JPH0812345A stays so); numbers/publication_serials.yaml tells where.
    """
    match = _NUMBER.match(number)
    if match is None:
        return number
    office, digits, kind = match.groups(default="")
    reused, own_series = _offices()
    keep = office != "CN" and (office in reused or kind[:1] in own_series)
    return f"{office}{digits}{kind[:1] if keep else ''}"


def _names(row: Publication) -> Iterator[str]:
    """The names by which a row knows its patent; applications and publications are kept apart."""
    if row.application:
        yield f"application {row.application}"
    if row.number:
        shared = serial(row.number)
        # Until 1989 CNIPA published applications under the application number.
        yield f"{'application' if _OLD_CN.match(shared) else 'publication'} {shared}"


def _keyed(groups: Iterable[list[Publication]]) -> dict[str, list[Publication]]:
    """Keys for groups: the application, else the serial; the full number where serials collide."""
    keyed: dict[str, list[Publication]] = {}
    unknown = []
    for rows in groups:
        applications = [row.application for row in rows if row.application]
        if applications:
            keyed[min(applications)] = rows
        else:
            unknown.append((min(serial(row.number) for row in rows), rows))
    for key, rows in unknown:
        # US serials of applications and of grants overlap.
        keyed[min(row.number for row in rows) if key in keyed else key] = rows
    return keyed


def _group(key: str, rows: Sequence[Publication]) -> Group:
    documents: dict[str, list[Publication]] = defaultdict(list)
    for row in rows:
        documents[row.number].append(row)
    order = sorted(documents.items(), key=lambda item: _showing(*item))
    return Group(
        key,
        tuple(row for _, document in order for row in document),
        {number: tuple(document) for number, document in order},
    )


def _showing(number: str, rows: Sequence[Publication]) -> tuple[bool, bool, int, str]:
    """Sort key of documents: with a number, granted, latest, then by number."""
    granted = any(row.stage == "grant" for row in rows)
    latest = max((row.publication_date or date.min) for row in rows)
    return (not number, not granted, -latest.toordinal(), number)


def _fullness(row: Publication) -> int:
    facts = (
        row.number, row.application, row.application_date, row.publication_date, row.grant_date,
        row.priority_date, row.applicants, row.inventors, row.ipc, row.cpc, row.priorities,
        row.members, row.family, row.status_text, row.cited_by is not None, row.claim_count,
    )  # fmt: skip
    return len(row.texts) + sum(map(bool, facts))


@cache
def _offices() -> tuple[frozenset[str], frozenset[str]]:
    words = yaml.safe_load(resource("numbers/publication_serials.yaml").read_text(encoding="utf-8"))
    return frozenset(words["reused"]), frozenset(words["own_series"])
