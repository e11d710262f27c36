"""Likeness of names in East Asian script: legal forms, places, renames, slips, branches."""

from __future__ import annotations

import re
from collections.abc import Iterator

from patnav.ingest.parties.canonical import parted
from patnav.ingest.parties.identity import normalise
from patnav.ingest.parties.likeness import Likeness, Rule, forms_agree, numbers_agree
from patnav.ingest.parties.name_words import name_words, romanise
from patnav.ingest.parties.profile import Profile
from patnav.ingest.places.gazetteer import gazetteer

__all__ = ["HAN_RULES"]

_SLIPPABLE = 8  # signs of a name in which one may be missing
_SHORTENED = re.compile("-[A-Z]$")  # incoPat's standard names: 臼井国际-C
_SHORTEST_STANDARD, _LONGEST_STANDARD = 4, 8  # signs
_BRANCH = re.compile(r"^(.{4,}(?:公司|企业|研究院|研究所|厂))[^公]{0,12}分公司$")
_SECOND_NAME = re.compile(r"^(.{5,})\(([^()]{5,})\)$")


def _core(profile: Profile) -> Iterator[str]:
    if profile.east_asian:
        yield profile.core


def _same_core(one: Profile, other: Profile) -> Likeness | None:
    if not forms_agree(one, other):
        return None
    if one.form == other.form:
        return Likeness(0.85, f"the same name with {one.form} at the other end")
    if not one.form or not other.form:
        if len(one.core) < 4 or one.kind in ("university", "individual"):
            return None
        return Likeness(0.8, f"the same name without {one.form or other.form}")
    return Likeness(0.9, f"the same name; {one.form} and {other.form} follow one another")


def _renamed(profile: Profile) -> Iterator[str]:
    if not profile.east_asian:
        return
    text, company = profile.key, profile.key.endswith("公司")
    for rename in name_words().renames:
        text = rename.pattern.sub(rename.replacement, text)
    yield text if company else text.removesuffix("有限公司").removesuffix("股份")


def _follow_one_another(one: Profile, other: Profile) -> Likeness | None:
    applied = [
        rename
        for rename in name_words().renames
        if bool(rename.pattern.search(one.key)) != bool(rename.pattern.search(other.key))
    ]
    side_by_side = {one.key, other.key} <= gazetteer().universities.keys()
    if not applied or side_by_side or "学校法人" in one.key:
        return None
    return Likeness(0.8, "; ".join(rename.reason for rename in applied))


def _region_and_rest(profile: Profile) -> Iterator[str]:
    if profile.east_asian and profile.regions and len(profile.rest) >= 2:
        yield f"{'+'.join(sorted(profile.regions))} {profile.rest}"


def _same_region_elsewhere(one: Profile, other: Profile) -> Likeness | None:
    if not forms_agree(one, other) or one.core == other.core:
        return None
    if one.kind != "enterprise" and one.form != other.form:
        return None
    return Likeness(0.85, "the same place and name; the place stands elsewhere or lacks 市 or 省")


def _rest(profile: Profile) -> Iterator[str]:
    if profile.east_asian and len(profile.residue) >= 4 and profile.kind == "enterprise":
        yield profile.rest


def _region_only_ahead(one: Profile, other: Profile) -> Likeness | None:
    """`福州瑞芯微电子` and `瑞芯微电子`; a place in brackets is a subsidiary's."""
    with_place, without = (one, other) if one.regions else (other, one)
    if without.regions or len(with_place.regions) != 1 or not with_place.ahead:
        return None
    if without.country not in ("", "CN"):
        return None  # a foreign house's company in that place
    if with_place.brackets or not forms_agree(one, other):
        return None
    return Likeness(0.6, f"the same name without the place {with_place.ahead} ahead of it")


def _sound(profile: Profile) -> Iterator[str]:
    if profile.east_asian and len(profile.key) >= 5:
        yield f"{len(profile.key)} {romanise(profile.key)}"


