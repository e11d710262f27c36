"""What an element is about, which one named that first, and its signs. Sentences are our own."""

from __future__ import annotations

import pytest

from patnav.ingest.annotate.claim_heads import head_of, signs_of
from patnav.ingest.annotate.claims import find_elements
from patnav.ingest.annotate.text import fold


@pytest.mark.parametrize(
    ("element", "head"),
    [
        ("阻尼连接件固定在架上", "阻尼连接件"),
        ("音源设备位于架内", "音源设备"),
        ("其余构件为钢", "构件"),
        ("两套油泵并联", "油泵"),
        ("每排挂钩连接弹簧", "挂钩"),
        ("所说的阳极板为铜", "阳极板"),
        ("连接杆连接底座", "连接杆"),
        ("安装架安装在墙上", "安装架"),
        ("立柱上设有设备层", "立柱"),
        ("所述两侧板为钢", "侧板"),
    ],
)
def test_the_head_of_a_chinese_element_is_a_whole_noun(element: str, head: str) -> None:
    assert head_of(element, "zh") == head


@pytest.mark.parametrize(
    ("element", "head"),
    [
        ("the housing comprises a lid and the lid includes a vent", "housing"),
        ("(a) a chip for reading", "chip"),
        ("in the open position, the lid is up", "lid"),
        (
            "a non-volatile solid state data storage device",
            "non-volatile solid state data storage device",
        ),
        ("the shaft can rotate", "shaft"),
        ("the pump employs oil", "pump"),
        ("the lid has a hinge and the hinge has a pin", "lid"),
        ("a plurality of blades further connected", "blades"),
        ("each of the blades is flat", "blades"),
    ],
)
def test_the_head_of_an_english_element_is_its_first_noun(element: str, head: str) -> None:
    assert head_of(element, "en") == head


@pytest.mark.parametrize(
    ("text", "lang", "depends_on"),
    [
        (
            "一种支架，其特征在于，底座上设有立柱；立柱上设有横梁；立柱的顶部与底座焊接；横梁为铝制。",
            "zh",
            [0, 1, 1, 2],
        ),
        (
            "一种电池，包括壳体，其特征在于，所述壳体内设有电芯和两块散热片；所述电芯为圆柱形；"
            "所述散热片开有孔；所述壳体为钢。",
            "zh",
            [0, 1, 1, 0],
        ),
        (
            "A pump comprising: a housing having an inlet and a lid; a rotor in the housing; the"
            " rotor being steel; and the lid being round.",
            "en",
            [0, 0, 2, 1],
        ),
    ],
)
def test_an_element_depends_on_the_one_that_names_its_subject_first(
    text: str, lang: str, depends_on: list[int]
) -> None:
    marks = find_elements(fold(text), lang)
    assert [one.depends_on for one in marks if one.no > 0] == depends_on


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("横梁（4）与底座焊接并将挡板（5）压住", ("4 横梁", "5 挡板")),
        ("立柱（3）另一端连接横梁（4）", ("3 立柱", "4 横梁")),
        ("通过螺栓（2）和连接板（6）穿入把手（7）", ("2 螺栓", "6 连接板", "7 把手")),
        ("底座[1]上设有立柱〔2〕", ("1 底座", "2 立柱")),
        ("当归5份、甘草2份，浸泡8小时，蒸煮30分钟", ()),
        ("实现如权利要求1所述方法", ()),
        ("电机5分别驱动叶轮", ("5 电机",)),
    ],
)
def test_a_sign_is_borne_by_a_noun_and_an_amount_is_none(text: str, signs: tuple[str, ...]) -> None:
    assert signs_of(fold(text), "zh") == signs


def test_an_english_sign_has_no_article_and_the_number_of_an_item_is_none() -> None:
    assert signs_of("A valve (1) with the seat (2)", "en") == ("1 valve", "2 seat")
    assert signs_of("(1) a pointer to a data file (2) a data file", "en") == ()
