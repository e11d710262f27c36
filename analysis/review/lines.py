"""The rows of a filled review sheet, in whatever order its rows and columns now stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from patnav.analysis.review.words import code_of, plain, review_words
from patnav.errors import InputError
from patnav.ingest.read.cells import as_text
from patnav.ingest.read.formats import open_export
from patnav.ingest.read.table import Table
from patnav.ingest.review.labels import Flags

__all__ = [
    "BLIND", "TO_FILL", "Line", "Outcome", "Reviewer", "RowError", "cell", "changes", "flags_of",
    "is_filled", "only", "patent_of", "read_lines", "told",
]  # fmt: skip

TO_FILL = (
    "verdict", "new_quote", "new_attribute", "new_direction", "new_band", "new_node", "new_others",
    "note",
)  # fmt: skip
"""Columns that people fill."""
BLIND = "blind "  # before the code of a row that shows no proposal
_HEADER_WITHIN = 10  # rows
_REMEDY = "export one: patnav review export FILE.xlsx"


class Reviewer(NamedTuple):
    """Who filled the sheet, why (where a row gives no reason), and whether to adjudicate."""

    who: str
    why: str = "review sheet"
    adjudicates: bool = False


class Outcome(NamedTuple):
    """What became of one row: taken, unchanged, empty or refused; then field, reason, remedy."""

    sheet: str
    row: int
    outcome: str
    field: str = ""
    reason: str = ""
    remedy: str = ""


class Line(NamedTuple):
    """A row with its cells by the columns of `data/analysis/review.yaml`."""

    sheet: str
    row: int
    cells: Mapping[str, str]


def read_lines(path: Path) -> list[Line]:
    """Return the rows below the heading of the one sheet that is filled, or else of the first.

    Raises InputError when no sheet has such a heading, or when several are filled: nothing tells
    whose the others are.
    """
    sheets = [found for table in open_export(path).tables if (found := _lines(table)) is not None]
    if not sheets:
        raise InputError("is no review sheet", where=str(path), remedy=_REMEDY)
    filled = [lines for lines in sheets if any(map(is_filled, lines))]
    if len(filled) > 1:
        names = ", ".join(lines[0].sheet for lines in filled)
        raise InputError(
            f"has more than one sheet with verdicts: {names}",
            where=str(path),
            remedy="leave one of them in this file and import the others from files of their own",
        )
    return (filled or sheets)[0]


def _lines(table: Table) -> list[Line] | None:
    """The rows of a sheet; None when it has no heading of a review sheet."""
    columns: dict[str, int] = {}
    lines = []
    for row in table.rows(lambda cells: not cells):
        if not columns:
            columns = _columns(row.cells)
            if row.number > _HEADER_WITHIN:
                break
            continue
        cells = {
            name: as_text(row.cells[at]).strip() if at < len(row.cells) else ""
            for name, at in columns.items()
        }
        if any(cells.values()):
            lines.append(Line(table.name, row.number, cells))
    return lines if columns else None


def is_filled(line: Line) -> bool:
    """Whether a row says anything; a reason alone says nothing."""
    return any(line.cells.get(name) for name in TO_FILL if name != "note")


def _columns(cells: Sequence[object]) -> dict[str, int]:
    """Places of the columns when this is the heading row, else nothing."""
    headings = {
        plain(head): name for name, (*heads, _) in review_words()["columns"].items()
        for head in heads
    }  # fmt: skip
    found = {headings.get(plain(as_text(cell)), ""): at for at, cell in enumerate(cells)}
    return found if {"code", "verdict", "new_quote"} <= found.keys() else {}


def patent_of(code: str) -> str:
    """Patent of a row code."""
    return code.removeprefix(BLIND).rsplit("/", 4)[0]


def _code(group: str, text: str) -> str:
    """Code of a word of the sheet in either language, or the code itself; InputError else."""
    if not text:
        return ""
    if code := code_of(text, review_words()[group]):
        return code
    raise InputError(f"{text!r} is none of the choices", remedy="pick one from the list")


class RowError(Exception):
    """A cell that cannot be taken: the column and what is wrong with it."""

    def __init__(self, field: str, error: InputError) -> None:
        self.field, self.error = field, error
        super().__init__(field)


def cell(line: Line, field: str, group: str) -> str:
    """Code of what was picked; raises RowError for another word."""
    try:
        return _code(group, line.cells.get(field, ""))
    except InputError as error:
        raise RowError(field, error) from None


def only(line: Line, silent: Iterable[str]) -> None:
    """Refuse a row in which cells are filled that say nothing of what it is about."""
    for name in silent:
        if line.cells.get(name):
            what = "is filled, but says nothing in a row of this dimension"
            raise RowError(
                name, InputError(what, remedy="empty it; fill it in the row it is about")
            )


def flags_of(line: Line, reviewer: Reviewer, *, blind: bool = False) -> Flags:
    """How the decision of a row came about; a blind text is no label drawn by lot."""
    return Flags(reviewer.adjudicates, blind, bool(line.cells.get("drawn")) and not blind)


def told(field: str, error: InputError) -> tuple[str, str, str]:
    """Heading of the column, what is wrong and the remedy."""
    heads = review_words()["columns"].get(field, [field])
    return str(heads[0]), error.what, error.remedy


def changes(line: Line) -> dict[str, str]:
    """What a row says that is right, by the fields of a label; raises RowError."""
    cells = line.cells
    values = {
        "quote": cells.get("new_quote", ""),
        "attribute": cells.get("new_attribute", ""),
        "direction": cell(line, "new_direction", "directions"),
        "value": cell(line, "new_band", "bands"),
    }
    return {name: value for name, value in values.items() if value}
