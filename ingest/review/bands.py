"""The maturity band of a patent: what its quotes say after review, and what people say over it.

One rule: whoever gives a patent a band, in a review (kind `label`, the address of the band) or as
an expert (kind `maturity`), casts a vote on the same question. Each person's last word counts, the
rule of the project's reviews decides, an adjudication holds over all (`rulings`). What holds
overrides what texts and facts say. Decisions about quotes change only what the text says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from patnav.ingest.annotate.maturity import BANDS
from patnav.ingest.review.labels import BAND, LABEL, Address, Flags, LabelDecision
from patnav.ingest.review.rulings import Rule, Ruling, rulings
from patnav.ledger import Decision, Ledger

__all__ = [
    "ADJUDICATED",
    "MATURITY",
    "band_ruling",
    "band_votes",
    "banded",
    "ruled_bands",
    "with_bands",
]

MATURITY = "maturity"
"""Kind of the ledger: an expert's band (`value`) of a patent (`subject`)."""
ADJUDICATED = "adjudicated"
"""What `other` of such a decision says when it settles a dispute."""

Row = dict[str, Any]
_QUOTED = ": “"


def band_votes(decisions: Iterable[Decision]) -> list[Decision]:
    """Experts' bands as decisions on the address of the band; those on it stay, others are left."""
    found = []
    for item in decisions:
        if item.kind == MATURITY:
            place = Address(item.subject, "maturity", "", "", BAND, BAND)
            flags = Flags(adjudicated=item.other == ADJUDICATED)
            given = LabelDecision(place, "", "correct", {"value": item.value}, flags=flags)
            subject, quote, value = given.row()
            found.append(item._replace(kind=LABEL, subject=subject, other=quote, value=value))
        elif item.kind == LABEL and item.subject.endswith(f"/maturity///{BAND}..{BAND}"):
            found.append(item)
    return sorted(found)


def with_bands(decisions: Iterable[Decision]) -> list[Decision]:
    """Decisions with experts' bands as votes on the address of the band."""
    listed = list(decisions)
    experts = band_votes(item for item in listed if item.kind == MATURITY)
    return sorted([*(item for item in listed if item.kind != MATURITY), *experts])


def ruled_bands(ledger: Ledger, rule: Rule) -> dict[str, Ruling]:
    """What people say of the maturity of patents, by patent."""
    votes = band_votes([*ledger.decisions(MATURITY), *ledger.decisions(LABEL)])
    return {_decision(one).address.patent: one for one in rulings(votes, LABEL, rule)}


def band_ruling(one: Ruling) -> tuple[str, list[Decision]]:
    """The band of a ruling, and the decisions that say so, the oldest first."""
    holds = _outcome(one.judged)
    return holds, [vote for vote in one.decisions if _outcome(LabelDecision.read(vote)) == holds]


def _outcome(judged: object) -> str:
    assert isinstance(judged, LabelDecision)
    return "unknown" if judged.verdict == "reject" else str(judged.label.get("value", "unknown"))


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
    band = _outcome(one.judged)
    basis = [*(row["basis"] or []), f"reviewed by {one.reviewers}"]
    return row | {"band": band, "confidence": one.confidence, "basis": basis}
