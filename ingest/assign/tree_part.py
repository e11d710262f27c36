"""What was learned for one tree alone, from the decisions of its reviewers, beside the model.

Where a text lies in the space of wordings (space.py), title and rest apart, says of a tree whose
samples people have judged what its words and classes do not. A linear classifier over these 512
numbers and the model's own chances decides anew among the nodes and "none" (a prior leads it back
to the model); a share of its answer, chosen on applicants that it had not seen, enters the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from patnav.chain import ChainTree
from patnav.errors import InputError
from patnav.ingest.space import DIRECTIONS

__all__ = ["TreePart", "logs", "part_file", "read_part", "softmax"]

Floats = NDArray[np.float64]
_UNIT = 1000  # weights are kept as thousandths
_LEAST = 1e-5  # a chance that counts as none


@dataclass(frozen=True)
class TreePart:
    """A classifier for one tree of n nodes.

    `nodes`: their ids; `slope` of the model's log-chances, `bias` (n + 1,), `weights` (n + 1, 512),
    none last; `share` in 0..1 of its answer in the result.
    """

    nodes: tuple[str, ...]
    slope: float
    bias: Floats
    weights: Floats
    share: float

    def chances(self, model: Floats, points: Floats) -> Floats:
        """Chances (n + 1,) out of the model's and the place of the text (512,)."""
        own = softmax(self.slope * logs(model) + self.bias + self.weights @ points)
        return np.asarray((1 - self.share) * model + self.share * own)

    def write(self, path: Path) -> None:
        """Write the part; the same part gives the same bytes."""
        numbers = np.append(self.bias, (self.slope, self.share))
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                nodes=np.frombuffer("\n".join(self.nodes).encode(), dtype=np.uint8),
                numbers=_kept(numbers),
                weights=_kept(self.weights),
            )


def part_file(tree: ChainTree, folder: Path) -> Path:
    """The file in a folder of models that holds the part of a tree."""
    return folder / f"nodes.{tree.chain}.npz"


def read_part(tree: ChainTree, path: Path) -> TreePart:
    """Read the part of a tree; raises InputError when it is none or was learned for other nodes."""
    remedy = "learn it anew: patnav train-nodes LABELS -o FOLDER, or take the file away"
    try:
        with np.load(path) as file:
            nodes = tuple(bytes(file["nodes"]).decode().split("\n"))
            numbers, weights = file["numbers"] / _UNIT, file["weights"] / _UNIT
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise InputError(f"no part of a tree: {error}", where=str(path), remedy=remedy) from None
    if weights.shape[1:] != (2 * DIRECTIONS,):
        what = "was learned by an earlier patnav, whose space of wordings was another"
        raise InputError(what, where=str(path), remedy=remedy)
    if nodes != tuple(node.id for node in tree.nodes):
        what = f"was learned for other nodes than those of {tree.chain} as it stands"
        raise InputError(what, where=str(path), remedy=remedy)
    return TreePart(nodes, float(numbers[-2]), numbers[:-2], weights, float(numbers[-1]))


def logs(chances: Floats | Sequence[Floats]) -> Floats:
    """Logarithms of chances, of none as of a very small one."""
    return np.log(np.maximum(chances, _LEAST))


def softmax(scores: Floats) -> Floats:
    """Chances out of scores, along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def _kept(values: Floats) -> NDArray[np.int16]:
    return np.rint(np.clip(values, -32, 32) * _UNIT).astype(np.int16)
