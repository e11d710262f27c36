"""Annotation of texts that were written for these tests; all names and figures are fictional."""

from __future__ import annotations

import pyarrow as pa
import pytest

from patnav.ingest.annotate import annotate, annotate_texts
from patnav.ingest.annotate.claims import independent_claims
from patnav.ingest.annotate.effect_classes import effect_class
from patnav.ingest.annotate.effects import find_effects
from patnav.ingest.annotate.english import find_effects_en
from patnav.ingest.annotate.means import find_means, normal_term
from patnav.ingest.annotate.product import find_product
from patnav.ingest.annotate.text import fold
from patnav.model import Mention, Text
from patnav.tables import table

PUMP = (
    "本发明公开了一种海水养殖用循环泵，包括泵壳(1)、磁悬浮转子(2)和陶瓷导流环(3)，"
    "磁悬浮转子(2)上设有螺旋叶片(4)。传统循环泵噪音大，容易腐蚀。"
    "与现有技术相比，本发明结构简单、维修方便，降低了能耗20%以上，避免了海水泄漏，"
    "经中试证明运行稳定，具有广阔的市场前景。"
)
CLAIM = (
    "1.一种海水养殖用循环泵，包括泵壳(1)，其特征在于：所述泵壳(1)内设有磁悬浮转子(2)；"
    "所述磁悬浮转子(2)上固定有螺旋叶片(4)，所述泵壳(1)的出口装有陶瓷导流环(3)。\n"
    "2.根据权利要求1所述的循环泵，其特征在于：所述陶瓷导流环(3)为氧化锆。"
)


def found(text: str, section: str = "abstract", lang: str = "zh") -> list[Mention]:
    return [one for _, one in annotate_texts([("P", Text(section, lang, text))])]  # type: ignore[arg-type]


def quotes(text: str, dimension: str) -> list[str]:
    return [one.quote for one in found(text) if one.dimension == dimension]


def test_effects_are_split_and_the_defects_of_the_prior_art_are_left_out() -> None:
    assert quotes(PUMP, "effect") == [
        "结构简单",
        "维修方便",
        "降低了能耗20%以上",
        "避免了海水泄漏",
        "运行稳定",
    ]


def test_an_effect_has_attribute_direction_class_and_magnitude() -> None:
    energy = next(one for one in found(PUMP) if one.quote.startswith("降低"))
    assert (energy.attribute, energy.direction) == ("能耗", "down")
    assert (energy.effect_class, energy.magnitude) == ("environment", "20%以上")


def test_means_are_components_without_numerals() -> None:
    means = {one.value for one in found(PUMP) if one.dimension == "means"}
    assert {"磁悬浮转子", "陶瓷导流环", "螺旋叶片"} <= means
    assert "循环泵" not in means


def test_market_and_maturity_have_their_quotes() -> None:
    assert quotes(PUMP, "outlook") == ["具有广阔的市场前景"]
    assert [one.value for one in found(PUMP) if one.dimension == "maturity"] == ["mid"]


def test_independent_claims_are_cut_into_elements_apart_from_what_others_add() -> None:
    elements = [one for one in found(CLAIM, "claim") if one.part != "additional"]
    assert [(one.no, one.quote) for one in elements] == [
        (0, "一种海水养殖用循环泵，包括泵壳(1)"),
        (1, "所述泵壳(1)内设有磁悬浮转子(2)"),
        (2, "所述磁悬浮转子(2)上固定有螺旋叶片(4)"),
        (3, "所述泵壳(1)的出口装有陶瓷导流环(3)"),
    ]
    assert {one.part for one in elements} == {"preamble", "characterising"}


@pytest.fixture
def tables() -> tuple[pa.Table, pa.Table]:
    texts = [
        {"patent": "CN1", "section": section, "lang": "zh", "text": text, "file": "f", "row": 1}
        for section, text in [("title", "海水养殖用循环泵"), ("abstract", PUMP), ("claim", CLAIM)]
    ]
    return table("texts", texts), table("patents", [{"patent": "CN1", "title": "海水养殖用循环泵"}])


def test_tables_follow_their_schemas(tables: tuple[pa.Table, pa.Table]) -> None:
    made = annotate(*tables)
    assert made["products"].to_pylist()[0]["product"] == "海水养殖用循环泵"
    assert made["judgements"].column("band").to_pylist() == ["mid", "unknown"]
    keys = made["mentions"].column("mention").to_pylist()
    assert len(keys) == len(set(keys)) > 10


