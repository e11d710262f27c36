"""The machine interface `patnav locate`: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from patnav.cli import cli
from patnav.errors import InputError


def run(folder: Path, *lines: object) -> tuple[Result, list[dict[str, Any]]]:
    source, target = folder / "addresses.jsonl", folder / "out.jsonl"
    written = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    source.write_bytes(b"\n".join(written))
    result = CliRunner().invoke(cli, ["locate", str(source), "-o", str(target)])
    rows = target.read_text(encoding="utf-8").splitlines() if target.exists() else []
    return result, [json.loads(row) for row in rows]


def test_an_answer_has_codes_names_rule_and_the_division_then(tmp_path: Path) -> None:
    asked = {"id": 7, "address": "238000 安徽省巢湖市庐江县某路1号", "date": "2009-05-31"}
    result, rows = run(tmp_path, asked)
    assert result.exit_code == 0
    assert rows == [
        {
            "id": 7,
            "province_code": "340000",
            "city_code": "340100",
            "county_code": "340124",
            "province": "安徽省",
            "city": "合肥市",
            "county": "庐江县",
            "country": "CN",
            "rule": "address",
            "then": {
                "code": "341421",
                "name": "庐江县",
                "level": "county",
                "city_code": "341400",
                "city": "巢湖市",
                "since": 1999,
                "until": 2011,
                "now": "340124",
            },
        }
    ]


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"address": "北京市海淀区中关村"}, ["110000", "110100", "110108", "CN"]),
        ({"address": "重庆市忠县"}, ["500000", "500100", "500233", "CN"]),
        ({"address": "湖北省仙桃市某镇"}, ["420000", "429004", "429004", "CN"]),
        ({"address": "广东省东莞市松山湖"}, ["440000", "441900", None, "CN"]),
        ({"address": "台湾省新竹县"}, ["710000", None, None, "TW"]),
        ({"address": "Kowloon, Hong Kong"}, ["810000", None, None, "HK"]),
        ({"address": "Armonk, NY 10504, US"}, [None, None, None, "US"]),
        ({"address": "朝阳区某路"}, [None, None, None, "CN"]),
        ({"address": "", "name": "南京大学"}, ["320000", "320100", None, "CN"]),
        ({"address": "?", "country": "JP"}, [None, None, None, "JP"]),
        ({"address": "Main Street 5"}, [None, None, None, None]),
    ],
)
def test_what_is_not_known_is_null(
    tmp_path: Path, asked: dict[str, str], codes: list[str | None]
) -> None:
    _, [row] = run(tmp_path, {"id": "a", **asked})
    names = ("province_code", "city_code", "county_code", "country")
    assert [row[name] for name in names] == codes
    assert (row["rule"] is None) == (codes == [None] * 4)


def test_answers_stand_in_the_order_of_the_lines_and_are_the_same_each_time(tmp_path: Path) -> None:
    lines = [
        {"id": n, "address": a} for n, a in enumerate(["江苏省昆山市", "", "日本", "", "西安"])
    ]
    _, once = run(tmp_path, *lines)
    _, twice = run(tmp_path, *lines)
    assert [row["id"] for row in once] == [0, 1, 2, 3, 4]
    assert once == twice


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"{", "2: not JSON"),
        (b"[1]", "2: a JSON list, not an object"),
        (b'{"id": "\xff", "address": ""}', "2: not UTF-8 at byte 8"),
        ({"address": "x"}, '2: field "id": is missing'),
        ({"id": 1}, '2: field "address": is missing'),
        ({"id": 1, "address": 5}, '2: field "address": 5 is not a string'),
        (
            {"id": 1, "address": "x", "date": "yesterday"},
            "2: field \"date\": 'yesterday' is no date",
        ),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: object, words: str) -> None:
    result, rows = run(tmp_path, {"id": 0, "address": "x"}, line)
    assert isinstance(result.exception, InputError)
    assert words in str(result.exception)
    assert rows == []
