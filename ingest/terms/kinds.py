"""What kind of means a term names, guessed from its words; METHOD.md §2.1."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from patnav.ingest.terms.lexicon import lexicon

__all__ = ["KINDS", "Guess", "guess_kind"]

KINDS = ("structure", "material", "process", "control", "algorithm", "arrangement")


class Guess(NamedTuple):
    """A kind of means and how sure it is, 0 to 1."""

    kind: str
    confidence: float


@cache
def _patterns() -> list[tuple[re.Pattern[str], Guess]]:
    """All patterns, the surest first; among equals the order of the file."""
    pairs = [
        (re.compile(source), Guess(kind, confidence))
        for kind, entries in lexicon("types").items()
        for source, confidence in entries
    ]
    return sorted(pairs, key=lambda pair: -pair[1].confidence)


def guess_kind(term: str) -> Guess:
    """Guess structure, material, process, control, algorithm or arrangement; empty for none.

    >>> guess_kind("磷酸铁锂正极材料").kind
    'material'
    """
    lower = term.lower()
    found = (guess for pattern, guess in _patterns() if pattern.search(lower))
    return next(found, Guess("", 0.0))
