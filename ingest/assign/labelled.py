"""Patents whose nodes people have told, measured: what every fit learns from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from patnav.errors import InputError
from patnav.gold import Labels, NodeLabels, Problem, labels_of, read_gold
from patnav.ingest.assign.learn import Sample
from patnav.ingest.assign.nodes import measure_record
from patnav.ingest.assign.records import document_of, odd, strange_nodes
from patnav.jsonlines import read_objects

__all__ = ["GIVEN", "Labelled", "labelled", "samples"]

_TEXTS, _CLASSES = ("abstract", "claim"), ("ipc", "ipc_main", "cpc")
GIVEN: Mapping[str, Sequence[str]] = {
    "in full": (),
    "title and classes": _TEXTS,
    "title alone": _TEXTS + _CLASSES,
}
"""The ways in which each patent counts, with the fields that are taken away."""


_REMEDY = 'a line is a record of `patnav assign` with {"primary": …, "nodes": […]} beside'


class Labelled(NamedTuple):
    """Labelled patents, and what is not learned from, each with its place and a remedy.

    A record is one of `patnav assign` with `primary` and `nodes` beside, the primary first.
    """

    records: list[dict[str, Any]]
    left_out: list[InputError]


class _Pair(NamedTuple):
    record: Mapping[str, Any]
    where: str
    labels: Labels | NodeLabels


def labelled(path: Path, chain: str = "") -> Labelled:
    """Read labelled patents: `x.gold.jsonl` with `x.docs.jsonl` beside it, or both in one line.

    `chain` stands for theirs. Left out are labels without a document, patents on whose primary node
    the annotators disagree, and those of which there is nothing to read. Raises InputError with
    line and field, also for an id that is there twice and a node that the tree lacks.
    """
    pairs, problems = (
        _gold_pairs(path) if path.name.endswith(".gold.jsonl") else (_one_file(path), [])
    )
    found = Labelled([], problems)
    for pair in pairs:
        labels, where = pair.labels, pair.where
        if not isinstance(labels, NodeLabels):
            raise InputError("no labels of nodes", where=str(path), remedy=_REMEDY)
        record = {**pair.record, "chain": chain or pair.record.get("chain")}
        if strange := strange_nodes(labels, record, where):
            what = f'field "nodes": {strange.what}'
            raise InputError(what, where=strange.where, remedy=strange.remedy)
        if not labels.primary_agreed:
            what, remedy = "the annotators disagree on the main node", "settle it to learn from it"
            found.left_out.append(Problem(labels.where, "primary_agreed", what, remedy).told())
            continue
        found.left_out.extend(odd(record, where))
        if (document := document_of(record, where)).passages or document.symbols:
            first = [labels.primary] if labels.primary else []
            nodes = [*first, *(node for node in labels.nodes if node not in first)]
            found.records.append({**record, "primary": labels.primary, "nodes": nodes})
    return found


def _gold_pairs(path: Path) -> tuple[Iterator[_Pair], list[InputError]]:
    gold = read_gold(path)
    of = gold.nodes or gold.labels
    pairs = (
        _Pair(gold.documents[key].record, gold.documents[key].where, one) for key, one in of.items()
    )
    return pairs, [problem.told() for problem in gold.problems]


def _one_file(path: Path) -> Iterator[_Pair]:
    seen = set()
    for where, record in read_objects(path, _REMEDY):
        labels = labels_of(record, where)
        if labels.id in seen:
            what = f'field "id": {labels.id!r} is there twice'
            raise InputError(what, where=where, remedy="give each document one line of labels")
        seen.add(labels.id)
        yield _Pair(record, where, labels)


def samples(records: Sequence[Mapping[str, Any]]) -> Iterator[Sample]:
    """Yield each record of `labelled` as samples, in the order of GIVEN.

    Its `applicant` (the first of several) and `source` make the source, its id where nobody is
    named.
    """
    for record in records:
        for without in GIVEN.values():
            tree, facts = measure_record({**record, **dict.fromkeys(without)}, _where(record))
            rows = {node.id: number for number, node in enumerate(tree.nodes)}
            nodes = tuple(rows[node] for node in record["nodes"])
            yield Sample(facts, nodes, _source(record), str(record.get("title") or record["id"]))


def _source(record: Mapping[str, Any]) -> str:
    first = str(record.get("applicant") or "").split(";")[0].strip()
    name = first or ("" if record.get("source") else record["id"])
    return f"{record.get('source', '')}|{name}"


def _where(record: Mapping[str, Any]) -> str:
    return f"document {record['id']}"
