"""What is said of a tree or a mapping that is none: line, cause and remedy, in Chinese too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_chain import GOOD, written

from patnav.chain import ChainNode, ChainTree, load_chain, read_chain
from patnav.cli import cli
from patnav.error_words import in_words
from patnav.errors import ChainError, ProjectError
from patnav.ingest.assign.chaincheck import check_chain
from patnav.ingest.read.mappings import load_mapping

BROKEN = [  # old, new, line, what of the sentence, what of the remedy
    ("name_zh: 小链", "name_zh：小链", 2, "is no YAML", "the full-width ： in line 2"),
    ("chain: tiny", "chain：tiny", 1, "is no YAML", "the full-width ： in line 1"),
    ("name_zh: 前", "name_zh：前", 8, "is missing", "add it"),
    ("name_zh: 小链", "\tname_zh: 小链", 2, "a tab", "blanks for the tab in line 2"),
    ("name_zh: 小链", "- name_zh", 2, "begun in line 1", "- before each entry"),
    ('version: "1"', "version: “a: b”", 4, "is no YAML", "straight quotes"),
    ('version: "1"', "version: !!timestamp x", 4, "cannot be read as timestamp", "in quotes"),
    ('version: "1"', "version: " + "1" * 5000, 4, "cannot be read as int", "in quotes"),
    ('version: "1"', "version: 1.0", 4, "1.0 is no text", "in quotes"),
    ("name_en: Tiny", "name_en: \x01", 3, "control character", "take the character out"),
    ("chain: tiny", "chain: " + "[" * 20_000, 1, "nesting", "name: value"),
    ("chain: tiny", "chain: Tiny", 1, "'Tiny' is not written like", "small letters"),
    ("feeds: [T-2]", "feeds: ", 8, "is empty", "fill it in"),
    ("kw_zh: [电池]", "kw_zh: 杀青、萎凋", 9, "is no list", "[one, another]"),
    ("kw_zh: [电池]", "kw_zh: [杀青、萎凋]", 9, "with 、 in it", ", between words"),
    ("kw_zh: [电池]", "kw_zh: [杀青，萎凋]", 9, "with ， in it", ", between words"),
    ("kw_zh: [电池]", "kw_zh: [“杀青”]", 9, "with “ in it", "straight quotes"),
    ("name_zh: 后", "name_zh: ' '", 9, "is empty", "fill it in"),
    ("name_zh: 后", "name_zh: 前", 9, "T-1 has this name too", "name them apart"),
    ("id: T-1", "id: T;1", 8, "holds ; / or |", "letters, digits and -"),
    ("  A: {zh: 甲, en: First}", "  - x", 6, "has no fields", "name: value"),
    ("stage: upstream", "stage: early", 8, "none of 'upstream', 'midstream', ", "one of them"),
    ("kw_zh: [电池]", "general: 7", 9, "neither true nor false", "true or false"),
]


@pytest.mark.parametrize(("old", "new", "line", "what", "remedy"), BROKEN)
def test_a_fault_is_told_with_line_cause_and_remedy_in_two_languages(
    tmp_path: Path, old: str, new: str, line: int, what: str, remedy: str
) -> None:
    problems = check_chain(written(tmp_path, GOOD.replace(old, new, 1)))
    first = problems[0]
    assert first.line == line
    assert what in first.what
    assert remedy in first.remedy
    for problem in problems:
        for told in (problem.what, problem.remedy):
            assert re.search("[\u4e00-\u9fff]", in_words(told, "zh"))
            assert not re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", in_words(told, "zh"))


VALUES = [
    "",
    "5",
    "1.5",
    "true",
    "x",
    '""',
    "[]",
    "{}",
    "[1]",
    "[null]",
    "{a: 1}",
    "{1: a}",
    "[[x]]",
]


@pytest.mark.parametrize("field", [*ChainTree.model_fields, *ChainNode.model_fields])
@pytest.mark.parametrize("value", VALUES)
def test_whatever_stands_in_a_field_is_told_in_our_words(
    tmp_path: Path, field: str, value: str
) -> None:
    tree = re.sub(rf"^{field}: .*$", "", GOOD, flags=re.MULTILINE)
    if field in ChainTree.model_fields:
        tree = f"{field}: {value}\n{tree}"
    else:
        tree = re.sub(rf"(\{{|, ){field}: ([^,\[}}]+|\[.*?\])", r"\1unknown: 1", GOOD)
        tree = tree.replace("- {", f"- {{{field}: {value or 'null'}, ")
    for problem in read_chain(written(tmp_path, tree))[1]:
        for told in (problem.what, problem.remedy):
            assert "nput should" not in told
            assert in_words(told, "zh") != told


def test_all_wrong_symbols_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace("[H01M4/13]", "[X, H01M4/13, Y]"))
    assert [problem.field for problem in check_chain(path)] == ["nodes.0.ipc.0", "nodes.0.ipc.2"]


@pytest.mark.parametrize("day", ["2025-02-29", "2025-02-28"])
def test_a_day_is_text_and_an_impossible_one_no_traceback(tmp_path: Path, day: str) -> None:
    path = written(tmp_path, GOOD.replace('"1"', day))
    assert load_chain(str(path)).version == day
    (tmp_path / "my.yaml").write_text(f"name: x\nday: {day}\n", encoding="utf-8")
    with pytest.raises(ProjectError, match="no such key"):
        load_mapping(tmp_path / "my.yaml")


def test_a_mapping_that_is_no_yaml_names_line_and_remedy(tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    path.write_text("name: x\nrank：1\ncolumns: {}\n", encoding="utf-8")
    with pytest.raises(ProjectError, match=r"my\.yaml, line 2: is no YAML: .* in line 2$"):
        load_mapping(path)
    path.write_bytes(b"name: x\n" + "名: 甲".encode("gb18030"))
    with pytest.raises(ProjectError, match=r"line 2: is no UTF-8 — save it as UTF-8$"):
        load_mapping(path)


def test_what_an_alias_repeats_is_told_where_it_stands(tmp_path: Path) -> None:
    once = GOOD.replace("ipc: [H01M4/13]", "ipc: &same [H01M4/139999]")
    path = written(tmp_path, once.replace("kw_zh: [电池]", "ipc: *same"))
    assert [problem.line for problem in check_chain(path)] == [8, 8]


def test_check_and_loading_speak_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATNAV_LANG", "zh")
    path = written(tmp_path, GOOD.replace("group: A", "group: Z"))
    told = CliRunner().invoke(cli, ["chain", "check", str(path)]).stdout.splitlines()
    assert told[1] == (f"{path} 第 8 行：字段 \"nodes.0.group (T-1)\"：没有分组 'Z'——请用 A 之一")
    with pytest.raises(ChainError) as caught:
        load_chain(str(path))
    assert in_words(caught.value.what, "zh").endswith(f"（另有 2 处：patnav chain check {path}）")


def test_init_tells_what_is_odd_in_a_tree_that_works(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace("H01M4/13", "H01M4/139999"))
    made = CliRunner().invoke(cli, ["init", str(tmp_path / "p"), "--chain", str(path)])
    assert made.exit_code == 0
    assert "H01M4/139999 is not in the IPC" in made.stderr
