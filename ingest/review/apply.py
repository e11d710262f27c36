"""Decisions applied to the tables that the machine made: only the patents that were judged change.

A label that a person accepted, corrected or added stands as they left it, whatever the machine
says now, and displaces labels of the machine that cover most of the same characters. What was
rejected is taken out. Quotes are searched again where a text has changed; what is no longer there
is an orphan.
Every ruling becomes a row of the table `reviews`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from patnav.chain import ChainTree
from patnav.ingest.annotate.effect_classes import Classes, own_classes
from patnav.ingest.review.bands import banded
from patnav.ingest.review.labels import LABEL, NODE, Address, LabelDecision, NodeDecision
from patnav.ingest.review.mentions import Desk
from patnav.ingest.review.nodes import assigned
from patnav.ingest.review.rulings import Rule, Ruling, rulings
from patnav.ledger import Decision
from patnav.tables import Tables, arrange, empty, table

__all__ = ["apply_reviews"]

Row = dict[str, Any]
Rows = dict[str, list[Row]]  # by patent
State = tuple[Ruling, str, str]  # what became of it, and why


def apply_reviews(
    tables: Tables, decisions: Iterable[Decision], tree: ChainTree, rule: Rule = "majority"
) -> Tables:
    """Return mentions, judgements and assignments after the decisions, and the table `reviews`.

    `tables` need texts, patents and the three themselves. Without decisions they are as they were.
    """
    listed = list(decisions)
    labels, nodes = (rulings(listed, kind, rule) for kind in (LABEL, NODE))
    own = [one for one in nodes if _node(one).chain == tree.chain]
    if not labels and not own:
        return {"reviews": empty("reviews")}
    made, states = _labelled(tables, labels, own_classes(tree.effect_classes))
    assignments, more = _assigned(tables, own, tree)
    rows = (_row(one, state, note) for one, state, note in [*states, *more])
    return made | assignments | {"reviews": table("reviews", rows)}


def _labelled(
    tables: Tables, found: Sequence[Ruling], classes: Classes
) -> tuple[Tables, list[State]]:
    by_patent: dict[str, list[Ruling]] = {}
    for one in found:
        by_patent.setdefault(_label(one).address.patent, []).append(one)
    names = ("texts", "mentions", "judgements")
    texts, mentions, judgements = (_of(tables[name], by_patent) for name in names)
    new: dict[str, list[Row]] = {"mentions": [], "judgements": []}
    states: list[State] = []
    for patent, ruled in sorted(by_patent.items()):
        desk = Desk(texts.get(patent, []), mentions.get(patent, []), classes)
        states += desk.settle([one for one in ruled if not _is_band(one)])
        new["mentions"] += desk.rows()
        bands = [one for one in ruled if _is_band(one)]
        was = judgements.get(patent, [])
        new["judgements"] += banded(was, desk.rows(), bands, changed=desk.moved("maturity"))
        states += [_band_state(one, bool(was)) for one in bands]
    made = {name: _replaced(name, tables[name], by_patent, rows) for name, rows in new.items()}
    return made, states


def _band_state(one: Ruling, known: bool) -> State:
    return (one, "applied", "") if known else (one, "orphaned", "no such patent")


def _assigned(
    tables: Tables, found: Sequence[Ruling], tree: ChainTree
) -> tuple[Tables, list[State]]:
    by_patent = {_node(one).patent: one for one in found}
    known = _of(tables["patents"].select(["patent"]), by_patent)
    was = _of(tables["assignments"], by_patent)
    near = _of(tables["near_nodes"], by_patent) if "near_nodes" in tables else {}
    rows: list[Row] = []
    states, done = [], {}
    for patent, one in sorted(by_patent.items()):
        gone = [node for node in _node(one).nodes if node not in tree.by_id]
        if patent not in known:
            states.append((one, "orphaned", "no such patent"))
        elif gone:
            states.append((one, "orphaned", f"no such node: {', '.join(gone)}"))
        else:
            done[patent] = one
            rows += assigned(was.get(patent, []), one, near.get(patent, []))
            states.append((one, "applied", ""))
    return {"assignments": _replaced("assignments", tables["assignments"], done, rows)}, states


def _of(rows: pa.Table, patents: Iterable[str]) -> Rows:
    """The rows of some patents, by patent."""
    wanted = pa.array(sorted(patents), pa.string())
    found: Rows = {}
    for row in rows.filter(pc.is_in(rows["patent"], value_set=wanted)).to_pylist():
        found.setdefault(row["patent"], []).append(row)
    return found


def _replaced(name: str, rows: pa.Table, patents: Iterable[str], new: list[Row]) -> pa.Table:
    """A table with other rows for some patents."""
    wanted = pa.array(sorted(patents), pa.string())
    kept = rows.filter(pc.invert(pc.is_in(rows["patent"], value_set=wanted)))
    return arrange(name, pa.concat_tables([kept.cast(table(name, ()).schema), table(name, new)]))


def _label(one: Ruling) -> LabelDecision:
    assert isinstance(one.judged, LabelDecision)
    return one.judged


def _node(one: Ruling) -> NodeDecision:
    assert isinstance(one.judged, NodeDecision)
    return one.judged


def _is_band(one: Ruling) -> bool:
    return _label(one).address.start < 0


def _row(one: Ruling, state: str, note: str) -> Mapping[str, Any]:
    judged, first = one.judged, one.decisions[0]
    return {
        "kind": one.kind,
        "subject": first.subject,
        "other": first.other,
        **dict(_place(judged)),
        "verdict": judged.verdict,
        "reviewers": one.reviewers,
        "against": one.against,
        "disputed": one.disputed,
        "adjudicated": one.adjudicated,
        "confidence": one.confidence,
        "state": state,
        "note": note,
    }


def _place(judged: LabelDecision | NodeDecision) -> Iterator[tuple[str, Any]]:
    if isinstance(judged, NodeDecision):
        yield from (("patent", judged.patent), ("dimension", "node"))
        yield "result", " ".join(judged.nodes)
    else:
        yield from zip(Address._fields[:4], judged.address[:4], strict=True)
        yield "result", str(judged.label.get("quote") or judged.label.get("value") or "")
