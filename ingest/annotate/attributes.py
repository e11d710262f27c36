"""What an effect changes (成本, fuel consumption): 2-8 characters or 1-4 words; METHOD.md §2.2."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from patnav.ingest.annotate.amounts import find_amount
from patnav.ingest.annotate.lexicon import alternation, lexicon

__all__ = ["Attribute", "find_attribute"]

_ZH, _EN, _FACTS = "effects_zh", "english", "effect_facts"
_PURPOSE = re.compile(
    r"的?(?:发生|产生|出现|现象|难题|技术问题|可能)$|的(?:目的|效果|作用|问题|缺陷|缺点|弊端|增加|风险)$"
)
_LEFTOVER = re.compile(r"[的地得了着]*")
_MARKS = "、,和与及的了地得到等 "


class Attribute(NamedTuple):
    """`name` and where it stands in the quote; -1, -1 when it is made up (节能 changes 能耗)."""

    name: str
    start: int
    end: int


def find_attribute(quote: str, lang: str) -> Attribute:
    """Name what a folded quote of an effect changes; the quote itself when nothing is found."""
    name = _english(quote) if lang == "en" else _chinese(quote)
    name = name or quote[:8]
    at = quote.lower().find(name) if lang == "en" else quote.find(name)
    return Attribute(name, at, at + len(name) if at >= 0 else -1)


# --- Chinese ------------------------------------------------------------------------------------


@cache
def _rule(name: str) -> re.Pattern[str]:
    before = f"(?:{alternation('clauses', 'modals')}|{alternation('clauses', 'adverbs')}){{0,5}}"
    degree = f"(?:{alternation('clauses', 'adverbs')}|{alternation('clauses', 'fillers')}){{0,5}}"
    lead = f"(?:{alternation('clauses', 'leads')}|{alternation('clauses', 'subjects')}){{0,6}}"
    source = {
        "lead": lead,
        "change": f"{before}{_any('change')}(?P<rest>.*)",
        "moved": f"(?:使得?|让|令)?(?P<rest>.{{1,26}}?){degree}{_any('change')}(?:了|很多|许多)?",
        "predicate": f"(?P<rest>.{{1,26}}?){degree}{_any('predicate')}(?:了|很多|许多)?",
        "weak": f"{before}{_any('weak')}(?P<rest>.+)",
        "inner": f"{_any('change')}(?P<rest>.+)",
    }[name]
    return re.compile(source)


def _any(kind: str) -> str:
    ways = lexicon(_ZH)[kind]
    return "(?:" + "|".join(alternation(_ZH, f"{kind}.{way}") for way in ways) + ")"


def _chinese(quote: str) -> str:
    text = _without_amount(quote)
    lead = _rule("lead").match(text)
    core = (text[lead.end() :] if lead and lead.end() < len(text) else text).strip(" ,、")
    table: dict[str, str] = lexicon(_FACTS)["attributes"]
    if core in table:
        return table[core]
    for name, noun in _TRIES:
        match = _rule(name).search(core) if name == "inner" else _rule(name).fullmatch(core)
        if match and (found := noun(match["rest"])):
            return found
    return _object_noun(core)


def _without_amount(quote: str) -> str:
    amount = find_amount(quote, 0, len(quote))
    if amount is None or amount.start == 0:
        return quote
    return quote[: amount.start].rstrip("达至到为约 ") + quote[amount.end :]


def _object_noun(rest: str) -> str:
    """The noun that an object ends in: behind the last 的, at most eight characters."""
    bare = _LEFTOVER.sub("", _PURPOSE.sub("", rest), count=1).strip("的了地得到等 ")
    head = re.split(r"的|对|因|由于|所", bare)[-1] or bare
    return head[-8:].strip(_MARKS) or rest[:8].strip(_MARKS)


def _subject_noun(rest: str) -> str:
    bare = re.split(r"的|^使得?(?!用)|对|该|其", rest.rstrip("的地得 "))[-1] or rest
    return bare[-8:].strip(_MARKS) or rest[:8].strip(_MARKS)


_TRIES = (
    ("change", _object_noun),
    ("predicate", _subject_noun),
    ("moved", _subject_noun),
    ("inner", _object_noun),
    ("weak", _object_noun),
)


# --- English ------------------------------------------------------------------------------------

_OBJECT = re.compile(
    r"(?:(?:an?|the|its|their|any)\s+)?((?:[\w/-]+\s?){1,4}?)(?=\s(?:of|for|in|on|at|with|from|along|to"
    r"|within|between|by|caused|generated|and|or|that|which|resulting|during|over|under|is|are|can"
    r"|may|being|without|than)\b|[,;]|$)",
    re.IGNORECASE,
)


@cache
def _changing() -> re.Pattern[str]:
    ways = lexicon(_EN)["change"]
    verbs = "|".join(alternation(_EN, f"change.{way}") for way in ways)
    adverbs = f"(?:(?:{alternation(_EN, 'adverb')})\\s+)*"
    return re.compile(rf"\b(?:can\s+|may\s+|to\s+|also\s+)*{adverbs}(?:{verbs})\b", re.IGNORECASE)


# words that name no attribute: the problem of, the need for, an increase in
_NOTHING = re.compile(
    r"(?:an?\s+|the\s+|any\s+)?(?:problems?|needs?|possibility|occurrence|increase|decrease)"
    r"\s+(?:of|for|in|that)\s+(?:the\s+|an?\s+)?",
    re.IGNORECASE,
)


@cache
def _praising() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:more|less|greatly|highly|improved|enhanced|increased|reduced|higher|lower|better|superior"
        r"|excellent|good|high|low|long|longer|greater|simple|wide|wider|significantly|with|has|have|very)\s+",
        re.IGNORECASE,
    )


def _english(quote: str) -> str:
    """The object of a verb of change, else the subject of a passive, else what praise stands at."""
    match = _changing().match(quote)
    rest = quote[match.end() :].strip() if match else quote
    while empty := _NOTHING.match(rest):
        rest = rest[empty.end() :]
    while not match and (praise := _praising().match(rest)):
        rest = rest[praise.end() :]
    found = _OBJECT.match(rest)
    words = (found[1] if found else rest).split()
    return " ".join(words[:4]).lower()
