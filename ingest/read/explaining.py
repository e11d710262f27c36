"""Explain how a file was understood: each column, what it was taken for, and why this dialect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from patnav.ingest.read.cells import Cells, View, as_text
from patnav.ingest.read.dialects import (
    FIELDS,
    Dialect,
    EventPlaces,
    Field,
    Layout,
    lay_out,
    load_dialects,
)
from patnav.ingest.read.kinds import status_of
from patnav.ingest.read.numbers import NumberError, parse_application, parse_publication
from patnav.ingest.read.reader import Reading
from patnav.ingest.read.texts import clean_line, detect_language
from patnav.ingest.read.values import industries, numbers, symbols
from patnav.model import Damage, Source

__all__ = ["ColumnReading", "Explanation", "Likeness", "explain"]

State = Literal["read", "not read", "unknown"]
_CUT = 36
_NOTHING = ("", "-", "--")
_DAYS = ("application_date", "publication_date", "grant_date", "priority_date")
_COUNTS = ("cited_by", "family_size", "claim_count")
_NUMBERS = (
    *("priorities", "members", "extended_members", "twins", "parents", "cites", "cited_in"),
)
_INDUSTRIES = ("industries", "emerging_industries")
_NAMES = (
    *("applicants", "standard_applicants", "address", "province", "city", "county", "country"),
    *("owners", "standard_owners", "owner_address", "owner_province", "owner_city"),
    *("owner_county", "owner_country", "inventors"),
)


class Likeness(NamedTuple):
    """How well a dialect fits a header: columns and marks that it knows, and whether it may win."""

    name: str
    title: str
    columns: int
    marks: int
    marks_needed: int
    rank: int
    fits: bool


class ColumnReading(NamedTuple):
    """One column: its number from 1 and name, what it is read as, and an example of it.

    `fields` are fields of a publication, sections of text with their language, or kinds of events;
    `filled` counts the rows looked at that hold something.
    """

    column: int
    name: str
    state: State
    fields: tuple[str, ...]
    separators: tuple[str, ...]
    filled: int
    example: str
    value: str


@dataclass(frozen=True)
class Explanation:
    """How one file was understood; the dialects begin with the one that won."""

    dialect: str
    title: str
    header_row: int
    rows: int
    columns: tuple[ColumnReading, ...]
    dialects: tuple[Likeness, ...]


def explain(reading: Reading, own: Sequence[Dialect] = ()) -> Explanation:
    """Explain a reading by its first rows (at most 2,000); `own` are the user's dialects."""
    layout, sample = reading.layout, reading.sample()
    return Explanation(
        dialect=reading.dialect,
        title=layout.dialect.title,
        header_row=reading.header_row,
        rows=len(sample),
        columns=tuple(_column(reading, place, sample) for place in range(len(layout.header))),
        dialects=_likenesses(layout, own),
    )


def _likenesses(layout: Layout, own: Sequence[Dialect]) -> tuple[Likeness, ...]:
    if layout.dialect.layout != "table":
        return (_likeness(layout),)
    others = [
        lay_out(dialect, layout.header)
        for dialect in (*own, *load_dialects())
        if dialect.layout == "table" and dialect.name != layout.dialect.name
    ]
    known = [_likeness(other) for other in others if other.matched]
    known.sort(key=lambda one: (not one.fits, one.rank, -one.columns, one.name))
    return (_likeness(layout), *known)


def _likeness(layout: Layout) -> Likeness:
    dialect, fits = layout.dialect, layout.fits
    counts = (layout.matched, layout.marks, dialect.marks_needed)
    return Likeness(dialect.name, dialect.title, *counts, dialect.rank, fits)


def _column(reading: Reading, place: int, sample: Sequence[Sequence[object]]) -> ColumnReading:
    layout = reading.layout
    filled = [cells for cells in sample if as_text(cells[place]).strip() not in _NOTHING]
    places = (*_made_of(layout, place), place)
    known = layout.dialect.folded(layout.header[place]) in layout.dialect.vocabulary
    fields = tuple(dict.fromkeys(field for each in places for field in _fields_at(layout, each)))
    return ColumnReading(
        column=place + 1,
        name=layout.header[place],
        state="read" if fields else "not read" if known else "unknown",
        fields=fields,
        separators=_separators(layout, fields),
        filled=len(filled),
        example=_short(as_text(filled[0][place])) if filled else "",
        value=_value(reading, places, filled[0]) if filled else "",
    )


def _made_of(layout: Layout, place: int) -> list[int]:
    """Positions of the columns that are made of one."""
    folded = layout.dialect.folded
    name = folded(layout.header[place])
    return [
        len(layout.header) + number
        for number, rule in enumerate(layout.dialect.extract.values())
        if name in map(folded, rule.sources)
    ]


def _fields_at(layout: Layout, place: int) -> list[str]:
    fields: list[str] = [field for field, found in layout.columns.items() if place in found]
    texts = [f"{text.section} ({text.lang})" for text, found in layout.texts if place in found]
    events = [f"event {event.kind}" for event in layout.events if place in _places(event)]
    return [*fields, *texts, *events, *(["events"] if place in layout.histories else [])]


def _places(event: EventPlaces) -> tuple[int, ...]:
    return (*event.named, *event.text)


def _separators(layout: Layout, fields: Sequence[str]) -> tuple[str, ...]:
    listed = layout.dialect.separators
    several = ("ipc", "cpc", *_INDUSTRIES, *_NUMBERS, *_NAMES)
    field = next((field for field in fields if field in several), "")
    return tuple(listed.get(field, listed.get("default", ()))) if field else ()


def _value(reading: Reading, places: Sequence[int], cells: Sequence[object]) -> str:
    """What the first field that a column is read as makes of a cell, or why it makes nothing."""
    layout = reading.layout
    for place in places:
        for field in _fields_at(layout, place):
            if field in FIELDS:
                return _read(reading, field, place, cells)
            if field.startswith(("event", "events")):
                continue
            text = clean_line(as_text(cells[place]))
            return f"{detect_language(text)}: {_short(text)}"
    return ""


def _read(reading: Reading, field: Field, place: int, row: Sequence[object]) -> str:
    damages: list[Damage] = []
    alone = replace(reading.layout, columns={field: (place,)})
    view = View.of(alone, reading.date_order)
    cells = Cells(view, row, Source(reading.file, 0), damages.append)
    try:
        value = _normalised(cells, field, reading.layout.dialect.office)
    except NumberError as error:
        return f"not read: {error}"
    return f"not read: {damages[0].reason}" if damages and not value else _short(value)


def _normalised(cells: Cells, field: Field, office: str) -> str:
    text = cells.line(field)[1]
    if field == "number":
        return str(parse_publication(text, office))
    if field == "application":
        return parse_application(text, office).number
    if field in _DAYS:
        return str(cells.day(field) or "")
    if field in _COUNTS:
        return str(cells.count(field))
    if field in _NUMBERS:
        return " | ".join(numbers(cells, field))
    if field in ("ipc", "cpc", "ipc_main"):
        return " | ".join(symbols(cells, field))
    if field in _INDUSTRIES:
        return " | ".join(industries(cells))
    if field == "status":
        return status_of(text)
    return " | ".join(cells.items(field)) if field in _NAMES else text


def _short(text: str) -> str:
    line = clean_line(text)
    return line if len(line) <= _CUT else line[: _CUT - 1] + "…"
