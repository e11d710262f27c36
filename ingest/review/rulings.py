"""What holds when several people have judged the same label (METHOD.md § 2.6).

Of each person the last decision on a label counts. By the rule `majority` [D] the outcome of most
people holds, of outcomes with equally many the one decided last; by `latest` the last one does. An
adjudicator's decision holds over all others. Different outcomes without one are a dispute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from typing import Literal

from patnav.ingest.review.labels import LABEL, LabelDecision, NodeDecision, completed
from patnav.ledger import Decision

__all__ = ["Rule", "Ruling", "outcome", "read", "reviewer_error", "rulings"]

Rule = Literal["majority", "latest"]
Judged = LabelDecision | NodeDecision
_PRIOR = (1, 20)  # disagreements and pairs that are assumed before any are seen [D]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What holds of one label or of one patent's nodes.

    `reviewers` judged it, `against` of them otherwise; `confidence` follows from both and from the
    reviewers' measured error; `decisions` are the rows of the ledger that count, the oldest first.
    """

    kind: str
    judged: Judged
    reviewers: int
    against: int
    disputed: bool
    adjudicated: bool
    confidence: float
    decisions: tuple[Decision, ...]


def read(item: Decision) -> Judged:
    """Read a row of the kinds `label` and `node`."""
    return LabelDecision.read(item) if item.kind == LABEL else NodeDecision.read(item)


_SAID = {"effect": ("direction", "attribute"), "means": ("value",), "maturity": ("value",)}


def outcome(judged: Judged) -> tuple[object, ...]:
    """What two decisions must share to be the same: all that a person can say of the label.

    Its span, and of an effect direction and attribute, of means the term, of maturity the band; of
    a patent its nodes, the main one apart.
    """
    if isinstance(judged, NodeDecision):
        return (judged.nodes[:1], frozenset(judged.nodes))
    if judged.verdict == "reject":
        return ()
    label = completed(judged.address.dimension, judged.label)
    said = (label.get(name) or "" for name in _SAID.get(judged.address.dimension, ()))
    return (label.get("start"), label.get("end"), *said)


def rulings(
    decisions: Iterable[Decision], kind: str = LABEL, rule: Rule = "majority"
) -> list[Ruling]:
    """What holds of everything that decisions of a kind judge, in the order of subjects."""
    groups = _groups(decisions, kind)
    error = reviewer_error(item for group in groups for item in group)
    return [_ruling(group, rule, error) for group in groups]


def reviewer_error(decisions: Iterable[Decision]) -> float:
    """How often one reviewer is wrong, from how often two of them differ on the same label.

    With an error e each, two differ with 2e(1-e) where there are two answers; one disagreement in
    twenty pairs is assumed to begin with [D]. Adjudications are left out.
    """
    apart, pairs = _PRIOR
    items = [item for item in decisions if not read(item).flags.adjudicated]
    for kind in sorted({item.kind for item in items}):
        for group in _groups(items, kind):
            outcomes = [outcome(read(item)) for item in group]
            found = [one == other for one, other in combinations(outcomes, 2)]
            pairs, apart = pairs + len(found), apart + found.count(False)
    return (1 - sqrt(1 - 2 * min(apart / pairs, 0.49))) / 2


def _groups(decisions: Iterable[Decision], kind: str) -> list[list[Decision]]:
    """Decisions on the same thing, each person's last one, in the order they were made."""
    found: dict[tuple[str, str], dict[tuple[str, bool], Decision]] = {}
    for item in decisions:
        if item.kind == kind:
            group = found.setdefault((item.subject, item.other), {})
            group[item.who, read(item).flags.adjudicated] = item
    return [sorted(group.values()) for _, group in sorted(found.items())]


def _ruling(group: Sequence[Decision], rule: Rule, error: float) -> Ruling:
    judged = [read(item) for item in group]
    settled = [one for one in judged if one.flags.adjudicated]
    votes = [one for one in judged if not one.flags.adjudicated] or judged
    count = Counter(map(outcome, votes))
    most = max(count.values())
    last = [one for one in votes if rule == "latest" or count[outcome(one)] == most]
    holds = (settled or last)[-1]
    same = count[outcome(holds)]
    return Ruling(
        kind=group[0].kind,
        judged=holds,
        reviewers=len(votes),
        against=len(votes) - same,
        disputed=len(count) > 1 and not settled,
        adjudicated=bool(settled),
        confidence=_confidence(2 if settled else 2 * same - len(votes), error),
        decisions=tuple(group),
    )


def _confidence(margin: int, error: float) -> float:
    """Probability that the outcome is right when `margin` more people chose it than did not.

    One person alone: 1 - error. An adjudication counts as a margin of two [D].
    """
    return round(1 / (1 + (error / (1 - error)) ** margin), 4)
