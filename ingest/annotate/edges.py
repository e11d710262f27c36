"""Where a span that the tagger proposes begins and ends: with no mark, in no word, cut nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from patnav.ingest.annotate.lexicon import alternation, lexicon, words
from patnav.ingest.annotate.tagger import Passage, Tag
from patnav.ingest.annotate.text import trim
from patnav.ingest.annotate.whole_effects import given_effect, whole_effects

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
# An ordinal, alone or with a torn word, goes on to the end of its noun: 第一|获取单元.
_ORDINAL = re.compile("第[一二三四五六七八九十0-9]{1,2}([\u4e00-\u9fff]?)")
_NOUN = re.compile("[\u4e00-\u9fff]{0,5}?(?=[ ,.。;:、()的和与及或]|$)")
_SIGN = re.compile(r"\([A-Za-z0-9_.-]{1,8}$")
_LEAD = 3  # blanks in what leads to an effect (achieve the effect of)


def tight(passage: Passage, tags: Iterable[Tag]) -> list[Tag]:
    """Tags with tight spans; those of which nothing is left are left out.

    A near span in Chinese is cut at words that join it with the next (lexicon near.yaml), and left
    out where it is a phrase that goes on. Chinese effects are made whole (whole_effects.py), means
    end with no open bracket and are more than an ordinal, a number or a verb; an English effect
    that only leads to the next goes on with it, and a verb alone is none.
    """
    placed = [_placed(passage, tag) for tag in tags]
    if passage.lang == "zh":
        placed = whole_effects(passage, placed)
    else:
        closed = (_closed(passage.folded, tag) for tag in _joined(passage.folded, placed))
        placed = [tag for tag in closed if not _bare_verb(passage.folded, tag)]
    return [tag for tag in placed if tag.start < tag.end]


def _joined(folded: str, tags: Iterable[Tag]) -> list[Tag]:
    """English tags; a given effect that ends amid a phrase goes on with the next one."""
    made: list[Tag] = []
    for tag in tags:
        last = made[-1] if made else None
        if last and _goes_on(folded, last, tag):
            made[-1] = tag._replace(start=last.start, margin=min(last.margin, tag.margin))
        else:
            made.append(tag)
    return made


def _goes_on(folded: str, one: Tag, other: Tag) -> bool:
    """Whether a given effect leads to the one right behind it."""
    quote, between = folded[one.start : one.end], folded[one.end : other.start]
    return (
        given_effect(one)
        and given_effect(other)
        and between.isspace()
        and quote.count(" ") <= _LEAD
        and not quote.endswith((" and", " or"))
        and _OPEN.search(quote) is not None
    )


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
    if passage.lang == "zh" and tag.dimension == "means":
        end = _named(passage.folded, start, end)
    if tag.near and passage.lang == "zh" and tag.dimension in lexicon("near"):
        end = _whole(passage.folded, start, end, tag.dimension)
    return tag._replace(start=start, end=end)


def _named(folded: str, start: int, end: int) -> int:
    """The end of a Chinese means that names something, brackets closed; its start if none does."""
    quote = folded[start:end]
    if ordinal := _ORDINAL.fullmatch(quote):
        rest = _NOUN.match(folded, end)
        return rest.end() if rest and (ordinal[1] or rest.group()) else start
    if quote in _near_words("means")["alone"]:
        return start
    if quote.count("(") > quote.count(")"):
        if folded[end : end + 1] == ")" and not _SIGN.search(quote):
            return end + 1
        return trim(folded, start, start + quote.rindex("("))[1]
    return end


def _whole(folded: str, start: int, end: int, dimension: str) -> int:
    """The end of a label without a word that joins it with the next; its start for a cut phrase."""
    quote, listed = folded[start:end], _near_words(dimension)
    if not quote.endswith(listed["kept"]):
        quote = quote.removesuffix(next(filter(quote.endswith, listed["joins"]), ""))
        if quote.endswith(listed["ends"]) and not quote.endswith(listed["kept"]):
            return start
    cut = quote in listed["alone"] or quote.startswith(listed["begins"])
    return start if cut else trim(folded, start, start + len(quote))[1]


@cache
def _near_words(dimension: str) -> Mapping[str, tuple[str, ...]]:
    return {key: words("near", f"{dimension}.{key}") for key in lexicon("near")[dimension]}
