"""What is measured of a patent and a node, whichever tree the node is of.

The names, in the order of the columns: `main_close` … = a symbol at that place (evidence.Place)
falls under a class of the node, closer than under any other's (`close`), less close (`broad`), or
in a class where its subjects are met too (`near`), less when several nodes share it; keywords at
the end of the title's head (`core`), in the head, the title, its first characters (`start`), the
first 80 characters of another text (`lead`), the abstract (`text`), a claim; `cover` = share of the
head that they cover, `long` = length of the longest in the title, `many` = different ones, `share`
of all keyword hits; not-words; `like_…` = words in common with the tree's text on the node
(similarity.py), `mean_…` = likeness of meaning (space.py), `mean_ahead_…` = before the second
best; `top_…` = the best node in this. `vague_…` counts where the title names nothing known,
`lone_…` where there is only a title, `classless_…` where there is no symbol.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log1p, sqrt

import numpy as np
from numpy.typing import NDArray

from patnav.chain import ChainTree
from patnav.ingest.assign.evidence import ClassHit, Document, QuoteHit
from patnav.ingest.assign.found import Found, covered, length
from patnav.ingest.assign.similarity import Profiles, profile
from patnav.ingest.grams import fold
from patnav.ingest.space import point

__all__ = ["COLUMN", "PAIR", "PairMeter"]

_PLACES = ("main", "further", "cpc_first", "cpc")
_CLASS = tuple(f"{place}_{kind}" for place in _PLACES for kind in ("close", "broad", "near"))
_WORD = (
    "core", "head", "title", "start", "cover", "long",
    "lead", "text", "many", "share", "claim", "not_title", "not_text",
)  # fmt: skip
_LIKE = (
    "like_title", "like_text", "mean_title", "mean_text", "mean_ahead_title", "mean_ahead_text",
    "top_mean_title", "top_mean_text",
)  # fmt: skip
_BOTH = (
    "main_alone", "moved", "class_share", "bare", "class_and_title", "class_and_text",
    "word_only_title", "word_only_text", "general",
    "top_core", "top_head", "top_text", "top_class", "top_like_title", "top_like_text",
)  # fmt: skip
_VAGUE = (
    "lead", "text", "many", "share", "like_text", "main_close", "further_close", "cpc_first_close",
)  # fmt: skip
_LONE = (
    "core", "head", "title", "cover", "long", "like_title", "mean_title",
    "main_close", "main_near", "further_close",
)  # fmt: skip
_CLASSLESS = ("core", "head", "title")
PAIR = (
    *_CLASS, *_WORD, *_LIKE, *_BOTH,
    *(f"vague_{name}" for name in _VAGUE),
    *(f"lone_{name}" for name in _LONE),
    *(f"classless_{name}" for name in _CLASSLESS),
)  # fmt: skip
COLUMN: Mapping[str, int] = {name: number for number, name in enumerate(PAIR)}
_FIRST, _LEAD = 4, 80  # first characters: of a title, of another text

_Table = NDArray[np.float64]


class PairMeter:
    """Measures a patent against each node of one tree."""

    def __init__(self, tree: ChainTree, users: Mapping[str, int]) -> None:
        """Take the tree and by how many of its nodes each keyword is used."""
        self.row = {node.id: number for number, node in enumerate(tree.nodes)}
        self._alone = {node.id for node in tree.nodes if node.ipc_mode == "alone"}
        self._general = np.array([float(node.general) for node in tree.nodes])
        self._users = users
        texts = [profile(node) for node in tree.nodes]
        self._profiles, self._points = Profiles(texts), np.stack([point(text) for text in texts])

    def measure(self, found: Found) -> _Table:
        """Measure all pairs; shape (nodes, PAIR)."""
        table = np.zeros((len(self.row), len(PAIR)))
        for node, hits in found.symbols.items():
            self._classes(table[self.row[node]], hits, found.document)
        for node, words in found.words.items():
            self._words(table[self.row[node]], words, found)
        for hit in found.nots:
            name = "not_title" if hit.passage.section == "title" else "not_text"
            table[self.row[hit.node], COLUMN[name]] = 1.0
        self._likeness(table, found)
        self._together(table, found)
        return table

    def _classes(self, row: _Table, hits: Sequence[ClassHit], document: Document) -> None:
        for hit in hits:
            kind = "near" if hit.near else "broad" if hit.broad else "close"
            _raise(row, f"{hit.symbol.place}_{kind}", 1.0 / sqrt(hit.rivals))
            if hit.node in self._alone and kind == "close" and hit.symbol.place == "main":
                _raise(row, "main_alone", 1.0)
            if hit.moved:
                _raise(row, "moved", 1.0)
        share = sum(not hit.near for hit in hits) / len(document.symbols)
        row[COLUMN["class_share"]] = share

    def _words(self, row: _Table, hits: Sequence[QuoteHit], found: Found) -> None:
        for hit in hits:
            self._word(row, hit)
        row[COLUMN["many"]] = log1p(len({fold(hit.quote) for hit in hits})) / 2
        row[COLUMN["share"]] = len(hits) / sum(map(len, found.words.values()))
        row[COLUMN["text"]] = log1p(row[COLUMN["text"]]) / 2
        row[COLUMN["cover"]] = covered((hit for hit in hits if hit.head), found.head)

    def _word(self, row: _Table, hit: QuoteHit) -> None:
        """The rarer among nodes and the longer a keyword is, the more it says."""
        key = fold(hit.quote)
        worth = length(key) / sqrt(max(1, self._users.get(key, 1)))
        if hit.passage.section == "title":
            places = {
                "title": True,
                "head": hit.head,
                "core": hit.core,
                "start": hit.start < _FIRST,
            }
            _raise(row, "long", min(1.0, len(key) / (24 if key.isascii() else 8)))
        else:
            claim = hit.passage.section == "claim"
            places = {"claim": claim, "lead": hit.start < _LEAD}
            row[COLUMN["text"]] += 0.0 if claim else worth
        for name, there in places.items():
            _raise(row, name, worth * there)

    def _likeness(self, table: _Table, found: Found) -> None:
        places = np.split(found.points, 2)
        for name, text, at in zip(
            ("title", "text"), (found.title, found.rest), places, strict=True
        ):
            if text:
                table[:, COLUMN[f"like_{name}"]] = self._profiles.cosines(text) * 2
                mean = self._points @ at
                table[:, COLUMN[f"mean_{name}"]] = mean
                table[:, COLUMN[f"mean_ahead_{name}"]] = mean - np.sort(mean)[-2:][0]
                table[:, COLUMN[f"top_mean_{name}"]] = mean >= mean.max()

    def _together(self, table: _Table, found: Found) -> None:
        classed = _columns(table, "main_close", "further_close", "cpc_first_close").max(axis=1)
        wordless = ~_columns(table, "title", "text", "claim").any(axis=1)
        symbolless = (classed == 0) & bool(found.document.symbols)
        made = {
            "bare": classed * wordless,
            "class_and_title": np.sqrt(classed * table[:, COLUMN["head"]]),
            "class_and_text": np.sqrt(classed * table[:, COLUMN["share"]]),
            "word_only_title": table[:, COLUMN["title"]] * symbolless,
            "word_only_text": table[:, COLUMN["text"]] * symbolless,
            "general": self._general,
        }
        for name, values in made.items():
            table[:, COLUMN[name]] = values
        _tops(table)
        for applies, prefix, names in (
            (found.vague, "vague", _VAGUE),
            (found.lone, "lone", _LONE),
            (not found.document.symbols, "classless", _CLASSLESS),
        ):
            for name in names if applies else ():
                table[:, COLUMN[f"{prefix}_{name}"]] = table[:, COLUMN[name]]


def _raise(row: _Table, name: str, value: float) -> None:
    row[COLUMN[name]] = max(row[COLUMN[name]], value)


def _columns(table: _Table, *names: str) -> _Table:
    return table[:, [COLUMN[name] for name in names]]


def _tops(table: _Table) -> None:
    """Mark the nodes that are the best in something."""
    strength = np.array([1.0, 0.5, 0.4, 0.3])
    summed = _columns(table, "main_close", "further_close", "main_near", "main_broad") @ strength
    named = {
        "core": table[:, COLUMN["core"]],
        "head": table[:, COLUMN["head"]],
        "text": table[:, COLUMN["share"]],
        "class": summed,
        "like_title": table[:, COLUMN["like_title"]],
        "like_text": table[:, COLUMN["like_text"]],
    }
    for name, values in named.items():
        table[:, COLUMN[f"top_{name}"]] = (values > 0) & (values >= values.max() - 1e-9)
