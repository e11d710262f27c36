"""Write synthetic exports and their truth, streaming: memory does not grow with their number."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime
from itertools import count, islice
from pathlib import Path
from typing import Literal, Protocol

import xlsxwriter

from patnav.data.synthetic.dice import Dice
from patnav.data.synthetic.exports import INCOPAT, LENS, Row, incopat_rows, lens_rows
from patnav.data.synthetic.patent import SyntheticPatent, draw
from patnav.data.synthetic.truth import (
    PATENTS,
    BrokenRow,
    ExportFile,
    Tally,
    Truth,
    patent_line,
    ranked,
    save_truth,
    strong_pairs,
)
from patnav.data.synthetic.world import load_world

__all__ = ["draw_patents", "generate"]

_WORKBOOK = 10_000  # patents up to which grants come as a workbook, as vendors cap their exports
_BREAK = {40: "scientific", 90: "nameless", 140: "date", 210: "scientific", 333: "date"}
_SPOILT = {"scientific": "2.01910E+11", "nameless": "", "date": "2019-02-30"}
_NUMBERS = ("公开（公告）号", "申请号")
_NOTICE = """合成数据 — 专利、机构、人员、产品均为虚构，仅用于演示和测试。
Synthetic data: every patent, organisation, person and product here is invented.
Written by patnav.data.synthetic; what is planted stands in synthetic_truth.json and .jsonl.
"""


class _Sheet(Protocol):
    """Where rows go; `close` finishes the file."""

    def write(self, row: Row) -> None: ...

    def close(self) -> None: ...


class _Csv:
    """A CSV file in UTF-8 with byte order mark."""

    def __init__(self, path: Path, header: tuple[str, ...]) -> None:
        self._stream = path.open("w", encoding="utf-8-sig", newline="")
        self.write = csv.writer(self._stream).writerow
        self.write(header)

    def close(self) -> None:
        """Finish the file."""
        self._stream.close()


class _Workbook:
    """An XLSX file with one sheet named as incoPat names it, dates as real dates."""

    def __init__(self, path: Path, header: tuple[str, ...]) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(path, options)
        self._book.set_properties({"title": "合成数据 synthetic", "created": datetime(2025, 6, 30)})  # noqa: DTZ001 -- a fixed day
        self._sheet = self._book.add_worksheet("下载的著录项1")
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._sheet.write_row(0, 0, header)
        self._row = 0

    def write(self, row: Row) -> None:
        """Append a row."""
        self._row += 1
        for column, value in enumerate(row):
            if isinstance(value, date):
                self._sheet.write_datetime(self._row, column, value, self._day)
            else:
                self._sheet.write(self._row, column, value)

    def close(self) -> None:
        """Finish the file."""
        self._book.close()


class _Export:
    """One file under way: numbers its rows and remembers which it broke."""

    def __init__(self, path: Path, vendor: Literal["incopat", "lens"], region: str = "") -> None:
        header = INCOPAT if vendor == "incopat" else LENS
        self.path, self.vendor, self.region = path, vendor, region
        self.sheet: _Sheet = (_Workbook if path.suffix == ".xlsx" else _Csv)(path, header)
        self.rows = 0
        self.broken: list[BrokenRow] = []

    def add(self, row: Row) -> None:
        """Write a row under its running number."""
        self.rows += 1
        row[0] = self.rows
        self.sheet.write(row)

    def spoil(self, row: Row, kind: str) -> None:
        """Write a broken copy of an incoPat row and note it."""
        fields: tuple[str, ...] = ("申请日",) if kind == "date" else _NUMBERS
        spoilt = list(row)
        for name in fields:
            spoilt[INCOPAT.index(name)] = _SPOILT[kind]
        self.add(spoilt)
        self.broken.append(BrokenRow(self.path.name, self.rows + 1, fields, kind))

    def close(self) -> None:
        """Finish the file."""
        self.sheet.close()

    def summary(self) -> ExportFile:
        """What was written."""
        refused = sum(broken.kind != "date" for broken in self.broken)
        return ExportFile(self.path.name, self.vendor, self.region, self.rows, refused)


def draw_patents(patents: int, seed: int = 1) -> Iterator[SyntheticPatent]:
    """Draw the first `patents` families that are published by the cut-off.

    A family depends on the seed and its index only, so a longer run begins with a shorter one.
    """
    world, dice = load_world(), Dice(seed)
    drawn = (draw(world, dice, index) for index in count())
    return islice((patent for patent in drawn if patent is not None), patents)


def generate(folder: Path, *, patents: int = 4000, seed: int = 1) -> Truth:
    """Write `patents` synthetic families as vendor exports into `folder`; return what is planted.

    Chinese rights come as incoPat files: `synthetic_incopat_published.csv` (applications and
    utility models) and `synthetic_incopat_granted` (granted inventions; a workbook up to 10,000
    patents); rights of foreign owners at home as one Lens file per country, for which a project
    declares the region that `Truth.files` names. The same arguments write the same bytes. The
    classes of `Truth.cells` hold for 3,000 to 8,000 patents.
    """
    folder.mkdir(parents=True, exist_ok=True)
    world = load_world()
    tally = Tally(world)
    granted = f"synthetic_incopat_granted.{'xlsx' if patents <= _WORKBOOK else 'csv'}"
    chinese = [
        _Export(folder / "synthetic_incopat_published.csv", "incopat"),
        _Export(folder / granted, "incopat"),
    ]
    foreign = {
        code: _Export(folder / f"synthetic_lens_{code}.csv", "lens", code)
        for code, region in world.regions.items()
        if region.foreign
    }
    with ExitStack() as stack:
        lines = stack.enter_context((folder / PATENTS).open("w", encoding="utf-8"))
        for export in (*chinese, *foreign.values()):
            stack.callback(export.close)
        for patent in draw_patents(patents, seed):
            tally.add(patent)
            lines.write(patent_line(patent))
            _write(patent, tally.patents, chinese, foreign)
    (folder / "synthetic_README.txt").write_text(_NOTICE, encoding="utf-8")
    truth = _truth(tally, seed, [*chinese, *foreign.values()])
    save_truth(truth, folder)
    return truth


def _write(
    patent: SyntheticPatent, number: int, chinese: list[_Export], foreign: dict[str, _Export]
) -> None:
    for is_grant, row in incopat_rows(patent):
        chinese[is_grant].add(row)
        if number in _BREAK and not is_grant:
            chinese[0].spoil(row, _BREAK[number])
    for row in lens_rows(patent):
        foreign[patent.cell.region.code].add(row)


def _truth(tally: Tally, seed: int, exports: list[_Export]) -> Truth:
    world, files = tally.world, tuple(export.summary() for export in exports)
    broken = [row for export in exports for row in export.broken]
    return Truth(
        patents=tally.patents,
        seed=seed,
        chain=world.chain,
        home=world.home,
        benchmarks=world.benchmarks,
        cutoff=world.cutoff.isoformat(),
        rights=tally.rights,
        documents=sum(file.rows - file.rejections for file in files),
        joined_families=tally.joined,
        files=files,
        rejections=tuple(row for row in broken if row.kind != "date"),
        damages=tuple(row for row in broken if row.kind == "date"),
        cells=tally.cells(),
        firms={node: ranked(counts) for node, counts in tally.firms.items()},
        inventors={node: ranked(counts) for node, counts in tally.people.items()},
        growth={node.id: node.growth for node in world.nodes.values()},
        bands={year: dict(sorted(tally.bands[year].items())) for year in sorted(tally.bands)},
        white_spot=world.white_spot,
        strong_pairs=strong_pairs(world),
    )
