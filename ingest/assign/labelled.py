"""Patents whose nodes people have told, measured: what every fit learns from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from patnav.errors import InputError
from patnav.gold import NodeLabels, labels_of, read_gold
from patnav.ingest.assign.learn import Sample
from patnav.ingest.assign.nodes import measure_record
from patnav.jsonlines import read_objects

__all__ = ["GIVEN", "labelled", "samples"]

_TEXTS, _CLASSES = ("abstract", "claim"), ("ipc", "ipc_main", "cpc")
GIVEN: Mapping[str, Sequence[str]] = {
    "in full": (),
    "title and classes": _TEXTS,
    "title alone": _TEXTS + _CLASSES,
}
"""The ways in which each patent counts, with the fields that are taken away."""


_REMEDY = 'a line is a record of `patnav assign` with {"primary": …, "nodes": […]} beside'


def labelled(path: Path, chain: str = "") -> Iterator[dict[str, Any]]:
    """Read labelled patents: `x.gold.jsonl` with `x.docs.jsonl` beside it, or both in one line.

    Yields records of `patnav assign` with `primary` and `nodes`, the primary first; `chain` stands
    for theirs. Where annotators disagree on the primary node, a patent is left out. Raises
    InputError with line and field.
    """
    for record, labels in _pairs(path):
        if not isinstance(labels, NodeLabels):
            raise InputError("no labels of nodes", where=str(path), remedy=_REMEDY)
        if labels.primary_agreed:
            first = [labels.primary] if labels.primary else []
            nodes = [*first, *(node for node in labels.nodes if node not in first)]
            named = {"chain": chain} if chain else {}
            yield {**record, **named, "primary": labels.primary, "nodes": nodes}


def _pairs(path: Path) -> Iterator[tuple[Mapping[str, Any], object]]:
    if path.name.endswith(".gold.jsonl"):
        gold = read_gold(path)
        of = gold.nodes or gold.labels
        yield from ((gold.documents[key].record, one) for key, one in of.items())
    else:
        for where, record in read_objects(path, _REMEDY):
            yield record, labels_of(record, where)


def samples(records: Sequence[Mapping[str, Any]]) -> Iterator[Sample]:
    """Yield each labelled record of `patnav assign` as samples, in the order of GIVEN.

    A record has `primary` and `nodes` beside; its `applicant` (the first of several) and `source`
    make the source, its id where nobody is named. Raises InputError for a node that is not there.
    """
    for record in records:
        for without in GIVEN.values():
            tree, facts = measure_record({**record, **dict.fromkeys(without, "")}, _where(record))
            rows = {node.id: number for number, node in enumerate(tree.nodes)}
            for node in record["nodes"]:
                if node not in rows:
                    remedy = f"patnav chain show {record['chain']} lists its nodes"
                    what = f'field "nodes": {node} is no node of {tree.chain}'
                    raise InputError(what, where=_where(record), remedy=remedy)
            nodes = tuple(rows[node] for node in record["nodes"])
            yield Sample(facts, nodes, _source(record), str(record.get("title") or record["id"]))


def _source(record: Mapping[str, Any]) -> str:
    first = str(record.get("applicant") or "").split(";")[0].strip()
    name = first or ("" if record.get("source") else record["id"])
    return f"{record.get('source', '')}|{name}"


def _where(record: Mapping[str, Any]) -> str:
    return f"document {record['id']}"
