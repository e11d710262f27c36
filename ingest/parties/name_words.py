"""The words of organisations' names in several languages, and how signs are romanised."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice, product
from typing import Any, NamedTuple

from patnav.data import load_yaml, resource
from patnav.ingest.places.gazetteer import gazetteer, stem
from patnav.ingest.wording import simplified

__all__ = [
    "NameWords",
    "Piece",
    "Rename",
    "japanese_readings",
    "name_words",
    "region_letters",
    "romanise",
    "syllables",
]

_INITIALS: list[str] = re.findall(r"\S+", "g kk n d tt r m b pp s ss _ j jj ch k t p h")
_VOWELS: list[str] = re.findall(
    r"\S+", "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i"
)
_FINALS: list[str] = re.findall(r"\S+", "_ k k k n n n t l k m p l l p l m p p t t ng t t k t p t")
_FIRST_HANGUL, _LAST_HANGUL = 0xAC00, 0xD7A3
_KATAKANA_AFTER_HIRAGANA = 0x60


class Piece(NamedTuple):
    """What a spelling in an East Asian name says: a region, meanings, or how Japan reads it."""

    region: str
    meanings: tuple[str, ...]
    reading: str = ""


class Rename(NamedTuple):
    """A way in which many organisations changed their names: pattern, replacement, the reason."""

    pattern: re.Pattern[str]
    replacement: str
    reason: str


@dataclass(frozen=True)
class NameWords:
    """name_words.yaml, whose header defines all, and the names of China's provinces and cities.

    `latin` leads from a word to its meaning, `pieces` from an East Asian spelling; `spelled` finds
    the spellings, the longest first. `japanese` is the same for names of Japan.
    """

    latin: Mapping[str, str]
    pieces: Mapping[str, Piece]
    spelled: re.Pattern[str]
    coarse: Mapping[str, str]
    vague: frozenset[str]
    unsaid: frozenset[str]
    stop: frozenset[str]
    ordinals: frozenset[str]
    slips: frozenset[str]
    japanese: Mapping[str, Piece]
    spelled_in_japan: re.Pattern[str]
    letters: Mapping[str, str]
    lettered: re.Pattern[str]
    renames: tuple[Rename, ...]
    forms: tuple[frozenset[str], ...]
    translated_forms: Mapping[str, frozenset[str]]


@cache
def name_words() -> NameWords:
    """Read the lexicon."""
    loaded = _load()
    latin: dict[str, str] = {}
    pieces: dict[str, Piece] = {}
    for meaning, spellings in loaded["words"].items():
        first, *others = [part.split() for part in f"{spellings} ".split("/")]
        latin |= dict.fromkeys((*first, meaning), meaning)
        pieces |= {_plain(word): Piece("", (meaning,)) for part in others for word in part}
    phrases = loaded["phrases"].items()
    pieces |= {_plain(phrase): Piece("", tuple(meanings)) for phrase, meanings in phrases}
    pieces |= {_plain(slip): Piece("", ()) for slip in loaded["slips"] if not slip.isascii()}
    pieces = {name: Piece(letters, ()) for name, letters in _regions()} | pieces
    readings = {name: Piece("", (), letters) for name, letters in loaded["readings"].items()}
    japanese = {name: piece for name, piece in pieces.items() if not piece.region} | readings
    pieces |= {name: Piece("", (), letters) for name, letters in loaded["brands"].items()}
    letters = {
        _plain(sign): letter
        for letter, signs in loaded["letters"].items()
        for sign in signs.replace("/", " ").split()
    }
    return NameWords(
        latin=latin,
        pieces=pieces,
        spelled=_longest_first(pieces),
        coarse=loaded["coarse"],
        vague=frozenset(loaded["vague"]),
        unsaid=frozenset(loaded["unsaid"]),
        stop=frozenset(loaded["stop"]),
        ordinals=frozenset(loaded["ordinals"]),
        slips=frozenset(loaded["slips"]),
        japanese=japanese,
        spelled_in_japan=_longest_first(japanese),
        letters=letters,
        lettered=re.compile(f"(?:{_longest_first(letters).pattern})+"),
        renames=tuple(Rename(re.compile(find), new, why) for find, new, why in loaded["renames"]),
        forms=tuple(map(frozenset, loaded["forms"])),
        translated_forms={form: frozenset(to) for form, to in loaded["translated_forms"].items()},
    )


@cache
def region_letters() -> frozenset[str]:
    """Names of China's provinces and cities in letters: beijing, xian, innermongolia."""
    return frozenset(letters for _, letters in _regions())


