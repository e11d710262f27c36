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

    def moved(self, by: int) -> Mark:
        """The same finding in a text that begins so many characters earlier."""
        return self._replace(
            start=self.start + by,
            end=self.end + by,
            magnitude=_moved(self.magnitude, by),
            condition=_moved(self.condition, by),
        )


def _moved(span: tuple[int, int], by: int) -> tuple[int, int]:
    start, end = span
    return (start + by, end + by) if start < end else span


def mention(mark: Mark, text: Text) -> Mention:
    """Attach a mark to its text; all quotes are cut from the text itself, so they are verbatim."""
    whole = text.text
    begin, end = mark.condition
    stated = begin < end
    return Mention(
        dimension=mark.dimension,
        section=text.section,
        lang=text.lang,
        start=mark.start,
        end=mark.end,
        quote=whole[mark.start : mark.end],
        value=mark.value,
        method=mark.method,
        version=VERSION,
        confidence=mark.confidence,
        attribute=mark.attribute,
        direction=mark.direction,
        effect_class=mark.effect_class,
        magnitude=whole[slice(*mark.magnitude)],
        magnitude_low=mark.magnitude_low,
        magnitude_high=mark.magnitude_high,
        magnitude_unit=mark.magnitude_unit,
        condition=whole[begin:end],
        condition_start=begin if stated else None,
        condition_end=end if stated else None,
        claim=mark.claim,
        no=mark.no,
        part=mark.part,
        depends_on=mark.depends_on,
        signs=mark.signs,
    )
