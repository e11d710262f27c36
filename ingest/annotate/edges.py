"""Where a span that the tagger proposes begins and ends: with no mark, in no word, cut nowhere."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from patnav.ingest.annotate.directions import core_of
from patnav.ingest.annotate.lexicon import alternation, lexicon, words
from patnav.ingest.annotate.tagger import Passage, Tag
from patnav.ingest.annotate.text import trim

__all__ = ["tight"]

# One character between a span and the end of its clause belongs to the span's last word, unless it
# is one of those that labels leave out: of 37,295 labelled ones 32 leave another.
_TORN = re.compile("(?<=[\u4e00-\u9fff])(?![等了的时后上中内外下处里者])[\u4e00-\u9fff][,.。;、:)]")
# No English effect ends with one of these; where the next begins right behind, the two are one.
_OPEN = re.compile(
    r"(?:(?:^|\s)(?:a|an|the|of|to|for|in|with|by|and|or|that|which|can|may|will|is|are|be|has|have"
    r"|further|also|thus|hence|thereby|therefore|consequently))+$",
    re.IGNORECASE,
)
_LEAD = 3  # blanks in what leads to an effect (achieve the effect of)
_SHORTEST = 2  # characters of a Chinese effect
_BEFORE = 8  # characters that may lead to 解决 (能够有效地)
# A Chinese effect that stops amid a clause goes on to its end, or to a word that joins clauses.
_AMID = re.compile(
    "(?![的等时后且并又而同]|[了上中内外下处里者][,.。;、:)])[\u4e00-\u9fff0-9A-Za-z%℃~]"
)
_END = re.compile(
    r"[,。;、:()!?]|(?<!\d)\.|且|并(?![排行联列入发网])|又|而(?!且)|同时"
    r"|的(?:同时|特点|优点|目的|效果|功能|作用|问题)"
)
_FARTHEST = 20  # characters that it goes on
# A named defect that is solved is one effect, commas and all: so are 147 of the 150 labelled ones.
_SOLVED = re.compile(
    "(?:解决|克服)了?(?:(?!解决|克服)[^。;]){4,120}?的(?:问题|不足|缺点|缺陷|难题|弊端|弊病|麻烦|难点|困难)"
)
_MORE = "。"  # stands for what follows


def tight(passage: Passage, tags: Iterable[Tag]) -> list[Tag]:
    """Tags with tight spans; those of which nothing is left are left out.

    A near span in Chinese is cut at words that join it with the next (lexicon near.yaml), and left
    out where it is a phrase that goes on. Effects that only lead to one (能够, achieve the) are
    none: they go on with the next, or are left out; so is an English verb alone. A Chinese effect
    that stops amid a clause goes on.
    """
    placed = _joined(passage, [_placed(passage, tag) for tag in tags])
    if passage.lang == "en":
        closed = (_closed(passage.folded, tag) for tag in placed)
        placed = [tag for tag in closed if not _bare_verb(passage.folded, tag)]
    else:
        placed = _solved(passage.folded, list(_whole_effects(passage.folded, placed)))
    return [tag for tag in placed if tag.start < tag.end]


def _joined(passage: Passage, tags: Iterable[Tag]) -> list[Tag]:
    """Tags in their order; a given effect that only leads to the next one goes on with it."""
    goes_on = _goes_on if passage.lang == "en" else _goes_on_in_chinese
    made: list[Tag] = []
    for tag in tags:
        last = made[-1] if made else None
        both = last and _given_effect(last) and _given_effect(tag)
        if last and both and goes_on(passage.folded, last, tag):
            made[-1] = tag._replace(start=last.start, margin=min(last.margin, tag.margin))
        else:
            made.append(tag)
    return made


def _whole_effects(folded: str, tags: Sequence[Tag]) -> Iterator[Tag]:
    """Chinese tags; an effect that only leads to one is none, one that stops amid a clause goes on.

    It goes on to the clause's end, or to the next effect.
    """
    begins = sorted(tag.start for tag in tags if tag.dimension == "effect")
    for tag in tags:
        if tag.dimension != "effect":
            yield tag
        elif not _only_leads(folded[tag.start : tag.end]):
            behind = bisect_left(begins, tag.end)
            yield tag._replace(end=_clause_end(folded, tag.end, begins[behind : behind + 1]))


def _clause_end(folded: str, end: int, following: Sequence[int]) -> int:
    if not _AMID.match(folded, end):
        return end
    farthest = min(end + _FARTHEST + 1, len(folded))
    stop = _END.search(folded, end, farthest)
    whole = min([*following, stop.start() if stop else farthest])
    return whole if whole - end <= _FARTHEST else end


def _solved(folded: str, tags: Sequence[Tag]) -> list[Tag]:
    """Chinese tags, given effects of one solved defect as one."""
    defects = [match.span() for match in _SOLVED.finditer(folded)]
    ends = [end for _, end in defects]
    made: list[Tag] = []
    places: dict[int, int] = {}  # of a defect: where its effect is in `made`
    for tag in tags:
        at = bisect_right(ends, tag.start) if _given_effect(tag) else len(ends)
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


def _given_effect(tag: Tag) -> bool:
    return tag.dimension == "effect" and not tag.near


def _goes_on(folded: str, one: Tag, other: Tag) -> bool:
    """Whether an English effect ends amid a phrase that leads to the one right behind it."""
    quote, between = folded[one.start : one.end], folded[one.end : other.start]
    return (
        between.isspace()
        and quote.count(" ") <= _LEAD
        and not quote.endswith((" and", " or"))
        and _OPEN.search(quote) is not None
    )


def _goes_on_in_chinese(folded: str, one: Tag, other: Tag) -> bool:
    return one.end == other.start and _only_leads(folded[one.start : one.end])


def _only_leads(quote: str) -> bool:
    """Whether a Chinese quote is one character, or only what leads to an effect (能够, 达到)."""
    return len(quote) < _SHORTEST or core_of(quote + _MORE) == _MORE


def _closed(folded: str, tag: Tag) -> Tag:
    """An effect without what it may not end with."""
    if tag.dimension != "effect":
        return tag
    kept = _OPEN.sub("", folded[tag.start : tag.end])
    return tag._replace(end=trim(folded, tag.start, tag.start + len(kept))[1])


def _bare_verb(folded: str, tag: Tag) -> bool:
    """Whether an effect is a verb of change alone: what it changes is not said."""
    return tag.dimension == "effect" and bool(_verb().fullmatch(folded, tag.start, tag.end))


@cache
def _verb() -> re.Pattern[str]:
    ways = lexicon("english")["change"]
    return re.compile("|".join(alternation("english", f"change.{way}") for way in ways), re.I)


def _placed(passage: Passage, tag: Tag) -> Tag:
    start, end = trim(passage.folded, tag.start, tag.end)
    end += bool(_TORN.match(passage.folded, end, end + 2))
    if tag.near and passage.lang == "zh" and tag.dimension in lexicon("near"):
        end = _whole(passage.folded, start, end, tag.dimension)
    return tag._replace(start=start, end=end)


def _whole(folded: str, start: int, end: int, dimension: str) -> int:
    """The end of a label without a word that joins it with the next; its start for a cut phrase."""

    def listed(key: str) -> tuple[str, ...]:
        return words("near", f"{dimension}.{key}")

    quote = folded[start:end]
    if not quote.endswith(listed("kept")):
        quote = quote.removesuffix(next(filter(quote.endswith, listed("joins")), ""))
        if quote.endswith(listed("ends")) and not quote.endswith(listed("kept")):
            return start
    cut = quote in listed("alone") or quote.startswith(listed("begins"))
    return start if cut else trim(folded, start, start + len(quote))[1]
