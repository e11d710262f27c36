"""`patnav why`: the numbers of a node with interval, unit, method and the patents behind them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from patnav.cli.options import REGION, json_option, project_option
from patnav.cli.output import print_json, print_table, say
from patnav.project import find_project
from patnav.snapshot import open_snapshot

__all__ = ["why_command"]


@click.command()
@click.argument("node")
@click.option("--region", type=REGION, default="", help="Another region than the home region.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@json_option
@project_option
def why_command(node: str, region: str, lang: str, as_json: bool, folder: Path) -> None:
    """Explain the class and the numbers of a NODE: interval, n, unit, method, patents, query."""
    from patnav.analysis import chain_map, findings, indicators

    snapshot = open_snapshot(find_project(folder))
    found = findings(snapshot, node, region)
    if as_json:
        print_json([asdict(each) for each in found])
        return
    cell = chain_map(snapshot, region).set_index("node").loc[node]
    names = {each.name: each.zh if lang == "zh" else each.en for each in indicators()}
    say(f"{node} {cell[f'name_{lang}']}: {cell[f'reason_{lang}']}")
    columns = ("name", "value", "low", "high", "n", "unit", "weighting", "method")
    print_table([asdict(each) | {"name": names[each.name]} for each in found], columns)
    if found:
        say(f"patents that tell most: {', '.join(found[0].evidence)}")
        say(f"all of them, in DuckDB over the snapshot: {found[0].query}")
