"""What is said about a found effect: attribute, direction, amount, condition, class."""

from __future__ import annotations

import pytest

from patnav.chain import EffectClass
from patnav.ingest.annotate.amounts import find_amount
from patnav.ingest.annotate.effect_classes import effect_class, own_classes
from patnav.ingest.annotate.effect_facts import EffectFacts, describe
from patnav.ingest.annotate.text import fold


def said(text: str, quote: str, lang: str = "zh") -> tuple[EffectFacts, str]:
    folded = fold(text)
    start = folded.index(fold(quote))
    return describe(folded, start, start + len(quote), lang), folded


@pytest.mark.parametrize(
    ("quote", "low", "high", "unit"),
    [
        ("节省时间30%以上", 30, None, "%"),
        ("能耗降低３０％～４０％", 30, 40, "%"),
        ("寿命延长2-3倍", 2, 3, "x"),
        ("效率提高数倍", 2, None, "x"),
        ("温差不超过5℃", None, 5, "°C"),
        ("成本降低约一半", 50, 50, "%"),
        ("每年节约20万元", 200_000, 200_000, "CNY"),
        ("准确率提高3个百分点", 3, 3, "pp"),
    ],
)
def test_amounts_are_read_as_numbers_with_a_unit(
    quote: str, low: float | None, high: float | None, unit: str
) -> None:
    amount = find_amount(fold(quote), 0, len(quote))
    assert amount is not None
    assert (amount.low, amount.high, amount.unit) == (low, high, unit)


@pytest.mark.parametrize(
    ("quote", "low", "high", "unit"),
    [
        ("reduces noise by at least 5 dB", 5, None, "dB"),
        ("cuts fuel consumption by up to 12.5 percent", None, 12.5, "%"),
        ("a two times longer life", 2, 2, "x"),
    ],
)
def test_english_amounts(quote: str, low: float | None, high: float | None, unit: str) -> None:
    amount = find_amount(quote, 0, len(quote))
    assert amount is not None
    assert (amount.low, amount.high, amount.unit) == (low, high, unit)


def test_reference_signs_and_names_are_no_amounts() -> None:
    assert find_amount("减少CO2排放", 0, 7) is None
    assert find_amount("避免弹簧(12)松动", 0, 10) is None


def test_a_condition_may_stand_before_the_effect_in_its_sentence() -> None:
    facts, folded = said("本电池在低温下放电,当温度低于零下20℃时,容量保持率高。", "容量保持率高")
    assert folded[slice(*facts.condition)] == "当温度低于零下20℃时"
    facts, folded = said("The pump starts fast and reduces noise when the engine is cold.",
                         "reduces noise", "en")  # fmt: skip
    assert folded[slice(*facts.condition)] == "when the engine is cold"


@pytest.mark.parametrize(
    ("text", "quote", "lang", "condition"),
    [
        ("从而在高湿环境下,绝缘性好。", "绝缘性好", "zh", "在高湿环境下"),
        ("该阀门在不改变管路的前提下,降低了压降。", "降低了压降", "zh", "在不改变管路的前提下"),
        ("从而低温条件下,启动快。", "启动快", "zh", "低温条件下"),
        ("在提高精度的同时,降低了成本。", "降低了成本", "zh", ""),
        ("Saves power while maintaining the speed.", "Saves power", "en", ""),
        ("Saves power while noise is suppressed.", "Saves power", "en", ""),
        ("Saves power while the car is parked.", "Saves power", "en", "while the car is parked"),
    ],
)
def test_a_condition_is_whole_and_no_other_effect(
    text: str, quote: str, lang: str, condition: str
) -> None:
    facts, folded = said(text, quote, lang)
    assert folded[slice(*facts.condition)] == condition


def test_a_condition_of_another_sentence_does_not_count() -> None:
    facts, _ = said("当温度升高时,阀门打开。本装置降低了成本。", "降低了成本")
    assert facts.condition[0] == facts.condition[1]


@pytest.mark.parametrize(
    ("quote", "attribute", "way", "kind"),
    [
        ("降低了生产成本", "生产成本", "down", "cost"),
        ("节能", "能耗", "down", "environment"),
        ("可有效避免人员烫伤", "烫伤", "avoid", "safety"),
        ("结构简单", "结构", "enable", "ease"),
        ("大大提高了测量精度", "测量精度", "up", "precision"),
    ],
)
def test_attribute_direction_and_class(quote: str, attribute: str, way: str, kind: str) -> None:
    facts, folded = said(f"本发明{quote}。", quote)
    assert (facts.attribute, facts.direction, facts.effect_class) == (attribute, way, kind)
    if facts.attribute_start >= 0:
        assert folded[facts.attribute_start : facts.attribute_end] == attribute
    assert 0.25 <= facts.direction_confidence <= 1


def test_a_chain_adds_classes_and_words() -> None:
    own = own_classes({"茶香": EffectClass(zh=("香气",)), "safety": EffectClass(zh=("农残量",))})
    assert effect_class("香气", "香气浓郁", "zh", own) == "茶香"
    assert effect_class("农残量", "降低农残量", "zh", own) == "safety"
    assert effect_class("成本", "降低成本", "zh", own) == "cost"


@pytest.mark.parametrize(
    ("quote", "lang", "kind"),
    [
        ("without scratching the lens", "en", "other"),
        ("perceives the surrounding environment", "en", "other"),
        ("environmentally friendly", "en", "environment"),
        ("aligned carbon nanotubes", "en", "other"),
        ("docking of a spacecraft", "en", "other"),
        ("suits automotive seats", "en", "other"),
        ("high purity", "en", "reliability"),
        ("less thermal stress", "en", "efficiency"),
        ("good thermal stability", "en", "reliability"),
        ("saves energy", "en", "environment"),
        ("不加人工合成香精", "zh", "other"),
        ("提高三个数量级", "zh", "other"),
        ("避免遗漏", "zh", "other"),
        ("具有抗癌功效", "zh", "other"),
        ("清热解毒", "zh", "other"),
        ("便于推拉垃圾箱", "zh", "ease"),
        ("弥补了手工测绘的不足", "zh", "other"),
        ("纯度高", "zh", "reliability"),
        ("连接牢靠", "zh", "strength"),
        ("增强免疫力", "zh", "safety"),
        ("保温好", "zh", "efficiency"),
        ("用于自动驾驶", "zh", "other"),
        ("可连续作业", "zh", "efficiency"),
    ],
)
def test_words_that_only_look_like_those_of_a_class_decide_none(
    quote: str, lang: str, kind: str
) -> None:
    assert effect_class("", quote, lang) == kind
