"""Annotation of texts that were written for these tests; all names and figures are fictional."""

from __future__ import annotations

import pyarrow as pa
import pytest

from patnav.ingest.annotate import annotate, annotate_texts
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


def test_only_independent_claims_are_cut_into_elements() -> None:
    elements = found(CLAIM, "claim")
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
