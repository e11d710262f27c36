"""Addresses of China in English or Pinyin: Haidian District, Beijing 100080."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import dropwhile

from patnav.ingest.places.divisions import divisions
from patnav.ingest.places.gazetteer import Place, gazetteer

__all__ = ["read_english"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MOST_WORDS = 4  # of one name: Xi Shuang Ban Na


def read_english(address: str, postcode: str = "") -> str:
    """Code of the narrowest place of China that the words of an address name; else empty.

    Provinces and cities are known by their English names, counties by their Pinyin within a city
    (or, with District or County behind it, alone). A name before Road or Street does not count;
    the postcode decides between cities of one spelling.
    """
    names = [(name, kind) for name, kind in _names(address)]
    provinces = {code for name, _ in names if (code := _index()[0].get(name))}
    cities = {code for name, _ in names for code in _index()[1].get(name, ())}
    province = next(iter(provinces)) if len(provinces) == 1 else ""
    city = _city(cities, provinces, postcode) or province
    if city and (county := _county(names, city)):
        return county
    return city or _alone(names)


def _city(cities: set[str], provinces: set[str], postcode: str) -> str:
    """The one city in a province that is named, else of the postcode, else the usual one."""
    inside = gazetteer().contains
    if provinces:
        cities = {city for city in cities if any(inside(p, city) for p in provinces)}
    if len(cities) > 1 and postcode:
        home = divisions().of_postcode(postcode)
        cities = {c for c in cities if inside(c, home) or (home and inside(home, c))} or cities
    if len(cities) > 1:
        usual = set(gazetteer().rules.english_usual.values()) & cities
        cities = usual or cities
    return cities.pop() if len(cities) == 1 else ""


def _county(names: Sequence[tuple[str, str]], scope: str) -> str:
    """The county of a city or province that is named; one with District behind it goes first."""
    found = [
        (bool(kind), county)
        for name, kind in names
        for county in _index()[2].get(name, ())
        if gazetteer().contains(scope, county) and county != scope
    ]
    sure = {county for has_kind, county in found if has_kind} or {county for _, county in found}
    return sure.pop() if len(sure) == 1 else ""


def _alone(names: Sequence[tuple[str, str]]) -> str:
    """A county of which China has only one, when its kind stands behind it."""
    found = {c for name, kind in names if kind for c in _index()[2].get(name, ())}
    return found.pop() if len(found) == 1 else ""


def _names(address: str) -> Iterator[tuple[str, str]]:
    """Runs of one to four words, letters only, with the kind of division behind them."""
    kinds = gazetteer().rules.english_kinds
    for part in re.split(r"[,;()]|\d+", address):
        words = [word.replace("'", "").replace("’", "").casefold() for word in _WORD.findall(part)]
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + _MOST_WORDS) + 1):
                behind = words[end] if end < len(words) else ""
                if not _is_street(words[end:]):
                    yield "".join(words[start:end]), behind if behind in kinds else ""


def _is_street(behind: Sequence[str]) -> bool:
    """Tell whether the words behind a name, after at most two of direction, make it a street."""
    rules = gazetteer().rules
    rest = list(dropwhile(rules.english_sides.__contains__, behind))
    return bool(rest) and rest[0] in rules.english_streets and len(behind) - len(rest) < 3


@cache
def _index() -> tuple[Mapping[str, str], Mapping[str, set[str]], Mapping[str, set[str]]]:
    """English name -> code of provinces, codes of cities, codes of counties."""
    provinces: dict[str, str] = {}
    cities: dict[str, set[str]] = defaultdict(set)
    counties: dict[str, set[str]] = defaultdict(set)
    for place in gazetteer().places.values():
        if place.level == "province":
            provinces |= dict.fromkeys(_spellings(place), place.code)
        elif place.level == "city":
            for name in _spellings(place):
                cities[name].add(place.code)
        elif place.level == "county":
            for name in _spellings(place):
                counties[name].add(place.code)
    return provinces, cities, counties


def _spellings(place: Place) -> set[str]:
    """How English writes a place: its English name and the Pinyin of the name, letters only."""
    pinyin = gazetteer().pinyin.get(place.code, "")
    plain = {"".join(filter(str.isalpha, place.name_en)).casefold(), pinyin}
    if place.name_zh.endswith("新区"):
        plain.add(pinyin.removesuffix("xin"))
    return {name for name in plain if len(name) > 2}
