"""What patnav answers to labelled documents, with the models that are in use there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from patnav.errors import InputError
from patnav.gold import GoldSet, Labels, NodeLabels, labels_of
from patnav.project import Project

__all__ = ["InUse", "Used", "in_use", "of_known_nodes", "own_answers", "with_chain"]

Used = Mapping[str, str | None]
"""By model (tagger, claims, nodes.CHAIN) the folder that it is of, `patnav`, or None where none is.

None: for a tree without a part of its own the weights that serve every tree decide alone.
"""
_PATNAV = "patnav"


@dataclass(frozen=True, slots=True)
class InUse:
    """The folders of models that count for annotation and for nodes, None = those of patnav."""

    labels: Path | None = None
    nodes: Path | None = None


def in_use(project: Project | None, model: Path | None) -> InUse:
    """Say which models count: those in the folder `model`, else the project's, else patnav's.

    Raises InputError for a folder `model` that holds none.
    """
    from patnav.ingest.annotate.models import FILES

    if not model:
        return InUse(project.models, project.node_models) if project else InUse()
    labels = any((model / name).is_file() for name in FILES)
    nodes = any(model.glob("nodes.*.npz"))
    if not labels and not nodes:
        what = f"holds no model: none of {', '.join(FILES)}, nodes.CHAIN.npz"
        remedy = "name a folder that patnav train or patnav train-nodes wrote"
        raise InputError(what, where=str(model), remedy=remedy)
    return InUse(model if labels else None, model if nodes else None)


def with_chain(gold: GoldSet, project: Project | None) -> GoldSet:
    """Let documents that name no chain, or the project's by its name, be of the project's tree."""
    if not project or not gold.nodes:
        return gold
    tree, mine = project.chain_source, ("", project.chain.chain, project.settings.chain)
    documents = {
        key: replace(one, record={**one.record, "chain": tree})
        if str(one.record.get("chain") or "") in mine
        else one
        for key, one in gold.documents.items()
    }
    return replace(gold, documents=documents)


def of_known_nodes(gold: GoldSet) -> GoldSet:
    """Leave out labels of nodes that the tree of their document lacks: no answer could meet them.

    Raises ChainError for a document whose chain names no tree, InputError for one without chain.
    """
    from patnav.ingest.assign.records import strange_nodes

    left_out = {
        key: strange
        for key, labels in gold.nodes.items()
        if (strange := strange_nodes(labels, gold.documents[key].record, gold.documents[key].where))
    }
    return replace(
        gold,
        documents={key: one for key, one in gold.documents.items() if key not in left_out},
        nodes={key: one for key, one in gold.nodes.items() if key not in left_out},
        problems=(*gold.problems, *left_out.values()),
    )


def own_answers(gold: GoldSet, models: InUse) -> tuple[GoldSet, Used]:
    """Annotate or assign the documents, confidences included; say also whose models answered."""
    return _nodes(gold, models.nodes) if gold.nodes else _labels(gold, models.labels)


def _labels(gold: GoldSet, folder: Path | None) -> tuple[GoldSet, Used]:
    from patnav.ingest.annotate.documents import Document, annotate_documents
    from patnav.ingest.annotate.models import BORDERS_FILE, MEANS_FILE, MODEL, TAGGER_FILES, home_of

    model = folder or MODEL
    documents = (
        Document(one.id, one.text, one.title, one.kind, one.lang) for one in gold.documents.values()
    )
    rows = annotate_documents(documents, confidences=True, model=model)
    found = [labels_of(row, str(row["id"])) for row in rows]
    labels = {one.id: one for one in found if isinstance(one, Labels)}
    used = {
        name: _PATNAV if (home := home_of(file, model)) == MODEL else str(home)
        for name, file in (
            ("tagger", TAGGER_FILES["zh"]),
            ("tagger.en", TAGGER_FILES["en"]),
            ("means", MEANS_FILE),
            ("claims", BORDERS_FILE),
        )
    }
    return GoldSet(_PATNAV, gold.documents, labels), used


def _nodes(gold: GoldSet, folder: Path | None) -> tuple[GoldSet, Used]:
    from patnav.ingest.assign import assign_record, home_of_part

    found: dict[str, NodeLabels] = {}
    used: dict[str, str | None] = {}
    for key, one in gold.documents.items():
        row = labels_of(assign_record(one.record, one.where, folder), key)
        if isinstance(row, NodeLabels):
            found[row.id] = row
        name, home = home_of_part(str(one.record["chain"]), folder)
        used[f"nodes.{name}"] = None if home is None else str(home) if home == folder else _PATNAV
    return GoldSet(_PATNAV, gold.documents, nodes=found), used
