"""The body of one Chinese claim cut into its elements by learned borders (METHOD.md §2.3)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from patnav.ingest.annotate.border_model import Weights, chance
from patnav.ingest.annotate.borders import Border, borders, describe_lead
from patnav.ingest.annotate.text import trim

__all__ = ["Element", "Lead", "body_borders", "find_lead", "logit", "pieces"]

# 应用于终端, 所述方法包括: — the steps begin behind the colon
_STEPS = re.compile(
    r"\s*(?:(?:所述|该)?[^,:;。]{0,10}(?:方法|步骤)(?:还)?包括(?:以下|如下)?(?:步骤)?|包括)\s*:\s*"
)
_LEAD = re.compile(
    r"(?:(?:所述的?|该|本)(?P<noun>[^,:;。、]{0,10}?))?(?:它|其|还|主要|具体)*(?:包括|包含)"
    r"(?:有|以下|如下|下列|下述)*(?:的)?(?:步骤)?\s*[:;]?\s*"
)
_TITLED = re.compile(
    r"(?:所述的?|该|本)?(?P<noun>[^,:;。]{0,12}?)(?:它|其|还|主要|具体)*(?:包括|包含)"
    r"(?:有|以下|如下|下列|下述)*(?:的)?(?:步骤)?\s*:\s*"
    r"|步骤如下\s*:\s*"
    r"|[它其]?由(?:以下|如下|下列|下述)[^,:;。]{0,16}(?:制成|组成|而成)\s*:\s*"
)
_WAY = re.compile(r"方法|步骤|工艺|流程")
_APPLIED = re.compile(r"(?:该方法|所述方法)?(?:应用于|适用于|用于|由)[^;]*")
_AND = re.compile(r"(?:以及|并且|和(?![面声谐]))?\s*[,:]?\s*")
_INTRODUCING = ("包括", "包含", "组成", "制成", "为")
_AMOUNT = (
    r"\d+(?:\.\d+)?(?:\s*[-~至]\s*\d+(?:\.\d+)?)?\s*"
    r"(?:%|wt|mol|份|重量份|质量份|k?g|m?l|克|毫升|mg)"
)
_NEXT_AMOUNT = re.compile(rf"[^,、;:。]{{1,24}}:?\s*{_AMOUNT}|余量")
_AMOUNT_BEFORE = re.compile(rf"{_AMOUNT}[^,、;:。\d]{{0,4}}$")


class Element(NamedTuple):
    """Span of one element and the probability that it is right (by overlap)."""

    start: int
    end: int
    confidence: float


class Lead(NamedTuple):
    """Words 包括 … behind the transition; elements begin at `start` with them, at `end` without."""

    start: int
    end: int
    features: dict[str, float]


def find_lead(folded: str, start: int, end: int, method: bool, subject: str) -> Lead | None:
    """Find the lead-in of a body, or None where the body begins with a part or a relation.

    `subject` is the first clause of the preamble. What a part of it comprises is no lead-in.
    """
    match = _TITLED.match(folded, start, end) or _LEAD.match(folded, start, end)
    if match is None or match.end() >= end:
        return None
    noun = match["noun"] or ""
    if noun not in subject and not _WAY.search(noun):
        return None
    body = folded[match.end() : end]
    return Lead(start, match.end(), describe_lead(match.group(), body, method))


def body_borders(folded: str, start: int, end: int, method: bool) -> list[Border]:
    """Places where a further element may begin; one behind a row of steps' lead-in is certain."""
    found = borders(folded, start, end, method)
    steps = {one.start: match for one in found if (match := _opens(folded, start, one, end))}
    kept: list[Border] = []
    for border in found:
        match = steps.get(border.start)
        if match:
            kept.append(Border(border.end, match.end(), border.mark, {"steps": 1.0}))
        elif not kept or border.start >= kept[-1].start:
            kept += [] if kept and border.start == kept[-1].start else [border]
    return kept


def _opens(folded: str, start: int, border: Border, end: int) -> re.Match[str] | None:
    """A lead-in of steps behind a mark; a bare 包括: only behind what the steps apply to."""
    match = _STEPS.match(folded, border.start, end)
    bare = match is not None and match.group().strip().startswith("包括")
    return None if bare and not _APPLIED.fullmatch(folded, start, border.end) else match


def pieces(
    folded: str, span: tuple[int, int], method: bool, subject: str, model: Weights
) -> list[Element]:
    """Cut a body into elements, in order, each with its confidence."""
    start, end = span
    lead, sure = find_lead(folded, start, end, method, subject), 0.97
    if lead:
        keeps = chance(model["lead"], lead.features)
        start, sure = (lead.start, keeps) if keeps >= 0.5 else (lead.end, 1 - keeps)
    found = [(start, start, sure), *_likely(folded, (start, end), method, model), (end, end, 1.0)]
    return list(_joined(folded, found, model))


def _likely(
    folded: str, span: tuple[int, int], method: bool, model: Weights
) -> Iterator[tuple[int, int, float]]:
    """Borders as (end before, start behind, probability); ingredients with amounts are certain."""
    found = [
        (
            one.end,
            one.start,
            0.99 if "steps" in one.features else chance(model["border"], one.features),
        )
        for one in body_borders(folded, *span, method)
        if "steps" in one.features or not _introduces(folded, one)
    ]
    amounts = [(at, at + 1, 0.95) for at in _ingredients(folded, *span)]
    certain = {at for at, _, _ in amounts}
    yield from sorted([one for one in found if one[0] not in certain] + amounts)


def _introduces(folded: str, border: Border) -> bool:
    """Whether a colon stands behind words that are no element without what follows (泵体包括:)."""
    return border.mark == ":" and folded.endswith(_INTRODUCING, 0, border.end)


def _ingredients(folded: str, start: int, end: int) -> Iterator[int]:
    """Marks between two ingredients that each have an amount."""
    for match in re.finditer("[、,]", folded[start:end]):
        at = start + match.start()
        if _NEXT_AMOUNT.match(folded, at + 1, end) and _AMOUNT_BEFORE.search(
            folded[max(start, at - 40) : at]
        ):
            yield at


def _joined(folded: str, found: list[tuple[int, int, float]], model: Weights) -> Iterator[Element]:
    kept = [one for one in found if one[2] >= 0.5]
    doubts = [1 - one[2] for one in found if one[2] < 0.5]
    places = [one[0] for one in found if one[2] < 0.5]
    number = 0
    for (_, begin, sure), (stop, _, next_sure) in pairwise(kept):
        whole = 1.0
        while number < len(places) and places[number] < stop:
            whole *= doubts[number]
            number += 1
        start, end = _clean(folded, begin, stop)
        if end > start:
            yield Element(start, end, _confidence(model, sure, whole, next_sure))


def _clean(folded: str, start: int, end: int) -> tuple[int, int]:
    start, end = trim(folded, start, end)
    match = _AND.match(folded, start, end)
    behind = match.end() if match else start
    end -= next(
        (len(word) for word in ("以及", "并且", ",且", ",并") if folded.endswith(word, start, end)),
        0,
    )
    return trim(folded, behind, end)


def _confidence(model: Weights, first: float, whole: float, last: float) -> float:
    """Calibrated probability from those of both borders and of no border between them."""
    return round(chance(model["element"], logit(first * whole * last)), 3)


def logit(share: float) -> dict[str, float]:
    """The one feature of the element model."""
    share = max(0.001, min(0.999, share))
    return {"logit": math.log(share / (1 - share))}
