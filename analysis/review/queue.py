"""The queue: labels and nodes in the order of what a correction would change (METHOD.md § 2.6).

Expected change = (1 - confidence) x influence; of what is missing (missing.py), confidence x
influence. A share of the places (`review.random_share`) goes
to labels drawn by lot, which alone say without bias how many published labels are right. The lot of
a label is a hash of its address: it is the same in every build.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
import pyarrow as pa

from patnav.analysis.counting import Universe, universe_of
from patnav.analysis.review.influence import statements
from patnav.analysis.review.missing import near_candidates, near_statements, near_tables
from patnav.analysis.review.words import review_words
from patnav.errors import ProjectError
from patnav.ingest.review import DIMENSIONS, LABEL, NODE, NodeDecision, rulings
from patnav.ingest.review.rulings import read
from patnav.ledger import Decision
from patnav.snapshot import Snapshot

__all__ = ["KINDS", "PLACES", "PlaceKind", "Wanted", "candidates", "queue"]

KINDS = ("node", *DIMENSIONS)
PlaceKind = Literal["given", "missing"]
PLACES: tuple[PlaceKind, ...] = get_args(PlaceKind)
"""Kinds of places: what is there and may be wrong, what is not and may be missing."""
_LABELS = """
SELECT u, m.patent, dimension, section, lang, start, "end", quote, value, attribute, direction,
  effect_class, confidence, method,
  CASE dimension WHEN 'means' THEN value WHEN 'effect' THEN effect_class ELSE '' END AS says,
  m.patent || '/' || dimension || '/' || section || '/' || lang || '/' || start || '..' || "end"
    AS subject
FROM mentions m LEFT JOIN member USING (patent)
WHERE dimension = '{dimension}' AND (dimension <> 'element' OR part <> 'preamble')
"""
_NODES = """
SELECT u, patent, 'node' AS dimension, '' AS section, '' AS lang, -1 AS start, -1 AS "end",
  first(evidence ORDER BY main DESC, weight DESC, node) AS quote,
  string_agg(node, ' ' ORDER BY main DESC, weight DESC, node) AS value,
  '' AS attribute, '' AS direction, '' AS effect_class,
  max(confidence) FILTER (main) AS confidence, max(rule) FILTER (main) AS method, '' AS says,
  patent AS subject
FROM assignments JOIN member USING (patent) GROUP BY u, patent
"""
_CANDIDATES = """
WITH labelled AS (
  SELECT label.*, why, '{kind}' AS kind,
    coalesce(influence, 0) / count(*) OVER (PARTITION BY u, says) + $base AS influence,
    md5_number_lower(subject) / 18446744073709551616 AS lot
  FROM ({labels}) label LEFT JOIN carried USING (u, says)),
waiting AS (
  SELECT *, {chance} * influence AS change FROM labelled
  WHERE ($everybody OR (subject IN (SELECT subject FROM judged)) = $second)
    AND subject NOT IN (SELECT subject FROM mine)
    AND ($node = '' OR patent IN (SELECT patent FROM {placed} WHERE node = $node)))
SELECT waiting.* EXCLUDE (says, u), publication, title FROM waiting JOIN patents USING (patent)
QUALIFY row_number() OVER (ORDER BY change DESC, influence DESC, subject) <= $most
  OR row_number() OVER (ORDER BY lot, subject) <= $most
