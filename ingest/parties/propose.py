"""Proposals between the names of a list and what patnav knows: pairs by the rules of likeness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from typing import NamedTuple

from patnav.ingest.parties.known import aliases
from patnav.ingest.parties.likeness import Likeness, Rule
from patnav.ingest.parties.likeness_cross import CROSS_RULES
from patnav.ingest.parties.likeness_han import HAN_RULES
from patnav.ingest.parties.likeness_latin import LATIN_RULES
from patnav.ingest.parties.profile import Profile, profile

__all__ = ["Proposal", "propose"]

_RULES = (*LATIN_RULES, *HAN_RULES, *CROSS_RULES)
_MOST_ALIKE = 200  # names that share a key; more are a series of numbered names, not spellings


class Proposal(NamedTuple):
    """Two names that are probably one organisation, the first one smaller, with all reasons."""

    name: str
    other: str
    relation: str
    confidence: float
    evidence: tuple[str, ...]


def propose(names: Iterable[str]) -> list[Proposal]:
    """Pairs of names that are probably one organisation although their keys differ, sorted.

    Compared are the names with each other and with every known name. Persons are left out.
    """
    ours = {name: profile(name) for name in sorted(set(names))}
    profiles = [each for each in ours.values() if each.kind != "individual"]
    theirs = {each.name: each for each in _known() if each.name not in ours}
    found: dict[tuple[str, str], list[tuple[str, Likeness]]] = defaultdict(list)
    for rule in _RULES:
        for one, other in _pairs(rule, profiles, theirs):
            if _may_be_one(one, other) and (likeness := rule.judge(one, other)):
                found[one.name, other.name].append((rule.relation, likeness))
    return sorted(_proposal(names, reasons) for names, reasons in found.items())


def _pairs(
    rule: Rule, ours: Sequence[Profile], theirs: Mapping[str, Profile]
) -> Iterator[tuple[Profile, Profile]]:
    """Pairs that share a key, the first name smaller, one at least of ours.

    Most keys are one name's own and never become a list.
    """
    alone: dict[str, int] = {}
    blocks: dict[str, set[int]] = {}
    for number, each in enumerate(ours):
        for key in rule.keys(each):
            first = alone.setdefault(key, number)
            if first != number:
                blocks.setdefault(key, {first}).add(number)
    profiles = [*ours, *theirs.values()]
    numbers = {name: number for number, name in enumerate(theirs, len(ours))}
    for key, first in alone.items():
        if there := [numbers[name] for name in _known_by_key(rule).get(key, ()) if name in numbers]:
            blocks.setdefault(key, {first}).update(there)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        if len(block) > _MOST_ALIKE:
            continue
        for pair in combinations(sorted(block), 2):
            if pair not in seen:
                seen.add(pair)
                one, other = sorted((profiles[at] for at in pair), key=lambda each: each.name)
                yield one, other


@cache
def _known() -> tuple[Profile, ...]:
    every = (profile(alias.name) for alias in aliases())
    return tuple(each for each in every if each.kind != "individual")


@cache
def _known_by_key(rule: Rule) -> Mapping[str, tuple[str, ...]]:
    """Known names by key: they are many and stay the same, and each list is compared with them."""
    found: dict[str, tuple[str, ...]] = {}
    for each in _known():
        for key in set(rule.keys(each)):
            found[key] = (*found.get(key, ()), each.name)
    return found


def _may_be_one(one: Profile, other: Profile) -> bool:
    return one.organisation != other.organisation and not (one.known and other.known)


def _proposal(names: tuple[str, str], reasons: list[tuple[str, Likeness]]) -> Proposal:
    best = max(reasons, key=lambda reason: (reason[1].confidence, reason[0]))
    evidence = tuple(dict.fromkeys(likeness.evidence for _, likeness in reasons))
    return Proposal(*names, best[0], best[1].confidence, evidence)
