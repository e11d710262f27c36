"""Proposals between the names of a list and what patnav knows: pairs by the rules of likeness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
    theirs = {alias.name: profile(alias.name) for alias in aliases() if alias.name not in ours}
    profiles = [each for each in (*ours.values(), *theirs.values()) if each.kind != "individual"]
    profiles.sort(key=lambda each: each.name)
    found: dict[tuple[str, str], list[tuple[str, Likeness]]] = defaultdict(list)
    for rule in _RULES:
        for one, other in _pairs(rule, profiles):
            if _may_be_one(one, other, ours) and (likeness := rule.judge(one, other)):
                found[one.name, other.name].append((rule.relation, likeness))
    return sorted(_proposal(names, reasons) for names, reasons in found.items())


def _pairs(rule: Rule, profiles: Sequence[Profile]) -> Iterator[tuple[Profile, Profile]]:
    """Pairs that share a key; most keys are one name's own and never become a list."""
    alone: dict[str, int] = {}
    blocks: dict[str, set[int]] = {}
    for number, each in enumerate(profiles):
        for key in rule.keys(each):
            first = alone.setdefault(key, number)
            if first != number:
                blocks.setdefault(key, {first}).add(number)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        if len(block) > _MOST_ALIKE:
            continue
        for pair in combinations(sorted(block), 2):
            if pair not in seen:
                seen.add(pair)
                yield profiles[pair[0]], profiles[pair[1]]


def _may_be_one(one: Profile, other: Profile, ours: dict[str, Profile]) -> bool:
    if one.organisation == other.organisation or (one.known and other.known):
        return False
    return one.name in ours or other.name in ours


def _proposal(names: tuple[str, str], reasons: list[tuple[str, Likeness]]) -> Proposal:
    best = max(reasons, key=lambda reason: (reason[1].confidence, reason[0]))
    evidence = tuple(dict.fromkeys(likeness.evidence for _, likeness in reasons))
    return Proposal(*names, best[0], best[1].confidence, evidence)
