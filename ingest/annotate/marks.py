"""What a rule finds: a span of one text with everything but the text's own names."""

from __future__ import annotations

from typing import NamedTuple

from patnav.model import Dimension, Mention, Text

__all__ = ["VERSION", "Mark", "mention"]

VERSION = "rules-1.1"


class Mark(NamedTuple):
    """A finding inside one text: `text[start:end]` is its quote; fields as those of `Mention`."""

    dimension: Dimension
    start: int
    end: int
    value: str
    method: str
    confidence: float
    attribute: str = ""
    direction: str = ""
    effect_class: str = ""
    magnitude: str = ""
    claim: int = 0
    no: int = 0
    part: str = ""
    depends_on: int = 0


def mention(mark: Mark, text: Text) -> Mention:
    """Attach a mark to its text; the quote is cut from the text itself, so it is verbatim."""
    values = mark._asdict()
    return Mention(
        section=text.section,
        lang=text.lang,
        quote=text.text[mark.start : mark.end],
        version=VERSION,
        **values,
    )
