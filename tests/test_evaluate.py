"""`patnav evaluate`: tables for people, JSON for machines, own sets, hostile files."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import ROOT
from gold_files import ANSWERS, DOCS, GOLD, write_lines, write_set

from patnav.analysis.agreement import evaluate, together
from patnav.analysis.agreement.faults import cases, examples, fault_rows
from patnav.cli import cli
from patnav.errors import InputError, PatnavError, ProjectError
from patnav.gold import read_answers, read_gold

NODE_DOCS = [
    {"id": "n1", "chain": "iot", "title": "a", "abstract": "b", "ipc": "G01D1/00"},
    {"id": "n2", "chain": "iot", "title": "a", "ipc": ["H04L1/00"]},
    {"id": "n3", "chain": "ships_offshore", "title": "a", "abstract": "c"},
    {"id": "n4", "chain": "iot", "title": "a"},
]
NODE_GOLD: list[dict[str, Any]] = [
    {"id": "n1", "primary": "A", "nodes": ["A", "B"]},
    {"id": "n2", "primary": None, "nodes": []},
    {"id": "n3", "primary": "A", "nodes": ["A"], "nodes_optional": ["C"]},
    {"id": "n4", "primary": "B", "nodes": ["B"], "primary_agreed": False},
]
NODE_ANSWERS: list[dict[str, Any]] = [
    {"id": "n1", "primary": "A", "nodes": ["A"], "assignments": [{"node": "A", "confidence": 0.9}]},
    {"id": "n2", "primary": None, "nodes": []},
    {"id": "n3", "primary": "C", "nodes": ["C", "D"]},
    {"id": "n4", "primary": None, "nodes": []},
]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["evaluate", *map(str, arguments)])


def figures(part: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["measure"]: one for one in part["figures"]}


def test_the_own_annotator_is_evaluated_with_its_confidences(tmp_path: Path) -> None:
    gold = write_set(tmp_path)
    shown = json.loads(run(gold, "--json", "--runs", 50).stdout)[0]
    assert (shown["name"], shown["answers"], shown["documents"]) == ("mine", "patnav", 3)
    whole = figures(shown["parts"][0])
    assert whole["effects overlap"]["gold"] == 4
    assert shown["reliability"]["effects"]["n"] > 0
    assert {(part["kind"], part["value"]) for part in shown["parts"]} == {
        ("all", ""), ("lang", "en"), ("lang", "zh"), ("ipc", "F"), ("ipc", "-"),
    }  # fmt: skip


def test_every_key_of_the_json_is_described(tmp_path: Path) -> None:
    page = (ROOT / "docs/annotation.md").read_text(encoding="utf-8")
    table = page.partition("`--json` is a stable")[2].partition("In Python")[0]
    firsts = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = {key for cell in firsts for key in re.findall(r"`(\w+)`", cell)}
    assert set(json.loads(run(write_set(tmp_path), "--json", "--runs", 50).stdout)[0]) == named


def test_a_table_is_printed_with_the_headline_first(tmp_path: Path) -> None:
    gold, answers = write_set(tmp_path), write_lines(tmp_path / "a.jsonl", ANSWERS)
    lines = run(gold, "--predictions", answers, "--runs", 50).stdout.splitlines()
    assert lines[0] == "mine: 3 documents, answers of a"
    assert lines[1].split() == ["measure", "F1", "95", "%", "P", "R", "n", "docs", "en", "zh"]
    assert lines[2].startswith("effects overlap   0.286")
    text = "\n".join(lines)
    for title in ("by language", "by IPC section", "kinds of error", "reliability of confidences"):
        assert title in text
    assert "direction: gold in rows" in text
    assert "effects missed zh1: gold “结构简单”" in text
    brief = run(gold, "--predictions", answers, "--runs", 50, "--brief").stdout.splitlines()
    assert brief == lines[: len(brief)]
    assert len(brief) <= 24


def test_identity_gives_one_everywhere(tmp_path: Path) -> None:
    gold = write_set(tmp_path)
    shown = json.loads(run(gold, "--predictions", gold, "--json", "--runs", 50).stdout)[0]
    for part in shown["parts"]:
        assert {one["f1"] for one in part["figures"] if one["gold"]} == {1.0}
    assert shown["examples"] == []
    maturity = next(one for one in shown["confusions"] if one["name"] == "maturity")
    assert maturity["kappa"] == 1.0


def test_kinds_of_error_are_those_counted_by_hand(tmp_path: Path) -> None:
    gold = read_gold(write_set(tmp_path))
    answers = read_answers(write_lines(tmp_path / "a.jsonl", ANSWERS), gold.documents)
    found = cases(gold, answers.labels)
    rows = {row.dimension: row for row in fault_rows(found)}
    # zh1: one right (other direction), one missed, one spurious; en1: one answer over two labels
    assert rows["effects"] == ("effects", 1, 0, 1, 2, 1, 1)
    assert rows["means"] == ("means", 2, 1, 0, 1, 1, 0)
    assert rows["market"] == ("market", 1, 0, 0, 1, 0, 0)
    assert rows["elements"] == ("elements", 2, 1, 0, 1, 1, 0)
    chosen = examples(found, 1)
    assert len({(one.dimension, one.kind) for one in chosen}) == len(chosen)
    assert examples(found, 0) == []


def test_every_label_is_one_case(tmp_path: Path) -> None:
    gold = read_gold(write_set(tmp_path))
    answers = read_answers(write_lines(tmp_path / "a.jsonl", ANSWERS), gold.documents)
    for row in fault_rows(cases(gold, answers.labels)):
        labels = [len(one.spans_of(row.dimension)) for one in gold.labels.values()]
        assert row.right + row.boundary + row.missed == sum(labels)


def test_node_sets_are_recognised_and_counted(tmp_path: Path) -> None:
    gold = write_set(tmp_path, NODE_DOCS, NODE_GOLD)
    answers = write_lines(tmp_path / "a.jsonl", NODE_ANSWERS)
    shown = json.loads(run(gold, "--predictions", answers, "--json", "--runs", 50).stdout)[0]
    whole = figures(shown["parts"][0])
    assert [whole["primary"][name] for name in ("hits", "gold")] == [2, 3]  # n4 is disputed
    assert [whole["primary on chain"][name] for name in ("hits", "gold")] == [1, 2]
    assert [whole["off chain"][name] for name in ("hits", "gold", "answer")] == [1, 1, 1]
    assert [whole["nodes"][name] for name in ("hits", "gold", "answer")] == [1, 4, 2]  # C is free
    rows = {(row["chain"], row["node"]): row for row in shown["nodes"]}
    assert [rows["iot", "B"][name] for name in ("gold", "answer", "hits")] == [2, 0, 0]
    assert rows["iot", "B"]["precision"] is None
    assert rows["iot", "A"]["recall_low"] == pytest.approx(0.2065, abs=1e-4)  # Wilson, 1 of 1
    assert rows["iot", "A"]["kappa"] == 1.0
    assert rows["iot", "B"]["kappa"] == 0.0  # never given
    assert shown["mistaken"] == [
        {"chain": "ships_offshore", "gold": "A", "answer": "C", "n": 1, "documents": ["n3"]}
    ]
    assert shown["reliability"]["nodes"]["n"] == 1
    assert {part["value"] for part in shown["parts"] if part["kind"] == "given"} == {
        "title alone", "title and abstract",
    }  # fmt: skip
    text = run(gold, "--predictions", answers, "--runs", 50).stdout
    assert "main nodes that were mistaken" in text


@pytest.mark.shared
def test_node_figures_equal_those_of_the_shared_scorer(shared: Path, tmp_path: Path) -> None:
    folder = shared / "gold"
    docs, gold = folder / "nodes.dev.docs.jsonl", folder / "nodes.dev.gold.jsonl"
    answers = tmp_path / "out.jsonl"
    CliRunner().invoke(cli, ["assign", str(docs), "-o", str(answers)])
    scorer = runpy.run_path(str(folder / "score_nodes.py"))
    read = [scorer["read"](path) for path in (gold, answers)]
    theirs = scorer["figures"](sorted(read[0]), *read)
    labels = read_gold(gold)
    found = evaluate(labels, read_answers(answers, labels.documents), runs=10)
    ours = {one.measure: one for one in found.parts[0].figures}
    nodes = ours["nodes"]
    assert (ours["primary"].f1, ours["primary on chain"].f1) == pytest.approx(theirs[:2])
    assert (nodes.precision, nodes.recall) == theirs[2:4]
    assert nodes.f1 == pytest.approx(theirs[4], abs=1e-12)


def test_the_own_assigner_is_evaluated(tmp_path: Path) -> None:
    gold = write_set(tmp_path, NODE_DOCS, NODE_GOLD)
    shown = json.loads(run(gold, "--json", "--runs", 50).stdout)[0]
    assert (shown["answers"], shown["unanswered"]) == ("patnav", 0)


def test_several_sets_are_shown_apart_and_together(tmp_path: Path) -> None:
    one = write_set(tmp_path, name="one")
    two = write_set(tmp_path, DOCS[:1], GOLD[:1], name="two")
    shown = json.loads(run(tmp_path, "--json", "--runs", 50).stdout)
    assert [part["name"] for part in shown] == ["one", "two", "together"]
    assert [part["documents"] for part in shown] == [3, 1, 4]
    nodes = write_set(tmp_path, NODE_DOCS, NODE_GOLD, name="nodes")
    named = json.loads(run(one, nodes, two, "--json", "--runs", 50).stdout)
    assert [part["name"] for part in named] == ["one", "nodes", "two", "together"]
    assert [named[0], named[2], named[3]] == shown


def test_ids_that_two_sets_share_stay_apart(tmp_path: Path) -> None:
    gold = read_gold(write_set(tmp_path))
    both = together([gold, gold], ["a", "b"])
    assert len(both.labels) == 6
    assert evaluate(both, both, runs=20).parts[0].documents == 6


def test_the_sets_of_a_project_are_found(tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    (tmp_path / "patnav.toml").write_text(
        'name = "x"\nchain = "iot"\nhome_region = "320000"\ncutoff = 2025-12-31\n'
    )
    with pytest.raises(ProjectError, match=r"no gold set"):
        raise_of(run("--project", tmp_path))
    docs = [{"id": name, "title": "a"} for name in ("n1", "n2", "n3")]
    gold = [
        {"id": "n1", "primary": "IOT-01", "nodes": ["IOT-01", "IOT-02"]},
        {"id": "n2", "primary": None, "nodes": []},
        {"id": "n3", "primary": "IOT-03", "nodes": ["IOT-03"]},
    ]
    write_set(tmp_path / "gold", docs, gold)
    shown = json.loads(run("--project", tmp_path, "--json", "--runs", 50).stdout)[0]
    assert {row["chain"] for row in shown["nodes"]} == {"iot"}


def raise_of(result: Result) -> None:
    assert result.exception is not None
    raise result.exception


def test_two_answers_are_compared_in_pairs(tmp_path: Path) -> None:
    gold, other = write_set(tmp_path), write_lines(tmp_path / "other.jsonl", ANSWERS)
    arguments = (gold, "--predictions", gold, "--compare", other, "--runs", 50)
    shown = json.loads(run(*arguments, "--json").stdout)[0]
    found = {one["measure"]: one for one in shown["differences"]}
    assert found["means strict"]["difference"] == pytest.approx(2 / 3)
    assert shown["compared_with"] == "other"
    assert "mine.gold against other, paired by document" in run(*arguments).stdout


def test_a_fold_chooses_documents(tmp_path: Path) -> None:
    gold = write_set(tmp_path)
    sizes = []
    for k in range(3):
        result = run(gold, "--fold", f"{k}/3", "--json", "--runs", 50)
        sizes.append(json.loads(result.stdout)[0]["documents"] if result.exit_code == 0 else 0)
    assert sum(sizes) == 3


def test_a_quote_that_is_not_there_is_said_and_left_out(tmp_path: Path) -> None:
    gold = write_set(tmp_path)
    answers = write_lines(tmp_path / "a.jsonl", [{"id": "zh1", "means": ["叶轮", "螺旋桨"]}])
    result = run(gold, "--predictions", answers, "--json", "--runs", 50)
    assert "“螺旋桨” is not in the text; left out" in result.stderr
    shown = json.loads(result.stdout)[0]
    assert figures(shown["parts"][0])["means overlap"]["answer"] == 1
    assert shown["problems"][0]["field"] == "means"
    assert shown["unanswered"] == 2


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([{"id": "other", "means": []}], "no answer of its kind to a document of mine"),
        ([{"id": "zh1", "primary": None, "nodes": []}], "no answer of its kind"),
        ([], "no answer of its kind"),
    ],
)
def test_answers_of_something_else_are_refused(
    tmp_path: Path, answers: list[dict[str, Any]], words: str
) -> None:
    result = run(write_set(tmp_path), "--predictions", write_lines(tmp_path / "a.jsonl", answers))
    assert isinstance(result.exception, InputError)
    assert words in str(result.exception)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing.gold.jsonl"], "no file nothing.docs.jsonl"),
        (["mine.gold.jsonl", "--fold", "9/3"], "'9/3' is no fold"),
        (["mine.gold.jsonl", "--docs", "gone.jsonl"], "gone.jsonl"),
        (["mine", "mine", "mine", "--predictions", "a", "--predictions", "b"], "2 files of pred"),
        (["empty.gold.jsonl"], "no labelled document"),
    ],
)
def test_what_cannot_be_evaluated_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write_set(tmp_path)
    write_set(tmp_path, DOCS, [], name="empty")
    result = run(*arguments)
    assert isinstance(result.exception, PatnavError | OSError)
    assert words in str(result.exception)


def test_both_kinds_of_labels_in_one_file_are_refused(tmp_path: Path) -> None:
    rows = [*GOLD[:2], {"id": "c1", "primary": None, "nodes": []}]
    with pytest.raises(InputError, match="in one file"):
        read_gold(write_set(tmp_path, DOCS, rows))


def test_strange_texts_are_evaluated(tmp_path: Path) -> None:
    texts = ["", "\U0001f600" * 50, "从而" * 2000, "<b>提高了效率</b>\u2028" * 20]
    docs = [{"id": f"s{number}", "text": text} for number, text in enumerate(texts)]
    gold = [{"id": one["id"], "effects": [], "means": [], "market": []} for one in docs]
    gold[2]["means"] = ["从而" * 900] * 3  # type: ignore[assignment]
    result = run(write_set(tmp_path, docs, gold), "--runs", 50)
    assert result.exit_code == 0
    assert result.stdout.startswith("mine: 4 documents")
