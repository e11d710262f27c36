"""Which names are probably one organisation: proposals for review, never merges.

Each rule brings a name into keys and compares only names that share one, so that the work grows
with the number of names, and whether two names are proposed depends on these two alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from patnav.ingest.parties.name_words import name_words, syllables
from patnav.ingest.parties.profile import Profile, distance_is_one

__all__ = ["Likeness", "Rule", "forms_agree", "numbers_agree", "slip", "spelling_variants"]

_SHORTEST_SLIP = 5  # letters of a word in which one letter may be a slip; 4 where it is one more
_TWO_SLIPS = 8  # letters of a word in which two may be


class Likeness(NamedTuple):
    """How sure one rule is that two names are one organisation, and why, in words."""

    confidence: float
    evidence: str


class Rule(NamedTuple):
    """One way in which names of one organisation differ.

    `relation` is a word of the table party_edges. `keys` gives what two names must share, `judge`
    says how sure the rule then is, or None.
    """

    relation: str
    keys: Callable[[Profile], Iterable[str]]
    judge: Callable[[Profile, Profile], Likeness | None]


def forms_agree(one: Profile, other: Profile) -> bool:
    """Tell whether two legal forms may be one organisation's: missing, equal or exchangeable."""
    if not one.form or not other.form or one.form == other.form:
        return True
    return any(one.form in row and other.form in row for row in name_words().forms)


def numbers_agree(one: Profile, other: Profile) -> bool:
    """Tell whether two names hold the same digits."""
    return _digits(one.core) == _digits(other.core)


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def spelling_variants(word: str) -> tuple[str, ...]:
    """All spellings of a usual word, or the word itself."""
    return tuple(known for known, full in name_words().latin.items() if full == word) or (word,)


def slip(one: str, other: str, *, usual: Callable[[str], bool]) -> bool:
    """Tell whether two Latin words differ by a slip of the pen.

    Not when both are usual words or places, or both are good Pinyin: Minsheng and Bensheng are two.
    """
    if _digits(one) != _digits(other) or {one, other} & name_words().ordinals:
        return False
    shorter = min(len(one), len(other))
    longer = len(one) != len(other) and one[0] == other[0]
    if shorter < _SHORTEST_SLIP - longer or (usual(one) and usual(other)):
        return False
    if not _near(one, other, shorter):
        return False
    if usual(one) or usual(other):
        return True
    if all(syllables().fullmatch(word) for word in (one, other)):
        return _sloppy(one) == _sloppy(other)
    return one[0] == other[0]


def _near(one: str, other: str, shorter: int) -> bool:
    if distance_is_one(one, other):
        return True
    if shorter < _TWO_SLIPS or abs(len(one) - len(other)) > 2:
        return False
    return any(
        distance_is_one(one[:place] + one[place + 1 :], other)
        or distance_is_one(one, other[:place] + other[place + 1 :])
        or _one_each(one, other, place)
        for place in range(max(len(one), len(other)))
    )


def _one_each(one: str, other: str, place: int) -> bool:
    """Tell whether one letter differs at `place` and one more elsewhere."""
    swapped = one[:place] + other[place : place + 1] + one[place + 1 :]
    return distance_is_one(swapped, other)


def _sloppy(word: str) -> str:
    """Pinyin as those write it who do not hear the difference of zh and z, ng and n."""
    for exact, easy in (("zh", "z"), ("sh", "s"), ("ch", "c"), ("ng", "n")):
        word = word.replace(exact, easy)
    return word
