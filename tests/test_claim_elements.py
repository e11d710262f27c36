"""What is one element of a claim, and what is two. Sentences are our own."""

from __future__ import annotations

import pytest

from patnav.ingest.annotate.claims import split_claim
from patnav.ingest.annotate.text import fold


def elements(text: str, lang: str) -> list[str]:
    return [text[one.start : one.end] for one in split_claim(fold(text), lang).elements]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("它由下列原料组成：绿茶10份、菊花5份。", ["绿茶10份", "菊花5份"]),
        ("所述泵体具体包括：壳体；叶轮。", ["所述泵体具体包括：壳体", "叶轮"]),
        (
            "成分的质量百分比为：C：0.1～0.3%，Si：0.2～0.5%，余量为Fe。",
            ["成分的质量百分比为：C：0.1～0.3%", "Si：0.2～0.5%", "余量为Fe"],
        ),
        ("包括：测温的检测部；和报警的判定部。", ["测温的检测部", "报警的判定部"]),
    ],
)
def test_an_element_is_neither_a_lead_in_nor_a_whole_list(body: str, found: list[str]) -> None:
    assert elements(f"一种泵，其特征在于，{body}", "zh") == found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            "a rotor, wherein the parts comprise a metal, a glass, a plastic, and blends.",
            [
                "a rotor",
                "wherein the parts comprise a metal, a glass, a plastic, and blends",
            ],
        ),
        (
            "a field holding one of (1) a name, (2) an address, and (3) a number.",
            ["a field holding one of (1) a name, (2) an address, and (3) a number"],
        ),
        ("(1) a rotor, (2) a lid, and (3) a seal.", ["(1) a rotor", "(2) a lid", "(3) a seal"]),
    ],
)
def test_a_list_inside_an_english_element_stays_whole(body: str, found: list[str]) -> None:
    assert elements(f"A pump comprising {body}", "en") == found


def test_a_long_list_costs_what_its_length_costs() -> None:
    text = "A pump comprising one of (1) a lid" + ", (2) a seal of rubber" * 5000 + "."
    assert len(elements(text, "en")) == 1