@cache
def syllables() -> re.Pattern[str]:
    """What is wholly made of syllables of Hanyu Pinyin."""
    return re.compile(f"(?:{'|'.join(sorted(set(_readings().values()), key=lambda s: -len(s)))})+")


def romanise(text: str) -> str:
    """Text in letters: Han in Pinyin, kana in Hepburn, hangul in the Revised Romanization.

    Letters that hangul or kana spell by their names become letters again (엘지, エルジー → lg).
    """
    words = name_words()
    text = words.lettered.sub(lambda found: _as_letters(found[0]), text)
    return "".join(_romanised(text))


def _as_letters(spelled: str) -> str:
    words = name_words()
    names = sorted(words.letters, key=lambda name: -len(name))
    letters = []
    while spelled:
        name = next(name for name in names if spelled.startswith(name))
        letters.append(words.letters[name])
        spelled = spelled.removeprefix(name)
    return "".join(letters) if len(letters) > 1 else name


def _romanised(text: str) -> Iterator[str]:
    kana, readings = _kana(), _readings()
    place = 0
    while place < len(text):
        sign = text[place]
        pair = "".join(_katakana(each) for each in text[place : place + 2])
        place += 2 if pair in kana else 1
        if pair in kana:
            yield kana[pair]
        elif _FIRST_HANGUL <= ord(sign) <= _LAST_HANGUL:
            yield _hangul(ord(sign) - _FIRST_HANGUL)
        else:
            yield readings.get(sign) or kana.get(_katakana(sign)) or _letter(sign)


def japanese_readings(text: str, most: int) -> tuple[str, ...]:
    """How Japan may read a text of Han signs, kana and letters; none when a sign is unknown.

    Signs have several readings: of longer texts only the first `most` combinations are given.
    """
    ways = [_ways(sign) for sign in text]
    if not all(ways):
        return ()
    return tuple("".join(way) for way in islice(product(*ways), most))


def _ways(sign: str) -> tuple[str, ...]:
    return _kanji().get(sign) or tuple(filter(None, (romanise(sign),)))


@cache
def _kanji() -> dict[str, tuple[str, ...]]:
    return {row["sign"]: tuple(row["readings"].split()) for row in _rows("kanji_readings")}


def _letter(sign: str) -> str:
    return sign if sign.isascii() and sign.isalnum() else ""


def _hangul(number: int) -> str:
    first, rest = divmod(number, 21 * 28)
    vowel, last = divmod(rest, 28)
    return (_INITIALS[first] + _VOWELS[vowel] + _FINALS[last]).replace("_", "")


def _katakana(sign: str) -> str:
    return chr(ord(sign) + _KATAKANA_AFTER_HIRAGANA) if "ぁ" <= sign <= "ゖ" else sign


@cache
def _kana() -> dict[str, str]:
    return {row["kana"]: row["romaji"] for row in _rows("kana")}


@cache
def _readings() -> dict[str, str]:
    return {sign: row["syllable"] for row in _rows("pinyin") for sign in row["characters"]}


@cache
def _regions() -> tuple[tuple[str, str], ...]:
    """Chinese name, whole and short, and letters of each province and city."""
    found = {
        (name, "".join(re.findall("[a-z]", _unaccented(place.name_en))))
        for place in gazetteer().places.values()
        if place.level in ("province", "city") and place.name_en
        for name in (place.name_zh, stem(place.name_zh))
        if len(name) > 1
    }
    return tuple(sorted(found))


def _unaccented(text: str) -> str:
    return unicodedata.normalize("NFKD", text).casefold()


def _plain(spelling: str) -> str:
    return simplified(spelling).casefold()


def _longest_first(spellings: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted(spellings, key=lambda spelling: (-len(spelling), spelling))
    return re.compile("|".join(map(re.escape, ordered)))


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = resource(f"lexicons/parties/{name}.csv").read_text(encoding="utf-8")
    return csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))


def _load() -> dict[str, Any]:
    loaded: dict[str, Any] = load_yaml(resource("lexicons/parties/name_words.yaml"))
    return loaded
