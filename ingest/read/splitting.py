"""Split name cells into applicants and inventors by the separators of the dialect."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from patnav.data import load_yaml, resource
from patnav.ingest.read.texts import clean_line, fold, is_plain, unescaped
from patnav.model import Party

__all__ = [
    "EDGES",
    "Splitter",
    "country_code",
    "is_name",
    "join_parties",
    "join_place",
    "make_splitter",
    "region_word",
]

Splitter = Callable[[str], tuple[str, ...]]
EDGES = " \t,;"
_ISO = re.compile(r"^[A-Z]{2}$")
# 河南(41), 江苏;32, 日本(JP), 江苏 32: a name and its code, or the code alone
_REGION = re.compile(r"^(.*?)(?:[\s;；]*(?:^|[\s;；])[\dA-Z]{2}|[(（][\dA-Z]{2}[)）])?$")


def make_splitter(separators: Sequence[str], legal_forms: Sequence[str] = ()) -> Splitter:
    """Make a function that splits a cell; items are cleaned, empty ones dropped.

    A legal form that a separator cut from its name ("Ltd." of "Samsung Co., Ltd.") is put back.
    """
    longest_first = sorted(separators, key=lambda text: (-len(text), text))
    pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
    forms = frozenset(form.casefold() for form in legal_forms)

    # Applicants, symbols and years of one export repeat: most cells have been split before.
    @lru_cache(maxsize=32768)
    def split(text: str) -> tuple[str, ...]:
        text = unescaped(text)  # its semicolon separates nothing
        parts = pattern.split(text)
        if not is_plain(text):
            parts = [clean_line(part) for part in parts]
        items = [item for part in parts if (item := part.strip(EDGES))]
        return tuple(_rejoin(items, forms) if forms else items)

    return split


def _rejoin(items: list[str], forms: frozenset[str]) -> list[str]:
    joined: list[str] = []
    for item in items:
        if joined and item.casefold() in forms:
            joined[-1] += ", " + item
        else:
            joined.append(item)
    return joined


def join_parties(
    names: Sequence[str],
    standard: Sequence[str],
    addresses: Sequence[str],
    countries: Sequence[str],
) -> tuple[Party, ...]:
    """Make applicants of parallel lists, each name once.

    Standard names, addresses and countries belong to the names one by one when there are as many;
    a single address or country is that of the first applicant (as Chinese exports mean it). Other
    counts cannot be told apart and are left out.
    """
    columns = [
        _parallel(standard, len(names), single=False),
        _parallel(addresses, len(names), single=True),
        _parallel([country_code(word) for word in countries], len(names), single=True),
    ]
    parties: dict[str, Party] = {}
    for place, name in enumerate(names):
        if is_name(name):
            parties.setdefault(name, Party(name, *(column[place] for column in columns)))
    return tuple(parties.values())


def _parallel(values: Sequence[str], count: int, *, single: bool) -> list[str]:
    if len(values) == count:  # "-" keeps the place of a value that is not known
        return ["" if value == "-" else value for value in values]
    if len(values) == 1 and single and count:
        return [values[0], *[""] * (count - 1)]
    return [""] * count


@lru_cache(maxsize=4096)
def region_word(item: str) -> tuple[str, str]:
    """Read a province, city or county as exports write it: its name, and a country if it is one.

    The code beside the name goes (`河南(41)`, `江苏;32`), and so does a code alone: `CA` is a state
    here and a country there. A country gives no place.
    """
    match = _REGION.match(item.strip("[] "))
    name = match[1] if match else item
    country = country_code(name)
    return ("", country) if country else (name, "")


def join_place(parts: Sequence[str]) -> str:
    """Join province, city and county to one address, in the order of its language."""
    joined: list[str] = []
    for part in parts:
        if part in ("", "-"):
            continue
        if joined and part.startswith(joined[-1]):  # 北京, 北京市: a city that is a province
            joined[-1] = part
        elif not (joined and joined[-1].startswith(part)):
            joined.append(part)
    if any(part.isascii() for part in joined):
        return ", ".join(reversed(joined))
    return "".join(joined)


@lru_cache(maxsize=65536)
def is_name(text: str) -> bool:
    """Whether a cell's item is a name and not a word for its absence (不公告发明人)."""
    return fold(text) not in _not_names() and any(char.isalnum() for char in text)


@lru_cache(maxsize=1024)
def country_code(word: str) -> str:
    """ISO code of a country word; empty when it is not known."""
    if _ISO.match(word):
        return word
    return _country_words().get(word, "")


@lru_cache(maxsize=1)
def _not_names() -> frozenset[str]:
    listed = load_yaml(resource("lexicons/read/not_names.yaml"))
    return frozenset(fold(name) for name in listed["names"])


@lru_cache(maxsize=1)
def _country_words() -> dict[str, str]:
    words: dict[str, str] = load_yaml(resource("lexicons/read/country_words.yaml"))
    return words
