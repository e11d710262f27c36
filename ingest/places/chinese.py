"""Addresses in Chinese: a path of divisions is read off the text, from the widest to the narrowest.

Reading begins at the head; a company's name before the address or a city left out does not stop
it, because every place where a full name of a province or city begins is tried too, and the reading
that names most divisions in full wins. A name before 路, 街, 镇 … is that of a street or a town.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from patnav.ingest.places.divisions import NATION, Call, Division, divisions
from patnav.ingest.places.gazetteer import gazetteer

__all__ = ["Reading", "read_chinese", "town_in"]

_FILLER = re.compile(r"(?:[^\w]|市辖区|辖区|_|中华人民共和国|中国(?!\())*")
_STREET = re.compile(
    r"[东南西北中]?[一二三四五六七八九十]?(?:路|街(?!道)|大道|大街|巷|弄|胡同|桥|村|里(?!区)|屯|道(?!里|外)|站|门|"
    r"广场|大厦|花园|苑|公寓|宾馆|饭店|酒店|商城|小区|新村|公路|国道|镇|乡|街道|大学|学院|学校|中学|医院|机场|港)"
)
_END_OF_COUNTY = re.compile(r"[区县市旗]")
_SPLIT = re.compile("市[北南中]区")  # 青岛市北区 is 青岛 and 市北区
_TOWN = re.compile(r"街道|[镇乡]")


class Reading(NamedTuple):
    """Divisions from the widest to the narrowest, and how many of them are written in full."""

    path: tuple[Division, ...] = ()
    full: int = 0

    @property
    def now(self) -> str:
        """Code of today for the narrowest division; empty when nothing was read."""
        return self.path[-1].now if self.path else ""


def read_chinese(text: str, year: int = 0) -> list[Reading]:
    """All readings of an address in simplified Chinese that are equally good, without doubles.

    `text` has neither blanks nor a postcode. With a `year` (of filing) divisions that held then go
    first, else those of today. Several readings mean that the address is ambiguous; none, that
    it names no division.
    """
    head = _walk(text, 0, NATION)
    if not _is_strong(head):
        head = _best([*head, *_elsewhere(text)])
    return _timely([reading for reading in head if reading.path], year)


def town_in(text: str, code: str) -> str:
    """Code of the county that alone has the town that a text names, within a city or province."""
    towns = divisions().towns.get(code, {})
    for found in _TOWN.finditer(text):
        for start in range(max(0, found.start() - 6), found.start()):
            if county := towns.get(text[start : found.start()]):
                return county
    return ""


def _is_strong(readings: Iterable[Reading]) -> bool:
    """A city with its county, both in full: nothing further on can say more."""
    return any(reading.full >= 2 and _narrow(reading) for reading in readings)


def _narrow(reading: Reading) -> bool:
    return reading.path[-1].level in ("county", "zone")


def _elsewhere(text: str) -> Iterator[Reading]:
    """Readings that begin where the full name of a province or city stands further on."""
    names = divisions().names[NATION]
    for start in range(1, len(text) - 1):
        for calls, end in names.at(text, start):
            if any(_is_wide(call) for call in calls) and not _STREET.match(text, end):
                yield from _walk(text, start, NATION)


def _is_wide(call: Call) -> bool:
    return call.full and call.division.level in ("province", "city")


def _walk(text: str, start: int, scope: str) -> list[Reading]:
    """The best readings from a position on, of names that hold within a scope."""
    start = _FILLER.match(text, start).end()  # type: ignore[union-attr]  # it matches everywhere
    calls, end = _longest(text, start, scope)
    if calls:
        return _best([reading for call in calls for reading in _joined(call, text, end)])
    return [Reading()] if scope == NATION else _further(text, start, scope)


def _joined(call: Call, text: str, end: int) -> list[Reading]:
    division = call.division
    scope = division.now if division.level == "zone" else division.code
    if division.level == "county" or not scope.endswith("00"):
        return [Reading((division,), int(call.full))]
    return [
        Reading((division, *reading.path), reading.full + call.full)
        for reading in _walk(text, end, scope)
    ]


def _longest(text: str, start: int, scope: str) -> tuple[tuple[Call, ...], int]:
    """Divisions with the longest name that stands at a position, and where it ends."""
    if scope in divisions().names:
        for calls, end in divisions().names[scope].at(text, start):
            if _SPLIT.match(text, end - 1):
                continue
            if all(call.full for call in calls) or not _STREET.match(text, end):
                return calls, end
    return (), start


def _further(text: str, start: int, scope: str) -> list[Reading]:
    """Readings of the first county, or former name of one, that stands in full further on."""
    if scope in divisions().names and _END_OF_COUNTY.search(text, start):
        names = divisions().names[scope]
        for begin in range(start, len(text) - 1):
            for calls, end in names.at(text, begin):
                full = [call for call in calls if call.full]
                if full and not _STREET.match(text, end):
                    return _best([r for call in full for r in _joined(call, text, end)])
    return [Reading()]


def _best(readings: list[Reading]) -> list[Reading]:
    """The readings that name most divisions in full, among equals those with the longest path."""
    if len(readings) < 2:
        return readings
    worths = [_worth(reading) for reading in readings]
    most = max(worths)
    return [reading for reading, worth in zip(readings, worths, strict=True) if worth == most]


def _worth(reading: Reading) -> int:
    return 10 * reading.full + len(reading.path)


def _timely(readings: list[Reading], year: int) -> list[Reading]:
    """Readings whose divisions held in the year, else of today; each place of today once."""
    if len(readings) == 1:
        return readings
    held = [r for r in readings if year and all(d.held_in(year) for d in r.path)]
    today = [r for r in readings if not any(d.until for d in r.path)]
    chosen = held or today or readings
    unique: dict[str, Reading] = {}
    for reading in sorted(chosen, key=lambda r: -min(_age(d) for d in r.path)):
        unique.setdefault(reading.now, reading)
    return _widest_first(list(unique.values()))


def _age(division: Division) -> int:
    return division.until or 9999


def _widest_first(readings: list[Reading]) -> list[Reading]:
    """A province goes before the city of its short name (吉林); it contains what it may mean."""
    inside = gazetteer().contains
    for reading in readings:
        if all(inside(reading.now, other.now) for other in readings):
            return [reading]
    return [r for r in readings if r.path[0].level == "province" and len(r.path) == 1] or readings
