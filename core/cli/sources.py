"""`patnav add`, `remove`, `status`: the source files of a project and what they would change."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from patnav.chain import load_chain
from patnav.cli.options import REGION, Telling, json_option, project_option, telling_options
from patnav.cli.output import print_json, print_table, say, spoken
from patnav.errors import ProjectError
from patnav.project import Project, SourceEntry, find_project
from patnav.snapshot import Snapshot, open_snapshot

if TYPE_CHECKING:
    from patnav.update import Preview

__all__ = ["add_command", "remove_command", "status_command"]

_PATHS = click.Path(path_type=Path)
_SHOWN = 5  # patents named when sources go


@click.command("add")
@click.argument("files", nargs=-1, required=True, type=_PATHS)
@click.option(
    "--region", type=REGION, default="", help="Region of all applicants of these files, if known."
)
@click.option(
    "--replaces", type=_PATHS, multiple=True, help="Source that these files replace; repeatable."
)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@telling_options
@project_option
def add_command(
    files: tuple[Path, ...],
    region: str,
    replaces: tuple[Path, ...],
    dry_run: bool,
    telling: Telling,
    folder: Path,
) -> None:
    """Read exports once, say what they change, and name them with their hash in patnav.toml.

    They are compared with the sources that they replace (--replaces, or the same path with new
    content), else with the last build.
    """
    from patnav.analysis import write_changes
    from patnav.update import preview, replaced_by

    project = find_project(folder)
    replaced = replaced_by(project, files, replaces)
    found = preview(project, files, replaced, region, say)
    if found.changes is not None and telling.report is not None:
        write_changes(found.changes, telling.report, telling.lang, project.settings.cutoff)
        say(f"every change with file and row: {telling.report}")
    _print_preview(found, telling)
    if not dry_run:
        _name(project, files, region, replaced)


def _name(
    project: Project, files: tuple[Path, ...], region: str, replaced: list[SourceEntry]
) -> None:
    added, known = project.add_sources(files, region, replaced)
    for path in known:
        say(f"{path}: is in the project already")
    if added:
        say(f"{len(added)} file(s) added; next: patnav build --project {project.folder}")


def _print_preview(found: Preview, telling: Telling) -> None:
    from patnav.analysis import change_lines, change_table, moves

    if telling.as_json:
        told = asdict(found) | {"changes": None}
        if found.changes is not None:
            told["changes"] = {
                "patents": found.changes.patents,
                "not_compared": found.changes.silent,
                "moves": [asdict(move) for move in moves(found.changes)],
                "rows": found.changes.rows.to_pylist(),
            }
        print_json(told)
        return
    if found.changes is not None:
        side = {"file": ", ".join(found.replaces), "snapshot": "the last build"}[found.against]
        say(f"compared with {side}:")
        for line in change_lines(found.changes, telling.lang):
            click.echo(line)
        if table := change_table(found.changes, telling.lang):
            print_table(table)
        _say_gone(found)
    _say_like(found)


def _say_gone(found: Preview) -> None:
    assert found.changes is not None
    causes = [row["cause"] for row in found.changes.rows.to_pylist() if row["change"] == "gone"]
    if causes:
        stay = causes.count("elsewhere")
        say(
            f"{len(causes)} patents of the replaced source are not in the new one: "
            f"{len(causes) - stay} leave the set, {stay} stay because another source has them; "
            "to keep them all, add the new file without --replaces, under a path of its own"
        )


def _say_like(found: Preview) -> None:
    if found.like is not None:
        say(
            f"this looks like an update of {found.like.source}: {found.like.both} patents are in "
            f"both; {found.like.only_there} are only in the older file and stay, because it stays "
            f"a source; if it should go: --replaces {found.like.source}"
        )


@click.command("remove")
@click.argument("files", nargs=-1, required=True, type=_PATHS)
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@json_option
@project_option
def remove_command(files: tuple[Path, ...], dry_run: bool, as_json: bool, folder: Path) -> None:
    """Take sources out of patnav.toml and say which patents go with them; no file is touched."""
    from patnav.update import vanishing

    project = find_project(folder)
    gone = [project.source_named(path) for path in files]
    found = vanishing(project, gone)
    if found is None:
        say("the last build does not have them: nothing is known of their patents")
    else:
        say(
            f"{len(found.leaves)} patents leave the set, {found.stays} stay because another "
            "source has them"
        )
    if as_json:
        told = {"sources": [entry.path for entry in gone], "leaves": None, "stays": None}
        print_json(told | (found._asdict() if found else {}))
    elif found and found.leaves:
        click.echo("\n".join(found.leaves[:_SHOWN]))
    if not dry_run:
        project.remove_sources(gone)
        say(f"{len(gone)} source(s) taken out; next: patnav build --project {project.folder}")


@click.command("status")
@json_option
@project_option
def status_command(as_json: bool, folder: Path) -> None:
    """Show the sources of the project, which of them changed, and the snapshot in use."""
    from patnav.analysis import late_cutoff

    project = find_project(folder)
    load_chain(project.settings.chain, project.folder)  # a chain that is not there is told here too
    current = _current(project)
    built = {source["sha256"] for source in current.manifest["sources"]} if current else set()
    rows = [
        {
            "source": entry.path,
            "region": entry.region,
            "state": _state(project, entry),
            "built": "yes" if entry.sha256 in built else "no",
        }
        for entry in project.settings.sources
    ]
    if as_json:
        name = current.id if current else ""
        print_json({"chain": project.settings.chain, "snapshot": name, "sources": rows})
    else:
        say(
            f"chain {project.settings.chain}, snapshot {current.id if current else 'not built yet'}"
        )
        told = [row | {"state": spoken(row["state"])} for row in rows]
        print_table(told, ("source", "region", "state", "built"))
    if current and (warning := late_cutoff(current)):
        say(warning)


def _current(project: Project) -> Snapshot | None:
    """The snapshot in use; None without one."""
    try:
        return open_snapshot(project)
    except ProjectError:
        return None


def _state(project: Project, entry: SourceEntry) -> str:
    try:
        project.source_path(entry)
    except ProjectError as error:
        return error.what
    return "unchanged"
