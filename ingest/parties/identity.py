"""Parties: one key per name, and what the name alone tells about kind, country and place.

Two spellings have the same key when they differ only in width, script (traditional or simplified),
case, blanks, punctuation, or in the spelling of one and the same legal form. Nothing else is ever
merged: no edit distance, no missing region, no chain of likenesses (docs/parties.md has the
measured reasons).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from patnav.ingest.parties.party_words import Form, bare, party_words, tagged
from patnav.ingest.places.gazetteer import gazetteer
from patnav.ingest.places.locate import Located, country_of, locate_name
from patnav.ingest.wording import HAN, has_east_asian, is_traditional

__all__ = ["Identity", "identify", "is_placeholder", "normalise"]

_BRACKETS_AT_END = re.compile(r"(?:\([^()]*\))+$")
_HAN_ONLY = re.compile(rf"^[{HAN}]+$")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_HANGUL_ONLY = re.compile(r"^[\uac00-\ud7af]+$")
_DOT = re.compile(r"[·•・‧∙⋅]")
_PART = rf"(?:[A-Z]|[{HAN}]+)"  # of a name that Chinese spells: J 肯尼, 乔丹·S·卡瓦纳
_WITH_INITIALS = re.compile(
    rf"^(?=.*[{HAN}])(?=.*\b[A-Z]\b){_PART}(?:[·•・‧∙⋅. ]{_PART})+$", re.ASCII
)


class Identity(NamedTuple):
    """What a party's name tells: its key, kind, country (ISO 3166 or empty) and place (or None).

    `kind` is one of enterprise, university, institute, hospital, government, individual, unknown.
    """

    key: str
    kind: str
    country: str
    place: Located | None


@lru_cache(maxsize=65_536)
def identify(name: str) -> Identity:
    """Tell key, kind, country and place from a party's name alone."""
    key = normalise(name)
    form = _form_of(key, east_asian=has_east_asian(key))
    kind = _kind(name, key, form)
    place = _place(name, key, form, kind)
    return Identity(key, kind, country_of(place.code) if place else "", place)


@lru_cache(maxsize=65_536)
def normalise(name: str) -> str:
    """Bring a party's name into the form that is its key; empty for a name without letters.

    East Asian names lose blanks and signs but keep brackets, `丰田自动车株式会社`; names in Latin
    script become lower-case words, `toyota motor co ltd`. The legal form takes its usual spelling.
    """
    text = bare(name)
    return _with_usual_form(text, east_asian=has_east_asian(text))


@lru_cache(maxsize=65_536)
def is_placeholder(name: str) -> bool:
    """Tell whether a name only says that none is given, or is a bare legal form."""
    key = normalise(name)
    return not any(map(str.isalpha, key)) or key in party_words().placeholders


def _with_usual_form(text: str, *, east_asian: bool) -> str:
    blank = "" if east_asian else " "
    for spelling, form, _ in _possible_forms(*_edges(text, east_asian=east_asian), east_asian):
        if text.endswith(blank + spelling):
            return text.removesuffix(spelling) + form
        if east_asian and text.startswith(spelling) and text != spelling:
            return form + text.removeprefix(spelling)
    return text


def _edges(text: str, *, east_asian: bool) -> tuple[str, str]:
    """What a legal form at the beginning or end of a text begins or ends with."""
    return (text[:1], text[-1:]) if east_asian else ("", text.rpartition(" ")[2])


@lru_cache(maxsize=65_536)
def _possible_forms(first: str, last: str, east_asian: bool) -> tuple[Form, ...]:
    """Forms of which a spelling, or the form itself, begins or ends so; the longest first."""
    forms = party_words().east_asian if east_asian else party_words().latin
    return tuple(
        form
        for form in forms
        if any(
            begins == first or ends == last
            for begins, ends in (_edges(text, east_asian=east_asian) for text in form[:2])
        )
    )


def _form_of(key: str, *, east_asian: bool) -> Form:
    """The legal form of a key; an empty one when it has none."""
    blank = "" if east_asian else " "
    plain = _BRACKETS_AT_END.sub("", key) if east_asian else key
    for form in _possible_forms(*_edges(plain, east_asian=east_asian), east_asian):
        if plain.endswith(blank + form.form) or (east_asian and plain.startswith(form.form)):
            return form
    return Form("", "", "")


