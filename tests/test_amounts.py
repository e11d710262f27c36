"""Amounts of effects: old and new values, numbers without unit, units and signs, numerals."""

from __future__ import annotations

import pytest

from patnav.ingest.annotate.amounts import Amount, find_amount
from patnav.ingest.annotate.numerals import numeral
from patnav.ingest.annotate.text import fold

Read = tuple[str, float | None, float | None, str]


def read(quote: str) -> Read | None:
    folded = fold(quote)
    found: Amount | None = find_amount(folded, 0, len(folded))
    return found and (folded[found.start : found.end], *found[2:])


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("工期由9个月缩短到5个月", ("5个月", 5, 5, "month")),
        ("发芽率由70%升至92%", ("92%", 92, 92, "%")),
        ("日产量从6吨升至11吨", ("11吨", 11, 11, "t")),
        ("损失率由30-40%降到不足5%", ("不足5%", None, 5, "%")),
        ("cuts the setup from 4 hours to 15 minutes", ("15 minutes", 15, 15, "min")),
        ("melts at a heat of from 40 to 60 percent", ("40 to 60 percent", 40, 60, "%")),
        ("从而使能耗降低30%至40%", ("30%至40%", 30, 40, "%")),
    ],
)
def test_of_a_change_the_new_value_is_the_amount(quote: str, said: Read) -> None:
    assert read(quote) == said


def test_two_units_are_no_range() -> None:
    assert read("节省2小时至10%") == ("2小时", 2, 2, "h")


@pytest.mark.parametrize(
    "quote",
    [
        "转动旋钮17来防止松脱", "避免第2阀门卡死", "reduces the 1/f drift", "便于更换滤芯3",
        "抑制菌株KD-204的生长", "保护传感器(30-36)", "润滑轴承(52a)", "prevents wear of pin (12A)",
        "混合比为3:1", "减少二次污染", "达到一致", "一次成型", "十分方便", "支持5G终端",
    ],
)  # fmt: skip
def test_a_number_that_names_something_is_no_amount(quote: str) -> None:
    assert read(quote) is None


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("工序减少到3道", ("3道", 3, 3, "")),
        ("适合4种以上的作物", ("4种以上", 4, None, "")),
        ("酶活提高到21.4U/mL", ("21.4U/mL", 21.4, 21.4, "U/mL")),
        ("thin enough (2,000 to 8,000 cp)", ("2,000 to 8,000 cp", 2000, 8000, "cP")),
        ("纯度高（99.5%）", ("99.5%", 99.5, 99.5, "%")),
        ("耐高温（400℃以上）", ("400℃以上", 400, None, "°C")),
        ("耐压0.8Mpa", ("0.8Mpa", 0.8, 0.8, "MPa")),
        ("stays stable at 450.degree. C.", ("450.degree. C.", 450, 450, "°C")),
        ("耐-60℃低温", ("-60℃", -60, -60, "°C")),
        ("可在-40~85℃工作", ("-40~85℃", -40, 85, "°C")),
        ("偏差不大于±0.2mm", ("不大于±0.2mm", None, 0.2, "mm")),
        ("每台不足300元", ("不足300元", None, 300, "CNY")),
        ("每年节约6万余元", ("6万余元", 60_000, None, "CNY")),
        ("节省2-3万元", ("2-3万元", 20_000, 30_000, "CNY")),
        ("车速达90km/h", ("90km/h", 90, 90, "km/h")),
        ("转速达2000转/分", ("2000转/分", 2000, 2000, "rpm")),
        ("a gap not greater than 7 cm", ("not greater than 7 cm", None, 7, "cm")),
    ],
)
def test_units_signs_and_bounds(quote: str, said: Read) -> None:
    assert read(quote) == said


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("能耗降低百分之二十五", ("百分之二十五", 25, 25, "%")),
        ("用料减少四成", ("四成", 40, 40, "%")),
        ("重量仅为五分之二", ("五分之二", 40, 40, "%")),
        ("厚度缩小1/4", ("1/4", 25, 25, "%")),
        ("电阻降低两个数量级", ("两个数量级", 2, 2, "orders")),
        ("寿命达十二年", ("十二年", 12, 12, "year")),
        ("工效提高二十五倍", ("二十五倍", 25, 25, "x")),
        ("工效提高三到四倍", ("三到四倍", 3, 4, "x")),
        ("工效提高一倍以上", ("一倍以上", 1, None, "x")),
        ("时间缩短一半以上", ("一半以上", 50, None, "%")),
        ("a fivefold gain", ("fivefold", 5, 5, "x")),
        ("more than doubles the life", ("more than doubles", 2, None, "x")),
        ("drops by two thirds", ("two thirds", 66.7, 66.7, "%")),
        ("lower by three orders of magnitude", ("three orders of magnitude", 3, 3, "orders")),
        ("faster by at least a factor of 4", ("at least a factor of 4", 4, None, "x")),
    ],
)
def test_amounts_in_words(quote: str, said: Read) -> None:
    assert read(quote) == said


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("一百零五", 105, 105), ("三万五千", 35_000, 35_000), ("七八十", 70, 80), ("两三", 2, 3),
        ("数十", 20, None), ("十几", 10, None), ("几", 2, None), ("Several", 2, None),
        ("12,500.5", 12_500.5, 12_500.5), ("千分之三", 0.003, 0.003), ("1/8", 0.125, 0.125),
    ],
)  # fmt: skip
def test_numerals(written: str, low: float, high: float | None) -> None:
    assert numeral(written)[:2] == (low, high)


@pytest.mark.parametrize(
    "quote",
    ["减少1/0", "减少零分之一", "提高" + "9" * 400 + "%", "½", "5²%", "亿" * 99 + "倍", "6n/"],
)
def test_any_quote_is_read(quote: str) -> None:
    found = read(quote)
    assert found is None or found[3]
