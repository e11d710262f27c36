"""The demo project: the synthetic chain in a project folder of its own, ready to build."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from patnav.data.synthetic import Truth, generate
from patnav.errors import ProjectError
from patnav.project import PROJECT_FILE, Project, create_project, open_project

__all__ = ["demo_project"]


def demo_project(folder: Path, *, patents: int = 4000, seed: int = 1) -> tuple[Project, Truth]:
    """Make the demo project anew in `folder`; return it with the truth that is planted in it.

    Raises ProjectError when the folder holds a project that is not a demo: it is never touched.
    """
    if (folder / PROJECT_FILE).exists():
        if not open_project(folder).settings.synthetic:
            raise ProjectError(
                "holds a project of yours", where=str(folder), remedy="name another folder"
            )
        shutil.rmtree(folder)
    exports = folder / "exports"
    truth = generate(exports, patents=patents, seed=seed)
    project = create_project(folder, _settings(truth))
    for file in truth.files:
        project.add_sources([exports / file.name], file.region)
    return project, truth


def _settings(truth: Truth) -> dict[str, object]:
    return {
        "name": "合成演示 synthetic demo",
        "chain": truth.chain,
        "home_region": truth.home,
        "benchmark_regions": truth.benchmarks,
        "cutoff": date.fromisoformat(truth.cutoff),
        "synthetic": True,
    }
