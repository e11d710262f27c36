"""The events of one patent: what several rows tell is listed once, with all who tell it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from patnav.ingest.assemble.merge import Group
from patnav.ingest.assemble.rows import Row
from patnav.ingest.parties.identity import normalise
from patnav.model import Event, Publication, Source

__all__ = ["Told", "events", "told_once"]


@dataclass(slots=True)
class Told:
    """An event with the keys of its parties, the row that tells most of it, and the others."""

    event: Event
    givers: frozenset[str]
    takers: frozenset[str]
    row: Publication
    others: set[Source] = field(default_factory=set)

    def says(self, other: Told) -> bool:
        """Whether this one tells all that the other tells.

        The other may be silent about parties and, if it names some, about the day. What has no kind
        of its own is the same only in the same words.
        """
        mine, its = self.event, other.event
        same_day = mine.date == its.date or (its.date is None and bool(other.givers | other.takers))
        return (
            mine.kind == its.kind
            and same_day
            and self.givers >= other.givers
            and self.takers >= other.takers
            and (mine.kind != "other" or mine.text == its.text)
        )

    def take_in(self, other: Told) -> None:
        """Remember who else tells it; words are taken from the first that has some."""
        self.others.add(other.row.source)
        if not self.event.text:
            self.event = self.event._replace(text=other.event.text)


def events(group: Group) -> list[Row]:
    """Rows of `events` for one patent, from the events and days of grant of all its rows.

    Where two rows name different days or parties both are listed.
    """
    return [_row(group.key, told) for told in told_once(group.rows)]


def told_once(rows: Iterable[Publication]) -> list[Told]:
    """Events of ranked rows, each once: one that another tells more fully is taken in by it.

    Among those that tell as much the first row keeps the event.
    """
    told = [each for row in rows for each in _told(row)]
    told.sort(key=lambda each: (each.event.date is None, -len(each.givers) - len(each.takers)))
    kept: list[Told] = []
    for each in told:
        same = next((one for one in kept if one.says(each)), None)
        if same is None:
            kept.append(each)
        else:
            same.take_in(each)
    return kept


def _told(row: Publication) -> Iterator[Told]:
    for event in row.events:
        yield Told(event, _keys(event.givers), _keys(event.takers), row)
    # The day of grant as the row gives it, else the day on which the grant was published.
    if day := row.grant_date or (row.publication_date if row.stage == "grant" else None):
        yield Told(Event("grant", day, ""), frozenset(), frozenset(), row)


def _keys(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(normalise, names))


def _row(patent: str, told: Told) -> Row:
    event, source = told.event, told.row.source
    also = sorted(f"{other.file}:{other.row}" for other in told.others - {source})
    return (
        patent, event.date, event.kind, event.text, list(event.givers), list(event.takers),
        *source, also,
    )  # fmt: skip
