"""Rows per second of each stage on synthetic patents, and reading as a ratio to a named peer.

    .venv/bin/python benchmarks/bench_pipeline.py [PATENTS] [SEED]

The peer reads the same incoPat workbook with pandas and openpyxl and does the least that makes its
rows usable: dates, split names and classes, numbers without check digit. Both run in this process,
in turn, three times; the ratio of the best times is printed. Absolute figures hold for one machine.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import pandas as pd

from patnav.analysis import analyse
from patnav.data.synthetic import Truth, generate
from patnav.ingest.annotate.tabular import annotate
from patnav.ingest.assemble import assemble
from patnav.ingest.assign import assign, nodes_table
from patnav.ingest.read import Reading, read
from patnav.project import Project, create_project
from patnav.snapshot import SnapshotWriter
from patnav.tables import Tables

DATES = ["公开（公告）日", "申请日", "最早优先权日", "授权公告日"]
LISTS = ["申请人", "发明人", "IPC", "CPC", "简单同族"]
ROUNDS = 3


@contextmanager
def stage(name: str, unit: str, count: Callable[[], int]) -> Iterator[None]:
    """Time a stage and print it as one row."""
    start = perf_counter()
    yield
    seconds, number = perf_counter() - start, count()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{name:10} {number:9,} {unit:10} {seconds:8.2f} s {number / seconds:10,.0f}/s {peak:6,} MB"
    )


def open_files(folder: Path, truth: Truth) -> list[Reading]:
    """Open the exports, each with the region that the truth names."""
    return [read(folder / file.name, region=file.region) for file in truth.files]


def project_of(folder: Path, truth: Truth) -> Project:
    """Make a project for the synthetic chain."""
    values = {
        "name": "synthetic benchmark",
        "chain": truth.chain,
        "home_region": truth.home,
        "benchmark_regions": list(truth.benchmarks),
        "cutoff": truth.cutoff,
        "synthetic": True,
    }
    return create_project(folder, values)


def ours(path: Path) -> int:
    """Read a workbook as patnav does."""
    return sum(1 for _ in read(path))


def peer(path: Path) -> int:
    """Read a workbook with pandas and openpyxl and make its columns usable."""
    frame = pd.read_excel(path, engine="openpyxl", dtype=str).fillna("")
    for name in DATES:
        frame[name] = pd.to_datetime(frame[name], errors="coerce")
    for name in LISTS:
        frame[name] = frame[name].str.split("; ")
    frame["申请号"] = frame["申请号"].str.partition(".")[0]
    return len(frame)


def best(function: Callable[[Path], int], path: Path) -> float:
    """Seconds of one call."""
    start = perf_counter()
    function(path)
    return perf_counter() - start


def compare(folder: Path) -> None:
    """Print our reading time as a ratio to the peer's, on the same workbook."""
    generate(folder, patents=10_000)
    path = folder / "synthetic_incopat_granted.xlsx"
    times = [(best(ours, path), best(peer, path)) for _ in range(ROUNDS)]
    mine, theirs = (min(column) for column in zip(*times, strict=True))
    rows = ours(path)
    print(f"\nreading {rows:,} rows of an incoPat workbook, best of {ROUNDS}:")
    print(
        f"  patnav {rows / mine:,.0f} rows/s"
        f"   pandas {pd.__version__} + openpyxl {rows / theirs:,.0f} rows/s"
    )
    print(f"  ratio {theirs / mine:.2f} (above 1 = patnav is faster)")


def stages(folder: Path, patents: int, seed: int) -> None:
    """Run the pipeline stage by stage."""
    tables: Tables = {}
    truths: list[Truth] = []
    with stage("generate", "families", lambda: patents):
        truths.append(generate(folder / "exports", patents=patents, seed=seed))
    truth = truths[0]
    project = project_of(folder / "project", truth)
    rows = sum(file.rows for file in truth.files)
    with stage("read", "rows", lambda: rows):
        for reading in open_files(folder / "exports", truth):
            for _ in reading:
                pass
    with stage("read+join", "rows", lambda: rows):
        tables |= assemble(open_files(folder / "exports", truth))
    rights = tables["patents"].num_rows
    with stage("annotate", "patents", lambda: rights):
        tables |= annotate(tables["texts"], tables["patents"])
    with stage("assign", "patents", lambda: rights):
        args = (tables["patents"], tables["texts"], tables["classifications"])
        tables["assignments"] = assign(project.chain, *args)
    tables["nodes"] = nodes_table(project.chain)
    writer = SnapshotWriter(project, "0" * 16)
    with stage("write", "patents", lambda: rights):
        writer.write("tables", tables)
    with stage("analyse", "patents", lambda: rights):
        analyse(writer.view())


def main() -> None:
    """Run all of it in a folder that is thrown away."""
    patents = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as name:
        stages(Path(name), patents, seed)
        compare(Path(name) / "workbook")


if __name__ == "__main__":
    main()
