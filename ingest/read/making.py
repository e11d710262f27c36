"""Which fields of a publication are made of which columns; what repeats is made once.

Dates, classes, states and applicants of an export repeat from row to row. What depends on the
cells of some columns alone is worked out once for these cells, with the damage that was found in
them, and then known. A field whose columns the file does not have costs nothing: it keeps its
default.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

from patnav.ingest.read.cells import Cells, View
from patnav.ingest.read.dialects import Field, Layout
from patnav.ingest.read.events import read_events
from patnav.ingest.read.gazettes import EVENT_LISTS
from patnav.ingest.read.values import (
    PARTY_FIELDS,
    filed_and_owned,
    industries,
    inventors,
    ipc_symbols,
    numbers,
    status_words,
    symbols,
)
from patnav.model import Damage, Source

__all__ = ["Made", "Maker", "is_plain_row", "makers"]

_HELD = 4_096  # sets of cells whose values are held for one field
_LONG = 1_000  # characters of cells, beyond which they hardly repeat and are not held
_NOWHERE = Source("", 0)
# Of other types equal values may read differently: 1 and true, 10**15 and 1e15.
_PLAIN = frozenset({str, float, date, datetime, type(None)})

Made = Mapping[str, Any]
"""Values of fields of a publication, by their names."""


def is_plain_row(cells: Sequence[object]) -> bool:
    """Whether equal cells of a row always mean the same, so that what is known can be used."""
    return _PLAIN.issuperset(map(type, cells))


class Maker:
    """Makes some fields of a publication from the cells of some columns."""

    def __init__(
        self, view: View, make: Callable[[Cells], Made], places: Sequence[int], held: int
    ) -> None:
        self._view, self.make, self._held = view, make, held
        self._pick = itemgetter(*places)
        self._known: dict[object, tuple[Made, tuple[Damage, ...]]] = {}

    def __call__(
        self, row: Sequence[object], source: Source, warn: Callable[[Damage], None]
    ) -> Made:
        """Fields of a plain row (`is_plain_row`); `warn` hears of its damage."""
        key = self._pick(row)
        known = self._known.get(key)
        made, damages = self._learn(key, row) if known is None else known
        for damage in damages:
            warn(damage._replace(source=source))
        return made

    def _learn(self, key: object, row: Sequence[object]) -> tuple[Made, tuple[Damage, ...]]:
        damages: list[Damage] = []
        learnt = self.make(Cells(self._view, row, _NOWHERE, damages.append)), tuple(damages)
        if _length(key) <= _LONG:
            if len(self._known) >= self._held:
                self._known.clear()
            self._known[key] = learnt
        return learnt


class _Rule(NamedTuple):
    """How fields of a publication are made, and where in a row stands what they are made of."""

    make: Callable[[Cells], Made]
    places: Callable[[Layout], Iterable[int]]


def makers(view: View, held: int = _HELD) -> list[Maker]:
    """Makers of the fields that a file has columns for, in the order in which damage is told.

    `held` is the number of sets of cells that each knows at most.
    """
    found = [(rule.make, sorted(set(rule.places(view.layout)))) for rule in _RULES]
    return [Maker(view, make, places, held) for make, places in found if places]


def _length(key: object) -> int:
    cells = key if isinstance(key, tuple) else (key,)
    return sum(len(cell) for cell in cells if isinstance(cell, str))


def _columns(*fields: Field) -> Callable[[Layout], Iterable[int]]:
    return lambda layout: chain.from_iterable(layout.columns.get(field, ()) for field in fields)


def _event_columns(layout: Layout) -> Iterator[int]:
    yield from layout.histories
    for event in layout.events:
        yield from chain(event.date, event.givers, event.takers, event.text)
    yield from _columns(*EVENT_LISTS)(layout)


def _classes(cells: Cells) -> Made:
    main, listed = ipc_symbols(cells)
    return {"ipc_main": main, "ipc": listed}


def _state(cells: Cells) -> Made:
    status, words = status_words(cells)
    return {"status": status, "status_text": words}


def _parties(cells: Cells) -> Made:
    applicants, owners = filed_and_owned(cells)
    return {"applicants": applicants, "owners": owners}


def _each(make: Callable[[Cells, Field], object], *fields: Field) -> list[_Rule]:
    """Fields of a publication that are each made of the field of the same name."""
    return [_Rule(partial(_named, make, field), _columns(field)) for field in fields]


def _named(make: Callable[[Cells, Field], object], field: Field, cells: Cells) -> Made:
    return {field: make(cells, field)}


_RULES = (
    _Rule(_classes, _columns("ipc", "ipc_main")),
    _Rule(_state, _columns("status", "status_text")),
    _Rule(_parties, _columns(*PARTY_FIELDS)),
    *_each(Cells.day, "application_date", "publication_date", "grant_date", "priority_date"),
    _Rule(lambda cells: {"inventors": inventors(cells)}, _columns("inventors")),
    *_each(symbols, "cpc"),
    _Rule(
        lambda cells: {"industries": industries(cells)},
        _columns("industries", "emerging_industries"),
    ),
    *_each(numbers, "priorities", "members", "extended_members", "twins", "parents"),
    *_each(numbers, "cites", "cited_in"),
    _Rule(lambda cells: {"events": read_events(cells)}, _event_columns),
    *_each(Cells.count, "cited_by", "family_size", "claim_count"),
)
