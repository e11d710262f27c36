"""The labels of one document, typed: what the lines of a label file hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from patnav.errors import InputError

__all__ = ["BANDS", "SPAN_DIMENSIONS", "EffectLabel", "Labels", "NodeLabels", "labels_of"]

BANDS = ("unknown", "low", "mid", "high")  # of maturity, in their order
DIRECTIONS = ("up", "down", "avoid", "enable")
SPAN_DIMENSIONS = ("effects", "means", "market", "elements")
_ABSTRACT = ("effects", "means", "maturity", "market")
_CLAIM = ("preamble", "elements")
_REMEDY = (
    'a line is {"id": …, "effects": [{"quote": …, "attribute": …, "direction": …}], "means": […], '
    '"maturity": {"band": …, "quote": …}, "market": […]} or {"id": …, "preamble": …, "elements": '
    '[…]} or {"id": …, "primary": …, "nodes": […]}'
)
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
    labelled: frozenset[str] = frozenset(_ABSTRACT)

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
    `primary_agreed` is False and the document does not count for it.
    """

    id: str
    primary: str | None = None
    nodes: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    primary_agreed: bool = True
    confidences: tuple[float, ...] = ()

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


def labels_of(record: Mapping[str, Any], where: str) -> Labels | NodeLabels:
    """Read one line of a label file; raises InputError that names line and field."""
    key = record.get("id")
    if not isinstance(key, str) or not key:
        raise _bad("id", "is no text", where)
    if "nodes" in record:
        return _node_labels(key, record, where)
    labelled = frozenset(name for name in (*_ABSTRACT, *_CLAIM) if name in record)
    if not labelled:
        raise _bad("effects", "no field of labels is there", where)
    band, band_quote = _maturity(record.get("maturity") or {}, where)
    labels = Labels(
        id=key,
        effects=tuple(_effects(record, where)),
        means=_quotes(record, "means", where),
        market=_quotes(record, "market", where),
        elements=_quotes(record, "elements", where),
        band=band,
        band_quote=band_quote,
        preamble=_text(record.get("preamble"), "preamble", where) or None,
        optional=_optional(record, where),
        labelled=labelled,
    )
    given = record.get("confidences")
    return labels if given is None else replace(labels, confidences=_sure(labels, given, where))


def _kept(values: tuple[T, ...], keep: list[bool]) -> tuple[T, ...]:
    return tuple(value for value, wanted in zip(values, keep, strict=True) if wanted)


def _bad(name: str, what: str, where: str) -> InputError:
    return InputError(f'field "{name}": {what}', where=where, remedy=_REMEDY)


def _text(value: object, name: str, where: str) -> str:
    if not isinstance(value, str | None):
        raise _bad(name, f"{value!r:.80} is no text", where)
    return value or ""


def _list(record: Mapping[str, Any], name: str, where: str) -> list[Any]:
    value = record.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _bad(name, f"{value!r:.80} is no list", where)
    return value


def _quotes(record: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    return tuple(_quote(value, name, where) for value in _list(record, name, where))


def _quote(value: object, name: str, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise _bad(name, f"{value!r:.80} is no quote", where)
    return value


def _effects(record: Mapping[str, Any], where: str) -> Iterator[EffectLabel]:
    for value in _list(record, "effects", where):
        if not isinstance(value, dict):
            raise _bad("effects", f"{value!r:.80} is no object with quote and direction", where)
        direction = _text(value.get("direction"), "direction", where)
        if direction and direction not in DIRECTIONS:
            raise _bad("direction", f"{direction!r:.80} is none of {', '.join(DIRECTIONS)}", where)
        attribute = _text(value.get("attribute"), "attribute", where)
        yield EffectLabel(_quote(value.get("quote"), "effects", where), attribute, direction)


def _maturity(value: object, where: str) -> tuple[str, str | None]:
    if not isinstance(value, dict):
        raise _bad("maturity", f"{value!r:.80} is no object with band and quote", where)
    band = _text(value.get("band"), "maturity", where) or "unknown"
    if band not in BANDS:
        raise _bad("maturity", f"band {band!r:.80} is none of {', '.join(BANDS)}", where)
    return band, _text(value.get("quote"), "maturity", where) or None


def _optional(record: Mapping[str, Any], where: str) -> dict[str, tuple[str, ...]]:
    names = [name for name in SPAN_DIMENSIONS if record.get(f"{name}_optional") is not None]
    return {name: _quotes(record, f"{name}_optional", where) for name in names}


def _sure(labels: Labels, given: object, where: str) -> dict[str, tuple[float, ...]]:
    if not isinstance(given, dict):
        raise _bad("confidences", f"{given!r:.80} is no object", where)
    found: dict[str, tuple[float, ...]] = {}
    for name in given:
        found[name] = _numbers(given, name, where)
        many = len(labels.spans_of(name)) if name in SPAN_DIMENSIONS else min(1, len(found[name]))
        if len(found[name]) != many:
            raise _bad("confidences", f"{name} has {len(found[name])} for {many} quotes", where)
    return found


def _numbers(given: Mapping[str, Any], name: str, where: str) -> tuple[float, ...]:
    values = _list(given, name, where)
    right = all(isinstance(one, int | float) and 0 <= one <= 1 for one in values)
    if name not in (*SPAN_DIMENSIONS, "maturity", "preamble") or not right:
        raise _bad("confidences", f"{name}: {values!r:.80} are no numbers in 0..1", where)
    return tuple(map(float, values))


def _node_labels(key: str, record: Mapping[str, Any], where: str) -> NodeLabels:
    nodes = _quotes(record, "nodes", where)
    primary = _text(record.get("primary"), "primary", where) or None
    if primary and primary not in nodes:
        raise _bad("primary", f"{primary!r:.80} is not among the nodes", where)
    return NodeLabels(
        id=key,
        primary=primary,
        nodes=nodes,
        optional=_quotes(record, "nodes_optional", where),
        primary_agreed=record.get("primary_agreed", True) is not False,
        confidences=tuple(_node_confidences(record, nodes, where)),
    )


def _node_confidences(
    record: Mapping[str, Any], nodes: tuple[str, ...], where: str
) -> Iterator[float]:
    rows = _list(record, "assignments", where)
    given = {str(row.get("node")): row.get("confidence") for row in rows if isinstance(row, dict)}
    if not given:
        return
    for node in nodes:
        value = given.get(node)
        if not isinstance(value, int | float) or not 0 <= value <= 1:
            raise _bad("assignments", f"{node} has no confidence in 0..1", where)
        yield float(value)