@pytest.mark.parametrize(
    ("text", "section", "lang", "product", "category"),
    [
        ("一种新型高效海水循环泵及其控制方法", "title", "zh", "海水循环泵", "product"),
        ("用于养殖网箱的清洗机器人", "title", "zh", "清洗机器人", "product"),
        ("一种海藻肥料的制备方法", "title", "zh", "海藻肥料制备方法", "method"),
        ("报文处理装置、报文处理方法以及存储介质", "title", "zh", "报文处理装置", "product"),
        ("耐盐水泥组合物", "title", "zh", "耐盐水泥组合物", "composition"),
        ("海藻多糖在饲料中的应用", "title", "zh", "海藻多糖在饲料中的应用", "use"),
        (CLAIM, "claim", "zh", "海水养殖用循环泵", "product"),
        ("A rotary pump for sea water", "title", "en", "rotary pump", "product"),
        (
            "Method for preparing seaweed fertilizer",
            "title",
            "en",
            "method for producing seaweed fertilizer",
            "method",
        ),
    ],
)
def test_the_claimed_subject_is_named_so_that_equal_ones_group(
    text: str, section: str, lang: str, product: str, category: str
) -> None:
    found_product = find_product(text, section, lang)
    assert found_product is not None
    assert (found_product.product, found_product.category) == (product, category)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("传统水泵存在噪音大、能耗高的问题。本发明涉及一种水泵，包括泵体。", []),
        ("转动架带动夹爪转动，实现对水温的检测。", []),
        ("本发明提高了强度和韧性。", ["提高了强度和韧性"]),
        ("本装置使用方便、结构简单、合理，成本低。", ["使用方便", "结构简单、合理", "成本低"]),
        ("通过设置弹簧减少了冲击，从而延长了使用寿命。", ["减少了冲击", "延长了使用寿命"]),
        ("具有占地少、无污染等优点。", ["占地少", "无污染"]),
        ("该产品经济效益显著，便于推广应用。", []),
    ],
)
def test_effects_by_the_guideline(text: str, wanted: list[str]) -> None:
    assert quotes(text, "effect") == wanted


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("本发明适合大规模生产，易于产业化。", "unknown"),
        ("该装置可用于中试制备，重复性好。", "unknown"),
        ("传统的泵已批量生产。", "unknown"),
        ("检测结果显示在屏幕上，经检测后包装。", "unknown"),
        ("该药的治愈率为93%。", "unknown"),
        ("该药经32例患者使用，治愈率为93%。", "mid"),
        ("经临床试验，疗效显著。", "mid"),
        ("试验结果表明，该涂层的耐蚀性提高了30%。", "mid"),
        ("该样品经过安全性试验，结果表明无毒。", "mid"),
        ("将该基因转入拟南芥，实验证实，植株更耐盐。", "low"),
        ("仿真结果表明，该算法收敛更快。", "low"),
        ("该泵已批量生产。", "high"),
        ("实践证明，该泵运行可靠。", "high"),
        ("The pump can be mass-produced after a pilot test.", "unknown"),
        ("A prototype was built and tested.", "mid"),
        ("The controller was verified using numerical simulations.", "low"),
        ("The valve is commercially used.", "high"),
    ],
)
def test_a_band_needs_a_statement_that_is_no_promise(text: str, band: str) -> None:
    lang = "zh" if text[-1] == "。" else "en"
    marks = [one for one in found(text, lang=lang) if one.dimension == "maturity"]
    assert [one.value for one in marks] == ([] if band == "unknown" else [band])


def test_evidence_of_the_highest_band_counts_and_is_quoted() -> None:
    text = "仿真结果表明该结构可行，台架试验运行稳定。目前已批量生产，成本低。"
    [mark] = [one for one in found(text) if one.dimension == "maturity"]
    assert (mark.value, mark.quote) == ("high", "目前已批量生产")


def test_derwent_sections_give_what_they_speak_of() -> None:
    advantage = found("The pump reduces the noise and improves the efficiency.", "advantage", "en")
    assert [one.direction for one in advantage if one.dimension == "effect"] == ["down", "up"]
    novelty = found("The pump has a ceramic guide ring and a helical blade.", "novelty", "en")
    assert {one.value for one in novelty} >= {"ceramic guide ring", "helical blade"}


