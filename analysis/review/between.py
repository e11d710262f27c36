"""Agreement of reviewers with one another, and of the machine with them (METHOD.md § 2.6).

Two people are compared on what both judged; what one of them added counts where both judged labels
of that dimension in the text. The machine is compared with each on what this person judged: its
proposals against what was made of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from patnav.analysis.agreement import cohen_kappa, confusion, evaluate, kappa_of
from patnav.analysis.agreement.bootstrap import RUNS, SEED, interval
from patnav.analysis.agreement.kappa import kappa_interval, weighted_kappa
from patnav.analysis.review.gold import label_set, node_set
from patnav.gold import BANDS, GoldSet
from patnav.ingest.review import ADDED, LABEL, NODE, LabelDecision, NodeDecision, with_bands
from patnav.ingest.review.labels import BAND
from patnav.ingest.review.rulings import read
from patnav.ledger import Decision
from patnav.snapshot import Snapshot

__all__ = ["MACHINE", "Agreed", "agreement"]

MACHINE = "machine"
Key = tuple[str, str]
Own = Mapping[Key, LabelDecision]


class Agreed(NamedTuple):
    """One measure between two judges: F1 or κ, with its 95 % interval and what it stands on."""

    one: str
    other: str
    measure: str
    value: float | None
    low: float | None
    high: float | None
    labels: int
    documents: int


def agreement(snapshot: Snapshot, decisions: Iterable[Decision]) -> list[Agreed]:
    """Every pair of people, then the machine with each of them; adjudications are left out.

    Strict and overlap F1 of spans, F1 of directions, quadratic-weighted κ of the bands of texts and
    of whole patents, main node and node-set F1, κ of main nodes; intervals by bootstrap over
    documents.
    """
    listed = with_bands(decisions)
    labels = {who: _labels(listed, who) for who in _people(listed)}
    nodes = {who: _nodes(listed, who, snapshot) for who in _people(listed)}
    found: list[Agreed] = []
    for one, other in combinations(sorted(labels), 2):
        found += _people_compared(snapshot, labels, (one, other))
        both = sorted(nodes[one].keys() & nodes[other].keys())
        sets = [node_set(snapshot, [nodes[who][each] for each in both]) for who in (one, other)]
        found += _compared(one, other, sets)
    for who in sorted(labels):
        found += _machine_compared(snapshot, who, labels[who].values(), nodes[who].values())
    return found


def _people_compared(
    snapshot: Snapshot, labels: Mapping[str, Own], pair: tuple[str, str]
) -> Iterator[Agreed]:
    one, other = (labels[who] for who in pair)
    shared = _shared(one, other), _shared(other, one)
    sets = [label_set(snapshot, [(each, each.label) for each in own.values()]) for own in shared]
    yield from _compared(*pair, sets)
    both = [(own, other[key]) for key, own in one.items() if key in other and _is_band(own)]
    yield from _band_kappa(*pair, [(mine.label, theirs.label) for mine, theirs in both])


def _machine_compared(
    snapshot: Snapshot, who: str, labels: Iterable[LabelDecision], nodes: Iterable[NodeDecision]
) -> Iterator[Agreed]:
    judged, asked = list(labels), list(nodes)
    was = [NodeDecision(each.patent, each.chain, each.was) for each in asked]
    human = label_set(snapshot, [(each, each.label) for each in judged])
    machine = label_set(snapshot, [(each, each.was) for each in judged])
    yield from _compared(who, MACHINE, [human, machine])
    bands = [(each.label, each.was) for each in judged if _is_band(each) and each.was]
    yield from _band_kappa(who, MACHINE, bands)
    yield from _compared(who, MACHINE, [node_set(snapshot, asked), node_set(snapshot, was)])


def _people(decisions: Iterable[Decision]) -> list[str]:
    return sorted({item.who for item in decisions if item.kind in (LABEL, NODE)})


def _labels(decisions: Iterable[Decision], who: str) -> dict[Key, LabelDecision]:
    """The last decision of a person on each label."""
    found: dict[Key, LabelDecision] = {}
    for item in decisions:
        judged = read(item) if item.kind == LABEL and item.who == who else None
        if isinstance(judged, LabelDecision) and not judged.flags.adjudicated:
            found[item.subject, item.other] = judged
    return found


def _nodes(decisions: Iterable[Decision], who: str, snapshot: Snapshot) -> dict[str, NodeDecision]:
    chain = snapshot.project.chain.chain
    found: dict[str, NodeDecision] = {}
    for item in decisions:
        judged = read(item) if item.kind == NODE and item.who == who else None
        if isinstance(judged, NodeDecision) and judged.chain == chain:
            found |= {} if judged.flags.adjudicated else {judged.patent: judged}
    return found


def _shared(own: Own, others: Own) -> dict[Key, LabelDecision]:
    """What a person judged of what the other judged, and added in texts that both judged."""
    common = {_text(one) for key, one in own.items() if key in others and one.verdict != ADDED}
    return {
        key: one for key, one in own.items()
        if key in others or (one.verdict == ADDED and _text(one) in common)
    }  # fmt: skip


def _text(one: LabelDecision) -> tuple[str, ...]:
    return one.address[:4]


def _compared(one: str, other: str, sets: Sequence[GoldSet]) -> Iterator[Agreed]:
    first, second = sets
    if not first.documents:
        return
    found = evaluate(first, second)
    for each in found.parts[0].figures:
        if each.gold or each.answer:
            told = (each.f1, each.low, each.high, each.gold, each.documents)
            yield Agreed(one, other, each.measure, *told)
    for table in found.confusions:
        if table.name == "maturity":
            count = sum(map(sum, table.table))
            kappa = (table.kappa, table.kappa_low, table.kappa_high, count, count)
            yield Agreed(one, other, "maturity weighted kappa", *kappa)
    if first.nodes.keys() & second.nodes.keys():
        yield _node_kappa(one, other, first, second)


def _is_band(one: LabelDecision) -> bool:
    """Whether it is about the band of a patent as a whole."""
    return one.address.start == BAND


def _band_kappa(
    one: str, other: str, labels: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]
) -> Iterator[Agreed]:
    """Quadratic-weighted κ of the bands that two gave whole patents, where both gave one."""
    pairs = [
        (first.get("value", BANDS[0]), second.get("value", BANDS[0])) for first, second in labels
    ]
    if pairs:
        kappa = weighted_kappa(pairs)
        value = None if np.isnan(kappa) else kappa
        low, high = kappa_interval(pairs)
        yield Agreed(one, other, "band weighted kappa", value, low, high, len(pairs), len(pairs))


def _node_kappa(one: str, other: str, first: GoldSet, second: GoldSet) -> Agreed:
    """Cohen's κ of the main nodes, `none` among them, with its bootstrap interval."""
    both = sorted(first.nodes.keys() & second.nodes.keys())
    pairs = [(first.nodes[key].primary or "", second.nodes[key].primary or "") for key in both]
    kappa = cohen_kappa(pairs)
    values = sorted({value for pair in pairs for value in pair})
    table = np.asarray(confusion(pairs, values), float)
    random = np.random.default_rng(SEED)
    drawn = random.multinomial(len(pairs), (table / max(len(pairs), 1)).ravel(), size=RUNS)
    kappas = np.array([kappa_of(each.reshape(table.shape)) for each in drawn])
    known: Any = None if np.isnan(kappa) else kappa
    return Agreed(one, other, "main node kappa", known, *interval(kappas), len(pairs), len(pairs))
