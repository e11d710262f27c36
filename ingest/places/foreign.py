"""Addresses outside mainland China: the country is told, nothing narrower."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from patnav.data import load_yaml, resource
from patnav.ingest.places.gazetteer import gazetteer
from patnav.ingest.wording import HAN

__all__ = ["country_at_end", "plain_latin", "region_abroad"]

_US_STATE = re.compile(r"\b([A-Z]{2}),? \d{5}(?:-\d{4})?$")
_STATE_AND_COUNTRY = re.compile(r"\b[A-Z]{2}[, ]+(?:\d{5}(?:-\d{4})?[, ]+)?(?:US|USA|U\.S\.A?\.?)$")
_HEAD = re.compile(rf"[{HAN}\u3040-\u30ff\uac00-\ud7af]+")
_JAPANESE = re.compile(r"[\u3040-\u30ff]|-(?:shi|ku|cho|ken|gun|chome)\b", re.IGNORECASE)
_KOREAN = re.compile(r"[\uac00-\ud7af]|-(?:gu|dong|ro|gil|do|myeon|eup)\b", re.IGNORECASE)
_LONGEST = 8  # signs of a region's name


def country_at_end(address: str) -> str:
    """Code of the country that ends an address in Latin script; empty when none does.

    A US state with its ZIP code is US; the codes of US states are not read as those of countries.
    """
    plain = address.rstrip(" .,;")
    if _US_STATE.search(plain) or _STATE_AND_COUNTRY.search(plain):
        return "US"
    words = re.split(r"[,;]", plain)[-1].split()
    places = gazetteer()
    if places.english(["".join(words)]):  # Inner Mongolia is not Mongolia
        return ""
    for start in range(len(words)):
        tail = " ".join(words[start:]).strip("()[]")
        if tail.upper() not in places.rules.us_states and (code := places.country(tail)):
            return code
    return "US" if _is_us_state(words) else ""


def _is_us_state(words: Sequence[str]) -> bool:
    """Tell whether words are the code of a US state that is no country's too (NY, but not CA)."""
    code = "".join(words)
    return code in gazetteer().rules.us_states and not gazetteer().country(code)


def region_abroad(address: str) -> str:
    """Code of the country whose region, city, postcode or script an address shows; else empty."""
    return next(_signs(address), "")


def _signs(address: str) -> Iterator[str]:
    for country, form in _data()[1].items():
        if form.search(address):
            yield country
    yield from _latin(address)
    if head := _HEAD.search(address):
        yield from _east_asian(head.group())
    if _JAPANESE.search(address):
        yield "JP"
    if _KOREAN.search(address):
        yield "KR"


def _latin(address: str) -> Iterator[str]:
    """Countries of the names between commas, the last first; digits do not count."""
    for part in reversed(re.split(r"[,;()]", plain_latin(address))):
        words = [word for word in part.split() if not any(map(str.isdigit, word))]
        for name in (" ".join(words), " ".join(words[-2:]), *words[-1:], *words[:1]):
            if code := _data()[0].get(name):
                yield code


def _east_asian(text: str) -> Iterator[str]:
    for length in range(min(len(text), _LONGEST), 1, -1):
        if code := _data()[0].get(text[:length]):
            yield code


def plain_latin(text: str) -> str:
    """Latin text in lower case and without accents."""
    bare = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in bare if not unicodedata.combining(sign)).casefold()


@cache
def _data() -> tuple[Mapping[str, str], Mapping[str, re.Pattern[str]]]:
    words = load_yaml(resource("places/foreign.yaml"))
    codes = {"TW": "710000", "HK": "810000", "MO": "820000"}
    regions = {
        name: codes.get(country, country)
        for country, names in words["regions"].items()
        for name in names
    }
    forms = {country: re.compile(form) for country, form in words["postcodes"].items()}
    return regions, forms
