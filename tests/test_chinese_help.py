"""Help in Chinese: every text has it, lines are as wide as they look, mistakes are told."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from patnav.cli import cli, main
from patnav.cli.chinese import in_chinese, wrapped
from patnav.cli.output import cells
from patnav.data import load_yaml, resource

WORDS: dict[str, str] = load_yaml(resource("help_words.yaml"))
HAN = re.compile("[\u4e00-\u9fff]")
ENGLISH = re.compile(r"(?<![\w./<{\[|-])(?:the|of|and|is|not|for|with|what|which)(?![\w/-])")


def under(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from under(inner)


def texts() -> Iterator[str]:
    """Paragraphs of the help of all commands and options."""
    for command in under(cli):
        given = [
            command.help,
            *(one.help for one in command.params if isinstance(one, click.Option)),
        ]
        for text in filter(None, given):
            yield from (" ".join(one.split()) for one in re.split(r"\n\s*\n", text.strip()))


def test_every_text_of_help_has_chinese_and_no_chinese_is_left_over() -> None:
    assert set(texts()) == set(WORDS) - {"Show this message and exit."}
    assert all(HAN.search(chinese) for chinese in WORDS.values())


def test_help_in_chinese_holds_no_english_sentence() -> None:
    spoken = in_chinese(cli)
    spoken.lang = "zh"
    pages = 0
    for command in under(spoken):
        page = command.get_help(command.context_class(command, info_name="patnav"))
        assert page.startswith("用法：patnav")
        assert not ENGLISH.search(page), page
        assert max(map(cells, page.splitlines())) <= 80
        pages += 1
    assert pages == len(list(under(cli))) > 70


def test_english_help_stays_english() -> None:
    context = click.Context(cli, info_name="patnav")
    before = cli.get_help(context)
    in_chinese(cli)
    assert cli.get_help(context) == before
    assert before.startswith("Usage:")


@pytest.mark.parametrize("room", [10, 17, 40])
def test_lines_are_as_wide_as_they_look(room: int) -> None:
    text = "列出要判断的内容，按更正会改变多少（清单）排序；由 patnav.toml 的 random_share 决定。"
    lines = wrapped(text, room)
    assert all(cells(line) <= room for line in lines if " " in line or HAN.search(line[1:]))
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert not any(line[0] in "，。；：）" for line in lines)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("lsit", "错误：没有命令 'lsit'。"),
        ("assign a --modl b", "错误：没有选项 '--modl'。是不是 '--model'？"),
        ("assign", "错误：缺少参数 'DOCS'。"),
        ("demo --seed", "错误：选项 '--seed' 后面要有值。"),
        ("demo --seed x", "错误：'--seed' 的值不对：'x' 不是整数。"),
        ("demo a b", "错误：多出参数 b"),
        ("review queue --lang fr", "'fr' 不是其中之一：'zh', 'en'。"),
        ("read /no/such/file", "patnav: /no/such/file：没有这个文件"),
    ],
)
def test_a_mistyped_command_is_told_in_chinese(
    given: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATNAV_LANG", "zh")
    monkeypatch.setattr("sys.argv", ["patnav", *given.split()])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert told in said
    assert not ENGLISH.search(said)


@pytest.mark.parametrize(("lang", "begins"), [("zh", "用法："), ("en", "Usage:"), ("", "Usage:")])
def test_help_speaks_as_the_machine_does(
    lang: str, begins: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C")
    monkeypatch.setenv("PATNAV_LANG", lang)
    monkeypatch.setattr("sys.argv", ["patnav", "review", "--help"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 0
    assert capsys.readouterr().out.startswith(begins)
