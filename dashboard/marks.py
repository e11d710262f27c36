"""A text with its evidence marked: every span of a mention, also where spans overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from patnav.dashboard.html import Markup
from patnav.dashboard.i18n import Words

__all__ = ["INLINE", "Span", "dimension_legend", "mark_text"]

INLINE = ("effect", "means", "maturity", "outlook")  # elements have their claim chart
_ORDER = (*INLINE, "element")


@dataclass(frozen=True, slots=True)
class Span:
    """One piece of evidence: `text[start:end]`, its dimension, what to say on hovering."""

    start: int
    end: int
    dimension: str
    hint: str
    lit: bool = False  # the reader came for this one


def mark_text(text: str, spans: Sequence[Span], words: Words) -> Markup:
    """Text with its spans marked; a span that does not lie in the text raises ValueError."""
    for span in spans:
        if not 0 <= span.start < span.end <= len(text):
            raise ValueError(f"span {span.start}-{span.end} in a text of {len(text)} characters")
    cuts = sorted({0, len(text), *(s.start for s in spans), *(s.end for s in spans)})
    pieces = (_piece(text[start:end], start, spans, words) for start, end in pairwise(cuts))
    return Markup(f'<p class="pn-text">{"".join(pieces)}</p>')


def _piece(part: str, start: int, spans: Sequence[Span], words: Words) -> str:
    """A part between two cuts: a span lies over all of it or over nothing of it."""
    over = [span for span in spans if span.start <= start < span.end]
    if not over:
        return escape(part)
    dimensions = sorted({span.dimension for span in over}, key=_ORDER.index)
    kinds = " ".join(f"pn-{name}" for name in dimensions) + (
        " pn-lit" if any(span.lit for span in over) else ""
    )
    opening = sorted({s.dimension for s in over if s.start == start}, key=_ORDER.index)
    signs = "".join(f"<sup>{escape(words(f'sign.{name}'))}</sup>" for name in opening)
    hints = escape("\n".join(dict.fromkeys(span.hint for span in over)))
    return f'{signs}<mark class="{kinds}" title="{hints}">{escape(part)}</mark>'


def dimension_legend(found: Iterable[str], words: Words) -> Markup:
    """What the colours and signs mean, for the dimensions that were found."""
    present = set(found)
    parts = (
        f"<span><sup>{escape(words(f'sign.{name}'))}</sup>"
        f'<mark class="pn-{name}">{escape(words.value(name))}</mark></span>'
        for name in INLINE
        if name in present
    )
    return Markup(f'<div class="pn-legend">{"".join(parts)}</div>')
