"""Labels out of an answer: whatever a model says, a label is a piece of the text or is dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from patnav.ingest.annotate.effect_facts import effect_mark
from patnav.ingest.annotate.marks import Mark, mention
from patnav.ingest.annotate.product import find_product
from patnav.ingest.annotate.text import fold, script, trim
from patnav.ingest.llm.extract import find_object
from patnav.ingest.llm.locate import Finder
from patnav.ingest.llm.prompt import Ask, confidence, longest, most, prompt_version
from patnav.ingest.llm.schema import Effect, Maturity, fields_of
from patnav.ingest.terms import normalise
from patnav.model import Dimension, Mention

__all__ = ["Dropped", "Labels", "read_labels"]

Shape = TypeVar("Shape", bound=BaseModel)
_KEYS = ("effects", "means", "maturity", "market", "elements", "preamble")


class Dropped(NamedTuple):
    """A label that a model gave and that is none, with the reason."""

    dimension: Dimension
    quote: str
    reason: str


class Labels(NamedTuple):
    """What an answer gave: mentions in the order of the text, what was dropped, or why nothing.

    `told` are the dimensions that the answer speaks of, be it with no label.
    """

    mentions: tuple[Mention, ...]
    dropped: tuple[Dropped, ...]
    problem: str = ""
    told: tuple[Dimension, ...] = ()


class _No(Exception):  # noqa: N818 -- carries the reason of a drop, never leaves this module
    pass


def read_labels(answer: str, ask: Ask, dimensions: Sequence[Dimension], model: str) -> Labels:
    """Read the labels of an answer about a text; `model` becomes their method.

    `problem` is set when there is no object of labels in the answer at all, none of the keys that
    were asked for, or a claim without elements.
    """
    found = find_object(answer, _KEYS)
    if found is None:
        return Labels((), (), "no JSON object of labels in the answer")
    told = tuple(one for one in dimensions if found.keys() & set(fields_of(one)))
    if not told:
        return Labels(
            (),
            (),
            f"the answer has no {', '.join(name for one in dimensions for name in fields_of(one))}",
        )
    if "element" in told and not found.get("elements"):
        return Labels((), (), "the answer has no elements of the claim")
    reader = _Reader(ask)
    for dimension in told:
        reader.read(dimension, found)
    marks = sorted(reader.marks, key=lambda mark: (mark.dimension, mark.no, mark.start, mark.end))
    named = (mention(mark, ask.text)._replace(version=_version()) for mark in marks)
    return Labels(
        tuple(one._replace(method=f"llm.{model}") for one in named),
        tuple(reader.dropped),
        told=told,
    )


def _version() -> str:
    return f"llm-{prompt_version()}"


class _Reader:
    """Reads the labels of one answer and keeps those whose quotes are in the text."""

    def __init__(self, ask: Ask) -> None:
        self.ask, self.folded = ask, fold(ask.text.text)
        self.lang = script(ask.text.text[ask.start : ask.end])
        self.finder = Finder(ask.text.text, ask.start, ask.end)
        self.marks: list[Mark] = []
        self.dropped: list[Dropped] = []

    def read(self, dimension: Dimension, answer: dict[str, Any]) -> None:
        """Read what an answer says in one dimension."""
        readers: dict[Dimension, Callable[[dict[str, Any]], None]] = {
            "means": lambda given: self._all("means", given.get("means"), self._means),
            "effect": lambda given: self._all("effect", given.get("effects"), self._effect),
            "maturity": self._maturity,
            "outlook": lambda given: self._all("outlook", given.get("market"), self._outlook),
            "element": self._claim,
        }
        readers[dimension](answer)

    def _all(self, dimension: Dimension, items: object, make: Callable[[object], Mark]) -> None:
        """Make marks of a list, at most as many as a text may have."""
        listed = items if isinstance(items, list) else [items]
        kept = 0
        for item in listed:
            try:
                if kept == most(dimension):
                    raise _No("too many")
                self.marks.append(make(item))
                kept += 1
            except _No as reason:
                self.dropped.append(Dropped(dimension, _shown(item), str(reason)))

    def _span(self, dimension: Dimension, quote: object, behind: int = 0) -> tuple[int, int]:
        """Span of a quote, trimmed; a quote given twice stands at its next place in the text."""
        if not isinstance(quote, str):
            raise _No("not the shape asked for")
        taken = {(mark.start, mark.end) for mark in self.marks if mark.dimension == dimension}
        span = self._find(quote, behind)
        while span in taken:
            onward = self._find(quote, span[1])
            if onward[0] <= span[0]:
                raise _No("repeated")
            span = onward
        if span[1] - span[0] > longest(dimension):
            raise _No("too long")
        return span

    def _find(self, quote: str, behind: int) -> tuple[int, int]:
        found = self.finder.find(quote, behind)
        if found is None:
            raise _No("not in the text")
        span = trim(self.folded, *found)
        if span[0] >= span[1]:
            raise _No("empty")
        return span

    def _mark(self, dimension: Dimension, span: tuple[int, int], value: str, **more: Any) -> Mark:  # noqa: ANN401 -- fields of Mark
        return Mark(dimension, *span, value, "llm", confidence(), **more)

    # --- one label each ---------------------------------------------------------------------------

    def _means(self, item: object) -> Mark:
        span = self._span("means", item)
        return self._mark("means", span, normalise(self.folded[slice(*span)], self.lang))

    def _outlook(self, item: object) -> Mark:
        return self._mark("outlook", self._span("outlook", item), "unknown")

    def _effect(self, item: object) -> Mark:
        """The quote and the direction are the model's; the rest is read from the quote as ever."""
        given = _valid(Effect, item)
        span = self._span("effect", given.quote)
        mark = effect_mark(self.folded, span, self.lang, "llm", confidence())
        return mark._replace(direction=given.direction)

    def _maturity(self, answer: dict[str, Any]) -> None:
        """The band with its evidence; `unknown` is an answer and no label."""
        given = answer.get("maturity")
        if isinstance(given, dict) and str(given.get("band", "")).strip().lower() != "unknown":
            self._all("maturity", [{"quote": None} | given], self._band)
        elif given is not None and not isinstance(given, dict):
            self.dropped.append(Dropped("maturity", _shown(given), "not the shape asked for"))

    def _band(self, item: object) -> Mark:
        given = _valid(Maturity, item)
        if not given.quote:
            raise _No("band without quote")
        return self._mark("maturity", self._span("maturity", given.quote), given.band)

    # --- claims -----------------------------------------------------------------------------------

    def _claim(self, answer: dict[str, Any]) -> None:
        """Preamble and elements, in the order of the claim and without overlaps."""
        preamble = answer.get("preamble")
        self._all("element", [preamble] if preamble else None, self._preamble)
        self._all("element", answer.get("elements"), self._element)

    def _preamble(self, item: object) -> Mark:
        span = self._span("element", item, self.ask.start)
        if self.folded[self.ask.start : span[0]].strip(" 0123456789.、:"):
            raise _No("preamble is not the beginning")
        return self._part(span, 0, "preamble")

    def _element(self, item: object) -> Mark:
        behind = self.marks[-1].end if self.marks else self.ask.start
        span = self._span("element", item, behind)
        if span[0] < behind:
            raise _No("out of order or overlapping")
        number = self.marks[-1].no + 1 if self.marks else 1
        return self._part(span, number, "characterising")

    def _part(self, span: tuple[int, int], number: int, part: str) -> Mark:
        quote = self.folded[slice(*span)]
        named = find_product(quote, "title", self.lang)
        term = named.product if named else quote[:14]
        refers = [mark.no for mark in self.marks if mark.no and mark.value and mark.value in quote]
        return self._mark(
            "element", span, term,
            claim=self.ask.claim, no=number, part=part, depends_on=max(refers, default=0),
        )  # fmt: skip


def _valid(shape: type[Shape], item: object) -> Shape:
    try:
        return shape.model_validate(item)
    except ValidationError as error:
        field = ".".join(map(str, error.errors()[0]["loc"]))
        raise _No(f"not the shape asked for{': ' if field else ''}{field}") from None


def _shown(item: object) -> str:
    """What a model gave, short and on one line, in characters that can be written."""
    given = item.get("quote") if isinstance(item, dict) and "quote" in item else item
    return " ".join(str(given).encode(errors="replace").decode().split())[:120]
