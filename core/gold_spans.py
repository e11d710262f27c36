"""Where a quote stands in its text; by the rules of the annotation guideline's scorer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ["Span", "locate", "match", "trim"]

Span = tuple[int, int]
THRESHOLD = 0.5  # intersection over union from which two spans are the same label
_EDGE = ' 　,，.。;；:：、\n"“”'  # punctuation that no label owns
_LEAD = re.compile(
    r"^(从而|因此|进而|并且|并|且|同时|以及|还|又|故|即|thereby |thus |and |so as to )+"
)


def locate(text: str, quotes: Iterable[str]) -> list[Span | None]:
    """Find quotes in a text: `(begin, end)` of each, trimmed, or None where it is not there.

    A quote that is given twice is looked for behind its first place; where there is no second, the
    first counts again. Trimmed are punctuation at both ends and leading connectives.
    """
    found: list[Span | None] = []
    behind: dict[str, int] = {}
    for quote in quotes:
        at = text.find(quote, behind.get(quote, 0))
        at = at if at >= 0 else text.find(quote)
        span = trim(text, (at, at + len(quote))) if at >= 0 else None
        found.append(span)
        if span:
            behind[quote] = span[1]
    return found


def trim(text: str, span: Span) -> Span:
    """Leave out punctuation at both ends, then connectives (从而, 因此, thereby …) at the start."""
    begin, end = span
    while begin < end and text[begin] in _EDGE:
        begin += 1
    while end > begin and text[end - 1] in _EDGE:
        end -= 1
    lead = _LEAD.match(text[begin:end])
    if lead and lead.end() < end - begin:
        begin += lead.end()
    return begin, end


def match(
    gold: Sequence[Span], answer: Sequence[Span], threshold: float = THRESHOLD
) -> list[tuple[int, int]]:
    """Pair spans one to one, the highest intersection over union first; indices of both sides.

    Of equal pairs the later ones come first, as in the guideline's scorer. With threshold 0 any
    common character is enough.
    """
    pairs = sorted(
        (
            (overlap, i, j)
            for i, one in enumerate(gold)
            for j, other in enumerate(answer)
            if (overlap := _overlap(one, other)) > 0 and overlap >= threshold
        ),
        reverse=True,
    )
    taken_gold: set[int] = set()
    taken_answer: set[int] = set()
    hits: list[tuple[int, int]] = []
    for _, i, j in pairs:
        if i not in taken_gold and j not in taken_answer:
            taken_gold.add(i)
            taken_answer.add(j)
            hits.append((i, j))
    return hits


def _overlap(one: Span, other: Span) -> float:
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common / (max(one[1], other[1]) - min(one[0], other[0])) if common > 0 else 0.0
