"""Divisions of China through time, and the names by which addresses call them.

An address names the division of its day (苏州市金阊区), which lies in another one today. Every
division since 1985 is therefore kept with its code then, the years in which it held, and its code
today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Literal, NamedTuple

from patnav.data import resource
from patnav.ingest.places.gazetteer import Gazetteer, gazetteer, rows_of, stem

__all__ = ["NATION", "Call", "Division", "Divisions", "Names", "divisions", "town_stem"]

NATION = "CN"
"""Scope of the names that need no other name before them."""


class Division(NamedTuple):
    """A division as it was called from `since` until the year `until`; 0 = before 1985, or today.

    `code` is its own, `now` that of today's division; the level `zone` is a development zone or a
    quarter, which has no code of its own.
    """

    code: str
    name: str
    level: Literal["province", "city", "county", "zone"]
    since: int
    until: int
    now: str

    def held_in(self, year: int) -> bool:
        """Tell whether it was so called in a year; the year of a change counts for both."""
        return self.since <= year and (not self.until or year <= self.until)


class Call(NamedTuple):
    """A division under one of its names; `full` unless the name leaves 市, 县 or 区 out."""

    division: Division
    full: bool


class Names:
    """The names that hold in one scope, found by their first two signs."""

    def __init__(self, calls: Mapping[str, Mapping[Call, None]]) -> None:
        self._calls = {name: tuple(found) for name, found in calls.items()}
        self._lengths: dict[str, list[int]] = {}
        for name in sorted(calls, key=len, reverse=True):
            lengths = self._lengths.setdefault(name[:2], [])
            if len(name) not in lengths:
                lengths.append(len(name))

    def at(self, text: str, start: int) -> Iterator[tuple[tuple[Call, ...], int]]:
        """Divisions whose name stands at a position and where it ends, the longest name first."""
        for length in self._lengths.get(text[start : start + 2], ()):
            end = start + length
            if calls := self._calls.get(text[start:end]):
                yield calls, end


class Divisions:
    """Looks divisions up by the scope (a code, or CN) in which a name holds."""

    def __init__(self, places: Gazetteer) -> None:
        self._places = places

    @cached_property
    def names(self) -> Mapping[str, Names]:
        """Scope -> all names of divisions that hold there."""
        found: dict[str, dict[str, dict[Call, None]]] = defaultdict(lambda: defaultdict(dict))
        for scope, name, call in self._calls():
            found[scope][name][call] = None
        return {scope: Names(calls) for scope, calls in found.items()}

    @cached_property
    def former(self) -> Mapping[str, list[Division]]:
        """Code of today -> divisions that had another code or name and lie in it."""
        found: dict[str, list[Division]] = {}
        for division in self._former():
            found.setdefault(division.now, []).append(division)
        return found

    def at(self, code: str, year: int) -> Division | None:
        """The division that had this code in a year."""
        held = [division for division in self._by_code.get(code, ()) if division.held_in(year)]
        return held[0] if held else None

    @cached_property
    def postcodes(self) -> Mapping[str, str]:
        """Beginning of a postcode -> code of the place."""
        rows = rows_of(resource("places/postcodes.csv"))
        return {row["prefix"]: row["place"] for row in rows}

    def of_postcode(self, postcode: str) -> str:
        """The city, else the province, to which a postcode belongs; empty when it is unknown."""
        heads = (postcode[:length] for length in (4, 3, 2))
        return next((code for head in heads if (code := self.postcodes.get(head))), "")

    @cached_property
    def towns(self) -> Mapping[str, Mapping[str, str]]:
        """Division -> name of a town in it -> code of its county, where only one county has it.

        Names stand without 镇, 乡 or 街道: a town that became a quarter has kept the rest.
        """
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in rows_of(resource("places/towns.csv.gz")):
            for scope in (row["place"], *self._places.parents(row["place"])):
                found[scope][town_stem(row["name_zh"])].add(row["place"])
        return {
            scope: {name: min(codes) for name, codes in names.items() if len(codes) == 1}
            for scope, names in found.items()
        }

    @cached_property
    def _by_code(self) -> Mapping[str, list[Division]]:
        found: dict[str, list[Division]] = {}
        for division in (*self._former(), *self._present()):
            found.setdefault(division.code, []).append(division)
        return found

    def _present(self) -> Iterator[Division]:
        for place in self._places.places.values():
            if place.level != "country":
                since = 1 + max((d.until - 1 for d in self.former.get(place.code, ())
                                 if d.code == place.code), default=-1)  # fmt: skip
                yield Division(place.code, place.name_zh, place.level, since, 0, place.code)

    def _former(self) -> Iterator[Division]:
        for row in rows_of(resource("places/gbt2260_former.csv")):
            level = _level(row["code"])
            since, until = int(row["since"] or 0), int(row["until"])
            yield Division(row["code"], row["name_zh"], level, since, until, row["now"])

    def _calls(self) -> Iterator[tuple[str, str, Call]]:
        yield from self._zones()
        for division in self._present():
            yield from self._calls_of(division, self._places.parents(division.code)[:-1])
        for division in self._former():
            then = _parents_then(division.code)
            today = (division.now, *self._places.parents(division.now)[:-1])
            yield from self._calls_of(division, [*then, *(s for s in today if s not in then)])

    def _calls_of(self, division: Division, scopes: list[str]) -> Iterator[tuple[str, str, Call]]:
        """A division's full name everywhere, its short name where it cannot be a word."""
        short = stem(division.name)
        for scope in (NATION, *scopes):
            if len(division.name) > 2 or scope != NATION:
                yield scope, division.name, Call(division, True)
            if short != division.name and self._short_holds(division, short, scope):
                yield scope, short, Call(division, False)

    def _short_holds(self, division: Division, short: str, scope: str) -> bool:
        if division.level != "county":
            return scope == NATION or scope.endswith("0000")
        if scope == NATION:
            return short in self._places.rules.short_counties and not division.until
        is_city = (division.now[:2], short) in self._shorts_of_cities
        return not is_city and short not in self._places.rules.no_counties

    @cached_property
    def _shorts_of_cities(self) -> frozenset[tuple[str, str]]:
        """Province and short name of all cities: in it the short name is not a county's."""
        places = self._places.places.values()
        return frozenset((p.code[:2], stem(p.name_zh)) for p in places if p.level == "city")

    def _zones(self) -> Iterator[tuple[str, str, Call]]:
        """Zones in their scope; those known without a city in all places above them too."""
        for row in rows_of(resource("places/zones.csv")):
            zone = Division("", row["name"], "zone", 0, 0, row["place"])
            above = (row["place"], *self._places.parents(row["place"]))
            for scope in above if row["scope"] == NATION else (row["scope"],):
                yield scope, row["name"], Call(zone, True)


def town_stem(name: str) -> str:
    """A town's name without its kind."""
    return name.removesuffix("街道").removesuffix("镇").removesuffix("乡")


def _level(code: str) -> Literal["province", "city", "county"]:
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def _parents_then(code: str) -> list[str]:
    """Codes above a code of its time; a city and a prefecture pass their number on to counties."""
    above = [code[:4] + "00", code[:2] + "0000"]
    return [parent for parent in above if parent != code]


@cache
def divisions() -> Divisions:
    """The divisions of the data that come with patnav."""
    return Divisions(gazetteer())
