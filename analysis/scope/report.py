"""From verdicts to precision and recall, per node and for the whole chain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from math import isnan
from typing import Any, NamedTuple

from patnav.analysis.scope.answers import Answer
from patnav.analysis.scope.estimates import (
    Estimate,
    Stratum,
    amount,
    kappa,
    proportion,
    recall,
    total,
)
from patnav.analysis.scope.frame import KINDS, Frame, Unit
from patnav.analysis.scope.frame import Stratum as Name
from patnav.analysis.scope.words import use_of
from patnav.chain import ChainTree
from patnav.ledger import Decision, Ledger

__all__ = ["Agreement", "Cut", "Line", "Report", "record_answers", "scope_report"]

KIND = "scope"
Judge = Callable[[Answer], bool]


class Line(NamedTuple):
    """Precision and recall of one node, or of the chain (`node` empty).

    `use` says what the numbers may be used for: none, smoke, claim.
    """

    node: str
    name: str
    assigned: int
    reviewed: int
    right: int
    unsure: int
    precision: Estimate
    recall: Estimate
    use: str


class Agreement(NamedTuple):
    """Two reviewers of the same rows: how many, the share on which they agree, Cohen's κ."""

    one: str
    other: str
    rows: int
    agreed: float
    kappa: float


class Report(NamedTuple):
    """The quality of the cut of one snapshot; `excluded` tells size and verdicts by kind."""

    snapshot: str
    reviewers: tuple[str, ...]
    chain: Line
    nodes: tuple[Line, ...]
    excluded: Mapping[str, Stratum]
    agreement: tuple[Agreement, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values; NaN becomes null."""
        return {
            "snapshot": self.snapshot,
            "reviewers": list(self.reviewers),
            "chain": _plain(self.chain),
            "nodes": [_plain(line) for line in self.nodes],
            "excluded": {kind: each._asdict() for kind, each in self.excluded.items()},
            "agreement": [_plain(each) for each in self.agreement],
        }


def record_answers(ledger: Ledger, snapshot: str, answers: Iterable[Answer], who: str) -> int:
    """Write verdicts into the ledger and return how many are new; a changed one undoes the old."""
    why = _why(snapshot)
    known = {
        (item.subject, item.other): item
        for item in ledger.decisions(KIND)
        if item.who == who and item.why == why
    }
    new = []
    for unit, verdict, right in answers:
        old, value = known.get((unit.patent, unit.node)), f"{verdict} {right}".strip()
        if old is None or old.value != value:
            new.append((unit.patent, unit.node, value))
            if old is not None:
                ledger.undo(old.id, who=who, why=f"{why}: changed")
    if new:
        ledger.record_all(KIND, new, who=who, why=why)
    return len(new)


def scope_report(frame: Frame, tree: ChainTree, ledger: Ledger, lang: str = "zh") -> Report:
    """Estimate precision and recall of a snapshot's cut from all verdicts in the ledger.

    Where reviewers of one row disagree it counts as unsure. Unsure counts against the cut: a hit as
    wrong, an excluded patent as missed.
    """
    decisions = [item for item in ledger.decisions(KIND) if item.why == _why(frame.snapshot)]
    units = {(unit.patent, unit.node): unit for unit in frame.units}
    by_row: dict[Unit, dict[str, Answer]] = defaultdict(dict)
    for item in decisions:
        if unit := units.get((item.subject, item.other)):
            by_row[unit][item.who] = _answer(unit, item)
    cut = Cut(frame, [_settled(list(each.values())) for each in by_row.values()])
    nodes = [node for node in tree.nodes if any(name.node == node.id for name in cut.sizes)]
    named = [(node.id, node.name_en if lang == "en" else node.name_zh) for node in nodes]
    return Report(
        frame.snapshot,
        tuple(sorted({item.who for item in decisions})),
        cut.chain(tree.name_en if lang == "en" else tree.name_zh),
        tuple(cut.node(node, name) for node, name in named),
        cut.excluded(),
        tuple(_agreements(by_row.values())),
    )


class Cut:
    """The cut as reviewers judge it: stratum sizes of a frame and one answer per reviewed row."""

    def __init__(self, frame: Frame, answers: Sequence[Answer]) -> None:
        self.sizes = frame.sizes
        self._patents = len({unit.patent for unit in frame.units if unit.node})
        self._answers: dict[Name, list[Answer]] = defaultdict(list)
        for answer in answers:
            self._answers[answer.unit.stratum].append(answer)

    def chain(self, name: str) -> Line:
        """Precision over all assignments; recall over patents, fractional as they are counted."""
        share = proportion(self._strata(self._of("hit"), _is_right))
        found = Estimate(
            self._patents * share.value,
            self._patents * share.low,
            self._patents * share.high,
            share.n,
        )
        missed = total(self._by_kind(_is_missed))
        return self._line("", name, share, recall(found, missed))

    def node(self, node: str, name: str) -> Line:
        """Precision of a node's assignments; missed are those that reviewers place there."""

        def belongs(answer: Answer) -> bool:
            return _belongs(answer, node)

        hits = self._of("hit")
        own = self._strata([each for each in hits if each.node == node], _is_right)
        others = self._strata([each for each in hits if each.node != node], belongs)
        missed = total([amount(others), *self._by_kind(belongs)])
        return self._line(node, name, proportion(own), recall(amount(own), missed))

    def excluded(self) -> dict[str, Stratum]:
        """Size, reviewed and missed rows of each kind of excluded patents."""
        return {kind: self._sum(self._of(kind), _is_missed) for kind in KINDS[1:]}

    def _by_kind(self, judge: Judge) -> list[Estimate]:
        return [amount(self._strata(self._of(kind), judge)) for kind in KINDS[1:]]

    def _of(self, kind: str) -> list[Name]:
        return [name for name in sorted(self.sizes) if name.kind == kind]

    def _strata(self, names: Sequence[Name], judge: Judge) -> list[Stratum]:
        return [
            Stratum(
                self.sizes[name], len(self._answers[name]), sum(map(judge, self._answers[name]))
            )
            for name in names
        ]

    def _sum(self, names: Sequence[Name], judge: Judge) -> Stratum:
        strata = self._strata(names, judge)
        return Stratum(
            sum(each.size for each in strata),
            sum(each.reviewed for each in strata),
            sum(each.relevant for each in strata),
        )

    def _line(self, node: str, name: str, share: Estimate, found: Estimate) -> Line:
        names = [each for each in self._of("hit") if node in ("", each.node)]
        counted = self._sum(names, _is_right)
        unsure = self._sum(names, _is_unsure).relevant
        use = use_of(counted.reviewed)
        return Line(
            node, name, counted.size, counted.reviewed, counted.relevant, unsure, share, found, use
        )


def _is_right(answer: Answer) -> bool:
    return answer.verdict == "yes"


def _is_unsure(answer: Answer) -> bool:
    return answer.verdict == "unsure"


def _is_missed(answer: Answer) -> bool:
    return answer.verdict != "no"


def _belongs(answer: Answer, node: str) -> bool:
    """Whether a row of another stratum is a patent that `node` has missed.

    A hit that is wrong belongs to the node that the reviewer names, or to none. An excluded patent
    belongs to the node named, else to the nearest; where there is none, it counts against all.
    """
    unit, verdict, right = answer
    if unit.node:
        return verdict == "no" and right == node
    return verdict != "no" and (right or (unit.near if unit.reason else "") or node) == node


def _answer(unit: Unit, item: Decision) -> Answer:
    verdict, _, right = item.value.partition(" ")
    return Answer(unit, verdict, right)


def _settled(answers: Sequence[Answer]) -> Answer:
    """One answer of all reviewers of a row; unsure where they disagree."""
    first = answers[0]
    verdicts = {answer.verdict for answer in answers}
    rights = {answer.right for answer in answers}
    verdict = first.verdict if len(verdicts) == 1 else "unsure"
    return Answer(first.unit, verdict, first.right if len(rights) == 1 else "")


def _agreements(rows: Iterable[Mapping[str, Answer]]) -> Iterable[Agreement]:
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for answers in rows:
        for one, other in combinations(sorted(answers), 2):
            pairs[one, other].append((answers[one].verdict, answers[other].verdict))
    for (one, other), given in sorted(pairs.items()):
        same = sum(first == second for first, second in given) / len(given)
        yield Agreement(one, other, len(given), same, kappa(given))


def _why(snapshot: str) -> str:
    return f"scope sample of snapshot {snapshot}"


def _plain(line: Line | Agreement) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in line._asdict().items()}


def _plain_value(value: object) -> object:
    if isinstance(value, Estimate):
        return {name: _plain_value(part) for name, part in value._asdict().items()}
    return _number(value) if isinstance(value, float) else value


def _number(value: float) -> float | None:
    return None if isnan(value) else round(value, 4)
