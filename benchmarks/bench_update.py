"""A build from scratch against a build after one small file was added, as a ratio.

    .venv/bin/python benchmarks/bench_update.py [FILE …]

Without files it takes three real exports of the founders' shared material (PATNAV_SHARED). The
added file holds one patent. Prints seconds of both, their ratio, and whether the bytes are those of
a scratch build of the same files.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

from patnav.build import BuildReport, build
from patnav.project import Project, create_project, file_hash

SHARED = Path(os.environ.get("PATNAV_SHARED", Path(__file__).resolve().parents[2] / "shared"))
EXPORTS = (
    "incopat/toyota_autonomous_driving_5048.xlsx",
    "google-patents/gp-search_solid-electrolyte.csv",
    "city-portfolio/taian_1985-2014_part1.xlsx",
)
MORE = """申请号,名称,摘要,申请人,申请日,主分类号
CN201510123456.3,一种晾衣架,本实用新型公开了一种晾衣架，节省了空间。,虚构衣架厂,2015-03-02,D06F57/00
"""


def timed(project: Project, *, fresh: bool = False) -> tuple[float, BuildReport]:
    """Build and take the time."""
    start = perf_counter()
    report = build(project, fresh=fresh)
    return perf_counter() - start, report


def contents(report: BuildReport) -> dict[str, str]:
    """Hash of every file of the snapshot."""
    folder = report.snapshot.folder
    return {path.name: file_hash(path) for path in folder.rglob("*") if path.is_file()}


def main() -> None:
    """Run the three builds in a folder that is thrown away."""
    files = [Path(name) for name in sys.argv[1:]] or [SHARED / "data" / name for name in EXPORTS]
    values = {
        "name": "update benchmark",
        "chain": "intelligent_vehicles",
        "home_region": "JP",
        "cutoff": date(2025, 6, 30),
    }
    with tempfile.TemporaryDirectory() as name:
        project = create_project(Path(name) / "project", values)
        project.add_sources(files)
        first, report = timed(project)
        more = project.folder / "more.csv"
        more.write_text(MORE, encoding="utf-8")
        project.add_sources([more])
        second, after = timed(project)
        kept = contents(after)
        third, scratch = timed(project, fresh=True)
        print(f"{report.rows:,} rows, {report.patents:,} patents; one file of one patent added")
        print(f"  from scratch {first:.1f} s and {third:.1f} s   after adding {second:.1f} s")
        print(f"  worked on {after.worked}")
        print(f"  ratio {third / second:.2f} (above 1 = the update is faster)")
        print(f"  bytes the same: {kept == contents(scratch)}")


if __name__ == "__main__":
    main()
