"""Where an address lies: today's division, the one at the filing date, the rule that found it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from patnav.data import resource
from patnav.ingest.places.chinese import Reading, read_chinese, town_in
from patnav.ingest.places.divisions import Division, divisions
from patnav.ingest.places.english import read_english
from patnav.ingest.places.foreign import country_at_end, region_abroad
from patnav.ingest.places.gazetteer import MUNICIPALITIES, gazetteer, rows_of, stem
from patnav.ingest.wording import has_east_asian, simplified

__all__ = ["ADDRESS_RULES", "Found", "division_then", "find_address"]

ADDRESS_RULES = (
    "address", "address+town", "address+organisation", "address+postcode",
    "organisation", "postcode", "region", "country",
)  # fmt: skip
"""How an address was understood; docs/places.md tells each."""

_POSTCODE = re.compile(r"(?<![\d-])(\d{6})(?![\d-])")
_LABEL = re.compile(r"^(?:(?:通讯|通信|联系|申请人|单位)?地址|邮编|邮政编码)[:：]?")
_FOREIGN_SCRIPT = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_NATION = ("CN", "")


class Found(NamedTuple):
    """The narrowest code that is certain (GB/T 2260, else ISO 3166), its rule, the division then.

    `code` is empty when nothing is known, `then` None unless code or name were others.
    """

    code: str = ""
    rule: str = ""
    then: Division | None = None


@lru_cache(maxsize=65_536)
def find_address(address: str, year: int = 0) -> Found:
    """Find where an address lies today, and with a `year` of filing what the division was then.

    What is ambiguous ends at the level that is certain. Rules: `address` the words alone;
    `address+…` where a town, an institute or the postcode had to help; `organisation` a university
    or institute of known seat; `postcode` alone; `region`, `country` abroad.
    """
    text = simplified(address)
    if not has_east_asian(text):
        return _in_latin(address, year)
    if _FOREIGN_SCRIPT.search(text) and (code := region_abroad(text)):
        return Found(code, "region")
    found = _POSTCODE.search(text)
    postcode = found.group(1) if found else ""
    return _in_chinese(_LABEL.sub("", _POSTCODE.sub("", text)), postcode, year)


def division_then(code: str, year: int, address: str = "") -> Division | None:
    """The division that a place was in a year, when it had another code or name then.

    The address tells it where it names that place; else a `year` other than 0 is needed.
    """
    found = find_address(address, year) if address else Found()
    return found.then if found.code == code else _then((), code, year)


def _in_chinese(text: str, postcode: str, year: int) -> Found:
    places = gazetteer()
    rest = text.lstrip(",.;:()[] ")
    if abroad := places.foreign(rest):
        return Found(abroad, "country")
    readings = read_chinese(rest, year)
    if (not readings or not readings[0].full) and (abroad := region_abroad(rest)):
        return Found(abroad, "region")
    if not readings:
        return _unnamed(rest, postcode)
    code, helped = _decided(readings, postcode)
    if code == "CN":
        return Found(code, "country")
    code, rule = _narrowed(code, rest, postcode, readings)
    rule = "address+postcode" if helped and rule == "address" else rule
    return Found(code, rule, _then(_path(readings, code), code, year))


def _decided(readings: Sequence[Reading], postcode: str) -> tuple[str, bool]:
    """One code of several readings: that of the postcode's place, else what contains them all."""
    if len(readings) == 1:
        return readings[0].now, False
    home = divisions().of_postcode(postcode) if postcode else ""
    near = [reading.now for reading in readings if home and _touch(home, reading.now)]
    if len(near) == 1:
        return near[0], True
    return _common(near or [reading.now for reading in readings]), bool(near)


def _touch(one: str, other: str) -> bool:
    inside = gazetteer().contains
    return inside(one, other) or inside(other, one)


def _common(codes: Iterable[str]) -> str:
    """The narrowest place that contains all codes."""
    places = gazetteer()
    first, *rest = codes
    above = (first, *places.parents(first))
    return next(code for code in above if all(places.contains(code, other) for other in rest))


