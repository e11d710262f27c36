"""The steps that work patent by patent, as functions that another process can be given."""

from __future__ import annotations

from pathlib import Path

from patnav.chain import ChainTree
from patnav.ingest import annotate, assign
from patnav.ingest.annotate.effect_classes import Classes
from patnav.tables import Tables

__all__ = ["annotate_share", "assign_share"]


def annotate_share(classes: Classes, model: Path, near: float, given: Tables) -> Tables:
    """Annotate some patents with all their texts; `classes` are the chain's own of effects.

    `near` is the confidence from which labels that are nearly given are told.
    """
    return annotate.annotate(given["texts"], given["patents"], classes, model, near)


def assign_share(tree: ChainTree, models: Path | None, near: float, given: Tables) -> Tables:
    """Give some patents the nodes of a chain; `models` holds what was learned for it."""
    rows = (given["patents"], given["texts"], given["classifications"])
    return assign.assign_tables(tree, rows, models, near)
