"""Rulings as lists for people: disputes, orphans, what became of each decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from patnav.analysis.review.judging import FIELDS, Judged, judge_band, judge_label, judge_nodes
from patnav.analysis.review.material import Material
from patnav.analysis.review.told import Teller
from patnav.analysis.review.words import band_of, pick, records, review_words
from patnav.error_words import in_words
from patnav.errors import InputError
from patnav.ingest.review import (
    LABEL,
    NODE,
    Address,
    NodeDecision,
    Ruling,
    address_of,
    rulings,
    with_bands,
)
from patnav.ingest.review.labels import BAND, Flags
from patnav.ingest.review.rulings import read
from patnav.ledger import Decision
from patnav.snapshot import Snapshot

__all__ = ["asked", "decided", "ruled", "spoken"]

Row = dict[str, Any]


def ruled(
    snapshot: Snapshot, decisions: Iterable[Decision], lang: str = "en", *, everything: bool = False
) -> list[Row]:
    """Disputes and orphans, or all rulings: who said what, what holds, what became of it.

    `result` and `said` are in the language, zh or en.

    `state` is that of the snapshot; `waiting` where it does not have the decision yet.
    """
    listed, rule = list(decisions), snapshot.project.settings.review.rule
    states = {
        (row["kind"], row["subject"], row["other"]): row
        for row in snapshot.table("reviews").to_pylist()
    }
    rows = []
    for kind in (LABEL, NODE):
        for one in rulings(with_bands(listed), kind, rule):
            first = one.decisions[0]
            state = states.get((kind, first.subject, first.other), {})
            rows.append(_row(one, state, lang))
    return [
        row for row in rows
        if everything or row["disputed"] or row["state"] in ("orphaned", "displaced")
    ]  # fmt: skip


def _row(one: Ruling, state: Mapping[str, Any], lang: str) -> Row:
    first = one.decisions[0]
    judged = one.judged
    if isinstance(judged, NodeDecision):
        patent, dimension = judged.patent, NODE
    else:
        patent, dimension = judged.address.patent, judged.address.dimension
    return {
        "decisions": " ".join(str(item.id) for item in one.decisions),
        "kind": one.kind,
        "patent": patent,
        "dimension": dimension,
        "subject": first.subject,
        "quote": first.other,
        "verdict": one.judged.verdict,
        "result": said(one.judged, lang),
        "reviewers": one.reviewers,
        "against": one.against,
        "disputed": one.disputed,
        "adjudicated": one.adjudicated,
        "confidence": one.confidence,
        "state": state.get("state", "waiting"),
        "note": state.get("note", ""),
        "said": "; ".join(
            f"{item.who}: {said(read(item), lang)} ({in_words(item.why, lang)})"
            for item in one.decisions
        ),
    }


def said(judged: Judged, lang: str = "en") -> str:
    """What somebody decided, in a few words of the language."""
    words = review_words()
    verdict = pick(words["verdicts"][judged.verdict], lang)
    if isinstance(judged, NodeDecision):
        return f"{verdict} {' '.join(judged.nodes)}".strip()
    if judged.verdict in ("accept", "reject"):
        return verdict
    codes = {"direction": words["directions"], "value": words["bands"]}
    told = [verdict]
    for name in FIELDS[judged.address.dimension]:
        value = str(judged.label.get(name) or "")
        coded = (
            codes.get(name, {}) if (name, judged.address.dimension) != ("value", "means") else {}
        )
        told.append(pick(coded[value], lang) if value in coded else value)
    return " ".join(filter(None, told))


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
    changes = {name: said.get(name) or "" for name in ("quote", "attribute", "direction", "value")}
    place = _place(address)
    if place is None:
        _none(name for name, value in changes.items() if value)
        material = Material(snapshot, [address], decisions)
        return _nodes(material, address, verdict, nodes, flags)
    _none(["node"] * bool(nodes))
    material = Material(snapshot, [place.patent], decisions)
    if place.dimension == "maturity":
        changes["value"] = band_of(changes["value"]) or changes["value"]
    if place.start == BAND:
        return judge_band(material, place.patent, verdict, changes["value"], flags)
    return judge_label(material, place, verdict, changes, flags)


def asked(snapshot: Snapshot, decisions: Iterable[Decision], subject: str) -> Row:
    """What `decided` takes a verdict on at an address, by the columns of the queue.

    Of a label that is not there any more it is the proposal. Raises InputError for another text.
    """
    place = _place(subject)
    patent = place.patent if place else subject
    material = Material(snapshot, [patent], decisions)
    row = {"subject": subject, "patent": patent, "kind": "given", "reason": "", **_EMPTY}
    if place is None:
        nodes = material.nodes(patent) or material.near_nodes(patent)
        kind = "given" if material.nodes(patent) else "missing"
        return row | {"dimension": NODE, "kind": kind, "value": " ".join(nodes)}
    row |= place._asdict()
    if place.start == BAND:
        return row | {"value": material.bands.get((patent, place.dimension), {}).get("band", "")}
    near = material.near.get(place) if place not in material.mentions else None
    known = next(iter(material.known(place)), None)
    label = near or (known.seen() if known else {})
    told = {name: label[name] for name in (*_EMPTY, "start", "end") if label.get(name)}
    return row | told | {"kind": "missing" if near else "given"}


_EMPTY = dict.fromkeys(("quote", "value", "attribute", "direction"), "")


def _place(address: str) -> Address | None:
    """Read an address; None where it is the key of a patent alone."""
    if "/" not in address:
        return None
    try:
        return address_of(address)
    except ValueError:
        remedy = "take addresses from patnav review queue --json"
        raise InputError(f"{address!r} is no address", remedy=remedy) from None


def _none(names: Iterable[str]) -> None:
    """Refuse what is said of a label about nodes, or of nodes about a label."""
    if told := ", ".join(names):
        what = f"{told} is given, but says nothing of what is judged"
        remedy = "name nodes for the key of a patent, all else for the address of a label"
        raise InputError(what, remedy=remedy)


def _nodes(
    material: Material, patent: str, verdict: str, nodes: list[str], flags: Flags
) -> NodeDecision:
    if nodes and verdict in ("accept", "reject"):
        what = f"{verdict} changes nothing, but {', '.join(nodes)} is given"
        raise InputError(what, remedy="say correct, or leave these out")
    if verdict == "accept":
        nodes = list(material.nodes(patent))
    elif verdict == "add":
        nodes = nodes or list(material.near_nodes(patent)[:1])
    if not nodes and verdict != "reject":
        raise InputError("no node is named", remedy="say --accept, --reject or --node ID …")
    return judge_nodes(material, patent, nodes, flags)
