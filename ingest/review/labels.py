"""Decisions about labels and nodes as the ledger keeps them (docs/review.md).

A label is addressed by what stays when exports are read again: patent, dimension, section,
language, span and quote. A decision holds the whole label that it leads to, so that it outlives the
model that proposed it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from patnav.ingest.annotate.effect_facts import describe
from patnav.ingest.annotate.text import fold, script
from patnav.ingest.terms import normalise
from patnav.ledger import Decision

__all__ = [
    "ADDED",
    "BAND",
    "DIMENSIONS",
    "LABEL",
    "NODE",
    "VERDICTS",
    "Address",
    "Flags",
    "LabelDecision",
    "NodeDecision",
    "address_of",
    "completed",
    "locate",
    "overlap",
    "places",
]

LABEL, NODE = "label", "node"  # kinds of the ledger
VERDICTS = ("accept", "reject", "correct", "add")
ADDED = "add"
DIMENSIONS = ("effect", "means", "element", "maturity", "outlook")
BAND = -1  # start of the address of a patent's band, which has no span

_KEPT = (
    *("start", "end", "quote", "value", "attribute", "direction", "effect_class", "magnitude"),
    *("claim", "no", "part", "depends_on", "confidence", "method"),
)


class Address(NamedTuple):
    """Where a label stands; `start` is BAND for the band of a patent, which has no span."""

    patent: str
    dimension: str
    section: str
    lang: str
    start: int
    end: int

    def __str__(self) -> str:
        place = f"{self.section}/{self.lang}/{self.start}..{self.end}"
        return f"{self.patent}/{self.dimension}/{place}"


def address_of(subject: str) -> Address:
    """Read an address as the ledger writes it; raises ValueError for another text."""
    patent, dimension, section, lang, span = subject.rsplit("/", 4)
    start, _, end = span.partition("..")
    return Address(patent, dimension, section, lang, int(start), int(end))


@dataclass(frozen=True, slots=True)
class Flags:
    """How a decision came about: by an adjudicator, without the proposal in sight, by lot."""

    adjudicated: bool = False
    blind: bool = False
    drawn: bool = False

    def as_json(self) -> dict[str, bool]:
        """The flags that are set."""
        return {name: True for name in self.__slots__ if getattr(self, name)}


def _flags(value: Mapping[str, Any]) -> Flags:
    return Flags(*(bool(value.get(name)) for name in Flags.__slots__))


@dataclass(frozen=True, slots=True)
class LabelDecision:
    """One person's verdict on one label.

    `label` is the label that it leads to (span, quote, value, direction …; empty when rejected),
    `was` what the machine had proposed (empty when added).
    """

    address: Address
    quote: str
    verdict: str
    label: Mapping[str, Any] = field(default_factory=dict)
    was: Mapping[str, Any] = field(default_factory=dict)
    flags: Flags = Flags()

    def row(self) -> tuple[str, str, str]:
        """Subject, other and value of the ledger's row."""
        value: dict[str, Any] = {
            "verdict": self.verdict,
            "label": _plain(self.label),
            "was": _plain(self.was),
        }
        return str(self.address), self.quote, _written(value | self.flags.as_json())

    @classmethod
    def read(cls, item: Decision) -> LabelDecision:
        """Read a row of kind `label`."""
        value = json.loads(item.value)
        return cls(address_of(item.subject), item.other, value["verdict"],
                   value.get("label", {}), value.get("was", {}), _flags(value))  # fmt: skip


@dataclass(frozen=True, slots=True)
class NodeDecision:
    """One person's verdict on the nodes of one patent in one chain, primary first.

    No nodes: the patent is not in the chain. `was` are the nodes that had been proposed.
    """

    patent: str
    chain: str
    nodes: tuple[str, ...]
    was: tuple[str, ...] = ()
    flags: Flags = Flags()

    @property
    def verdict(self) -> str:
        """`accept`, `correct`, `add` where none was proposed, `reject` where none is left."""
        if self.nodes[:1] == self.was[:1] and set(self.nodes) == set(self.was):
            return "accept"
        if not self.was:
            return ADDED
        return "correct" if self.nodes else "reject"

    def row(self) -> tuple[str, str, str]:
        """Subject, other and value of the ledger's row."""
        value: dict[str, Any] = {"nodes": list(self.nodes), "was": list(self.was)}
        return self.patent, self.chain, _written(value | self.flags.as_json())

    @classmethod
    def read(cls, item: Decision) -> NodeDecision:
        """Read a row of kind `node`."""
        value = json.loads(item.value)
        nodes, was = tuple(value["nodes"]), tuple(value.get("was", ()))
        return cls(item.subject, item.other, nodes, was, _flags(value))


def _written(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _plain(label: Mapping[str, Any]) -> dict[str, Any]:
    """What of a label is kept: fields that say something; a span may begin at 0."""
    told = {name: label[name] for name in _KEPT if label.get(name) not in (None, "", 0)}
    return told | {name: label[name] for name in ("start",) if name in label}


def completed(dimension: str, label: Mapping[str, Any]) -> dict[str, Any]:
    """A label with what its quote says of attribute (effect) or term (means) where nobody did.

    So it reads the same before a build, which fills these in, and after.
    """
    quote = str(label.get("quote") or "")
    if dimension == "effect" and quote and not label.get("attribute"):
        said = describe(fold(quote), 0, len(quote), script(quote)).attribute
        return dict(label) | {"attribute": said or quote}
    if dimension == "means" and quote and not label.get("value"):
        return dict(label) | {"value": normalise(quote, script(quote))}
    return dict(label)


def locate(text: str, quote: str, near: int = 0) -> tuple[int, int] | None:
    """Span of a quote in a text: verbatim, else after folding full-width forms and spaces.

    Of several the one that begins nearest to `near`; None when it is not there. A quote of nothing
    is nowhere.
    """
    if quote.strip() and text[near : near + len(quote)] == quote:
        return near, near + len(quote)
    return min(places(text, quote), key=lambda span: (abs(span[0] - near), span), default=None)


def places(text: str, quote: str) -> Sequence[tuple[int, int]]:
    """Spans of a quote in a text, as `locate` searches it, in their order."""
    if not quote.strip():
        return ()
    return _found(text, re.escape(quote)) or _found(fold(text), _loose(quote))


def _found(text: str, pattern: str) -> Sequence[tuple[int, int]]:
    return [match.span(1) for match in re.finditer(f"(?=({pattern}))", text)]


def _loose(quote: str) -> str:
    """The signs of a quote with any spaces between them."""
    return r"\s*".join(re.escape(sign) for sign in fold(quote) if not sign.isspace())


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Characters in common over characters in either (IoU) of two spans."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, common) / (max(one[1], other[1]) - min(one[0], other[0]))
