"""JSON lines: one object a line, its keys are the columns; read line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from patnav.ingest.read.csvtext import detect_encoding
from patnav.ingest.read.table import Opened, Row, RowTest, Table

__all__ = ["is_jsonlines", "open_jsonlines"]

_MAX_LINE = 8_000_000  # characters: the longest description has a tenth of it
_NO_OBJECT = "is no JSON object: the line is damaged or cut off"
_TOO_LONG = f"is longer than {_MAX_LINE:,} characters: no record is like that"


def is_jsonlines(path: Path) -> bool:
    """Whether the first line is a whole object that could be a row: no object inside it."""
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        line = stream.readline(_MAX_LINE)
    row = _parse(line)
    return row is not None and not any(map(_is_nested, row.values()))


def open_jsonlines(path: Path) -> Opened:
    """Open JSON lines as one table; a row is numbered by its line, column names have row 0.

    A list is kept as its items, an object inside a row as its JSON text. Numbers keep their digits
    as written. A line that is no object becomes a row with a problem.
    """
    encoding, bad = detect_encoding(path)
    note = f"{bad} places are not valid {encoding} and are read as U+FFFD" if bad else ""
    return Opened((Table("JSON lines", partial(_rows, path, encoding)),), note=note)


def _rows(path: Path, encoding: str, is_record: RowTest) -> Iterator[Row]:
    del is_record  # lines cannot swallow each other
    names = _names(path, encoding)
    yield Row(0, names)
    for number, line in _lines(path, encoding):
        row = _parse(line) if len(line) < _MAX_LINE else None
        if row is None:
            yield Row(number, [line[:200]], _NO_OBJECT if len(line) < _MAX_LINE else _TOO_LONG)
        else:
            yield Row(number, [_cell(row.get(name)) for name in names])


def _names(path: Path, encoding: str) -> list[str]:
    """All keys of all lines, in the order in which they come up."""
    names: dict[str, None] = {}
    for _, line in _lines(path, encoding):
        names.update(dict.fromkeys(_parse(line) or {}))
    return list(names)


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, str]]:
    """Lines that hold anything with their numbers; of an endless one only the beginning."""
    number = 0
    with path.open(encoding=encoding, errors="patnav.mark") as stream:
        while line := stream.readline(_MAX_LINE):
            number += 1
            if line.strip():
                yield number, line
            while len(line) == _MAX_LINE and not line.endswith("\n"):
                line = stream.readline(_MAX_LINE)


def _parse(line: str) -> dict[str, Any] | None:
    try:
        row = json.loads(
            line, parse_float=str, parse_constant=_nothing, object_pairs_hook=_no_key_twice
        )
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def _nothing(constant: str) -> None:
    del constant  # NaN and Infinity, as pandas writes what is empty


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(pairs)
    if len(row) < len(pairs):
        _refuse_twins()
    return row


def _refuse_twins() -> NoReturn:
    raise ValueError("a key stands twice in one object")


def _is_nested(value: object) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(map(_is_nested, value)))


def _cell(value: object) -> object:
    if isinstance(value, list):
        return [_cell(item) for item in value]
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
