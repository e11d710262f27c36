"""`patnav changes`: what is different between two snapshots."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from patnav.cli.options import Telling, project_option, telling_options
from patnav.cli.output import print_json, print_table, say
from patnav.errors import PatnavError, ProjectError
from patnav.project import find_project
from patnav.snapshot import Snapshot, built_before, open_snapshot

if TYPE_CHECKING:
    from patnav.analysis import Changes, GraphChanges

__all__ = ["changes_command"]


_limit = click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=40,
    show_default=True,
    help="Lines of each table on the screen; report and JSON have all.",
)


@click.command()
@click.option("--from", "old", default="", help="Older snapshot; by default the one built before.")
@click.option("--to", "new", default="", help="Newer snapshot; by default the one in use.")
@click.option(
    "--top", default=20, show_default=True, help="Entries of each list that are compared."
)
@click.option("--graph/--no-graph", default=True, help="Compare the graphs too.  [default: graph]")
@_limit
@telling_options
@project_option
def changes_command(  # noqa: PLR0913, PLR0917 -- one parameter per option
    old: str, new: str, top: int, graph: bool, limit: int, telling: Telling, folder: Path
) -> None:
    """Compare two snapshots: patents, events, organisations, nodes, judgements, classes, lists.

    Then the entries of the key lists that moved, with their values and what caused it, and the
    graph: nodes and relationships that are new, gone or changed, and which properties; which is
    what a publish would send. No server is asked. The report names file and row of every change on
    both sides, and its cause.
    """
    from patnav.analysis import compare_snapshots, write_changes

    project = find_project(folder)
    after = open_snapshot(project, new)
    before = open_snapshot(project, old) if old else _built_before(after)
    found = compare_snapshots(before, after, top)
    drawn = _graphs(before, after) if graph else None
    say(f"{before.id} → {after.id}")
    if telling.report is not None:
        write_changes(found, telling.report, telling.lang, project.settings.cutoff, drawn)
        say(f"every change with file and row: {telling.report}")
    if telling.as_json:
        print_json({"from": before.id, "to": after.id} | _plain(found, drawn))
        return
    _show(found, telling.lang, limit, top)
    if drawn is not None:
        _show_graph(drawn, before.id, telling.lang, limit)


def _graphs(before: Snapshot, after: Snapshot) -> GraphChanges | None:
    """Compare the graphs; those of a snapshot that another patnav built may not be readable."""
    from patnav.analysis import compare_graphs

    try:
        return compare_graphs(before, after)
    except PatnavError as error:
        say(f"the graphs are not compared: {error}")
        return None


def _plain(found: Changes, drawn: GraphChanges | None) -> dict[str, object]:
    from patnav.analysis import graph_moves, moves

    told: dict[str, object] = {
        "patents": found.patents,
        "not_compared": found.silent,
        "made_with": [asdict(item) for item in found.made_with],
        "moves": [asdict(move) for move in moves(found)],
        "lists": [asdict(move) for move in found.lists],
        "rows": found.rows.to_pylist(),
    }
    if drawn is not None:
        told["graph"] = {
            "publish": {"written": drawn.written, "deleted": drawn.deleted},
            "kinds": [count._asdict() for count in drawn.kinds],
            "moves": [asdict(move) for move in graph_moves(drawn)],
            "rows": drawn.rows.to_pylist(),
        }
    return told


def _show(found: Changes, lang: str, limit: int, top: int) -> None:
    from patnav.analysis import change_lines, change_table, change_words, list_table

    for line in change_lines(found, lang):
        click.echo(line)
    _show_table(change_table(found, lang), lang, limit)
    if found.lists:
        _show_table(list_table(found, lang), lang, limit)
    else:
        click.echo(change_words("no_lists", lang, top=top))


def _show_graph(drawn: GraphChanges, before: str, lang: str, limit: int) -> None:
    from patnav.analysis import change_words, graph_table, kind_table

    if not drawn.written and not drawn.deleted:
        click.echo(change_words("no_graph", lang))
        return
    sums = {"written": drawn.written, "deleted": drawn.deleted, "before": before}
    click.echo(change_words("publish", lang, **sums))
    _show_table(kind_table(drawn, lang), lang, limit)
    _show_table(graph_table(drawn, lang), lang, limit)


def _show_table(rows: list[dict[str, object]], lang: str, limit: int) -> None:
    from patnav.analysis import change_words

    if rows:
        click.echo()
        print_table(rows[:limit])
    if len(rows) > limit:
        click.echo(change_words("more", lang, rows=len(rows) - limit))


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
