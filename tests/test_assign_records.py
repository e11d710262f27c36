"""What `patnav assign`, `train-nodes`, `evaluate` say of records and labels that are not right."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from gold_files import write_lines, write_set

from patnav.cli import cli
from patnav.error_words import refusal
from patnav.errors import PatnavError

PATENT = {"id": "a", "chain": "iot", "title": "传感器", "ipc": "G01D5/12"}
TEXTS = [
    {"id": f"d{n}", "chain": "iot", "title": f"传感器{n}", "applicant": f"{n}"} for n in range(45)
]
LABELS: list[dict[str, Any]] = [
    {"id": f"d{n}", "primary": "IOT-01" if n % 2 else None, "nodes": ["IOT-01"] * (n % 2)}
    for n in range(45)
]


def run(folder: Path, command: str, rows: Iterable[Mapping[str, Any]]) -> Result:
    """The command on these rows as the only file; what it writes goes to the folder `out`."""
    source = write_lines(folder / "rows.jsonl", rows)
    return CliRunner().invoke(cli, [command, str(source), "-o", str(folder / "out")])


def refused(result: Result) -> PatnavError:
    assert isinstance(result.exception, PatnavError), result.output
    assert result.exception.exit_code == 2
    assert refusal(result.exception, "zh") != str(result.exception)
    return result.exception


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"id": None}, 'field "id": None is no text'),
        ({"id": [1]}, 'field "id": [1] is no text'),
        ({"id": True}, 'field "id": True is no text'),
        ({"id": "a"}, "field \"id\": 'a' is there twice"),
        ({"id": "b", "ipc": 7}, 'field "ipc": 7 is no list of symbols'),
        ({"id": "b", "ipc_main": ["H01M"]}, "field \"ipc_main\": ['H01M'] is no text"),
        ({"id": "b", "title": 5}, 'field "title": 5 is no text'),
        ({"id": "b", "chain": None}, 'field "chain": is missing'),
        ({"id": "b", "chain": "no_such"}, "no chain 'no_such'"),
    ],
)
def test_a_record_that_is_none_is_refused_with_its_line(
    tmp_path: Path, more: dict[str, Any], told: str
) -> None:
    error = refused(run(tmp_path, "assign", [PATENT, {**PATENT, **more}]))
    assert error.where.endswith("rows.jsonl:2")
    assert told in error.what
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_utf8_is_told_by_line_in_both_languages(tmp_path: Path) -> None:
    source = tmp_path / "gb.jsonl"
    source.write_bytes(json.dumps(PATENT, ensure_ascii=False).encode("gb18030"))
    error = refused(CliRunner().invoke(cli, ["assign", str(source)]))
    assert (error.where, error.remedy) == (f"{source}:1", "save it as UTF-8")
    assert refusal(error, "zh").endswith("字节不是 UTF-8——请另存为 UTF-8")


def test_what_is_passed_over_in_a_record_is_told_once_and_the_rest_is_assigned(
    tmp_path: Path,
) -> None:
    rows = [
        {"id": "b", "chain": "iot", "标题": "传感器", "pn": "CN1A", "applicant": "某", "date": ""},
        {**PATENT, "标题": "x", "ipc": ["XYZ", "G01D 5/12"], "ipc_main": "hello"},
    ]
    result = run(tmp_path, "assign", rows)
    assert result.exit_code == 0
    told = result.stderr.splitlines()
    where = tmp_path / "rows.jsonl"
    assert [line.partition(" — ")[0] for line in told[:-1]] == [
        f'{where}:1: field "标题": is no field that is read; left out',
        f"{where}:1: there is no title, abstract or claim",
        f"{where}:2: field \"ipc\": 'XYZ' is no symbol of a class; left out",
        f"{where}:2: field \"ipc_main\": 'hello' is no symbol of a class; left out",
    ]
    assert "the line has id, chain, 标题, pn" in told[1]


def test_many_warnings_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATNAV_LANG", "zh")
    rows = [{**PATENT, "id": n, "ipc": "XYZ"} for n in range(8)]
    told = run(tmp_path, "assign", rows).stderr.splitlines()
    assert len(told) == 7
    assert ":1：字段 \"ipc\"：'XYZ' 不是分类号；已略去——分类号写作 H01M10/0562；" in told[0]
    assert told[5] == "……另有 3 条提示"


def test_labels_that_teach_nothing_are_told_one_by_one(tmp_path: Path) -> None:
    gold = write_set(tmp_path, TEXTS[:25], LABELS)
    done = CliRunner().invoke(cli, ["train-nodes", str(gold), "-o", str(tmp_path / "models")])
    assert done.exit_code == 0, done.output
    assert "iot: 25 documents" in done.stdout
    assert f"{gold}:26: field \"id\": no document 'd25'; left out — bring the" in done.stderr
    assert "… and 15 more warnings" in done.stderr


@pytest.mark.parametrize("labels", [LABELS, []])
def test_labels_of_which_nothing_is_left_are_refused(
    tmp_path: Path, labels: list[dict[str, Any]]
) -> None:
    gold = write_set(tmp_path, [{**TEXTS[0], "id": "another"}], labels)
    done = CliRunner().invoke(cli, ["train-nodes", str(gold), "-o", str(tmp_path / "models")])
    assert refused(done).what == "no labelled patent to learn from"
    assert not (tmp_path / "models").exists()


def joined(**more: object) -> list[dict[str, Any]]:
    return [{**text, **one, **more} for text, one in zip(TEXTS, LABELS, strict=True)]


def test_labels_in_one_file_are_checked_like_those_in_two(tmp_path: Path) -> None:
    double = refused(run(tmp_path, "train-nodes", joined(id="same")))
    assert double.what == "field \"id\": 'same' is there twice"
    assert double.where.endswith("rows.jsonl:2")
    keyless = [{"标题" if key == "title" else key: v for key, v in row.items()} for row in joined()]
    result = run(tmp_path, "train-nodes", keyless)
    assert refused(result).what == "no labelled patent to learn from"
    assert "there is no title, abstract or claim" in result.stderr
    strange = refused(run(tmp_path, "train-nodes", joined(primary="TEA-99", nodes=["TEA-99"])))
    assert strange.what == 'field "nodes": TEA-99 is no node of iot'
    assert strange.where.endswith("rows.jsonl:1")
    assert refused(run(tmp_path, "train-nodes", joined(chain="no_such"))).where.endswith(":1")


def test_a_patent_on_which_annotators_disagree_is_told(tmp_path: Path) -> None:
    rows = joined()
    rows[3] |= {"primary_agreed": False}
    result = run(tmp_path, "train-nodes", rows)
    assert "iot: 44 documents" in result.stdout
    assert "rows.jsonl:4" in result.stderr
    assert "the annotators disagree on the main node; left out" in result.stderr


def test_evaluate_names_labels_of_nodes_that_the_tree_lacks(tmp_path: Path) -> None:
    labels = [*LABELS[:3], {"id": "d3", "primary": "TEA-99", "nodes": ["TEA-99"]}]
    gold = write_set(tmp_path, TEXTS, labels)
    given = ["evaluate", str(gold), "--runs", "10"]
    done = CliRunner().invoke(cli, given)
    assert f'{gold}:4: field "nodes": TEA-99 is no node of iot; left out' in done.stderr
    assert "mine: 3 documents" in done.stdout
    shown = json.loads(CliRunner().invoke(cli, [*given, "--json"]).stdout)
    assert [one["what"] for one in shown[0]["problems"]] == ["TEA-99 is no node of iot"]


def test_a_document_that_cannot_be_assigned_is_told_by_its_line(tmp_path: Path) -> None:
    gold = write_set(tmp_path, [{**TEXTS[0], "ipc": 7}], LABELS[:1])
    error = refused(CliRunner().invoke(cli, ["evaluate", str(gold)]))
    assert error.where == f"{tmp_path / 'mine.docs.jsonl'}:1"


def test_a_number_of_thousands_of_digits_is_no_traceback(tmp_path: Path) -> None:
    source = tmp_path / "rows.jsonl"
    source.write_text('{"id": ' + "1" * 5000 + "}", encoding="utf-8")
    error = refused(CliRunner().invoke(cli, ["assign", str(source)]))
    assert error.what == "a number of thousands of digits"
