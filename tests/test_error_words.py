"""What errors say in Chinese: every form of an error that patnav raises is known."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from patnav import errors
from patnav.analysis.review.judging import CODES
from patnav.cli.output import say_error, say_warnings
from patnav.error_words import LANGUAGE, in_words, machine_language, refusal
from patnav.errors import InputError, ProjectError
from patnav.ingest.read.formats import _FOREIGN, _MARKUP

ROOT = Path(__file__).parent.parent
MODULES = [
    path
    for folder in ("core", "ingest", "graph", "analysis", "dashboard")
    for path in sorted((ROOT / folder).rglob("*.py"))
]
ERRORS = {name for name in vars(errors) if name.endswith("Error")}


FILLED = "‹x›"
WITHOUT_WORDS = {  # filled in from words that are forms themselves, a command, an example
    f"{FILLED} and {FILLED} {FILLED}",
    f"{FILLED} {FILLED}",
    f"no {FILLED} {FILLED}",  # of a field of CODES
    "see patnav chain show",
    "patnav neo4j stop",
    '{"node": "…"}',
}


def forms(node: ast.expr, named: dict[str, list[ast.expr]]) -> Iterator[str]:
    """What an argument may say, with a mark where it fills something in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (one.value if isinstance(one, ast.Constant) else FILLED for one in node.values)
        yield "".join(map(str, parts))
    elif isinstance(node, ast.IfExp):
        yield from forms(node.body, named)
        yield from forms(node.orelse, named)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        for left in forms(node.left, named):
            yield from (left + right for right in forms(node.right, named))
    elif isinstance(node, ast.Name):
        for value in named.get(node.id, ()):
            yield from forms(value, named)


def assigned(tree: ast.AST) -> dict[str, list[ast.expr]]:
    """What each name of a module is set to, alone or beside others."""
    named: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            both = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
            for one, said in (
                zip(target.elts, value.elts, strict=True) if both else [(target, value)]
            ):
                if isinstance(one, ast.Name):
                    named.setdefault(one.id, []).append(said)
    return named


def name_of(called: ast.expr) -> str:
    """The name of what is called, alone or as part of something."""
    return str(getattr(called, "id", "") or getattr(called, "attr", ""))


def refusals(path: Path) -> Iterator[tuple[str, str]]:
    """Every form of an error that a module raises, by what it is: what happened, or remedy."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = assigned(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func) in ERRORS | {"fail"} and node.args:
            for told in forms(node.args[0], named):
                yield "what", told
            for keyword in node.keywords:
                if keyword.arg == "remedy":
                    for told in forms(keyword.value, named):
                        yield "remedy", told
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_refuse":
            for what, said in zip(("where", "what", "remedy"), node.args, strict=True):
                for told in forms(said, named) if what != "where" else ():
                    yield what, told


SAYING = {"say", "tell", "spoken", "_title", "Guess"}
"""What takes words for the user; of a guess these are the second."""


def words_on_the_way(path: Path) -> Iterator[str]:
    """Every form that a module has said before a command ends."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = assigned(tree)
    for node in ast.walk(tree):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in SAYING and node.args:
            yield from forms(node.args[min(len(node.args) - 1, name == "Guess")], named)


def test_what_is_said_on_the_way_has_chinese() -> None:
    speaking = [path for path in MODULES if path.relative_to(ROOT).parts[0] != "dashboard"]
    told = {form for path in speaking for form in words_on_the_way(path)}
    assert len(told) > 140
    without = {"Java: ‹x›", "patnav: ‹x›", "‹x›, cost ‹x›"}  # of what has a form itself
    silent = [
        form
        for form in told - without
        if re.search("[A-Za-z]{3}", form.replace(FILLED, ""))
        and not re.search("[\u4e00-\u9fff]", in_words(form, "zh", on_the_way=True))
    ]
    assert silent == []


def test_a_part_of_what_is_said_has_a_form_of_its_own() -> None:
    assert (
        in_words("[  1.5 s] reading 3 file(s)", "zh", on_the_way=True) == "[  1.5 秒] 读取 3 个文件"
    )
    assert in_words("[  1.5 s] reading 3 file(s)", "en") == "[  1.5 s] reading 3 file(s)"
    broad = "one thing is odd: it has no form of its own"
    assert in_words(broad, "zh") == broad  # what is said on the way is not looked for in errors
    told = "Invalid value for '--seed': 'x' is not a valid integer."
    assert in_words(told, "zh") == "'--seed' 的值不对：'x' 不是整数。"


def test_every_error_has_chinese() -> None:
    told = {form: path.name for path in MODULES for _, form in refusals(path)}
    assert len(told) > 400
    silent = [
        (module, form)
        for form, module in told.items()
        if form not in WITHOUT_WORDS
        and any(map(str.isalpha, form.replace(FILLED, "")))
        and in_words(form, "zh") == form
    ]
    assert silent == []


def test_no_form_says_less_in_chinese_than_in_english() -> None:
    listed = yaml.safe_load((ROOT / "data/error_words.yaml").read_text(encoding="utf-8"))
    mark = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
    assert [
        form for form, said in listed.items() if {*mark.findall(form)} - {*mark.findall(said)}
    ] == []


