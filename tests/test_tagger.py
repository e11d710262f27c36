"""The tagger: units, exact scores, best sequences, model files; docs/annotation.md."""

from __future__ import annotations

import math
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patnav.errors import InputError
from patnav.ingest.annotate.directions import DIRECTIONS
from patnav.ingest.annotate.models import MODEL, TAGGER_FILES
from patnav.ingest.annotate.network import HEADS, Network
from patnav.ingest.annotate.tagged import marks_of_tags
from patnav.ingest.annotate.tagger import Passage, Tag, Tagger, spans_of, tagger
from patnav.ingest.annotate.text import fold
from patnav.ingest.annotate.units import Hint, units

TEXT = "本发明的泵结构简单，降低了能耗，延长了使用寿命。"


def network(kind: type = np.float32, lang: str = "zh") -> Network:
    with np.load(MODEL / TAGGER_FILES[lang]) as arrays:
        made = Network({name: arrays[name] for name in arrays.files})
    if kind is not np.float32:
        made._layers = [tuple(part.astype(kind) for part in layer) for layer in made._layers]
        made._out, made._bias = made._out.astype(kind), made._bias.astype(kind)
    return made


def test_a_unit_is_a_character_a_word_a_number_or_a_mark() -> None:
    text = "泵12 reduces 噪音。"
    read = units(text, "", "zh")
    pieces = [text[a:b] for a, b in zip(read.starts, read.ends, strict=True)]
    assert pieces == ["泵", "12", "reduces", "噪", "音", "。"]


def test_units_of_the_title_and_hints_of_the_rules_are_seen() -> None:
    plain = units("陶瓷隔膜", "", "zh").traits
    titled = units("陶瓷隔膜", "一种陶瓷隔膜", "zh").traits
    assert (titled != plain).any(1).tolist() == [True] * 4
    hinted = units("陶瓷隔膜", "", "zh", [Hint("means", 2, 4)]).traits
    assert (hinted != plain).any(1).tolist() == [False, False, True, True]


@pytest.mark.parametrize("text", ["", "   ", "。", "\ud800", "🙂泵", "a" * 5000])
def test_any_text_has_units_inside_it(text: str) -> None:
    read = units(fold(text), "", "zh")
    assert all(0 <= a < b <= len(text) for a, b in zip(read.starts, read.ends, strict=True))


@pytest.mark.parametrize(
    ("clause", "cut", "whole"),
    [
        ("平衡了压缩和精度的关系，", "平衡了压缩和精度的关", "平衡了压缩和精度的关系"),
        ("使数据显示清晰。", "数据显示清", "数据显示清晰"),
        ("降低维修费用等，", "降低维修费用", "降低维修费用"),
        ("降低维修费用总额，", "降低维修费用", "降低维修费用总额"),
        ("防止向外部负荷提供多余电力。", "防止向外部", "防止向外部负荷提供多余电力"),
        ("运行精度高且使用寿命长，", "运行精度高", "运行精度高"),
        ("防止土体滑移并保证质量，", "防止土体", "防止土体滑移"),
        ("提高药效的增效剂，", "提高药效", "提高药效"),
        ("承压1MPa下，", "承压1MPa", "承压1MPa"),
        ("降低能耗，", "降低能耗，", "降低能耗"),
    ],
)
def test_a_span_does_not_end_in_a_word_nor_with_a_mark(clause: str, cut: str, whole: str) -> None:
    folded = fold(clause)
    start = folded.index(fold(cut))
    tag = Tag("effect", start, start + len(cut), 1.0)
    (mark,) = marks_of_tags(Passage(folded, "", "zh"), [tag])
    assert clause[mark.start : mark.end] == whole


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        (["能够", "提升劳动效率"], ["能够提升劳动效率"]),
        (["达到", "节约用水"], ["达到节约用水"]),
        (["抑", "制了粉尘"], ["抑制了粉尘"]),
        (["可以"], []),
        (["省"], []),
        (["绝缘性好和", "操作可靠"], ["绝缘性好", "操作可靠"]),
        (["制备方法", "操作简便"], ["操作简便"]),
    ],
)
def test_a_chinese_effect_that_only_leads_to_one_is_none(cut: list[str], whole: list[str]) -> None:
    text = f"本装置{''.join(cut)}。"
    places = [text.index(one) for one in cut]
    tags = [Tag("effect", at, at + len(one), 1.0) for at, one in zip(places, cut, strict=True)]
    if len(cut) == 1:  # nothing it could go on with
        text = text.replace(cut[0], f"{cut[0]}，")
    found = marks_of_tags(Passage(fold(text), "", "zh"), tags)
    assert [text[one.start : one.end] for one in found] == whole


