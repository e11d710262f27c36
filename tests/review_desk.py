"""A project whose labels are dealt out in sheets, judged and built again, for tests of review."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from small_world import NODES, VERSION, save_small_world, small_world

from patnav.analysis.review import Material, Outcome, Reviewer, import_review, write_review
from patnav.analysis.review.words import review_words
from patnav.ingest.review import LABEL, NODE, apply_reviews, with_bands
from patnav.ledger import Ledger
from patnav.snapshot import Snapshot, SnapshotWriter
from patnav.tables import table

ONE, TWO = "CN201810000001", "CN201810000002"  # the second has two nodes
COLUMNS = {column[0]: name for name, column in review_words()["columns"].items()}
Cells = Mapping[str, str]


class Desk:
    """The project with its tables; `snapshot` is the one built last.

    `before` is put before the abstract of the first patent.
    """

    def __init__(self, folder: Path, before: str = "") -> None:
        self.folder = folder
        self.project = save_small_world(folder / "project").project
        self.ledger = Ledger(self.project.folder)
        self.tables = small_world()
        ids = dict(zip(sorted(NODES), (node.id for node in self.project.chain.nodes), strict=False))
        for name in ("assignments", "nodes"):
            rows = [row | {"node": ids[row["node"]]} for row in self.tables[name].to_pylist()]
            self.tables[name] = table(name, rows)
        labels = [row for row in self.tables["mentions"].to_pylist() if row["patent"] in (ONE, TWO)]
        texts = self.tables["texts"].to_pylist()
        labels = [_moved(row, len(before)) for row in labels]
        texts = [_with(row, before) for row in texts]
        self.tables |= {"mentions": table("mentions", labels), "texts": table("texts", texts)}
        self._count = 0
        self.build()

    def build(self) -> Snapshot:
        """Build the snapshot with what is decided by now."""
        decided = apply_reviews(
            self.tables, with_bands(self.ledger.decisions()), self.project.chain
        )
        self._count += 1
        writer = SnapshotWriter(self.project, f"0123456789abcd{self._count:02x}")
        writer.write("tables", self.tables | decided)
        self.snapshot = writer.finish({"patnav": VERSION})
        return self.snapshot

    def table(self, name: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.snapshot.table(name).to_pylist()
        return rows

    def material(self) -> Material:
        return Material(self.snapshot, [ONE, TWO], self.ledger.decisions())

    def code(self, quote: str) -> str:
        """Address of the label with a quote."""
        rows = self.table("mentions")
        (row,) = (row for row in rows if row["quote"] == quote and row["dimension"] != "element")
        return _subject(row)

    def deal(self, name: str, *, blind: bool = False, kind: str = "given") -> Path:
        """A sheet with the labels but elements, and the nodes, of both patents as they stand."""
        rows = [
            {**row, "subject": _subject(row)} for row in self.table("mentions")
            if row["dimension"] != "element"
        ]  # fmt: skip
        nowhere = {"section": "", "lang": "", "start": -1, "end": -1, "direction": ""}
        for patent in (ONE, TWO):
            nodes = " ".join(self.material().nodes(patent))
            rows.append({"patent": patent, "dimension": NODE, "value": nodes, "quote": "",
                         "confidence": 0.5, "subject": patent, **nowhere})  # fmt: skip
        frame = pd.DataFrame(rows)
        more = {"kind": kind, "publication": "", "title": "", "why": None, "drawn": False}
        frame = frame.assign(place=range(1, len(frame) + 1), **more)
        path = self.folder / f"{name}.xlsx"
        write_review(self.snapshot, frame, path, blind=blind)
        return path

    def take(self, path: Path, who: str) -> list[Outcome]:
        """Import a sheet; the rows that are not empty."""
        found = import_review(self.snapshot, self.ledger, path, Reviewer(who))
        return [one for one in found if one.outcome != "empty"]

    def said(self, who: str) -> list[tuple[str, Any]]:
        """What somebody decided, in order: the verdict and label, or the nodes."""
        return [
            (value.get("verdict", "nodes"), value.get("label", value.get("nodes")))
            for item in self.ledger.decisions()
            if item.who == who and item.kind in (LABEL, NODE)
            for value in [json.loads(item.value)]
        ]


def _own(row: Mapping[str, Any]) -> bool:
    return (row["patent"], row["section"]) == (ONE, "abstract")


def _moved(row: dict[str, Any], by: int) -> dict[str, Any]:
    return row | {name: row[name] + by for name in ("start", "end")} if _own(row) else row


def _with(row: dict[str, Any], before: str) -> dict[str, Any]:
    return row | {"text": before + row["text"]} if _own(row) else row


def _subject(row: Mapping[str, Any]) -> str:
    place = f"{row['section']}/{row['lang']}/{row['start']}..{row['end']}"
    return f"{row['patent']}/{row['dimension']}/{place}"


def fill(path: Path, answers: Mapping[str, Cells], sheet: int = 0) -> Path:
    """Fill the first row of each code with cells by the name of their column."""
    book = openpyxl.load_workbook(path)
    rows = list(book.worksheets[sheet].iter_rows())
    names = [COLUMNS[cell.value] for cell in rows[0]]
    left = dict(answers)
    for row in rows[1:]:
        code = row[names.index("code")].value
        for name, value in left.pop(code, {}).items():
            row[names.index(name)].value = value
    assert not left
    book.save(path)
    return path
