"""Places: addresses, names of organisations and declared regions become codes, each with its rule.

What is ambiguous is not guessed; the answer ends at the level that is certain. The order of the
rules is that of `RULES`; docs/parties.md tells why, and how sure each is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from patnav.ingest.places.addresses import find_address
from patnav.ingest.places.gazetteer import Place, gazetteer, stem
from patnav.ingest.wording import has_east_asian, latin_words, simplified

__all__ = ["RULES", "Located", "Place", "country_of", "locate", "locate_name"]

RULES = ("address", "declared", "university", "name", "country")
"""Rules of location, the strongest first."""

_BRACKETS = re.compile(r"\(([^()]{2,15})\)")


class Located(NamedTuple):
    """Where something lies: the most precise code that is certain, and the rule that found it."""

    code: str
    rule: str


@lru_cache(maxsize=65_536)
def locate(address: str) -> Located | None:
    """Find the place of an address in Chinese or English by today's divisions; None without any.

    The rule is always `address`; what is ambiguous in the whole country is None
    (`patnav.ingest.places.addresses` tells how an address is read, and the division then).
    """
    found = find_address(address)
    ambiguous = found.code == "CN" and not _names_china(address)
    return Located(found.code, "address") if found.code and not ambiguous else None


def _names_china(address: str) -> bool:
    """Tell whether an address names China itself, not only a place that it has twice."""
    text = simplified(address)
    return not has_east_asian(text) or text.startswith(gazetteer().rules.home)


@lru_cache(maxsize=65_536)
def locate_name(name: str) -> Located | None:
    """Find the place that the Chinese or English name of an organisation tells, if it does.

    A place in brackets comes first (…(上海)有限公司), then a university of the Ministry's list
    (rule `university`), then the place at the head of the name (rule `name`).
    """
    text = simplified(name)
    places = gazetteer()
    for inner in _BRACKETS.findall(text):
        if code := _bracketed(inner):
            return Located(code, "name")
    seat, rest = places.university(text)
    if seat and not (elsewhere := places.head(rest)):
        return Located(seat, "university")
    code = elsewhere if seat else places.head(_without(places.rules.passed_over, text))
    if code or text.startswith(places.rules.home):
        return Located(code or "CN", "name")
    return _in_english_name(name)


def country_of(code: str) -> str:
    """ISO 3166 code of the country of a place; HK, MO and TW are codes of their own there."""
    if not code.isdigit():
        return code
    return {"81": "HK", "82": "MO", "71": "TW"}.get(code[:2], "CN")


def _bracketed(inner: str) -> str:
    places = gazetteer()
    if inner in places.rules.home:
        return "CN"
    return places.exact(inner) or places.english([inner])


def _without(openers: tuple[str, ...], text: str) -> str:
    opener = next((word for word in openers if text.startswith(word)), "")
    return text.removeprefix(opener)


def _in_english_name(name: str) -> Located | None:
    """Place of an English name: the seat of a university, the first word, any word, or China."""
    if has_east_asian(name):
        return None
    words = latin_words(name)
    if seat := _english_university(words):
        return Located(seat, "university")
    places = gazetteer()
    rest = [word for word in words if word not in places.rules.name_openers]
    code = _named_in(rest[:2]) or _named_in(word for word in rest if len(word) > 3)
    code = code or _named_in(map("".join, pairwise(rest)))
    return Located(code or "CN", "name") if code or "china" in words else None


def _named_in(words: Iterable[str]) -> str:
    """The Chinese place that English words name; brands do not count."""
    words = [word for word in words if word not in gazetteer().rules.not_in_english]
    code = gazetteer().english(("".join(words[:2]),)) or gazetteer().english(words)
    known = gazetteer().places.get(code)
    return code if known and stem(known.name_zh) not in gazetteer().rules.not_in_names else ""


def _english_university(words: Sequence[str]) -> str:
    if not {"univ", "university"} & set(words):
        return ""
    rest = [word for word in words if word not in ("univ", "university", "of", "the")]
    return gazetteer().rules.english_universities.get(" ".join(rest), "")
