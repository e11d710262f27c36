"""The model that decides: one vector of weights for all trees, fitted on patents read by people.

A patent chooses among the nodes of its tree and "none of them" (conditional logit): the score of a
node is the weighted sum of what was measured of the pair, that of none the weighted sum of what was
measured of the patent; the softmax of the scores divided by a temperature is the chance of each.
Given the main node, a logistic decides on each further one. The weights stand in
`data/assign_model.yaml`; nothing in them belongs to one tree, so a tree of one's own is served too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patnav.data import load_yaml, resource
from patnav.ingest.assign.features import NONE, Facts
from patnav.ingest.assign.pairs import COLUMN, PAIR

__all__ = ["FURTHER", "Model", "further_rows", "shipped_model"]

FURTHER = (
    "bias", "odds", "chance", "head", "title", "share", "lead",
    "main_close", "further_close", "cpc_first_close", "like_text",
)  # fmt: skip
_TAKEN = FURTHER[3:]
_MOST = 3  # no more nodes than this
_LEAST = 1e-6


@dataclass(frozen=True)
class Model:
    """Weights in the order of PAIR, NONE and FURTHER; `meant`: chance that a further node needs."""

    pair: NDArray[np.float64]
    none: NDArray[np.float64]
    further: NDArray[np.float64]
    temperature: float = 1.0
    meant: float = 0.5

    def chances(self, facts: Facts) -> NDArray[np.float64]:
        """Chance of each node to be the main one, and of none as the last; they sum to 1."""
        scores = np.append(facts.pair @ self.pair, facts.none @ self.none) / self.temperature
        raised = np.exp(scores - scores.max())
        return np.asarray(raised / raised.sum())

    def further_chances(
        self, facts: Facts, chances: NDArray[np.float64], main: int
    ) -> NDArray[np.float64]:
        """Chance of each node to be meant too, given the main one (whose own is 0)."""
        result = 1 / (1 + np.exp(-(further_rows(facts, chances, main) @ self.further)))
        result[main] = 0.0
        return result

    def given(self, facts: Facts, chances: NDArray[np.float64]) -> tuple[int, ...]:
        """Rows of the nodes that are given, the main one first; nothing where none is likeliest."""
        main = int(chances.argmax())
        if main == len(chances) - 1:
            return ()
        sure = self.further_chances(facts, chances, main)
        likeliest = map(int, np.argsort(-sure, kind="stable")[: _MOST - 1])
        return (main, *(row for row in likeliest if sure[row] >= self.meant))

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Model:
        """Take the weights by name; a name that is missing weighs nothing."""
        return cls(
            np.array([float(values["pair"].get(name, 0.0)) for name in PAIR]),
            np.array([float(values["none"].get(name, 0.0)) for name in NONE]),
            np.array([float(values["further"].get(name, 0.0)) for name in FURTHER]),
            float(values["temperature"]),
            float(values["meant"]),
        )

    def written(self) -> dict[str, Any]:
        """Give the weights by name, rounded, without those that weigh nothing."""
        named = (
            ("pair", PAIR, self.pair),
            ("none", NONE, self.none),
            ("further", FURTHER, self.further),
        )
        made: dict[str, Any] = {
            part: {
                name: round(float(w), 3)
                for name, w in zip(names, values, strict=True)
                if abs(w) >= 5e-4
            }
            for part, names, values in named
        }
        return {"temperature": round(self.temperature, 3), "meant": round(self.meant, 3)} | made


def further_rows(facts: Facts, chances: NDArray[np.float64], main: int) -> NDArray[np.float64]:
    """What is weighed for a further node; shape (nodes, FURTHER)."""
    logs = np.log(np.maximum(chances[:-1], _LEAST))
    columns = [np.ones_like(logs), logs - logs[main], logs]
    columns += [facts.pair[:, COLUMN[name]] for name in _TAKEN]
    return np.stack(columns, axis=1)


@cache
def shipped_model() -> Model:
    """Load the weights that come with patnav."""
    return Model.read(load_yaml(resource("assign_model.yaml")))
