"""Effects and means in English texts by the same idea as in Chinese: cue, attribute, zone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from patnav.ingest.annotate.lexicon import alternation, lexicon, pattern
from patnav.ingest.annotate.text import body_start, trim
from patnav.ingest.annotate.units import Hint

__all__ = ["find_effects_en", "find_means_en", "normal_term_en"]

_NAME = "english"
_SENTENCE = re.compile(r"[^.;!?]+(?:[.](?=\w)[^.;!?]*)*[.;!?]?")
_LEADS = re.compile(
    r"(?:(?:thus|therefore|consequently|accordingly|as a result|hence|and|so|whereby|thereby"
    r"|by this kind of structure|in this way|it is thus possible to|which|that|then)\b,?\s*)+",
    re.IGNORECASE,
)
_LONGEST = 400  # characters of a quote
_WAYS = ("avoid", "enable", "down", "up")  # the order in which their words are tried
_Span = tuple[int, int]


def find_effects_en(folded: str, listed: bool = False) -> list[Hint]:
    """Find the effects of a folded English text, in its order and without overlaps.

    `listed` says that the whole text speaks of advantages, so that a cue needs no word before it.
    """
    spans: list[_Span] = []
    for start, end in _sentences(folded):
        if pattern(_NAME, "prior").search(folded, start, end):
            continue
        found = sorted(_in_sentence(folded, start, end, listed))
        for one in found or (_whole(folded, start, end) if listed else []):
            if one[1] - one[0] > 5 and (not spans or one[0] >= spans[-1][1]):
                spans.append(one)
    return [Hint("effect", *span) for span in spans]


def _whole(folded: str, start: int, end: int) -> list[_Span]:
    """A sentence of an advantage section that has no cue is an advantage all the same."""
    stop = pattern(_NAME, "ends").search(folded, start + 12, end)
    begin, close = trim(folded, start, stop.start() if stop else end)
    return [(begin, close)] if close - begin > 12 else []


def _sentences(folded: str) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(folded, body_start(folded)):
        yield match.span()


@cache
def _rule(kind: str) -> re.Pattern[str]:
    groups = "|".join(
        alternation(_NAME, f"{kind}.{way}") for way in _WAYS if way in lexicon(_NAME)[kind]
    )
    adverb = f"(?:(?:{alternation(_NAME, 'adverb')})\\s+)*"
    before = alternation(_NAME, "before")
    be = r"\b(?:can|may|could|will)?\s*(?:also\s+)?(?:be|is|are|was|were)\s+"
    source = {
        "change": rf"\b(?P<before>{before}\s+)?(?P<core>{adverb}(?:{groups}))\b",
        "passive": rf"{be}{adverb}(?:{groups})\b",
        "states": rf"\b(?:{groups})\b",
    }[kind]
    return re.compile(source, re.IGNORECASE)


def _in_sentence(folded: str, start: int, end: int, listed: bool) -> Iterator[_Span]:
    yield from _by_change(folded, start, end, listed)
    yield from _by_passive(folded, start, end)
    yield from _by_ability(folded, start, end)
    yield from _by_result(folded, start, end)
    yield from _by_listing(folded, start, end)
    for match in _rule("states").finditer(folded, start, end):
        yield match.span()


def _quote_end(folded: str, start: int, end: int) -> int:
    """Where a quote ends; a bound on the search keeps texts without a stop linear."""
    close = min(end, start + _LONGEST)
    stop = pattern(_NAME, "ends").search(folded, start, close)
    return stop.start() if stop else close


def _by_change(folded: str, start: int, end: int, listed: bool) -> Iterator[_Span]:
    seen = listed
    for match in _rule("change").finditer(folded, start, end):
        begin = match.start("core")
        first = match.start() == start or folded[start : match.start()].strip() == ""
        if not (match["before"] or listed or (not first and folded[begin - 2] == ",")):
            continue
        if (match["before"] or "").strip() == "and" and not seen:
            continue
        if pattern(_NAME, "purpose").search(folded, max(start, begin - 60), begin):
            continue
        begin, close = trim(folded, begin, _quote_end(folded, match.end(), end))
        rest = folded[match.end() : close].strip()
        if len(rest) > 3 and not pattern(_NAME, "part").search(rest):
            seen = True
            yield begin, close


def _by_passive(folded: str, start: int, end: int) -> Iterator[_Span]:
    for match in _rule("passive").finditer(folded, start, end):
        begin = _subject_start(folded, start, match.start())
        subject = folded[begin : match.start()].strip()
        if len(subject) > 2 and not pattern(_NAME, "measured").search(subject):
            yield trim(folded, begin, match.end())


@cache
def _able() -> re.Pattern[str]:
    adverbs = alternation(_NAME, "able")
    return re.compile(
        rf"\b(?P<active>(?:can|could|may)\s+{adverbs}\s+(?!be\b)\w+|(?P<capable>capable\s+of\s+)(?=\w+))|"
        rf"\b(?:can|may|could)\s+(?:\w+\s+)?be\s+{adverbs}|\b(?:is|are)\s+efficiently",
        re.IGNORECASE,
    )


_RESULT = re.compile(
    r"\s*(?:thus|therefore|consequently|accordingly|as a result|hence|by this|thereby),?\s+",
    re.IGNORECASE,
)
_THEREBY = re.compile(r"\b(?:thereby|thus)\s+(?=\w+ing\b)|\bpossible\s+to\s+(?=\w)", re.IGNORECASE)


def _by_result(folded: str, start: int, end: int) -> Iterator[_Span]:
    """What follows "as a result" or "thereby" is an effect whatever its verb."""
    opened = _RESULT.match(folded, start, end)
    begins = [opened.end()] if opened else []
    begins += [match.end() for match in _THEREBY.finditer(folded, start, end)]
    for begin in begins:
        close = _quote_end(folded, begin, end)
        if _gains(folded[begin:close]):
            yield trim(folded, begin, close)


def _by_ability(folded: str, start: int, end: int) -> Iterator[_Span]:
    """A gain in usability: the clause from "can easily", or from the subject of a passive."""
    for match in _able().finditer(folded, start, end):
        close = _quote_end(folded, match.end(), end)
        begin = match.start() if match["active"] else _subject_start(folded, start, match.start())
        if match["capable"] and not _gains(folded[match.end() : close]):
            continue
        if match.end() < close:
            yield trim(folded, begin, close)


def _gains(text: str) -> bool:
    return bool(pattern(_NAME, "quality").search(text))


_ITEM = re.compile(r",\s+(?:and\s+)?|\s+and\s+|;\s*")


@cache
def _listing() -> re.Pattern[str]:
    return re.compile(rf"\b{alternation(_NAME, 'listing')}", re.IGNORECASE)


def _by_listing(folded: str, start: int, end: int) -> Iterator[_Span]:
    """The items of "has the advantages of simple structure, low cost and long service life"."""
    opened = _listing().search(folded, start, end)
    if not opened:
        return
    begin = opened.end()
    for joint in [*_ITEM.finditer(folded, begin, end), None]:
        first, last = trim(folded, begin, joint.start() if joint else end)
        if len(folded[first:last].split()) in range(1, 12):
            yield first, last
        begin = joint.end() if joint else end


_BREAKS = re.compile(r",\s|;|\b(?:that|so that|such that|whereby|and thus|therefore|wherein)\s")


def _subject_start(folded: str, start: int, verb: int) -> int:
    begin = start
    for match in _BREAKS.finditer(folded, max(start, verb - _LONGEST), verb):
        begin = match.end()
    begin, _ = trim(folded, begin, verb)
    lead = _LEADS.match(folded, begin, verb)
    return lead.end() if lead else begin


# --- means --------------------------------------------------------------------------------------

_MOST = 6
_NP = re.compile(r"[A-Za-z][\w/-]*(?:\s+[A-Za-z0-9][\w/-]*){0,6}")
_HEAD = re.compile(
    r"(?:er|or|unit|device|member|layer|circuit|module|sensor|mechanism|plate|valve|chamber|coating"
    r"|electrode|portion|body|assembly|structure|element|algorithm|model|beam|signal|material|film"
    r"|motor|gear|shaft|tube|pump|camera|alloy|polymer|fiber|array|network|filter|oxide|means)s?$"
)


def normal_term_en(quote: str) -> str:
    """Bring an English term to the form that groups it: lower case, singular, no article."""
    term = re.sub(r"\([^)]*\)", "", quote).lower().strip()
    lead = re.compile(rf"(?:{alternation(_NAME, 'determiner')})\s+")
    while match := lead.match(term):
        term = term[match.end() :]
    term = re.sub(r"\s+", " ", term)
    return re.sub(r"(?<=[a-z]{3})(?<!s)s$", "", term)


def find_means_en(folded: str, title: str = "", effects: Sequence[Hint] = ()) -> list[Hint]:
    """Find at most six means of a folded English text, in its order."""
    lower = folded.lower()
    best: dict[str, tuple[float, int, int]] = {}
    for start, end, weight in _phrases(folded):
        term = normal_term_en(folded[start:end])
        if _refused_en(term, title.lower()) or any(
            start < effect.end and effect.start < end for effect in effects
        ):
            continue
        score = weight + _bonus_en(lower, term, start)
        if term not in best or score > best[term][0] + 0.3:
            best[term] = (score, start, end)
    ranked = sorted(best.values(), key=lambda one: (-one[0], one[1]))[:_MOST]
    return [Hint("means", start, end) for _, start, end in sorted(ranked, key=lambda one: one[1])]


def _refused_en(term: str, title: str) -> bool:
    if len(term) < 4 or re.fullmatch(alternation(_NAME, "generic"), term):
        return True
    return title.strip().endswith(term)


def _bonus_en(lower: str, term: str, start: int) -> float:
    repeats = min(lower.count(term) - 1, 3)
    score = 0.35 * repeats - 0.5 * start / max(len(lower), 1) + 0.2 * min(term.count(" "), 3)
    return score + 0.4 * bool(_HEAD.search(term))


@cache
def _cue() -> re.Pattern[str]:
    cues = sorted(lexicon(_NAME)["introduce"], key=lambda word: (-len(word), word))
    return re.compile(r"(?:\b(?:" + "|".join(cues) + r"))(?=\s)", re.IGNORECASE)


@cache
def _weight(cue: str) -> float:
    table: dict[str, float] = lexicon(_NAME)["introduce"]
    return next((w for word, w in table.items() if re.fullmatch(word, cue, re.IGNORECASE)), 0.3)


def _phrases(folded: str) -> Iterator[tuple[int, int, float]]:
    lead = re.compile(rf"\s*(?:(?:{alternation(_NAME, 'determiner')})\s+)*", re.IGNORECASE)
    for sentence, end in _sentences(folded):
        for cue in _cue().finditer(folded, sentence, end):
            front = lead.match(folded, cue.end(), end)
            begin = front.end() if front else cue.end()
            start, close = trim(folded, begin, _phrase_end(folded, begin, end))
            if _NP.fullmatch(folded, start, close):
                yield start, close, _weight(cue.group())


def _phrase_end(folded: str, begin: int, end: int) -> int:
    """Where a noun phrase ends: at a function word, or at a participle behind its first word."""
    last = min(end, begin + _LONGEST)
    stop = pattern(_NAME, "stop").search(folded, begin, last)
    close = stop.start() if stop else last
    first = re.compile(r"[\w/-]+\s+").match(folded, begin, close)
    verb = re.compile(r"\b\w{2,}ed\b(?!\s\w)").search(
        folded, first.end() if first else close, close
    )
    return verb.start() if verb else close
