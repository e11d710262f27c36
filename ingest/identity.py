"""Parties: one key per name, and what the name alone tells about kind, country and place.

Two spellings have the same key when they differ only in width, script (traditional or simplified),
case, blanks, punctuation, or in the spelling of one and the same legal form. Nothing else is ever
merged: no edit distance, no missing region, no chain of likenesses (docs/parties.md has the
measured reasons).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

import yaml

from patnav.data import resource
from patnav.ingest.places import Located, country_of, locate_name
from patnav.ingest.wording import HAN, has_east_asian, latin_words, simplified

__all__ = ["Identity", "identify", "is_placeholder", "normalise"]

_BRACKETS_AT_END = re.compile(r"(?:\([^()]*\))+$")
_SIGNS = re.compile(r"[^\w()]+|_|\(\)")
_HAN_ONLY = re.compile(rf"^[{HAN}]+$")
_KANA = re.compile(r"[\u3040-\u30fa\u30fd-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_DOT = re.compile(r"[·•・‧∙⋅]")


class Identity(NamedTuple):
    """What a party's name tells: its key, kind, country (ISO 3166 or empty) and place (or None).

    `kind` is one of enterprise, university, institute, hospital, government, individual, unknown.
    """

    key: str
    kind: str
    country: str
    place: Located | None


class _Form(NamedTuple):
    spelling: str
    form: str
    country: str


@dataclass(frozen=True)
class _Words:
    """The lexicons, in the form in which the rules below ask them."""

    east_asian: tuple[_Form, ...]
    latin: tuple[_Form, ...]
    endings: Mapping[str, str]
    kinds: Mapping[str, frozenset[str]]
    placeholders: frozenset[str]
    surnames: frozenset[str]
    compound_surnames: frozenset[str]
    transliterated: frozenset[str]
    generic: re.Pattern[str]
    chinese: tuple[str, ...]
    foreign: Mapping[str, str]


@lru_cache(maxsize=500_000)
def identify(name: str) -> Identity:
    """Tell key, kind, country and place from a party's name alone."""
    key = normalise(name)
    form = _form_of(key, east_asian=has_east_asian(key))
    kind = _kind(name, key, form)
    place = _place(name, key, form, kind)
    return Identity(key, kind, country_of(place.code) if place else "", place)


@lru_cache(maxsize=500_000)
def normalise(name: str) -> str:
    """Bring a party's name into the form that is its key; empty for a name without letters.

    East Asian names lose blanks and signs but keep brackets, `丰田自动车株式会社`; names in Latin
    script become lower-case words, `toyota motor co ltd`. The legal form takes its usual spelling.
    """
    if has_east_asian(name):
        return _with_usual_form(_bare(name), _words().east_asian)
    return _with_usual_form(_bare(name), _words().latin, blank=" ")


def is_placeholder(name: str) -> bool:
    """Tell whether a name only says that the name is withheld or missing."""
    key = normalise(name)
    return not any(map(str.isalpha, key)) or key in _words().placeholders


def _with_usual_form(text: str, forms: tuple[_Form, ...], blank: str = "") -> str:
    for spelling, form, _ in forms:
        if text.endswith(blank + spelling):
            return text.removesuffix(spelling) + form
        if not blank and text.startswith(spelling) and text != spelling:
            return form + text.removeprefix(spelling)
    return text


def _form_of(key: str, *, east_asian: bool) -> _Form:
    """The legal form of a key; an empty one when it has none."""
    blank, forms = ("", _words().east_asian) if east_asian else (" ", _words().latin)
    plain = _BRACKETS_AT_END.sub("", key) if east_asian else key
    for form in forms:
        if plain.endswith(blank + form.form) or (east_asian and plain.startswith(form.form)):
            return form
    return _Form("", "", "")


def _kind(name: str, key: str, form: _Form) -> str:
    if has_east_asian(key):
        plain = _BRACKETS_AT_END.sub("", key)
        return "enterprise" if form.form else _kind_by_ending(plain) or _person(name, plain)
    words = set(key.split())
    for kind, marks in _words().kinds.items():
        if kind in ("institute", "government", "enterprise") and form.form:
            return "enterprise"
        if words & marks:
            return kind
    return "individual" if _is_western_person(name, key) else "unknown"