def _sounds_alike(one: Profile, other: Profile) -> Likeness | None:
    pairs = [(a, b) for a, b in zip(one.key, other.key, strict=True) if a != b]
    if len(pairs) > 2 or {sign for pair in pairs for sign in pair} & name_words().ordinals:
        return None
    written = ", ".join(f"{a}/{b}" for a, b in pairs)
    return Likeness(0.8, f"sounds alike and differs in {written} only")


def _sign_left_out(profile: Profile) -> Iterator[str]:
    if not profile.east_asian or len(profile.key) < _SLIPPABLE:
        return
    yield profile.key
    for place in range(1, len(profile.key)):
        yield profile.key[:place] + profile.key[place + 1 :]


def _one_sign_more(one: Profile, other: Profile) -> Likeness | None:
    """One sign is missing or doubled, where no usual word or number is made or lost by it."""
    short, long = sorted((one.key, other.key), key=len)
    if len(long) != len(short) + 1 or not numbers_agree(one, other):
        return None
    place = next((i for i, sign in enumerate(short) if sign != long[i]), len(short))
    sign = long[place]
    if sign in name_words().ordinals or one.kind in ("individual", "university", "hospital"):
        return None
    if long[:place] + long[place + 1 :] != short or one.regions != other.regions:
        return None
    return Likeness(0.6, f"one sign, {sign}, is missing or too many")


def _head_office(profile: Profile) -> Iterator[str]:
    if profile.east_asian:
        branch = _BRANCH.match(profile.key)
        yield branch[1] if branch else profile.key


def _branch(one: Profile, other: Profile) -> Likeness | None:
    branches = [bool(_BRANCH.match(each.key)) for each in (one, other)]
    if branches[0] == branches[1]:
        return None
    return Likeness(0.9, "a 分公司 is no legal person of its own but its company's branch")


def _first_name(profile: Profile) -> Iterator[str]:
    if profile.east_asian:
        second = _SECOND_NAME.match(normalise(profile.name))
        yield second[1] if second else profile.key


def _second_name(one: Profile, other: Profile) -> Likeness | None:
    seconds = [_SECOND_NAME.match(normalise(each.name)) for each in (one, other)]
    if bool(seconds[0]) == bool(seconds[1]):
        return None
    second = next(found[2] for found in seconds if found)
    if parted(one.key)[1]:
        return None
    return Likeness(0.85, f"the same name with a second one behind it: {second}")


def _beginnings(profile: Profile) -> Iterator[str]:
    """The whole core of a name that a vendor has shortened, the beginnings of all others."""
    if not profile.east_asian:
        return
    if _SHORTENED.search(profile.name):
        yield profile.core
    else:
        for length in range(_SHORTEST_STANDARD, min(len(profile.core), _LONGEST_STANDARD) + 1):
            yield profile.core[:length]


def _shortened(one: Profile, other: Profile) -> Likeness | None:
    coded = [bool(_SHORTENED.search(each.name)) for each in (one, other)]
    short, long = (one, other) if coded[0] else (other, one)
    if all(coded) or not any(coded) or len(short.core) < _SHORTEST_STANDARD:
        return None
    if not long.core.startswith(short.core) or (long.regions and not short.regions):
        return None
    return Likeness(0.6, f"{short.name} is a vendor's short standard name of what begins so")


HAN_RULES = (
    Rule("spelling", _core, _same_core),
    Rule("former_name", _renamed, _follow_one_another),
    Rule("spelling", _region_and_rest, _same_region_elsewhere),
    Rule("former_name", _rest, _region_only_ahead),
    Rule("spelling", _sound, _sounds_alike),
    Rule("spelling", _sign_left_out, _one_sign_more),
    Rule("branch", _head_office, _branch),
    Rule("spelling", _first_name, _second_name),
    Rule("spelling", _beginnings, _shortened),
)
