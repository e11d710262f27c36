"""Collecting as ratios to pandas that does the same to the same file, and its memory as files grow.

    .venv/bin/python benchmarks/bench_collect.py workbook [FILE.xlsx]
    .venv/bin/python benchmarks/bench_collect.py text [FAMILIES ...]

`workbook` reads an incoPat workbook, `text` reads generated incoPat CSV (about 0.9 rows a family)
and writes the tables of a snapshot of it: 1,100,000 families are a million rows. The peer is
`pandas_peer.py`. Each run is a process of its own, the best of several counts; what is imported
before is not counted, word lists and mappings that patnav loads are. `processor` is user and system
time of all processes of a run, `clock` the time that passed, longer where the machine has other
work; `memory` is the most that all processes of a run held at one time, sampled (Linux).
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pandas as pd
from pandas_peer import peer

from patnav.data.synthetic import generate
from patnav.ingest.assemble import write_tables
from patnav.ingest.pausing import seldom_collected
from patnav.ingest.read import read
from patnav.ingest.spill import Wanted, spill

ROUNDS = 5
LARGE = 50 << 20  # bytes of text, from which one run is enough


class Cost(NamedTuple):
    """Rows of a file, and what reading it took: seconds of processor, seconds, MB."""

    rows: int
    processor: float
    clock: float
    memory: int


def ours(path: Path) -> int:
    """Read a file as patnav does when it builds."""
    with seldom_collected():
        return sum(1 for _ in read(path))


def tables(path: Path) -> int:
    """Read a file into parts and write the collected tables."""
    with tempfile.TemporaryDirectory() as name:
        parts = spill([Wanted(path)], Path(name) / "parts")
        write_tables(parts, Path(name))
        return sum(part.facts.rows for part in parts)


RUNS = {"peer": lambda path: len(peer(path)), "read": ours, "tables": tables}


def best(name: str, path: Path, rounds: int) -> Cost:
    """Do some runs and take the least of each cost."""
    costs = [run(name, path) for _ in range(rounds)]
    return Cost(*map(min, zip(*costs, strict=True)))


def run(name: str, path: Path) -> Cost:
    """Do one run in a process."""
    command = [sys.executable, "-W", "ignore", __file__, "run", name, str(path)]
    memory = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            memory = max(memory, sum(map(resident, family(process.pid))))
            time.sleep(0.05)
        assert process.stdout is not None
        rows, processor, clock = process.stdout.read().split()
    return Cost(int(rows), float(processor), float(clock), memory >> 20)


def family(process: int) -> Iterator[int]:
    """A process and all that it has started."""
    yield process
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in read_if_there(task).split():
            yield from family(int(child))


def resident(process: int) -> int:
    """Bytes of memory that a process holds; 0 when it has ended."""
    fields = read_if_there(Path(f"/proc/{process}/statm")).split()
    return int(fields[1]) * resource.getpagesize() if fields else 0


def read_if_there(path: Path) -> str:
    """Text of a file of a process that may have ended."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def processor() -> float:
    """Seconds of processor of this process and of those it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def report_run(name: str, path: Path) -> None:
    """Do one run here and print what it cost."""
    start, begin = time.perf_counter(), processor()
    rows = RUNS[name](path)
    print(rows, processor() - begin, time.perf_counter() - start)


def workbook(path: Path) -> None:
    """Print our time to read a workbook as a ratio to the peer's."""
    costs = {name: best(name, path, ROUNDS) for name in ("peer", "read")}
    theirs, our = costs["peer"], costs["read"]
    print(f"{our.rows:,} rows of {path.name}, load {os.getloadavg()[0]:.1f}, best of {ROUNDS}")
    for name, cost in (
        (f"pandas {pd.__version__} + openpyxl {openpyxl.__version__}", theirs),
        ("patnav", our),
    ):
        print(
            f"  {name:30} {cost.processor:6.2f} s of processor {cost.clock:6.2f} s on the clock"
            f" {cost.memory:5,} MB"
        )
    print(
        f"  ratio {theirs.processor / our.processor:.1f} of processor,"
        f" {theirs.clock / our.clock:.1f} on the clock (above 1 = patnav is faster)"
    )


def text(families: list[int]) -> None:
    """Print what reading and assembling of ever larger files cost."""
    for count in families:
        with tempfile.TemporaryDirectory() as name:
            generate(Path(name), patents=count)
            path = Path(name) / "synthetic_incopat_published.csv"
            size = path.stat().st_size
            costs = {each: best(each, path, 1 if size > LARGE else ROUNDS) for each in RUNS}
        print(f"{costs['read'].rows:,} rows, {size >> 20:,} MB, load {os.getloadavg()[0]:.1f}")
        for each, cost in costs.items():
            print(
                f"  {each:7} {cost.processor:8.1f} s of processor"
                f" ({cost.processor / costs['peer'].processor:4.1f} x peer)"
                f" {cost.clock:8.1f} s on the clock {cost.memory:6,} MB",
                flush=True,
            )


def main() -> None:
    """Do what the arguments say; without any, small generated files of both kinds."""
    match sys.argv[1:]:
        case ["run", name, path]:
            report_run(name, Path(path))
        case ["workbook", path]:
            workbook(Path(path))
        case ["text", *families]:
            text([int(count) for count in families] or [10_000, 100_000])
        case _:
            with tempfile.TemporaryDirectory() as name:
                generate(Path(name), patents=10_000)
                workbook(Path(name) / "synthetic_incopat_granted.xlsx")
            text([10_000])


if __name__ == "__main__":
    main()