def test_an_english_claim_has_preamble_and_elements() -> None:
    claim = (
        "1. A sea water pump, comprising: a housing having an inlet; a rotor mounted in the "
        "housing, wherein the rotor carries a helical blade.\n2. The pump according to claim 1, "
        "wherein the blade is ceramic."
    )
    elements = found(claim, "claim", "en")
    assert [one.quote for one in elements if one.claim == 2] == ["the blade is ceramic"]
    assert [one.quote for one in elements if one.claim == 1] == [
        "A sea water pump",
        "a housing having an inlet",
        "a rotor mounted in the housing, wherein the rotor carries a helical blade",
    ]
    assert [one.value for one in elements[:3]] == ["sea water pump", "housing", "rotor"]
    assert {one.claim for one in elements} == {1, 2}


def test_one_language_is_read_per_section() -> None:
    texts = [
        {"patent": "CN1", "section": "abstract", "lang": lang, "text": text, "file": "f", "row": 1}
        for lang, text in [("en", "The pump can reduce the noise."), ("zh", "本发明降低了噪音。")]
    ]
    made = annotate(table("texts", texts), table("patents", [{"patent": "CN1", "title": ""}]))
    assert set(made["mentions"].column("lang").to_pylist()) == {"zh"}


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [
        ("循环寿命", "reliability"),
        ("内部短路", "safety"),
        ("催化活性", "efficiency"),
        ("回收率", "efficiency"),
        ("驾驶负担", "ease"),
        ("碰撞风险", "safety"),
        ("误判", "precision"),
        ("制造成本", "cost"),
    ],
)
def test_the_longest_word_decides_the_class_of_an_effect(attribute: str, expected: str) -> None:
    assert effect_class(attribute, attribute, "zh") == expected


def test_means_are_terms_not_clauses_or_circumstances() -> None:
    text = "在车辆中，设有有序介孔滤层、两级增压泵和下两个转筒，控制装置判断驾驶员的检测结果；"
    terms = {normal_term(text[one.start : one.end]) for one in find_means(fold(text))}
    assert {"有序介孔滤层", "两级增压泵"} <= terms
    assert not terms & {"在车辆", "驾驶员", "检测结果", "序介孔滤层", "下两个转筒"}


def test_a_listed_advantage_in_english_is_one_effect_each() -> None:
    text = "The pump has the advantages of simple structure, low cost and long service life."
    found = [text[one.start : one.end] for one in find_effects_en(text)]
    assert found == ["simple structure", "low cost", "long service life"]


def test_a_method_keeps_the_object_it_works_on() -> None:
    found = find_product("一种滤芯材料的包覆方法", "title", "zh")
    assert found is not None
    assert found.product == "滤芯材料包覆方法"


def test_a_name_with_a_negation_is_no_effect() -> None:
    text = "本发明提出一种无毒涂料，包括树脂。该涂料无毒。"
    assert [text[one.start : one.end] for one in find_effects(text)] == ["该涂料无毒"]


@pytest.mark.parametrize(
    "text",
    [
        "1.A mixer with a blade.\n2.The mixer of claim 1.",  # as USPTO set claims in 2001
        "1. Mixer with a blade.\n2. Mixer as claimed in any of the foregoing claims.",  # EPO
    ],
)
def test_claims_of_offices_are_told_apart(text: str) -> None:
    assert len(independent_claims(text, "en")) == 1


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (("一种新型儿科体温计", "儿科体温计"), "儿科体温计"),
        (("用于AC电动机的控制系统", "ＡＣ电动机控制系统"), "AC电动机控制系统"),
        (("一种图像去噪方法及装置", "图像去噪装置及方法"), "图像去噪装置"),
        (("一种基于集成学习的软件缺陷预测方法", "软件缺陷预测方法"), "软件缺陷预测方法"),
        (("包装盒(脑灵通)", "一种包装盒"), "包装盒"),
    ],
)
def test_one_product_in_two_phrasings_has_one_name(texts: tuple[str, ...], name: str) -> None:
    found = [find_product(text, "title", "zh") for text in texts]
    assert [one.product for one in found if one] == [name] * len(texts)


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (
            ("Method and system for detecting leaks", "Systems and methods for detecting leaks"),
            "system for detecting leak",
        ),
        (
            ("Robocall blocking method and system", "Robocall Blocking Systems"),
            "robocall blocking system",
        ),
        (
            ("An apparatus for use with a vehicle", "APPARATUS FOR A VEHICLE"),
            "apparatus for vehicle",
        ),
        (("Oxidation of carbon nanotubes (CNTs) by light",), "oxidation of carbon nanotube"),
    ],
)
def test_a_generic_head_keeps_its_object(texts: tuple[str, ...], name: str) -> None:
    found = [find_product(text, "title", "en") for text in texts]
    assert [one.product for one in found if one] == [name] * len(texts)
