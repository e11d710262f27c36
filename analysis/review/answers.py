"""Read a filled review sheet: every row is taken, unchanged, empty or refused with its reason."""

from __future__ import annotations

from pathlib import Path

from patnav.analysis.review.blind import taken_blind, together
from patnav.analysis.review.judging import Book
from patnav.analysis.review.lines import (
    BLIND,
    Line,
    Outcome,
    Reviewer,
    RowError,
    cell,
    changes,
    flags_of,
    patent_of,
    read_lines,
    told,
)
from patnav.analysis.review.material import Material
from patnav.analysis.review.rows import judged_row
from patnav.errors import InputError
from patnav.ledger import Ledger
from patnav.snapshot import Snapshot

__all__ = ["Outcome", "Reviewer", "import_review"]


def import_review(
    snapshot: Snapshot, ledger: Ledger, path: Path, reviewer: Reviewer
) -> list[Outcome]:
    """Take the filled rows of a sheet into the ledger; rows that cannot be taken are refused.

    Raises InputError when the file is no review sheet.
    """
    lines = list(read_lines(path))
    decisions = ledger.decisions()
    material = Material(snapshot, {patent_of(line.cells["code"]) for line in lines}, decisions)
    open_ = [line for line in lines if not line.cells["code"].startswith(BLIND)]
    blind = [line for line in lines if line.cells["code"].startswith(BLIND)]
    book = Book(ledger, reviewer.who)
    found = [_taken(material, book, line, reviewer) for line in open_]
    for group in together(blind):
        found += taken_blind(material, book, group, reviewer)
    book.close()
    return sorted(found)


def _taken(material: Material, book: Book, line: Line, reviewer: Reviewer) -> Outcome:
    place = (line.sheet, line.row)
    try:
        verdict = cell(line, "verdict", "verdicts")
        given = changes(line)
        if not verdict:
            if given or line.cells.get("new_node"):
                raise RowError("verdict", InputError("is empty", remedy="choose correct or add"))
            return Outcome(*place, "empty")
        judged = judged_row(material, line, verdict, given, flags_of(line, reviewer))
    except RowError as fault:
        return Outcome(*place, "refused", *told(fault.field, fault.error))
    why = line.cells.get("note") or reviewer.why
    fresh = book.note(judged, why)
    return Outcome(*place, "taken" if fresh else "unchanged")
