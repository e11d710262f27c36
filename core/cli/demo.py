"""`patnav demo`: the synthetic chain through the whole pipeline."""

from __future__ import annotations

import time
from pathlib import Path

import click

from patnav.cli.lists import list_command, map_command
from patnav.cli.output import program_name, say

__all__ = ["demo_command"]

LISTS = {
    "enterprise": "重点企业 key enterprises",
    "technology": "重点技术 key technologies",
    "product": "重点产品 key products",
    "talent": "重点人才 key inventors",
}


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="demo-project")
@click.option(
    "--patents",
    default=4000,
    type=click.IntRange(min=50),
    show_default=True,
    help="Size of the synthetic chain.",
)
@click.option("--seed", default=1, show_default=True, help="Another seed, another world.")
def demo_command(folder: Path, patents: int, seed: int) -> None:
    """Generate a synthetic chain, build it, print its map and lists."""
    from patnav.build import build
    from patnav.demo import demo_project

    started = time.monotonic()

    def step(text: str) -> None:
        say(f"[{time.monotonic() - started:5.1f} s] {text}")

    step(f"generating {patents} SYNTHETIC patents (合成数据)")
    project, _ = demo_project(folder, patents=patents, seed=seed)
    report = build(project, step)
    step(
        f"{report.rows} rows = {report.publications} publications + "
        f"{report.rejections} rejections; {report.patents} patents, "
        f"{report.families} families, {report.mentions} annotations"
    )
    _show(folder)
    say(f"\nnext: {program_name()} dashboard --project {folder}")


def _show(folder: Path) -> None:
    """Print what `patnav map` and `patnav list` print."""
    context = click.get_current_context()
    click.echo("合成数据 SYNTHETIC — 产业链图谱 chain map")
    context.invoke(map_command, folder=folder, region="", lang="zh", as_json=False)
    blank = {"node": "", "region": "", "output": None, "lang": "zh", "as_json": False}
    for kind, title in LISTS.items():
        click.echo(f"\n合成数据 SYNTHETIC — {title}")
        context.invoke(list_command, kind=kind, folder=folder, top=8, **blank)
