"""What is wrong in a chain file, in sentences that say what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic_core import ErrorDetails

from patnav.errors import ChainError

__all__ = ["Problem", "explain", "line_of"]

_FILE = "file"  # the field of a problem that is of the whole file
_COLON = "write : and a blank for the full-width ："
_OF_NAMES = {"missing", "extra_forbidden", "invalid_key"}  # whatever the value is
_FILL = "fill it in, or take the field out"
_FAULTS: Mapping[str, tuple[str, str]] = {  # by pydantic's type of error
    "missing": ("is missing", "add it"),
    "extra_forbidden": ("no such field", "see the fields in docs/chains.md"),
    "string_type": ("{value} is no text", "put it in quotes, or write one text instead of several"),
    "string_too_short": ("is empty", _FILL),
    "too_short": ("is empty", _FILL),
    "tuple_type": ("{value} is no list", "write [one, another], or - and a blank before each"),
    "dict_type": (
        "{value} has no fields",
        "write its fields as name: value, with a blank behind :",
    ),
    "model_type": (
        "{value} has no fields",
        "write its fields as name: value, with a blank behind :",
    ),
    "bool_type": ("{value} is neither true nor false", "write true or false"),
    "bool_parsing": ("{value} is neither true nor false", "write true or false"),
    "literal_error": ("{value} is none of {expected}", "use one of them"),
    "invalid_key": ("{value} is no text", "put it in quotes, or write one text instead of several"),
}


class Problem(NamedTuple):
    """What is wrong in a chain file: line (from 1), field, the fault, what to do."""

    line: int
    field: str
    what: str
    remedy: str

    def error(self, path: Path | str, more: int = 0) -> ChainError:
        """The problem as an error of its file; `more`: how many others the file has."""
        what = self.what if self.field == _FILE else f'field "{self.field}": {self.what}'
        if more:
            what += f" (and {more} more: patnav chain check {path})"
        return ChainError(what, where=f"{path}, line {self.line}", remedy=self.remedy)


def explain(item: ErrorDetails, lines: Mapping[str, int]) -> Problem:
    """Say what a field of a tree is refused for; `lines` gives the line of each field.

    A check of the tree's own raises ValueError(what, remedy).
    """
    field = ".".join(map(str, item["loc"])) or _FILE
    value = item["input"]
    if item["type"] == "value_error":
        what, remedy = item["ctx"]["error"].args
    elif value is None and item["type"] not in _OF_NAMES:
        what, remedy = "is empty", _FILL
    else:
        what, remedy = _FAULTS[item["type"]]
        expected = str(item.get("ctx", {}).get("expected", "")).replace(" or ", ", ")
        remedy = _COLON if "：" in field else remedy
        what = what.format(value=f"{value!r:.60}", expected=expected)
    return Problem(line_of(field, lines), field, what, remedy)


def line_of(field: str, lines: Mapping[str, int]) -> int:
    """The line of a field; of what holds it where an alias repeats it."""
    return next((lines[at] for at in _upward(field) if at in lines), 1)


def _upward(field: str) -> Iterator[str]:
    while field:
        yield field
        field = field.rpartition(".")[0]
    yield field
