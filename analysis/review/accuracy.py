"""How many published labels are right, from those that were drawn by lot (METHOD.md § 2.6).

Labels have fixed lots (see the queue). The sample of a dimension is every judged label up to the
largest lot that was drawn and judged, however it came to be judged; so neither the order of the
queue nor what reviewers like to look at bends it. Labels within that reach that nobody has judged
yet are told as `missing`: the figure stands on the assumption that they are like the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import pyarrow as pa

from patnav.analysis.counting import Universe, universe_of
from patnav.analysis.review.queue import KINDS, candidates
from patnav.analysis.statistics import wilson_limits
from patnav.ingest.review import ADDED, LABEL, NODE, NodeDecision, Ruling, rulings
from patnav.ledger import Decision
from patnav.snapshot import Snapshot

__all__ = ["Accuracy", "accuracy"]

_LOTS = """
SELECT subject, md5_number_lower(subject) / 18446744073709551616 AS lot FROM judged
"""
_WITHIN = """
SELECT subject FROM ({labels})
WHERE md5_number_lower(subject) / 18446744073709551616 <= $reach
"""


class Accuracy(NamedTuple):
    """Share of published labels of a dimension that are right, with its 95 % Wilson interval.

    `n` labels were judged, `right` of them accepted as they stood; `missing` had been drawn and
    are not judged yet. All None where nothing was drawn.
    """

    dimension: str
    n: int
    right: int
    missing: int
    value: float | None
    low: float | None
    high: float | None


def accuracy(snapshot: Snapshot, decisions: Iterable[Decision]) -> list[Accuracy]:
    """The accuracy of each dimension and of the chain nodes; a corrected label was not right."""
    universe, listed = universe_of(snapshot), list(decisions)
    chain = snapshot.project.chain.chain
    rule = snapshot.project.settings.review.rule
    found = [one for kind in (LABEL, NODE) for one in rulings(listed, kind, rule)]
    by_kind: dict[str, list[Ruling]] = {}
    for one in found:
        if one.judged.verdict != ADDED and one.judged.was and _dimension(one, chain) in KINDS:
            by_kind.setdefault(_dimension(one, chain), []).append(one)
    known = _known(found)
    return [_accuracy(universe, kind, by_kind.get(kind, []), known) for kind in KINDS]


def _dimension(one: Ruling, chain: str) -> str:
    """Dimension of a ruling; empty for bands and for nodes of another chain."""
    if isinstance(one.judged, NodeDecision):
        return NODE if one.judged.chain == chain else ""
    return one.judged.address.dimension if one.judged.address.start >= 0 else ""


def _accuracy(
    universe: Universe, dimension: str, judged: list[Ruling], known: set[str]
) -> Accuracy:
    by_subject = {one.decisions[0].subject: one for one in judged}
    lots = _lots(universe, by_subject)
    drawn = [
        lots[subject] for subject, one in by_subject.items()
        if any('"drawn": true' in item.value for item in one.decisions)
    ]  # fmt: skip
    if not drawn:
        return Accuracy(dimension, 0, 0, 0, None, None, None)
    reach = max(drawn)
    sample = [one for subject, one in by_subject.items() if lots[subject] <= reach]
    right = sum(one.judged.verdict == "accept" for one in sample)
    query = _WITHIN.format(labels=candidates(dimension))
    open_ = set(universe.rows(query, reach=reach)["subject"].to_pylist()) - known
    low, high = wilson_limits(right, len(sample))
    share = right / len(sample)
    return Accuracy(dimension, len(sample), right, len(open_), share, float(low), float(high))


def _lots(universe: Universe, subjects: Iterable[str]) -> dict[str, float]:
    rows = pa.table({"subject": pa.array(sorted(subjects), pa.string())})
    found = universe.rows(_LOTS, {"judged": rows}).to_pydict()
    return dict(zip(found["subject"], found["lot"], strict=True))


def _known(judged: Iterable[Ruling]) -> set[str]:
    """Addresses that were judged or added, and those of the labels that came of it."""
    known = {one.decisions[0].subject for one in judged}
    for one in judged:
        label = {} if isinstance(one.judged, NodeDecision) else one.judged.label
        if "end" in label and not isinstance(one.judged, NodeDecision):
            span = {"start": label["start"], "end": label["end"]}
            known.add(str(one.judged.address._replace(**span)))
    return known
