"""Say of a file that no dialect understands what it seems to be, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from patnav.errors import InputError
from patnav.ingest.read.cells import as_text
from patnav.ingest.read.dialects import Dialect, lay_out
from patnav.ingest.read.guessing import guess_columns
from patnav.ingest.read.table import Row, Table

__all__ = ["has_numbers", "names_in", "not_understood"]

_NEAREST = 3  # dialects told when none understands a file


def names_in(row: Row) -> list[str]:
    """Cells of a row as column names, without the empty ones at its end."""
    names = [as_text(cell).strip() for cell in row.cells]
    while names and not names[-1]:
        names.pop()
    return names


def not_understood(
    path: Path, heads: Sequence[tuple[Table, Sequence[Row]]], dialects: Sequence[Dialect]
) -> InputError:
    """Make the error for a file that no dialect understands: what it seems to be, what to do."""
    headers = [names_in(row) for _, head in heads for row in head]
    best = {
        dialect.name: max((lay_out(dialect, header).matched for header in headers), default=0)
        for dialect in dialects
    }
    most = sorted((-count, name) for name, count in best.items() if count or len(best) == 1)
    tried = ", ".join(f"{name} {-count}" for count, name in most[:_NEAREST]) or "none"
    found = " | ".join(name[:40] for name in _likely_header(heads, dialects)[:40])
    numbered = any(has_numbers(head) for _, head in heads)
    return InputError(
        f"no dialect understands it; columns matched: {tried}; header found: {found or 'none'}"
        + ("" if numbered else "; no column holds patent numbers"),
        where=str(path),
        remedy=f"write a mapping for it: patnav map-columns {path.name}"
        if numbered
        else "it seems to be no list of patents; give an export with a number and a title column",
    )


def has_numbers(head: Sequence[Row]) -> bool:
    """Whether a column of the first rows holds patent numbers, below a name or without one."""
    return any(
        guess.field in ("number", "application")
        for rows in (head, head[1:])
        for guess in guess_columns((), [row.cells for row in rows])
    )


def _likely_header(
    heads: Sequence[tuple[Table, Sequence[Row]]], dialects: Sequence[Dialect]
) -> list[str]:
    """The row that some dialect knows most columns of; among equals a first row, the widest."""

    def likeness(row: Row, place: int) -> tuple[int, bool, int]:
        known = max((lay_out(dialect, names_in(row)).matched for dialect in dialects), default=0)
        return known, place == 0, len(names_in(row))

    rows = [(likeness(row, place), row) for _, head in heads for place, row in enumerate(head)]
    return names_in(max(rows, key=lambda pair: pair[0])[1]) if rows else []
