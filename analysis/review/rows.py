"""What one row of a review sheet decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from patnav.analysis.review.judging import FIELDS, Judged, judge_band, judge_label
from patnav.analysis.review.known import Shown, plainly
from patnav.analysis.review.lines import Line, RowError, only
from patnav.analysis.review.material import Material
from patnav.analysis.review.node_rows import nodes_row
from patnav.analysis.review.words import code_of, review_words
from patnav.errors import InputError
from patnav.ingest.review import Address, address_of
from patnav.ingest.review.labels import Flags

__all__ = ["Answer", "judged_row"]

_WHOLE_ROWS = "leave the hidden columns as they are, and copy whole rows"
_CELLS = {
    "new_quote": "quote", "new_attribute": "attribute", "new_direction": "direction",
    "new_band": "value",
}  # fmt: skip
_BLAMED = {  # words of a refusal: the column that it is about
    "is not in the text": "new_quote",
    "this row shows": "said",
    "row code": "said",
    "quote": "new_quote",
    "direction": "new_direction",
    "band": "new_band",
    "verdict": "verdict",
    "chang": "verdict",
    "correct": "verdict",
}


class Answer(NamedTuple):
    """Rows that are decided upon together, what they decide, and why."""

    lines: Sequence[Line]
    judged: Sequence[Judged]
    why: str


def judged_row(
    material: Material, line: Line, verdict: str, changes: Mapping[str, Any], flags: Flags
) -> Judged:
    """Decision of a row; raises RowError that names the column."""
    code = line.cells["code"]
    if not code:
        what = "this row has no row code, so that nothing tells which label it is about"
        raise RowError("code", InputError(what, remedy=_WHOLE_ROWS))
    if "/" not in code:
        return nodes_row(material, line, verdict, flags)
    try:
        address = address_of(code)
    except ValueError:
        raise RowError("code", InputError("the row code is damaged", remedy=_WHOLE_ROWS)) from None
    only(line, [*_silent(address.dimension), "new_node", "new_others"])
    given = dict(changes)
    if address.dimension == "means" and "attribute" in given:
        given["value"] = given.pop("attribute")
    try:
        if address.start < 0:
            return judge_band(material, address.patent, verdict, given.get("value", ""), flags)
        shown = _shown(line, address)
        copied = verdict == "add" and not shown.missing  # a row of the text, to say something new
        return judge_label(material, address, verdict, given, flags, None if copied else shown)
    except InputError as error:
        raise RowError(_field(error), error) from None


def _silent(dimension: str) -> list[str]:
    """Columns that say nothing of a label of a dimension; the term of means has no column alone."""
    fields = ("quote", "attribute") if dimension == "means" else FIELDS.get(dimension, ())
    return [name for name, field in _CELLS.items() if field not in fields]


def _shown(line: Line, address: Address) -> Shown:
    """What the row shows of the label; a column that was taken out shows nothing."""
    cells, words = line.cells, review_words()
    value, direction = cells.get("value"), cells.get("direction")
    if value is not None:
        of = {"maturity": code_of(value, words["bands"]), "outlook": None}
        value = of.get(address.dimension, plainly(value))
    if direction is not None:
        direction = code_of(direction, words["directions"])
    missing = code_of(cells.get("kind", ""), words["kinds"]) == "missing"
    return Shown(plainly(cells.get("said")), value, direction, missing)


def _field(error: InputError) -> str:
    """Column that a refusal is about, by what it says."""
    return next((column for words, column in _BLAMED.items() if words in error.what), "code")
