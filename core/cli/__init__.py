"""The `patnav` command: stdout is data, stderr is words, exit 0, 1 or 2."""

from __future__ import annotations

import io
import sys
from importlib import import_module

import click

from patnav import __version__
from patnav.cli.chinese import in_chinese, say_usage
from patnav.cli.output import say, say_error
from patnav.error_words import machine_language
from patnav.errors import PatnavError

__all__ = ["cli", "main"]

# command -> module of patnav.cli that holds it; a module is imported when its command is asked for
COMMANDS: dict[str, str] = {
    "demo": "demo",
    "init": "project",
    "add": "sources",
    "remove": "sources",
    "build": "project",
    "status": "sources",
    "changes": "changes",
    "read": "read",
    "map-columns": "mapping",
    "locate": "locate",
    "resolve": "resolve",
    "parties": "parties",
    "annotate": "annotate",
    "llm": "llm",
    "terms": "terms",
    "chain": "chain",
    "assign": "chain",
    "evaluate": "evaluate",
    "train": "train",
    "train-nodes": "train",
    "scope": "scope",
    "review": "review",
    "list": "lists",
    "map": "lists",
    "matrix": "lists",
    "why": "why",
    "maturity": "opinions",
    "outlook": "opinions",
    "chart": "chart",
    "dashboard": "dashboard",
    "query": "graph",
    "export": "export",
    "publish": "graph",
    "neo4j": "neo4j",
}


class _LazyGroup(click.Group):
    lang = "en"  # what help is shown in

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of COMMANDS: the order of the work."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command and return the function of its name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"patnav.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_") + "_command")
        return in_chinese(command) if self.lang == "zh" else command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def cli() -> None:
    """Patent navigation of an industry chain: exports in, evidence-backed map out."""


def main() -> None:
    """Run the command; an error becomes one line on stderr and an exit code.

    A PatnavError brings its own code; what the machine refuses (no space, no permission) is 1.
    It is told in Chinese where the machine speaks it (error_words.machine_language), and so is
    help.
    """
    _never_choke(sys.stdout)
    _never_choke(sys.stderr)
    try:
        _run(machine_language())
    except PatnavError as error:
        say_error(error)
        sys.exit(error.exit_code)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"patnav: {where}{error.strerror or error}", err=True)
        sys.exit(1)


def _run(lang: str) -> None:
    if lang != "zh":
        cli()  # which ends the process
    spoken = in_chinese(cli)
    spoken.lang = lang
    try:
        code = spoken.main(standalone_mode=False)
    except click.ClickException as error:
        say_usage(error)
        sys.exit(error.exit_code)
    except click.Abort:
        say("已中止。")
        sys.exit(1)
    sys.exit(code or 0)


def _never_choke(stream: object) -> None:
    """Let a terminal that lacks a character (code page 936, say) show its escape instead."""
    if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
        stream.reconfigure(errors="backslashreplace")
