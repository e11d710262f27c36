"""How commands speak: rows to stdout (table or JSON), words to stderr."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import click

__all__ = ["print_json", "print_table", "say"]


def say(text: str) -> None:
    """Print words for the user on stderr."""
    click.echo(text, err=True)


def print_json(value: object) -> None:
    """Print a value as JSON on stdout; dates in ISO form, Chinese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=_plain))


def print_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> None:
    """Print rows as aligned columns on stdout; Chinese characters count as two cells."""
    names = list(columns) or (list(rows[0]) if rows else [])
    cells = [names, *([_cell(row.get(name)) for name in names] for row in rows)]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        padded = (
            text + " " * (width - _width(text)) for text, width in zip(line, widths, strict=True)
        )
        click.echo("  ".join(padded).rstrip())


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"no JSON form for {type(value).__name__}")


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    return str(value)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
