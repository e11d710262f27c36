"""From evidence to nodes: add up, compare with the threshold, give weights and reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from math import exp
from typing import NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict

from patnav.chain import ChainNode, ChainTree
from patnav.data import resource
from patnav.ingest.evidence import ClassHit, ClassIndex, Document, Place, QuoteHit, quotes
from patnav.ingest.hierarchy import Hierarchy
from patnav.ingest.keywords import KeywordIndex, fold

__all__ = ["Assigner", "Case", "Verdict", "Weights", "default_weights"]

_SECTIONS = ("title", "claim", "abstract")


class WordWeights(BaseModel):
    """Worth of a keyword by section."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: float
    claim: float
    abstract: float
    other: float


class Weights(BaseModel):
    """The weights of `data/assign.yaml`, where each is explained."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    symbol: dict[Place, float]
    broad: float
    bare: float
    moved: float
    word: WordWeights
    head: float
    repeat: float
    word_only: float
    unlike: float
    foreign: float
    give_way: float
    threshold: float
    second: float
    most: int


@cache
def default_weights() -> Weights:
    """Load the weights that come with patnav."""
    values = yaml.safe_load(resource("assign.yaml").read_text(encoding="utf-8"))
    return Weights.model_validate({"symbol": values.pop("class")} | values)


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


class Case(NamedTuple):
    """All that speaks for one node of one patent, and what it adds up to."""

    node: str
    score: float
    symbols: tuple[ClassHit, ...]
    words: tuple[QuoteHit, ...]


class Assigner:
    """Assigns patents to the nodes of one tree; pure and reusable."""

    def __init__(
        self, tree: ChainTree, hierarchy: Hierarchy, weights: Weights | None = None
    ) -> None:
        self.tree, self.weights = tree, weights or default_weights()
        self.classes, self.words = ClassIndex(tree, hierarchy), KeywordIndex(tree)
        self.scope = {fold(word) for word in tree.scope_zh + tree.scope_en}
        self.order = {node.id: number for number, node in enumerate(tree.nodes)}

    def decide(self, document: Document) -> list[Verdict]:
        """Give the nodes of a patent, the main one first; empty when it is not in the chain."""
        cases = self.cases(document)
        if not cases:
            return []
        total = sum(case.score for case in cases)
        shares = [round(case.score / total, 4) for case in cases]
        shares[0] = round(1 - sum(shares[1:]), 4)
        return [
            _verdict(*pair, main=not n) for n, pair in enumerate(zip(cases, shares, strict=True))
        ]

    def cases(self, document: Document) -> list[Case]:
        """Weigh all nodes and keep those that are given, the strongest first."""
        scored = sorted(
            self._give_way(self.weigh(document)), key=lambda c: (-c.score, self.order[c.node])
        )
        if not scored or scored[0].score < self.weights.threshold:
            return []
        floor = max(self.weights.threshold, self.weights.second * scored[0].score)
        return [case for case in scored if case.score >= floor][: self.weights.most]

    def _give_way(self, cases: list[Case]) -> list[Case]:
        """Let the general nodes stand behind when a specific one is reached."""
        general = {node.id for node in self.tree.nodes if node.general}
        reached = (c for c in cases if c.score >= self.weights.threshold)
        if all(case.node in general for case in reached):
            return cases
        factor = self.weights.give_way
        return [c._replace(score=c.score * factor) if c.node in general else c for c in cases]

    def weigh(self, document: Document) -> list[Case]:
        """Add up the evidence for every node that has any."""
        symbols, words, unlike = (
            defaultdict[str, list[ClassHit]](list),
            defaultdict[str, list[QuoteHit]](list),
            set[str](),
        )
        for hit in self.classes.find(document.symbols):
            symbols[hit.node].append(hit)
        scoped = not (self.tree.scope_zh or self.tree.scope_en)
        for quote in quotes(self.words, document.passages):
            if quote.role == "keyword":
                words[quote.node].append(quote)
            elif quote.role == "not":
                unlike.add(quote.node)
            scoped = scoped or quote.role == "scope"
        factor = self.weights.foreign if self.classes.is_off(document.symbols) else 1.0
        cases = []
        for node in self.tree.nodes:
            if node.id in symbols or (node.id in words and scoped):
                score = self._score(node, symbols[node.id], words[node.id])
                score *= factor * (self.weights.unlike if node.id in unlike else 1.0)
                cases.append(Case(node.id, score, tuple(symbols[node.id]), tuple(words[node.id])))
        return cases

    def _score(
        self, node: ChainNode, symbols: Sequence[ClassHit], words: Sequence[QuoteHit]
    ) -> float:
        of_words = self._words(words)
        of_classes = sum(sorted(map(self._symbol, symbols), reverse=True)[:4])
        if not words and (node.ipc_mode == "and_kw" or all(hit.moved for hit in symbols)):
            of_classes *= self.weights.bare
        if not symbols:
            of_words *= self.weights.word_only
        return of_classes + of_words

    def _symbol(self, hit: ClassHit) -> float:
        factor = self.weights.broad if hit.broad else 1.0
        return (
            self.weights.symbol[hit.symbol.place]
            * factor
            * (self.weights.moved if hit.moved else 1)
        )

    def _words(self, words: Sequence[QuoteHit]) -> float:
        if not words:
            return 0.0
        best: dict[str, float] = {}
        for hit in words:
            key = fold(hit.quote)
            best[key] = max(best.get(key, 0.0), self._word(hit, key))
        top = sorted(best.values(), reverse=True)
        extra = min(len(words) - 1, 4) * self.weights.repeat
        return top[0] + sum(top[1:3]) / 2 + extra * top[0]

    def _word(self, hit: QuoteHit, key: str) -> float:
        if key in self.scope:
            return 0.0
        section = hit.passage.section
        base = getattr(self.weights.word, section if section in _SECTIONS else "other")
        rare = 1 / max(1, self.words.users[key]) ** 0.5
        return float(base * rare * (self.weights.head if hit.head else 1) * _length(key))


def _length(key: str) -> float:
    """Short words say less: two Chinese characters or one short English word count 0.7."""
    return 0.7 if len(key) <= (6 if key.isascii() else 2) else 1.0


def _verdict(case: Case, share: float, *, main: bool) -> Verdict:
    rule = "+".join(
        name for name, part in (("class", case.symbols), ("keyword", case.words)) if part
    )
    word = _best_word(case.words)
    lang = word.passage.lang if word else ""
    evidence = (
        (word.quote, word.passage.section, lang, word.start, word.end)
        if word
        else (case.symbols[0].symbol.symbol, "class", "", -1, -1)
    )
    confidence = round(1 - exp(-case.score), 4)
    return Verdict(case.node, share, confidence, main, rule, _reason(case, word), *evidence)


def _best_word(words: Iterable[QuoteHit]) -> QuoteHit | None:
    rank = {section: number for number, section in enumerate(_SECTIONS)}
    return min(
        words,
        key=lambda w: (rank.get(w.passage.section, 9), not w.head, w.start - w.end, w.start),
        default=None,
    )


def _reason(case: Case, word: QuoteHit | None) -> str:
    parts = []
    if case.symbols:
        hit = case.symbols[0]
        parts.append(f"{hit.symbol.symbol} falls under {hit.under}")
    if word:
        parts.append(f"the {word.passage.section} says “{word.quote}”")
    return "; ".join(parts)
