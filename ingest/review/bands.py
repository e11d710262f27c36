"""The maturity band of a patent after a review of its quotes, or as a person gave it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from patnav.ingest.annotate.maturity import BANDS
from patnav.ingest.review.labels import LabelDecision
from patnav.ingest.review.rulings import Ruling

__all__ = ["banded"]

Row = dict[str, Any]
_QUOTED = ": “"


def banded(
    judgements: Iterable[Row], mentions: Sequence[Row], bands: Sequence[Ruling], *, changed: bool
) -> list[Row]:
    """The judgements of one patent: a band that a person gave holds, else that of the quotes left.

    `changed`: quotes of maturity were decided upon, so that the band follows from them anew.
    """
    given = {_decision(one).address.dimension: one for one in bands}
    quotes = [one for one in mentions if one["dimension"] == "maturity"]
    anew = [
        _of_quotes(row, quotes) if changed and row["dimension"] == "maturity" else row
        for row in judgements
    ]
    return [
        _as_given(row, given[row["dimension"]]) if row["dimension"] in given else row
        for row in anew
    ]


def _decision(one: Ruling) -> LabelDecision:
    assert isinstance(one.judged, LabelDecision)
    return one.judged


def _of_quotes(row: Row, quotes: Sequence[Row]) -> Row:
    """The highest band that a quote states; facts stay beside it (METHOD.md § 2.4)."""
    best = max(quotes, key=lambda one: (BANDS.index(one["value"]), one["confidence"]), default=None)
    told = [f"{one['section']}: “{one['quote']}”" for one in quotes]
    facts = [line for line in row["basis"] or [] if _QUOTED not in line]
    if best is None:
        return row | {"band": "unknown", "basis": ["no quote was left by review"]}
    basis = [*told, *facts]
    return row | {"band": best["value"], "confidence": best["confidence"], "basis": basis}


def _as_given(row: Row, one: Ruling) -> Row:
    judged = _decision(one)
    band = str(judged.label.get("value") or row["band"])
    band = "unknown" if judged.verdict == "reject" else band
    basis = [*(row["basis"] or []), f"reviewed by {one.reviewers}"]
    return row | {"band": band, "confidence": one.confidence, "basis": basis}
