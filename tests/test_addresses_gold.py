"""Accuracy of `patnav locate` on addresses labelled by hand; docs/places.md gives the figures."""

from __future__ import annotations

import csv
import sys

import pytest
from conftest import ROOT

from patnav.ingest.places.answers import Question, answer

_LEVELS = ("country", "province_code", "city_code", "county_code")


def gold(half: str) -> list[dict[str, str]]:
    text = (ROOT / "tests/gold/addresses.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return [row for row in csv.DictReader(lines) if row["half"] == half]


def right(row: dict[str, str], levels: tuple[str, ...]) -> bool:
    told = answer(Question(0, row["address"], int(row["year"] or 0)))
    return all((told[level] or "") == row[level] for level in levels)


@pytest.mark.parametrize("half", ["dev", "held"])
def test_cities_and_counties_are_found_by_todays_divisions(half: str) -> None:
    rows = gold(half)
    cities = sum(right(row, _LEVELS[:3]) for row in rows)
    counties = sum(right(row, _LEVELS) for row in rows)
    sys.stdout.write(f"{half}: city {cities}, city and county {counties} of {len(rows)}\n")
    assert cities >= 0.98 * len(rows)
    assert counties >= 0.96 * len(rows)


def test_the_sample_is_large_and_each_address_stands_once() -> None:
    rows = gold("dev") + gold("held")
    assert len(rows) >= 500
    assert len({row["address"] for row in rows}) == len(rows)
