"""Which parts (tree_part.py) count for a tree: that of patnav, and upon it that of a folder.

What a centre's reviewers decided is learned upon what patnav knows of the same tree, and so it
counts upon it: some dozens of decisions do not make the thousands of labels forgotten.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from patnav.chain import ChainTree, load_chain
from patnav.data import resource
from patnav.errors import InputError
from patnav.ingest.assign.tree_part import TreePart, part_file, read_part

__all__ = ["home_of", "parts_of", "under"]

_SHIPPED = resource("models")  # what was learned for the trees that come with patnav


def home_of(tree: ChainTree, models: Path | None = None) -> Path | None:
    """The folder of the part that decides last: the one given, else patnav's; None without any.

    Raises InputError for a folder that holds the part of no tree at all.
    """
    if models and part_file(tree, models).is_file():
        return models
    if models and not any(models.glob("nodes.*.npz")):
        remedy = "let patnav train-nodes write one there, or name its folder"
        raise InputError("no nodes.CHAIN.npz is there", where=str(models), remedy=remedy)
    return _SHIPPED if part_file(tree, _SHIPPED).is_file() and _as_shipped(tree) else None


def parts_of(tree: ChainTree, models: Path | None = None) -> tuple[TreePart, ...]:
    """The parts that count, in the order in which they do."""
    homes = dict.fromkeys((home_of(tree), home_of(tree, models)))
    return tuple(read_part(tree, part_file(tree, home)) for home in homes if home)


def under(
    parts: Sequence[TreePart], chances: NDArray[np.float64], points: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Chances (n + 1,) after each part in turn; `points` (512,) is the place of the text."""
    for part in parts:
        chances = part.chances(chances, points)
    return chances


def _as_shipped(tree: ChainTree) -> bool:
    """Tell whether the nodes are those of the shipped tree of this name, not of a changed copy."""
    return list(load_chain(tree.chain).by_id) == list(tree.by_id)