def _narrowed(code: str, text: str, postcode: str, readings: Sequence[Reading]) -> tuple[str, str]:
    """A narrower code by a town that only one county has, an institute, or the postcode's city.

    A town also corrects the county, which may have given it away since (宝安区龙华镇).
    """
    if readings[0].path[-1].level == "zone":
        return code, "address"
    if town := _moved(text, code):
        return town, "address" if town == code else "address+town"
    if (seat := _institute(text)) and gazetteer().contains(code, seat):
        return seat, "address" if seat == code else "address+organisation"
    return _by_postcode(code, postcode)


def _moved(text: str, code: str) -> str:
    """The county that has the town of a text: the place itself, else one of the same city."""
    places = gazetteer()
    if places.places[code].level != "county":
        return town_in(text, code)
    city = places.parents(code)[0]
    one_city = places.places[city].level == "city" or city[:2] in MUNICIPALITIES
    return town_in(text, code) or (town_in(text, city) if one_city else "")


def _by_postcode(code: str, postcode: str) -> tuple[str, str]:
    """The city to which the postcode belongs when the address tells the province only."""
    places = gazetteer()
    known = places.places[code].level == "province" and postcode
    home = divisions().of_postcode(postcode) if known else ""
    if home and home != code and places.contains(code, home):
        return home, "address+postcode"
    return code, "address"


def _unnamed(text: str, postcode: str) -> Found:
    """An address that names no division: a known institute, a university, else the postcode."""
    if code := _institute(text):
        return Found(code, "organisation")
    seat, _ = gazetteer().university(text)
    if seat:
        return Found(seat, "organisation")
    if postcode and (home := divisions().of_postcode(postcode)):
        return Found(home, "postcode")
    at_home = text.startswith(gazetteer().rules.home)
    return Found("CN", "country") if at_home else Found()


def _institute(text: str) -> str:
    """Code of the county of an institute that a text names."""
    found = _institutes()[0].search(text)
    return _institutes()[1][found.group()] if found else ""


@cache
def _institutes() -> tuple[re.Pattern[str], dict[str, str]]:
    known = {row["name"]: row["place"] for row in rows_of(resource("places/institutes.csv"))}
    longest_first = sorted(known, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), known


def _path(readings: Sequence[Reading], code: str) -> tuple[Division, ...]:
    return next((reading.path for reading in readings if reading.now == code), ())


def _then(path: Sequence[Division], code: str, year: int) -> Division | None:
    """The division at the filing date when it had another code or name.

    A former name in the address tells it (unless it was out of date by then); else the only
    division that held in that year and lies in today's. Without a year the address alone tells.
    """
    for division in reversed(path):
        if division.until and (not year or division.held_in(year)):
            return division
    if not year:
        return None
    above = (code, *gazetteer().parents(code))
    return next((d for place in above if (d := _predecessor(place, year))), None)


def _predecessor(code: str, year: int) -> Division | None:
    known = gazetteer().places.get(code)
    if known is None:
        return None
    held = {
        division.name: division
        for division in divisions().former.get(code, ())
        if division.since <= year < division.until and division.level == known.level
    }
    same = [d for d in held.values() if stem(d.name) == stem(known.name_zh)]
    chosen = same or list(held.values())
    return chosen[0] if len(chosen) == 1 else None


def _in_latin(address: str, year: int) -> Found:
    """An address in English or Pinyin: abroad by country or region, else a place of China."""
    country = country_at_end(address)
    if country not in _NATION:
        return Found(country, "country")
    postcodes = _POSTCODE.findall(address)
    postcode = postcodes[-1] if postcodes else ""
    code = read_english(address, postcode)
    if not country and (not code or not postcode) and (abroad := region_abroad(address)):
        return Found(abroad, "region")
    if code:
        return Found(code, "address", _then((), code, year))
    if country and postcode and (home := divisions().of_postcode(postcode)):
        return Found(home, "postcode")
    return Found(country, "country" if country else "")
