"""`patnav scope show|sample|report`: how the chain was cut out of the files, and how well."""

from __future__ import annotations

import getpass
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from patnav.cli.options import as_person, json_option, project_option
from patnav.cli.output import print_json, print_table, say
from patnav.errors import InputError, ProjectError
from patnav.ledger import Ledger
from patnav.project import Project, find_project
from patnav.snapshot import Snapshot, open_snapshot

if TYPE_CHECKING:
    from patnav.analysis.scope import Estimate, Line, Report

__all__ = ["scope_command"]

FILE = click.Path(path_type=Path, dir_okay=False)
_lang = click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)


@click.group(name="scope")
def scope_command() -> None:
    """Show how the chain was cut out of the files, draw a review sample, report its quality."""


@scope_command.command(name="show")
@json_option
@project_option
def show_scope(as_json: bool, folder: Path) -> None:
    """Count patents before and after the cut, per node and rule, and those just left out."""
    from patnav.analysis.scope import scope_counts, scope_frame

    snapshot = open_snapshot(find_project(folder))
    counts = scope_counts(snapshot, scope_frame(snapshot))
    if as_json:
        print_json(counts)
        return
    nodes = counts.pop("nodes")
    print_table([{"what": name, "count": count} for name, count in counts.items()])
    click.echo()
    print_table(nodes)


@scope_command.command(name="sample")
@click.option("-o", "--output", type=FILE, required=True, help="File to write: .xlsx or .csv.")
@click.option(
    "--per-node", type=click.IntRange(min=0), default=30, show_default=True, help="Hits per node."
)
@click.option(
    "--excluded",
    type=click.IntRange(min=0),
    default=60,
    show_default=True,
    help="Patents in no node, of the whole chain.",
)
@click.option("--node", "nodes", multiple=True, help="Only hits of this node; repeatable.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another draw.")
@_lang
@project_option
def draw_sample(folder: Path, output: Path, lang: str, **plan: Any) -> None:  # noqa: ANN401
    """Draw a review sample: hits by node and rule, and patents that were left out.

    Fill the column 判断 (Verdict) in a spreadsheet, then run `patnav scope report`.
    """
    from patnav.analysis.scope import Plan, draw, scope_frame, write_review

    snapshot = open_snapshot(find_project(folder))
    for node in plan["nodes"]:
        _check_node(snapshot, node)
    drawn = draw(scope_frame(snapshot), Plan(**plan))
    write_review(snapshot, drawn, output, lang)
    hits = sum(bool(unit.node) for unit, _ in drawn)
    say(f"{hits} assignments and {len(drawn) - hits} patents left out → {output}")


@scope_command.command(name="report")
@click.argument("review", required=False, type=FILE)
@click.option(
    "--who", default="", callback=as_person, help="Name of the reviewer; by default your user name."
)
@_lang
@json_option
@project_option
def report_scope(review: Path | None, who: str, lang: str, as_json: bool, folder: Path) -> None:
    """Read a filled REVIEW back and report precision and recall per node and for the chain.

    The verdicts are kept in the project's ledger; without REVIEW the report is made of those.
    """
    from patnav.analysis.scope import (
        read_review,
        record_answers,
        save_report,
        scope_frame,
        scope_report,
    )

    project = find_project(folder)
    snapshot, ledger = _reviewed(project, review), Ledger(project.folder)
    frame = scope_frame(snapshot)
    if review is not None:
        answers = read_review(review, snapshot, frame)
        new = record_answers(ledger, snapshot.id, answers, who or getpass.getuser())
        say(f"{review}: {len(answers)} rows filled, {new} new or changed verdicts recorded")
    report = scope_report(frame, project.chain, ledger, lang)
    if not report.reviewers:
        raise ProjectError(
            "no verdict on this snapshot yet",
            where=str(project.folder),
            remedy="run: patnav scope sample -o review.xlsx, fill it, patnav scope report it",
        )
    save_report(snapshot, report)
    print_json(report.as_json()) if as_json else _print(report, lang)


def _reviewed(project: Project, review: Path | None) -> Snapshot:
    """The snapshot that a sheet was drawn from, else the current one."""
    from patnav.analysis.scope import snapshot_of

    current = open_snapshot(project)
    named = snapshot_of(review) if review is not None else current.id
    if named == current.id or not (project.snapshots / named / "manifest.json").is_file():
        return current
    say(f"{review}: drawn from snapshot {named}, not from the current one ({current.id})")
    return open_snapshot(project, named)


def _check_node(snapshot: Snapshot, node: str) -> None:
    if node not in snapshot.project.chain.by_id:
        raise InputError(f"there is no node {node!r} in the chain", remedy="see patnav chain show")


def _print(report: Report, lang: str) -> None:
    print_table([_row(line, lang) for line in (report.chain, *report.nodes)])
    click.echo()
    print_table([{"kind": kind} | each._asdict() for kind, each in report.excluded.items()])
    if report.agreement:
        click.echo()
        print_table([each._asdict() for each in report.agreement])


def _row(line: Line, lang: str) -> dict[str, object]:
    from patnav.analysis.scope import use_words

    return {
        "node": line.node or "*",
        "name": line.name,
        "assigned": line.assigned,
        "reviewed": line.reviewed,
        "right": line.right,
        "unsure": line.unsure,
        "precision": _told(line.precision),
        "recall": _told(line.recall),
        "use": use_words(line.use, lang),
    }


def _told(estimate: Estimate) -> str:
    """A share with its interval; only a lower limit where there is no value."""
    if math.isnan(estimate.low):
        return "–"
    if math.isnan(estimate.value):
        return f"≥ {estimate.low:.2f}" if estimate.n else "?"
    return f"{estimate.value:.2f} [{estimate.low:.2f}, {estimate.high:.2f}]"
