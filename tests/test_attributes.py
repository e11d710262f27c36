"""What an effect changes: chosen among the runs of its quote by a fitted model."""

from __future__ import annotations

from pathlib import Path

import pytest
from gold_files import write_set

from patnav.gold import read_gold
from patnav.ingest.annotate.attributes import Run, find_attribute, name_of, runs_of
from patnav.ingest.learn.attributes import (
    Labelled,
    fit_attributes,
    labelled_attributes,
    likeness,
)
from patnav.ingest.learn.tagger import JUDGED
from patnav.ingest.learn.weights import write_weights

LABELLED = [
    Labelled(f"{verb}{what}", "zh", what)
    for verb in ("提高了", "降低了", "大大减少")
    for what in ("生产成本", "噪音", "密封强度", "磨损", "安装时间")
]


@pytest.mark.parametrize(
    ("quote", "lang", "name"),
    [
        ("降低了生产成本", "zh", "生产成本"),
        ("可有效避免人员烫伤", "zh", "烫伤"),
        ("更加节能", "zh", "能耗"),
        ("减少了能量的损耗", "zh", "能量损耗"),
        ("减轻护士的工作量", "zh", "工作量"),
        ("运行安全可靠", "zh", "运行安全可靠性"),
        ("reducing fuel consumption", "en", "fuel consumption"),
        ("The prediction performance was found to be satisfactory", "en", "prediction performance"),
        ("exhibit self-healing properties", "en", "self-healing properties"),
        ("reduce the noise generated at a predetermined frequency", "en", "noise"),
    ],
)
def test_what_an_effect_changes(quote: str, lang: str, name: str) -> None:
    found = find_attribute(quote, lang)
    assert found.name == name
    stands = name in quote.lower()
    assert (found.start >= 0) == stands
    if stands:
        assert quote[found.start : found.end].lower() == name


@pytest.mark.parametrize(
    ("quote", "lang", "name"),
    [
        ("温度降低15度", "zh", "温度"),
        ("含量达3,000~8,000mg/L", "zh", "含量"),
        ("滚筒转速较快", "zh", "滚筒转速"),
        ("气密性更好", "zh", "气密性"),
        ("参数变更简便", "zh", "参数变更"),
        ("提高5G消息的效率", "zh", "消息效率"),
        ("friction is diminished", "en", "friction"),
        ("leakage is eliminated", "en", "leakage"),
        ("processed at high speed", "en", "speed"),
    ],
)
def test_no_amount_adverb_or_lone_participle_is_what_changes(
    quote: str, lang: str, name: str
) -> None:
    assert find_attribute(quote, lang).name == name


def test_an_amount_is_no_part_of_an_attribute() -> None:
    for quote in ("降低20~35%", "减少到3个", "体积缩小1/4", "缩短了十五天"):
        assert not set(find_attribute(quote, "zh").name) & set("0123456789%~个/十五天")


def test_a_quality_that_is_written_stands_in_the_quote() -> None:
    assert find_attribute("气密性更好", "zh") == ("气密性", 0, 3)


@pytest.mark.parametrize("quote", ["", "。", "🙂", "a" * 5000, "的" * 300, "，，，"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_any_quote_has_a_name_out_of_it(quote: str, lang: str) -> None:
    found = find_attribute(quote, lang)
    assert found.name or not quote
    assert -1 <= found.start <= found.end <= len(quote)


def test_a_run_loses_its_of_and_may_gain_a_quality() -> None:
    assert name_of("整机的高度", quality=False, lang="zh") == "整机高度"
    assert name_of("运行可靠", quality=True, lang="zh") == "运行可靠性"
    assert name_of("的", quality=False, lang="zh") == "的"
    assert name_of("Gap of  Time", quality=False, lang="en") == "gap of time"
    assert runs_of(2, "en") == [Run(0, 0, False), Run(0, 1, False), Run(1, 1, False)]
    assert len(runs_of(2, "zh")) == 6


def test_likeness_counts_shared_characters() -> None:
    assert likeness("Noise", "noise") == 1
    assert likeness("能耗", "耗能") == 0.99
    assert likeness("生产成本", "成本") == pytest.approx(2 / 3)
    assert likeness("重量", "噪音") == 0


def test_weights_say_what_the_labels_say_and_are_the_same_again(tmp_path: Path) -> None:
    rows = fit_attributes(LABELLED)
    weights = {(part, trait): weight for _, part, trait, weight in rows}
    assert weights["begin", "-了"] > 0 > weights["begin", "n0"]
    assert weights["end", "-^"] > 0  # an end is read backwards: nothing is before it
    assert all(lang == "zh" and weight for lang, *_, weight in rows)
    files = tmp_path / "a", tmp_path / "b"
    for path in files:
        write_weights(fit_attributes(LABELLED), path)
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.shared
@pytest.mark.parametrize(("lang", "exact", "alike"), [("zh", 0.57, 0.82), ("en", 0.33, 0.74)])
def test_attributes_of_labelled_effects_held_out_are_found_as_published(
    shared: Path, lang: str, exact: float, alike: float
) -> None:
    gold = read_gold(shared / "gold" / "train.gold.jsonl").only(JUDGED)
    judged = [one for one in labelled_attributes(gold) if one.lang == lang]
    found = [likeness(find_attribute(one.quote, lang).name, one.attribute) for one in judged]
    assert sum(one == 1 for one in found) >= exact * len(found) > 0
    assert sum(found) >= alike * len(found)


def test_effects_whose_attribute_was_told_teach_with_their_language(tmp_path: Path) -> None:
    told = set(labelled_attributes(read_gold(write_set(tmp_path))))
    assert Labelled("降低了能耗", "zh", "能耗") in told
    assert Labelled("improving flow", "en", "flow") in told
    assert all(one.attribute for one in told)
