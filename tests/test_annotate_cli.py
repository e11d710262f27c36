"""The machine interface `patnav annotate`: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from patnav.cli import cli
from patnav.errors import InputError

ABSTRACT = {
    "id": "a1",
    "title": "一种海水养殖用循环泵",
    "text": "本发明公开了一种海水养殖用循环泵，包括磁悬浮转子(2)，从而降低了能耗。",
    "kind": "general",
    "lang": "zh",
}
CLAIM = {
    "id": "a2",
    "title": "",
    "text": "A pump, comprising: a housing; and a rotor mounted in the housing.",
    "kind": "claim",
    "lang": "en",
}


def run(folder: Path, *lines: object) -> tuple[Result, list[dict[str, object]]]:
    source, target = folder / "docs.jsonl", folder / "out.jsonl"
    written = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    source.write_bytes(b"\n".join(written))
    result = CliRunner().invoke(cli, ["annotate", str(source), "-o", str(target)])
    rows = target.read_text(encoding="utf-8").splitlines() if target.exists() else []
    return result, [json.loads(row) for row in rows]


def test_abstracts_and_claims_are_answered_in_their_order(tmp_path: Path) -> None:
    result, rows = run(tmp_path, ABSTRACT, CLAIM)
    assert result.exit_code == 0
    assert rows == [
        {
            "id": "a1",
            "effects": [{"quote": "降低了能耗", "attribute": "能耗", "direction": "down"}],
            "means": ["磁悬浮转子"],
            "maturity": {"band": "unknown", "quote": None},
            "market": [],
        },
        {
            "id": "a2",
            "preamble": "A pump",
            "elements": ["a housing", "a rotor mounted in the housing"],
        },
    ]


def test_documents_that_give_nothing_are_answered_too(tmp_path: Path) -> None:
    empty = {"id": "e", "text": "", "kind": "claim"}
    japanese = {"id": "j", "text": "この発明は、ポンプの効率を向上させることを目的とする。"}
    _, rows = run(tmp_path, empty, japanese, ABSTRACT)
    assert [row["id"] for row in rows] == ["e", "j", "a1"]
    assert rows[0] == {"id": "e", "preamble": None, "elements": [], "unread": "no text"}
    assert rows[1]["unread"] == "language: ja"
    assert rows[1]["effects"] == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{not json", "docs.jsonl:2: not JSON"),
        (b"[1]", "docs.jsonl:2: a JSON list"),
        (b'{"id": "x", "text": "\xff"}', "docs.jsonl:2: not UTF-8"),
        ({"id": "x"}, 'docs.jsonl:2: field "text": is missing'),
        ({"id": "x", "text": 3}, 'docs.jsonl:2: field "text": 3 is not a string'),
        ({"id": "x", "text": "y", "kind": "poem"}, 'docs.jsonl:2: field "kind"'),
        (ABSTRACT, "docs.jsonl:2: field \"id\": 'a1' is also in line 1"),
    ],
)
def test_a_bad_line_is_named_with_its_field(tmp_path: Path, line: object, words: str) -> None:
    result, rows = run(tmp_path, ABSTRACT, line)
    assert isinstance(result.exception, InputError)
    assert result.exception.exit_code == 2
    assert words in str(result.exception)
    assert rows == []


def test_answers_go_to_stdout_without_a_file(tmp_path: Path) -> None:
    (tmp_path / "docs.jsonl").write_text(json.dumps(ABSTRACT), encoding="utf-8")
    result = CliRunner().invoke(cli, ["annotate", str(tmp_path / "docs.jsonl")])
    assert json.loads(result.stdout)["id"] == "a1"
