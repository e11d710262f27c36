"""What the columns of a file were taken for (`patnav read --explain`); mappings of one's own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from patnav.cli.output import print_json, print_table, say_error, spoken
from patnav.errors import InputError
from patnav.project import PROJECT_FILE

if TYPE_CHECKING:
    from patnav.ingest.read import Explanation
    from patnav.ingest.read.dialects import Dialect
    from patnav.ingest.read.explaining import Likeness

__all__ = ["explain_files", "own_dialects"]

_OTHERS = 4  # dialects told beside the one that won


def own_dialects(mapping: Path | None) -> tuple[Dialect, ...]:
    """Mappings of the project one stands in, and the one named, last."""
    from patnav.ingest.read import load_mapping, load_mappings

    here = Path.cwd()
    project = next((folder for folder in (here, *here.parents) if _holds_project(folder)), None)
    own = load_mappings(project / "dialects") if project else ()
    return own if mapping is None else (*own, load_mapping(mapping))


def _holds_project(folder: Path) -> bool:
    return (folder / PROJECT_FILE).is_file()


def explain_files(
    files: Sequence[Path], dialect: str, own: Sequence[Dialect], *, as_json: bool
) -> None:
    """Print how each file was understood; exit with 2 when one could not be."""
    from patnav.ingest.read import explain, read

    told: list[dict[str, Any]] = []
    failed = False
    for path in files:
        try:
            reading = read(path, dialect=dialect, own=own)
            explanation = explain(reading, own)
        except InputError as error:
            say_error(error)
            failed = True
            continue
        if as_json:
            told.append({"file": str(path)} | _plain(explanation))
        else:
            for note in reading.notes:
                click.echo(f"{path.name}: {spoken(note)}", err=True)
            _print(path, explanation)
    if as_json:
        print_json(told)
    if failed:
        sys.exit(InputError.exit_code)


def _plain(explanation: Explanation) -> dict[str, Any]:
    return {
        "dialect": explanation.dialect,
        "title": explanation.title,
        "header_row": explanation.header_row,
        "rows": explanation.rows,
        "columns": [column._asdict() for column in explanation.columns],
        "dialects": [dialect._asdict() for dialect in explanation.dialects],
    }


def _print(path: Path, explanation: Explanation) -> None:
    for line in _why(explanation):
        click.echo(f"{path.name}: {line}", err=True)
    print_table(
        [
            {
                "column": column.column,
                "name": " ".join(column.name.split()),
                "read as": ", ".join(column.fields) or _STATES[column.state],
                "separators": " ".join(map(repr, column.separators)),
                "filled": f"{column.filled / max(1, explanation.rows):.0%}",
                "example": column.example,
                "understood as": column.value,
            }
            for column in explanation.columns
        ]
    )


_STATES = {"not read": "not read (known)", "unknown": "unknown", "read": ""}


def _why(explanation: Explanation) -> list[str]:
    won, *others = explanation.dialects
    said = [f"knows {won.columns} of {len(explanation.columns)} columns"]
    if won.marks:
        said.append(f"{won.marks} of its marks (needs {won.marks_needed})")
    if explanation.header_row:
        said.append(f"column names in row {explanation.header_row}")
    said.append(f"{explanation.rows:,} rows looked at")
    lines = [f"{won.name} ({won.title}): {', '.join(map(spoken, said))}"]
    for other in others[:_OTHERS]:
        why = (
            f"fits too, but {spoken(_behind(won, other))}"
            if other.fits
            else f"has {other.marks} of {other.marks_needed} marks"
        )
        lines.append(f"  {other.name}: {spoken(f'knows {other.columns} columns')}, {spoken(why)}")
    return lines


def _behind(won: Likeness, other: Likeness) -> str:
    if other.rank > won.rank:
        return f"{won.name} is a mapping of rank {won.rank} and goes before rank {other.rank}"
    return f"{won.name} knows more"
