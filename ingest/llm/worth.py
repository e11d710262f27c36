"""How sure labels of a language model are: by what reviewers said of such labels.

Labels are told apart by dimension and by whether the offline model gives the same one
(`seconded`). A label is judged where a decision of people is about the same span (IoU >= 0.5): it
is right when the label that holds has that span, and the same direction or band. With 30 judged
labels or more the confidence is their share, shrunken by ten labels of the prior (docs/llm.md);
with fewer it is the prior: that of the offline label for a seconded one, else 0.5, a convention.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from patnav.ingest.llm.prompt import confidence
from patnav.ingest.review.labels import LABEL, LabelDecision, overlap
from patnav.ingest.review.rulings import Rule, rulings
from patnav.ledger import Decision
from patnav.model import Mention

__all__ = ["ENOUGH", "Judged", "Worth", "worth_of"]

ENOUGH = 30
"""Judged labels from which their share counts [D]."""
_SHRINK = 10  # labels that the prior weighs as much as [D]
_SAME = 0.5  # IoU from which two spans are one label, as in scoring
Place = tuple[str, str]  # patent, section
Row = Mapping[str, Any]


class Judged(NamedTuple):
    """How many labels of a kind people judged, and how many of them were right."""

    dimension: str
    seconded: bool
    right: int
    judged: int


class Worth:
    """What is known of the labels of a model; `offline` are the labels of the offline model."""

    def __init__(self, offline: Mapping[Place, Sequence[Row]], counts: Iterable[Judged]) -> None:
        self._offline = offline
        self.counts = {(one.dimension, one.seconded): one for one in counts}

    def sure(self, place: Place, one: Mention) -> Mention:
        """A label with its confidence."""
        seconds = _best(one, self._offline.get(place, ()))
        prior = confidence() if seconds is None else float(seconds["confidence"])
        seen = self.counts.get((one.dimension, seconds is not None))
        if seen is None or seen.judged < ENOUGH:
            return one._replace(confidence=prior)
        share = (seen.right + _SHRINK * prior) / (seen.judged + _SHRINK)
        return one._replace(confidence=round(share, 4))

    def lines(self) -> Iterator[str]:
        """What is said of it, a line for each kind of label that was judged."""
        for (dimension, seconded), one in sorted(self.counts.items()):
            kind = "that the offline model gives too" if seconded else "of the model alone"
            said = f"{one.right} of {one.judged} judged labels right"
            known = one.judged >= ENOUGH
            rests = "their share counts" if known else f"below {ENOUGH}, the prior counts"
            yield f"{dimension} {kind}: {said}; {rests}"


def worth_of(
    mentions: Mapping[Place, Sequence[Mention]],
    offline: Mapping[Place, Sequence[Row]],
    decisions: Iterable[Decision],
    rule: Rule,
) -> Worth:
    """Count what people decided about the labels of a model, by patent and section."""
    ruled: dict[Place, list[LabelDecision]] = {}
    for one in (ruling.judged for ruling in rulings(decisions, LABEL, rule)):
        if isinstance(one, LabelDecision) and one.address.start >= 0:
            ruled.setdefault((one.address.patent, one.address.section), []).append(one)
    seen: dict[tuple[str, bool], list[bool]] = {}
    for place in sorted(ruled.keys() & mentions.keys()):
        for label in mentions[place]:
            if (right := _right(label, ruled[place])) is not None:
                seconded = _best(label, offline.get(place, ())) is not None
                seen.setdefault((label.dimension, seconded), []).append(right)
    return Worth(offline, (Judged(*kind, sum(hits), len(hits)) for kind, hits in seen.items()))


def _right(label: Mention, ruled: Iterable[LabelDecision]) -> bool | None:
    """Whether a label is right by what holds of its span; None where nobody judged that."""
    found = []
    for one in ruled:
        if (one.address.dimension, one.address.lang) != (label.dimension, label.lang):
            continue
        asked = overlap((label.start, label.end), one.address[4:6]) >= _SAME
        holds = one.verdict != "reject" and _holds(label, one.label)
        if holds or asked:
            found.append(holds)
    return any(found) if found else None


def _holds(label: Mention, given: Row) -> bool:
    if "end" not in given:
        return False
    same = overlap((label.start, label.end), (given.get("start", 0), given["end"])) >= _SAME
    direction = given.get("direction") or label.direction
    band = given.get("value") if label.dimension == "maturity" else label.value
    return same and direction == label.direction and band == label.value


def _best(label: Mention, rows: Iterable[Row]) -> Row | None:
    """The offline label that says the same, the one that overlaps most."""
    alike = [
        (overlap((label.start, label.end), (row["start"], row["end"])), row)
        for row in rows
        if (row["dimension"], row["lang"]) == (label.dimension, label.lang)
        and (row["direction"] or "") == label.direction
        and (label.dimension != "maturity" or row["value"] == label.value)
    ]
    best = max(alike, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= _SAME else None
