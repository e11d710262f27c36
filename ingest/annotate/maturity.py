"""Maturity (成熟等级): a band from what the text states; METHOD.md §2.4.

Text alone reaches `mid`; `high` needs a statement of production or use. A promise is no evidence,
nor is a bare figure; a test in a text of gene work or simulation is laboratory work. The cues are
data (`maturity.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from patnav.ingest.annotate.lexicon import alternation, ending, words
from patnav.ingest.annotate.marks import Mark
from patnav.ingest.annotate.text import body_start, trim

__all__ = ["BANDS", "find_maturity"]

BANDS = ("unknown", "low", "mid", "high")
_CUES = ("high", "mid", "tested", "rate", "low")  # the strongest first
_CONFIDENCE = 0.75
_SENTENCE = {
    "zh": re.compile(r"[^。;!?]+"),
    "en": re.compile(r"\S(?:[^.;!?]|[.](?!\s+[A-Z(]|\s*$)|[;!?](?!\s))*"),
}
_STOP = {"zh": re.compile(r"(?<!\d)[,:]|[,:](?!\d)"), "en": re.compile(r"[,:]\s")}


class _Cue(NamedTuple):
    """A cue at `start`, in the clauses `clause`; `quote` has what they prove, too."""

    kind: str
    start: int
    clause: tuple[int, int]
    quote: tuple[int, int]


def find_maturity(folded: str, lang: str) -> list[Mark]:
    """Find at most one mark: the clause with the strongest evidence, its band as `value`."""
    lowered = folded.lower()
    lowered = lowered if len(lowered) == len(folded) else folded  # İ has two characters then
    found = [(_band(lowered, cue, lang), cue) for cue in _cues(folded, lowered, lang)]
    for band in ("high", "mid", "low"):
        cue = next((cue for of, cue in found if of == band), None)
        if cue:
            quote = trim(folded, *cue.quote)
            return [Mark("maturity", *quote, band, f"{lang}.{cue.kind}", _CONFIDENCE)]
    return []


def _cues(folded: str, lowered: str, lang: str) -> Iterator[_Cue]:
    for match in _SENTENCE[lang].finditer(folded, body_start(folded)):
        sentence = match.span()
        said = lowered[slice(*sentence)]
        if not any(stem in said for stem in words("maturity", f"stems.{lang}")):
            continue
        for kind in _CUES:
            for cue in _pattern(kind, lang).finditer(lowered, *sentence):
                clause = _clause(lowered, sentence, cue.span(), lang)
                quote = _quote(lowered, sentence, clause, lang)
                yield _Cue(kind, cue.start(), clause, quote)


@cache
def _pattern(kind: str, lang: str) -> re.Pattern[str]:
    return re.compile(alternation("maturity", f"{kind}.{lang}"))


def _clause(
    text: str, sentence: tuple[int, int], cue: tuple[int, int], lang: str
) -> tuple[int, int]:
    """The clauses of a sentence that a cue touches."""
    stops = list(_STOP[lang].finditer(text, *sentence))
    start = max((stop.end() for stop in stops if stop.end() <= cue[0]), default=sentence[0])
    ends = [stop.start() for stop in stops if stop.start() >= cue[1]]
    return start, ends[0] if ends else sentence[1]


def _quote(
    text: str, sentence: tuple[int, int], clause: tuple[int, int], lang: str
) -> tuple[int, int]:
    """The clauses of a cue; the next one, too, where they end in a verb of proof (实践证明,…)."""
    start, end = clause
    if end == sentence[1] or not ending("maturity", f"proves.{lang}").search(text, start, end):
        return clause
    return start, _clause(text, sentence, (end + 1, end + 1), lang)[1]


def _band(text: str, cue: _Cue, lang: str) -> str:
    """What a cue is evidence of, where it stands; "unknown" when it is none."""
    start, end = cue.clause
    if _pattern("promise", lang).search(text, start, cue.start):
        return "unknown"
    if _pattern("foreign", lang).search(text, start, end):
        return "unknown"
    if cue.kind == "rate":
        return "mid" if _pattern("patients", lang).search(text) else "unknown"
    if cue.kind == "tested":
        return "low" if _pattern("bench", lang).search(text) else "mid"
    return cue.kind
