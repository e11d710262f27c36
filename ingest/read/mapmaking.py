"""Make a mapping for a file that no dialect understands, from what its user says of its columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, get_args

import yaml

from patnav.errors import InputError
from patnav.ingest.read.cells import as_text
from patnav.ingest.read.dialects import FIELDS, Dialect
from patnav.ingest.read.formats import open_export
from patnav.ingest.read.guessing import Guess, guess_columns
from patnav.ingest.read.table import Row, Table
from patnav.ingest.read.texts import clean_line
from patnav.model import Section

__all__ = ["MAPPABLE", "UnknownTable", "look_at", "make_mapping"]

MAPPABLE: tuple[str, ...] = (
    *(field for field in FIELDS if not field.startswith("event_")),
    *get_args(Section),
)
_WITHIN = 10  # rows in which the column names stand
_CHINESE = re.compile(r"^(?:CN|ZL|(?:\d{8}|\d{12})\.?[\dX]$|20\d{10}$)")
_LOOKED_AT = 200  # rows
_SHOWN = 3  # examples of a column
_NEARLY_ALL = 0.8  # of the widest row: a banner is narrower


class UnknownTable(NamedTuple):
    """A table: its column names, the row in which they stand, and what its columns may be."""

    header: tuple[str, ...]
    header_row: int
    rows: tuple[tuple[object, ...], ...]
    guesses: tuple[Guess, ...]

    def examples(self, place: int) -> list[str]:
        """The first different values of a column."""
        cells = (clean_line(as_text(row[place])) for row in self.rows if place < len(row))
        return list(islice(dict.fromkeys(filter(None, cells)), _SHOWN))


def look_at(path: Path) -> UnknownTable:
    """Find the table of a file and guess its columns.

    Raises InputError when the file holds no table or no column names.
    """
    tables = open_export(path).tables
    looks = [look for table in tables if (look := _look(table)) is not None]
    if not looks:
        raise InputError(
            "holds no table with column names",
            where=str(path),
            remedy="put the column names in the first row",
        )
    look = max(looks, key=_regular)
    if any(guess.field in ("number", "application") for guess in guess_columns((), [look.header])):
        raise InputError(
            f"has a number where the column names should stand: {', '.join(look.header)[:100]}",
            where=str(path),
            remedy="read it as it is (patnav read), or put column names in the first row",
        )
    return look


def _look(table: Table) -> UnknownTable | None:
    rows = [row for row in islice(table.rows(lambda _: False), _LOOKED_AT) if not row.problem]
    heads = rows[:_WITHIN]
    if not heads:
        return None
    widest = max(map(_names, heads))
    head = next(row for row in heads if _names(row) >= _NEARLY_ALL * widest)
    header = tuple(clean_line(as_text(cell)) for cell in head.cells)
    below = tuple(tuple(row.cells) for row in rows if row.number > head.number)
    return UnknownTable(header, head.number, below, tuple(guess_columns(header, below)))


def _names(row: Row) -> int:
    return len({name for cell in row.cells if (name := as_text(cell).strip())})


def _regular(look: UnknownTable) -> tuple[float, int]:
    """Share of rows as wide as the header: of the ways to split a text the right one."""
    wide = sum(len(row) == len(look.header) for row in look.rows)
    return (wide / max(1, len(look.rows)) if len(look.header) > 1 else 0, len(look.header))


def make_mapping(
    name: str, look: UnknownTable, fields: Mapping[str, Sequence[str]], office: str = ""
) -> str:
    """Write the mapping as YAML: `fields` are the columns of each field, the preferred first.

    `office` is that of numbers without country letters; Chinese ones are told by themselves.
    Raises InputError when no column holds a number of the patent.
    """
    if not fields.get("number") and not fields.get("application"):
        raise InputError(
            "no column is given for the publication or application number",
            remedy="say which it is: --set number=COLUMN or --set application=COLUMN",
        )
    mapped = list(dict.fromkeys(column for columns in fields.values() for column in columns))
    content: dict[str, Any] = {
        "name": name,
        "title": f"tables like {name}",
        "layout": "table",
        "rank": -1,
        "marks": mapped,
        "marks_needed": max(1, (2 * len(mapped) + 2) // 3),
        "office": office or ("CN" if _is_chinese(look, fields) else ""),
        "separators": _separators(look, fields),
        "columns": _columns(fields),
        "texts": _texts(fields),
        "other": [column for column in look.header if column and column not in mapped],
    }
    Dialect.model_validate(content)
    head = "# Made by patnav map-columns; keys: data/dialects/incopat.yaml of patnav.\n"
    return head + yaml.safe_dump(
        content, allow_unicode=True, sort_keys=False, default_flow_style=None, width=110
    )


def _columns(fields: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {
        field: list(fields[field]) for field in FIELDS if fields.get(field)
    }
    if "status" in found:
        found.setdefault("status_text", found["status"])
    return found


def _texts(fields: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    return [
        {"section": section, "lang": "detect", "columns": list(fields[section])}
        for section in get_args(Section)
        if fields.get(section)
    ]


def _separators(look: UnknownTable, fields: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    signs = {name: guess.separators for name, guess in zip(look.header, look.guesses, strict=False)}
    found: dict[str, list[str]] = {"default": ["; ", ";", "；", " | ", "|"]}
    for field, columns in fields.items():
        own = list(dict.fromkeys(sign for column in columns for sign in signs.get(column, ())))
        if own and field in FIELDS:
            found[field] = own
    return found


def _is_chinese(look: UnknownTable, fields: Mapping[str, Sequence[str]]) -> bool:
    """Whether the numbers are Chinese: they may be without country letters then."""
    keys = {*fields.get("number", ()), *fields.get("application", ())}
    values: Iterable[str] = (
        text
        for place, name in enumerate(look.header)
        if name in keys
        for text in look.examples(place)
    )
    return any(_CHINESE.match(text.upper()) for text in values)
