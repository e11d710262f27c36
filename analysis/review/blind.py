"""Rows of a blind sheet: what people found without seeing the proposals, compared with these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from patnav.analysis.review.judging import Book, Judged, judge_label
from patnav.analysis.review.lines import (
    BLIND,
    Line,
    Outcome,
    Reviewer,
    RowError,
    cell,
    changes,
    flags_of,
    told,
)
from patnav.analysis.review.material import Material
from patnav.analysis.review.rows import judged_row, nodes_row
from patnav.ingest.review import LabelDecision, NodeDecision, address_of, overlap
from patnav.ingest.review.labels import Flags

__all__ = ["taken_blind", "together"]

_SAME = 0.5  # IoU from which a blind label answers a proposal


def together(lines: Iterable[Line]) -> list[list[Line]]:
    """Rows of one text and dimension."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.cells["code"], []).append(line)
    return list(found.values())


def taken_blind(
    material: Material, book: Book, group: Sequence[Line], reviewer: Reviewer
) -> list[Outcome]:
    """Rows of a text and dimension: what they name is compared with what the machine proposes."""
    filled, found, labels = [], [], []
    for line in group:
        place = (line.sheet, line.row)
        try:
            labels.append(_blind_label(material, line, reviewer))
        except RowError as fault:
            found.append(Outcome(*place, "refused", *told(fault.field, fault.error)))
            continue
        filled.append(line) if labels[-1] is not _EMPTY else found.append(Outcome(*place, "empty"))
    if any(one.outcome == "refused" for one in found) or not filled:
        rest = "another row of this text and dimension is refused"
        return [*found, *(Outcome(*line[:2], "refused", "", rest, "mend it") for line in filled)]
    judged = [one for one in labels if isinstance(one, LabelDecision | NodeDecision)]
    code = group[0].cells["code"].removeprefix(BLIND)
    if "/" in code:
        judged = list(_compared(material, code, judged, flags_of(filled[0], reviewer, blind=True)))
    why = filled[0].cells.get("note") or reviewer.why
    fresh = [book.note(one, why) for one in judged]
    word = "taken" if any(fresh) else "unchanged"
    return [*found, *(Outcome(*line[:2], word) for line in filled)]


_EMPTY = object()


def _blind_label(material: Material, line: Line, reviewer: Reviewer) -> object:
    """The label of a row; None where it says that there is none, _EMPTY where it says nothing."""
    verdict, given = cell(line, "verdict", "verdicts"), changes(line)
    code = line.cells["code"].removeprefix(BLIND)
    flags = flags_of(line, reviewer, blind=True)
    if "/" not in code:
        said = verdict or line.cells.get("new_node")
        return nodes_row(material, line, verdict or "correct", flags) if said else _EMPTY
    if verdict == "reject":
        return None
    if not given:
        return _EMPTY
    return judged_row(material, line._replace(cells={**line.cells, "code": _near(code)}), "add",
                   given, flags)  # fmt: skip


def _near(code: str) -> str:
    return str(address_of(code)._replace(start=0, end=0))


def _compared(
    material: Material, code: str, given: Sequence[Judged], flags: Flags
) -> Iterator[Judged]:
    """Blind labels as verdicts: the same accepts, one alike corrects, none rejects."""
    address = address_of(code)
    open_ = [one for one in given if isinstance(one, LabelDecision)]
    for row in material.labels(address.patent, address.dimension):
        if (row["section"], row["lang"]) != address[2:4] or row["part"] == "preamble":
            continue
        at = address._replace(start=row["start"], end=row["end"])
        best = max(open_, key=lambda one: _share(one, row), default=None)
        if best is None or _share(best, row) < _SAME:
            yield judge_label(material, at, "reject", {}, flags)
            continue
        open_.remove(best)
        fields = ("quote", "direction", "value" if at.dimension == "maturity" else "attribute")
        new = {
            name: best.label[name]
            for name in fields
            if best.label.get(name) and best.label[name] != row[name]
        }
        yield judge_label(material, at, "correct" if new else "accept", new, flags)
    yield from open_


def _share(one: LabelDecision, row: Mapping[str, Any]) -> float:
    return overlap((one.label["start"], one.label["end"]), (row["start"], row["end"]))
