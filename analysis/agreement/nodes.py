"""Chain nodes of documents against labelled ones: main node, node sets, single nodes.

Measures, as counts of documents or of nodes:

primary           main nodes that are right (none where none is due), share of the documents
primary on chain  the same where the gold has a node
off chain         documents that belong to no node: precision, recall, F1
nodes             nodes of the sets, micro-averaged: precision, recall, F1

Where the annotators disagreed on the main node (`primary_agreed` false) a document counts for
`nodes` alone; optional nodes count neither way.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from patnav.analysis.agreement.counts import Counts
from patnav.analysis.agreement.kappa import kappa_of
from patnav.analysis.agreement.reliability import Claims
from patnav.analysis.agreement.tally import Tally
from patnav.analysis.statistics import wilson_limits
from patnav.gold import GoldSet, NodeLabels

__all__ = [
    "NODE_MEASURES",
    "Mistaken",
    "NodeRow",
    "count_nodes",
    "macro_f1",
    "mistaken",
    "node_claims",
    "node_rows",
    "node_tally",
]

NODE_MEASURES = ("primary", "primary on chain", "off chain", "nodes")
Answers = Mapping[str, NodeLabels]


class NodeRow(NamedTuple):
    """One node: precision and recall with Wilson limits, F1, and Cohen's κ of given or not given.

    `gold`, `answer` and `hits` count documents of the node's chain. None where nothing was to be
    counted, and for κ where there is no variety.
    """

    chain: str
    node: str
    gold: int
    answer: int
    hits: int
    precision: float | None
    precision_low: float | None
    precision_high: float | None
    recall: float | None
    recall_low: float | None
    recall_high: float | None
    f1: float
    kappa: float | None


class Mistaken(NamedTuple):
    """A main node taken for another one ("" = not in the chain): how often, and where."""

    chain: str
    gold: str
    answer: str
    n: int
    documents: tuple[str, ...]


def count_nodes(gold: NodeLabels, answer: NodeLabels) -> dict[str, Counts]:
    """Count what agrees in one document, by measure."""
    must, have = set(gold.nodes), set(answer.nodes)
    hits, spurious = len(must & have), len(have - must - set(gold.optional))
    found = {"nodes": Counts(hits, len(must), hits + spurious)}
    if gold.primary_agreed:
        same = int(gold.primary == answer.primary)
        found["primary"] = Counts(same, 1, 1)
        off, away = int(gold.primary is None), int(answer.primary is None)
        found["off chain"] = Counts(off * away, off, away)
        if gold.primary:
            found["primary on chain"] = Counts(same, 1, 1)
    return found


def node_tally(gold: GoldSet, answers: Answers) -> Tally:
    """Compare a node gold set with answers; a document without an answer is "not in the chain"."""
    return Tally.from_counts(
        {
            key: count_nodes(labels, answers.get(key, NodeLabels(id=key)))
            for key, labels in gold.nodes.items()
        },
        NODE_MEASURES,
    )


def node_rows(gold: GoldSet, answers: Answers) -> list[NodeRow]:
    """Take precision and recall of every node that the gold or the answers name, by chain."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for key, labels in gold.nodes.items():
        must, have = set(labels.nodes), set(answers.get(key, NodeLabels(id=key)).nodes)
        sides = {"gold": must, "answer": have, "hits": must & have}
        for node in must | (have - set(labels.optional)):
            of = counts.setdefault((_chain(gold, key), node), Counter())
            of.update({name: int(node in some) for name, some in sides.items()})
    sizes = Counter(_chain(gold, key) for key in gold.nodes)
    return [_node_row(*place, of, sizes[place[0]]) for place, of in sorted(counts.items())]


def macro_f1(rows: Iterable[NodeRow]) -> float | None:
    """Mean F1 of the nodes that the gold names, each with the same weight; None without any."""
    named = [row.f1 for row in rows if row.gold]
    return sum(named) / len(named) if named else None


def mistaken(gold: GoldSet, answers: Answers) -> list[Mistaken]:
    """List the main nodes that are not the gold's, the most frequent confusion first."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for key in sorted(gold.nodes):
        labels, answer = gold.nodes[key], answers.get(key, NodeLabels(id=key))
        if labels.primary_agreed and labels.primary != answer.primary:
            pair = (_chain(gold, key), labels.primary or "", answer.primary or "")
            found.setdefault(pair, []).append(key)
    rows = [Mistaken(*pair, len(keys), tuple(keys)) for pair, keys in found.items()]
    return sorted(rows, key=lambda row: (-row.n, row.chain, row.gold, row.answer))


def node_claims(gold: GoldSet, answers: Answers) -> Claims:
    """Return each node that was given with its confidence, and if it is right."""
    given = [
        (key, confidence, node in gold.nodes[key].nodes)
        for key in sorted(gold.nodes)
        if key in answers
        for node, confidence in zip(answers[key].nodes, answers[key].confidences, strict=False)
        if node in gold.nodes[key].nodes or node not in gold.nodes[key].optional
    ]
    return Claims(*_columns(given))


def _columns(
    rows: Iterable[tuple[str, float, bool]],
) -> tuple[list[str], list[float], list[bool]]:
    listed = list(rows)
    return [row[0] for row in listed], [row[1] for row in listed], [row[2] for row in listed]


def _chain(gold: GoldSet, key: str) -> str:
    return str(gold.documents[key].record.get("chain") or "")


def _node_row(chain: str, node: str, of: Counter[str], documents: int) -> NodeRow:
    hits, gold, answer = of["hits"], of["gold"], of["answer"]
    kappa = kappa_of([[documents - gold - answer + hits, answer - hits], [gold - hits, hits]])
    return NodeRow(
        chain,
        node,
        gold,
        answer,
        hits,
        *_share(hits, answer),
        *_share(hits, gold),
        2 * hits / (gold + answer) if gold + answer else 0.0,
        None if math.isnan(kappa) else kappa,
    )


def _share(hits: int, of: int) -> tuple[float | None, float | None, float | None]:
    if not of:
        return None, None, None
    low, high = wilson_limits(hits, of)
    return hits / of, float(low), float(high)
