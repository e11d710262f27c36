"""The `patnav locate` interface: addresses as JSON lines in, divisions out; docs/places.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from patnav.errors import InputError
from patnav.ingest.places.addresses import Found, find_address
from patnav.ingest.places.divisions import Division, divisions
from patnav.ingest.places.gazetteer import MUNICIPALITIES, gazetteer
from patnav.ingest.places.locate import country_of, locate_name
from patnav.jsonlines import read_objects

__all__ = ["Question", "answer", "locate_addresses", "read_questions", "units"]

_REMEDY = 'a line is {"id": …, "address": …}, optionally with "date", "name", "country"'
_FIELDS = ("address", "date", "name", "country")
_DATE = re.compile(r"(\d{4})(?:[-./年]?\d{1,2}(?:[-./月]?\d{1,2}日?)?)?$")


class Question(NamedTuple):
    """An address to locate; `id` is given back as it came, `year` of filing is 0 when unknown."""

    id: Any
    address: str
    year: int = 0
    name: str = ""
    country: str = ""


def read_questions(path: Path) -> Iterator[Question]:
    """Read addresses from a JSON-lines file.

    Raises InputError that names file, line and field: no object, no id, no address, a field that is
    no text, a date that is none.
    """
    for where, record in read_objects(path, _REMEDY):
        yield _question(record, where)


def _question(record: dict[str, Any], where: str) -> Question:
    for name in ("id", "address"):
        if name not in record:
            raise InputError(f'field "{name}": is missing', where=where, remedy=_REMEDY)
    given = {name: record[name] for name in _FIELDS if record.get(name) is not None}
    for name, value in given.items():
        if not isinstance(value, str):
            what = f'field "{name}": {value!r} is not a string'
            raise InputError(what, where=where, remedy=_REMEDY)
    year = _year(given.pop("date", ""), where)
    return Question(record["id"], given.pop("address", ""), year, **given)


def _year(date: str, where: str) -> int:
    if not date.strip():
        return 0
    if not (found := _DATE.match(date.strip())):
        what = f'field "date": {date!r} is no date'
        raise InputError(what, where=where, remedy="write it as 2012-05-31 or 2012")
    return int(found.group(1))


def locate_addresses(questions: Iterable[Question]) -> Iterator[dict[str, Any]]:
    """Answer questions in their order; each answer has the form that docs/places.md shows."""
    return map(answer, questions)


def answer(question: Question) -> dict[str, Any]:
    """Codes and names of province, city and county today, the country, the rule, and `then`."""
    found = find_address(question.address, question.year)
    if not found.code:
        found = _by_name(question)
    country = country_of(found.code) if found.code else ""
    return {
        "id": question.id,
        **units(found.code),
        "country": country or None,
        "rule": found.rule or None,
        "then": _then(found.then, question.year) if found.then else None,
    }


def _by_name(question: Question) -> Found:
    """What the applicant's name tells, else its country, when the address says nothing."""
    if question.name and (named := locate_name(question.name)):
        return Found(named.code, named.rule)
    code = gazetteer().country(question.country)
    return Found(code, "country" if code else "")


def units(code: str) -> dict[str, str | None]:
    """Codes and names of the province, city and county of a place; None where there is none.

    The city of a municipality has the code of its districts' row (110100), that of a county that
    the province runs itself is the county's own (429004).
    """
    chain = _chain(code)
    return {f"{level}_code": one[0] for level, one in chain.items()} | {
        level: one[1] for level, one in chain.items()
    }


def _chain(code: str) -> dict[str, tuple[str | None, str | None]]:
    places = gazetteer()
    levels = ("province", "city", "county")
    found: dict[str, tuple[str | None, str | None]] = dict.fromkeys(levels, (None, None))
    for above in (code, *places.parents(code)):
        place = places.places.get(above)
        if place and place.level != "country":
            found[place.level] = (place.code, place.name_zh)
    province, city, county = found.values()
    if province[0] and not city[0]:
        if province[0][:2] in MUNICIPALITIES:
            found["city"] = (province[0][:2] + "0100", province[1])
        elif county[0]:
            found["city"] = county
    return found


def _then(division: Division, year: int) -> dict[str, Any]:
    """The division at the filing date with the city above it then."""
    when = year or division.until - 1
    city = divisions().at(division.code[:4] + "00", when) if division.level == "county" else None
    return {
        "code": division.code,
        "name": division.name,
        "level": division.level,
        "city_code": city.code if city else None,
        "city": city.name if city else None,
        "since": division.since or None,
        "until": division.until,
        "now": division.now,
    }
