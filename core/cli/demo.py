"""`patnav demo`: the synthetic chain through the whole pipeline."""

from __future__ import annotations

import shutil
import time
from datetime import date
from pathlib import Path

import click

from patnav.cli.lists import list_command, map_command
from patnav.cli.output import say
from patnav.errors import ProjectError
from patnav.project import PROJECT_FILE, Project, create_project, open_project

__all__ = ["demo_command"]

SETTINGS = {
    "name": "合成演示 synthetic demo",
    "chain": "new_energy_battery_hydrogen",
    "home_region": "320000",
    "benchmark_regions": ("440000", "330000", "310000"),
    "cutoff": date(2025, 6, 30),
    "synthetic": True,
}
LISTS = {
    "enterprise": "重点企业 key enterprises",
    "technology": "重点技术 key technologies",
    "product": "重点产品 key products",
    "talent": "重点人才 key inventors",
}


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="demo-project")
@click.option("--patents", default=4000, show_default=True, help="Size of the synthetic chain.")
@click.option("--seed", default=1, show_default=True, help="Another seed, another world.")
def demo_command(folder: Path, patents: int, seed: int) -> None:
    """Generate a synthetic chain, build it, print its map and lists."""
    from patnav.build import build
    from patnav.data.synthetic import generate

    started = time.monotonic()

    def step(text: str) -> None:
        say(f"[{time.monotonic() - started:5.1f} s] {text}")

    step(f"generating {patents} SYNTHETIC patents (合成数据)")
    project = _fresh(folder)
    exports = folder / "exports"
    for file in generate(exports, patents=patents, seed=seed).files:
        project.add_sources([exports / file.name], file.region)
    report = build(project, step)
    step(
        f"{report.rows} rows = {report.publications} publications + "
        f"{report.rejections} rejections; {report.patents} patents, "
        f"{report.families} families, {report.mentions} annotations"
    )
    _show(folder)
    say(f"\nnext: .venv/bin/patnav dashboard --project {folder}")


def _fresh(folder: Path) -> Project:
    """Make the demo project anew; a project that is not a demo is never touched."""
    if (folder / PROJECT_FILE).exists():
        if not open_project(folder).settings.synthetic:
            raise ProjectError(
                "holds a project of yours", where=str(folder), remedy="name another folder"
            )
        shutil.rmtree(folder)
    return create_project(folder, SETTINGS)


def _show(folder: Path) -> None:
    """Print what `patnav map` and `patnav list` print."""
    context = click.get_current_context()
    click.echo("合成数据 SYNTHETIC — 产业链图谱 chain map")
    context.invoke(map_command, folder=folder, region="", lang="zh", as_json=False)
    blank = {"node": "", "region": "", "output": None, "lang": "zh", "as_json": False}
    for kind, title in LISTS.items():
        click.echo(f"\n合成数据 SYNTHETIC — {title}")
        context.invoke(list_command, kind=kind, folder=folder, top=8, **blank)
