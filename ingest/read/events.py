"""Events of one row: of the columns that a dialect maps to them, and of its histories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from patnav.ingest.read.cells import Cells, as_text
from patnav.ingest.read.dates import DateError
from patnav.ingest.read.dialects import EventPlaces
from patnav.ingest.read.gazettes import coded_events
from patnav.ingest.read.histories import FIRST_DATE, event_kind, read_history
from patnav.ingest.read.splitting import is_name
from patnav.ingest.read.texts import clean_line
from patnav.model import Event, EventKind

__all__ = ["read_events"]


def read_events(cells: Cells) -> tuple[Event, ...]:
    """Read all events of a row, each once, in the order of the dialect and then of the histories.

    Columns without a date and without a party tell of no event.
    """
    layout = cells.layout
    found: dict[Event, None] = {}
    for places in layout.events:
        found.update(dict.fromkeys(_of_columns(cells, places)))
    for place in layout.histories:
        found.update(dict.fromkeys(read_history(cells.text((place,)))))
    found.update(dict.fromkeys(coded_events(cells)))
    return tuple(found)


def _of_columns(cells: Cells, places: EventPlaces) -> Sequence[Event]:
    days = list(_days(cells, places.date))
    givers, takers = _names(cells, places.givers), _names(cells, places.takers)
    if not (any(day for day, _ in days) or givers or takers):
        return ()
    words = _items(cells, places.text) or [cells.column(place) for place in places.named[:1]]
    kind = places.kind if places.kind != "other" else event_kind(" ".join(words))
    return list(_aligned(kind, days, (givers, takers), words))


def _aligned(
    kind: EventKind,
    days: Sequence[tuple[date | None, str]],
    parties: tuple[Sequence[str], Sequence[str]],
    words: Sequence[str],
) -> Iterator[Event]:
    """The n-th date with the n-th parties where there are as many; else nothing is paired.

    Several dates and other numbers of names: every date is an event, and the names stand in its
    text, because nobody can tell whose they are. At most one date has all names.
    """
    givers, takers = parties
    count = len(days)
    if count < 2:
        day, period = days[0] if days else (None, "")
        text = "; ".join(filter(None, [*words, period]))
        yield Event(kind, day, text, tuple(givers), tuple(takers))
        return
    paired = len(givers) in (0, count) and len(takers) in (0, count)
    for place, (day, period) in enumerate(days):
        pieces = [words[place]] if len(words) == count else [*words]
        if not paired:
            pieces.append(" → ".join("; ".join(names) for names in parties if names))
        yield Event(
            kind,
            day,
            "; ".join(filter(None, [*pieces, period])),
            tuple(givers[place : place + 1]) if paired else (),
            tuple(takers[place : place + 1]) if paired else (),
        )


def _days(cells: Cells, places: Sequence[int]) -> Iterator[tuple[date | None, str]]:
    """Dates of the first filled column, each with the words of the file where it is a period.

    An item that cannot be read is damage; it keeps its place, so that the others stay aligned.
    """
    for place in places:
        items = cells.items_at(place)
        for item in items:
            yield _day(cells, place, item)
        if items:
            return


def _day(cells: Cells, place: int, item: object) -> tuple[date | None, str]:
    try:
        return cells.parse_day(item), ""
    except DateError as error:
        text = as_text(item)
        if match := FIRST_DATE.search(text):  # 2019.01.02至2021.01.01: it began on the first day
            try:
                return cells.parse_day(match[0]), clean_line(text)
            except DateError:
                pass
        cells.damaged(cells.column(place), text, str(error))
        return None, ""


def _names(cells: Cells, places: Sequence[int]) -> list[str]:
    return [name for name in _items(cells, places) if is_name(name)]


def _items(cells: Cells, places: Sequence[int]) -> list[str]:
    for place in places:
        if items := [as_text(item) for item in cells.items_at(place)]:
            return items
    return []
