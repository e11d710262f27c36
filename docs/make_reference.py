"""Write the generated pages from the code (`make docs`); a test keeps them so."""

from __future__ import annotations

from pathlib import Path

import click
from graph_pages import cypher_page, graph_page

from patnav.cli import cli
from patnav.tables import SCHEMAS

HOME = Path(__file__).parent


def commands() -> str:
    """Build the page of all commands, from what --help prints."""
    parts = ["# Commands", "", "Made by `make docs` from the commands themselves.", ""]
    parts.append("stdout is data, stderr is words; exit 0 = done, 1 = failed, 2 = your input.")
    root = click.Context(cli, info_name="patnav", terminal_width=80, **cli.context_settings)
    for name in cli.list_commands(root):
        command = cli.get_command(root, name)
        assert command is not None
        parts += _command(command, click.Context(command, info_name=name, parent=root))
    return "\n".join(parts) + "\n"


def _command(command: click.Command, context: click.Context) -> list[str]:
    text = [f"\n## {context.command_path}\n", "```text", command.get_help(context), "```"]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            text += _command(inner, click.Context(inner, info_name=name, parent=context))
    return text


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


PAGES = {
    "commands.md": commands,
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
