"""From measurements to nodes: chances, weights, and the reasons that people read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from patnav.chain import ChainTree
from patnav.ingest.assign.evidence import Document
from patnav.ingest.assign.features import Facts, Meter
from patnav.ingest.assign.hierarchy import Hierarchy
from patnav.ingest.assign.model import Model, shipped_model
from patnav.ingest.assign.parts import under
from patnav.ingest.assign.reasons import Shown, reason, reason_off, shown
from patnav.ingest.assign.tree_part import TreePart

__all__ = ["Assigner", "Decision", "Verdict"]

_NEAR = 2  # no more nodes than this are told of a patent that is given none


class Verdict(NamedTuple):
    """One node of a patent, as a row of the table `assignments` without its patent."""

    node: str
    weight: float
    confidence: float
    main: bool
    rule: str
    reason: str
    evidence: str
    section: str
    lang: str
    start: int
    end: int


class Decision(NamedTuple):
    """The nodes of a patent, the main one first, and what speaks for its being in none.

    `off` is the chance that the patent is in no node of the tree; `near` are the nodes that a
    patent in none was nearly given.
    """

    verdicts: tuple[Verdict, ...]
    off: float
    reason_off: str
    near: tuple[Verdict, ...] = ()


class Assigner:
    """Assigns patents to the nodes of one tree; pure and reusable.

    `parts` are what was learned for this tree alone, `model` what holds for every tree.
    """

    def __init__(
        self,
        tree: ChainTree,
        hierarchy: Hierarchy,
        parts: Sequence[TreePart] = (),
        model: Model | None = None,
    ) -> None:
        self.tree, self.meter, self.parts = tree, Meter(tree, hierarchy), tuple(parts)
        self.model = model or shipped_model()
        self._bound = np.array([node.needs_scope for node in tree.nodes])

    def decide(self, document: Document, near: float = 1.0) -> Decision:
        """Give the nodes of a patent; none when that is likelier than any node.

        `near` is the chance from which a node is told that was not given.
        """
        facts = self.meter.measure(document)
        chances = self._chances(facts)
        off = round(float(chances[-1]), 4)
        rows = self.model.given(facts, chances)
        if not rows:
            nearly = self._near(facts, document, chances[:-1], near)
            of_nodes = dict(zip(self.tree.by_id, map(float, chances[:-1]), strict=True))
            return Decision((), off, reason_off(facts.found, of_nodes, off), nearly)
        main = rows[0]
        sure = self.model.further_chances(facts, chances, main)
        sure[main] = chances[main]
        weights = _shares(chances[list(rows)])
        second = self._second(chances, main)
        verdicts = [
            self._verdict(facts, document, row, second if row == main else ("", 0.0))._replace(
                weight=weight, confidence=round(float(sure[row]), 4), main=row == main
            )
            for row, weight in zip(rows, weights, strict=True)
        ]
        return Decision(tuple(verdicts), off, "")

    def _near(
        self, facts: Facts, document: Document, chances: NDArray[np.float64], least: float
    ) -> tuple[Verdict, ...]:
        """The likeliest nodes of a patent off the chain, each with its chance of being main."""
        likeliest = np.argsort(-chances, kind="stable")[:_NEAR]
        return tuple(
            self._verdict(facts, document, int(row), ("", 0.0))._replace(
                confidence=round(float(chances[row]), 4)
            )
            for row in likeliest
            if chances[row] >= least
        )

    def nearest(self, document: Document) -> Verdict | None:
        """Give the node that most speaks for, though it be too little; None without evidence."""
        facts = self.meter.measure(document)
        if not facts.found.symbols and not facts.found.words:
            return None
        chances = self._chances(facts)
        row = int(chances[:-1].argmax())
        verdict = self._verdict(facts, document, row, ("", 0.0))
        return verdict._replace(confidence=round(float(chances[row]), 4))

    def _chances(self, facts: Facts) -> NDArray[np.float64]:
        """Chances of the nodes and of none; no part outweighs what the tree demands."""
        chances = self.model.chances(facts)
        if self.parts:
            chances = under(self.parts, chances, facts.found.points)
            if not facts.found.scoped:
                chances[-1] += chances[:-1][self._bound].sum()
                chances[:-1][self._bound] = 0.0
        return chances

    def _second(self, chances: NDArray[np.float64], main: int) -> tuple[str, float]:
        """Name what else was likely, and its chance; "" = no node."""
        rest = chances.copy()
        rest[main] = -1.0
        row = int(rest.argmax())
        names = [node.id for node in self.tree.nodes]
        return ([*names, "-"][row], float(rest[row]))

    def _verdict(
        self, facts: Facts, document: Document, row: int, second: tuple[str, float]
    ) -> Verdict:
        node = self.tree.nodes[row].id
        show = shown(facts.found.symbols.get(node, []), facts.found.words.get(node, []), document)
        why = reason(show, document, second)
        return Verdict(node, 0.0, 0.0, False, show.rule, why, *_evidence(show))


def _shares(chances: NDArray[np.float64]) -> list[float]:
    """Chances as weights that sum to 1 exactly."""
    shares = [round(float(c), 4) for c in chances[1:] / chances.sum()]
    return [round(1.0 - sum(shares), 4), *shares]


def _evidence(show: Shown) -> tuple[str, str, str, int, int]:
    if show.passage is None:
        return (show.symbols[0].symbol.symbol if show.symbols else "", "class", "", -1, -1)
    quote = show.passage.text[show.start : show.end]
    return quote, show.passage.section, show.passage.lang, show.start, show.end
