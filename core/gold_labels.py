"""From one line of a label file to typed labels; every fault names line, field and remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from patnav.errors import InputError
from patnav.gold_types import (
    ABSTRACT,
    BANDS,
    CLAIM,
    DIRECTIONS,
    SPAN_DIMENSIONS,
    EffectLabel,
    Labels,
    NodeLabels,
)

__all__ = ["Labels", "NodeLabels", "labels_of"]

_REMEDY = (
    'a line is {"id": …, "effects": [{"quote": …, "attribute": …, "direction": …}], "means": […], '
    '"maturity": {"band": …, "quote": …}, "market": […]} or {"id": …, "preamble": …, "elements": '
    '[…]} or {"id": …, "primary": …, "nodes": […]}'
)


def labels_of(record: Mapping[str, Any], where: str) -> Labels | NodeLabels:
    """Read one line of a label file; raises InputError that names line and field."""
    key = record.get("id")
    if not isinstance(key, str) or not key:
        raise _bad("id", "is no text", where)
    if "nodes" in record:
        return _node_labels(key, record, where)
    labelled = frozenset(name for name in (*ABSTRACT, *CLAIM) if name in record)
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
    for node in nodes:
        if nodes.count(node) > 1:
            raise _bad("nodes", f"{node!r:.80} is there twice", where)
    agreed = record.get("primary_agreed", True)
    if not isinstance(agreed, bool):
        raise _bad("primary_agreed", f"{agreed!r:.80} is neither true nor false", where)
    return NodeLabels(
        id=key,
        primary=_primary(record, nodes, agreed, where),
        nodes=nodes,
        optional=_quotes(record, "nodes_optional", where),
        primary_agreed=agreed,
        confidences=tuple(_node_confidences(record, nodes, where)),
        where=where,
    )


def _primary(
    record: Mapping[str, Any], nodes: tuple[str, ...], agreed: bool, where: str
) -> str | None:
    """The main node; null must be said: a field that was forgotten is no "not in the chain"."""
    if "primary" not in record:
        raise _bad("primary", "is missing (null = not in the chain)", where)
    primary: str | None = record["primary"]
    if primary is None:
        if nodes and agreed:
            raise _bad("primary", "is null, and yet there are nodes", where)
    elif primary not in nodes:
        raise _bad("primary", f"{primary!r:.80} is not among the nodes", where)
    return primary


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