def test_a_solved_defect_is_one_effect() -> None:
    text = "能有效解决现有给煤机功率消耗大,寿命短的缺点,操作简便。"
    cuts = ["解决现有给煤机功率消耗大", "寿命短", "操作简便"]
    places = [text.index(one) for one in cuts]
    tags = [Tag("effect", at, at + len(one), 1.0) for at, one in zip(places, cuts, strict=True)]
    found = marks_of_tags(Passage(text, "", "zh"), tags)
    assert [text[one.start : one.end] for one in found] == [
        "解决现有给煤机功率消耗大,寿命短的缺点",
        "操作简便",
    ]


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        (["has", "good market prospects"], ["has good market prospects"]),
        (["further", "reducing the cost"], ["further reducing the cost"]),
        (["advantage of the", "low noise"], ["advantage of the low noise"]),
        (["reducing the cost of", "noise is low"], ["reducing the cost", "noise is low"]),
        (["low noise", "reducing the cost"], ["low noise", "reducing the cost"]),
        (["thereby"], []),
        (["suppress"], []),
        (["inexpensive"], ["inexpensive"]),
    ],
)
def test_an_english_effect_does_not_end_amid_a_phrase(cut: list[str], whole: list[str]) -> None:
    mark = ", " if whole == ["reducing the cost", "noise is low"] else " "
    text = f"It {mark.join(cut)}."
    places = [text.index(one) for one in cut]
    tags = [Tag("effect", at, at + len(one), 1.0) for at, one in zip(places, cut, strict=True)]
    found = marks_of_tags(Passage(text, "", "en"), tags)
    assert [text[one.start : one.end] for one in found] == whole


@pytest.mark.parametrize(("lang", "text"), [("zh", TEXT), ("en", "The pump reduces noise.")])
def test_scores_are_whole_numbers_and_exact_in_any_order_of_sums(lang: str, text: str) -> None:
    batch = [units(fold(text), "", lang), units(fold(text * 40), "", lang)]
    narrow, wide = network(lang=lang).scores(batch), network(np.float64, lang).scores(batch)
    for one, other in zip(narrow, wide, strict=True):
        assert (one == np.rint(one)).all()
        assert (one == other).all()


def test_each_language_is_read_by_its_own_network_in_the_order_given() -> None:
    english = Passage(fold("A seal that is worn less. The pump reduces noise."), "", "en")
    chinese = Passage(fold(TEXT), "", "zh")
    mixed = tagger(MODEL).tag([english, chinese, english])
    assert mixed == [*tagger(MODEL).tag([english]), *tagger(MODEL).tag([chinese]), mixed[0]]
    assert "reduces noise" in {english.folded[tag.start : tag.end] for tag in mixed[0]}
    assert tagger(MODEL).tag([]) == []


def test_a_text_has_the_same_scores_alone_and_in_company() -> None:
    one, other = units(fold(TEXT), "", "zh"), units(fold(TEXT * 5), "", "zh")
    alone = network().scores([one])[0]
    assert (network().scores([other, one])[1] == alone).all()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(*[st.integers(-9, 9)] * 3), min_size=1, max_size=6))
def test_the_best_sequence_is_the_best_of_all_sequences(rows: list[tuple[int, int, int]]) -> None:
    scores = np.array(rows, np.float32)

    def worth(path: tuple[int, ...]) -> float:
        allowed = all(
            now != 2 or before != 0 for before, now in zip((0, *path), path, strict=False)
        )
        return sum(row[tag] for row, tag in zip(rows, path, strict=True)) if allowed else -1e9

    best = max(map(worth, product(range(3), repeat=len(rows))))
    path = [0] * len(rows)
    for begin, end in spans_of([scores])[0]:
        path[begin:end] = [1, *[2] * (end - begin - 1)]
    assert worth(tuple(path)) == best


def test_a_long_text_is_read_in_windows_with_exact_offsets() -> None:
    text = fold("该装置包括壳体和转子。" * 300 + TEXT)
    found = Tagger({"zh": network()}).tag([Passage(text, "", "zh")])[0]
    quotes = {text[tag.start : tag.end] for tag in found if tag.dimension == "effect"}
    assert {"延长了使用寿命", "降低了能耗"} <= quotes


def test_a_cut_gain_is_less_sure_than_a_whole_one() -> None:
    whole, cut = (Passage(fold(text), "", "zh") for text in (TEXT, TEXT[:13]))
    found = tagger(MODEL).tag([whole, cut])
    lists = [[tag for tag in tags if tag.dimension == "effect"] for tags in found]
    ways = [DIRECTIONS[int(np.argmax(tag.ways))] for tag in lists[0]]
    assert ways == ["enable", "down", "up"]
    assert all(sum(map(math.exp, tag.ways)) == pytest.approx(1) for tag in lists[0])
    assert lists[0][1].margin > lists[1][-1].margin


def test_a_file_that_is_no_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "tagger.npz").write_bytes(b"no model")
    with pytest.raises(InputError, match="no model of the tagger"):
        tagger(tmp_path)


def test_heads_cover_every_output_once() -> None:
    columns = [column for head in HEADS.values() for column in range(13)[head]]
    assert columns == list(range(13))
