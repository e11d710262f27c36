"""Collecting as ratios to pandas that does the same to the same file, and its memory as files grow.

    .venv/bin/python benchmarks/bench_collect.py workbook FILE.xlsx
    .venv/bin/python benchmarks/bench_collect.py text [FAMILIES ...]

`workbook` reads an incoPat workbook, `text` reads generated incoPat CSV and writes the tables of a
snapshot of it. The peer (pandas, with openpyxl for workbooks) gives the same values of each row:
numbers taken apart and without check digit, dates, split lists, normalised symbols, type, stage and
state, cleaned texts; it does not find damaged values or merge rows. Each run is a process of its
own; seconds are user and system time of all its processes, because other work on the machine
stretches the time on the clock. Absolute figures hold for one machine.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from patnav.data.synthetic import generate
from patnav.ingest.assemble import write_tables
from patnav.ingest.read import read
from patnav.ingest.spill import Wanted, spill

ROUNDS = 3
DATES = ["公开（公告）日", "申请日", "最早优先权日", "授权公告日"]
LISTS = ["申请人", "标准化申请人", "发明人", "IPC", "CPC", "简单同族", "优先权号"]
TEXTS = ["标题 (中文)", "标题 (英文)", "摘要 (中文)", "摘要 (英文)", "首项权利要求"]
COUNTS = ["权利要求数量", "被引证次数", "简单同族个数"]
STAGES = {"A": "application", "B": "grant", "C": "grant", "U": "grant", "Y": "grant", "S": "grant"}
STATES = {"有效": "in_force", "审中": "pending", "失效": "lapsed"}


def peer(path: Path) -> int:
    """Read an incoPat file with pandas and bring its values into one form."""
    if path.suffix == ".xlsx":
        frame = pd.read_excel(path, engine="openpyxl", dtype=str).fillna("")
    else:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    there = set(frame.columns)
    for name in there.intersection(DATES):
        frame[name] = pd.to_datetime(frame[name], errors="coerce")
    for name in there.intersection(COUNTS):
        frame[name] = pd.to_numeric(frame[name], errors="coerce")
    for name in there.intersection(TEXTS):
        frame[name] = frame[name].str.replace(r"\s+", " ", regex=True).str.strip()
    number = frame["公开（公告）号"].str.extract(r"^([A-Z]{2})(\w*?\d)([A-Z]\d?)?$")
    frame[["office", "serial", "kind"]] = number
    frame["stage"] = frame["kind"].str[:1].map(STAGES)
    frame["patent_type"] = frame["专利类型"].str.strip()
    frame["state"] = frame["专利有效性"].map(STATES)
    frame["申请号"] = frame["申请号"].str.partition(".")[0]
    for name in there.intersection(LISTS):
        frame[name] = frame[name].str.split("; ")
    for name in ("IPC", "CPC"):
        symbols = frame[name].explode().str.upper().str.extract(r"^([A-H]\d{2}[A-Z]\d+/\d+)")[0]
        frame[name] = symbols.groupby(level=0).agg(list)
    return len(frame)


def ours(path: Path) -> int:
    """Read a file as patnav does."""
    return sum(1 for _ in read(path))


def tables(path: Path) -> int:
    """Read a file into parts and write the collected tables."""
    with tempfile.TemporaryDirectory() as name:
        parts = spill([Wanted(path)], Path(name) / "parts")
        write_tables(parts, Path(name))
        return sum(part.facts.rows for part in parts)


RUNS = {"peer": peer, "read": ours, "tables": tables}


def run(name: str, path: Path) -> tuple[int, float, float, int]:
    """Rows, seconds of processor, seconds on the clock, and peak MB of one run in a process."""
    command = [sys.executable, __file__, "run", name, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows, processor, clock, peak = done.stdout.split()
    return int(rows), float(processor), float(clock), int(peak)


def report_run(name: str, path: Path) -> None:
    """Do one run and print what it cost, with all of its processes."""
    start = time.perf_counter()
    rows = RUNS[name](path)
    clock = time.perf_counter() - start
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    processor = sum(each.ru_utime + each.ru_stime for each in used)
    # Two reading processes stand beside the one that waits for them; then it works alone.
    peak = max(used[0].ru_maxrss, 2 * used[1].ru_maxrss) // 1024
    print(rows, processor, clock, peak)


def workbook(path: Path) -> None:
    """Print our time to read a workbook as a ratio to the peer's, the best of three runs."""
    best = {
        name: min(run(name, path)[1] for _ in range(ROUNDS)) - start_up(name)
        for name in ("peer", "read")
    }
    print(f"{run('read', path)[0]:,} rows of {path.name}, load {os.getloadavg()[0]:.1f}")
    print(f"  pandas {pd.__version__} + openpyxl {best['peer']:.2f} s, patnav {best['read']:.2f} s")
    print(f"  ratio {best['peer'] / best['read']:.2f} (above 1 = patnav is faster)")


def start_up(name: str) -> float:
    """Seconds of processor that a process takes before it runs anything; the imports are alike."""
    del name
    code = f"import runpy; runpy.run_path({__file__!r})"
    start = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    return end.ru_utime - start.ru_utime + end.ru_stime - start.ru_stime


def text(families: list[int]) -> None:
    """Print what reading and assembling of ever larger files cost."""
    for count in families:
        with tempfile.TemporaryDirectory() as name:
            generate(Path(name), patents=count)
            path = Path(name) / "synthetic_incopat_published.csv"
            size = path.stat().st_size / (1 << 20)
            results = {each: run(each, path) for each in RUNS}
        rows = results["read"][0]
        print(f"{rows:,} rows, {size:,.0f} MB, load {os.getloadavg()[0]:.1f}")
        for each, (_, processor, clock, peak) in results.items():
            ratio = processor / results["peer"][1]
            print(
                f"  {each:7} {processor:8.1f} s of processor ({ratio:4.1f} x peer)"
                f" {clock:8.1f} s on the clock {peak:6,} MB"
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
