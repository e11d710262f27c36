"""Tables for reviewers: no text becomes a formula, and what comes back is what went."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from patnav.book import read_cells, write_rows

NAMES = ['=HYPERLINK("http://x","y")', "+A1", "-B2", "@SUM(A1)", "甲公司", "'quoted'", "-"]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_texts_are_no_formulas_and_come_back(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"queue.{ending}"
    write_rows([{"name": name, "decision": ""} for name in NAMES], path, ("name", "decision"))
    if ending == "xlsx":
        sheet = openpyxl.load_workbook(path).active
        assert sheet is not None
        cells = [row[0] for row in sheet.iter_rows(min_row=2)]
        assert {cell.data_type for cell in cells} == {"s"}
        assert all(cell.hyperlink is None for cell in cells)
    else:
        lines = path.read_text(encoding="utf-8-sig").splitlines()[1:]
        assert not any(line.lstrip('"').startswith(("=", "+", "-", "@")) for line in lines)
    found = [cells[0] for _, cells in read_cells(path, ("name", "decision"), ("name",))]
    assert found == NAMES
