"""`patnav init`, `build`: a project folder, and its snapshot."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from patnav.chain import shipped_chains
from patnav.cli.options import REGION, json_option, project_option
from patnav.cli.output import print_json, print_table, say, say_warnings
from patnav.project import create_project, find_project

if TYPE_CHECKING:
    from patnav.build import BuildReport
    from patnav.project import Project

__all__ = ["build_command", "init_command"]

_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("init")
@click.argument("folder", type=_FOLDER)
@click.option("--chain", required=True, help="Name of a shipped chain or path of a YAML file.")
@click.option(
    "--home-region", type=REGION, default="320000", show_default=True, help="Code or name."
)
@click.option("--benchmark", type=REGION, multiple=True, help="To compare with; repeatable.")
@click.option("--cutoff", type=click.DateTime(["%Y-%m-%d"]), help="Day the exports were drawn.")
@click.option("--unit", type=click.Choice(["family", "legal_right"]), default="family")
@click.option(
    "--family",
    type=click.Choice(["simple", "extended"]),
    default="simple",
    show_default=True,
    help="What a family is.",
)
def init_command(
    folder: Path,
    chain: str,
    home_region: str,
    benchmark: tuple[str, ...],
    cutoff: datetime | None,
    **counted: str,  # unit, family
) -> None:
    """Make a project folder with its patnav.toml."""
    values = {
        "name": folder.resolve().name,
        "chain": _chain_name(chain, folder),
        "home_region": home_region,
        "benchmark_regions": benchmark,
        "cutoff": cutoff.date() if cutoff else _today(),
        **counted,
    }
    project = create_project(folder, values)
    _tell_odd_chain(project)
    say(f"{folder}: project for {project.chain.name_zh} {project.chain.name_en}")
    say(f"next: patnav add --project {folder} FILE …")


def _tell_odd_chain(project: Project) -> None:
    """Tell what a tree of the user's own has that works, but hardly as it was meant."""
    from patnav.ingest.assign.chaincheck import check_chain

    if project.chain_source not in shipped_chains():
        found = check_chain(Path(project.chain_source))
        say_warnings([problem.error(project.chain_source) for problem in found])


def _chain_name(chain: str, folder: Path) -> str:
    """Name of the chain as patnav.toml keeps it: a path is read from where the user stands."""
    path = Path(chain)
    if path.suffix not in {".yaml", ".yml"} or not path.is_file():
        return chain
    target, home = path.resolve(), folder.resolve()
    return target.relative_to(home).as_posix() if home in target.parents else str(target)


@click.command("build")
@click.option("--fresh", is_flag=True, help="Use nothing that earlier builds have made.")
@json_option
@project_option
def build_command(fresh: bool, as_json: bool, folder: Path) -> None:
    """Build the snapshot: tables, annotations, nodes, indicators, lists, graph.

    What earlier builds made is used where nothing has changed; the result is that of a build from
    scratch.
    """
    from patnav.analysis import late_cutoff
    from patnav.build import build

    started = time.monotonic()
    report = build(
        find_project(folder),
        lambda step: say(f"[{time.monotonic() - started:5.1f} s] {step}"),
        fresh=fresh,
    )
    say(f"[{time.monotonic() - started:5.1f} s] done")
    _print_report(report, as_json)
    if warning := late_cutoff(report.snapshot):
        say(warning)


def _print_report(report: BuildReport, as_json: bool) -> None:
    sums = {
        "snapshot": report.snapshot.id,
        "rows": report.rows,
        "publications": report.publications,
        "rejections": report.rejections,
        "patents": report.patents,
        "families": report.families,
        "assigned": report.assigned,
        "mentions": report.mentions,
        "facts_only": report.facts_only,
    }
    if as_json:
        print_json(sums)
    else:
        print_table([sums])


def _today() -> date:
    return datetime.now().astimezone().date()
