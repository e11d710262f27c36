"""The claimed subject of a patent, normalised so that equal products group; its category."""

from __future__ import annotations

import re
from typing import NamedTuple

from patnav.ingest.annotate.claims import independent_claims as _independent
from patnav.ingest.annotate.claims import split_claim
from patnav.ingest.annotate.lexicon import alternation, ending, pattern, words
from patnav.ingest.annotate.text import body_start, fold, trim

__all__ = ["Product", "find_product"]


class Product(NamedTuple):
    """`text[start:end]` names the subject; `product` is its normalised head."""

    start: int
    end: int
    product: str
    category: str


def find_product(text: str, section: str, lang: str) -> Product | None:
    """Read the claimed subject from a claim (its preamble) or a title; None when nothing is named.

    `lang` is zh or en. `category` is product, method, composition or use.
    """
    folded = fold(text)
    start, end = body_start(folded) if section == "abstract" else 0, len(folded)
    if section == "claim":
        start, end = _claimed(folded, lang)
    start, end = _subject(folded, lang, *trim(folded, start, end))
    if end - start < 2:
        return None
    name = _normal(folded[start:end], lang)
    return Product(start, end, name, _category(folded[start:end], name, lang)) if name else None


def _claimed(folded: str, lang: str) -> tuple[int, int]:
    spans = _independent(folded, lang)
    if not spans:
        return 0, 0
    claim = split_claim(folded, lang, *spans[0])
    return claim.preamble or (claim.start, claim.end)


def _subject(folded: str, lang: str, start: int, end: int) -> tuple[int, int]:
    """The first noun phrase: up to the first mark and before a second subject."""
    stop = re.compile(r"[,;:。]" if lang == "zh" else r"[,;:]|\.\s").search(folded, start, end)
    end = stop.start() if stop else end
    number = re.compile(r"\s*\d+\s*[.、)]\s*").match(folded, start, end)
    start = number.end() if number else start
    lead = re.compile(
        "(?:一种|一类|一套|一个)" if lang == "zh" else r"(?:an?|the)\s+", re.IGNORECASE
    )
    match = lead.match(folded, start, end)
    start = match.end() if match else start
    return trim(folded, start, _first(folded, start, end) if lang == "zh" else end)


_SECOND = re.compile(r"、|以及|及其|及|和|与")


def _first(folded: str, start: int, end: int) -> int:
    """Where the first of several subjects ends: behind a noun of things, before 和, 、, 及其 …"""
    for joint in _SECOND.finditer(folded, start + 2, end):
        if ending("product", "zh.nouns").search(folded[start : joint.start()]):
            rest = folded[joint.end() : end]
            if "的" not in folded[start : joint.start()] or ending("product", "zh.nouns").search(
                rest
            ):
                return joint.start()
    return end


def _normal(subject: str, lang: str) -> str:
    if lang == "en":
        return _normal_english(subject)
    name = re.sub(r"\([^()]*\)", "", subject)
    name = ending("product", "zh.tail").sub("", name) or name
    for _ in range(3):
        name = _without(pattern("product", "zh.lead"), name)
        name = re.sub(rf"^{alternation('product', 'zh.adjectives')}(?=.{{2}})", "", name)
    owner, _, head = name.rpartition("的")
    if owner and head in ("应用", "用途"):
        return name.strip(" ,、")[:40]
    if owner and (_generic(head) or _METHOD.fullmatch(head)):
        name = owner.removeprefix("用于") + head  # X的控制装置 and X控制装置 are one product
    elif len(head) > 1:
        name = head
    return name.strip(" ,、")[:40]


# a head that names the act only: the object in front of it belongs to the name
_METHOD = re.compile(r".{0,4}(?:方法|工艺|流程|法)")


def _generic(name: str) -> bool:
    return name in words("product", "zh.generic")


def _without(lead: re.Pattern[str], name: str) -> str:
    """Take a lead off, unless what is left says too little."""
    match = lead.match(name)
    rest = name[match.end() :] if match else name
    return name if not rest or _generic(rest) else rest


def _normal_english(subject: str) -> str:
    name = subject.strip()
    lead = pattern("product", "en.lead")
    while (match := lead.match(name)) and match.end() < len(name):
        name = name[match.end() :]
    short = re.sub(alternation("product", "en.tail"), "", " " + name, flags=re.IGNORECASE).strip()
    if pattern("product", "en.generic").fullmatch(short):
        short = _purpose(name, short)
    return re.sub(r"\s+", " ", short).strip().lower()[:80]


_OBJECT = re.compile(r"\s+(?:for|of|to)\s+(?:the\s+|an?\s+)?(?P<verb>\w+ing\s+)?(?:the\s+|an?\s+)?")
_NEXT = re.compile(
    r"\s+(?:for|that|which|with|having|comprising|in|using|by|and|from|based|wherein)\b"
)


def _purpose(name: str, head: str) -> str:
    """A generic head with its object: method for producing solid electrolyte."""
    match = _OBJECT.match(name, len(head))
    if not match:
        return head
    stop = _NEXT.search(name, match.end())
    thing = name[match.end() : stop.start() if stop else len(name)]
    verb = (match["verb"] or "").strip().lower()
    made = pattern("product", "en.make").fullmatch(verb) or not verb
    if made and pattern("product", "en.making").search(head):
        return f"method for producing {thing}"
    return f"{head} for {verb + ' ' if verb else ''}{thing}"


def _category(subject: str, name: str, lang: str) -> str:
    bare = ending("product", "zh.tail").sub("", subject.rstrip(")")) or subject
    for category in ("use", "method", "composition"):
        cue = alternation("product", f"{lang}.{category}")
        where = name if lang == "en" or category == "composition" else bare
        if re.search(cue + (r"s?\b" if lang == "en" else "$"), where, re.IGNORECASE):
            return category
    return "product"
