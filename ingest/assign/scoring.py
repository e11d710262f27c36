"""From evidence to nodes: add up, compare with the threshold, give weights and reasons."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from math import exp
from typing import NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict

from patnav.chain import ChainNode, ChainTree
from patnav.data import resource
from patnav.ingest.assign.evidence import ClassHit, ClassIndex, Document, Place, QuoteHit, quotes
from patnav.ingest.assign.hierarchy import Hierarchy
from patnav.ingest.assign.keywords import KeywordIndex, fold
from patnav.ingest.assign.reasons import best_quote, reason

__all__ = ["Assigner", "Case", "Verdict", "Weights", "default_weights"]

_SECTIONS = ("title", "claim", "abstract")
_MOST_SYMBOLS = 4  # further symbols of a patent add nothing


class WordWeights(BaseModel):
    """Worth of a keyword by section."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: float
    claim: float
    abstract: float
    other: float


class Confidence(BaseModel):
    """How a sum of evidence is told as a confidence from 0 to 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    miss: float
    scale: float

    def of(self, score: float) -> float:
        """Return `1 - miss * exp(-score / scale)`."""
        return round(1 - self.miss * exp(-score / self.scale), 4)


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
    lone_title: float
    word_only: float
    unlike: float
    foreign: float
    give_way: float
    threshold: float
    second: float
    most: int
    confidence: Confidence


@cache
def default_weights() -> Weights:
    """Load the weights that come with patnav."""
    values = yaml.safe_load(resource("assign.yaml").read_text(encoding="utf-8"))
    del values["titles"]  # read by patnav.ingest.assign.titles
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


@dataclass(slots=True)
class _Evidence:
    """What one patent holds for the nodes of a tree."""

    symbols: dict[str, list[ClassHit]] = field(default_factory=dict)
    words: dict[str, list[QuoteHit]] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)  # nodes that the text names by a weak word
    unlike: set[str] = field(default_factory=set)  # nodes of which a not-word stands in the text
    scoped: bool = False


class Assigner:
    """Assigns patents to the nodes of one tree; pure and reusable."""

    def __init__(
        self, tree: ChainTree, hierarchy: Hierarchy, weights: Weights | None = None
    ) -> None:
        self.tree, self.weights = tree, weights or default_weights()
        self.classes, self.words = ClassIndex(tree, hierarchy), KeywordIndex(tree)
        self.weak = {fold(word) for word in tree.weak}
        self.general = {node.id for node in tree.nodes if node.general}
        self.order = {node.id: number for number, node in enumerate(tree.nodes)}

    def decide(self, document: Document) -> list[Verdict]:
        """Give the nodes of a patent, the main one first; empty when it is not in the chain."""
        cases = self.cases(document)
        total = sum(case.score for case in cases)
        shares = [round(case.score / total, 4) for case in cases[1:]]
        shares.insert(0, round(1.0 - sum(shares), 4))
        lang = _lang(document)
        return [
            _verdict(case, share, lang)._replace(
                main=not number, confidence=self.weights.confidence.of(case.score)
            )
            for number, (case, share) in enumerate(zip(cases, shares, strict=False))
        ]

    def nearest(self, document: Document) -> Verdict | None:
        """Give the node that most speaks for, though it be too little; None without evidence."""
        scored = self._give_way(self.weigh(document))
        best = min(scored, key=lambda case: (-case.score, self.order[case.node]), default=None)
        if best is None:
            return None
        verdict = _verdict(best, 0.0, _lang(document))
        return verdict._replace(confidence=self.weights.confidence.of(best.score))

    def cases(self, document: Document) -> list[Case]:
        """Weigh all nodes and keep those that are given, the strongest first."""
        scored = self._give_way(self.weigh(document))
        scored.sort(key=lambda case: (-case.score, self.order[case.node]))
        if not scored or scored[0].score < self.weights.threshold:
            return []
        floor = max(self.weights.threshold, self.weights.second * scored[0].score)
        return [case for case in scored if case.score >= floor][: self.weights.most]

    def weigh(self, document: Document) -> list[Case]:
        """Add up the evidence for every node that has any, in the order of the tree."""
        found = self._gather(document)
        factor = self.weights.foreign if self.classes.is_off(document.symbols) else 1.0
        alone = self.weights.word_only if document.symbols else 1.0
        titled = all(passage.section == "title" for passage in document.passages)
        factor_words = self.weights.lone_title if titled else 1.0
        cases = []
        for node in self.tree.nodes:
            symbols, words = found.symbols.get(node.id, []), found.words.get(node.id, [])
            if symbols or (words and found.scoped):
                opened = bool(words) or node.id in found.opened
                of_words = factor_words * (self._words(words) if words else 0.0)
                score = self._score(node, symbols, opened=opened) + of_words
                score *= factor * (1.0 if symbols else alone)
                score *= self.weights.unlike if node.id in found.unlike else 1.0
                cases.append(Case(node.id, score, tuple(symbols), tuple(words)))
        return cases

    def _gather(self, document: Document) -> _Evidence:
        found = _Evidence(scoped=not (self.tree.scope_zh or self.tree.scope_en))
        for hit in self.classes.find(document.symbols):
            found.symbols.setdefault(hit.node, []).append(hit)
        for quote in quotes(self.words, document.passages):
            if quote.role == "scope":
                found.scoped = True
            elif quote.role == "not":
                found.unlike.add(quote.node)
            elif fold(quote.quote) in self.weak:
                found.opened.add(quote.node)
            else:
                found.words.setdefault(quote.node, []).append(quote)
        return found

    def _give_way(self, cases: list[Case]) -> list[Case]:
        """Let the general nodes stand behind when a specific one is reached."""
        reached = {case.node for case in cases if case.score >= self.weights.threshold}
        if reached <= self.general:
            return cases
        factor = self.weights.give_way
        return [c._replace(score=c.score * factor) if c.node in self.general else c for c in cases]

    def _score(self, node: ChainNode, symbols: list[ClassHit], *, opened: bool) -> float:
        of_classes = sum(sorted(map(self._symbol, symbols), reverse=True)[:_MOST_SYMBOLS])
        if not opened and (node.ipc_mode == "and_kw" or all(hit.moved for hit in symbols)):
            of_classes *= self.weights.bare
        return of_classes

    def _symbol(self, hit: ClassHit) -> float:
        factor = self.weights.broad if hit.broad else 1.0
        moved = self.weights.moved if hit.moved else 1.0
        return self.weights.symbol[hit.symbol.place] * factor * moved

    def _words(self, words: list[QuoteHit]) -> float:
        """The best word in full, two more by half, and something for repetition."""
        best: dict[str, float] = {}
        for hit in words:
            key = fold(hit.quote)
            best[key] = max(best.get(key, 0.0), self._word(hit, key))
        top = sorted(best.values(), reverse=True)
        extra = min(len(words) - 1, 4) * self.weights.repeat
        return top[0] * (1 + extra) + sum(top[1:3]) / 2

    def _word(self, hit: QuoteHit, key: str) -> float:
        section = hit.passage.section
        base = getattr(self.weights.word, section if section in _SECTIONS else "other")
        rare = 1 / max(1, self.words.users.get(key, 1)) ** 0.5  # a word of many nodes says less
        return float(base * rare * (self.weights.head if hit.head else 1) * _length(key))


def _lang(document: Document) -> str:
    return "zh" if any(passage.lang == "zh" for passage in document.passages) else "en"


def _length(key: str) -> float:
    """Short words say less: two Chinese characters or one short English word count 0.7."""
    return 0.7 if len(key) <= (6 if key.isascii() else 2) else 1.0


def _verdict(case: Case, share: float, lang: str) -> Verdict:
    parts = (("class", case.symbols), ("keyword", case.words))
    rule = "+".join(name for name, part in parts if part)
    quote = best_quote(case.words)
    evidence = (
        (quote.quote, quote.passage.section, quote.passage.lang, quote.start, quote.end)
        if quote
        else (case.symbols[0].symbol.symbol, "class", "", -1, -1)
    )
    why = reason(case.symbols, case.words, lang)
    return Verdict(case.node, share, 0.0, False, rule, why, *evidence)
