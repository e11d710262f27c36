"""The steps that work patent by patent, as functions that another process can be given."""

from __future__ import annotations

from pathlib import Path

from patnav.chain import ChainTree
from patnav.ingest import annotate, assign
from patnav.ingest.annotate.effect_classes import Classes
from patnav.tables import Tables

__all__ = ["annotate_share", "assign_share"]


def annotate_share(classes: Classes, model: Path, given: Tables) -> Tables:
    """Annotate some patents with all their texts; `classes` are the chain's own of effects."""
    return annotate.annotate(given["texts"], given["patents"], classes, model)


def assign_share(tree: ChainTree, models: Path | None, given: Tables) -> Tables:
    """Give some patents the nodes of a chain; `models` holds what was learned for it."""
    rows = assign.assign(tree, given["patents"], given["texts"], given["classifications"], models)
    return {"assignments": rows}
