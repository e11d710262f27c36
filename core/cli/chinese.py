"""The command line in Chinese: its help, and what it says of a command that is mistyped.

English help stands in the code, beside what it explains; `data/help_words.yaml` has the Chinese of
each paragraph. The words of click itself are here and in `data/error_words.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy
from functools import cache
from typing import TypeVar

import click

from patnav.cli.output import cells
from patnav.data import load_yaml, resource
from patnav.error_words import in_words

__all__ = ["in_chinese", "say_usage", "wrapped"]

Command = TypeVar("Command", bound=click.Command)

_HEADINGS = {"Options": "选项", "Commands": "命令"}
_EXTRA = re.compile(r"\s*\[([^\[\]]*)\]$")  # [default: 5; required] behind the help of an option
_EXTRAS = (("default: ", "默认："), ("required", "必填"), ("env var: ", "环境变量："), ("; ", "；"))
_PARAGRAPHS = re.compile(r"\n\s*\n")
_WIDE = "\u2e80-\uffef"
_PIECE = re.compile(  # a Chinese character or a word, with the marks that stay on its line
    rf"[（《“【]*(?:[{_WIDE}]|[^\s{_WIDE}]+)[，。；：、！？）》”】]*|\s+"
)


def in_chinese(command: Command) -> Command:
    """A copy of a command, and of all that are under it, whose help is in Chinese.

    What has no Chinese stays in English.
    """
    spoken = copy(command)
    spoken.context_class = _Context
    spoken.help, spoken.short_help = _said(command.help), _first_sentence(command.help)
    spoken.params = [_parameter(one) for one in command.params]
    if isinstance(spoken, click.Group):
        spoken.commands = {name: in_chinese(one) for name, one in spoken.commands.items()}
    return spoken


def say_usage(error: click.ClickException) -> None:
    """Tell in Chinese how a command was mistyped, on stderr."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return
    if isinstance(error, click.UsageError) and error.ctx is not None:
        usage = f"{error.ctx.get_usage()}\n查看帮助：{error.ctx.command_path} --help\n"
        click.echo(usage, err=True)
    click.echo(f"错误：{in_words(error.format_message(), 'zh')}", err=True)


def wrapped(text: str, room: int) -> list[str]:
    """A text in lines of at most so many cells, of which a Chinese character takes two."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and cells(lines[-1]) + cells(piece.rstrip()) > room:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


class _Formatter(click.HelpFormatter):
    """Help with Chinese headings, in lines that are as wide as they look."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{_HEADINGS.get(heading, heading)}：\n")

    def write_text(self, text: str) -> None:
        super().write_text(_kept(text, self.width - self.current_indent))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        listed = list(rows)
        first = min(max(len(name) for name, _ in listed), col_max) + col_spacing
        room = max(self.width - first - 2, 10)
        told = [(name, _kept(_with_extra(text), room)) for name, text in listed]
        super().write_dl(told, col_max, col_spacing)


class _Context(click.Context):
    formatter_class = _Formatter


def _kept(text: str, room: int) -> str:
    """Paragraphs in lines that click leaves as they are (those behind a backspace)."""
    if not text:
        return ""
    lines = ("\n".join(wrapped(" ".join(one.split()), room)) for one in _PARAGRAPHS.split(text))
    return "\n\n".join(f"\b\n{one}" for one in lines)


def _with_extra(text: str) -> str:
    """The help of an option with the Chinese of what click puts behind it."""
    found = _EXTRA.search(text)
    if not found:
        return _said(text) or ""
    extra = found[1]
    for english, chinese in _EXTRAS:
        extra = extra.replace(english, chinese)
    return f"{text[: found.start()]}［{extra}］"


def _parameter(one: click.Parameter) -> click.Parameter:
    if not isinstance(one, click.Option):
        return one
    spoken = copy(one)
    spoken.help = _said(one.help)
    return spoken


def _said(text: str | None) -> str | None:
    """The Chinese of a text, paragraph by paragraph."""
    if not text:
        return text
    return "\n\n".join(_words().get(one, one) for one in _in_paragraphs(text))


def _first_sentence(text: str | None) -> str | None:
    """What the list of commands shows of a command."""
    if not text:
        return None
    first = _in_paragraphs(text)[0]
    head, stop, _ = _words().get(first, first).partition("。")
    return head + stop


def _in_paragraphs(text: str) -> list[str]:
    return [" ".join(one.split()) for one in _PARAGRAPHS.split(text.strip())]


@cache
def _words() -> dict[str, str]:
    words: dict[str, str] = load_yaml(resource("help_words.yaml"))
    return words