ORDER BY subject
"""
_ALL = 2**31 - 1
_CHANCE: dict[PlaceKind, str] = {
    "given": "(1 - coalesce(confidence, 0))",
    "missing": "coalesce(confidence, 0)",
}
_PLACED: dict[PlaceKind, str] = {
    "given": "assignments",
    "missing": "(SELECT patent, node FROM assignments UNION ALL "
    "SELECT patent, node FROM near_nodes)",
}


@dataclass(frozen=True)
class Wanted:
    """What of the queue is wanted: places (0 = all), dimension, node, kind (empty = all), for whom.

    What `who` has judged is left out; without `who` what anybody has. With `second` only what
    somebody else has judged, for a double check.
    """

    top: int = 50
    dimension: str = ""
    node: str = ""
    who: str = ""
    second: bool = False
    kind: PlaceKind | Literal[""] = ""

    def __post_init__(self) -> None:
        if self.dimension and self.dimension not in KINDS:
            raise ProjectError(
                f"no dimension {self.dimension!r}", remedy=f"use one of {', '.join(KINDS)}"
            )


def queue(snapshot: Snapshot, decisions: Iterable[Decision], wanted: Wanted) -> pd.DataFrame:
    """The places of the queue, best first: the label, why it is there, what it would change.

    Columns: place, kind (given, missing), patent, publication, title, dimension, section, lang,
    start, end, quote, value, attribute, direction, effect_class, confidence (of what is missing the
    chance that it is right), method, influence, change, why (the strongest statement that rests on
    it), lot, drawn, subject.
    """
    people = _judged(decisions, snapshot.project.chain.chain)
    universe = universe_of(snapshot)
    chosen = [wanted.dimension] if wanted.dimension else list(KINDS)
    kinds = [wanted.kind] if wanted.kind else list(PLACES)
    rows = pa.concat_tables(
        [_waiting(universe, each, kind, people, wanted) for kind in kinds for each in chosen],
        promote_options="permissive",
    )
    share = snapshot.project.settings.review.random_share
    return _mixed(rows.to_pandas(), wanted.top or rows.num_rows, share)


def candidates(dimension: str) -> str:
    """SQL of the published labels of a dimension, or of the node sets of patents."""
    return _NODES if dimension == NODE else _LABELS.format(dimension=dimension)


def _waiting(
    universe: Universe,
    dimension: str,
    kind: PlaceKind,
    people: dict[str, set[str]],
    wanted: Wanted,
) -> pa.Table:
    """Labels of one dimension that may get a place; a statement is shared by its carriers."""
    missing = kind == "missing"
    carried = (near_statements if missing else statements)(universe, dimension)
    labels = (near_candidates if missing else candidates)(dimension)
    mine = [subject for subject, by in sorted(people.items()) if wanted.who in by]
    named = {"judged": sorted(people), "mine": mine}
    given = {
        name: pa.table({"subject": pa.array(subjects, pa.string())})
        for name, subjects in named.items()
    } | {"carried": carried}
    return universe.rows(
        _CANDIDATES.format(labels=labels, kind=kind, chance=_CHANCE[kind], placed=_PLACED[kind]),
        given | (near_tables(universe.snapshot) if missing else {}),
        base=review_words()["base"][dimension],
        everybody=bool(wanted.who) and not wanted.second,
        second=wanted.second,
        node=wanted.node,
        most=wanted.top or _ALL,
    )


def _judged(decisions: Iterable[Decision], chain: str) -> dict[str, set[str]]:
    """Who has judged what: the address that was judged, and that of the label that came of it."""
    found: dict[str, set[str]] = {}
    listed = list(decisions)
    for kind in (LABEL, NODE):
        for one in rulings(listed, kind):
            if not isinstance(one.judged, NodeDecision) or one.judged.chain == chain:
                people = {item.who for item in one.decisions}
                for subject in {each for item in one.decisions for each in _subjects(read(item))}:
                    found.setdefault(subject, set()).update(people)
    return found


def _subjects(judged: Any) -> Iterable[str]:  # noqa: ANN401 -- a decision of either kind
    """The address that was judged, and that of the label that came of it."""
    if isinstance(judged, NodeDecision):
        return (judged.patent,)
    label, address = judged.label, judged.address
    if "start" not in label or "end" not in label:
        return (str(address),)
    return str(address), str(address._replace(start=label["start"], end=label["end"]))


def _mixed(rows: pd.DataFrame, top: int, share: float) -> pd.DataFrame:
    """The first places: by expected change, and at every 1/share-th place the next by lot.

    Lots go round the dimensions, so that each gets its sample.
    """
    by_change = rows.sort_values(
        ["change", "influence", "lot", "subject"], ascending=[False, False, True, True]
    ).index.to_numpy()
    there = rows[rows["kind"] == "given"]  # what is published is what accuracy is asked of
    turn = there.groupby("dimension")["lot"].rank(method="first")
    by_lot = there.assign(turn=turn).sort_values(["turn", "dimension"]).index.to_numpy()
    count = min(top, len(rows))
    drawn = by_lot[: round(count * share)]
    rest = by_change[~np.isin(by_change, drawn)][: count - len(drawn)]
    at = np.concatenate([(np.arange(len(rest)) + 0.5) / max(len(rest), 1),
                         (np.arange(len(drawn)) + 0.5) / max(len(drawn), 1)])  # fmt: skip
    order = np.argsort(at, kind="stable")
    chosen = rows.loc[np.concatenate([rest, drawn])[order]]
    return chosen.assign(drawn=chosen.index.isin(drawn), place=np.arange(1, count + 1))