def _kind_by_ending(text: str) -> str:
    endings = _words().endings
    for start in range(max(0, len(text) - 8), len(text)):
        if kind := endings.get(text[start:]):
            return kind
    return ""


def _person(name: str, key: str) -> str:
    """Chinese family name with one or two signs more, or a foreign name with its middle dot."""
    if not _HAN_ONLY.match(key) or key.startswith(tuple(_words().foreign)):
        return "unknown"
    single = len(key) in (2, 3) and key[0] in _words().surnames
    compound = len(key) in (3, 4) and key[:2] in _words().compound_surnames
    return "individual" if single or compound or _DOT.search(name) else "unknown"


def _is_western_person(name: str, key: str) -> bool:
    """`Family, Given M.`: two or three words with one comma behind the first part."""
    parts = [part.strip() for part in name.split(",")]
    words = key.split()
    return len(parts) == 2 and all(parts) and 2 <= len(words) <= 3 and all(map(str.isalpha, words))


def _place(name: str, key: str, form: _Form, kind: str) -> Located | None:
    """The place that the name tells; a foreign form or script is stronger than a Chinese word."""
    if kind == "individual":
        return None
    country = _foreign_country(key, form)
    if country:
        inside = locate_name(name) if "(" in key else None
        return inside or Located(country, "name")
    found = locate_name(name)
    if found is None and form.country == "CN" and not _is_transliterated(name, key, form):
        return Located("CN", "name")
    return found


def _foreign_country(key: str, form: _Form) -> str:
    if _HANGUL.search(key):
        return "KR"
    for start, country in _words().foreign.items():
        if key.startswith(start) and has_east_asian(key):
            return country
    if form.country not in ("", "CN"):
        return form.country
    return "JP" if _KANA.search(key) else ""


def _is_transliterated(name: str, key: str, form: _Form) -> bool:
    """Tell whether a Chinese name mostly spells foreign sounds (罗伯特·博世)."""
    if key.startswith(_words().chinese):
        return False
    if _DOT.search(name) or re.search("[a-z]{2}", key):
        return True
    core = _words().generic.sub("", key.replace(form.form, ""))
    foreign = sum(sign in _words().transliterated for sign in core)
    return len(core) >= 3 and foreign >= 0.75 * len(core)


@cache
def _words() -> _Words:
    forms, kinds, names = (
        yaml.safe_load(resource(f"lexicons/{name}.yaml").read_text(encoding="utf-8"))
        for name in ("legal_forms", "organisation_kinds", "party_names")
    )
    return _Words(
        east_asian=_forms(forms["east_asian"]),
        latin=_forms(forms["latin"]),
        endings={simplified(end): kind for kind, ends in kinds["endings"].items() for end in ends},
        kinds={kind: frozenset(words) for kind, words in kinds["words"].items()},
        placeholders=frozenset(_bare(name) for name in names["placeholders"]),
        surnames=frozenset("".join(names["surnames"].split())),
        compound_surnames=frozenset(names["compound_surnames"]),
        transliterated=frozenset("".join(names["transliterated"].split())),
        generic=re.compile("|".join(names["generic"])),
        chinese=tuple(names["chinese"]),
        foreign={
            start.casefold(): code for code, starts in names["foreign"].items() for start in starts
        },
    )


def _forms(entries: Iterable[Mapping[str, Any]]) -> tuple[_Form, ...]:
    """All spellings, the longest first, so that `co ltd` is not read as `ltd`."""
    found = [
        _Form(_bare(spelling), entry["form"], entry["country"])
        for entry in entries
        for spelling in entry["spellings"]
    ]
    return tuple(sorted(found, key=lambda form: (-len(form.spelling), form)))


def _bare(name: str) -> str:
    if has_east_asian(name):
        return _SIGNS.sub("", simplified(name).casefold())
    return " ".join(latin_words(name))
