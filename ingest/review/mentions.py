"""The labels of one patent under the rulings on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from patnav.ingest.annotate.effect_classes import Classes, effect_class
from patnav.ingest.annotate.effect_facts import effect_mark
from patnav.ingest.annotate.marks import mention
from patnav.ingest.annotate.text import fold, script
from patnav.ingest.review.labels import Address, LabelDecision, locate, overlap
from patnav.ingest.review.rulings import Ruling
from patnav.ingest.terms import normalise
from patnav.model import Text

__all__ = ["METHOD", "SAME", "Desk"]

METHOD = "review"
_UNNUMBERED = -1  # an element that is new in its claim
SAME = 0.5  # IoU from which two spans are one label, as in scoring
Row = dict[str, Any]
Span = tuple[int, int]
State = tuple[Ruling, str, str]


class Desk:
    """Mentions of one patent, on which rulings are settled one after the other."""

    def __init__(
        self,
        texts: Iterable[Mapping[str, Any]],
        mentions: Iterable[Row],
        classes: Classes = (),
    ) -> None:
        self._classes = classes
        self._texts = {(row["section"], row["lang"]): row["text"] or "" for row in texts}
        self._rows = [dict(row) for row in mentions]
        self._decided: list[Row] = []
        self._touched: set[str] = set()
        self._claims: set[tuple[str, str, int]] = set()

    def settle(self, ruled: Sequence[Ruling]) -> list[State]:
        """Apply rulings: rejections first, then the labels that hold, best supported first."""
        ordered = sorted(ruled, key=lambda one: (one.judged.verdict != "reject", *_standing(one)))
        states = [self._settled(one) for one in ordered]
        self._number()
        return states

    def rows(self) -> list[Row]:
        """The mentions as they are now."""
        return [*self._rows, *self._decided]

    def moved(self, dimension: str) -> bool:
        """Whether labels of a dimension were taken out, changed or added."""
        return dimension in self._touched

    def _settled(self, one: Ruling) -> State:
        judged = one.judged
        assert isinstance(judged, LabelDecision)
        text = self._texts.get((judged.address.section, judged.address.lang))
        if text is None:
            return one, "orphaned", "there is no such text any more"
        span = locate(text, judged.quote, judged.address.start)
        if span is None:
            return one, "orphaned", "the quote is not in the text any more"
        moved = span[0] != judged.address.start
        if judged.verdict == "reject":
            found = self._take(judged.address, lambda row: _span(row) == span)
            self._touch(found)
            return one, "applied" if found else "idle", "moved" if moved else ""
        return self._placed(one, judged, text, span)

    def _placed(
        self, one: Ruling, judged: LabelDecision, text: str, span: tuple[int, int]
    ) -> State:
        """Put a label that holds in its place."""
        shift = span[0] - judged.address.start
        quote = str(judged.label.get("quote") or judged.quote)
        target = locate(text, quote, max(0, int(judged.label.get("start") or 0) + shift))
        if target is None:
            return one, "orphaned", "the corrected quote is not in the text any more"
        if any(_alike(row, judged.address, target) for row in self._decided):
            return one, "displaced", "another decision covers the same characters"
        was = self._take(judged.address, lambda row: (row["start"], row["end"]) == span)
        other = self._take(
            judged.address, lambda row: overlap((row["start"], row["end"]), target) >= SAME
        )
        base = next(iter([*was, *other]), {})
        row = _row(base, judged, text, target, self._classes) | _signed(one)
        self._decided.append(row)
        row["mention"] = _key(row)
        if not was or other or any(row[name] != was[0][name] for name in ("start", "end", "value")):
            self._touch([*was, *other, row])
        return one, "applied", "moved" if shift else ""

    def _take(self, address: Address, fits: Any) -> list[Row]:  # noqa: ANN401 -- a test of a row
        """Take out the machine's labels of the address's text and dimension that fit."""
        gone = [row for row in self._rows if _beside(row, address) and fits(row)]
        self._rows = [row for row in self._rows if row not in gone]
        return gone

    def _touch(self, rows: Iterable[Row]) -> None:
        """Remember what bands and numbers of elements must follow."""
        for row in rows:
            self._touched.add(row["dimension"])
            if row["dimension"] == "element":
                self._claims.add((row["section"], row["lang"], row["claim"] or 1))

    def _number(self) -> None:
        """Number the elements of claims that have changed by their place; keys follow."""
        for section, lang, claim in sorted(self._claims):
            of = [
                row for row in self.rows()
                if row["dimension"] == "element" and row["no"] != 0
                and (row["section"], row["lang"], row["claim"] or 1) == (section, lang, claim)
            ]  # fmt: skip
            ordered = sorted(of, key=_span)
            new = {row["no"]: number for number, row in enumerate(ordered, 1)}
            for number, row in enumerate(ordered, 1):
                row["no"], row["depends_on"] = number, new.get(row["depends_on"], 0)
                row["mention"] = _key(row)


def _standing(one: Ruling) -> tuple[int, int]:
    """Most people first, of equally many the latest."""
    return -(one.reviewers - one.against), -one.decisions[-1].id


def _span(row: Mapping[str, Any]) -> Span:
    return row["start"], row["end"]


def _beside(row: Mapping[str, Any], address: Address) -> bool:
    """Whether a mention is of the text and the dimension of an address."""
    names = ("dimension", "section", "lang")
    return all(row[name] == getattr(address, name) for name in names)


def _alike(row: Mapping[str, Any], address: Address, span: Span) -> bool:
    return _beside(row, address) and overlap(_span(row), span) >= SAME


_TEXTS = ("value", "attribute", "direction", "effect_class", "magnitude", "part")
_NUMBERS = ("claim", "no", "depends_on")
_BLANK: Row = dict.fromkeys(_TEXTS, "") | dict.fromkeys(_NUMBERS, 0)


def _row(base: Row, judged: LabelDecision, text: str, span: Span, classes: Classes) -> Row:
    """A mention: what stood there, with what was decided over it."""
    address, label = judged.address, judged.label
    place = {"start": span[0], "end": span[1], "quote": text[span[0] : span[1]]}
    said = {name: label[name] for name in label if name not in (*place, "confidence", "method")}
    if base.get("quote") != place["quote"]:  # what followed from another quote does not hold
        base = {name: base[name] for name in ("claim", "no", "part", "depends_on") if name in base}
        if address.dimension == "effect":
            base |= _facts(address, text, span, classes)
    of = dict(zip(address._fields[:4], address[:4], strict=True))
    row = _BLANK | base | of | place | said
    if address.dimension == "element":
        row |= {"claim": row["claim"] or 1, "part": row["part"] or "characterising"}
        row["no"] = row["no"] or (0 if row["part"] == "preamble" else _UNNUMBERED)
        row["value"] = row["value"] or row["quote"]
    return row | _normal(row, said, script(text), classes)


def _facts(address: Address, text: str, span: Span, classes: Classes) -> Row:
    """What the quote of an effect says by itself: attribute, amount, condition, class."""
    mark = effect_mark(fold(text), span, script(text), METHOD, 1.0, classes)
    section: Any = address.section
    one = mention(mark, Text(section, address.lang, text))
    return one._asdict()


def _normal(row: Row, said: Mapping[str, Any], lang: str, classes: Classes) -> Row:
    """What follows from quote and attribute where nobody said it."""
    if row["dimension"] == "means":
        return {} if "value" in said else {"value": normalise(row["quote"], lang)}
    if row["dimension"] == "effect":
        attribute = row["attribute"] or row["quote"]
        found = effect_class(attribute.lower(), row["quote"].lower(), lang, classes)
        kept = row["effect_class"] and ("attribute" not in said or "effect_class" in said)
        named = row["effect_class"] if kept else found
        return {"attribute": attribute, "value": attribute, "effect_class": named}
    return {"value": row["value"] or "unknown"} if row["dimension"] == "outlook" else {}


def _signed(one: Ruling) -> Row:
    return {"confidence": one.confidence, "method": METHOD, "version": str(one.reviewers)}


def _key(row: Mapping[str, Any]) -> str:
    element = f"/{row['claim']}.{row['no']}" if row["dimension"] == "element" else ""
    place = f"{row['section']}/{row['lang']}/{row['start']}-{row['end']}{element}"
    return f"{row['patent']}/{row['dimension']}/{place}"
