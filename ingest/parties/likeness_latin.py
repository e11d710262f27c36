"""Likeness of names in Latin script: legal forms, order and spelling of words, slips, places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from patnav.ingest.parties.likeness import (
    Likeness,
    Rule,
    forms_agree,
    numbers_agree,
    slip,
    spelling_variants,
)
from patnav.ingest.parties.name_words import name_words, region_letters
from patnav.ingest.parties.profile import Profile

__all__ = ["LATIN_RULES"]

_DISTINCTIVE = 4  # letters of a word that is no usual word
_CUT_BEHIND = 20  # letters: shorter names are not cut by exports
_LEFT_OUT = frozenset({"industry"})  # what translators leave out
_LONGEST = 60  # letters in which one is looked for


def _sorted_core(profile: Profile) -> Iterator[str]:
    if not profile.east_asian and profile.words:
        yield " ".join(sorted(_coarse(word) for word in profile.words))


def _coarse(word: str) -> str:
    return name_words().coarse.get(word, word)


def _same_words(one: Profile, other: Profile) -> Likeness | None:
    if not forms_agree(one, other):
        return None
    told = []
    if one.form != other.form:
        forms = " and ".join(f"`{form}`" if form else "none" for form in (one.form, other.form))
        told.append(f"the legal forms are {forms}")
    if one.words != other.words and sorted(one.words) == sorted(other.words):
        if one.kind == other.kind == "university" and "of" in f"{one.name} {other.name}".split():
            return None  # University of Miami, Miami University
        told.append("the words stand in another order")
    if one.tokens != other.tokens and set(one.words) == set(other.words):
        told.append("words are abbreviated or written otherwise")
    reason = "; ".join(told) or "usual words are abbreviated in ways that have several meanings"
    sure = 0.9 if one.form == other.form else 0.85
    return Likeness(sure, f"the same words: {reason}")


def _joined(profile: Profile) -> Iterator[str]:
    if not profile.east_asian and len(text := "".join(profile.tokens)) >= _DISTINCTIVE:
        yield text


def _other_blanks(one: Profile, other: Profile) -> Likeness | None:
    if one.words == other.words or not forms_agree(one, other):
        return None
    return Likeness(0.9, "the same letters with blanks elsewhere")


def _one_left_out(profile: Profile) -> Iterator[str]:
    """The words without one of them, where enough stays to mean something."""
    words = sorted(_coarse(word) for word in profile.words)
    if profile.east_asian or len(words) < 2:
        return
    for place in range(len(words)):
        rest = words[:place] + words[place + 1 :]
        if len(rest) >= 3 or any(not _usual(word) for word in rest):
            yield " ".join(rest)


def _usual(word: str) -> bool:
    words = name_words()
    return word in words.latin or word in words.coarse or word in region_letters()


def _one_word_off(one: Profile, other: Profile) -> Likeness | None:
    """One word differs, by a slip."""
    ours, theirs = _difference(one, other), _difference(other, one)
    if len(ours) != 1 or len(theirs) != 1 or not _agree(one, other):
        return None
    if not _is_slip(ours[0], theirs[0]):
        return None
    return Likeness(0.8, f"`{ours[0]}` and `{theirs[0]}` differ by a slip, the other words agree")


def _agree(one: Profile, other: Profile) -> bool:
    return forms_agree(one, other) and numbers_agree(one, other)


def _difference(one: Profile, other: Profile) -> list[str]:
    """Words of one name, as written, that the other lacks in their full spelling."""
    lacking = Counter(map(_coarse, one.words)) - Counter(map(_coarse, other.words))
    found = []
    for token, word in zip(one.tokens, one.words, strict=True):
        if lacking[_coarse(word)] > 0:
            lacking[_coarse(word)] -= 1
            found.append(token)
    return found


def _is_slip(one: str, other: str) -> bool:
    return any(
        slip(ours, theirs, usual=_usual) for ours in _spellings(one) for theirs in _spellings(other)
    )


def _spellings(word: str) -> tuple[str, ...]:
    meant = name_words().latin.get(word)
    return spelling_variants(meant) if meant else (word,)


def _letters_left_out(profile: Profile) -> Iterator[str]:
    text = "".join(profile.tokens)
    if profile.east_asian or not 6 <= len(text) <= _LONGEST:
        return
    yield text
    for place in range(len(text)):
        yield text[:place] + text[place + 1 :]


def _one_letter_off(one: Profile, other: Profile) -> Likeness | None:
    ours, theirs = _difference(one, other), _difference(other, one)
    if not ours or not theirs or not _agree(one, other):
        return None
    if len(ours) == len(theirs):
        if not all(map(_is_slip, ours, theirs)):
            return None
    elif not slip("".join(ours), "".join(theirs), usual=lambda _: False):
        return None
    differ = f"`{' '.join(ours)}` and `{' '.join(theirs)}`"
    return Likeness(0.75, f"{differ} differ by a slip, the other words agree")


def _without_region(profile: Profile) -> Iterator[str]:
    if not profile.east_asian and len(profile.residue) >= _DISTINCTIVE:
        yield " ".join(map(_coarse, profile.rest.split()))


def _region_only_ahead(one: Profile, other: Profile) -> Likeness | None:
    """`Shanghai Magima Digital` and `Magima Digital`; a place further on is a subsidiary's."""
    with_place, without = (one, other) if one.regions else (other, one)
    if without.regions or len(with_place.regions) != 1 or not with_place.ahead:
        return None
    if without.country not in ("", "CN"):
        return None  # a foreign house's company in that place
    if with_place.brackets or not forms_agree(one, other) or with_place.kind != "enterprise":
        return None
    return Likeness(0.6, f"the same name without the place `{with_place.ahead}` ahead of it")


def _without_industry(profile: Profile) -> Iterator[str]:
    if not profile.east_asian and len(profile.residue) >= _DISTINCTIVE:
        yield " ".join(sorted(_coarse(word) for word in profile.words if word not in _LEFT_OUT))


def _left_out(one: Profile, other: Profile) -> Likeness | None:
    differ = set(one.words) ^ set(other.words)
    if not differ or not differ <= _LEFT_OUT or not forms_agree(one, other):
        return None
    return Likeness(0.6, f"the same words but for `{'`, `'.join(sorted(differ))}`")


def _head(profile: Profile) -> Iterator[str]:
    text = " ".join(profile.tokens)
    if not profile.east_asian and len(text) >= _CUT_BEHIND:
        yield text[:_CUT_BEHIND]


def _cut_off(one: Profile, other: Profile) -> Likeness | None:
    """One name is the beginning of the other and ends within a word."""
    short, long = sorted((" ".join(one.tokens), " ".join(other.tokens)), key=len)
    shorter = one if " ".join(one.tokens) == short else other
    if shorter.form or not long.startswith(short) or long[len(short) : len(short) + 1] in ("", " "):
        return None
    if len(long) - len(short) > 30 or _usual(short.split()[-1]):
        return None
    return Likeness(0.8, f"`{short.split()[-1]}` is a word cut off, all before agrees")


LATIN_RULES = (
    Rule("spelling", _sorted_core, _same_words),
    Rule("spelling", _joined, _other_blanks),
    Rule("spelling", _one_left_out, _one_word_off),
    Rule("spelling", _letters_left_out, _one_letter_off),
    Rule("former_name", _without_region, _region_only_ahead),
    Rule("spelling", _without_industry, _left_out),
    Rule("spelling", _head, _cut_off),
)
