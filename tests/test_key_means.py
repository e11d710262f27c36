"""Which spans of the tagger are key means, and how that is learned; docs/annotation.md."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from patnav.cli import cli
from patnav.errors import InputError
from patnav.ingest.annotate.key_means import (
    MOST_MEANS,
    TRAITS,
    Candidate,
    KeyMeans,
    candidates,
    key_means,
)
from patnav.ingest.annotate.models import MODEL
from patnav.ingest.annotate.tagged import marks_of_tags
from patnav.ingest.annotate.tagger import Passage, Tag, tagger
from patnav.ingest.annotate.text import fold
from patnav.ingest.learn.key_means import FEWEST, Judged, fit_key_means

TEXT = fold("本发明公开一种泵。陶瓷泵套装在泵轴上，弹簧压紧陶瓷泵套，泵壳套在外面。")
PASSAGE = Passage(TEXT, "一种泵壳", "zh")
NOTHING = KeyMeans((0.0,) * len(TRAITS), 0.5)


def tag(quote: str, margin: float, *, near: bool = False, at: int = 0) -> Tag:
    start = TEXT.index(quote, at)
    return Tag("means", start, start + len(quote), margin, (), near)


def weighing(**named: float) -> KeyMeans:
    return replace(NOTHING, weights=tuple(named.get(name, 0.0) for name in TRAITS))


def traits(one: Candidate) -> dict[str, float]:
    return dict(zip(TRAITS, one.traits, strict=True))


def test_a_term_is_a_candidate_once_where_it_is_given_or_likeliest() -> None:
    twice = [tag("陶瓷泵套", 0.4), tag("陶瓷泵套", 0.9, at=20), tag("泵套", -0.1, near=True)]
    found = candidates(PASSAGE, twice)
    assert [(one.term, one.tag.margin) for one in found] == [("陶瓷泵套", 0.9), ("泵套", -0.1)]
    assert candidates(PASSAGE, [tag("泵", 3.0), Tag("effect", 0, 5, 1.0)]) == []


def test_traits_are_of_the_span_and_of_its_text() -> None:
    given, titled, near = candidates(
        PASSAGE,
        [tag("陶瓷泵套", 0.4), tag("弹簧", -0.2, near=True), tag("泵壳", 0.3)],
    )
    assert (traits(given)["given"], traits(given)["ahead"], traits(given)["behind"]) == (1, 0.4, 0)
    assert (traits(near)["given"], traits(near)["ahead"], traits(near)["behind"]) == (0, 0, -0.2)
    assert {traits(one)["many"] for one in (given, near, titled)} == {2 / MOST_MEANS}
    assert [traits(one)["titled"] for one in (given, near, titled)] == [0, 0, 1]
    assert [traits(one)["first"] for one in (given, near, titled)] == [0, 0, 0]
    assert traits(candidates(PASSAGE, [tag("一种泵", 0.1)])[0])["first"] == 1
    assert traits(given)["rare"] > traits(near)["rare"] > 0
    inner = candidates(PASSAGE, [tag("陶瓷泵套", 0.4), tag("泵套", 0.1, at=20)])
    assert [traits(one)["holds"] for one in inner] == [1, 0]


def test_a_long_text_with_thousands_of_means_has_six() -> None:
    terms = [f"陶瓷{chr(0x4E00 + number)}{chr(0x5E00 + number % 90)}套" for number in range(6000)]
    text = fold("，".join(terms))
    starts = range(0, len(text), 6)
    tags = [Tag("means", at, at + 5, 1.0 + at / len(text)) for at in starts]
    chosen = key_means(MODEL).chosen(candidates(Passage(text, "", "zh"), tags))
    assert len(chosen) <= MOST_MEANS
    found = candidates(Passage(text, "", "zh"), tags)
    assert len(found) > 5000
    assert {traits(one)["many"] for one in found} == {2.0}


def test_a_near_span_may_be_a_key_means_and_a_given_one_none() -> None:
    tags = [tag("陶瓷泵套", 0.4), tag("泵壳", 3.0), tag("弹簧", -0.2, near=True)]
    chosen = weighing(titled=-9.0, bias=1.0).chosen(candidates(PASSAGE, tags))
    assert [(one.term, chance) for one, chance in chosen] == [("陶瓷泵套", 0.731), ("弹簧", 0.731)]
    quotes = ("公开", "陶瓷", "泵套", "泵轴", "弹簧", "压紧", "泵壳", "外面")
    many = [tag(quote, 0.1 * at) for at, quote in enumerate(quotes)]
    most = weighing(ahead=1.0).chosen(candidates(PASSAGE, many))
    assert [one.term for one, _ in most] == list(quotes[-MOST_MEANS:])


def test_the_chance_is_the_confidence_of_the_label() -> None:
    tags = [tag("陶瓷泵套", 1.4), tag("弹簧", -0.2, near=True)]
    model = key_means(MODEL)
    sure = {one.term: model.chance(one) for one in candidates(PASSAGE, tags)}
    marks = marks_of_tags(PASSAGE, tags)
    assert [(mark.value, mark.confidence) for mark in marks] == [
        (term, chance) for term, chance in sure.items() if chance >= model.least
    ]
    assert marks[0].value == "陶瓷泵套"


def judged(term: str, *, right: bool, margin: float) -> Judged:
    """A document with one candidate; what is right is in no title."""
    text = f"一种泵。{term}装在泵上。"
    start = text.index(term)
    title = "一种泵" if right else term
    found = candidates(Passage(text, title, "zh"), [Tag("means", start, start + len(term), margin)])
    return Judged(found, [(start, start + len(term))] if right else [])


def test_what_sets_key_means_apart_is_learned_and_too_little_teaches_nothing() -> None:
    documents = [
        judged(f"陶瓷{'甲乙丙丁'[number % 4]}套", right=number % 3 > 0, margin=number % 5)
        for number in range(FEWEST)
    ]
    learned = fit_key_means(documents)
    assert learned
    assert learned == fit_key_means(documents)
    named = dict(zip(TRAITS, learned.weights, strict=True))
    assert named["titled"] < -3
    assert abs(named["ahead"]) < 0.3
    given = [bool(learned.chosen(one.found)) for one in documents]
    assert given == [bool(one.wanted) for one in documents]
    assert fit_key_means(documents[1:]) is None


def test_optional_labels_neither_help_nor_hurt() -> None:
    right = [judged("陶瓷甲套", right=True, margin=number % 7) for number in range(FEWEST)]
    wrong = [judged("陶瓷乙套", right=False, margin=number % 7) for number in range(FEWEST)]
    unsure = [Judged(one.found, [], optional=[(5, 9)]) for one in right]
    learned = fit_key_means([*right, *wrong])
    assert learned
    assert fit_key_means([*right, *wrong, *unsure]) == learned
    blamed = fit_key_means([*right, *wrong, *(unjudged(one) for one in unsure)])
    assert blamed
    assert blamed.chance(right[0].found[0]) < learned.chance(right[0].found[0]) - 0.2


def unjudged(one: Judged) -> Judged:
    """The same document without its optional labels."""
    return one._replace(optional=())


def test_labels_of_ones_own_refine_known_weights() -> None:
    known = key_means(MODEL)
    few = [judged(f"陶瓷{at % 9}套", right=True, margin=1.0) for at in range(FEWEST)]
    own, alone = fit_key_means(few, known), fit_key_means(few)
    assert own
    assert alone
    assert own.least == known.least
    apart = [
        sum(abs(a - b) for a, b in zip(one.weights, known.weights, strict=True))
        for one in (own, alone)
    ]
    assert 0 < apart[0] < apart[1]


def test_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    model = KeyMeans(tuple(0.5 * number for number in range(len(TRAITS))), 0.31)
    model.write(tmp_path / "means.yaml", "made in a test")
    assert key_means(tmp_path) == model
    (tmp_path / "other").mkdir()
    (tmp_path / "other/means.yaml").write_text("least: 0.2\nweights: {bias: 1}\n", "utf-8")
    with pytest.raises(InputError, match=r"no weights of key means.*given.*patnav train"):
        key_means(tmp_path / "other")


def test_patnav_train_can_learn_confidences_alone(tmp_path: Path) -> None:
    docs, labels = [], []
    for number in range(150):
        thing = f"{'泵阀轴轮'[number % 4]}{'甲乙丙丁戊'[number % 5]}"
        text = f"一种{thing}，包括陶瓷{thing}套和弹性支撑片，弹性支撑片压紧螺栓，降低了能耗。"
        docs.append({"id": f"d{number}", "text": text, "title": f"一种{thing}", "lang": "zh"})
        effect = {"quote": "降低了能耗", "attribute": "能耗", "direction": "down"}
        labels.append({"id": f"d{number}", "effects": [effect], "means": ["弹性支撑片"]})
    for name, rows in (("docs", docs), ("gold", labels)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (tmp_path / f"made.{name}.jsonl").write_text(lines, encoding="utf-8")
    for name in ("one", "two"):
        given = ["train", str(tmp_path / "made.gold.jsonl"), "--only", "confidences"]
        result = CliRunner().invoke(cli, [*given, "-o", str(tmp_path / name)])
        assert result.exit_code == 0, result.output
        assert sorted(path.name for path in (tmp_path / name).iterdir()) == [
            "means.yaml",
            "tagger.yaml",
        ]
    for file in ("means.yaml", "tagger.yaml"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    read = Passage(fold(docs[0]["text"]), docs[0]["title"], "zh")
    tags = tagger(MODEL).tag([read], near=["means"])[0]
    chosen = key_means(tmp_path / "one").chosen(candidates(read, tags))
    assert [one.term for one, _ in chosen] == ["弹性支撑片"]
