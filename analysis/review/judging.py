"""From what a person says to a decision: checked against the texts, the chain and the codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from patnav.analysis.review.material import Material
from patnav.errors import InputError
from patnav.ingest.annotate.text import fold
from patnav.ingest.review import (
    DIMENSIONS,
    LABEL,
    NODE,
    VERDICTS,
    Address,
    LabelDecision,
    NodeDecision,
    locate,
)
from patnav.ingest.review.labels import Flags
from patnav.ingest.review.rulings import outcome, read
from patnav.ledger import Ledger

__all__ = [
    "BANDS", "CODES", "DIRECTIONS", "Book", "Judged", "enter", "judge_band", "judge_label",
    "judge_nodes",
]  # fmt: skip

DIRECTIONS = ("up", "down", "avoid", "enable")
BANDS = ("unknown", "low", "mid", "high")
CODES = {"direction": DIRECTIONS, "value": BANDS}
_AROUND = 20  # characters of the text shown around the nearest place
Judged = LabelDecision | NodeDecision


def judge_label(
    material: Material,
    address: Address,
    verdict: str,
    changes: Mapping[str, Any] | None = None,
    flags: Flags = Flags(),  # noqa: B008 -- frozen
) -> LabelDecision:
    """Make a decision about the label at an address, or about a new one (`add`).

    `changes` are the fields that the person gives (quote, direction, attribute, value, claim); with
    `accept` they must be none. Raises InputError that names what cannot be: no such label, a quote
    that is not in the text, a direction or band that does not exist.
    """
    given = {name: value for name, value in (changes or {}).items() if value not in (None, "")}
    _check(address, verdict, given)
    text = material.texts.get(address[:1] + address[2:4])
    if text is None:
        raise InputError(
            f"{address.patent} has no {address.section} in {address.lang}",
            remedy="name a section and a language that the patent's card shows",
        )
    if address in material.near and address not in material.mentions:
        return _missing(material.near[address], address, text, verdict, given, flags)
    if verdict == "add":
        return _added(address, text, given, flags)
    row = material.mentions.get(address)
    if row is None:
        raise InputError(
            f"there is no label {address}", remedy="take addresses from patnav review queue"
        )
    return _judged(material, address, verdict, given, flags)


def _check(address: Address, verdict: str, given: Mapping[str, Any]) -> None:
    if address.dimension not in DIMENSIONS:
        what = f"no dimension {address.dimension!r}"
        raise InputError(what, remedy=f"use one of {', '.join(DIMENSIONS)}")
    if verdict not in VERDICTS:
        raise InputError(f"no verdict {verdict!r}", remedy=f"use one of {', '.join(VERDICTS)}")
    if verdict in ("accept", "reject") and given:
        what = f"{verdict} changes nothing, but {', '.join(sorted(given))} is given"
        raise InputError(what, remedy="say correct, or leave these out")
    if verdict == "correct" and not given:
        raise InputError("nothing is corrected", remedy="say what is right: quote, direction, …")
    banded = address.dimension == "maturity"
    for name, codes in CODES.items():
        if name in given and (name != "value" or banded) and given[name] not in codes:
            raise InputError(f"no {name} {given[name]!r}", remedy=f"use one of {', '.join(codes)}")


def _judged(
    material: Material, address: Address, verdict: str, given: Mapping[str, Any], flags: Flags
) -> LabelDecision:
    """A verdict on a label of the snapshot; one that a decision had made keeps that address."""
    row, before = material.mentions[address], material.origin(address)
    origin = before.address if before else address
    quote, was = (before.quote, before.was) if before else (row["quote"], row)
    if verdict == "reject":
        return LabelDecision(origin, quote, verdict, {}, was, flags)
    label: dict[str, Any] = dict(row)
    if "quote" in given:
        text = material.texts[address[:1] + address[2:4]]
        label = {name: row[name] for name in ("direction", "claim", "no", "part", "depends_on")}
        if address.dimension == "maturity":
            label["value"] = row["value"]
        label |= _placed(text, str(given["quote"]), address.start)
    label |= {name: given[name] for name in given if name != "quote"}
    label = {name: label[name] for name in label if name not in ("confidence", "method")}
    found = LabelDecision(origin, quote, "correct", label, was, flags)
    same = bool(was) and outcome(replace(found, label=was)) == outcome(found) and not given
    kept = "accept" if same else before.verdict if before and not given else "correct"
    return replace(found, verdict=kept)


_NEAR = ("quote", "direction", "attribute", "effect_class")


def _missing(
    near: Mapping[str, Any],
    address: Address,
    text: str,
    verdict: str,
    given: Mapping[str, Any],
    flags: Flags,
) -> LabelDecision:
    """A verdict on a label that was nearly given: it is added, as it is or otherwise, or is none.

    The decision keeps the address and the quote that people were asked about.
    """
    if verdict == "reject":
        return LabelDecision(address, near["quote"], verdict, {}, {}, flags)
    if verdict != "add":
        remedy = "say add, with what is right where it differs, or reject"
        raise InputError(f"verdict {verdict} on what is no label yet", remedy=remedy)
    moved = "quote" in given and given["quote"] != near["quote"]
    kept = ("direction",) if moved else _NEAR
    own = {name: near[name] for name in kept if near[name]}
    if "attribute" in given:
        own.pop("effect_class", None)
    added = _added(address, text, own | dict(given), flags)
    return replace(added, address=address, quote=near["quote"])


def _added(address: Address, text: str, given: Mapping[str, Any], flags: Flags) -> LabelDecision:
    if "quote" not in given:
        raise InputError("a new label needs its quote", remedy="copy the words out of the text")
    if address.dimension == "effect" and "direction" not in given:
        raise InputError("a new effect needs its direction", remedy=", ".join(DIRECTIONS))
    if address.dimension == "maturity" and "value" not in given:
        raise InputError("a new maturity label needs its band", remedy=", ".join(BANDS))
    place = _placed(text, str(given["quote"]), max(address.start, 0))
    found = address._replace(start=place["start"], end=place["end"])
    return LabelDecision(found, place["quote"], "add", dict(given) | place, {}, flags)


def _placed(text: str, quote: str, near: int) -> dict[str, Any]:
    """Span and verbatim quote of what was typed; raises InputError with the nearest place."""
    span = locate(text, quote, near)
    if span is None:
        nearest = _nearest(text, quote)
        raise InputError(
            f"the quote “{quote[:80]}” is not in the text",
            remedy=f"copy it out of the text; the nearest place is “{nearest}”",
        )
    return {"start": span[0], "end": span[1], "quote": text[span[0] : span[1]]}


def _nearest(text: str, quote: str) -> str:
    """The part of a text that shares the longest run of characters with a quote."""
    match = SequenceMatcher(None, fold(text), fold(quote), autojunk=False).find_longest_match()
    start = max(0, match.a - match.b)
    return text[start : start + len(quote) + _AROUND]


def judge_band(
    material: Material,
    patent: str,
    band: str,
    flags: Flags = Flags(),  # noqa: B008 -- frozen
) -> LabelDecision:
    """Decide the maturity band of a patent as a whole; raises InputError for another band."""
    if band not in BANDS:
        raise InputError(f"no band {band!r}", remedy=f"use one of {', '.join(BANDS)}")
    row = material.bands.get((patent, "maturity"))
    if row is None:
        raise InputError(f"no patent {patent!r}", remedy="give the key of a patent in the snapshot")
    was = {"value": row["band"], "confidence": row["confidence"]}
    verdict = "accept" if band == row["band"] else "correct"
    address = Address(patent, "maturity", "", "", -1, -1)
    return LabelDecision(address, "", verdict, {"value": band}, was, flags)


def judge_nodes(
    material: Material,
    patent: str,
    nodes: Iterable[str],
    flags: Flags = Flags(),  # noqa: B008
) -> NodeDecision:
    """Decide the nodes of a patent, primary first; none = not in this chain.

    Raises InputError for a patent or a node that does not exist.
    """
    chosen = tuple(dict.fromkeys(nodes))
    if patent not in material.patents:
        raise InputError(f"no patent {patent!r}", remedy="give the key of a patent in the snapshot")
    for node in chosen:
        if node not in material.tree.by_id:
            raise InputError(f"there is no node {node!r}", remedy="see patnav chain show")
    was = material.proposed_nodes(patent)
    return NodeDecision(patent, material.tree.chain, chosen, was, flags)


class Book:
    """Decisions of one person on their way into the ledger; nothing is written before `close`."""

    def __init__(self, ledger: Ledger, who: str) -> None:
        self._ledger, self._who = ledger, who
        self._last = {
            _about(item.kind, item.subject, item.other, read(item)): outcome(read(item))
            for kind in (LABEL, NODE)
            for item in ledger.decisions(kind)
            if item.who == who
        }
        self._new: dict[tuple[str, str], list[tuple[str, str, str]]] = {}

    def note(self, judged: Judged, why: str) -> bool:
        """Take a decision down; False when the person has decided so before."""
        kind = LABEL if isinstance(judged, LabelDecision) else NODE
        row = judged.row()
        about = _about(kind, *row[:2], judged)
        if self._last.get(about) == outcome(judged):
            return False
        self._last[about] = outcome(judged)
        self._new.setdefault((kind, why), []).append(row)
        return True

    def close(self) -> None:
        """Write all that was taken down."""
        for (kind, why), rows in self._new.items():
            self._ledger.record_all(kind, rows, who=self._who, why=why)
        self._new.clear()


def _about(kind: str, subject: str, other: str, judged: Judged) -> tuple[str, str, str, bool]:
    return kind, subject, other, judged.flags.adjudicated


def enter(ledger: Ledger, judged: Iterable[Judged], *, who: str, why: str) -> int:
    """Record what this person has not decided so yet, and tell how many that were."""
    book = Book(ledger, who)
    fresh = sum(book.note(one, why) for one in judged)
    book.close()
    return fresh
