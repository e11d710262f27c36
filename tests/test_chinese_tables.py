"""Tables of the command line on a Chinese machine: headings, and what patnav says in cells."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from gold_files import write_lines, write_set
from test_evaluate import NODE_ANSWERS, NODE_DOCS, NODE_GOLD

from patnav.cli import cli
from patnav.cli.output import print_table
from patnav.data import load_yaml, resource

WORDS = load_yaml(resource("table_words.yaml"))
HAN = re.compile("[\u4e00-\u9fff]")
QUOTED = re.compile(r"“[^”]*”")
SYMBOLS = {  # of measures, files and patents, which have no Chinese
    "F1", "IPC", "ECE", "Brier", "Wilson", "n", "P", "R", "p", "en", "zh", "iot", "ships_offshore",
    "mine", "gold",
}  # fmt: skip


def words(line: str) -> set[str]:
    """What of a line is written in Latin letters, quotes and names of files left out."""
    return set(
        re.findall(r"(?<![\w./])[A-Za-z][A-Za-z_]*[A-Za-z]|\b[A-Za-z]\b", QUOTED.sub("", line))
    )


def run(monkeypatch: pytest.MonkeyPatch, lang: str, *arguments: object) -> str:
    monkeypatch.setenv("PATNAV_LANG", lang)
    done = CliRunner().invoke(cli, list(map(str, arguments)))
    assert done.exit_code == 0, done.output
    return done.stdout


def test_every_word_of_a_table_has_chinese_characters_or_is_a_symbol() -> None:
    said = {**WORDS["heads"], **{k: v for cell in WORDS["cells"].values() for k, v in cell.items()}}
    without = {chinese for chinese in said.values() if not HAN.search(chinese)}
    assert without == {"κ", "RTA"}


@pytest.mark.parametrize(
    ("columns", "heads", "shown"),
    [
        ({"measure": "means strict", "n": 3}, None, ["指标 n", "技术手段（严格） 3"]),
        ({"quote": "means strict"}, None, ["原文", "means strict"]),  # the user's words
        ({"name": "means strict"}, {}, ["name", "means strict"]),  # of a query
        ({"name": "甲"}, {"name": "机构"}, ["机构", "甲"]),
        ({"nobody knows": 1}, None, ["nobody knows", "1"]),
    ],
)
def test_a_table_is_told_in_chinese(
    columns: dict[str, Any],
    heads: dict[str, str] | None,
    shown: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PATNAV_LANG", "zh")
    print_table([columns], heads=heads)
    assert [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()] == shown
    monkeypatch.setenv("PATNAV_LANG", "en")
    print_table([columns])
    assert capsys.readouterr().out.split("\n")[0].split() == " ".join(columns).split()


def test_a_table_without_rows_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATNAV_LANG", "zh")
    print_table([])
    assert capsys.readouterr() == ("", "没有行\n")
    print_table([], ("patent",))
    assert capsys.readouterr() == ("专利\n", "")


def test_an_evaluation_is_told_in_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gold = write_set(tmp_path)
    told = run(monkeypatch, "zh", "evaluate", gold, "--runs", 20)
    assert "功能效果（重合）" in told
    assert {word for line in told.splitlines() for word in words(line)} - SYMBOLS <= {
        "patnav", "tagger", "means", "claims", "F",
    } | {one["id"] for one in _documents(gold)}  # fmt: skip
    assert "effects overlap" in run(monkeypatch, "en", "evaluate", gold, "--runs", 20)


def test_nodes_are_told_in_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gold = write_set(tmp_path, NODE_DOCS, NODE_GOLD)
    answers = write_lines(tmp_path / "answers.jsonl", NODE_ANSWERS)
    told = run(monkeypatch, "zh", "evaluate", gold, "--predictions", answers, "--runs", 20)
    assert "判错的主环节" in told
    assert {word for line in told.splitlines() for word in words(line)} - SYMBOLS <= {
        "A", "B", "C", "D", "answers", "n1", "n2", "n3", "n4", "H", "G",
    }  # fmt: skip


def _documents(gold: Path) -> list[dict[str, Any]]:
    docs = gold.with_name(gold.name.replace(".gold.", ".docs."))
    return [json.loads(line) for line in docs.read_text(encoding="utf-8").splitlines()]


def test_how_columns_were_understood_is_told_in_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "list.csv"
    table.write_text("申请号,名称,主分类号\nCN201220249767.4,一种轨枕,E01B3/32\n", encoding="utf-8")
    monkeypatch.setenv("PATNAV_LANG", "zh")
    done = CliRunner().invoke(cli, ["read", "--explain", str(table)])
    assert done.exit_code == 0
    assert done.stdout.split()[:6] == ["列", "名称", "读作", "分隔符", "填写率", "例"]
    assert "认得 3 列中的 3 列" in done.stderr
    assert "列名在第 1 行" in done.stderr
