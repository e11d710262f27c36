"""Essential features (必要特征): independent claims as preamble, transition and ordered elements.

METHOD.md §2.3. A claim without a transition word is one-part: all its elements are essential and
its preamble ends where 包括 or "comprising" begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from patnav.ingest.annotate.lexicon import alternation, ending, pattern
from patnav.ingest.annotate.marks import Mark
from patnav.ingest.annotate.means import normal_term
from patnav.ingest.annotate.text import trim

__all__ = ["Claim", "find_elements", "independent_claims", "split_claim"]

_NUMBER = {
    "zh": re.compile(r"(?:^|(?<=[。.;\n\r]))\s*(\d{1,3})\s*[.、:]\s*(?=[^\d\s])"),
    "en": re.compile(r"(?:^|(?<=[.;\n\r]))\s*(\d{1,3})\s*[.)]\s*(?=[A-Z])"),
}
_STOP = {
    "zh": re.compile(
        r"[;。]|[,:](?!\d)|(?<!\d)[,:]|、(?=(?:用于|焊接于|设置于|安装于|位于|分别)[^、,;]*的)"
    ),
    "en": re.compile(r";|,(?=\s)|\.\s*$"),
}
_NAMED = re.compile(r"^(?:所述的?|该|每个|各个?|两个?|第[一二三四]|一个?)*")
_SUBJECT = re.compile(
    r"所述|该|每[个根条]|各|第[一二三四五六]|[两二三四]个|在|相邻|这种|还包括|[\u3400-\u9fff]{2,12}\("
)

_ASIDES = ("其中", "且", "并且", "wherein", "and")
# 应用于终端, 所述方法包括: the steps begin behind the colon
_LEAD_IN = re.compile(
    r"\s*(?:所述|该)?[^,;:。]{0,10}(?:方法|步骤)包括(?:以下|如下)?(?:步骤)?\s*:\s*"
)
_SUBJECT_EN = re.compile(r"(?:and\s+)?(?:an?|one|at least|said|the|wherein)\b")


class Claim(NamedTuple):
    """Spans of one independent claim; `preamble` is None when no split can be made."""

    start: int
    end: int
    preamble: tuple[int, int] | None
    elements: tuple[tuple[int, int], ...]
    two_part: bool


def independent_claims(folded: str, lang: str) -> list[tuple[int, int]]:
    """Spans of the independent claims, in order; a text without claim numbers is one claim."""
    starts = list(_NUMBER[lang].finditer(folded))
    if not starts or starts[0][1] != "1":
        return [trim(folded, 0, len(folded))]
    ends = [*(match.start() for match in starts[1:]), len(folded)]
    spans = [trim(folded, match.end(), end) for match, end in zip(starts, ends, strict=True)]
    dependent = pattern("claims", f"{lang}.dependent")
    return [
        span for span in spans if not dependent.search(folded, span[0], min(span[1], span[0] + 150))
    ]


def find_elements(folded: str, lang: str) -> list[Mark]:
    """Elements of all independent claims; `no` 0 is the preamble, then 1, 2 … in the claim's order.

    `value` is the head term, `part` preamble or characterising, `depends_on` the number of the
    element that first names the subject (0 = none).
    """
    marks: list[Mark] = []
    for number, (start, end) in enumerate(independent_claims(folded, lang), start=1):
        marks.extend(_marks(folded, lang, number, split_claim(folded, lang, start, end)))
    return marks


def _marks(folded: str, lang: str, number: int, claim: Claim) -> Iterator[Mark]:
    rule = f"{lang}.{'two' if claim.two_part else 'one'}_part"
    if claim.preamble:
        term = _head(folded, *claim.preamble, lang)
        yield Mark("element", *claim.preamble, term, rule, 0.9, claim=number, no=0, part="preamble")
    heads: list[str] = []
    for no, (start, end) in enumerate(claim.elements, start=1):
        heads.append(_head(folded, start, end, lang))
        refers = _refers(folded[start:end], heads[:-1])
        yield Mark(
            "element", start, end, heads[-1], rule, 0.8 if claim.preamble else 0.5,
            claim=number, no=no, part="characterising", depends_on=refers,
        )  # fmt: skip


def _refers(text: str, heads: list[str]) -> int:
    """Number of the latest element whose head term is named in the text."""
    named = [no for no, head in enumerate(heads, start=1) if head and head in text]
    return named[-1] if named else 0


def split_claim(folded: str, lang: str, start: int = 0, end: int = -1) -> Claim:
    """Split one independent claim; spans are offsets in the folded (and so the original) text."""
    end = len(folded) if end < 0 else end
    cut, two_part = _transition(folded, lang, start, end)
    if cut is None:
        return Claim(start, end, None, (trim(folded, start, end),), False)
    preamble = trim(folded, start, cut[0])
    method = ending("claims", f"{lang}.method", r"\)?").search(folded[slice(*preamble)])
    pieces = (trim(folded, *piece) for piece in _pieces(folded, lang, (cut[1], end), bool(method)))
    elements = tuple(piece for piece in pieces if piece[1] > piece[0])
    return Claim(start, end, preamble, elements, two_part)


def _transition(
    folded: str, lang: str, start: int, end: int
) -> tuple[tuple[int, int] | None, bool]:
    """Where the preamble ends and the body begins, and whether the claim has two parts."""
    word = pattern("claims", f"{lang}.transition").search(folded, start, end)
    two_part = word is not None
    word = word or pattern("claims", f"{lang}.open").search(folded, start + 2, end)
    if word is None:
        return None, False
    body = _past(folded, word.end(), end)
    lead = pattern("claims", f"{lang}.lead").match(folded, body, end)
    return (word.start(), _past(folded, lead.end(), end) if lead else body), two_part


def _past(folded: str, start: int, end: int) -> int:
    while start < end and folded[start] in " ,:?\u2060":
        start += 1
    return start


@cache
def _goes_on(lang: str) -> re.Pattern[str]:
    return re.compile(r"\s*" + alternation("claims", f"{lang}.goes_on"), re.IGNORECASE)


def _pieces(
    folded: str, lang: str, body: tuple[int, int], method: bool
) -> Iterator[tuple[int, int]]:
    start, end = body
    begin = last = start
    for stop in _STOP[lang].finditer(folded, start, end):
        if stop.start() < begin or folded[begin : stop.start()].strip() in _ASIDES:
            continue
        lead = _LEAD_IN.match(folded, stop.end(), end) if stop.group() == "," else None
        if lead or _breaks(folded, lang, (last, stop, end), method):
            yield begin, stop.start()
            begin = lead.end() if lead else stop.end()
        last = stop.end()
    if begin < end:
        yield begin, end


def _breaks(folded: str, lang: str, at: tuple[int, re.Match[str], int], method: bool) -> bool:
    last, stop, end = at
    if stop.group()[0] in ";。、":
        return True
    return not method and _new(folded, lang, (last, stop), end)


def _new(folded: str, lang: str, at: tuple[int, re.Match[str]], end: int) -> bool:
    """Whether the clause behind a comma starts a new component or an independent relation."""
    last, stop = at
    if stop.group()[0] == ":":
        return False
    following = _STOP[lang].search(folded, stop.end(), end)
    clause = folded[stop.end() : following.start() if following else end].strip()
    if _goes_on(lang).match(clause) or len(clause) < 5:
        return False
    if lang == "en":
        return bool(_SUBJECT_EN.match(clause))
    return bool(_SUBJECT.match(clause) or _relates(clause)) and not _just_named(
        folded[last : stop.start()], clause
    )


def _relates(clause: str) -> bool:
    """Whether a clause of a thing claim has a subject of its own and a relation of parts."""
    match = pattern("claims", "zh.relation").search(clause)
    return match is not None and match.start() >= 2


def _just_named(before: str, clause: str) -> bool:
    tail, subject = normal_term(before[-24:]), _NAMED.sub("", clause)
    tail = re.sub(r"\([^)]*\)", "", tail)
    return any(tail.endswith(subject[:size]) for size in range(2, min(12, len(subject))))


_HEAD_EN = re.compile(
    r"(?:(?:an?|the|said|one or more|at least one)\s+)?([\w-]+(?:\s[\w-]+){0,3}?)"
    r"(?=\s+(?:\w+ed|for|of|that"
    r"|which|having|configured|is|are|to|in|on|with|comprising|being|adapted)\b|[,;:.]|$)",
    re.IGNORECASE,
)
_HEAD_ZH = re.compile(
    r"[\u3400-\u9fffA-Za-z0-9\-]{2,14}?(?=\(|上|的|与|和|通过|设|为|包括|包含|用于|位于|固定|连接"
    r"|安装|,|、|由|具有|均|内|中|下|$)"
)


def _head(folded: str, start: int, end: int, lang: str) -> str:
    """Head term of an element: the component or step that it names first."""
    text = folded[start:end]
    if lang == "en":
        found = _HEAD_EN.match(text)
        return found[1].strip().lower() if found else ""
    bare = _NAMED.sub("", re.sub(r"^(?:一种|还?包括|以及)+", "", text))
    found = _HEAD_ZH.match(bare)
    return normal_term(found.group() if found else bare[:8])
