"""Rulings as lists for people: disputes, orphans, what became of each decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from patnav.analysis.review.judging import Judged, judge_band, judge_label, judge_nodes
from patnav.analysis.review.material import Material
from patnav.analysis.review.told import Teller
from patnav.analysis.review.words import band_of, records
from patnav.errors import InputError
from patnav.ingest.review import (
    LABEL,
    NODE,
    NodeDecision,
    Ruling,
    address_of,
    rulings,
)
from patnav.ingest.review.labels import Flags
from patnav.ingest.review.rulings import read
from patnav.ledger import Decision
from patnav.snapshot import Snapshot

__all__ = ["decided", "ruled", "spoken"]

Row = dict[str, Any]


def ruled(
    snapshot: Snapshot, decisions: Iterable[Decision], *, everything: bool = False
) -> list[Row]:
    """Disputes and orphans, or all rulings: who said what, what holds, what became of it.

    `state` is that of the snapshot; `waiting` where it does not have the decision yet.
    """
    listed, rule = list(decisions), snapshot.project.settings.review.rule
    states = {
        (row["kind"], row["subject"], row["other"]): row
        for row in snapshot.table("reviews").to_pylist()
    }
    rows = []
    for kind in (LABEL, NODE):
        for one in rulings(listed, kind, rule):
            first = one.decisions[0]
            state = states.get((kind, first.subject, first.other), {})
            rows.append(_row(one, state))
    return [
        row for row in rows
        if everything or row["disputed"] or row["state"] in ("orphaned", "displaced")
    ]  # fmt: skip


def _row(one: Ruling, state: Mapping[str, Any]) -> Row:
    first = one.decisions[0]
    patent = first.subject if one.kind == NODE else address_of(first.subject).patent
    return {
        "decisions": " ".join(str(item.id) for item in one.decisions),
        "kind": one.kind,
        "patent": patent,
        "subject": first.subject,
        "quote": first.other,
        "verdict": one.judged.verdict,
        "result": said(one.judged),
        "reviewers": one.reviewers,
        "against": one.against,
        "disputed": one.disputed,
        "adjudicated": one.adjudicated,
        "confidence": one.confidence,
        "state": state.get("state", "waiting"),
        "note": state.get("note", ""),
        "said": "; ".join(f"{item.who}: {said(read(item))} ({item.why})" for item in one.decisions),
    }


def said(judged: Judged) -> str:
    """What somebody decided, in a few words."""
    if isinstance(judged, NodeDecision):
        return f"{judged.verdict} {' '.join(judged.nodes)}".strip()
    if judged.verdict in ("accept", "reject"):
        return judged.verdict
    told = ("quote", "direction", "value") if judged.address.dimension != "effect" else (
        "quote", "direction")  # fmt: skip
    return f"{judged.verdict} {' '.join(str(judged.label.get(name, '')) for name in told)}".strip()


def spoken(rows: pd.DataFrame, teller: Teller) -> pd.DataFrame:
    """The queue with its reasons as sentences."""
    reasons = [teller.reason(row) for row in records(rows)]
    return rows.drop(columns=["why", "lot"]).assign(reason=reasons)


def decided(
    snapshot: Snapshot, decisions: Iterable[Decision], address: str, said: Mapping[str, Any]
) -> Judged:
    """The decision that a person states about an address or the nodes of a patent.

    `said` holds verdict, nodes, adjudicate and the fields of a label. Raises InputError.
    """
    flags = Flags(adjudicated=bool(said.get("adjudicate")))
    verdict, nodes = said.get("verdict") or "", list(said.get("nodes") or ())
    if "/" not in address:
        material = Material(snapshot, [address], decisions)
        return _nodes(material, address, verdict, nodes, flags)
    try:
        place = address_of(address)
    except ValueError:
        remedy = "take addresses from patnav review queue --json"
        raise InputError(f"{address!r} is no address", remedy=remedy) from None
    material = Material(snapshot, [place.patent], decisions)
    changes = {name: said.get(name) or "" for name in ("quote", "attribute", "direction", "value")}
    if place.dimension == "maturity":
        changes["value"] = band_of(changes["value"]) or changes["value"]
    if place.start < 0 and place.dimension == "maturity" and verdict != "add":
        return judge_band(material, place.patent, changes["value"], flags)
    return judge_label(material, place, verdict, changes, flags)


def _nodes(
    material: Material, patent: str, verdict: str, nodes: list[str], flags: Flags
) -> NodeDecision:
    if verdict == "accept" and not nodes:
        nodes = list(material.nodes(patent))
    elif verdict == "add" and not nodes:
        nodes = list(material.near_nodes(patent)[:1])
    elif verdict == "reject":
        nodes = []
    elif not nodes:
        raise InputError("no node is named", remedy="say --accept, --reject or --node ID …")
    return judge_nodes(material, patent, nodes, flags)
