"""The claimed subject of a patent, normalised so that equal products group; its category."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from patnav.ingest.annotate.claims import body_of, independent_claims, preamble_of
from patnav.ingest.annotate.lexicon import alternation, ending, pattern, words
from patnav.ingest.annotate.text import body_start, fold, trim
from patnav.ingest.terms import normalise

__all__ = ["Product", "find_product", "says_little"]


def says_little(product: str, lang: str) -> bool:
    """Whether a name is a generic head alone: 装置, 控制方法, method, computer system."""
    if lang == "zh":
        return _generic(product)
    return bool(pattern("product", "en.generic").fullmatch(product))


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
    elif section == "abstract" and lang == "zh":
        start, end = _announced(folded, start, end)
    start, end = _subject(folded, lang, *trim(folded, start, end))
    if end - start < 2:
        return None
    name = _normal(folded[start:end], folded[end : end + _PAIRED], lang)
    return Product(start, end, name, _category(name, lang)) if name else None


def _claimed(folded: str, lang: str) -> tuple[int, int]:
    spans = independent_claims(folded, lang)
    if not spans:
        return 0, 0
    start, end = spans[0]
    cut = body_of(folded, lang, start, end).cut
    return (start, end) if cut is None else preamble_of(folded, start, cut)


def _announced(folded: str, start: int, end: int) -> tuple[int, int]:
    """Where a Chinese abstract names what it is on: behind 本发明公开了, behind its field.

    An empty span where its first clause tells a circumstance instead.
    """
    for _ in range(2):
        if match := pattern("product", "zh.opening").match(folded, start, end):
            start = match.end()
        stop = _STOP["zh"].search(folded, start, end)
        if not stop or not ending("product", "zh.field").search(folded[start : stop.start()]):
            break
        start = stop.end()
    first = folded[start : stop.start() if stop else end].rstrip()
    if ending("product", "zh.circumstance").search(first):
        return start, start
    if verb := ending("product", "zh.parts").search(first):
        end = start + verb.start()
    return start, end


def _subject(folded: str, lang: str, start: int, end: int) -> tuple[int, int]:
    """The first noun phrase: up to the first mark and before a second subject."""
    number = re.compile(r"\s*\d+\s*[.、)]\s*").match(folded, start, end)
    start = number.end() if number else start
    heads = _heads().match(folded, start, end) if lang == "en" else None
    stop = _STOP[lang].search(folded, heads.end() if heads else start, end)
    end = stop.start() if stop else end
    lead = re.compile(
        "(?:一种|一类|一套|一个)" if lang == "zh" else r"(?:an?|the)\s+", re.IGNORECASE
    )
    match = lead.match(folded, start, end)
    start = match.end() if match else start
    return trim(folded, start, _first(folded, start, end) if lang == "zh" else end)


_STOP = {
    "zh": re.compile(r"[,;:。]"),
    "en": re.compile(r"[,;:]|(?<!\bi\.e)(?<!\be\.g)\.\s", re.IGNORECASE),
}
_PAIRED = 12  # characters behind the first subject in which its pair (…方法及装置) stands
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


@cache
def _heads() -> re.Pattern[str]:
    """Several generic heads of one subject: method and system, apparatus, method and program."""
    head = rf"{alternation('product', 'en.generic')}\b"
    joint = r"(?:\s*,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+|/)(?:an?\s+|the\s+)?"
    return re.compile(
        rf"\s*(?:an?\s+|the\s+)?{head}(?:{joint}(?:[\w-]+\s+)?{head})+", re.IGNORECASE
    )


def _normal(subject: str, behind: str, lang: str) -> str:
    """The name of a subject; of a pair (方法及装置, method and system) that of the thing."""
    subject = pattern("product", f"{lang}.parents").sub("", subject)
    if lang == "en":
        quiet = subject.lower() if subject.isupper() else subject
        return normalise(_english(quiet), "en")[:120].strip()
    name = _chinese(_BRACKETS.sub("", subject))
    if pair := _pair().match(behind):
        name = re.sub("(?:方法|工艺|流程)$", pair["head"], name)
    return normalise(name, "zh")[:40]


_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


@cache
def _pair() -> re.Pattern[str]:
    things = alternation("product", "zh.things")
    return re.compile(rf"\s*(?:、|以及|及其|及|和|与)(?:相关|其|该)?(?P<head>{things})")


def _chinese(name: str) -> str:
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
        name = re.sub(rf"^{alternation('product', 'zh.adjectives')}(?=.{{2}})", "", head)
    return name.strip(" ,、")[:40]


# a head that names the act only: the object in front of it belongs to the name
_METHOD = re.compile(r".{0,4}(?:方法|工艺|流程|法)|.{2}(?:机构|结构|组件|系统)")


def _generic(name: str) -> bool:
    return name in words("product", "zh.generic")


def _without(lead: re.Pattern[str], name: str) -> str:
    """Take a lead off, unless what is left says too little."""
    match = lead.match(name)
    rest = name[match.end() :] if match else name
    return name if not rest or _generic(rest) else rest


def _english(subject: str) -> str:
    name = subject.strip()
    lead = pattern("product", "en.lead")
    while (match := lead.match(name)) and match.end() < len(name):
        name = name[match.end() :]
    if heads := _heads().match(name):
        name = _thing(heads.group()) + name[heads.end() :]
    short = re.sub(alternation("product", "en.tail"), "", " " + name, flags=re.IGNORECASE).strip()
    pair = _PAIR.match(name, len(short))
    if pattern("product", "en.generic").fullmatch(short):
        short = _purpose(name, short)
    elif pair:
        short = re.sub(r"(?:method|process)s?$", pair["head"], short, flags=re.IGNORECASE)
    elif _ACT.fullmatch(short):
        short += _of(name, len(short))
    return " ".join(short.split())


# an act says too little without its object
_ACT = re.compile(r"(?:\w+\s)?\w+(?:tion|ment|sis|ing|ance|ence)|restart", re.IGNORECASE)
_PAIR = re.compile(r"\s+and\s+(?P<head>system|apparatus|device)(?:s|es)?\b", re.IGNORECASE)


def _thing(heads: str) -> str:
    """Of several generic heads the first that is no method."""
    listed: list[str] = pattern("product", "en.generic").findall(heads)
    method = re.compile("method|process(?!or|ing)|technique|procedure", re.IGNORECASE)
    return next((head for head in listed if not method.search(head)), listed[0])


def _of(name: str, start: int) -> str:
    """The object of an act: functionalization of carbon nanotubes."""
    joint = re.compile(r"(?:\s+and\s+\w+)?\s+(?:of|for)\s+", re.IGNORECASE).match(name, start)
    if not joint:
        return ""
    stop = _NEXT.search(name, joint.end())
    return name[start : stop.start() if stop else len(name)]


_OBJECT = re.compile(
    r"\s+(?:for|of|to)\s+(?:use\s+(?:with|in|on|as)\s+|facilitate\s+|enable\s+|provide\s+)?(?:e\.g\.\s+)?(?:the\s+|an?\s+)?"
    r"(?P<verb>\w+ing\s+)?(?:the\s+|an?\s+)?",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"\s+(?:comprising|having|with)\s+(?:an?\s+)?(?P<thing>[^,;]{3,60})", re.IGNORECASE
)
_FOR = re.compile(r"\s+for\s+(?P<verb>\w+ing\s+)?(?:the\s+|an?\s+)?", re.IGNORECASE)
_NEXT = re.compile(
    r"\s+(?:for|that|which|with|having|comprising|in|using|by|and|from|based\s+on|wherein|suitable|adapted|configured|capable)\b",
    re.IGNORECASE,
)


def _purpose(name: str, head: str) -> str:
    """A generic head with its object: method for producing solid electrolyte."""
    match = _OBJECT.match(name, len(head)) or _FOR.search(name, len(head))
    if not match:
        parts = _WITH.match(name, len(head))
        return head + (f" with {parts['thing']}" if parts else _of(name, len(head)))
    stop = _NEXT.search(name, match.end())
    thing = name[match.end() : stop.start() if stop else len(name)]
    verb = (match["verb"] or "").strip().lower()
    made = pattern("product", "en.make").fullmatch(verb) or not verb
    if made and pattern("product", "en.making").search(head):
        return f"method for producing {thing}"
    return f"{head} for {verb + ' ' if verb else ''}{thing}"


_HEAD = re.compile(r"\s(?:for|of|to)\s")


def _category(name: str, lang: str) -> str:
    for category in ("use", "method", "composition"):
        cue = alternation("product", f"{lang}.{category}")
        where = _HEAD.split(name)[0] if lang == "en" else name
        first = "^" if (category, lang) == ("use", "en") else ""
        if re.search(first + cue + (r"s?\b" if lang == "en" else "$"), where, re.IGNORECASE):
            return category
    return "product"
