"""Rows of a blind sheet: what people found without seeing the proposals, compared with these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from patnav.analysis.review.judging import Judged, judge_label
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
from patnav.analysis.review.node_rows import nodes_row
from patnav.analysis.review.rows import Answer, judged_row
from patnav.errors import InputError
from patnav.ingest.review import Address, LabelDecision, address_of, overlap, places
from patnav.ingest.review.labels import Flags

__all__ = ["answer_blind", "together"]

_SAME = 0.5  # IoU from which a blind label answers a proposal
Row = Mapping[str, Any]
Span = tuple[int, int]


class _Found(NamedTuple):
    """A label that a person found: what was said of it, and where its quote stands."""

    given: Mapping[str, Any]
    spans: Sequence[Span]

    def near(self, row: Row) -> Span:
        """The place that shares most with a label."""
        return max(self.spans, key=lambda span: (overlap(span, _span(row)), -span[0]))


def together(lines: Iterable[Line]) -> list[list[Line]]:
    """Rows of one text and dimension."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.cells["code"], []).append(line)
    return list(found.values())


def answer_blind(
    material: Material, group: Sequence[Line], reviewer: Reviewer
) -> Iterator[Answer | Outcome]:
    """Rows of a text and dimension: what they name is compared with what the machine proposes."""
    filled: list[Line] = []
    said: list[_Found | Judged] = []
    refused = False
    for line in group:
        try:
            one = _said(material, line, reviewer)
        except RowError as fault:
            refused = True
            yield Outcome(line.sheet, line.row, "refused", *told(fault.field, fault.error))
            continue
        if one is None:
            yield Outcome(line.sheet, line.row, "empty")
        else:
            filled.append(line)
            said += one
    if refused:
        rest = "another row of this text and dimension is refused"
        yield from (Outcome(*line[:2], "refused", "", rest, "mend it") for line in filled)
    elif filled:
        why = filled[0].cells.get("note") or reviewer.why
        yield Answer(filled, _judged(material, filled[0], said, reviewer), why)


def _judged(
    material: Material, line: Line, said: Sequence[_Found | Judged], reviewer: Reviewer
) -> list[Judged]:
    """What the rows of a text decide together; nodes are decided already."""
    found = [one for one in said if isinstance(one, _Found)]
    decided = [one for one in said if not isinstance(one, _Found)]
    code = line.cells["code"].removeprefix(BLIND)
    if "/" not in code:
        return decided
    return list(_compared(material, address_of(code), found, flags_of(line, reviewer, blind=True)))


def _said(material: Material, line: Line, reviewer: Reviewer) -> Sequence[_Found | Judged] | None:
    """What a row says, nothing where it says that there is no label; None where it is empty."""
    verdict, given = cell(line, "verdict", "verdicts"), changes(line)
    code = line.cells["code"].removeprefix(BLIND)
    flags = flags_of(line, reviewer, blind=True)
    if "/" not in code:
        named = verdict or line.cells.get("new_node") or line.cells.get("new_others")
        return [nodes_row(material, line, verdict or "correct", flags)] if named else None
    if verdict == "reject" and given:
        what = f"reject changes nothing, but {', '.join(sorted(given))} is given"
        raise RowError("verdict", InputError(what, remedy="say correct, or leave these out"))
    if not given:
        return [] if verdict == "reject" else None
    whole = line._replace(cells={**line.cells, "code": str(_start(code))})
    judged = judged_row(material, whole, "add", given, flags)
    assert isinstance(judged, LabelDecision)
    if judged.address.dimension == "means" and "attribute" in given:
        given["value"] = given.pop("attribute")
    text = material.texts[judged.address[:1] + judged.address[2:4]]
    return [_Found(given, places(text, given["quote"]))]


def _start(code: str) -> Address:
    return address_of(code)._replace(start=0, end=0)


def _compared(
    material: Material, address: Address, found: Sequence[_Found], flags: Flags
) -> Iterator[Judged]:
    """Blind labels as verdicts: the same accepts, one alike corrects, none rejects."""
    rows = [
        row for row in material.labels(address.patent, address.dimension)
        if (row["section"], row["lang"]) == address[2:4] and row["part"] != "preamble"
    ]  # fmt: skip
    pairs = _pairs(rows, found)
    for at, row in enumerate(rows):
        start, end = _span(row)
        place = address._replace(start=start, end=end)
        if at not in pairs:
            yield judge_label(material, place, "reject", {}, flags)
            continue
        one = found[pairs[at]]
        new = {name: value for name, value in one.given.items() if value != row[name]}
        if one.near(row) == (start, end):
            new.pop("quote", None)
        yield judge_label(material, place, "correct" if new else "accept", new, flags)
    taken = {_span(row) for row in rows}
    for number, one in enumerate(found):
        if number not in pairs.values():
            start, end = next((span for span in one.spans if span not in taken), one.spans[0])
            taken.add((start, end))
            place = address._replace(start=start, end=end)
            yield judge_label(material, place, "add", one.given, flags)


def _pairs(rows: Sequence[Row], found: Sequence[_Found]) -> dict[int, int]:
    """Which of what was found answers which proposal: those first that share most."""
    shares = sorted(
        (-overlap(one.near(row), _span(row)), at, number)
        for at, row in enumerate(rows)
        for number, one in enumerate(found)
    )
    pairs: dict[int, int] = {}
    for share, at, number in shares:
        if -share >= _SAME and at not in pairs and number not in pairs.values():
            pairs[at] = number
    return pairs


def _span(row: Row) -> Span:
    return row["start"], row["end"]