def _kind(name: str, key: str, form: Form) -> str:
    if has_east_asian(key):
        plain = _BRACKETS_AT_END.sub("", key)
        told = "enterprise" if form.form else _kind_by_ending(plain) or _kind_by_beginning(plain)
        return told or _person(name, plain)
    if told := _kind_by_beginning(f"{key.removeprefix('the ')} "):
        return told
    words = set(key.split())
    for kind, marks in party_words().kinds.items():
        if kind in ("institute", "government", "enterprise") and form.form:
            return "enterprise"
        if words & marks:
            return kind
    return "individual" if _is_western_person(name, key) else "unknown"


def _kind_by_ending(text: str) -> str:
    endings = party_words().endings
    for start in range(max(0, len(text) - 8), len(text)):
        if kind := endings.get(text[start:]):
            return kind
    return ""


def _kind_by_beginning(text: str) -> str:
    """Kind by how a name begins; in Latin script by whole words, for which a blank ends `text`."""
    for start, kind in party_words().beginnings.items():
        if text.startswith(start):
            return kind
    return ""


def _person(name: str, key: str) -> str:
    """A Chinese or Korean family name and one or two signs; foreign names with a dot or initial."""
    words = party_words()
    if _WITH_INITIALS.match(tagged(name)[0].strip()):
        return "individual"
    if len(key) == 3 and _HANGUL_ONLY.match(key) and key[0] in words.korean:
        return "individual"
    if not _HAN_ONLY.match(key) or key.startswith(tuple(words.foreign)):
        return "unknown"
    single = len(key) in (2, 3) and key[0] in words.surnames
    compound = len(key) in (3, 4) and key[:2] in words.compound_surnames
    return "individual" if single or compound or _DOT.search(name) else "unknown"


def _is_western_person(name: str, key: str) -> bool:
    """`Family, Given M.`: two or three words with one comma behind the first part."""
    parts = [part.strip() for part in name.split(",")]
    words = key.split()
    return len(parts) == 2 and all(parts) and 2 <= len(words) <= 3 and all(map(str.isalpha, words))


def _place(name: str, key: str, form: Form, kind: str) -> Located | None:
    """The place that the name tells; a foreign form or house is stronger than a Chinese word."""
    if tag := tagged(name)[1]:
        return Located(tag, "name")
    if kind == "individual":
        return None
    latin = not has_east_asian(key)
    if latin and kind == "university" and (seat := locate_name(name)) and seat.rule == "university":
        return seat
    country = _latin_country(key, form) if latin else _foreign_country(key, form)
    if country not in ("", "CN"):
        inside = locate_name(name) if "(" in key else None
        return inside or Located(gazetteer().country(country), "name")
    found = locate_name(name)
    if found is None and (country or (form.country == "CN" and _is_chinese(name, key, form))):
        return Located("CN", "name")
    return found


def _foreign_country(key: str, form: Form) -> str:
    """Country of a name in East Asian script that is not Chinese by its house, form or words."""
    for start, country in party_words().foreign.items():
        if key.startswith(start):
            return country
    if form.country not in ("", "CN"):
        return form.country
    return "KR" if _HANGUL.search(key) and party_words().korean_home.search(key) else ""


def _latin_country(key: str, form: Form) -> str:
    """Country of a name in Latin script: by its form, else by its house, else none.

    Toyota Motor Corp is of JP, Toyota Motor North America of US, Toyota … GmbH of DE.
    """
    if form.country:
        return form.country
    words = key.split()
    while words[:1] and words[0] in gazetteer().rules.name_openers:
        words = words[1:]
    for length in range(min(4, len(words)), 0, -1):
        country = party_words().foreign_latin.get(" ".join(words[:length]))
        if country:
            abroad = party_words().abroad
            return next((abroad[word] for word in words[length:] if word in abroad), country)
    return ""


def _is_chinese(name: str, key: str, form: Form) -> bool:
    """Tell whether a Chinese legal form may be believed; translated names have one too."""
    return not (is_traditional(name) or _is_transliterated(name, key, form))


def _is_transliterated(name: str, key: str, form: Form) -> bool:
    """Tell whether a Chinese name mostly spells foreign sounds (罗伯特·博世)."""
    if key.startswith(party_words().chinese):
        return False
    if _DOT.search(name) or re.search("[a-z]{2}", key):
        return True
    core = party_words().generic.sub("", key.replace(form.form, ""))
    foreign = sum(sign in party_words().transliterated for sign in core)
    return len(core) >= 3 and foreign >= 0.75 * len(core)
