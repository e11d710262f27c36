"""Assign patents to the nodes of a chain, with weights, and say why.

Class symbols, keywords and wording of a patent are measured against every node of the tree, and one
model for all trees weighs them (model.py); a patent for which no node is likelier is not in the
chain. What is measured and how well it does is told in docs/chains.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from patnav.chain import ChainNode, ChainTree, load_chain
from patnav.ingest.assign.evidence import Document, Passage
from patnav.ingest.assign.features import Facts
from patnav.ingest.assign.hierarchy import ipc
from patnav.ingest.assign.parts import home_of, parts_of
from patnav.ingest.assign.records import chain_of, document_of, named_at, symbols
from patnav.ingest.assign.scoring import Assigner, Verdict
from patnav.tables import SCHEMAS, Tables, table

__all__ = [
    "READS",
    "assign",
    "assign_record",
    "assign_tables",
    "home_of_part",
    "measure_record",
    "near_misses",
    "nodes_table",
]


READS = {  # the columns beside `patent` that a result depends on, and no others are given
    "patents": ("ipc_main",),
    "texts": ("section", "lang", "text"),
    "classifications": ("scheme", "symbol", "position"),
}


def assign(
    tree: ChainTree,
    patents: pa.Table,
    texts: pa.Table,
    classes: pa.Table,
    models: Path | None = None,
) -> pa.Table:
    """Make the table `assignments` from the tables `patents`, `texts` and `classifications`.

    A patent that is not in the chain has no row; the weights of the others sum to 1. `models` is
    the folder of what was learned for the tree beside patnav's own.
    """
    return assign_tables(tree, (patents, texts, classes), models)["assignments"]


def assign_tables(
    tree: ChainTree,
    given: tuple[pa.Table, pa.Table, pa.Table],
    models: Path | None = None,
    near: float = 1.0,
) -> Tables:
    """Make `assignments` as `assign` does, and `near_nodes` of the patents that are in none.

    `given` are the tables `patents`, `texts`, `classifications`; `near` is the chance from which a
    node that was not given is told (1 = never).
    """
    assigner = _assigner_of(tree, models)
    decided = [(one.key, assigner.decide(one, near)) for one in _documents(*given)]
    rows = [_row(key, each) for key, decision in decided for each in decision.verdicts]
    nearly = [_row(key, each) for key, decision in decided for each in decision.near]
    columns = SCHEMAS["near_nodes"].names
    return {
        "assignments": table("assignments", rows),
        "near_nodes": table(
            "near_nodes", ({name: row[name] for name in columns} for row in nearly)
        ),
    }


def near_misses(
    tree: ChainTree,
    patents: pa.Table,
    texts: pa.Table,
    classes: pa.Table,
    models: Path | None = None,
) -> Iterator[tuple[str, Verdict | None]]:
    """Yield each patent with the node that most speaks for it, given or not; None without any."""
    assigner = _assigner_of(tree, models)
    for document in _documents(patents, texts, classes):
        yield document.key, assigner.nearest(document)


def nodes_table(tree: ChainTree) -> pa.Table:
    """Make the table `nodes` of a tree."""
    return table("nodes", (_node_row(tree, node) for node in tree.nodes))


def assign_record(
    record: Mapping[str, Any], where: str = "", models: Path | None = None
) -> dict[str, Any]:
    """Assign one record of the machine interface (docs/chains.md).

    In: id, chain, title, abstract, claim, ipc, ipc_main, cpc (symbols as a list or as text with
    semicolons; everything but id and chain may be missing). Out: id, primary (null = not in the
    chain), nodes (primary first), off (chance of being in none) with its reason, and per node
    weight, confidence, rule, reason and evidence. `models` as in `assign`. Raises InputError or
    ChainError that names `where`, the place of the record.
    """
    decision = _assigner_named(record, where, models).decide(document_of(record, where))
    verdicts = decision.verdicts
    return {
        "id": record["id"],
        "primary": verdicts[0].node if verdicts else None,
        "nodes": [verdict.node for verdict in verdicts],
        "off": decision.off,
        "reason_off": decision.reason_off,
        "assignments": [verdict._asdict() for verdict in verdicts],
    }


def measure_record(record: Mapping[str, Any], where: str = "") -> tuple[ChainTree, Facts]:
    """Measure one record of the machine interface against its tree."""
    assigner = _assigner_named(record, where)
    return assigner.tree, assigner.meter.measure(document_of(record, where))


def _assigner_named(record: Mapping[str, Any], where: str, models: Path | None = None) -> Assigner:
    chain = chain_of(record, where)
    with named_at(where):
        return _assigner(chain, models)


@cache
def _assigner(chain: str, models: Path | None) -> Assigner:
    return _assigner_of(load_chain(chain), models)


def _assigner_of(tree: ChainTree, models: Path | None) -> Assigner:
    """An assigner with what was learned for this tree; without it where there is nothing."""
    return Assigner(tree, ipc(), parts_of(tree, models))


def home_of_part(chain: str, models: Path | None = None) -> tuple[str, Path | None]:
    """The name of a chain, and the folder whose part of its tree decides; None where none does."""
    tree = _assigner(chain, models).tree
    return tree.chain, home_of(tree, models)


def _node_row(tree: ChainTree, node: ChainNode) -> dict[str, Any]:
    return {
        "node": node.id,
        "name_zh": node.name_zh,
        "name_en": node.name_en,
        "group": node.group,
        "group_zh": tree.group_name(node.group, "zh"),
        "group_en": tree.group_name(node.group, "en"),
        "stage": node.stage,
        "feeds": list(node.feeds),
    }


def _documents(patents: pa.Table, texts: pa.Table, classes: pa.Table) -> Iterator[Document]:
    passages: dict[str, list[Passage]] = {}
    for key, *passage in _columns(texts, "patent", "section", "lang", "text"):
        passages.setdefault(key, []).append(Passage(*passage))
    found: dict[str, dict[str, list[str]]] = {}
    for key, scheme, symbol in _columns(classes, "patent", "scheme", "symbol"):
        found.setdefault(key, {}).setdefault(scheme, []).append(symbol)
    for key, main in _columns(patents, "patent", "ipc_main"):
        of = found.get(key, {})
        ranked = symbols(of.get("ipc", ()), of.get("cpc", ()), main or "")
        yield Document(key, tuple(ranked), tuple(passages.get(key, ())))


def _columns(rows: pa.Table, *names: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(rows.column(name).to_pylist() for name in names), strict=True)


def _row(patent: str, verdict: Verdict) -> dict[str, Any]:
    return {"patent": patent} | verdict._asdict()
