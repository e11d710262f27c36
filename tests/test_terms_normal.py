"""Terms: what the texts call one thing is written in one way, and what distinguishes stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patnav.ingest.terms import normalise

CHINESE = [
    ("所述第一 支撑板（12）", "支撑板"),
    ("多个第一左侧的第二弹簧", "弹簧"),
    ("右侧板", "侧板"),
    ("左旋氧氟沙星", "左旋氧氟沙星"),
    ("前照灯", "前照灯"),
    ("上位机", "上位机"),
    ("二氧化碳", "二氧化碳"),
    ("三相电机", "三相电机"),
    ("两个弹簧", "弹簧"),
    ("3台电机", "电机"),
    ("5-10重量份的聚乙烯", "聚乙烯"),
    ("黑豆10-15份", "黑豆"),
    ("质量浓度为30%的氢氧化钠溶液", "氢氧化钠溶液"),
    ("指示灯II", "指示灯"),
    ("螺纹一", "螺纹"),
    ("三合一", "三合一"),
    ("维生素B12", "维生素B12"),
    ("不锈钢304", "不锈钢304"),
    ("卷积神经网络（CNN）", "卷积神经网络"),
    ("铁(III)", "铁(III)"),
    ("圖像感測器", "图像感测器"),
    ("ＬｉＦｅＰＯ₄正极材料", "LiFePO4正极材料"),
    ("CO<sub>2</sub> 传感器", "CO2传感器"),
    ("步骤S1、加热", "加热"),
    ("第二代半导体", "第二代半导体"),
    ("第一轴", "第一轴"),
    ("30%", "30%"),
]
ENGLISH = [
    ("a plurality of first Conveying-Belts", "conveying-belt"),
    ("CONVOLUTIONAL NEURAL NETWORKS", "convolutional neural network"),
    ("the LiDAR sensors (12)", "LiDAR sensor"),
    ("first and second plates of the electrode", "plate of the electrode"),
    ("Li-Ion batteries", "Li-ion battery"),
    ("left-hand thread", "left-hand thread"),
    ("left wheel", "wheel"),
    ("chassis", "chassis"),
    ("lenses", "lens"),
    ("SiO2", "SiO2"),
    ("robot arm 12", "robot arm"),
    ("other vehicles", "other vehicle"),
]
PIECES = st.sampled_from(
    [
        "所述",
        "第一",
        "左",
        "右侧的",
        "两个",
        "该",
        "支撑板",
        "弹簧",
        "（12）",
        "10mm厚的",
        "5份",
        "的",
        "A",
        "一",
    ]
)
WORDS = st.sampled_from(["the", "a", "first", "sensors", "Boxes", "LED", "of", "at", "(12)", "3D"])


@pytest.mark.parametrize(("quote", "term"), CHINESE)
def test_a_chinese_term_keeps_what_distinguishes_it(quote: str, term: str) -> None:
    assert normalise(quote, "zh") == term


@pytest.mark.parametrize(("quote", "term"), ENGLISH)
def test_an_english_term_is_lower_case_and_singular(quote: str, term: str) -> None:
    assert normalise(quote, "en") == term


def test_another_language_keeps_its_words() -> None:
    assert normalise("Die  Lenkräder", "de") == "die lenkräder"


@given(st.lists(PIECES, min_size=1, max_size=6), st.lists(WORDS, min_size=1, max_size=6))
def test_a_normal_form_is_its_own(pieces: list[str], words: list[str]) -> None:
    for term in (normalise("".join(pieces), "zh"), normalise(" ".join(words), "en")):
        assert normalise(term, "zh") == term


@given(st.text(max_size=40), st.sampled_from(["zh", "en", "de", "und"]))
def test_any_text_has_a_form_unless_it_is_blank(text: str, lang: str) -> None:
    assert bool(normalise(text, lang)) == bool(text.strip())
