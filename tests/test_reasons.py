"""A Chinese reader gets reasons and the ground of judgements in Chinese."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

import pytest
from conftest import Demo
from test_error_words import ROOT, forms, name_of

from patnav.error_words import in_words, reason_in
from patnav.ingest.parties.propose import propose
from patnav.ingest.read.dates import parse_date
from patnav.ingest.read.numbers import parse_application

HAN = re.compile("[\u4e00-\u9fff]")


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


def test_the_reason_of_a_node_is_told_in_the_language_of_the_reader(demo: Demo) -> None:
    reasons = set(demo.snapshot.table("assignments")["reason"].to_pylist())
    assert len(reasons) > 10
    for reason in reasons:
        english, chinese = reason_in(reason, "en"), reason_in(reason, "zh")
        assert not HAN.search(re.sub("“[^”]*”", "", english)), english
        assert HAN.search(chinese), chinese
        assert reason in {english, chinese}
        assert reason_in(english, "zh") == chinese


def test_clauses_are_told_one_by_one_and_an_unknown_one_leaves_all_as_it_is() -> None:
    english = "The title says “query”; second no node (22%)."
    assert reason_in(english, "zh") == "标题中有“query”；其次可能不在本链（22%）。"
    assert (
        reason_in("说不清；其次可能不在本链（22%）。", "en") == "说不清；其次可能不在本链（22%）。"
    )
    assert reason_in("", "en") == ""


def test_what_speaks_for_a_pair_of_organisations_is_translated() -> None:
    said = [
        form
        for path in sorted((ROOT / "ingest/parties").glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and name_of(node.func) in {"Likeness", "append"} and node.args
        for form in forms(node.args[-1], {})
    ]
    assert len(said) > 15
    parts = ("the same sound, ", "the same words: ", "the legal forms are ")  # of forms made of two
    whole = [form for form in said if not form.startswith(parts)]
    assert [form for form in whole if in_words(form, "zh") == form] == []


def test_a_pair_that_japan_reads_alike_names_the_signs() -> None:
    (found,) = propose(["新神户电机株式会社", "Shin-Kobe Electric Machinery Co Ltd"])
    assert "新神户电机 may be read shinkobe in Japan; the usual words agree" in found.evidence
