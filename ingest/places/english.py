"""Addresses of China in English or Pinyin: Haidian District, Beijing 100080."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import dropwhile
from typing import NamedTuple

from patnav.ingest.places.divisions import divisions
from patnav.ingest.places.foreign import plain_latin
from patnav.ingest.places.gazetteer import Place, gazetteer

__all__ = ["read_english"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_MOST_WORDS = 4  # of one name: Xi Shuang Ban Na


def read_english(address: str, postcode: str = "") -> str:
    """Code of the narrowest place of China that the words of an address name; else empty.

    Provinces and cities are known by their English names, counties by their Pinyin: within a city,
    with District or County behind it, or as all that stands between two commas. A name before Road
    or Street does not count; the postcode decides between cities of one spelling.
    """
    names = list(_names(address))
    provinces = {code for one in names if (code := _index()[0].get(one.name))}
    cities = {code for one in names if one.wide for code in _index()[1].get(one.name, ())}
    province = next(iter(provinces)) if len(provinces) == 1 else ""
    city = _city(cities, provinces, postcode) or province
    if city and (county := _county(names, city)):
        return county
    return city or _alone(names)


class _Name(NamedTuple):
    """Words that may name a place, letters only, with the kind behind them."""

    name: str
    kind: str
    whole: bool  # nothing else stands between the commas

    @property
    def wide(self) -> bool:
        """Not said to be a district or county."""
        return self.kind in ("", "city", "shi", "prefecture")


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


def _county(names: Sequence[_Name], scope: str) -> str:
    """The county of a city or province that is named; one with District behind it goes first.

    A county that is spelled as the city itself (Changsha) needs its kind.
    """
    own = _spellings(gazetteer().places[scope])
    found = [
        (not one.wide, county)
        for one in names
        if not (one.wide and one.name in own)
        for county in _index()[2].get(one.name, ())
        if gazetteer().contains(scope, county)
    ]
    sure = {county for has_kind, county in found if has_kind} or {county for _, county in found}
    return sure.pop() if len(sure) == 1 else ""


def _alone(names: Sequence[_Name]) -> str:
    """A county of which China has only one, when its kind or nothing else stands with it.

    Of namesakes the one that is a town of its own (晋江市, not 锦江区) is meant without a kind.
    """
    found = {c for one in names if one.kind or one.whole for c in _index()[2].get(one.name, ())}
    if len(found) > 1 and not any(one.kind for one in names):
        places = gazetteer().places
        found = {code for code in found if places[code].name_zh.endswith("市")}
    return found.pop() if len(found) == 1 else ""


def _names(address: str) -> Iterator[_Name]:
    """Runs of one to four words, with the kind of division behind them."""
    for part in re.split(r"[,;()]|\d+", plain_latin(address)):
        words = [word.replace("'", "").replace("’", "") for word in _WORD.findall(part)]
        for start in range(len(words)):
            for end in range(start + 1, min(len(words), start + _MOST_WORDS) + 1):
                if not _is_street(words[end:]):
                    kind = words[end] if end < len(words) else ""
                    kind = kind if kind in gazetteer().rules.english_kinds else ""
                    yield _Name("".join(words[start:end]), kind, end - start == len(words))


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
    for name, code in gazetteer().rules.english_former.items():
        (cities if gazetteer().places[code].level == "city" else counties)[name].add(code)
    return provinces, cities, counties


def _spellings(place: Place) -> set[str]:
    """How English writes a place: its English name and the Pinyin of the name, letters only."""
    pinyin = gazetteer().pinyin.get(place.code, "")
    plain = {"".join(filter(str.isalpha, plain_latin(place.name_en))), pinyin}
    if place.name_zh.endswith("新区"):
        plain.add(pinyin.removesuffix("xin"))
    return {name for name in plain if len(name) > 2}
