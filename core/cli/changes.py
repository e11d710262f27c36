"""`patnav changes`: what is different between two snapshots."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from patnav.cli.options import Telling, project_option, telling_options
from patnav.cli.output import print_json, print_table, say
from patnav.errors import ProjectError
from patnav.project import find_project
from patnav.snapshot import Snapshot, built_before, open_snapshot

__all__ = ["changes_command"]


@click.command()
@click.option("--from", "old", default="", help="Older snapshot; by default the one built before.")
@click.option("--to", "new", default="", help="Newer snapshot; by default the one in use.")
@click.option(
    "--top", default=20, show_default=True, help="Entries of each list that are compared."
)
@telling_options
@project_option
def changes_command(old: str, new: str, top: int, telling: Telling, folder: Path) -> None:
    """Compare two snapshots: patents, events, organisations, nodes, judgements, classes, lists.

    The report names file and row of every change on both sides, and its cause.
    """
    from patnav.analysis import (
        change_lines,
        change_table,
        compare_snapshots,
        moves,
        write_changes,
    )

    project = find_project(folder)
    after = open_snapshot(project, new)
    before = open_snapshot(project, old) if old else _built_before(after)
    found = compare_snapshots(before, after, top)
    say(f"{before.id} → {after.id}")
    if telling.report is not None:
        write_changes(found, telling.report, telling.lang, project.settings.cutoff)
        say(f"every change with file and row: {telling.report}")
    if telling.as_json:
        told = [asdict(move) for move in moves(found)]
        sides = {"from": before.id, "to": after.id, "patents": found.patents}
        rows = found.rows.to_pylist()
        print_json(sides | {"not_compared": found.silent, "moves": told, "rows": rows})
        return
    for line in change_lines(found, telling.lang):
        click.echo(line)
    print_table(change_table(found, telling.lang))


def _built_before(after: Snapshot) -> Snapshot:
    """The snapshot that was last in use before this one; raises ProjectError when there is none."""
    before = built_before(after)
    if before is None:
        raise ProjectError(
            "there is no other snapshot to compare with",
            where=str(after.project.snapshots),
            remedy="build again after an update",
        )
    return before
