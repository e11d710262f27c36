"""Read a filled review sheet back, in whatever order its rows and columns now stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from patnav.analysis.scope.frame import Frame, Unit
from patnav.analysis.scope.sheet import Shown, row_code
from patnav.analysis.scope.words import scope_words
from patnav.errors import InputError
from patnav.ingest.read.cells import as_text
from patnav.ingest.read.formats import open_export
from patnav.ingest.read.table import Row, Table
from patnav.snapshot import Snapshot

__all__ = ["Answer", "read_review", "snapshot_of"]

_CODE = re.compile(r"([0-9a-f]{16})-")
_HEADER_WITHIN = 10  # rows
_SHOWN = 5  # faults that the error tells
_ABSENT = "the sheet is not one of `patnav scope sample`, or its heading row is gone"


class Answer(NamedTuple):
    """A filled row: the unit, yes, no or unsure, and the node that the reviewer names instead."""

    unit: Unit
    verdict: str
    right: str = ""


def read_review(path: Path, snapshot: Snapshot, frame: Frame) -> list[Answer]:
    """Read the filled rows of a sheet, in whatever order its rows and columns now stand.

    Raises InputError for a file that is no such sheet, and names the rows that are not of this
    snapshot, whose number does not belong to their code, whose verdict or node is not known, or
    that answer twice in two ways.
    """
    table, header_row, columns = _find_header(path)
    units = {row_code(snapshot, unit): unit for unit in frame.units}
    checker = _Checker(units, Shown(snapshot, "zh"))
    for row in table.rows(_never):
        if row.number > header_row and not row.problem:
            cells = {
                name: as_text(row.cells[at]).strip()
                for name, at in columns.items()
                if at < len(row.cells)
            }
            checker.take(row.number, cells)
    checker.complain(path, snapshot)
    return list(checker.answers.values())


def snapshot_of(path: Path) -> str:
    """Id of the snapshot that most rows of a sheet name; empty when none does.

    Raises InputError for a file that is no review sheet.
    """
    table, header_row, columns = _find_header(path)
    codes = (
        _CODE.match(as_text(row.cells[columns["code"]]))
        for row in table.rows(_never)
        if row.number > header_row and not row.problem and columns["code"] < len(row.cells)
    )
    named = Counter(code[1] for code in codes if code)
    return max(named, key=lambda name: (named[name], name), default="")


class _Checker:
    """Takes rows in, keeps the answers and says what is wrong with the others."""

    def __init__(self, units: Mapping[str, Unit], shown: Shown) -> None:
        self._units, self._shown = units, shown
        self.answers: dict[str, Answer] = {}
        self._faults: list[str] = []

    def take(self, row: int, cells: Mapping[str, str]) -> None:
        code, words = cells.get("code", ""), cells.get("verdict", "")
        if not words and not cells.get("right"):
            return
        verdict, right = scope_words().verdict(words), self._shown.named(cells.get("right", ""))
        unit = self._units.get(code)
        if unit is None:
            fault = f"the row code {code!r} is of another snapshot, chain or sheet"
        elif cells.get("publication", "").lstrip("'") != self._shown.publication(unit.patent):
            fault = "the publication number does not belong to the row code (columns sorted apart?)"
        elif not verdict:
            fault = f"the verdict {words!r} is none of 是, 否, 不确定 (yes, no, unsure)"
        elif right is None:
            fault = f"the node {cells['right']!r} is none of this chain"
        elif code in self.answers and self.answers[code] != Answer(unit, verdict, right):
            fault = "the same row was answered before in another way"
        else:
            self.answers[code] = Answer(unit, verdict, right)
            return
        self._faults.append(f"row {row}: {fault}")

    def complain(self, path: Path, snapshot: Snapshot) -> None:
        if self._faults:
            more = len(self._faults) - _SHOWN
            also = f"; and {more} more" if more > 0 else ""
            raise InputError(
                "; ".join(self._faults[:_SHOWN]) + also,
                where=str(path),
                remedy=f"mend these rows; the sheet must be drawn from snapshot {snapshot.id}",
            )


def _find_header(path: Path) -> tuple[Table, int, dict[str, int]]:
    for table in open_export(path).tables:
        for row in _first(table):
            named = {scope_words().heading(as_text(cell)): at for at, cell in enumerate(row.cells)}
            if {"code", "verdict", "publication"} <= named.keys():
                return table, row.number, named
    raise InputError(_ABSENT, where=str(path), remedy="draw one: patnav scope sample -o FILE.xlsx")


def _first(table: Table) -> Iterator[Row]:
    for row in table.rows(_never):
        if row.number > _HEADER_WITHIN:
            return
        yield row


def _never(cells: Sequence[object]) -> bool:
    del cells
    return False
