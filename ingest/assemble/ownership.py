"""Who owned a patent when, and since when the files say so: ownership in two times.

Three things tell of owners. *Applicants* of the first document hold from the day of filing. A
*transfer* moves the right on its day from the givers (all holders where none is named) to the
takers. A *holder* is who owns on a known day: who is named by a later document, on its day of
publication, or by a column of current owners, on the day of the export. A holder whom no transfer
explains holds from that day on, because nothing tells the true day.

For each age of an export the timeline of a patent stands anew, if it changed: what was known on a
day is the timeline of the latest `known_from` up to it (`patnav.ownership`). What contradicts the
timeline is listed among the conflicts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import pyarrow.compute as pc

from patnav.ingest.assemble.conflicts import Conflict
from patnav.ingest.assemble.events import Told, told_once
from patnav.ingest.assemble.merge import Group
from patnav.ingest.assemble.rows import Row
from patnav.ingest.assemble.timeline import Claim, Span, Timeline
from patnav.ingest.parties.identity import is_placeholder
from patnav.ingest.parts import Part
from patnav.ingest.wording import in_one_script
from patnav.model import Party, Publication

__all__ = ["Owned", "ages", "ownership"]

Key = Callable[[str], str]


class Owned(NamedTuple):
    """The ownership of one patent: rows of the table, what contradicts them, all names in them."""

    rows: list[Row]
    conflicts: list[Conflict]
    names: dict[str, str]


def ages(parts: Sequence[Part], newest: Mapping[str, date]) -> dict[str, date]:
    """Age of each file: the latest day of a publication (`newest`) or transfer in it.

    date.min is the age of a file that names neither.
    """
    return {
        part.facts.file: max(_transfer_days(part), newest.get(part.facts.file, date.min))
        for part in parts
    }


def _transfer_days(part: Part) -> date:
    """The latest day of a transfer."""
    latest = date.min
    for block in part.publications(["events"]):
        told = block["events"].combine_chunks().flatten()
        days = told.field("date").filter(pc.equal(told.field("kind"), "transfer"))
        latest = max(latest, pc.max(days).as_py() or date.min)
    return latest


def ownership(group: Group, known: Mapping[str, date], key: Key) -> Owned:
    """Work out the timelines of one patent.

    `known` is the age of each file, `key` tells the organisation of a name.
    """
    rows: list[Row] = []
    timeline = Timeline(())
    last: Sequence[tuple[object, ...]] = ()
    for age in sorted({known[row.source.file] for row in group.rows}):
        seen = [row for row in group.rows if known[row.source.file] <= age]
        timeline = Timeline(_in_order(seen, known, key))
        now = [(span.key, span.start, span.end) for span in timeline.spans]
        if now != last:
            rows += [_row(group.key, span, age) for span in timeline.spans]
        last = now
    names = {str(row[1])[2:]: str(row[2]) for row in rows}
    found = (conflict for each in timeline.contradictions for conflict in _conflicts(*each))
    return Owned(rows, list(dict.fromkeys(found)), names)


def _in_order(rows: Sequence[Publication], known: Mapping[str, date], key: Key) -> list[Claim]:
    """All claims of some rows, by their days; the filing first, holders behind transfers."""
    named = list(_named(rows, key))
    if not named:
        return []
    filed, *later = named
    start = filed.day or date.min
    moves = [
        # Who transfers before the filing transfers the right to file: it counts from the filing.
        replace(claim, day=start) if claim.day and claim.day < start else claim
        for claim in (*later, *_transfers(rows, key), *_holders(rows, known, key))
        if claim.takers
    ]
    moves.sort(key=lambda claim: (claim.day or date.max, claim.sort != "transfer"))
    return [filed, *_chained(filed, moves)]


def _chained(filed: Claim, moves: Sequence[Claim]) -> Iterator[Claim]:
    """Bring transfers of one day into the order in which each giver holds what it gives."""
    holding = set(filed.takers)
    waiting = list(moves)
    while waiting:
        day = waiting[0].day
        today = [claim for claim in waiting if claim.day == day and claim.sort == "transfer"]
        fitting = (claim for claim in today if claim.givers.keys() & holding)
        claim = next(fitting, waiting[0])
        waiting.remove(claim)
        holding = (holding - claim.givers.keys()) | claim.takers.keys()
        yield claim


def _named(rows: Sequence[Publication], key: Key) -> Iterator[Claim]:
    """Those whom documents name: the first as applicants, others as holders on their day."""
    filing = next((row.application_date for row in rows if row.application_date), None)
    named: dict[str, tuple[Publication, dict[str, str]]] = {}
    for row in rows:
        if row.number not in named and (names := _names(row.applicants, row.country, key)):
            named[row.number] = (row, names)
    order = sorted(named.values(), key=lambda item: item[0].publication_date or date.max)
    for place, (row, names) in enumerate(order):
        if not place:
            yield Claim("filed", filing, "applicant", {}, names, row)
        elif row.publication_date:
            yield Claim("held", row.publication_date, "applicant", {}, names, row)


def _transfers(rows: Sequence[Publication], key: Key) -> Iterator[Claim]:
    for told in told_once(rows):
        if told.event.kind == "transfer" and told.event.date:
            yield _transfer(told, key)


def _transfer(told: Told, key: Key) -> Claim:
    givers, takers = (
        {key(name): name for name in names if not is_placeholder(name)}
        for names in (told.event.givers, told.event.takers)
    )
    return Claim("transfer", told.event.date, "transfer", givers, takers, told.row)


def _holders(rows: Sequence[Publication], known: Mapping[str, date], key: Key) -> Iterator[Claim]:
    for row in rows:
        if row.owners:
            age = known[row.source.file]
            names = _names(row.owners, row.country, key)
            yield Claim("held", None if age == date.min else age, "owner", {}, names, row)


def _names(parties: Sequence[Party], country: str, key: Key) -> dict[str, str]:
    names = in_one_script([party.name or party.standard_name for party in parties], country)
    return {key(name): name.strip() for name in names if not is_placeholder(name)}


def _row(patent: str, span: Span, age: date) -> Row:
    return (
        patent, f"O:{span.key}", span.name, span.start, span.end,
        None if age == date.min else age, span.claim.basis, *span.claim.row.source,
    )  # fmt: skip


def _conflicts(claim: Claim, against: Sequence[Claim]) -> Iterator[Conflict]:
    for each in (*against, claim):
        value = "; ".join(each.takers.values())
        if each.sort == "transfer":
            value = f"{each.day}: {'; '.join(each.givers.values())} → {value}"
        yield each.row.number, "owners", value, *each.row.source, each is not claim
