"""Numbers of all offices and vendors come to one form; the Chinese check digit is tested."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patnav.ingest.read.numbers import (
    NumberError,
    application_type_digit,
    check_digit,
    parse_application,
    parse_publication,
)

PUBLICATIONS = [
    ("CN111856303B", "CN111856303B"),
    ("CN-110311168-B", "CN110311168B"),
    ("ＣＮ１１１８５６３０３Ｂ", "CN111856303B"),
    ("CN 85106385 B", "CN85106385B"),
    ("US 2011/0185700 A1", "US20110185700A1"),
    ("US2017104972-A1", "US20170104972A1"),
    ("US-2019198156-A1", "US20190198156A1"),
    ("US 8001762 B2", "US8001762B2"),
    ("US06859910B1", "US6859910B1"),
    ("USD0812345S1", "USD812345S1"),
    ("USRE12345-E", "USRE12345E"),
    ("EP-3502051-A1", "EP3502051A1"),
    ("EP 502051 A1", "EP0502051A1"),
    ("WO-2019156042-A1", "WO2019156042A1"),
    ("WO 2011/123456 A1", "WO2011123456A1"),
    ("WO9512345-A1", "WO1995012345A1"),
    ("WO-03012345-A1", "WO2003012345A1"),
    ("JP-2019186184-A", "JP2019186184A"),
    ("JP-H0612345-A", "JPH06012345A"),
    ("JP H06012345 A", "JPH06012345A"),
    ("JP06012345-A", "JPH06012345A"),
    ("JP62012345-A", "JPS62012345A"),
    ("JPWO2019123456A1", "JPWO2019123456A1"),
    ("JP2012345B2", "JP2012345B2"),
    ("KR-20190012345-A", "KR20190012345A"),
    ("KR1020190012345A", "KR20190012345A"),
    ("KR2019012345-A", "KR20190012345A"),
    ("KR-102134749-B1", "KR102134749B1"),
    ("KR2134749-B1", "KR102134749B1"),
    ("TW-I123456-B", "TWI123456B"),
    ("DE 20 2017 100 123 U1", "DE202017100123U1"),
    ("AU 2011/263645 B2", "AU2011263645B2"),
]
APPLICATIONS = [
    ("CN202010302257.8", "CN202010302257"),
    ("CN2020103022578", "CN202010302257"),
    ("ZL 201010110545.X", "CN201010110545"),
    ("ZL201010110545X", "CN201010110545"),
    ('="CN202010302257.8"', "CN202010302257"),
    ("'202010302257.8", "CN202010302257"),
    ("CN85102475", "CN85102475"),
    ("CN 202010302257 A", "CN202010302257"),
    ("US 65784810 A 20100129", "US65784810"),
    ("TW108123456", "TW108123456"),
    ("PCT/CN2019/123456", "WOCN2019123456"),
    ("CN 2019/123456 W", "WOCN2019123456"),
    ("WOIT02000123", "WOIT2002000123"),
    ("2011.04.01 JP 2011-081234", "JP2011081234"),
]


@pytest.mark.parametrize(("text", "expected"), PUBLICATIONS)
def test_publication_number(text: str, expected: str) -> None:
    number = parse_publication(text)
    assert str(number) == expected
    assert parse_publication(str(number)) == number  # the form is a fixed point


@pytest.mark.parametrize(("text", "expected"), APPLICATIONS)
def test_application_number(text: str, expected: str) -> None:
    assert parse_application(text) == (expected, "")


def test_kind_of_another_column_completes_the_number() -> None:
    assert str(parse_publication("CN111856303", kind="B")) == "CN111856303B"


@pytest.mark.parametrize("text", ["2.02E+11", "2.0201E+11", "1E12"])
def test_scientific_notation_is_named_as_damage(text: str) -> None:
    for parse in (parse_publication, parse_application):
        with pytest.raises(NumberError, match="rounded") as caught:
            parse(text)
        assert caught.value.mangled


@pytest.mark.parametrize("text", ["20200304", "虚构公司", "H01M10/0562", "CN20200304", "CN12"])
def test_what_is_no_publication_number_is_refused(text: str) -> None:
    with pytest.raises(NumberError):
        parse_publication(text)


@pytest.mark.parametrize("text", ["20200304", "202000000000", "CN201310"])
def test_implausible_application_is_refused(text: str) -> None:
    with pytest.raises(NumberError):
        parse_application(text)


def test_wrong_check_digit_keeps_the_number_and_says_so() -> None:
    number, doubt = parse_application("CN202010302257.9")
    assert number == "CN202010302257"
    assert "9, should be 8" in doubt


@given(st.integers(1985, 2040), st.sampled_from("12389"), st.integers(0, 9_999_999))
def test_right_check_digit_is_dropped_and_any_other_doubted(
    year: int, kind: str, running: int
) -> None:
    serial = f"{year}{kind}{running:07d}"
    right = check_digit(serial)
    for given_digit in "0123456789X":
        number, doubt = parse_application(f"CN{serial}.{given_digit}")
        assert number == f"CN{serial}"
        assert bool(doubt) == (given_digit != right)


@pytest.mark.parametrize(
    ("number", "digit"), [("CN202030302257", "3"), ("CN85102475", "1"), ("US65784810", "")]
)
def test_type_digit(number: str, digit: str) -> None:
    assert application_type_digit(number) == digit
