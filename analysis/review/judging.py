"""From what a person says to a decision: checked against the texts, the chain and the codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from patnav.analysis.review.known import Known, Shown, moved
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
from patnav.ingest.review.labels import BAND, Flags
from patnav.ingest.review.rulings import outcome, read
from patnav.ledger import Ledger, person

__all__ = [
    "BANDS", "CODES", "DIRECTIONS", "FIELDS", "Book", "Judged", "about", "enter", "judge_band",
    "judge_label", "judge_nodes",
]  # fmt: skip

DIRECTIONS = ("up", "down", "avoid", "enable")
BANDS = ("unknown", "low", "mid", "high")
CODES = {"direction": DIRECTIONS, "value": BANDS}
CALLED = {"value": "band"}  # what people call a field
FIELDS = {
    "effect": ("quote", "attribute", "direction"),
    "means": ("quote", "value"),
    "element": ("quote",),
    "maturity": ("quote", "value"),
    "outlook": ("quote",),
}
"""What a person can say of a label of each dimension; `value` is a term or a band."""
_AROUND = 20  # characters of the text shown around the nearest place
Judged = LabelDecision | NodeDecision
Row = Mapping[str, Any]
Subject = tuple[str, str, str, bool]


def judge_label(
    material: Material,
    address: Address,
    verdict: str,
    changes: Mapping[str, Any] | None = None,
    flags: Flags = Flags(),  # noqa: B008 -- frozen
    shown: Shown | None = None,
) -> LabelDecision:
    """Make a decision about the label at an address, or about a new one (`add`).

    `changes` are the fields that the person gives (FIELDS); with `accept` they must be none. The
    verdict is on the label as it was `shown`; without that as it stands, else as it was proposed.
    Raises InputError that names what cannot be: no such label, or none that looks so, a quote that
    is not in the text, a direction or band that does not exist.
    """
    given = {name: value for name, value in (changes or {}).items() if value not in (None, "")}
    _check(address, verdict, given)
    text = material.texts.get(address[:1] + address[2:4])
    if text is None:
        raise InputError(
            f"{address.patent} has no {address.section} in {address.lang}",
            remedy="name a section and a language that the patent's card shows",
        )
    if near := _near(material, address, shown):
        return _missing(near, address, text, verdict, given, flags)
    if verdict == "add":
        return _added(material, address, given, flags)
    known, version = _seen(material, address, shown)
    return _judged(text, known, version, verdict, given, flags)


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
    fields = FIELDS[address.dimension]
    for name in given.keys() - set(fields):
        what = f"a label of dimension {address.dimension} has no {name}"
        raise InputError(what, remedy=f"use one of {', '.join(fields)}")
    banded = address.dimension == "maturity"
    for name, codes in CODES.items():
        if name in given and (name != "value" or banded) and given[name] not in codes:
            what = f"no {CALLED.get(name, name)} {given[name]!r}"
            raise InputError(what, remedy=f"use one of {', '.join(codes)}")


def _seen(material: Material, address: Address, shown: Shown | None) -> tuple[Known, Row]:
    """The label that is judged, in the form in which it was in sight."""
    found = material.known(address)
    if shown is None:
        for known in found:
            return known, known.versions[0]
        raise InputError(
            f"there is no label {address}", remedy="take addresses from patnav review queue"
        )
    for known in found:
        for version in known.versions:
            if shown.fits(version, address.dimension):
                return known, version
    if found and not any(shown.quotes(version) for known in found for version in known.versions):
        what = "quote and row code do not belong together (columns sorted apart?)"
        raise InputError(what, remedy="leave the hidden columns as they are, and copy whole rows")
    what = "the label is not, and by no decision was, as this row shows it"
    raise InputError(what, remedy="export a new sheet and judge it there")


_MADE = ("confidence", "method")  # how a label came about, which no longer holds once it is judged


def _judged(
    text: str, known: Known, version: Row, verdict: str, given: Mapping[str, Any], flags: Flags
) -> LabelDecision:
    """A verdict on one form of a label; where it was right all along it accepts the proposal."""
    address, quote, was = known.address, known.quote, known.was
    if verdict == "reject":
        return LabelDecision(address, quote, verdict, {}, was, flags)
    label = {name: version[name] for name in version if name not in _MADE}
    if "quote" in given:
        kept = ("direction", "claim", "no", "part", "depends_on")
        banded = ("value",) if address.dimension == "maturity" else ()
        label = {name: label[name] for name in (*kept, *banded) if name in label}
        place = _placed(text, str(given["quote"]), version["start"] + known.shift)
        label |= moved(place, -known.shift)
    if "attribute" in given:  # value and class of an effect follow from its attribute
        label = {name: label[name] for name in label if name not in ("value", "effect_class")}
    label |= {name: given[name] for name in given if name != "quote"}
    found = LabelDecision(address, quote, "correct", label, was, flags)
    if outcome(replace(found, label=was or version)) == outcome(found):
        return replace(found, verdict="accept" if was else "add")
    return found


_NEAR = ("quote", "direction", "attribute", "effect_class")


def _near(material: Material, address: Address, shown: Shown | None) -> Row | None:
    """The label that was nearly given and is judged as such, as far as is known of it."""
    near = material.near.get(address)
    if shown is None:
        return near if address not in material.mentions else None
    if not shown.missing:
        return None
    if near and shown.quotes(near) and shown.direction in (None, near["direction"] or ""):
        return near
    return {"quote": shown.quote, "direction": shown.direction}


def _missing(
    near: Row,
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
    changed = "quote" in given and given["quote"] != near["quote"]
    kept = ("direction",) if changed else _NEAR
    own = {name: near[name] for name in kept if near.get(name)}
    if "attribute" in given:
        own.pop("effect_class", None)
    added = _new(address, text, own | dict(given), flags)
    return replace(added, address=address, quote=near["quote"])


def _added(
    material: Material, address: Address, given: Mapping[str, Any], flags: Flags
) -> LabelDecision:
    """A new label in the text of an address; one that is known already is judged as that one."""
    text = material.texts[address[:1] + address[2:4]]
    added = _new(address, text, given, flags)
    for known in material.known(added.address):
        return _judged(text, known, known.versions[0], "correct", given, flags)
    return added


def _new(address: Address, text: str, given: Mapping[str, Any], flags: Flags) -> LabelDecision:
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
    verdict: str,
    band: str = "",
    flags: Flags = Flags(),  # noqa: B008 -- frozen
) -> LabelDecision:
    """Decide the maturity band of a patent as a whole: accept the one it has, or correct it.

    Raises InputError for another band or verdict.
    """
    row = material.bands.get((patent, "maturity"))
    if row is None:
        raise InputError(f"no patent {patent!r}", remedy="give the key of a patent in the snapshot")
    address = Address(patent, "maturity", "", "", BAND, BAND)
    if verdict not in ("accept", "correct"):
        what = f"a patent always has a band: it cannot be the verdict {verdict}"
        raise InputError(what, remedy="say accept, or correct with the right band")
    _check(address, verdict, {"value": band} if band else {})
    was = material.proposed_band(patent) or {"value": row["band"], "confidence": row["confidence"]}
    band = band or row["band"]
    judged = "accept" if band == was["value"] else "correct"
    return LabelDecision(address, "", judged, {"value": band}, was, flags)


def judge_nodes(
    material: Material,
    patent: str,
    nodes: Iterable[str],
    flags: Flags = Flags(),  # noqa: B008 -- frozen
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
        self._ledger, self._who = ledger, person(who)
        self._said: dict[Subject, list[tuple[object, int]]] = {}
        for kind in (LABEL, NODE):
            for item in ledger.decisions(kind):
                if item.who == self._who:
                    judged = read(item)
                    self._said.setdefault(about(judged), []).append((outcome(judged), item.id))
        self._new: dict[tuple[str, str], list[tuple[str, str, str]]] = {}

    def later(self, judged: Judged) -> int:
        """Number of the decision with which the person took this very one back; 0 for none."""
        before = self._said.get(about(judged), [])
        said = [each for each, _ in before]
        return before[-1][1] if outcome(judged) in said and said[-1] != outcome(judged) else 0

    def note(self, judged: Judged, why: str) -> bool:
        """Take a decision down; False when the person has decided so before."""
        before = self._said.setdefault(about(judged), [])
        if before and before[-1][0] == outcome(judged):
            return False
        before.append((outcome(judged), 0))
        kind = LABEL if isinstance(judged, LabelDecision) else NODE
        self._new.setdefault((kind, why), []).append(judged.row())
        return True

    def close(self) -> None:
        """Write all that was taken down."""
        for (kind, why), rows in self._new.items():
            self._ledger.record_all(kind, rows, who=self._who, why=why)
        self._new.clear()


def about(judged: Judged) -> Subject:
    """What a decision is about, so that a later one of the same person takes its place."""
    kind = LABEL if isinstance(judged, LabelDecision) else NODE
    return (kind, *judged.row()[:2], judged.flags.adjudicated)


def enter(ledger: Ledger, judged: Iterable[Judged], *, who: str, why: str) -> int:
    """Record what this person has not decided so yet, and tell how many that were."""
    book = Book(ledger, who)
    fresh = sum(book.note(one, why) for one in judged)
    book.close()
    return fresh
