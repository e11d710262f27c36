"""What must hold for any text: quotes are verbatim, keys unique, order and bytes stable."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patnav.ingest.annotate import annotate_texts
from patnav.ingest.annotate.pipeline import pipeline
from patnav.ingest.annotate.text import fold
from patnav.model import Mention, Section, Text

PIECES = (
    *(
        "本发明公开了一种",
        "循环泵",
        "，包括",
        "转子（２）",
        "、",
        "叶片(3)",
        "。",
        "与现有技术相比，",
    ),
    *(
        "提高了",
        "效率",
        "降低成本３０％以上",
        "避免①号㎜漏液",
        "其特征在于：",
        "；",
        "\r\n",
        "　",
        "ﬁ",
    ),
    *("<sub>2</sub>", "<br/>", "𠮷", "🙂", "é", " improves efficiency ", "wherein a rotor, "),
    *("comprising: ", "具有", "等优点", "：", "1.", "（", "\ufeff", "从而", "结构简单", "使", "的"),
    *("市场前景广阔", "已批量生产", "試験", "ポンプ", "Ⅳ", "²", "thereby ", "%", "~", "很好地的"),
)
SECTIONS: tuple[Section, ...] = ("abstract", "claim", "novelty", "use", "advantage", "title")
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map("".join)


def mentions(text: str, section: Section, lang: str = "zh") -> list[Mention]:
    return [one for _, one in annotate_texts([(0, Text(section, lang, text))])]


def check(text: str, section: Section, lang: str = "zh") -> int:
    found = mentions(text, section, lang)
    for one in found:
        assert text[one.start : one.end] == one.quote
        assert one.quote.strip()
        assert 0 <= one.confidence <= 1
    return len(found)


@given(TEXTS, st.sampled_from(SECTIONS), st.sampled_from(["zh", "en", "und"]))
@settings(max_examples=300, deadline=None)
def test_quotes_are_verbatim_in_any_text(text: str, section: Section, lang: str) -> None:
    check(text, section, lang)


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "section"),
    [
        (
            "一种泵，其特征在于：" + "".join(f"所述转子{n}上设有叶片{n}；" for n in range(600)),
            "claim",
        ),
        ("本发明结构简单，提高了强度，" * 7_000, "abstract"),
        ("的" * 100_000, "abstract"),
        ("(1)" * 30_000, "abstract"),
        ("improves " * 12_000, "abstract"),
        ("a pump comprising: a rotor; " * 4_000, "claim"),
    ],
)
def test_very_long_texts_are_read(text: str, section: Section) -> None:
    check(text, section)


def test_full_width_and_half_width_texts_give_the_same_spans() -> None:
    wide = "本发明结构简单，降低了能耗２０％以上，转子（２）易于更换。"
    narrow = "本发明结构简单,降低了能耗20%以上,转子(2)易于更换。"
    spans = [
        [(m.dimension, m.start, m.end) for m in mentions(t, "abstract")] for t in (wide, narrow)
    ]
    assert spans[0] == spans[1] != []


def test_the_stream_keeps_the_order_of_its_input() -> None:
    texts = [
        (number, Text("abstract", lang, text))
        for number, (lang, text) in enumerate(
            [("zh", "本发明结构简单。"), ("en", "The pump is capable of reducing noise.")] * 700
        )
    ]
    keys = [key for key, _ in annotate_texts(texts)]
    assert keys == sorted(keys)
    assert set(keys) == set(range(1400))


def test_the_pipelines_are_spacy_pipelines_with_span_groups() -> None:
    doc = pipeline("zh")("本发明结构简单，降低了成本。")
    assert [(span.text, span._.mark.direction) for span in doc.spans["effect"]] == [
        ("结构简单", "enable"),
        ("降低了成本", "down"),
    ]
    assert all(pipeline(lang).pipe_names == ["patnav"] for lang in ("zh", "en"))
