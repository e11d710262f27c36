"""What patnav knows of organisations: their names in several languages, former names and groups."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from patnav.data import resource
from patnav.ingest.parties.canonical import parted, rewrite
from patnav.ingest.parties.name_words import name_words
from patnav.ingest.places.gazetteer import gazetteer
from patnav.ingest.wording import has_east_asian

__all__ = ["Alias", "Membership", "aliases", "group_of", "head_of", "known", "sorted_words"]

_SHORTEST_UNIVERSITY, _LONGEST_UNIVERSITY = 4, 20  # signs
_FILES = ("known_organisations", "known_institutions")


class Alias(NamedTuple):
    """A known name: as written, its organisation's key, relation, reason, last day, country."""

    name: str
    organisation: str
    relation: str
    reason: str
    until: date | None
    country: str


class Membership(NamedTuple):
    """That an organisation belongs to a group between two days; None = always, still."""

    head: str
    since: date | None
    until: date | None
    reason: str

    def holds(self, day: date | None) -> bool:
        """Tell whether it holds on that day; None asks for today's state."""
        if day is None:
            return self.until is None
        return (self.since is None or self.since <= day) and (
            self.until is None or day < self.until
        )


@dataclass
class _Knowledge:
    aliases: dict[str, Alias] = field(default_factory=dict)
    unordered: dict[str, Alias | None] = field(default_factory=dict)
    groups: dict[str, Membership] = field(default_factory=dict)
    heads: set[str] = field(default_factory=set)
    countries: dict[str, str] = field(default_factory=dict)

    def add(self, alias: Alias) -> None:
        key = rewrite(alias.name).key
        self.aliases.setdefault(key, alias)
        if not has_east_asian(key):
            words = sorted_words(key)
            other = self.unordered.setdefault(words, alias)
            if other is not None and other.organisation != alias.organisation:
                self.unordered[words] = None  # University of X is not X University


@lru_cache(maxsize=65_536)
def known(name: str) -> Alias | None:
    """The known organisation that bears this name in one of its languages, else None.

    A name in Latin script is known in any order of its words and in usual abbreviations.
    """
    key = rewrite(name).key
    found = _knowledge().aliases.get(key)
    if found is None and not has_east_asian(key):
        return _knowledge().unordered.get(sorted_words(key))
    return found


def aliases() -> list[Alias]:
    """Every known name once, sorted."""
    return sorted(set(_knowledge().aliases.values()), key=lambda alias: alias.name)


def group_of(key: str) -> Membership | None:
    """The group that an organisation belongs or belonged to."""
    return _knowledge().groups.get(key) or _by_mark(key)


def head_of(key: str, day: date | None = None) -> str:
    """Key of the head of the group on a day (None = today); empty when it belongs to none."""
    seen = [key]
    while (member := group_of(seen[-1])) and member.holds(day) and member.head not in seen:
        seen.append(member.head)
    heads = key in _knowledge().heads or key in _universities()
    return seen[-1] if len(seen) > 1 or heads else ""


def sorted_words(key: str) -> str:
    """Words of a Latin key without order, in their full spelling, small words left out."""
    core, form = parted(key)
    words = name_words()
    meant = [words.latin.get(word, word) for word in core.split() if word not in words.stop]
    return " ".join(sorted(meant)) + f"|{form}"


def _by_mark(key: str) -> Membership | None:
    """Membership told by how the name begins: 国网… belongs to 国家电网."""
    for mark, head in _marks().items():
        if key.startswith(mark) and key != head:
            return Membership(head, None, None, f"its name begins with {mark} (group_marks.csv)")
    if university := _university_ahead(key):
        reason = f"its name begins with {university} (list of the Ministry of Education)"
        return Membership(university, None, None, reason)
    return None


def _university_ahead(key: str) -> str:
    """The university whose whole name a longer name begins with: 浙江工业大学之江学院."""
    if key in _universities() and not key.endswith("学院"):
        return ""  # 中国矿业大学(北京) is a university of its own
    lengths = range(min(len(key) - 1, _LONGEST_UNIVERSITY), _SHORTEST_UNIVERSITY - 1, -1)
    return next((key[:length] for length in lengths if key[:length] in _universities()), "")


@cache
def _universities() -> frozenset[str]:
    return frozenset(rewrite(name).key for name in gazetteer().universities)


@cache
def _marks() -> Mapping[str, str]:
    return {rewrite(row["mark"]).key: rewrite(row["group"]).key for row in _rows("group_marks")}


@cache
def _knowledge() -> _Knowledge:
    knowledge = _Knowledge()
    for file in _FILES:
        for row in _rows(file):
            _take(knowledge, row, f"{file}.csv")
    for row in _rows("former_names"):
        key = rewrite(row["organisation"]).key
        until = _day(row["until"])
        when = f" until {until}" if until else ""
        reason = f"former name{when} of {row['organisation']} (former_names.csv)"
        country = knowledge.countries[key]
        knowledge.add(Alias(row["name"], key, "former_name", reason, until, country))
    knowledge.heads |= {rewrite(row["group"]).key for row in _rows("group_marks")}
    return knowledge


def _take(knowledge: _Knowledge, row: Mapping[str, str], file: str) -> None:
    name = row["organisation"]
    key = rewrite(name).key
    country = knowledge.countries[key] = row["country"]
    knowledge.add(Alias(name, key, "", f"known organisation ({file})", None, country))
    for other in filter(None, row["names"].split("|")):
        reason = f"name of {name} ({file})"
        knowledge.add(Alias(other, key, "translation", reason, None, country))
    if row["group"]:
        head = rewrite(row["group"]).key
        knowledge.heads.add(head)
        since, until = _day(row["since"]), _day(row["until"])
        reason = f"belongs to {row['group']} ({file})"
        knowledge.groups[key] = Membership(head, since, until, reason)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = resource(f"lexicons/parties/{name}.csv").read_text(encoding="utf-8")
    return csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
