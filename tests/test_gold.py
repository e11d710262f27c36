"""Gold files: typed, verbatim, written as they were read, every fault named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from gold_files import DOCS, GOLD, write_lines, write_set
from hypothesis import given, settings
from hypothesis import strategies as st

from patnav.errors import InputError
from patnav.gold import Fold, labels_of, locate, read_answers, read_gold, write_gold


def test_a_set_is_found_from_either_file_or_their_common_name(tmp_path: Path) -> None:
    gold = write_set(tmp_path)
    sets = [read_gold(tmp_path / name) for name in ("mine.docs.jsonl", "mine")]
    assert sets == [read_gold(gold), read_gold(gold)]
    assert sets[0].labels["zh1"].effects[0].direction == "down"
    assert sets[0].labels["zh1"].optional == {"effects": ("效率为90%",)}
    assert sets[0].documents["zh1"].ipc_section == "F"
    assert sets[0].problems == ()


def test_files_apart_are_given_both(tmp_path: Path) -> None:
    docs = write_lines(tmp_path / "texts.jsonl", DOCS)
    gold = write_lines(tmp_path / "labels.jsonl", GOLD)
    assert list(read_gold(gold, docs).labels) == ["zh1", "en1", "c1"]
    with pytest.raises(InputError, match=r"no labels.jsonl.docs.jsonl beside it"):
        read_gold(gold)


def test_writing_what_was_read_gives_the_same_lines(tmp_path: Path) -> None:
    gold = write_set(tmp_path)
    read = read_gold(gold)
    _, again = write_gold(tmp_path / "again", read.documents.values(), read.labels.values())
    written = read_gold(again)
    assert (written.documents, written.labels) == (read.documents, read.labels)
    docs = (tmp_path / "again.docs.jsonl").read_bytes()
    assert docs == (tmp_path / "mine.docs.jsonl").read_bytes()


def test_node_labels_are_recognised_and_written(tmp_path: Path) -> None:
    docs = [{"id": name, "chain": "iot", "title": "x"} for name in ("a", "b")]
    rows: list[dict[str, Any]] = [
        {"id": "a", "primary": "N1", "nodes": ["N1", "N2"], "nodes_optional": ["N3"]},
        {"id": "b", "primary": None, "nodes": [], "primary_agreed": False},
    ]
    read = read_gold(write_set(tmp_path, docs, rows))
    assert (read.labels, list(read.nodes)) == ({}, ["a", "b"])
    assert [one.record() for one in read.nodes.values()] == rows


def test_a_quote_that_is_not_in_its_text_is_listed_and_left_out(tmp_path: Path) -> None:
    gold = [{"id": "zh1", "effects": [], "means": ["叶轮", "螺旋桨"], "market": []}]
    read = read_gold(write_set(tmp_path, DOCS, gold))
    assert read.labels["zh1"].means == ("叶轮",)
    problem = read.problems[0]
    assert problem.where.endswith("mine.gold.jsonl:1")
    assert (problem.field, problem.what) == ("means", "“螺旋桨” is not in the text")


def test_confidences_go_with_their_quotes(tmp_path: Path) -> None:
    read = read_gold(write_set(tmp_path))
    rows = [{"id": "zh1", "means": ["无", "叶轮"], "confidences": {"means": [0.1, 0.7]}}]
    answers = read_answers(write_lines(tmp_path / "a.jsonl", rows), read.documents)
    assert answers.labels["zh1"].means == ("叶轮",)
    assert answers.labels["zh1"].confidences == {"means": (0.7,)}


def test_labels_without_a_document_are_listed(tmp_path: Path) -> None:
    read = read_gold(write_set(tmp_path, DOCS[:1], GOLD))
    assert list(read.labels) == ["zh1"]
    assert [one.what for one in read.problems] == ["no document 'en1'", "no document 'c1'"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{oops", ":2: not JSON"),
        (b"[]", ":2: a JSON list"),
        (b'{"id": 3, "means": []}', 'field "id": is no text'),
        (b'{"id": "x"}', "no field of labels"),
        (b'{"id": "x", "means": "a"}', "\"means\": 'a' is no list"),
        (b'{"id": "x", "means": [""]}', "\"means\": '' is no quote"),
        (b'{"id": "x", "means": [1]}', '"means": 1 is no quote'),
        (b'{"id": "x", "effects": ["a"]}', "\"effects\": 'a' is no object"),
        (b'{"id": "x", "effects": [{"quote": "a", "direction": "sideways"}]}', '"direction"'),
        (b'{"id": "x", "maturity": {"band": "ripe"}}', "'ripe' is none of unknown, low, mid"),
        (b'{"id": "x", "maturity": "mid"}', '"maturity"'),
        (b'{"id": "x", "preamble": ["a"]}', '"preamble"'),
        (b'{"id": "x", "means": ["a"], "confidences": {"means": [NaN]}}', '"confidences"'),
        (b'{"id": "x", "means": ["a"], "confidences": {"means": [0.5, 0.5]}}', "2 for 1 quotes"),
        (b'{"id": "x", "nodes": ["N1"], "primary": "N2"}', "'N2' is not among the nodes"),
        (b'{"id": "x", "nodes": ["N1"]}', '"primary": is missing (null = not in the chain)'),
        (b'{"id": "x", "nodes": ["N1"], "primary": null}', "is null, and yet there are nodes"),
        (b'{"id": "x", "nodes": ["N1"], "primary": ""}', "'' is not among the nodes"),
        (b'{"id": "x", "nodes": ["N1", "N1"], "primary": "N1"}', "'N1' is there twice"),
        (
            b'{"id": "x", "nodes": ["N1"], "primary": "N1", "primary_agreed": "false"}',
            "'false' is neither true nor false",
        ),
        (
            b'{"id": "x", "nodes": ["N1"], "primary": "N1", "assignments": [{"node": [1]}]}',
            "N1 has no confidence",
        ),
        (b'{"id": "zh1", "means": []}', "'zh1' is there twice"),
        (b'{"id": "x", "means": ["\\ud83d"]}', "half a character"),
    ],
)
def test_a_bad_line_is_named_with_field_and_remedy(tmp_path: Path, line: bytes, words: str) -> None:
    gold = write_set(tmp_path, DOCS, GOLD[:1])
    gold.write_bytes(gold.read_bytes() + line)
    with pytest.raises(InputError) as caught:
        read_gold(gold)
    assert words in str(caught.value)
    assert caught.value.where.endswith("mine.gold.jsonl:2")
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"text": "x"}, '"id": is no text'),
        ({"id": "zh1", "text": "x"}, "'zh1' is there twice"),
        ({"id": "x", "text": 5}, '"text": 5 is no text'),
        ({"id": "x", "text": "x", "kind": "poem"}, "\"kind\": 'poem' is none of"),
    ],
)
def test_a_bad_document_is_named(tmp_path: Path, line: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_gold(write_set(tmp_path, [*DOCS, line]))
    assert words in str(caught.value)
    assert caught.value.where.endswith("mine.docs.jsonl:4")


def test_quotes_are_trimmed_and_repeated_quotes_move_on() -> None:
    text = "从而降低了成本，并且降低了成本。"
    assert locate(text, ["从而降低了成本，", "降低了成本", "降低了成本", "降低了成本", "无"]) == [
        (2, 7),
        (2, 7),
        (10, 15),
        (2, 7),
        None,
    ]
    assert locate("从而", ["从而"]) == [(0, 2)]  # a connective alone stays


@settings(deadline=None)  # no timed tests
@given(st.text(alphabet="从而并降低了成本，。 ab", max_size=30), st.data())
def test_a_located_quote_lies_in_its_place(text: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(text)))
    quote = text[begin : data.draw(st.integers(begin, len(text)))]
    span = locate(text, [quote])[0]
    assert span is not None
    assert text[span[0] : span[1]] in quote


def test_folds_part_the_documents() -> None:
    names = [f"d{number}" for number in range(200)]
    parts = [{name for name in names if Fold.parse(f"{k}/5").holds(name)} for k in range(5)]
    assert sum(map(len, parts)) == 200
    assert set().union(*parts) == set(names)
    some = Fold.parse("1, 3/5")
    assert {name for name in names if some.holds(name)} == parts[1] | parts[3]
    assert Fold.parse("3/10").holds("a") is (0x0CC175B9C0F1B6A831C399E269772661 % 10 == 3)


@pytest.mark.parametrize("words", ["", "5/5", "1", "a/3", "1/0", "-1/3", "1.5/3"])
def test_what_is_no_fold_is_refused(words: str) -> None:
    with pytest.raises(InputError, match="is no fold"):
        Fold.parse(words)


FIELDS = st.sampled_from([
    "id", "effects", "means", "market", "maturity", "preamble", "elements", "means_optional",
    "confidences", "quote", "band", "direction", "attribute", "nodes", "primary",
    "nodes_optional", "assignments", "node", "confidence",
])  # fmt: skip
PLAIN = st.sampled_from([None, True, 0, -1, 0.5, 1e400, float("nan"), "", "x", "up", "mid", "叶轮"])
JSON = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)  # no timed tests
@given(st.dictionaries(FIELDS, JSON, max_size=6))
def test_any_object_is_labels_or_an_error_with_its_place(record: dict[str, Any]) -> None:
    error = None
    try:
        one = labels_of({"id": "x", **record}, "file:1")
        assert labels_of(one.record(), "file:1") == one
    except InputError as caught:
        error = caught
    assert error is None or (error.where == "file:1" and error.remedy)
