"""Decisions as labelled documents: for `patnav evaluate`, for training, and to compare people.

A document is one text of a patent (`PATENT/SECTION/LANG`), or a patent for its nodes. A text that
was judged in part keeps the labels that nobody judged as optional: they count neither way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from patnav.analysis.review.material import Material
from patnav.gold import BANDS, EffectLabel, GoldDocument, GoldSet, Labels, NodeLabels, write_gold
from patnav.ingest.review import LABEL, NODE, LabelDecision, NodeDecision, rulings
from patnav.ledger import Decision
from patnav.snapshot import Snapshot

__all__ = ["Judged", "export_gold", "label_set", "node_set"]

Row = Mapping[str, Any]
Judged = Sequence[tuple[LabelDecision, Row]]  # a decision, and the label that somebody made of it
_FIELD = {"effect": "effects", "means": "means", "outlook": "market", "element": "elements",
          "maturity": "maturity"}  # fmt: skip


def export_gold(
    snapshot: Snapshot, decisions: Iterable[Decision], stem: Path
) -> dict[str, tuple[int, Path]]:
    """Write what holds of all labels and nodes as gold files beside `stem`.

    `STEM.docs.jsonl` and `STEM.gold.jsonl` hold the texts, `STEM.nodes.…` the nodes of the
    project's chain. Returns for `labels` and `nodes` the number of documents and the file; what no
    decision is about is not written. Orphans are left out.
    """
    listed, rule = list(decisions), snapshot.project.settings.review.rule
    labels = [one.judged for one in rulings(listed, LABEL, rule)]
    nodes = [one.judged for one in rulings(listed, NODE, rule)]
    judged = [(one, one.label) for one in labels if isinstance(one, LabelDecision)]
    sets = {
        "labels": (stem, label_set(snapshot, judged, rest=True)),
        "nodes": (
            stem.with_name(stem.name + ".nodes"),
            node_set(snapshot, [one for one in nodes if isinstance(one, NodeDecision)]),
        ),
    }
    written: dict[str, tuple[int, Path]] = {}
    for name, (path, found) in sets.items():
        if found.documents:
            lines = found.nodes or found.labels
            _, gold = write_gold(path, found.documents.values(), lines.values())
            written[name] = (len(found.documents), gold)
    return written


def label_set(snapshot: Snapshot, judged: Judged, *, rest: bool = False, name: str = "") -> GoldSet:
    """Documents with the labels that decisions led to; with `rest` the others as optional.

    What is judged without a label (rejected) makes its dimension labelled, too.
    """
    spans = [(one, label) for one, label in judged if one.address.start >= 0]
    material = Material(snapshot, {one.address.patent for one, _ in spans})
    grouped: dict[tuple[str, str, str], list[tuple[LabelDecision, Row]]] = {}
    for one, label in spans:
        key = (one.address.patent, one.address.section, one.address.lang)
        if material.texts.get(key):
            grouped.setdefault(key, []).append((one, label))
    documents: dict[str, GoldDocument] = {}
    labels: dict[str, Labels] = {}
    for key, of in sorted(grouped.items()):
        document = _document(material, key)
        documents[document.id] = document
        labels[document.id] = _labels(document, of)
        if rest:
            optional = _optional(material, key, of)
            labels[document.id] = replace(labels[document.id], optional=optional)
    return GoldSet(name, documents, labels)


def _document(material: Material, key: tuple[str, str, str]) -> GoldDocument:
    patent, section, lang = key
    return GoldDocument({
        "id": "/".join(key),
        "title": material.patents[patent]["title"] or "",
        "text": material.texts[key],
        "kind": "claim" if section == "claim" else "general",
        "lang": lang,
        "ipc_main": material.patents[patent]["ipc_main"] or "",
    })  # fmt: skip


def _labels(document: GoldDocument, judged: Judged) -> Labels:
    """The labels of one text in their order; quotes that are not in it are left out."""
    kept = [
        (one.address.dimension, label) for one, label in judged
        if label.get("quote") and label["quote"] in document.text
    ]  # fmt: skip
    kept.sort(key=lambda pair: (pair[1].get("start", 0), pair[1].get("end", 0)))

    def quotes(dimension: str) -> tuple[str, ...]:
        return tuple(str(label["quote"]) for each, label in kept if each == dimension)

    bands = [label for each, label in kept if each == "maturity"]
    best = max(bands, key=lambda label: BANDS.index(label.get("value", "unknown")), default=None)
    return Labels(
        id=document.id,
        effects=tuple(
            EffectLabel(label["quote"], label.get("attribute", ""), label.get("direction", ""))
            for each, label in kept
            if each == "effect"
        ),
        means=quotes("means"),
        market=quotes("outlook"),
        elements=quotes("element"),
        band=str(best["value"]) if best else "unknown",
        band_quote=str(best["quote"]) if best else None,
        labelled=frozenset(_FIELD[one.address.dimension] for one, _ in judged),
    )


def _optional(
    material: Material, key: tuple[str, str, str], judged: Judged
) -> dict[str, tuple[str, ...]]:
    """Quotes of labels in the snapshot, given or nearly, that nobody judged, by field."""
    spans = [(label["start"], label["end"]) for _, label in judged if "end" in label]
    spans += [one.address[4:6] for one, _ in judged]
    names = {one.address.dimension for one, _ in judged}
    found: dict[str, tuple[str, ...]] = {}
    for row in [*material.labels(key[0]), *material.near_labels(key[0])]:
        open_ = (row["start"], row["end"]) not in spans and row.get("part") != "preamble"
        if (row["section"], row["lang"]) == key[1:] and row["dimension"] in names and open_:
            field = _FIELD[row["dimension"]]
            found[field] = (*found.get(field, ()), row["quote"])
    return {field: quotes for field, quotes in found.items() if field != "maturity"}


def node_set(snapshot: Snapshot, judged: Iterable[NodeDecision], name: str = "") -> GoldSet:
    """Patents with the nodes of the project's chain that were decided; null = not in the chain."""
    chain = snapshot.project.chain
    of = {one.patent: one for one in judged if one.chain == chain.chain}
    records = _node_records(snapshot, sorted(of))
    nodes = {
        patent: NodeLabels(
            id=patent, primary=next(iter(of[patent].nodes), None), nodes=of[patent].nodes
        )
        for patent in records
        if all(node in chain.by_id for node in of[patent].nodes)
    }
    return GoldSet(name, {key: GoldDocument(records[key]) for key in nodes}, nodes=nodes)


