"""What is said about a found effect, whoever found its span: rules, a tagger, a person.

METHOD.md §2.2: an effect is an attribute with a direction, a magnitude and a condition, in a class.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from patnav.ingest.annotate.amounts import Amount, find_amount
from patnav.ingest.annotate.attributes import Attribute, find_attribute
from patnav.ingest.annotate.conditions import find_condition
from patnav.ingest.annotate.directions import direction
from patnav.ingest.annotate.effect_classes import Classes, effect_class
from patnav.ingest.annotate.marks import Mark

__all__ = ["EffectFacts", "describe", "effect_mark"]


class EffectFacts(NamedTuple):
    """Attribute, direction, magnitude, condition and class of one effect.

    Offsets are those of the text. `attribute_start` is -1 when the attribute is no part of the text
    (节能 changes 能耗). `direction` is up, down, avoid or enable with its probability; `magnitude`
    is None where no amount stands; `condition` is a span, possibly outside the effect but inside
    its sentence, with equal offsets where none is stated.
    """

    attribute: str
    attribute_start: int
    attribute_end: int
    direction: str
    direction_confidence: float
    magnitude: Amount | None
    condition: tuple[int, int]
    effect_class: str


class _Said(NamedTuple):
    """The part that follows from the quote alone; offsets count from its start."""

    attribute: Attribute
    direction: str
    confidence: float
    amount: Amount | None
    effect_class: str


def describe(folded: str, start: int, end: int, lang: str, classes: Classes = ()) -> EffectFacts:
    """Say what `folded[start:end]`, the span of an effect, says; `lang` is zh or en.

    `classes` are classes of effects that a chain tree adds (`effect_classes.own_classes`).
    """
    said = _said(folded[start:end], lang, classes)
    amount, attribute = said.amount, said.attribute
    found = attribute.start >= 0
    return EffectFacts(
        attribute=attribute.name,
        attribute_start=start + attribute.start if found else -1,
        attribute_end=start + attribute.end if found else -1,
        direction=said.direction,
        direction_confidence=said.confidence,
        magnitude=amount and amount._replace(start=start + amount.start, end=start + amount.end),
        condition=find_condition(folded, start, end, lang),
        effect_class=said.effect_class,
    )


@lru_cache(maxsize=65536)  # the same quotes return in every second document
def _said(quote: str, lang: str, classes: Classes) -> _Said:
    attribute = find_attribute(quote, lang)
    way, confidence = direction(quote, lang)
    kind = effect_class(attribute.name.lower(), quote.lower(), lang, classes)
    return _Said(attribute, way, confidence, find_amount(quote, 0, len(quote)), kind)


def effect_mark(
    folded: str, span: tuple[int, int], lang: str, method: str, confidence: float,
    classes: Classes = (),
) -> Mark:  # fmt: skip
    """The mark of an effect at a span, with all that `describe` says about it."""
    facts = describe(folded, *span, lang, classes)
    amount = facts.magnitude
    return Mark(
        dimension="effect",
        start=span[0],
        end=span[1],
        value=facts.attribute,
        method=method,
        confidence=confidence,
        attribute=facts.attribute,
        direction=facts.direction,
        effect_class=facts.effect_class,
        magnitude=(amount.start, amount.end) if amount else (0, 0),
        magnitude_low=amount.low if amount else None,
        magnitude_high=amount.high if amount else None,
        magnitude_unit=amount.unit if amount else "",
        condition=facts.condition,
    )
