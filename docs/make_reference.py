"""Write the generated pages from the code (`make docs`); a test keeps them so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from graph_pages import cypher_page, graph_page

from patnav.cli import cli
from patnav.cli.chinese import in_chinese
from patnav.ingest.read.dialects import Dialect, load_dialects
from patnav.tables import SCHEMAS

HOME = Path(__file__).parent


def commands() -> str:
    """Build the page of all commands, from what --help prints."""
    parts = [
        "# Commands",
        "",
        "Made by `make docs` from the commands themselves ([中文](commands.zh.md)).",
    ]
    parts += [
        "",
        "stdout is data, stderr is words; exit 0 = done, 1 = failed, 2 = your input. Help, errors"
        " and what is said on the way are in Chinese where the machine speaks it, or as"
        " `PATNAV_LANG` (zh, en) says.",
    ]
    return "\n".join([*parts, *_commands(cli)]) + "\n"


def commands_zh() -> str:
    """Build the page of all commands in Chinese."""
    parts = ["# 命令", "", "由 `make docs` 根据命令本身生成（[English](commands.md)）。", ""]
    parts.append(
        "标准输出是数据，标准错误是说明；退出码 0 表示完成，1 表示失败，2 表示输入有误。"
        "系统语言为中文，或 `PATNAV_LANG` 设为 zh 时，帮助、错误和过程说明用中文显示（en：英文）。"
    )
    spoken = in_chinese(cli)
    spoken.lang = "zh"
    return "\n".join([*parts, *_commands(spoken)]) + "\n"


def _commands(group: click.Group) -> list[str]:
    root = group.context_class(
        group, info_name="patnav", terminal_width=80, **group.context_settings
    )
    return _under(group, root)


def _under(group: click.Group, context: click.Context) -> list[str]:
    parts: list[str] = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        inner = command.context_class(command, info_name=name, parent=context)
        parts += [f"\n## {inner.command_path}\n", "```text", command.get_help(inner), "```"]
        if isinstance(command, click.Group):
            parts += _under(command, inner)
    return parts


def tables() -> str:
    """Build the data dictionary from the table schemas."""
    parts = ["# Tables of a snapshot", "", "Made by `make docs` from `core/tables.yaml`."]
    for name, schema in SCHEMAS.items():
        about, order = schema.metadata[b"about"].decode(), schema.metadata[b"sort"].decode()
        parts += [f"\n## {name}\n", f"{about} Ordered by {order}.\n"]
        parts += ["| column | type | meaning |", "|---|---|---|"]
        parts += [
            f"| {field.name} | {field.type} | {field.metadata[b'about'].decode()} |"
            for field in schema
        ]
    return "\n".join(parts) + "\n"


def dialects() -> str:
    """Build the page of all dialects: which columns are read as what."""
    parts = ["# Dialects and their columns", "", "Made by `make docs` from `data/dialects/`.", ""]
    parts += [
        "Names are compared without regard to case, blanks and the width of brackets; of several"
    ]
    parts += ["columns the first that is filled is read."]
    for dialect in load_dialects():
        parts += [f"\n## {dialect.name}\n", f"{dialect.title}\n"]
        parts += ["| read as | columns |", "|---|---|"]
        read = [(str(field), names) for field, names in dialect.columns.items()]
        read += [(f"{text.section} ({text.lang})", text.columns) for text in dialect.texts]
        read += [(f"event {event.kind}", event.names) for event in dialect.events]
        read += [("events", dialect.histories), ("not read", dialect.other)]
        parts += [f"| {field} | {_columns(dialect, names)} |" for field, names in read if names]
    return "\n".join(parts) + "\n"


def _columns(dialect: Dialect, names: Sequence[str]) -> str:
    """Names of columns; one that is made of another is told by that."""
    told: dict[str, None] = {}
    for name in names:
        made = dialect.extract.get(name)
        told |= dict.fromkeys(made.sources if made else [name])
    return ", ".join(f"`{name}`" for name in told).replace("|", "\\|")


PAGES = {
    "commands.md": commands,
    "commands.zh.md": commands_zh,
    "dialects.md": dialects,
    "tables.md": tables,
    "graph.md": graph_page,
    "cypher.md": cypher_page,
}


def main() -> None:
    """Write all pages."""
    for name, make in PAGES.items():
        (HOME / name).write_text(make(), encoding="utf-8")


if __name__ == "__main__":
    main()
