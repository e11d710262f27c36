"""What every file format gives to the dialects: numbered rows of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from patnav.ingest.read.parts import Part

__all__ = ["Lost", "Opened", "Row", "RowTest", "Table"]

RowTest = Callable[[Sequence[object]], bool]


class Lost(NamedTuple):
    """A cell that is read as empty although it shows something: its place from 0, and why."""

    place: int
    shown: str
    reason: str


class Row(NamedTuple):
    """One row: its number (from 1, as a spreadsheet counts), its cells, and what is wrong with it.

    A row with a problem has in `cells` what could be read, for the rejection to show.
    """

    number: int
    cells: Sequence[object]
    problem: str = ""
    lost: Sequence[Lost] = ()


@dataclass(frozen=True)
class Table:
    """Rows that may be a table of patents.

    `rows` starts anew at each call. Its argument tells whether cells look like a record: a CSV
    reader asks it when a quote that was never closed may have swallowed the next records. `ragged`
    is true where the number of cells can differ from row to row (CSV).
    """

    name: str
    rows: Callable[[RowTest], Iterator[Row]]
    ragged: bool = False


@dataclass(frozen=True)
class Opened:
    """An open file: sheets that all count, or (`alternatives`) several ways to split one text.

    `parts` are the streams of a file of XML, SGML or JSON; it has no tables.
    """

    tables: tuple[Table, ...]
    alternatives: bool = False
    text: Callable[[], Iterator[str]] | None = None
    note: str = ""
    parts: tuple[Part, ...] = ()
