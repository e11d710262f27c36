"""`undo`, `export` and `import` of a group of commands whose decisions are a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import click

from patnav.cli.options import FILE, REBUILD, project_option, who_option
from patnav.cli.output import say
from patnav.errors import ProjectError
from patnav.ledger import Ledger
from patnav.project import find_project

__all__ = ["Book", "add_table_commands", "add_undo"]


class Book(NamedTuple):
    """A table of decisions: their kind in the ledger, its name for users, its columns.

    `enter(ledger, file, who)` records a file's rows, all or none, and tells how many were new and
    how many there are.
    """

    kind: str
    name: str
    columns: tuple[str, str, str, str]
    enter: Callable[[Ledger, Path, str], tuple[int, int]]


def add_undo(group: click.Group, *kinds: str) -> None:
    """Give a group the command that takes a decision of these kinds back, or back an undoing."""

    @group.command("undo")
    @click.argument("number", type=int)
    @click.option("--why", "reason", required=True, help="Why it is taken back.")
    @who_option
    @project_option
    def undo(number: int, reason: str, who: str, folder: Path) -> None:
        """Take decision NUMBER back; the tables become what they were before it."""
        ledger = Ledger(find_project(folder).folder)
        if all(one.id != number for kind in kinds for one, _ in ledger.history(kind)):
            raise ProjectError(
                f"no decision {number} of kind {' or '.join(kinds)}", where=str(ledger.path)
            )
        ledger.undo(number, who=who, why=reason)
        say(f"decision {number} is undone; {REBUILD}")


def add_table_commands(group: click.Group, book: Book) -> None:
    """Give a group the commands that take decisions back, and their table out and in."""
    columns = ", ".join(book.columns)
    export = f"Write the decisions in force as {book.name} to FILE (CSV or XLSX)."
    taken = f"Record the decisions of {book.name} (columns {columns}), all or none."

    add_undo(group, book.kind)

    @group.command("export", help=export)
    @click.argument("file", type=FILE)
    @project_option
    def export_(file: Path, folder: Path) -> None:
        from patnav.book import write_rows

        decisions = Ledger(find_project(folder).folder).decisions(book.kind)
        rows = [(item.subject, item.other, item.value, item.why) for item in decisions]
        write_rows([dict(zip(book.columns, row, strict=True)) for row in rows], file, book.columns)
        say(f"{len(rows)} decisions → {file}")

    @group.command("import", help=taken)
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @who_option
    @project_option
    def import_(file: Path, who: str, folder: Path) -> None:
        new, told = book.enter(Ledger(find_project(folder).folder), file, who)
        say(f"{new} of {told} decisions are new; {REBUILD}")
