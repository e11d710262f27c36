"""Events that a file gives as a list of its own: legal events with codes, recorded assignments.

The columns `event_codes`, `event_dates`, `event_texts`, `event_givers` and `event_takers` run in
parallel, an item for each event; the names of several parties of one event stand on lines.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import zip_longest

from patnav.data import resource
from patnav.ingest.read.cells import Cells
from patnav.ingest.read.dates import DateError
from patnav.ingest.read.dialects import Field
from patnav.ingest.read.histories import event_kind
from patnav.ingest.read.splitting import is_name
from patnav.ingest.read.texts import clean_line
from patnav.model import Event, EventKind

__all__ = ["EVENT_LISTS", "coded_events"]

EVENT_LISTS: tuple[Field, ...] = (
    "event_codes",
    "event_dates",
    "event_texts",
    "event_givers",
    "event_takers",
)


def coded_events(cells: Cells) -> Iterator[Event]:
    """Events of a row, in the order of the file.

    A code (`EP 17Q`) decides the kind by EPO's table of codes, a text without one by its words; a
    code that the table does not know is `other`, with the text of the file.
    """
    columns = map(cells.lines, EVENT_LISTS)
    for code, day, text, givers, takers in zip_longest(*columns, fillvalue=""):
        kind = _coded(clean_line(code)) if code else event_kind(text)
        yield Event(kind, _day(cells, day), clean_line(text), _names(givers), _names(takers))


def _day(cells: Cells, text: str) -> date | None:
    try:
        return cells.parse_day(text)
    except DateError as error:
        cells.damaged("event_dates", text, str(error))
        return None


def _names(text: str) -> tuple[str, ...]:
    names = (clean_line(line) for line in text.split("\n"))
    return tuple(dict.fromkeys(filter(is_name, names)))


def _coded(code: str) -> EventKind:
    return _codes().get(code, "other")


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, EventKind]:
    """Kind of event of each code: `EP 17Q` -> examination; those that are `other` are left out."""
    path = resource("lexicons/read/epo_event_codes.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(line for line in stream if not line.startswith("#"))
        return {f"{office} {code}": kind for office, code, kind in rows}  # type: ignore[misc]
