"""US priorities: DOCDB's serial and year against USPTO's series and serial; nothing collapses."""

from __future__ import annotations

import csv
import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patnav.data import resource
from patnav.ingest.assemble.us_filings import us_filing
from patnav.ingest.read.numbers import parse_application


@pytest.mark.parametrize(
    ("spellings", "form"),
    [
        (("US 94268010 A", "US20100942680", "US12/942680", "12/942,680"), "US12942680"),
        (("US 47476109 A 20090529", "US20090474761A", "US12/474761"), "US12474761"),
        (("US 85527706 P 20061030", "US20060855277P", "US60/855277", "US60855277P"), "US60855277"),
        (("US201161567890P", "US 61/567,890"), "US61567890"),
        (("US201113082748", "US13/082748"), "US13082748"),
    ],
)
def test_one_filing_has_one_form(spellings: tuple[str, ...], form: str) -> None:
    assert {us_filing(parse_application(text, "US").number) for text in spellings} == {form}


@pytest.mark.parametrize(
    "text", ["US 65035010 A", "US 30812307 A", "US 12212793 A", "US 89516692 A"]
)
def test_where_the_series_is_not_sure_the_number_stays(text: str) -> None:
    number = parse_application(text).number
    assert us_filing(number) == number


def test_an_application_and_a_provisional_of_one_serial_and_year_are_two() -> None:
    forms = {us_filing(parse_application(f"US 10000008 {kind}").number) for kind in "AP"}
    assert len(forms) == 2
    assert len({us_filing(parse_application(f"US 88750007 {kind}").number) for kind in "AP"}) == 2


NUMBERS = st.tuples(st.integers(0, 999_999), st.integers(0, 99), st.sampled_from(["", "P"]))


@given(st.lists(NUMBERS, min_size=2, max_size=40, unique=True))
def test_different_numbers_stay_different(drawn: list[tuple[int, int, str]]) -> None:
    numbers = {f"US{serial:06}{year:02}{kind}" for serial, year, kind in drawn}
    sure = {number: form for number in numbers if (form := us_filing(number)) != number}
    assert len(set(sure.values())) == len(sure)


def test_serials_of_one_series_belong_to_one_year() -> None:
    lines = resource("numbers/us_filings.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    spans = sorted((row["series"], int(row["first"]), int(row["last"])) for row in rows)
    assert all(first < last for _, first, last in spans)
    pairs = itertools.pairwise(spans)
    assert all(one[0] != other[0] or one[2] < other[1] for one, other in pairs)


@pytest.mark.shared
def test_most_real_priorities_are_told_and_none_collapse(shared: Path) -> None:
    path = shared / "data/lens/lens-export_2021header_jetengine.csv"
    with path.open(encoding="utf-8-sig") as file:
        told = " ".join(row["Priority Numbers"] for row in csv.DictReader(file))
    found = set(re.findall(r"US (\d{8}) ([AP]) ((?:19|20)\d{6})", told))
    recent = [(n, kind, day) for n, kind, day in found if "1993" <= day < "2011"]
    formed = [us_filing(f"US{n}{kind.replace('A', '')}") for n, kind, _ in recent]
    changed = sum(
        form[2:] not in (n, f"{n}P") for form, (n, _, _) in zip(formed, recent, strict=True)
    )
    assert len(recent) > 250
    assert changed / len(recent) > 0.7
    assert len(set(formed)) == len({(n, kind) for n, kind, _ in recent})
