"""Likeness of names in different scripts: translation word by word, the rest by its sound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from patnav.ingest.parties.likeness import Likeness, Rule, numbers_agree
from patnav.ingest.parties.name_words import japanese_readings, name_words
from patnav.ingest.parties.profile import Profile

__all__ = ["CROSS_RULES"]

_BY_SOUND = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
_DISTINCTIVE = 4  # letters
_ALIKE = {
    0: 1.0,
    1: 1.0,
    2: 0.75,
    3: 0.6,
    4: 0.6,
}  # number of consonants -> likeness of all letters
_ALIKE_LONG = 0.5
_SOUNDS = (
    (r"ph", "f"), (r"r(?![aeiouy])", ""), (r"sch|sh|ch|tch|ts|tz|zh", "s"),
    (r"ck|qu|q|c(?![hiey])", "k"), (r"c", "s"), (r"x", "ks"), (r"th", "s"), (r"j|z|dz", "s"),
    (r"g(?=[iey])", "s"), (r"l", "r"), (r"v", "b"), (r"d", "t"), (r"g", "k"), (r"b", "p"),
    (r"f", "h"), (r"w", ""), (r"m(?=p)", "n"), (r"(.)\1+", r"\1"),
)  # fmt: skip
_HAN = re.compile("[\u3400-\u9fff]")
_READINGS = 64  # ways to read one name
_JAPANESE_SOUNDS = (
    (r"oh(?![aeiouy])", "o"), (r"ou|oo", "o"), (r"uu", "u"), (r"m(?=[bpm])", "n"), (r"[fpb]", "h"),
    (r"tsu|tu", "su"), (r"sh|ch|ts|j|z|c(?=[iey])", "s"), (r"[gcq]", "k"), (r"d", "t"), (r"l", "r"),
    (r"sy|ty", "s"), (r"v", "h"), (r"(.)\1+", r"\1"),
)  # fmt: skip
_VOWELS = re.compile("[aeiouy]")


def _pinyin(profile: Profile) -> Iterator[str]:
    """Letters of a Chinese or a Latin name that are neither a region nor a usual word."""
    if profile.east_asian and _BY_SOUND.search(profile.core):
        return
    if len(profile.residue) >= _DISTINCTIVE:
        yield profile.residue
    elif profile.regions and len(profile.meanings) >= 2 and not profile.known:
        words = "+".join(sorted(profile.meanings))
        yield f"{profile.residue}@{'+'.join(sorted(profile.regions))}@{words}"


def _translated(one: Profile, other: Profile) -> Likeness | None:
    if not _comparable(one, other) or one.known or other.known:
        return None  # of a known organisation the Chinese name is known too
    if one.regions != other.regions and (
        (one.regions and other.regions) or "university" in (one.kind, other.kind)
    ):
        return None
    sure = 0.85 if one.regions == other.regions else 0.6
    return Likeness(sure, "translation: the name in Pinyin and the usual words agree")


def _comparable(one: Profile, other: Profile, unsaid: frozenset[str] = frozenset()) -> bool:
    """Two scripts, the same numbers, kinds and usual words; vague words may be missing in firms.

    So may the words of `unsaid`.
    """
    if one.east_asian == other.east_asian or not numbers_agree(one, other):
        return False
    if one.kind != other.kind and "unknown" not in (one.kind, other.kind):
        return False
    if not _forms_translate(*((one, other) if one.east_asian else (other, one))):
        return False
    if "enterprise" in (one.kind, other.kind):
        return not (one.meanings ^ other.meanings) - name_words().vague - unsaid
    return one.meanings == other.meanings


def _forms_translate(east_asian: Profile, latin: Profile) -> bool:
    allowed = name_words().translated_forms.get(east_asian.form)
    return allowed is None or not latin.form or latin.form in allowed


def _skeleton(profile: Profile) -> Iterator[str]:
    """Consonants of Japanese, Korean and Latin names without the usual words."""
    if profile.regions or not profile.form or (profile.east_asian and not profile.sounded):
        return
    if len(profile.residue) >= _DISTINCTIVE - 1:
        sound = _VOWELS.sub("", _sounds(profile.residue))
        yield sound if len(sound) >= 2 else f"={_sounds(profile.residue)}"
    elif profile.residue and profile.meanings:
        yield f"{profile.residue}@{'+'.join(sorted(profile.meanings))}"


@lru_cache(maxsize=65_536)
def _sounds(letters: str) -> str:
    """Letters as katakana and hangul tell sounds apart: no l and r, b and v, d and t."""
    for pattern, sound in _SOUNDS:
        letters = re.sub(pattern, sound, letters)
    return letters


def _sounds_like(one: Profile, other: Profile) -> Likeness | None:
    if not _comparable(one, other):
        return None
    ours, theirs = _sounds(one.residue), _sounds(other.residue)
    alike = SequenceMatcher(None, _two_vowels(ours), _two_vowels(theirs), autojunk=False).ratio()
    if alike < _ALIKE.get(len(_VOWELS.sub("", ours)), _ALIKE_LONG) or not _begin_alike(
        ours, theirs
    ):
        return None
    sounds = f"{one.residue} and {other.residue}"
    return Likeness(0.75, f"the same sound, {sounds}, and the same usual words")


def _read_in_japan(profile: Profile) -> Iterator[str]:
    """Japanese names in every way in which their Han signs may be read, Latin names as they are."""
    if profile.regions or profile.kind not in ("enterprise", "unknown"):
        return
    if not profile.east_asian:
        if len(sound := _japanese_sound(profile.residue)) >= _DISTINCTIVE - 1:
            yield sound
    elif profile.japanese and _HAN.search(profile.core):
        for reading in japanese_readings(profile.unmatched, _READINGS):
            yield _japanese_sound(reading)


@lru_cache(maxsize=65_536)
def _japanese_sound(letters: str) -> str:
    """Letters without long vowels and without what changes within a word (kawa, gawa)."""
    for pattern, sound in _JAPANESE_SOUNDS:
        letters = re.sub(pattern, sound, letters)
    return letters


def _same_reading(one: Profile, other: Profile) -> Likeness | None:
    east_asian, latin = (one, other) if one.east_asian else (other, one)
    if one.east_asian == other.east_asian or not _comparable(one, other, name_words().unsaid):
        return None
    signs = east_asian.core
    return Likeness(0.75, f"{signs} may be read {latin.residue} in Japan; the usual words agree")


def _two_vowels(letters: str) -> str:
    return letters.translate(str.maketrans("eyou", "iiaa"))


def _begin_alike(one: str, other: str) -> bool:
    first = [_two_vowels(text[:1]) for text in (one, other)]
    return first[0] == first[1]


CROSS_RULES = (
    Rule("translation", _pinyin, _translated),
    Rule("translation", _skeleton, _sounds_like),
    Rule("translation", _read_in_japan, _same_reading),
)
