"""Write the generated pages from the code (`make docs`); a test keeps them so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from graph_pages import cypher_page, graph_page

from patnav.cli import cli
from patnav.ingest.read.dialects import Dialect, load_dialects
from patnav.tables import SCHEMAS

HOME = Path(__file__).parent


def commands() -> str:
    """Build the page of all commands, from what --help prints."""
    parts = ["# Commands", "", "Made by `make docs` from the commands themselves.", ""]
    parts.append(
        "stdout is data, stderr is words; exit 0 = done, 1 = failed, 2 = your input. Errors are"
        " told in Chinese where the machine speaks it, or as `PATNAV_LANG` (zh, en) says."
    )
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
