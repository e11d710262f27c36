"""The lexicons about names of parties, in the form in which identity.py asks them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from patnav.data import load_yaml, resource
from patnav.ingest.places.gazetteer import gazetteer
from patnav.ingest.wording import has_east_asian, latin_words, simplified

__all__ = ["Abbreviations", "Form", "PartyWords", "abbreviations", "bare", "party_words", "tagged"]

_SIGNS = re.compile(r"[^\w()]+|_|\(\)")
_CODE_TAG = re.compile(r"\s*[(\[]([A-Za-z]{2})(?:/[A-Za-z]{2})?[)\]]\s*$")
_WORD_TAG = re.compile(r"\s[(\[]([^()\[\]]+)[)\]]\s*$")
_ADDRESS = re.compile(r"(?<=\S)\s+\S*[市县區区乡鄉镇鎮路街].*[号號楼樓室]\s*$")


class Form(NamedTuple):
    """A legal form: one spelling, how it stands in keys, and its country when it has only one."""

    spelling: str
    form: str
    country: str


class Abbreviations(NamedTuple):
    """abbreviations.yaml: word -> in full, initials of academies, institutes, split Pinyin."""

    words: Mapping[str, str]
    academies: Mapping[str, str]
    institutes: frozenset[str]
    apart: re.Pattern[str]


@dataclass(frozen=True)
class PartyWords:
    """legal_forms.yaml, organisation_kinds.yaml and party_names.yaml; their headers define all."""

    east_asian: tuple[Form, ...]
    latin: tuple[Form, ...]
    endings: Mapping[str, str]
    beginnings: Mapping[str, str]
    kinds: Mapping[str, frozenset[str]]
    placeholders: frozenset[str]
    surnames: frozenset[str]
    compound_surnames: frozenset[str]
    transliterated: frozenset[str]
    generic: re.Pattern[str]
    chinese: tuple[str, ...]
    korean: frozenset[str]
    korean_home: re.Pattern[str]
    foreign: Mapping[str, str]
    foreign_latin: Mapping[str, str]
    abroad: Mapping[str, str]


def bare(name: str) -> str:
    """A name without signs, blanks, case and variants of script, in the form that keys have.

    What exports hang on behind a name goes: a country in brackets, `[CN/CN]` or `(日本)` behind a
    blank, and an address in Chinese behind a blank (exports of Taiwanese documents).
    """
    text = _ADDRESS.sub("", tagged(name)[0])
    joined = _SIGNS.sub("", simplified(text).casefold())
    return joined if has_east_asian(joined) else " ".join(latin_words(text))


def tagged(name: str) -> tuple[str, str]:
    """A name without the country in brackets behind it, and the place code of that country."""
    text = unicodedata.normalize("NFKC", name)
    tag = _CODE_TAG.search(text) or _WORD_TAG.search(text)
    if tag is None:
        return text, ""
    word = simplified(tag[1])
    code = _tags().get(word) or gazetteer().country(word)
    return (text[: tag.start()], code) if code else (text, "")


@cache
def _tags() -> dict[str, str]:
    return dict(_load("party_names")["tags"])


@cache
def party_words() -> PartyWords:
    """Read the lexicons."""
    forms, kinds, names = map(_load, ("legal_forms", "organisation_kinds", "party_names"))
    east_asian, latin = _forms(forms["east_asian"]), _forms(forms["latin"])
    return PartyWords(
        east_asian=east_asian,
        latin=latin,
        endings={simplified(end): kind for kind, ends in kinds["endings"].items() for end in ends},
        beginnings={
            _start(one): kind for kind, all_ in kinds["beginnings"].items() for one in all_
        },
        kinds={kind: frozenset(words) for kind, words in kinds["words"].items()},
        placeholders=frozenset(map(bare, names["placeholders"]))
        | {text for form in (*east_asian, *latin) for text in (form.spelling, form.form)},
        surnames=_signs(names["surnames"]),
        compound_surnames=frozenset(names["compound_surnames"]),
        transliterated=_signs(names["transliterated"]),
        generic=_any_of(names["generic"]),
        chinese=tuple(names["chinese"]),
        korean=_signs(names["korean"]),
        korean_home=_any_of(names["korean_home"]),
        foreign=_by_start(names["foreign"]),
        foreign_latin=_by_start(names["foreign_latin"]),
        abroad=names["abroad"],
    )


@cache
def abbreviations() -> Abbreviations:
    """Read the table of abbreviations that have one meaning."""
    loaded = _load("abbreviations")
    words = {short: full for full, shorts in loaded["words"].items() for short in shorts.split()}
    beginnings = "|".join(place.removesuffix("an") for place in loaded["apart"].split())
    return Abbreviations(
        words,
        loaded["academies"],
        frozenset(loaded["institutes"].split()),
        re.compile(rf"\b({beginnings}) an\b"),
    )


def _load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = load_yaml(resource(f"lexicons/parties/{name}.yaml"))
    return loaded


def _forms(entries: Iterable[Mapping[str, Any]]) -> tuple[Form, ...]:
    """All spellings, the longest first, so that `co ltd` is not read as `ltd`."""
    found = [
        Form(bare(spelling), entry["form"], entry["country"])
        for entry in entries
        for spelling in entry["spellings"]
    ]
    return tuple(sorted(found, key=lambda form: (-len(form.spelling), form)))


def _by_start(countries: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {start.casefold(): code for code, starts in countries.items() for start in starts}


def _start(text: str) -> str:
    """The beginning of a name; in Latin script whole words."""
    return bare(text) if has_east_asian(text) else f"{bare(text)} "


def _signs(text: str) -> frozenset[str]:
    return frozenset("".join(text.split()))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))
