"""Which of the means that stand in a text are its key ones.

A guideline asks for the one to six features that make a solution, and which of many parts they are
hangs on the whole text. The tagger proposes spans, those that it gives and those that it nearly
gives; a logistic over traits of each decides, and its chance is the label's confidence. Weights lie
in `means.yaml` beside the tagger, fitted by `patnav train` on documents that taught it nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from patnav.data import load_yaml
from patnav.errors import InputError
from patnav.ingest.annotate.models import MEANS_FILE, home_of
from patnav.ingest.annotate.tagger import Passage, Tag
from patnav.ingest.space import RAREST, rarity
from patnav.ingest.terms import normalise

__all__ = ["MOST_MEANS", "TRAITS", "Candidate", "KeyMeans", "candidates", "key_means"]

MOST_MEANS = 6
"""Means of one text: those that make the solution, no parts list (annotation guideline)."""
TRAITS = ("bias", "given", "ahead", "behind", "many", "rare", "titled", "first", "holds")
"""What is weighed: whether the tagger gives the span, its margin where it does and where it does
not, given spans of the text / 6 (2 at most), rarity of the rarest gram / RAREST, whether the title
has the words, whether the first sentence has them, whether they hold another candidate's term."""
_SHORTEST, _LONGEST = 2, 40  # characters of a term, and of one that another holds
_MANY = 2.0
_FEW = 64  # terms
_SENTENCE = re.compile(r"[。;]|\.(?=\s|$)")


class Candidate(NamedTuple):
    """A span that may be a means, its normalised term, and its traits in the order of TRAITS."""

    tag: Tag
    term: str
    traits: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class KeyMeans:
    """`weights` in the order of TRAITS; `least`: the chance from which a candidate is given."""

    weights: tuple[float, ...]
    least: float

    def chance(self, one: Candidate) -> float:
        """How likely the candidate is a key means, in 0..1."""
        score = sum(w * t for w, t in zip(self.weights, one.traits, strict=True))
        return round(1 / (1 + math.exp(-score)), 3)

    def chosen(self, found: Iterable[Candidate]) -> list[tuple[Candidate, float]]:
        """The likeliest candidates, six at most, with their chances, in the order of the text."""
        sure = [(one, chance) for one in found if (chance := self.chance(one)) >= self.least]
        sure.sort(key=lambda pair: (-pair[1], pair[0].tag.start))
        return sorted(sure[:MOST_MEANS], key=lambda pair: pair[0].tag.start)

    def write(self, path: Path, head: str = "") -> None:
        """Write the weights by name as YAML; the same weights give the same bytes."""
        named = dict(zip(TRAITS, self.weights, strict=True))
        text = yaml.safe_dump({"least": self.least, "weights": named}, sort_keys=False)
        comment = "".join(f"# {line}\n" for line in head.splitlines())
        path.write_text(comment + text, encoding="utf-8", newline="\n")


def candidates(passage: Passage, tags: Sequence[Tag]) -> list[Candidate]:
    """The means among some tags, near ones too, each term once: where it is given, or likeliest."""
    best: dict[str, Tag] = {}
    for tag in sorted(_means(tags), key=lambda tag: (tag.near, -tag.margin, tag.start)):
        term = normalise(passage.folded[tag.start : tag.end], passage.lang)
        if len(term) >= _SHORTEST:
            best.setdefault(term, tag)
    given = sum(not tag.near for tag in best.values())
    many = min(given / MOST_MEANS, _MANY)
    held = _inside(best)
    stop = _SENTENCE.search(passage.folded)
    first = stop.start() if stop else len(passage.folded)
    return [
        Candidate(
            tag,
            term,
            (
                1.0,
                float(not tag.near),
                0.0 if tag.near else tag.margin,
                tag.margin if tag.near else 0.0,
                many,
                rarity(term) / RAREST,
                float(passage.folded[tag.start : tag.end] in passage.title),
                float(tag.start < first),
                float(term in held),
            ),
        )
        for term, tag in best.items()
    ]


def _inside(terms: Collection[str]) -> set[str]:
    """The terms that hold another one; of more than a few found by length, not each in each."""
    if len(terms) <= _FEW:
        short = [term for term in terms if len(term) <= _LONGEST]
        return {term for term in terms if any(one in term and one != term for one in short)}
    lengths = sorted({len(term) for term in terms if len(term) <= _LONGEST})
    return {
        term
        for term in terms
        if any(
            term[at : at + length] in terms
            for length in lengths
            if length < len(term)
            for at in range(len(term) - length + 1)
        )
    }


def _means(tags: Iterable[Tag]) -> Iterable[Tag]:
    return (tag for tag in tags if tag.dimension == "means" and tag.start < tag.end)


@cache
def key_means(model: Path) -> KeyMeans:
    """The weights of a folder of models, where it has none those of patnav.

    Raises InputError when the file is none that `patnav train` wrote.
    """
    path = home_of(MEANS_FILE, model) / MEANS_FILE
    try:
        values = load_yaml(path)
        return _read(values)
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        remedy = "let patnav train write it, or take the file away"
        what = f"no weights of key means: {error}"
        raise InputError(what, where=str(path), remedy=remedy) from None


def _read(values: Mapping[str, Any]) -> KeyMeans:
    weights = tuple(float(values["weights"][name]) for name in TRAITS)
    return KeyMeans(weights, float(values["least"]))
