"""Agreement statistics: hand-counted truth, properties, and the guideline's own scorer."""

from __future__ import annotations

import json
import math
import runpy
from pathlib import Path

import numpy as np
import pytest
from gold_files import ANSWERS, DOCS, GOLD, write_lines, write_set
from hypothesis import given, settings
from hypothesis import strategies as st

from patnav.analysis.agreement import (
    Claims,
    Counts,
    Tally,
    cohen_kappa,
    confusion,
    count,
    difference,
    figures,
    fleiss_kappa,
    reliability,
    weighted_kappa,
)
from patnav.gold import BANDS, GoldSet, Labels, read_answers, read_gold
from patnav.gold_spans import match
from patnav.ingest.annotate.documents import annotate_documents, read_documents


@pytest.fixture
def gold(tmp_path: Path) -> GoldSet:
    return read_gold(write_set(tmp_path))


@pytest.fixture
def answers(tmp_path: Path, gold: GoldSet) -> dict[str, Labels]:
    path = write_lines(tmp_path / "answers.jsonl", ANSWERS)
    return dict(read_answers(path, gold.documents).labels)


def test_counts_are_those_counted_by_hand(gold: GoldSet, answers: dict[str, Labels]) -> None:
    found = {
        key: count(gold.documents[key].text, gold.labels[key], answers[key]) for key in answers
    }
    assert found["zh1"] == {
        "effects overlap": (1, 2, 2),  # of three answers one matches an optional label
        "effects strict": (1, 2, 2),  # 从而 and the comma are trimmed
        "direction": (0, 1, 1),
        "attribute": (1, 1, 1),
        "means overlap": (1, 2, 2),
        "means strict": (1, 2, 2),
        "market overlap": (0, 1, 0),
        "market strict": (0, 1, 0),
        "maturity known": (0, 1, 1),
        "maturity equal": (0, 1, 1),
    }
    assert found["en1"]["effects overlap"] == (0, 2, 1)  # 14 of 32 characters are too few
    assert found["en1"]["means overlap"] == (1, 1, 1)
    assert found["en1"]["means strict"] == (0, 1, 1)
    assert found["en1"]["market strict"] == (1, 1, 1)
    assert found["en1"]["maturity known"] == (0, 0, 0)
    assert found["c1"] == {
        "element overlap": (2, 3, 3),  # 所述…；电机 shares 10 of 17 characters with the second
        "element strict": (1, 3, 3),
        "element boundary": (2, 3, 3),
        "preamble exact": (1, 1, 1),
    }


def test_figures_are_those_of_the_sums(gold: GoldSet, answers: dict[str, Labels]) -> None:
    tally = Tally.of(gold, answers)
    assert tally.total("effects overlap") == Counts(1, 4, 3)
    means = {one.measure: one for one in figures(tally)}["means overlap"]
    assert (means.precision, means.recall, means.f1) == (2 / 3, 2 / 3, 2 / 3)
    assert (means.hits, means.gold, means.answer, means.documents) == (2, 3, 3, 2)


def test_gold_against_itself_agrees_wholly(gold: GoldSet) -> None:
    values = figures(Tally.of(gold, gold.labels))
    assert {(one.f1, one.low, one.high) for one in values} == {(1.0, 1.0, 1.0)}


def test_a_document_without_answer_is_missed(gold: GoldSet) -> None:
    values = {one.measure: one for one in figures(Tally.of(gold, {}))}
    assert (values["effects overlap"].recall, values["effects overlap"].answer) == (0.0, 0)
    assert values["maturity equal"].hits == 1  # unknown is what no answer says


def test_what_is_not_labelled_is_not_evaluated(tmp_path: Path) -> None:
    gold = read_gold(write_set(tmp_path, DOCS, [{"id": "zh1", "market": ["便于推广应用"]}]))
    assert Tally.of(gold, gold.labels).measures == ("market overlap", "market strict")


def test_the_order_of_the_documents_changes_nothing(tmp_path: Path) -> None:
    one = read_gold(write_set(tmp_path))
    other = read_gold(write_set(tmp_path, DOCS[::-1], GOLD[::-1]))
    answers = read_answers(write_lines(tmp_path / "a.jsonl", ANSWERS), one.documents).labels
    assert figures(Tally.of(one, answers)) == figures(Tally.of(other, answers))


def test_intervals_are_those_of_drawing_documents_anew() -> None:
    random = np.random.default_rng(5)
    hits = random.integers(0, 5, 60)
    rows = {
        f"d{number:02}": {"means overlap": Counts(int(hit), int(hit) + 1, 4)}
        for number, hit in enumerate(hits)
    }
    tally = Tally.from_counts(rows, ["means overlap"])
    found = figures(tally, runs=4000)[0]
    drawn = []
    for _ in range(4000):
        picked = random.integers(0, 60, 60)
        hit, wanted, given_ = hits[picked].sum(), (hits[picked] + 1).sum(), 240
        drawn.append(2 * hit / (wanted + given_))
    low, high = np.quantile(drawn, [0.025, 0.975])
    assert found.low == pytest.approx(low, abs=0.01)
    assert found.high == pytest.approx(high, abs=0.01)
    assert figures(tally, runs=50) == figures(tally, runs=50)
    assert figures(tally, runs=50, seed=1) != figures(tally, runs=50, seed=2)


def test_an_interval_of_nothing_is_none() -> None:
    tally = Tally.from_counts({"a": {"market overlap": Counts(0, 0, 0)}}, ["market overlap"])
    one = figures(tally)[0]
    assert (one.f1, one.low, one.high, one.gold) == (0.0, None, None, 0)
    assert figures(tally.only([])) == []