def _node_records(snapshot: Snapshot, patents: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What an assigner of nodes is given of each patent, as its machine interface wants it."""
    material = Material(snapshot, patents)
    symbols: dict[tuple[str, str], list[str]] = {}
    wanted = pc.field("patent").isin(list(patents) or [""])
    for name in ("classifications", "applicants"):
        for row in pq.read_table(snapshot.path(name), filters=wanted).to_pylist():
            kind, value = (
                (row["scheme"], row["symbol"]) if name == "classifications" else (name, row["name"])
            )
            symbols.setdefault((row["patent"], kind), []).append(value)
    return {
        patent: {
            "id": patent,
            "chain": snapshot.project.chain.chain,
            "pn": row["publication"] or "",
            "title": row["title"] or "",
            "abstract": _abstract(material, patent),
            "ipc": "; ".join(symbols.get((patent, "ipc"), [])),
            "ipc_main": row["ipc_main"] or "",
            "cpc": "; ".join(symbols.get((patent, "cpc"), [])),
            "applicant": "; ".join(symbols.get((patent, "applicants"), [])),
            "date": row["application_date"].isoformat() if row["application_date"] else "",
        }
        for patent, row in sorted(material.patents.items())
    }


def _abstract(material: Material, patent: str) -> str:
    """The abstract, Chinese before other languages."""
    of = [
        (lang != "zh", lang, text) for (key, section, lang), text in material.texts.items()
        if (key, section) == (patent, "abstract")
    ]  # fmt: skip
    return min(of, default=(True, "", ""))[2]