@pytest.mark.parametrize(
    ("said", "lang"),
    [
        ({"PATNAV_LANG": "zh", "LANG": "en_US.UTF-8"}, "zh"),
        ({"PATNAV_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANG": "Chinese (Simplified)_China.936"}, "zh"),
    ],
)
def test_the_command_line_speaks_as_the_machine_does(
    monkeypatch: pytest.MonkeyPatch, said: dict[str, str], lang: str
) -> None:
    for name in (LANGUAGE, "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    assert machine_language() == lang


def test_a_refusal_on_a_chinese_machine_is_told_in_chinese(tmp_path: Path) -> None:
    missing = str(tmp_path / "没有.xlsx")
    command = [str(Path(sys.executable).with_name("patnav")), "read", missing]
    done = {
        lang: subprocess.run(
            command, env=os.environ | {"PATNAV_LANG": lang}, capture_output=True, text=True,
            encoding="utf-8", check=False,
        )
        for lang in ("zh", "en")
    }  # fmt: skip
    assert {one.returncode for one in done.values()} == {2}
    assert done["zh"].stderr.strip() == f"patnav: {missing}：没有这个文件——请检查路径"
    assert (
        done["en"].stderr.strip() == f"patnav: {missing}: there is no such file — look at the path"
    )


@pytest.mark.parametrize("words", sorted({*_FOREIGN.values(), *_MARKUP.values()}))
def test_what_is_no_export_is_named_in_chinese(words: str) -> None:
    assert not re.search(r"\ban? ", in_words(f"is {words}, not a patent export", "zh"))
    told = f"is {words} that no dialect knows; it begins with <a>; known are <b>"
    assert not re.search(r"\ban? ", in_words(told, "zh"))


@pytest.mark.parametrize("field", sorted(CODES))
def test_a_code_that_a_field_does_not_have_is_told_in_chinese(field: str) -> None:
    assert in_words(f"no {field} 'x'", "zh").startswith("没有")


@pytest.mark.parametrize(
    ("error", "chinese"),
    [
        (
            InputError("no patent 'CN1'", remedy="give the key of a patent in the snapshot"),
            "没有专利 'CN1'——请用快照中专利的申请号",
        ),
        (
            InputError(
                "the quote “降低{成本}” is not in the text",
                remedy="copy it out of the text; the nearest place is “降低成本”",
            ),
            "原文中没有引文“降低{成本}”——请从原文逐字摘取；最接近处为“降低成本”",
        ),
        (
            ProjectError(
                "电池 and 蓄电池 are decided to be different, but other decisions join them",
                where="decision 12",
                remedy="patnav terms list shows the decisions, patnav terms undo takes one back",
            ),
            "第 12 号决定：已决定 电池 与 蓄电池 不同，但其他决定使二者合一"
            "——patnav terms list 可查看决定，patnav terms undo 可撤销",
        ),
        (
            InputError("something new", where="x.csv", remedy="mend it"),
            "x.csv：something new——请先改正",
        ),
    ],
)
def test_an_error_is_told_in_the_language_of_the_reader(
    error: InputError | ProjectError, chinese: str
) -> None:
    assert refusal(error, "zh") == chinese
    assert refusal(error, "en") == str(error)


def test_a_finished_error_is_printed_as_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(LANGUAGE, "zh")
    error = InputError(
        "not JSON: Unterminated string starting at: line 1 column 8 (char 7)",
        where="x.gold.jsonl:3",
        remedy='a line is {"id": …, "effects": […], "means": […], …}',
    )
    say_error(error)
    say_warnings([error] * 6)
    told, *warnings, rest = capsys.readouterr().err.splitlines()
    assert told == f"patnav: {refusal(error, 'zh')}"
    assert (warnings, rest) == ([refusal(error, "zh")] * 5, "……另有 1 条提示")
    assert told.endswith(
        "x.gold.jsonl:3：不是 JSON：文本没有右引号（行 1、列 8、字符 7）"
        '——每行形如 {"id": …, "effects": […], "means": […], …}'
    )


PLACES = {"{a}, line {b}", "{a}, row 1", "{a}, sources"}  # where, and nothing else
CLICK = {"{value} is not {name}."}  # which ends its sentences with a full stop


@pytest.mark.parametrize("name", ["error", "reason", "said"])
def test_a_form_that_begins_with_what_is_filled_in_says_enough_to_be_known(name: str) -> None:
    listed = yaml.safe_load((ROOT / f"data/{name}_words.yaml").read_text(encoding="utf-8"))
    broad = [
        form
        for form in listed
        if form.startswith("{") and len(re.findall("[A-Za-z]", re.sub(r"\{\w+\}", "", form))) < 7
    ]
    assert set(broad) <= PLACES | CLICK


def test_a_form_that_nobody_wrote_stays_as_it_is() -> None:
    assert in_words("the moon is not in the text", "zh") == "the moon is not in the text"
    assert in_words("nothing is built yet", "en") == "nothing is built yet"
    assert in_words("nothing is built yet", "zh") == "尚未构建"