def test_an_answer_does_not_differ_from_itself(gold: GoldSet, answers: dict[str, Labels]) -> None:
    tally = Tally.of(gold, answers)
    assert {(one.difference, one.low, one.high, one.p) for one in difference(tally, tally)} == {
        (0.0, 0.0, 0.0, 1.0)
    }
    better = {one.measure: one for one in difference(Tally.of(gold, gold.labels), tally)}
    assert better["means strict"].difference == pytest.approx(2 / 3)
    with pytest.raises(ValueError, match="different documents"):
        difference(tally, tally.only(["zh1"]))


SPANS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 10)).map(lambda pair: (pair[0], sum(pair))),
    max_size=6,
)


@settings(deadline=None)  # no timed tests
@given(SPANS, SPANS)
def test_matching_is_one_to_one_and_as_good_both_ways(
    first: list[tuple[int, int]], second: list[tuple[int, int]]
) -> None:
    pairs = match(first, second)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert len(match(first, first)) == len(first)
    for i, j in pairs:
        union = max(first[i][1], second[j][1]) - min(first[i][0], second[j][0])
        common = min(first[i][1], second[j][1]) - max(first[i][0], second[j][0])
        assert 2 * common >= union


def test_kappas_are_those_of_the_textbooks() -> None:
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert cohen_kappa(pairs) == pytest.approx(0.4)  # p_o .7, p_e .5
    assert confusion(pairs, ["yes", "no"]) == ((20, 5), (10, 15))
    assert weighted_kappa([("low", "low"), ("high", "high"), ("mid", "mid")]) == 1.0
    # distances 0 0 1 of scale 9; expected by the margins low 1, mid 1, high 1 x low 1, mid 2
    assert weighted_kappa([("low", "low"), ("mid", "mid"), ("high", "mid")]) == pytest.approx(
        1 - 1 / ((0 + 1 * 2 + 1 + 0 + 4 + 1 * 2) / 3)
    )
    assert math.isnan(weighted_kappa([]))
    assert math.isnan(cohen_kappa([("a", "a")]))


def test_fleiss_is_that_of_the_published_example() -> None:
    # Fleiss (1971) as commonly reprinted: 10 subjects, 14 raters, 5 categories, kappa 0.210
    table = [
        (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
        (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
    ]  # fmt: skip
    ratings = [["abcde"[n] for n, many in enumerate(row) for _ in range(many)] for row in table]
    assert fleiss_kappa(ratings) == pytest.approx(0.210, abs=0.0005)
    assert math.isnan(fleiss_kappa([["a"], []]))


def test_reliability_of_a_table_counted_by_hand() -> None:
    sure = [0.25] * 4 + [0.75] * 4
    hits = [True, False, False, False, True, True, False, False]
    found = reliability(Claims([f"d{n}" for n in range(8)], sure, hits))
    assert found is not None
    assert found.ece == pytest.approx(0.125)  # half the answers are off by a quarter
    assert found.ece_equal_width == pytest.approx(0.125)
    assert [(one.n, one.confidence, one.hits) for one in found.bins] == [
        (4, 0.25, 0.25),
        (4, 0.75, 0.5),
    ]
    assert found.ece_low is not None
    assert found.ece_high is not None
    assert found.ece_low <= found.ece <= found.ece_high
    assert reliability(Claims([], [], [])) is None


def test_perfect_confidences_have_a_small_error_in_any_order() -> None:
    random = np.random.default_rng(2)
    sure = random.random(20_000)
    hits = random.random(20_000) < sure
    names = [f"d{n % 500}" for n in range(20_000)]
    found = reliability(Claims(names, list(sure), list(hits)), runs=100)
    assert found is not None
    assert found.ece < 0.015
    order = random.permutation(20_000)
    shuffled = Claims([names[n] for n in order], list(sure[order]), list(hits[order]))
    again = reliability(shuffled, runs=100)
    assert again is not None
    assert again.ece == pytest.approx(found.ece, abs=1e-12)
    assert len(found.bins) == 10
    assert {one.n for one in found.bins} == {2000}


@pytest.mark.shared
def test_counts_equal_those_of_the_guidelines_scorer(shared: Path, tmp_path: Path) -> None:
    scorer = runpy.run_path(str(shared / "gold" / "score.py"))
    docs = shared / "gold" / "dev.docs.jsonl"
    answers = write_lines(tmp_path / "out.jsonl", annotate_documents(read_documents(docs)))
    gold = read_gold(shared / "gold" / "dev.gold.jsonl")
    read = read_answers(answers, gold.documents).labels
    raw = {
        name: {
            one["id"]: one for one in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        }
        for name, path in (("docs", docs), ("gold", shared / "gold/dev.gold.jsonl"), ("a", answers))
    }
    for key, labels in gold.labels.items():
        theirs = scorer["doc_counts"](raw["docs"][key], raw["gold"][key], raw["a"][key])
        theirs.pop("_band", None)
        ours = count(gold.documents[key].text, labels, read[key])
        ours.pop("attribute", None)  # the scorer does not look at what changes
        assert ours == theirs
    tally = Tally.of(gold, read)
    for one in figures(tally, runs=2):
        assert (one.precision, one.recall, one.f1) == scorer["prf"](tally.total(one.measure))
    bands = [(labels.band, read[key].band) for key, labels in gold.labels.items() if labels.means]
    assert weighted_kappa(bands, BANDS) == pytest.approx(scorer["kappa"](bands), nan_ok=True)
