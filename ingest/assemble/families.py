"""Simple families: what a vendor says belongs together, else one and the same set of priorities.

A simple family holds the applications that claim exactly the same priorities (WIPO Handbook,
glossary; METHOD.md §1). The vendor's family is believed first; the priorities decide for patents
without one; the rest stand alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from patnav.ingest.assemble.merge import serial
from patnav.ingest.assemble.unions import Unions

__all__ = ["Family", "Member", "families"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What a patent brings to its family.

    `vendor` holds family ids made unique by the name of the vendor's dialect, `documents` its own
    publication numbers, `members` those that its rows list as family, `priorities` the normalised
    priority numbers, with its own application when it claims none. Each is sorted and without
    repeats.
    """

    patent: str
    country: str
    granted: bool
    priority_date: date | None
    vendor: tuple[str, ...]
    documents: tuple[str, ...]
    members: tuple[str, ...]
    priorities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """A family of patents in the files; `basis` is vendor, priority or single."""

    key: str
    basis: str
    members: tuple[Member, ...]

    def shown(self, home: str) -> str:
        """The member to show: of the home office, granted, with the earliest priority."""
        best = min(
            self.members,
            key=lambda member: (
                member.country != home,
                not member.granted,
                member.priority_date or date.max,
                member.patent,
            ),
        )
        return best.patent

    @property
    def priority_date(self) -> date | None:
        """The earliest priority of the members; None when no member has a date."""
        return min((m.priority_date for m in self.members if m.priority_date), default=None)

    @property
    def countries(self) -> list[str]:
        """The offices of all known members, also of those that are not in the files."""
        listed = {number[:2] for member in self.members for number in member.members}
        return sorted(listed | {member.country for member in self.members if member.country})


def families(members: Sequence[Member]) -> list[Family]:
    """Divide patents into families, in the order of their keys."""
    joined: Unions[str] = Unions()
    for member in members:
        joined.join(_vendor_names(member))
    by_vendor = _divided(members, joined)
    told = {m.patent for group in by_vendor for m in group if _is_told(group)}
    _join_priorities(by_vendor, joined, told)
    return sorted(
        (_family(group, told) for group in _divided(members, joined)),
        key=lambda family: family.key,
    )


def _vendor_names(member: Member) -> list[str]:
    vendor = (f"vendor {name}" for name in member.vendor)
    numbers = (f"number {serial(number)}" for number in (*member.documents, *member.members))
    return [f"patent {member.patent}", *vendor, *numbers]


def _divided(members: Iterable[Member], joined: Unions[str]) -> list[list[Member]]:
    groups: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        groups[joined.find(f"patent {member.patent}")].append(member)
    return list(groups.values())


def _is_told(group: Sequence[Member]) -> bool:
    return len(group) > 1 or any(member.vendor or member.members for member in group)


def _join_priorities(
    groups: Iterable[Sequence[Member]], joined: Unions[str], told: set[str]
) -> None:
    """Join groups with one set of priorities, unless a vendor tells two of them apart."""
    sets: dict[tuple[str, ...], list[Member]] = defaultdict(list)
    for group in groups:
        for member in group:
            if member.priorities:
                sets[member.priorities].append(member)
    for alike in sets.values():
        vendors = {joined.find(f"patent {m.patent}") for m in alike if m.patent in told}
        free = [m for m in alike if m.patent not in told]
        joined.join(f"patent {m.patent}" for m in (alike if len(vendors) <= 1 else free))


def _family(group: Sequence[Member], told: set[str]) -> Family:
    members = tuple(sorted(group, key=lambda member: member.patent))
    vendor = any(member.patent in told for member in members)
    basis = "vendor" if vendor else "priority" if len(members) > 1 else "single"
    return Family(f"F:{members[0].patent}", basis, members)
