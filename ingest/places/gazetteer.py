"""The gazetteer: all places that patnav knows, and the names by which texts call them.

Codes are those of GB/T 2260 for China (320500) and of ISO 3166-1 for other countries (JP). A name
that several places share is kept with the code that contains them all, or with none: then reading
stops there, and nothing is guessed.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, NamedTuple, cast

from patnav.data import load_yaml, resource

__all__ = ["MUNICIPALITIES", "Gazetteer", "Level", "Place", "gazetteer", "rows_of", "stem"]

MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
"""First digits of the codes of Beijing, Tianjin, Shanghai and Chongqing."""

Level = Literal["country", "province", "city", "county"]

_NATIONS = re.compile(
    r"(?:(?:[蒙回藏苗彝壮满侗瑶白傣黎佤畲水土羌怒]|蒙古|维吾尔|布依|朝鲜|土家|哈尼|哈萨克|傈僳|拉祜|东乡|纳西|景颇"
    r"|柯尔克孜|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|塔吉克|普米|裕固|保安|独龙|鄂伦春|鄂温克|各)族"
    r"|蒙古|维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯)+$"
)
_ENDING = re.compile(
    r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|省|市|盟|县|区|旗)$"
)


class Place(NamedTuple):
    """One entry of the `places` table."""

    code: str
    name_zh: str
    name_en: str
    parent: str
    level: Level


@dataclass(frozen=True)
class _Rules:
    not_in_names: frozenset[str]
    short_counties: frozenset[str]
    no_counties: frozenset[str]
    home: tuple[str, ...]
    passed_over: tuple[str, ...]
    office_marks: tuple[str, ...]
    us_states: frozenset[str]
    not_in_english: frozenset[str]
    english_usual: dict[str, str]
    english_universities: Mapping[str, str]
    name_openers: frozenset[str]
    english_streets: frozenset[str]
    english_sides: frozenset[str]
    english_kinds: frozenset[str]
    english_former: Mapping[str, str]


class Gazetteer:
    """All places that patnav knows, and the names by which texts call them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.places: dict[str, Place] = {place.code: place for place in self._load()}

    def _load(self) -> Iterator[Place]:
        for row in rows_of(self._folder / "iso3166.csv"):
            yield Place(row["code"], row["name_zh"], row["name_en"], "", "country")
        for row in rows_of(self._folder / "gbt2260.csv"):
            yield Place(row["code"], row["name_zh"], row["name_en"], row["parent"], _level(row))

    @cached_property
    def rules(self) -> _Rules:
        """The words of rules.yaml."""
        words = load_yaml(self._folder / "rules.yaml")
        return _Rules(
            frozenset(words["not_in_names"]),
            frozenset(words["short_counties"]),
            frozenset(words["no_counties"]),
            tuple(words["home"]),
            tuple(words["passed_over"]),
            tuple(words["office_marks"]),
            frozenset(words["us_states"]),
            frozenset(words["not_in_english"]),
            words["english_usual"],
            words["english_universities"],
            frozenset(words["name_openers"]),
            frozenset(words["english_streets"]),
            frozenset(words["english_sides"]),
            frozenset(words["english_kinds"]),
            words["english_former"],
        )

    @cached_property
    def pinyin(self) -> Mapping[str, str]:
        """Code of a county -> its short name in Hanyu Pinyin, letters only."""
        rows = rows_of(self._folder / "gbt2260.csv")
        return {row["code"]: row["pinyin"] for row in rows if row["pinyin"]}

    def parents(self, code: str) -> list[str]:
        """The codes above a place, nearest first; empty for countries and unknown codes."""
        found = []
        while code in self.places and (code := self.places[code].parent):
            found.append(code)
        return found

    def contains(self, outer: str, inner: str) -> bool:
        """Tell whether `inner` is `outer` or lies in it."""
        return outer == inner or outer in self.parents(inner)

    def with_parents(self, codes: Iterable[str]) -> list[Place]:
        """The places of these codes and all places above them, in the order of their codes."""
        wanted = {above for code in codes for above in (code, *self.parents(code))}
        return [self.places[code] for code in sorted(wanted) if code in self.places]

    @cached_property
    def _scopes(self) -> dict[str, dict[str, str]]:
        """Scope (code; CN = whole country) -> name -> code; "" where two places share the name."""
        found: dict[str, dict[str, set[str]]] = {}
        for scope, name, code in self._calls():
            found.setdefault(scope, {}).setdefault(name, set()).add(code)
        return {
            scope: {name: self._one(codes) for name, codes in names.items()}
            for scope, names in found.items()
        }

    def _one(self, codes: set[str]) -> str:
        """The only code, or the one that contains all others; empty when they are apart."""
        for code in codes:
            if all(self.contains(code, other) for other in codes):
                return code
        return ""

    def _calls(self) -> Iterator[tuple[str, str, str]]:
        """Every name under which a place may be called, with the scope in which that holds."""
        for place in self.places.values():
            if place.level == "country":
                continue
            for scope in self.parents(place.code):
                yield scope, place.name_zh, place.code
                if place.level != "county" or stem(place.name_zh) in self.rules.short_counties:
                    yield scope, stem(place.name_zh), place.code
        for row in rows_of(self._folder / "gbt2260_former.csv"):
            for scope in (*self.parents(row["now"]), row["now"]):
                yield scope, row["name_zh"], row["now"]

    @cached_property
    def _national(self) -> dict[str, str]:
        """Names that need no province: provinces first, then what only one place is called."""
        doubtful = self._shared_stems
        names = {name: code for name, code in self._scopes["CN"].items() if name not in doubtful}
        for place in self.places.values():
            if place.level == "province":
                names |= {place.name_zh: place.code, stem(place.name_zh): place.code}
        return {name: code for name, code in names.items() if len(name) > 1}

    @cached_property
    def _shared_stems(self) -> set[str]:
        """Short names of cities that counties elsewhere bear too (朝阳 is also in 北京)."""
        counties = [place for place in self.places.values() if place.level == "county"]
        cities = {stem(p.name_zh): p.code for p in self.places.values() if p.level == "city"}
        return {
            name
            for place in counties
            if cities.get(name := stem(place.name_zh), place.parent) != place.parent
        }

    @cached_property
    def _named(self) -> dict[str, str]:
        """The national names that may head the name of an organisation."""
        return {
            name: code
            for name, code in self._national.items()
            if name not in self.rules.not_in_names
        }

    @cached_property
    def _english(self) -> dict[str, str]:
        """English names (letters only) of Chinese places that only one of them has."""
        found: dict[str, set[str]] = {}
        for place in self.places.values():
            if place.name_en and place.level != "country":
                found.setdefault(_letters(place.name_en), set()).add(place.code)
        names = {name: code for name, codes in found.items() if (code := self._one(codes))}
        names |= {
            _letters(place.name_en): place.code
            for place in self.places.values()
            if place.level == "province"
        }
        return names | self.rules.english_usual

    @cached_property
    def _countries(self) -> dict[str, str]:
        """Names, aliases and codes of countries, lower-case; also those of 香港, 澳门, 台湾."""
        found = {"hk": "810000", "mo": "820000", "tw": "710000", "macau": "820000"}
        found |= {"hongkong": "810000", "taiwan": "710000", "macao": "820000"}
        for row in rows_of(self._folder / "iso3166.csv"):
            names = (row["code"], row["name_zh"], row["name_en"], *row["aliases"].split("|"))
            found |= {name.casefold(): row["code"] for name in names if name}
        return found

    def country(self, word: str) -> str:
        """Code of the country of that name, alias or ISO code; empty when there is none."""
        return self._countries.get(word.strip(" .").casefold(), "")

    def descend(self, text: str, scope: str = "CN") -> str:
        """Read place names off the head of a Chinese text, each within the one before it."""
        names = self._national if scope == "CN" else self._scopes.get(scope, {})
        code, length = _longest(names, text)
        if not code:
            return "" if scope == "CN" else scope
        return self.descend(text[length:], code) if code != scope else code

    def head(self, text: str) -> str:
        """As `descend`, with the stricter names that may head an organisation's name."""
        code, length = _longest(self._named, text)
        return self.descend(text[length:], code) if code else ""

    def exact(self, text: str) -> str:
        """Code of the place or country that is called exactly so; empty when there is none."""
        return self._national.get(text, "") or self._foreign.get(text, "")

    def foreign(self, text: str) -> str:
        """Code of the country whose Chinese name heads the text; empty when there is none."""
        return _longest(self._foreign, text)[0] if text[:2] in self._foreign_heads else ""

    @cached_property
    def _foreign_heads(self) -> frozenset[str]:
        return frozenset(name[:2] for name in self._foreign)

    @cached_property
    def _foreign(self) -> dict[str, str]:
        return {
            name: code
            for name, code in self._countries.items()
            if not name.isascii() and code != "CN"
        }

    def english(self, words: Iterable[str]) -> str:
        """Code of the narrowest Chinese place among English words; empty when none is certain."""
        codes = {code for word in words if (code := self._english.get(_letters(word)))}
        return self._deepest(codes)

    def _deepest(self, codes: set[str]) -> str:
        for code in sorted(codes, key=lambda code: (-len(self.parents(code)), code)):
            if all(self.contains(other, code) for other in codes):
                return code
        return ""

    @cached_property
    def universities(self) -> dict[str, str]:
        """Name of a Chinese university -> code of the city of its seat."""
        return {
            row["name"]: row["place"] for row in rows_of(resource("places/universities.csv.gz"))
        }

    def university(self, name: str) -> tuple[str, str]:
        """Seat of the Chinese university that heads the name, and the rest of the name.

        The seat is empty when none does, or when the rest makes it another body (…科技园有限公司).
        """
        seat, length = _longest(self.universities, name)
        rest = name[length:]
        own = not rest or rest.startswith(("(", *self.rules.office_marks)) or self.head(rest)
        return (seat, rest) if own else ("", name)


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of the data that come with patnav."""
    return Gazetteer(resource("places"))


def stem(name: str) -> str:
    """A place's name without its kind and nations: 恩施土家族苗族自治州 → 恩施, but 忠县 stays."""
    short = _ENDING.sub("", name)
    bare = _NATIONS.sub("", short) if len(name) - len(short) == 3 else short
    return next((form for form in (bare, short) if len(form) > 1), name)


def _longest(names: Mapping[str, str], text: str) -> tuple[str, int]:
    """Code and length of the longest name that heads the text; empty and 0 when none does."""
    for length in range(min(len(text), 15), 1, -1):
        if (code := names.get(text[:length])) is not None:
            return code, length
    return "", 0


def _letters(words: str) -> str:
    """English place names as they are compared: lower-case letters only (Xi'an = Xian)."""
    return "".join(filter(str.isalpha, words)).casefold()


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a data file, behind its header comment."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    yield from csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))


def _level(row: Mapping[str, str]) -> Level:
    return cast(Level, row["level"])
