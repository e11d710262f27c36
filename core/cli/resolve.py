"""`patnav resolve`: organisations' names given as JSON lines become legal persons and groups."""

from __future__ import annotations

from pathlib import Path

import click

from patnav.cli.output import say, write_lines
from patnav.project import find_project

__all__ = ["resolve_command"]


@click.command()
@click.argument("names", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; without it, or with -, the answers go to stdout.",
)
@click.option(
    "--project",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Project whose decisions about organisations count; none without it.",
)
def resolve_command(names: Path, output: Path | None, folder: Path | None) -> None:
    """Resolve the organisations NAMES (JSON lines: id, name, country, address).

    One answer per line, in the order of NAMES: organisation (equal values are one legal person),
    group, type, suggestions for review with their evidence, and why the name has this organisation.
    The format is in docs/parties.md.
    """
    from patnav.ingest.parties.decisions import Parties
    from patnav.ingest.parties.resolve import read_queries, resolve
    from patnav.ledger import Ledger

    decisions = Ledger(find_project(folder).folder).decisions() if folder else []
    answers = list(resolve(read_queries(names), Parties(decisions)))
    write_lines(answers, output)
    say(f"{len(answers)} names resolved → {output or 'stdout'}")
