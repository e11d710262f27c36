"""Essential features (必要特征): claims as preamble, transition and ordered elements.

METHOD.md §2.3. A claim without a transition word is one-part: all its elements are essential and
its preamble ends where 包括 or "comprising" begins. Dependent claims add further features to those
of the claims that they name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from patnav.ingest.annotate.border_model import weights
from patnav.ingest.annotate.claim_heads import head_of, named_in, signs_of
from patnav.ingest.annotate.claim_set import ClaimText, claims_of
from patnav.ingest.annotate.elements import Element, find_lead, pieces
from patnav.ingest.annotate.elements_en import pieces_en
from patnav.ingest.annotate.lexicon import ending, pattern
from patnav.ingest.annotate.marks import Mark
from patnav.ingest.annotate.models import MODEL
from patnav.ingest.annotate.text import trim

__all__ = [
    "Body",
    "Claim",
    "body_of",
    "find_elements",
    "independent_claims",
    "preamble_of",
    "split_claim",
]

_BY_ITSELF = {
    "zh": re.compile(r"[,;]\s*(?:所述|该|其|它)[^,;:]{0,12}$"),
    "en": re.compile(r",\s*(?:the|said|which|that)\s*[\w-]*\s*[\w-]*\s*$", re.IGNORECASE),
}
_SETTING = re.compile(  # “In a car with a motor, a pump for oil, the pump comprising:”
    r"In an?\b[^;]*?,\s*(?=(?:the|said)\s+[\w-]+(?:\s+[\w-]+){0,3}\s+(?:comprising|including)\s*:)"
)
_UNSPLIT = 0.3  # confidence of a claim that could not be cut


class Body(NamedTuple):
    """Where the preamble ends and the elements begin; `cut` is None when there is no such place.

    `subject` names what is claimed: the first clause of a Chinese preamble, the noun of an English
    one.
    """

    cut: int | None
    start: int
    two_part: bool
    method: bool
    subject: str


class Claim(NamedTuple):
    """Spans of one claim; `preamble` is None when no split can be made."""

    start: int
    end: int
    preamble: tuple[int, int] | None
    elements: tuple[Element, ...]
    two_part: bool


def independent_claims(folded: str, lang: str) -> list[tuple[int, int]]:
    """Spans of the independent claims, in order; a text without claim numbers is one claim."""
    return [(one.start, one.end) for one in claims_of(folded, lang) if not one.dependent]


def find_elements(folded: str, lang: str, model: Path = MODEL) -> list[Mark]:
    """Elements of all claims; `claim` is the claim's number, `no` 0 its preamble, then 1, 2 …

    `value` is the head term; `part` is preamble, characterising, or additional for what a dependent
    claim adds (its preamble is not repeated); `depends_on` is the number of the element that first
    names the subject (0 = none, or the preamble); `signs` are the reference signs with what they
    stand for. `model` is the folder whose `claims.yaml` says where Chinese elements begin.
    """
    marks: list[Mark] = []
    for one in claims_of(folded, lang):
        if one.dependent:
            body = _added(folded, lang, one)
            claim = _split(folded, lang, (one.start, one.end), body, model)
        else:
            claim = split_claim(folded, lang, one.start, one.end, model)
        marks.extend(_marks(folded, lang, one, claim))
    return marks


def _marks(folded: str, lang: str, one: ClaimText, claim: Claim) -> Iterator[Mark]:
    form = "two" if claim.two_part else "one"
    rule = f"{lang}.{'dependent' if one.dependent else form + '_part'}"
    if claim.preamble and claim.preamble[1] > claim.preamble[0] and not one.dependent:
        start, end = claim.preamble
        yield Mark(
            "element", start, end, head_of(folded[start:end], lang), rule, 0.97, claim=one.number,
            part="preamble", signs=signs_of(folded[start:end], lang),
        )  # fmt: skip
    first = (
        dict.fromkeys(named_in(folded[slice(*claim.preamble)], lang), 0) if claim.preamble else {}
    )
    for no, (start, end, confidence) in enumerate(claim.elements, start=1):
        text = folded[start:end]
        head = head_of(text, lang)
        refers = first.get(head, 0)
        for name in named_in(text, lang):
            first.setdefault(name, no)
        yield Mark(
            "element", start, end, head, rule, confidence, claim=one.number, no=no,
            part="additional" if one.dependent else "characterising",
            depends_on=refers, signs=signs_of(text, lang),
        )  # fmt: skip


def split_claim(
    folded: str, lang: str, start: int = 0, end: int = -1, model: Path = MODEL
) -> Claim:
    """Split one claim; spans are offsets in the folded (and so the original) text."""
    end = len(folded) if end < 0 else end
    return _split(folded, lang, (start, end), body_of(folded, lang, start, end), model)


def _split(folded: str, lang: str, span: tuple[int, int], body: Body, model: Path) -> Claim:
    start, end = span
    if body.cut is None:
        whole = trim(folded, start, end)
        elements = (Element(*whole, _UNSPLIT),) if whole[1] > whole[0] else ()
        return Claim(start, end, None, elements, False)
    preamble = preamble_of(folded, start, body.cut)
    inside = (body.start, end)
    found = (
        pieces(folded, inside, body.method, body.subject, weights(model))
        if lang == "zh"
        else pieces_en(folded, inside, body.method)
    )
    return Claim(start, end, preamble, tuple(found), body.two_part)


def preamble_of(folded: str, start: int, cut: int) -> tuple[int, int]:
    """Span of the preamble of a claim whose body is cut off there (see `body_of`)."""
    begin, end = trim(folded, start, cut)
    while begin > start and folded[begin - 1] in '?"“':
        begin -= 1
    return begin, end


def body_of(folded: str, lang: str, start: int, end: int) -> Body:
    """Find the transition of a claim that stands alone: behind it the elements begin."""
    word = pattern("claims", f"{lang}.transition").search(folded, start, end)
    setting = _SETTING.match(folded, start, end)
    behind = setting.end() if setting else start + 2
    opens = word or pattern("claims", f"{lang}.open").search(folded, behind, end)
    if opens is None:
        return Body(None, start, False, False, "")
    cut = opens.start() if word else _itself(folded, lang, start, opens.start())
    body = _body(folded, lang, (start, cut), (opens.end(), end), two_part=word is not None)
    if lang == "zh" and word is None:
        lead = find_lead(folded, opens.start(), end, body.method, body.subject)
        body = body._replace(start=max(body.start, _past(folded, lead.end, end) if lead else 0))
    return body


def _added(folded: str, lang: str, one: ClaimText) -> Body:
    """Find what a dependent claim adds: all that stands behind the words that name its parents.

    Its first comma closes those words. What opens the body of a claim that stands alone (包括, 由,
    comprising) may stand anywhere in what is added.
    """
    word = pattern("claims", f"{lang}.transition").search(folded, one.told, one.end)
    named = pattern("claims", f"{lang}.named").match(folded, one.told, one.end)
    cut = word.start() if word else named.end() if named else one.told
    begin = word.end() if word else _past(folded, cut, one.end)
    opens = pattern("claims", f"{lang}.adds").match(folded, begin, one.end)
    start = one.told if lang == "zh" else one.start  # where the subject is named
    inside = (opens.end() if opens and not word else begin, one.end)
    return _body(folded, lang, (start, cut), inside, two_part=word is not None)


def _body(
    folded: str, lang: str, preamble: tuple[int, int], inside: tuple[int, int], *, two_part: bool
) -> Body:
    """The body between two places; of its lead-ins those go that speak of what is claimed."""
    named, begin = folded[slice(*preamble)].rstrip(" ,;:"), _past(folded, *inside)
    method = bool(ending("claims", f"{lang}.method", r"\)?").search(named))
    if lang == "zh":
        return Body(preamble[1], begin, two_part, method, named.partition(",")[0])
    subject = head_of(named, lang).rpartition(" ")[2]
    lead = pattern("claims", "en.lead").match(folded, begin, inside[1])
    if lead and (lead["noun"] or subject).lower() == subject:
        begin = _past(folded, lead.end(), inside[1])
    return Body(preamble[1], begin, two_part, method, subject)


def _itself(folded: str, lang: str, start: int, cut: int) -> int:
    """Leave “所述系统” out of the preamble where the claim goes on “…，所述系统包括”."""
    match = _BY_ITSELF[lang].search(folded, max(start + 2, cut - 60), cut)
    return match.start() if match else cut


def _past(folded: str, start: int, end: int) -> int:
    while start < end and folded[start] in " ,:?\u2060":
        start += 1
    return start
