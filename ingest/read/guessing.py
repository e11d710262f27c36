"""Guess what the columns of a table are by what stands in them, and by names that dialects know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple

from patnav.data import load_yaml, resource
from patnav.ingest.read.cells import as_text
from patnav.ingest.read.classes import parse_symbol
from patnav.ingest.read.dates import DateError, parse_date
from patnav.ingest.read.dialects import load_dialects
from patnav.ingest.read.kinds import status_of, type_and_stage
from patnav.ingest.read.numbers import NumberError, parse_application, parse_publication
from patnav.ingest.read.texts import clean_line, fold

__all__ = ["Guess", "guess_columns"]

_TEXT_FROM, _ABSTRACT_FROM = 4, 80  # characters on average
_NEAR = 0.85  # likeness of a column name to a known one, 0 to 1
_CHECKED = re.compile(r"^(?:CN|ZL|CNZL)?\s?(?:\d{12}|\d{8})\s?\.?\s?[\dXx]$|^(?:CN|ZL)\s?\d{12}$")
_BARE = re.compile(r"^\d{12}$")
_DATE = re.compile(
    r"^\d{4}\D?\d{1,2}\D?\d{1,2}\D?(?:[ T][\d:.]+)?$|^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$"
)
_ENOUGH_DIGITS = re.compile(r"(?:\D*\d){5}")


class Guess(NamedTuple):
    """What a column may be: a field or a section of text ("" = nobody knows), and why.

    `sure` is false where other things than patents may look the same.
    """

    field: str
    why: str
    separators: tuple[str, ...] = ()
    sure: bool = True


def guess_columns(header: Sequence[str], rows: Sequence[Sequence[object]]) -> list[Guess]:
    """Guess each column; a field is given once, to the column that fits best.

    A name that a dialect knows goes before a name that is like one, both before content; a column
    whose content contradicts its name (a number column without numbers) is told by its content.
    """
    width = max(map(len, [header, *rows]), default=0)
    columns = [_Column(header[place : place + 1], rows, place) for place in range(width)]
    guesses: list[Guess | None] = [None] * width
    taken: set[str] = set()
    for tell in (_by_name, _by_near_name, _by_content, _by_bare_numbers):
        for place, column in enumerate(columns):
            if guesses[place] is None and (guess := tell(column, taken)) is not None:
                guesses[place] = guess
                taken.add(guess.field)
    _settle_dates(columns, guesses)
    return [guess or Guess("", "nothing tells") for guess in guesses]


class _Column:
    """The filled cells of one column as lines."""

    def __init__(self, name: Sequence[str], rows: Sequence[Sequence[object]], place: int) -> None:
        self.name = name[0] if name else ""
        cells = (as_text(row[place]).strip() for row in rows if place < len(row))
        self.raw = [cell for cell in cells if cell not in ("", "-", "--")]
        self.lines = [clean_line(cell) for cell in self.raw]

    def fits(self, test: Callable[[str], bool]) -> bool:
        """Whether nearly all filled cells pass a test."""
        passed = sum(map(test, self.lines))
        return bool(self.lines) and passed >= _signs()["fits"] * len(self.lines)

    @property
    def separators(self) -> tuple[str, ...]:
        """The first of the usual separators that occurs in the column."""
        found = (sign for sign in _signs()["separators"] if any(sign in cell for cell in self.raw))
        return tuple(found)[:1]

    @property
    def length(self) -> float:
        """Mean number of characters."""
        return sum(map(len, self.lines)) / max(1, len(self.lines))


def _by_name(column: _Column, taken: set[str]) -> Guess | None:
    field = _known_names().get(fold(column.name), "") if column.name else ""
    return _checked(column, field, taken, "its name is known")


def _by_near_name(column: _Column, taken: set[str]) -> Guess | None:
    near = get_close_matches(fold(column.name), _known_names(), 1, _NEAR) if column.name else []
    field = _known_names()[near[0]] if near else ""
    return _checked(column, field, taken, f"its name is like {near[0]}" if near else "")


def _checked(column: _Column, field: str, taken: set[str], why: str) -> Guess | None:
    """A guess by name, unless the field is given or what stands in the column contradicts it."""
    if not field or field in taken:
        return None
    test = _NAMED_TESTS.get(field)
    if test and column.lines and not column.fits(test):
        return None
    return Guess(field, why, column.separators if field in _LISTS else ())


def _by_content(column: _Column, taken: set[str]) -> Guess | None:
    if not column.lines:
        return None
    for field, test in _TESTS.items():
        if field not in taken and column.fits(test):
            return Guess(field, _WORDS[field], column.separators if field in _LISTS else ())
    if "abstract" not in taken and column.length >= _ABSTRACT_FROM:
        return Guess("abstract", "long texts stand in it")
    if "title" not in taken and column.length >= _TEXT_FROM and column.fits(_is_words):
        return Guess("title", "short texts stand in it")
    return None


def _by_bare_numbers(column: _Column, taken: set[str]) -> Guess | None:
    if "application" in taken or not column.fits(_is_bare_application):
        return None
    return Guess("application", "digits like application numbers", sure=False)


def _settle_dates(columns: Sequence[_Column], guesses: list[Guess | None]) -> None:
    """Of columns told by their dates alone the one with the earlier dates is the filing."""
    told = ("application_date", "publication_date")
    by_content = [
        place
        for place, guess in enumerate(guesses)
        if guess and guess.field in told and guess.why == _WORDS["application_date"]
    ]
    if len(by_content) == 2:
        first, second = sorted(by_content, key=lambda place: sorted(columns[place].lines))
        guesses[first] = Guess("application_date", "dates, the earlier ones")
        guesses[second] = Guess("publication_date", "dates, the later ones")


def _is_application(text: str) -> bool:
    try:
        return bool(_CHECKED.match(text)) and not parse_application(text, "CN").doubt
    except NumberError:
        return False


def _is_bare_application(text: str) -> bool:
    """Whether a text is a number without its check digit: year and type are all that speaks."""
    try:
        return bool(_BARE.match(text)) and bool(parse_application(text, "CN"))
    except NumberError:
        return False


def _is_named_application(text: str) -> bool:
    return _is_application(text) or _is_bare_application(text)


def _is_publication(text: str) -> bool:
    if text[:2].upper() not in _signs()["offices"] or not _ENOUGH_DIGITS.match(text):
        return False
    try:
        return bool(parse_publication(text))
    except NumberError:
        return False


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.match(text)) and parse_date(text, "dmy") is not None
    except DateError:
        return False


def _is_symbol(text: str) -> bool:
    first = re.split(r"[;；|,、\s]{1,3}(?=[A-H]\d\d)", text)[0]
    try:
        return bool(parse_symbol(first))
    except ValueError:
        return False


def _is_state(text: str) -> bool:
    return status_of(text) != "unknown"


def _is_type(text: str) -> bool:
    return type_and_stage(None, "", (text,)) != ("other", "other")


def _is_party(text: str) -> bool:
    return re.search(_signs()["organisations"], text) is not None and len(text) < 200


def _is_address(text: str) -> bool:
    return re.search(_signs()["address"], text) is not None and len(text) < 200


def _are_people(text: str) -> bool:
    items = [item.strip() for item in re.split(r"[;；|、，]|, (?=[A-Z])|,(?! )", text)]
    return all(re.match(_signs()["person"], item) for item in items if item)


def _is_words(text: str) -> bool:
    return sum(char.isalpha() for char in text) > len(text) / 2


# Tried in this order: what has the narrowest form first.
_TESTS: Mapping[str, Callable[[str], bool]] = {
    "application": _is_application,
    "number": _is_publication,
    "application_date": _is_date,
    "publication_date": _is_date,
    "ipc": _is_symbol,
    "cpc": _is_symbol,
    "type": _is_type,
    "status": _is_state,
    "address": _is_address,
    "applicants": _is_party,
    "inventors": _are_people,
}
# What contradicts a name: fields whose values have one form.
_NAMED_TESTS: Mapping[str, Callable[[str], bool]] = {
    "application": _is_named_application,
    **{
        field: _TESTS[field]
        for field in ("number", "application_date", "publication_date", "ipc", "cpc")
    },
}
_LISTS = ("ipc", "cpc", "applicants", "inventors", "owners", "members", "cites", "cited_in")
_WORDS = {
    "application": "application numbers with their check digit",
    "number": "publication numbers",
    "application_date": "dates",
    "publication_date": "dates",
    "ipc": "symbols of the IPC",
    "cpc": "symbols of a classification",
    "type": "words for kinds of patents",
    "status": "words for legal states",
    "address": "addresses",
    "inventors": "names of people",
    "applicants": "names of organisations",
}


@lru_cache(maxsize=1)
def _known_names() -> dict[str, str]:
    """Column names of all table dialects, folded -> field or section; general dialects first."""
    tables = [dialect for dialect in load_dialects() if dialect.layout == "table"]
    known: dict[str, str] = {}
    for dialect in sorted(tables, key=lambda dialect: -dialect.rank):
        texts = [(text.section, text.columns) for text in dialect.texts]
        listed: Iterable[tuple[str, Sequence[str]]] = [*dialect.columns.items(), *texts]
        for field, names in listed:
            for name in names:
                if name not in dialect.extract and field != "status_text":
                    known.setdefault(fold(name), field)
    return known


@lru_cache(maxsize=1)
def _signs() -> dict[str, Any]:
    signs: dict[str, Any] = load_yaml(resource("lexicons/read/column_signs.yaml"))
    return signs
