"""The product that a Chinese abstract announces, where claim and title name none."""

from __future__ import annotations

import pytest

from patnav.ingest.annotate.product import find_product
from patnav.ingest.annotate.stream import annotate_here
from patnav.model import Text


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("本发明公开了一种茶叶揉捻机，包括揉桶。", "茶叶揉捻机"),
        ("本发明涉及茶叶烘干机及其使用方法，它由热风炉组成。", "茶叶烘干机"),
        ("本申请提供一种茶园喷雾器。所述喷雾器包括水泵。", "茶园喷雾器"),
        ("本实用新型涉及茶叶加工技术领域，具体地说是一种滚筒杀青机，包括滚筒。", "滚筒杀青机"),
        ("属于制茶设备领域，特别是涉及一种摊青架，它包括层板。", "摊青架"),
        ("本发明的目的在于提供一种采茶剪，其能省力。", "采茶剪"),
        ("揉捻控制装置具备：电机，其转动揉桶。", "揉捻控制装置"),
        ("茶叶色选机包括：相机；喷嘴。", "茶叶色选机"),
        ("在杀青温度升高的情况下，风门打开。", None),
        ("在滚筒中，鲜叶被加热。", None),
    ],
)
def test_the_product_stands_behind_what_announces_it(text: str, product: str | None) -> None:
    found = find_product(text, "abstract", "zh")
    assert (found.product if found else None) == product
    if found:
        assert found.product[:2] in text[found.start : found.end]


def test_the_explanation_of_a_design_holds_no_label() -> None:
    text = "本外观设计左视图与右视图对称，省略左视图；仰视图无设计要点，省略仰视图。"
    assert list(annotate_here([("a", Text("abstract", "zh", text))], {})) == []


@pytest.mark.parametrize(
    ("lang", "text", "magnitude", "condition"),
    [
        (
            "zh",
            "【课题】提供一种电机。【解决手段】电机具有定子，在高温环境下使能耗降低30%以上。【效果】寿命延长2倍。",
            {"30%以上", "2倍"},
            {"在高温环境下"},
        ),
        (
            "en",
            "PROBLEM TO BE SOLVED: To provide a pump. SOLUTION: The pump has a rotor. The invention"
            " reduces power consumption by 30% at high temperatures.",
            {"30%"},
            {"at high temperatures"},
        ),
    ],
)
def test_amounts_and_conditions_of_a_section_are_cut_from_the_whole_text(
    lang: str, text: str, magnitude: set[str], condition: set[str]
) -> None:
    found = [one for _, one in annotate_here([("a", Text("abstract", lang, text))], {})]
    effects = [one for one in found if one.dimension == "effect"]
    assert {one.magnitude for one in effects if one.magnitude} == magnitude
    assert {one.condition for one in effects if one.condition} == condition
    for one in effects:
        if one.condition:
            assert text[one.condition_start : one.condition_end] == one.condition
