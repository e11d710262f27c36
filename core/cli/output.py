"""How commands speak: rows to stdout (table or JSON), words to stderr."""

from __future__ import annotations

import json
import math
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from patnav.error_words import in_cell, in_words, machine_language, refusal, table_words
from patnav.errors import InputError, PatnavError

__all__ = [
    "cell_word",
    "cells",
    "print_json",
    "print_table",
    "program_name",
    "say",
    "say_error",
    "say_warnings",
    "spoken",
    "tell",
    "write_lines",
]

_WARNINGS = 5  # that are told in full


def say(text: str) -> None:
    """Print words for the user on stderr, in Chinese where the machine speaks it."""
    click.echo(spoken(text), err=True)


def tell(text: str) -> None:
    """Print words that belong to the answer on stdout, in Chinese where the machine speaks it."""
    click.echo(spoken(text))


def spoken(text: str) -> str:
    """A part of what is printed, in Chinese where the machine speaks it and the form is known."""
    return in_words(text, machine_language(), on_the_way=True)


def say_error(error: PatnavError) -> None:
    """Print an error in the language that the machine speaks."""
    click.echo(f"patnav: {refusal(error, machine_language())}", err=True)


def say_warnings(warnings: Sequence[PatnavError], *, in_json: bool = False) -> None:
    """Print what a command goes on in spite of: the first in full, then how many more there are.

    `in_json`: all of them are in the JSON that the command prints.
    """
    for one in warnings[:_WARNINGS]:
        click.echo(refusal(one, machine_language()), err=True)
    if (rest := len(warnings) - _WARNINGS) > 0:
        say(f"… and {rest} more (--json lists all)" if in_json else f"… and {rest} more warnings")


def program_name() -> str:
    """What to type to call patnav: its name where the machine finds it, else as it was called."""
    return "patnav" if shutil.which("patnav") else sys.argv[0]


def print_json(value: object) -> None:
    """Print a value as JSON on stdout; dates in ISO form, NaN and Infinity null, Chinese as it is.

    Where stdout has no code for a character, all are written as JSON escapes: it stays JSON.
    """
    strict = partial(json.dumps, _finite(value), allow_nan=False, indent=1, default=_plain)
    text = strict(ensure_ascii=False)
    if not _can_say(text):
        text = strict()
    click.echo(text)


def write_lines(rows: Iterable[Mapping[str, Any]], target: Path | None) -> None:
    """Write rows as JSON lines to a file, or to stdout when `target` is None or `-`.

    A file is written aside and swapped in, so that nobody reads half of it; what is no ordinary
    file (a link, a pipe, /dev/null) is written as it is. Raises InputError when that cannot be.
    """
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if target is None or str(target) == "-":
        click.echo(text.encode(), nl=False)
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = _aside(target)
        aside.write_text(text, encoding="utf-8", newline="\n")
        if aside != target:
            aside.replace(target)
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror})", where=str(target), remedy="name another file"
        ) from None


def _aside(target: Path) -> Path:
    special = target.is_symlink() or (target.exists() and not target.is_file())
    return target if special else target.with_name(target.name + ".tmp")


def _can_say(text: str) -> bool:
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def print_table(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str] = (),
    heads: Mapping[str, str] | None = None,
) -> None:
    """Print rows as aligned columns on stdout; Chinese characters count as two cells.

    Headings, and what patnav says in cells, are in Chinese where the machine speaks it; with
    `heads` (heading by column) a table is told by these alone.
    """
    names = list(columns) or (list(rows[0]) if rows else [])
    if not names:
        say("no rows")
        return
    words: dict[str, dict[str, str]] = {}
    if heads is None:
        heads, words = table_words() if machine_language() == "zh" else ({}, {})
    shown = [[heads.get(name, name) for name in names]]
    shown += [[_cell(row.get(name), words.get(name)) for name in names] for row in rows]
    widths = [max(map(cells, column)) for column in zip(*shown, strict=True)]
    for line in shown:
        padded = (
            text + " " * (width - cells(text)) for text, width in zip(line, widths, strict=True)
        )
        click.echo("  ".join(padded).rstrip())


def _cell(value: object, words: Mapping[str, str] | None) -> str:
    from patnav.screen import cell_text

    text = cell_text(value)
    return words.get(text, text) if words else text


def cell_word(column: str, value: str) -> str:
    """What patnav says in a cell of a column, in Chinese where the machine speaks it."""
    return in_cell(column, value, machine_language())


def _finite(value: object) -> object:
    """The value with null for each number that JSON does not have: what is not to be had."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {name: _finite(item) for name, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list | tuple) else value


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "tolist"):
        return _finite(value.tolist())
    raise TypeError(f"no JSON form for {type(value).__name__}")


def cells(text: str) -> int:
    """Cells of a terminal that a text takes: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
