"""What is measured of a patent: against every node of a tree, and as such.

The second, `NONE`, speaks for its being in no node: main symbol and symbols of other chains
(`off_…`), symbols that no node knows, words that name things of other chains at the end of the
title's head (`off_core`), in the head, the title, the first 80 characters or elsewhere, no word of
the chain's scope, characters of the head that no keyword covers, and how alike the best node is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log1p

import numpy as np
from numpy.typing import NDArray

from patnav.chain import ChainTree
from patnav.ingest.assign.evidence import Document, QuoteHit
from patnav.ingest.assign.found import Found, Seeker, covered, length
from patnav.ingest.assign.hierarchy import Hierarchy
from patnav.ingest.assign.pairs import COLUMN, PairMeter
from patnav.ingest.grams import fold

__all__ = ["NONE", "Facts", "Meter"]

_BEST = ("like_title", "like_text", "mean_title", "mean_text")
NONE = (
    "bias", "lone", "vague", "classless",
    "off_main", "off_share", "main_unmatched", "main_near_only", "unmatched_share",
    "off_core", "off_head", "off_title", "off_lead", "off_many",
    "unscoped_title", "unscoped", "uncovered", "wordless_title", "wordless",
    "lone_off_core", "lone_off_head", "lone_uncovered", "lone_unscoped", "lone_off_main",
    "lone_wordless_title", "vague_off_main", "vague_off_lead", "vague_off_many",
    "off_core_and_main", *(f"best_{name}" for name in _BEST),
)  # fmt: skip
_LEAD = 80  # first characters of a text


@dataclass(frozen=True, slots=True)
class Facts:
    """What was measured of one patent: `pair` (nodes, PAIR), `none` (NONE); and what was found."""

    pair: NDArray[np.float64]
    none: NDArray[np.float64]
    found: Found


class Meter:
    """Measures patents against one tree."""

    def __init__(self, tree: ChainTree, hierarchy: Hierarchy) -> None:
        self._seeker = Seeker(tree, hierarchy)
        self._pairs = PairMeter(tree, self._seeker.words.users)

    def measure(self, document: Document) -> Facts:
        """Measure one patent."""
        found = self._seeker.seek(document)
        pair = self._pairs.measure(found)
        best = pair.max(axis=0)
        values = _of_classes(found) | _of_words(found)
        values |= {f"best_{name}": float(best[COLUMN[name]]) for name in _BEST}
        values |= _together(values, found)
        return Facts(pair, np.array([values[name] for name in NONE]), found)


def _of_classes(found: Found) -> dict[str, float]:
    total = len(found.document.symbols)
    hits = [hit for hits in found.symbols.values() for hit in hits]
    of_main = [hit for hit in hits if hit.symbol.symbol == found.main]
    matched = {hit.symbol.symbol for hit in hits}
    return {
        "classless": float(not total),
        "off_main": float(found.main in found.off_symbols),
        "off_share": len(found.off_symbols) / max(1, total),
        "main_unmatched": float(bool(total) and not of_main),
        "main_near_only": float(bool(of_main) and all(hit.near for hit in of_main)),
        "unmatched_share": (total - len(matched)) / max(1, total),
    }


def _of_words(found: Found) -> dict[str, float]:
    in_title = [hit for hit in found.off if hit.passage.section == "title"]
    elsewhere = [hit for hit in found.off if hit.passage.section != "title"]
    return {
        "off_core": max((_worth(hit) for hit in in_title if hit.core), default=0.0),
        "off_head": max((_worth(hit) for hit in in_title if hit.head), default=0.0),
        "off_title": float(bool(in_title)),
        "off_lead": float(any(hit.start < _LEAD for hit in elsewhere)),
        "off_many": log1p(len(elsewhere)) / 3,
        "unscoped_title": float(not found.scoped_title),
        "unscoped": float(not found.scoped),
        "uncovered": 1.0 - covered((hit for hit in found.titles if hit.head), found.head),
        "wordless_title": float(not found.titles),
        "wordless": float(not found.words),
    }


def _together(values: Mapping[str, float], found: Found) -> dict[str, float]:
    state = {"lone": float(found.lone), "vague": float(found.vague)}
    combined = {"bias": 1.0, "off_core_and_main": values["off_core"] * values["off_main"]}
    for name in NONE:
        prefix, _, rest = name.partition("_")
        if prefix in state and rest:
            combined[name] = state[prefix] * values[rest]
    return state | combined


def _worth(hit: QuoteHit) -> float:
    return length(fold(hit.quote))
