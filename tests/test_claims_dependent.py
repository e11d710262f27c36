"""What dependent claims add is found whole. Sentences are our own."""

from __future__ import annotations

import pytest

from patnav.ingest.annotate.claims import find_elements, split_claim
from patnav.ingest.annotate.text import fold

PUMP = {"zh": "1.一种水泵，其特征在于，设有泵体。2.", "en": "1. A pump comprising a rotor. 2. "}


def added(claim: str, lang: str) -> list[str]:
    """Elements of a claim that depends on one to a pump."""
    text = PUMP[lang] + claim
    marks = find_elements(fold(text), lang)
    return [text[one.start : one.end] for one in marks if one.claim == 2]


@pytest.mark.parametrize(
    ("claim", "elements"),
    [
        (
            "The pump of claim 1 wherein the lid is steel; and wherein the seal is copper.",
            ["the lid is steel", "wherein the seal is copper"],
        ),
        ("The pump of claim 1, wherein the case comprises a lid.", ["the case comprises a lid"]),
        ("The pump of claim 1, wherein the rotor includes blades.", ["the rotor includes blades"]),
        ("The pump as claimed in claim 1, wherein the pump further comprises a lid.", ["a lid"]),
        ("The pump of claim 1, further comprising: a lid; and a seal.", ["a lid", "a seal"]),
        (
            "The pump of claim 1, in which the shaft has a key and the seal consists of rubber.",
            ["the shaft has a key and the seal consists of rubber"],
        ),
        ("The pump of claim 1 for ships, where the shaft has a key.", ["the shaft has a key"]),
        ("The pump of claim 1 having a case including a lid.", ["having a case including a lid"]),
        ("The pump of claim 1, characterized in that it comprises a lid.", ["a lid"]),
    ],
)
def test_an_english_dependent_claim_keeps_its_words(claim: str, elements: list[str]) -> None:
    assert added(claim, "en") == elements


@pytest.mark.parametrize(
    ("claim", "elements"),
    [
        ("根据权利要求1所述的水泵，所述泵体为铁制，还包括电机。", "所述泵体为铁制，还包括电机"),
        ("根据权利要求1所述的水泵，所述泵体由铸铁制成。", "所述泵体由铸铁制成"),
        ("根据权利要求1的水泵，其中，叶轮为铜制。", "叶轮为铜制"),
        ("如权利要求1所述的水泵还包括电机，其与叶轮连接。", "还包括电机，其与叶轮连接"),
        ("如权利要求1所述的水泵泵体为铁制。", "水泵泵体为铁制"),
        ("根据权利要求1所述的水泵，其特征在于，所述水泵包括：电机。", "电机"),
    ],
)
def test_a_chinese_dependent_claim_keeps_its_words(claim: str, elements: str) -> None:
    assert "，".join(added(claim, "zh")) == elements


def test_what_a_part_comprises_is_no_lead_in() -> None:
    text = "一种水泵，其特征在于，所述泵体具体包括：壳体；叶轮。"
    first = split_claim(fold(text), "zh").elements[0]
    assert text[first.start :].startswith("所述泵体")
    text = "A pump comprising: the case comprises a lid; a rotor."
    assert [text[one.start : one.end] for one in split_claim(fold(text), "en").elements] == [
        "the case comprises a lid",
        "a rotor",
    ]
