"""The claimed subject of a patent, normalised so that equal products group; its category."""

from __future__ import annotations

import re
from typing import NamedTuple

from patnav.ingest.annotate.claims import independent_claims as _independent
from patnav.ingest.annotate.claims import split_claim
from patnav.ingest.annotate.lexicon import alternation
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
    """The first noun phrase: up to the first mark, cut before what follows the head's name."""
    stop = re.compile(r"[,;:。]" if lang == "zh" else r"[,;:]|\.\s").search(folded, start, end)
    end = stop.start() if stop else end
    number = re.compile(r"\s*\d+\s*[.、)]\s*").match(folded, start, end)
    start = number.end() if number else start
    lead = re.compile(
        "(?:一种|一类|一套|一个)" if lang == "zh" else r"(?:an?|the)\s+", re.IGNORECASE
    )
    match = lead.match(folded, start, end)
    return trim(folded, match.end() if match else start, end)


def _normal(subject: str, lang: str) -> str:
    if lang == "en":
        return _normal_english(subject)
    name = re.sub(r"\([^()]*\)", "", subject)
    name = re.sub(alternation("product", "zh.tail"), "", name) or name
    for _ in range(3):
        name = re.sub(rf"^{alternation('product', 'zh.lead')}", "", name) or name
        name = re.sub(rf"^{alternation('product', 'zh.adjectives')}(?=.{{2}})", "", name)
    head = name.rsplit("的", 1)[-1]
    return (head if len(head) > 1 else name).strip(" ,、")[:40]


def _normal_english(subject: str) -> str:
    name = re.sub(alternation("product", "en.tail"), "", " " + subject, flags=re.IGNORECASE).strip()
    lead = re.compile(alternation("product", "en.lead"), re.IGNORECASE)
    while match := lead.match(name):
        name = name[match.end() :]
    return re.sub(r"\s+", " ", name).strip().lower()[:80]


def _category(subject: str, name: str, lang: str) -> str:
    for category in ("use", "method", "composition"):
        cue = alternation("product", f"{lang}.{category}")
        where = name if lang == "en" or category == "composition" else subject.rstrip(")")
        if re.search(cue + (r"s?\b" if lang == "en" else "$"), where, re.IGNORECASE):
            return category
    return "product"
