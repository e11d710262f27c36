"""A Chinese reader gets reasons and the ground of judgements in Chinese."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Demo

from patnav.error_words import in_words
from patnav.ingest.read.dates import parse_date
from patnav.ingest.read.numbers import parse_application


def test_every_reason_of_the_demo_is_translated(demo: Demo) -> None:
    for name in ("rejections", "damages"):
        reasons = demo.snapshot.table(name)["reason"].to_pylist()
        assert reasons
        for reason in reasons:
            assert in_words(reason, "zh") != reason


def test_what_differs_from_case_to_case_is_kept() -> None:
    told = "check digit is 4, should be X: compare the number with the source"
    assert in_words(told, "zh") == "校验位是 4，应为 X：请与来源核对号码"


@pytest.mark.parametrize(
    ("parse", "value"), [(parse_date, "2019-02-30"), (parse_application, "CN1234")]
)
def test_the_sentences_are_those_that_reading_writes(
    parse: Callable[[str], object], value: str
) -> None:
    with pytest.raises(ValueError, match="is no") as caught:
        parse(value)
    told = str(caught.value)
    assert in_words(told, "zh") != told == in_words(told, "en")


def test_an_unknown_reason_stays_as_it_is() -> None:
    assert in_words("is odd", "zh") == "is odd"


def test_what_a_judgement_rests_on_is_translated(demo: Demo) -> None:
    rows = demo.snapshot.table("judgements")["basis"].to_pylist()
    told = {each for basis in rows for each in basis}
    assert told
    assert {each for each in told if in_words(each, "zh") == each} == set()
