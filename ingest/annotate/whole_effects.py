"""Chinese effects as people label them: whole clauses, no leads alone, a solved defect as one.

The tagger decides unit by unit, so a span may stop amid a clause, cut what leads to an effect from
it, or give the subject of a clause as an effect. Each rule here is one that thousands of labelled
effects keep (docs/annotation.md).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set

from patnav.ingest.annotate.directions import core_of
from patnav.ingest.annotate.tagger import Passage, Tag

__all__ = ["given_effect", "whole_effects"]

_SHORTEST = 2  # characters of an effect
_MORE = "。"  # stands for what follows
# Where an effect stops amid a clause, and what it goes on to: a mark, or a word that joins clauses.
_AMID = re.compile(
    "(?![的等时后且并又而同]|[了上中内外下处里者][,.。;、:)])[\u4e00-\u9fff0-9A-Za-z%℃~]"
)
_END = re.compile(
    r"[,。;、:()!?]|(?<!\d)\.|且|并(?![排行联列入发网])|又|而(?!且)|同时"
    r"|的(?:同时|特点|优点|目的|效果|功能|作用|问题)"
)
_FARTHEST = 20  # characters that it goes on
_JOINT = re.compile("(?<=..)(?:以?及|而且|并且|不但|[和又且并而也则])$")
_SUBJECT = 12  # characters of what stands before an effect and is none
# A named defect that is solved is one effect, commas and all: so are 147 of the 151 labelled ones.
_SOLVED = re.compile(
    "(?:解决|克服)了?(?:(?!解决|克服)[^。;]){4,120}?的(?:问题|不足|缺点|缺陷|难题|弊端|弊病|麻烦|难点|困难)"
)
_BEFORE = 8  # characters that may lead to 解决 (能够有效地)


def whole_effects(passage: Passage, tags: Iterable[Tag]) -> list[Tag]:
    """Tags in their order, effects made whole; those that only lead to one are left out."""
    folded = passage.folded
    ruled = {hint.end for hint in passage.hints if hint.dimension == "effect"}
    led = [tag for tag in _led(folded, tags) if not _only_leads(folded, tag)]
    return _solved(folded, _apart(folded, _to_the_end(folded, led), ruled))


def given_effect(tag: Tag) -> bool:
    """Whether a tag is an effect that is given, no near one."""
    return tag.dimension == "effect" and not tag.near


def _only_leads(folded: str, tag: Tag) -> bool:
    """Whether an effect is one character, or only what leads to an effect (能够, 达到)."""
    quote = folded[tag.start : tag.end]
    short = len(quote) < _SHORTEST or core_of(quote + _MORE) == _MORE
    return tag.dimension == "effect" and short


def _led(folded: str, tags: Iterable[Tag]) -> list[Tag]:
    """What only leads to the effect right behind it goes on with it."""
    made: list[Tag] = []
    for tag in tags:
        last = made[-1] if made else None
        if last and _adjacent(last, tag) and _only_leads(folded, last):
            made[-1] = tag._replace(start=last.start, margin=min(last.margin, tag.margin))
        else:
            made.append(tag)
    return made


def _adjacent(one: Tag, other: Tag) -> bool:
    return given_effect(one) and given_effect(other) and one.end == other.start


def _to_the_end(folded: str, tags: Sequence[Tag]) -> Iterator[Tag]:
    """An effect that stops amid a clause goes on to the clause's end, or to the next effect."""
    begins = sorted(tag.start for tag in tags if tag.dimension == "effect")
    for tag in tags:
        if tag.dimension != "effect" or not _AMID.match(folded, tag.end):
            yield tag
            continue
        farthest = min(tag.end + _FARTHEST + 1, len(folded))
        stop = _END.search(folded, tag.end, farthest)
        behind = bisect_left(begins, tag.end)
        end = min([*begins[behind : behind + 1], stop.start() if stop else farthest])
        yield tag._replace(end=end) if end <= tag.end + _FARTHEST else tag


def _apart(folded: str, tags: Iterable[Tag], ruled: Set[int]) -> list[Tag]:
    """Of two effects side by side the first loses what joins them, or was the second's subject.

    One that ends where the rules see an effect end (`ruled`) is no subject.
    """
    made: list[Tag] = []
    for tag in tags:
        last = made[-1] if made else None
        if last and _adjacent(last, tag):
            joint = _JOINT.search(folded[last.start : last.end])
            if joint:
                made[-1] = last._replace(end=last.start + joint.start())
            elif last.end - last.start <= _SUBJECT and last.end not in ruled:
                del made[-1]
        made.append(tag)
    return made


def _solved(folded: str, tags: Sequence[Tag]) -> list[Tag]:
    """Given effects of one solved defect are one."""
    defects = [match.span() for match in _SOLVED.finditer(folded)]
    ends = [end for _, end in defects]
    made: list[Tag] = []
    places: dict[int, int] = {}  # of a defect: where its effect is in `made`
    for tag in tags:
        at = bisect_right(ends, tag.start) if given_effect(tag) else len(ends)
        if at == len(ends) or defects[at][0] >= tag.end:
            made.append(tag)
        elif at in places:
            one = made[places[at]]
            weakest = min(one.margin, tag.margin)
            made[places[at]] = one._replace(end=max(one.end, tag.end), margin=weakest)
        else:
            begin, end = defects[at]
            start = min(tag.start, begin) if begin - tag.start <= _BEFORE else begin
            places[at] = len(made)
            made.append(tag._replace(start=start, end=max(end, tag.end)))
    return made
