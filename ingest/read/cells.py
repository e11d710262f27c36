"""One row under the eyes of a dialect: fields instead of positions, damage noted, not swallowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from patnav.ingest.read.dates import DateError, DateOrder, parse_date
from patnav.ingest.read.dialects import Field, Layout
from patnav.ingest.read.paths import Said
from patnav.ingest.read.splitting import EDGES, Splitter, make_splitter
from patnav.ingest.read.texts import clean_line
from patnav.model import Damage, Source

__all__ = ["Cells", "View", "as_text", "is_blank"]

_CUT = 200
_SEVERAL = re.compile(r"[;；|\n]+")
_COUNT = re.compile(r"^(\d{1,7})(?:\.0+)?$")
_BLANKS = ("", "-", "--", None)  # what exports write where they have nothing
_EXACT = 1e15  # beyond it a float no longer holds every whole number


def is_blank(cell: object) -> bool:
    """Whether a cell holds nothing, or blanks only."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def as_text(cell: object) -> str:
    """Text of a cell of any type; whole numbers without a decimal point, dates in ISO form.

    The texts of elements of XML or JSON stand on lines.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Said):
        return cell.text
    if cell is None:
        return ""
    if isinstance(cell, float):
        if abs(cell) >= _EXACT:
            return f"{cell:.6E}"
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()
    if isinstance(cell, list):
        separator = "\n" if isinstance(next(iter(cell), None), Said) else "; "
        return separator.join(filter(None, map(as_text, cell)))
    return str(cell)


@dataclass(frozen=True)
class View:
    """What is the same for all rows of a file: layout, date order, splitters."""

    layout: Layout
    order: DateOrder
    splitters: Mapping[Field | Literal["default"], Splitter]

    @classmethod
    def of(cls, layout: Layout, order: DateOrder) -> View:
        """Prepare a view; `order` is what 03/04/2020 means in this file."""
        dialect = layout.dialect
        named = {
            field: make_splitter(separators, dialect.legal_forms)
            for field, separators in dialect.separators.items()
        }
        default = named.get("default", make_splitter(()))
        splitters: dict[Field | Literal["default"], Splitter] = {"default": default}
        splitters.update((field, named.get(field, default)) for field in dialect.columns)
        return cls(layout, order, splitters)


class Cells:
    """The cells of one row by field name."""

    def __init__(
        self, view: View, cells: Sequence[object], source: Source, warn: Callable[[Damage], None]
    ) -> None:
        self._view, self._cells, self.source, self._warn = view, cells, source, warn
        self.layout = view.layout
        self._header = view.layout.header

    def column(self, position: int) -> str:
        """Name of a column as the file has it."""
        if position < len(self._header):
            return self._header[position]
        return list(self._view.layout.dialect.extract)[position - len(self._header)]

    def filled(self, field: Field) -> list[tuple[str, object]]:
        """Column names and cells of a field that are not empty, the preferred column first."""
        return [
            (self.column(place), cell)
            for place in self._view.layout.columns.get(field, ())
            if (cell := self._cells[place]) not in _BLANKS
        ]

    def texts(self, field: Field) -> tuple[str, ...]:
        """Raw texts of the columns of a field that are not empty, the preferred column first."""
        places = self.layout.columns.get(field, ())
        return tuple(
            as_text(cell) for place in places if (cell := self._cells[place]) not in _BLANKS
        )

    def line(self, field: Field) -> tuple[str, str]:
        """Column and cleaned text of a field's first filled cell; empty strings when none is."""
        for place in self._view.layout.columns.get(field, ()):
            cell = self._cells[place]
            if isinstance(cell, list):
                cell = next((item for item in cell if as_text(item)), "")
            if cell not in _BLANKS and (text := clean_line(as_text(cell))) not in _BLANKS:
                return self.column(place), text
        return "", ""

    def items(self, field: Field) -> tuple[str, ...]:
        """Items of a field that holds several."""
        for place in self._view.layout.columns.get(field, ()):
            cell = self._cells[place]
            if cell not in _BLANKS and (found := self._split(field, cell)):
                return found
        return ()

    def _split(self, field: Field, cell: object) -> tuple[str, ...]:
        if isinstance(cell, list):  # of a format that has lists: nothing to guess
            items = [clean_line(as_text(item)).strip(EDGES) for item in cell]
        else:
            items = list(self._view.splitters[field](as_text(cell)))
        return tuple(items) if any(item not in _BLANKS for item in items) else ()

    def lines(self, field: Field) -> tuple[str, ...]:
        """Items of a field of XML or JSON as they are, with empty ones and with line breaks."""
        for place in self._view.layout.columns.get(field, ()):
            cell = self._cells[place]
            if isinstance(cell, list):
                return tuple(map(as_text, cell))
        return ()

    def passages(self, positions: Sequence[int]) -> tuple[Said, ...]:
        """Texts of the first filled of some columns, each with the language the file states."""
        for place in positions:
            cell = self._cells[place]
            if isinstance(cell, list):
                return tuple(
                    said if isinstance(said, Said) else Said("", as_text(said)) for said in cell
                )
            if (text := as_text(cell).strip()) not in _BLANKS:
                return (Said("", text),)
        return ()

    def items_at(self, place: int) -> tuple[object, ...]:
        """Items of one column as the dialect separates them; a number or a date is one item."""
        cell = self._cells[place]
        if isinstance(cell, str):
            return self._view.splitters["default"](cell)
        if isinstance(cell, list):
            return tuple(text for item in cell if (text := as_text(item)))
        return () if cell is None else (cell,)

    def parse_day(self, item: object) -> date | None:
        """Read one date in the order of day and month that the file has; raises DateError."""
        return parse_date(item, self._view.order)

    def text(self, positions: Sequence[int]) -> str:
        """Raw text of the first filled of some columns."""
        for place in positions:
            if (found := as_text(self._cells[place]).strip()) not in _BLANKS:
                return found
        return ""

    def day(self, field: Field) -> date | None:
        """Date of a field: of its first column that holds one; the earliest of several in a cell.

        When columns are filled but none holds a date, the damage is noted.
        """
        trouble: tuple[str, object, str] | None = None
        for column, cell in self.filled(field):
            try:
                if found := self._earliest(cell):
                    return found
            except DateError as error:
                trouble = trouble or (column, cell, str(error))  # the error would hold this frame
        if trouble:
            self.damaged(trouble[0], as_text(trouble[1]), trouble[2])
        return None

    def _earliest(self, cell: object) -> date | None:
        if isinstance(cell, list):
            cell = "\n".join(map(as_text, cell))
        if not isinstance(cell, str) or not _SEVERAL.search(cell):
            return parse_date(cell, self._view.order)
        parts = [parse_date(part, self._view.order) for part in _SEVERAL.split(cell)]
        return min((part for part in parts if part), default=None)

    def count(self, field: Field) -> int | None:
        """Whole number of a field; None when it is empty or, with the damage noted, not one."""
        column, text = self.line(field)
        if not text:
            return None
        if match := _COUNT.match(text):
            return int(match[1])
        self.damaged(column, text, "is not a whole number")
        return None

    def damaged(self, column: str, value: str, reason: str) -> None:
        """Note a value that could not be read."""
        self._warn(Damage(self.source, column, clean_line(value)[:_CUT], reason))
