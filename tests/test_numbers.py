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
    ("CN110311168.B", "CN110311168B"),
    ("CN111856303B.0", "CN111856303B"),
    ("特開2019-186184", "JP2019186184A"),
    ("特開平06-012345", "JPH06012345A"),
    ("特表2005-512345", "JP2005512345A"),
    ("特許第5123456号", "JP5123456B2"),
    ("特许5123456", "JP5123456B2"),
    ("再表2019/123456", "JPWO2019123456A1"),
    ("実登3123456", "JP3123456U"),
    ("JP平06-012345A", "JPH06012345A"),
    ("昭62-012345A", "JPS62012345A"),
    ("JPH612345A", "JPH06012345A"),
    ("KR10-2019-0012345A", "KR20190012345A"),
    ("10-2134749", "KR102134749"),
    ("WO/2019/156042", "WO2019156042"),
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
    ("WO2019CN123456", "WOCN2019123456"),
    ("2020103022578.0", "CN202010302257"),
    ("CN19981001186", "CN98101186"),
    ("US 201816123456 A", "US16123456"),
    ("US202299398226", "US202299398226"),  # there is no series 99
    ("US15/123,456", "US15123456"),
    ("US20100657848", "US65784810"),
    ("US2010-657848", "US65784810"),
    ("EP19990203729", "EP99203729"),
    ("EP 99203729.5", "EP99203729"),
    ("EP99203729A", "EP99203729"),
    ("JP20110081234", "JP2011081234"),
    ("特願2011-081234", "JP2011081234"),
    ("特願平05-123456", "JP1993123456"),
    ("JPH05123456", "JP1993123456"),
    ("実願昭61-012345", "JP1986012345U"),
    ("10-2019-0012345", "KR20190012345"),
    ("KR1020190012345", "KR20190012345"),
    ("KR20-2019-0001234", "KR20190001234U"),
    ("DE 10 2017 100 123.4", "DE102017100123"),
    ("DE20171100123", "DE102017100123"),
    ("DE1996112345", "DE19612345"),
    ("TW20190123456", "TW108123456"),
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


@pytest.mark.parametrize("text", ["2020-01-01", "20200101", "2020.01.01"])
def test_a_date_in_a_column_of_numbers_is_named(text: str) -> None:
    for parse in (parse_publication, parse_application):
        with pytest.raises(NumberError, match="is a date"):
            parse(text)


@given(st.integers(0, 3), st.sampled_from("123"), st.integers(0, 99_999))
def test_zeros_that_a_spreadsheet_dropped_come_back_where_the_check_digit_proves_them(
    year: int, kind: str, running: int
) -> None:
    serial = f"{year:02d}{kind}{running:05d}"
    short = serial.lstrip("0")
    if len(short) < 8:
        right, wrong = check_digit(serial), "X" if check_digit(serial) != "X" else "0"
        assert parse_application(f"{short}.{right}") == (f"CN{serial}", "")
        if len(short) > 5:
            with pytest.raises(NumberError):
                parse_application(f"{short}.{wrong}")


@pytest.mark.parametrize(
    ("number", "digit"), [("CN202030302257", "3"), ("CN85102475", "1"), ("US65784810", "")]
)
def test_type_digit(number: str, digit: str) -> None:
    assert application_type_digit(number) == digit
