"""Structured abstracts: 【課題】…【解決手段】…, PROBLEM TO BE SOLVED: … SOLUTION: …, PURPOSE: ….

What stands under a heading tells which findings it can hold: a problem holds defects, which are no
effects, and aims, whose benefits are; a solution holds means; an effect section effects. Headings
are data (`data/lexicons/annotate/sections.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from patnav.ingest.annotate.lexicon import lexicon
from patnav.ingest.annotate.text import fold
from patnav.model import Dimension, Section, Text

__all__ = ["Stretch", "stretches"]

_KINDS = ("problem", "solution", "effect", "other")
_ALL: frozenset[Dimension] = frozenset(("means", "effect", "element", "maturity", "outlook"))
_AIM: frozenset[Dimension] = frozenset(("effect",))
_GAIN = _ALL - {"means"}
_LIKELY = re.compile(r"[【〔\[［<〈]|[A-Z]{6}[A-Z ]*[:：]")
_DESIGN = re.compile(
    "[主左右俯仰后]视图[^。]{0,30}(?:省略|相同|对称)|省略[^。]{0,10}视图|无设计要点"
)
_SENTENCE = re.compile(r"(?:[^。;!?.]|\.(?=\S))+[。;!?.]?")


class Stretch(NamedTuple):
    """A part of a text: `text[start:end]`, read as a section of its own for some dimensions."""

    start: int
    end: int
    section: Section
    dimensions: frozenset[Dimension]


def stretches(text: Text) -> list[Stretch]:
    """Cut an abstract at its headings; any other text is one stretch.

    Offsets are those of the text. What only names prior art, figures or rights is left out, and so
    is the whole explanation of a design (外观设计), which tells of views and of no technology.
    """
    whole = Stretch(0, len(text.text), text.section, _ALL)
    if text.section == "abstract" and _DESIGN.search(text.text):
        return []
    if text.section != "abstract" or not _LIKELY.search(text.text):
        return [whole]
    folded = fold(text.text)
    heads = [(one, str(one.lastgroup).partition("_")[0]) for one in _headings().finditer(folded)]
    if not heads:
        return [whole]
    ends = [*(one.start() for one, _ in heads[1:]), len(folded)]
    found = [Stretch(0, heads[0][0].start(), "abstract", _ALL)]
    for (one, kind), end in zip(heads, ends, strict=True):
        found.extend(_read_as(kind, folded, one.end(), end))
    return [one for one in found if folded[one.start : one.end].strip()]


def _read_as(kind: str, folded: str, start: int, end: int) -> Iterator[Stretch]:
    if kind == "problem":
        yield from _aims(folded, start, end)
    elif kind == "solution":
        yield Stretch(start, end, "abstract", _ALL)
    elif kind == "effect":
        yield Stretch(start, end, "advantage", _GAIN)


def _aims(folded: str, start: int, end: int) -> Iterator[Stretch]:
    """A problem section from the sentence on that says what is aimed at: before, what is lacking.

    The sentences behind it tell more of the aim, up to the next heading.
    """
    for sentence in _SENTENCE.finditer(folded, start, end):
        if _aim().match(sentence.group().lstrip(" :,;")):
            yield Stretch(sentence.start(), end, "abstract", _AIM)
            return


@cache
def _aim() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(lexicon("sections")["aims"]) + ")", re.IGNORECASE)


@cache
def _headings() -> re.Pattern[str]:
    """All headings: in brackets whatever their case, in plain capitals before a colon."""
    words = lexicon("sections")
    bracketed = "|".join(f"(?P<{kind}>{'|'.join(words[kind])})" for kind in _KINDS)
    plain = "|".join(f"(?P<{kind}_plain>{'|'.join(words['plain'][kind])})" for kind in _KINDS)
    return re.compile(
        rf"(?i:[【〔\[<〈]\s*(?:{bracketed})\s*[】〕\]>〉]\s*:?\s*)|(?<![A-Z])(?:{plain})\s*:\s*"
    )
