"""What one row of a review sheet decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from patnav.analysis.review.judging import Judged, judge_band, judge_label, judge_nodes
from patnav.analysis.review.lines import Line, RowError, patent_of
from patnav.analysis.review.material import Material
from patnav.analysis.review.words import plain, review_words
from patnav.errors import InputError
from patnav.ingest.annotate.text import fold
from patnav.ingest.review import NodeDecision, address_of
from patnav.ingest.review.labels import Flags

__all__ = ["judged_row", "nodes_row"]

_REMEDY = "leave the hidden columns as they are, and copy whole rows"


def judged_row(
    material: Material, line: Line, verdict: str, changes: Mapping[str, Any], flags: Flags
) -> Judged:
    """Decision of a row; raises RowError that names the column."""
    code = line.cells["code"]
    if "/" not in code:
        return nodes_row(material, line, verdict, flags)
    try:
        address = address_of(code)
    except ValueError:
        remedy = "leave the hidden columns as they are, and copy whole rows"
        raise RowError("code", InputError("the row code is damaged", remedy=remedy)) from None
    label = material.mentions.get(address)
    asked = label if verdict != "add" else None
    asked = asked or (material.near.get(address) if label is None else None)
    if asked is not None and asked["quote"] != line.cells.get("said"):
        what = "quote and row code do not belong together (columns sorted apart?)"
        raise RowError("said", InputError(what, remedy=_REMEDY))
    try:
        if address.start < 0:
            return judge_band(material, address.patent, changes.get("value", ""), flags)
        given = dict(changes)
        if address.dimension == "means" and "attribute" in given:
            given["value"] = given.pop("attribute")
        return judge_label(material, address, verdict, given, flags)
    except InputError as error:
        raise RowError(_field(error), error) from None


def _field(error: InputError) -> str:
    """Column that a refusal is about, by what it says."""
    columns = {"quote": "new_quote", "direction": "new_direction", "band": "new_band"}
    for word, column in columns.items():
        if word in error.what:
            return column
    return "verdict" if "verdict" in error.what or "chang" in error.what else "code"


def nodes_row(material: Material, line: Line, verdict: str, flags: Flags) -> NodeDecision:
    """Decision of a row about nodes; raises RowError that names the column."""
    patent = patent_of(line.cells["code"])
    try:
        near = material.near_nodes(patent)
        if verdict == "accept" and near:
            what = "verdict accept on nodes that are not given yet"
            raise InputError(what, remedy="choose add (the first one, or those you name) or reject")
        if verdict == "accept":
            return judge_nodes(material, patent, material.nodes(patent), flags)
        named = _named(line)
        if verdict == "add" and not named and not line.cells.get("new_node"):
            named = list(near[:1])
        if verdict != "reject" and not named and not line.cells.get("new_node"):
            raise InputError("is empty", remedy="choose the main node, or reject")
        return judge_nodes(material, patent, () if verdict == "reject" else named, flags)
    except InputError as error:
        raise RowError("new_node", error) from None


def _named(line: Line) -> list[str]:
    """Ids of the nodes that a row names: the main one, then the others."""
    nowhere = {plain(word) for word in review_words()["nowhere"]}
    words = [line.cells.get("new_node", ""), *fold(line.cells.get("new_others", "")).split(";")]
    told = [word.strip() for word in words if word.strip() and plain(word) not in nowhere]
    return [word.split(maxsplit=1)[0] for word in told]
