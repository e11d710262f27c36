"""What a rule finds: a span of one text with everything but the text's own names."""

from __future__ import annotations

from typing import NamedTuple

from patnav.model import Dimension, Mention, Text

__all__ = ["NEAR", "VERSION", "Mark", "mention"]

VERSION = "rules-1.2"
NEAR = "near"
"""Method of a label that was nearly given; it is none (see near.py)."""


class Mark(NamedTuple):
    """A finding inside one text: `text[start:end]` is its quote; fields as those of `Mention`.

    `magnitude` and `condition` are spans of the text; equal offsets say that there is none.
    """

    dimension: Dimension
    start: int
    end: int
    value: str
    method: str
    confidence: float
    attribute: str = ""
    direction: str = ""
    effect_class: str = ""
    magnitude: tuple[int, int] = (0, 0)
    magnitude_low: float | None = None
    magnitude_high: float | None = None
    magnitude_unit: str = ""
    condition: tuple[int, int] = (0, 0)
    claim: int = 0
    no: int = 0
    part: str = ""
    depends_on: int = 0
    signs: tuple[str, ...] = ()


def mention(mark: Mark, text: Text) -> Mention:
    """Attach a mark to its text; all quotes are cut from the text itself, so they are verbatim."""
    values = mark._asdict()
    stated = mark.condition[0] < mark.condition[1]
    values |= {
        "magnitude": text.text[slice(*mark.magnitude)],
        "condition": text.text[slice(*mark.condition)],
        "condition_start": mark.condition[0] if stated else None,
        "condition_end": mark.condition[1] if stated else None,
    }
    return Mention(
        section=text.section,
        lang=text.lang,
        quote=text.text[mark.start : mark.end],
        version=VERSION,
        **values,
    )
