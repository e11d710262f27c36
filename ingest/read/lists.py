"""Lists without column names: numbers one below the other, alone or beside a few other columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from patnav.ingest.read.cells import as_text
from patnav.ingest.read.dialects import Dialect, Layout, lay_out
from patnav.ingest.read.guessing import Guess, guess_columns
from patnav.ingest.read.table import Table

__all__ = ["FoundList", "find_list"]

_LOOKED_AT = 300  # rows
_KEYS = ("application", "number")


class FoundList(NamedTuple):
    """A list: the names its columns get, the row of its one column name (0 = none), and words."""

    layout: Layout
    header_row: int
    note: str


def find_list(table: Table, dialect: Dialect) -> FoundList | None:
    """Tell the columns of a table by their content; None when no column is one of numbers."""
    rows = [row for row in islice(table.rows(lambda _: False), _LOOKED_AT) if _filled(row.cells)]
    if not rows or rows[0].number == 0:  # a format with column names
        return None
    named = 0
    guesses = guess_columns((), [row.cells for row in rows])
    if len(guesses) == 1 and len(rows) > 1:  # one column may have its name above it
        below = guess_columns((), [row.cells for row in rows[1:]])
        first = guess_columns((), [rows[0].cells])
        if _is_key(below[0]) and not _is_key(first[0]):
            guesses, named = below, rows[0].number
    keys = [place for place, guess in enumerate(guesses) if _is_key(guess)]
    first = guess_columns((), [rows[0].cells])
    if not keys or (not named and not _is_key(first[keys[0]])):
        return None  # no numbers, or a row of names that nobody knows above them
    header = [_name(dialect, place, guess) for place, guess in enumerate(guesses, start=1)]
    return FoundList(lay_out(dialect, header), named, _note(header, guesses))


def _is_key(guess: Guess) -> bool:
    return guess.field in _KEYS and guess.sure


def _filled(cells: Sequence[object]) -> bool:
    return any(as_text(cell).strip() for cell in cells)


def _name(dialect: Dialect, place: int, guess: Guess) -> str:
    listed: list[tuple[str, Sequence[str]]] = [*dialect.columns.items()]
    listed += [(text.section, text.columns) for text in dialect.texts]
    names = next((names for field, names in listed if field == guess.field), ())
    return names[0] if names else f"column {place}"


def _note(header: Sequence[str], guesses: Sequence[Guess]) -> str:
    told = [
        f"{place} {name} ({guess.why})"
        for place, (name, guess) in enumerate(zip(header, guesses, strict=True), start=1)
    ]
    return "has no column names, its columns are told by their content: " + "; ".join(told)
