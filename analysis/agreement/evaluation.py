"""All that is said of one gold set and its answers: figures by part, confusions, errors, ECE."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from patnav.analysis.agreement.bootstrap import RUNS, Difference, Figure, difference, figures
from patnav.analysis.agreement.counts import Compared, compare
from patnav.analysis.agreement.faults import Case, FaultRow, cases, examples, fault_rows
from patnav.analysis.agreement.kappa import confusion, kappa_interval, weighted_kappa
from patnav.analysis.agreement.nodes import (
    Mistaken,
    NodeRow,
    mistaken,
    node_claims,
    node_rows,
    node_tally,
)
from patnav.analysis.agreement.reliability import Claims, Reliability, reliability
from patnav.analysis.agreement.tally import Tally
from patnav.gold import BANDS, SPAN_DIMENSIONS, GoldDocument, GoldSet, Labels, NodeLabels

__all__ = ["Confusion", "Evaluation", "Part", "differences", "evaluate", "together"]

DIRECTIONS = ("up", "down", "avoid", "enable", "")


class Part(NamedTuple):
    """The figures of some documents: all, one language, one IPC section, one chain."""

    kind: str
    value: str
    documents: int
    figures: tuple[Figure, ...]


class Confusion(NamedTuple):
    """Gold (rows) against answers (columns); for bands the quadratic-weighted κ with interval."""

    name: str
    values: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]
    kappa: float | None = None
    kappa_low: float | None = None
    kappa_high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """One gold set against its answers; the node fields are empty where spans are labelled."""

    name: str
    documents: int
    unanswered: int
    parts: tuple[Part, ...]
    confusions: tuple[Confusion, ...] = ()
    faults: tuple[FaultRow, ...] = ()
    examples: tuple[Case, ...] = ()
    nodes: tuple[NodeRow, ...] = ()
    mistaken: tuple[Mistaken, ...] = ()
    reliability: Mapping[str, Reliability]


def evaluate(gold: GoldSet, answers: GoldSet, runs: int = RUNS, each: int = 2) -> Evaluation:
    """Evaluate answers; `runs` bootstrap draws, `each` examples per dimension and kind of error."""
    if gold.nodes:
        return _nodes(gold, answers, runs)
    found = cases(gold, answers.labels)
    claims = {name: _span_claims(gold, answers.labels, name) for name in SPAN_DIMENSIONS}
    claims["maturity"] = _band_claims(gold, answers.labels)
    return Evaluation(
        name=gold.name,
        documents=len(gold.labels),
        unanswered=len(gold.labels.keys() - answers.labels.keys()),
        parts=_parts(gold, Tally.of(gold, answers.labels), runs),
        confusions=tuple(_confusions(gold, answers.labels, runs)),
        faults=tuple(fault_rows(found)),
        examples=tuple(examples(found, each)),
        reliability=_reliabilities(claims, runs),
    )


def differences(
    gold: GoldSet, first: GoldSet, second: GoldSet, runs: int = RUNS
) -> list[Difference]:
    """Compare two answers to one gold set, paired by document."""
    if gold.nodes:
        return difference(node_tally(gold, first.nodes), node_tally(gold, second.nodes), runs)
    return difference(Tally.of(gold, first.labels), Tally.of(gold, second.labels), runs)


def together(sets: Sequence[GoldSet], names: Sequence[str]) -> GoldSet:
    """Join gold sets (or answers) into one; an id becomes `name/id`, so that none hides another."""
    documents: dict[str, GoldDocument] = {}
    labels: dict[str, Labels] = {}
    nodes: dict[str, NodeLabels] = {}
    for name, one in zip(names, sets, strict=True):
        documents |= {f"{name}/{key}": value for key, value in one.documents.items()}
        labels |= {f"{name}/{key}": value for key, value in one.labels.items()}
        nodes |= {f"{name}/{key}": value for key, value in one.nodes.items()}
    return GoldSet("together", documents, labels, nodes)


def _nodes(gold: GoldSet, answers: GoldSet, runs: int) -> Evaluation:
    return Evaluation(
        name=gold.name,
        documents=len(gold.nodes),
        unanswered=len(gold.nodes.keys() - answers.nodes.keys()),
        parts=_parts(gold, node_tally(gold, answers.nodes), runs),
        nodes=tuple(node_rows(gold, answers.nodes)),
        mistaken=tuple(mistaken(gold, answers.nodes)),
        reliability=_reliabilities({"nodes": node_claims(gold, answers.nodes)}, runs),
    )


def _parts(gold: GoldSet, tally: Tally, runs: int) -> tuple[Part, ...]:
    """All documents, then each language, chain, kind of text and IPC section, where they differ."""
    groups: dict[str, dict[str, list[str]]] = {}
    for key in tally.keys:
        for kind, value in _traits(gold.documents[key]):
            groups.setdefault(kind, {}).setdefault(value, []).append(key)
    parts = [Part("all", "", len(tally.keys), tuple(figures(tally, runs)))]
    for kind, values in sorted(groups.items(), key=lambda item: _ORDER.index(item[0])):
        if len(values) > 1:
            parts += [
                _part(kind, value, tally.only(values[value]), runs) for value in sorted(values)
            ]
    return tuple(parts)


_ORDER = ("lang", "chain", "given", "ipc")


def _traits(document: GoldDocument) -> Iterable[tuple[str, str]]:
    if document.text:
        yield "lang", document.lang
    else:
        yield "chain", str(document.record.get("chain") or "")
        yield "given", "title and abstract" if document.record.get("abstract") else "title alone"
    yield "ipc", document.ipc_section or "-"


def _part(kind: str, value: str, tally: Tally, runs: int) -> Part:
    return Part(kind, value, len(tally.keys), tuple(figures(tally, runs)))


def _confusions(gold: GoldSet, answers: Mapping[str, Labels], runs: int) -> Iterable[Confusion]:
    directions = [pair for key in gold.labels for pair in _directions(gold, answers, key)]
    if directions:
        yield Confusion("direction", DIRECTIONS, confusion(directions, DIRECTIONS))
    bands = [
        (labels.band, answers[key].band if key in answers else "unknown")
        for key, labels in gold.labels.items()
        if "maturity" in labels.labelled
    ]
    if bands:
        kappa = weighted_kappa(bands)
        known = None if math.isnan(kappa) else kappa
        table = confusion(bands, BANDS)
        yield Confusion("maturity", BANDS, table, known, *kappa_interval(bands, BANDS, runs))


def _compared(
    gold: GoldSet, answers: Mapping[str, Labels], key: str, dimension: str
) -> Compared | None:
    if key not in answers or dimension not in gold.labels[key].labelled:
        return None
    return compare(gold.documents[key].text, gold.labels[key], answers[key], dimension)


def _directions(
    gold: GoldSet, answers: Mapping[str, Labels], key: str
) -> Iterable[tuple[str, str]]:
    compared = _compared(gold, answers, key, "effects")
    for i, j in compared.pairs if compared else ():
        yield gold.labels[key].effects[i].direction, answers[key].effects[j].direction


def _span_claims(gold: GoldSet, answers: Mapping[str, Labels], dimension: str) -> Claims:
    names: list[str] = []
    sure: list[float] = []
    hits: list[bool] = []
    for key in sorted(gold.labels):
        compared = _compared(gold, answers, key, dimension)
        given = answers[key].confidences.get(dimension, ()) if compared else ()
        right = {j for _, j in compared.pairs} if compared else set()
        for j, confidence in enumerate(given):
            if compared and j not in compared.neutral:
                names.append(key)
                sure.append(confidence)
                hits.append(j in right)
    return Claims(names, sure, hits)


def _band_claims(gold: GoldSet, answers: Mapping[str, Labels]) -> Claims:
    rows = [
        (key, answers[key].confidences["maturity"][0], answers[key].band == labels.band)
        for key, labels in sorted(gold.labels.items())
        if key in answers
        and "maturity" in labels.labelled
        and answers[key].confidences.get("maturity")
    ]
    return Claims(*([row[n] for row in rows] for n in range(3)))  # type: ignore[arg-type]


def _reliabilities(claims: Mapping[str, Claims], runs: int) -> dict[str, Reliability]:
    found = {name: reliability(one, runs=runs) for name, one in claims.items()}
    return {name: one for name, one in found.items() if one}
