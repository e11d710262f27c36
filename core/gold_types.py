"""The labels of one document, typed: what the lines of a label file hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

__all__ = [
    "ABSTRACT",
    "BANDS",
    "CLAIM",
    "DIRECTIONS",
    "SPAN_DIMENSIONS",
    "EffectLabel",
    "Labels",
    "NodeLabels",
]

BANDS = ("unknown", "low", "mid", "high")  # of maturity, in their order
DIRECTIONS = ("up", "down", "avoid", "enable")
SPAN_DIMENSIONS = ("effects", "means", "market", "elements")
ABSTRACT = ("effects", "means", "maturity", "market")
CLAIM = ("preamble", "elements")
T = TypeVar("T")


class EffectLabel(NamedTuple):
    """One effect: quote, what changes, and how (up, down, avoid, enable; empty = not said)."""

    quote: str
    attribute: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Five-dimension labels of one document, or a program's answer in the same form.

    `labelled` names the fields that the line has: what was not labelled is not evaluated.
    `optional` gives per dimension the quotes that count neither way. `confidences` (answers only)
    gives per dimension one number in 0..1 for each quote, in their order.
    """

    id: str
    effects: tuple[EffectLabel, ...] = ()
    means: tuple[str, ...] = ()
    market: tuple[str, ...] = ()
    band: str = "unknown"
    band_quote: str | None = None
    preamble: str | None = None
    elements: tuple[str, ...] = ()
    optional: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    confidences: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    labelled: frozenset[str] = frozenset(ABSTRACT)

    def spans_of(self, dimension: str) -> tuple[str, ...]:
        """Return the quotes of effects, means, market or elements."""
        if dimension == "effects":
            return tuple(one.quote for one in self.effects)
        quotes: tuple[str, ...] = getattr(self, dimension)
        return quotes

    def quotes(self) -> Iterator[tuple[str, str]]:
        """Yield every quote with the field that holds it."""
        for dimension in SPAN_DIMENSIONS:
            yield from ((dimension, quote) for quote in self.spans_of(dimension))
        for dimension, quotes in self.optional.items():
            yield from ((f"{dimension}_optional", quote) for quote in quotes)
        single = (("maturity", self.band_quote), ("preamble", self.preamble))
        yield from ((name, quote) for name, quote in single if quote)

    def within(self, text: str) -> Labels:
        """Return the labels whose quotes are in the text; a band keeps without its quote."""
        if all(quote in text for _, quote in self.quotes()):
            return self
        kept = {name: [quote in text for quote in self.spans_of(name)] for name in SPAN_DIMENSIONS}
        return replace(
            self,
            effects=_kept(self.effects, kept["effects"]),
            means=_kept(self.means, kept["means"]),
            market=_kept(self.market, kept["market"]),
            elements=_kept(self.elements, kept["elements"]),
            band_quote=self.band_quote if (self.band_quote or "") in text else None,
            preamble=self.preamble if (self.preamble or "") in text else None,
            optional={
                name: tuple(quote for quote in quotes if quote in text)
                for name, quotes in self.optional.items()
            },
            confidences={
                name: _kept(given, kept.get(name, [True] * len(given)))
                for name, given in self.confidences.items()
            },
        )

    def record(self) -> dict[str, Any]:
        """Return the line of a label file; fields that were not labelled are left out."""
        line: dict[str, Any] = {"id": self.id}
        values: dict[str, Any] = {
            "preamble": self.preamble,
            "elements": list(self.elements),
            "effects": [one._asdict() for one in self.effects],
            "means": list(self.means),
            "market": list(self.market),
            "maturity": {"band": self.band, "quote": self.band_quote},
        }
        for name, value in values.items():
            if name in self.labelled:
                line[name] = value
                if name in self.optional:
                    line[f"{name}_optional"] = list(self.optional[name])
        if self.confidences:
            line["confidences"] = {name: list(given) for name, given in self.confidences.items()}
        return line


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeLabels:
    """Chain nodes of one document: the main one first, none when it is not in the chain.

    `optional` nodes count neither way; where the annotators disagree on the main node,
    `primary_agreed` is False and the document does not count for it. `where` is the `file:line` of
    the labels, for what is to be said of them.
    """

    id: str
    primary: str | None = None
    nodes: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    primary_agreed: bool = True
    confidences: tuple[float, ...] = ()
    where: str = field(default="", compare=False)

    def record(self) -> dict[str, Any]:
        """Return the line of a label file."""
        line: dict[str, Any] = {"id": self.id, "primary": self.primary, "nodes": list(self.nodes)}
        if self.optional:
            line["nodes_optional"] = list(self.optional)
        if not self.primary_agreed:
            line["primary_agreed"] = False
        if self.confidences:
            line["assignments"] = [
                {"node": node, "confidence": confidence}
                for node, confidence in zip(self.nodes, self.confidences, strict=True)
            ]
        return line


def _kept(values: tuple[T, ...], keep: list[bool]) -> tuple[T, ...]:
    return tuple(value for value, wanted in zip(values, keep, strict=True) if wanted)
