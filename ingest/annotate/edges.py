"""Where a span that the tagger proposes begins and ends: with no mark, in no word, cut nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable

from patnav.ingest.annotate.lexicon import lexicon, words
from patnav.ingest.annotate.tagger import Passage, Tag
from patnav.ingest.annotate.text import trim

__all__ = ["tight"]

# One character between a span and the end of its clause belongs to the span's last word, unless it
# is one of those that labels leave out: of 37,295 labelled ones 32 leave another.
_TORN = re.compile("(?<=[\u4e00-\u9fff])(?![等了的时后上中内外下处里者])[\u4e00-\u9fff][,.。;、:)]")


def tight(passage: Passage, tags: Iterable[Tag]) -> list[Tag]:
    """Tags with tight spans; those of which nothing is left are left out.

    A near span in Chinese is cut at words that join it with the next (lexicon near.yaml), and left
    out where it is a phrase that goes on.
    """
    placed = (_placed(passage, tag) for tag in tags)
    return [tag for tag in placed if tag.start < tag.end]


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
