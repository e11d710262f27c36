"""What people decided about organisations' names, applied to the keys that the rules make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from patnav.errors import ProjectError
from patnav.ingest.parties.canonical import rewrite
from patnav.ingest.parties.known import head_of, known
from patnav.ledger import Decision

__all__ = ["NO_DECISIONS", "PARTY", "VALUES", "Parties", "Verdict"]

PARTY = "party"
VALUES = ("same", "different", "group")


class Verdict(NamedTuple):
    """A decision in force that concerns a name: its number, the other name, value and reason."""

    number: int
    other: str
    value: str
    why: str


class Parties:
    """Keys of organisations under the decisions of one project.

    A decision `same` makes the first name one organisation with the second, `different` keeps two
    names apart and ends every proposal between them, `group` puts the first under the second as
    head. Raises ProjectError for decisions that contradict one another.
    """

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self._decisions = [item for item in decisions if item.kind == PARTY]
        self._apart = {frozenset(_keys(item)) for item in self._of("different")}
        self._split = {key for pair in self._apart if len(_by_rules(pair)) == 1 for key in pair}
        self._into: dict[str, str] = {}
        for item in sorted(self._of("same"), key=_content):
            self._join(*(self._alone(name) for name in (item.subject, item.other)))
        self._heads = {
            self.organisation(item.subject): self.organisation(item.other)
            for item in self._of("group")
        }
        for item in self._of("different"):
            self._check(item)
        for item in self._of("group"):
            self._check_circle(item)

    def organisation(self, name: str) -> str:
        """Key of the organisation that bears this name."""
        return self._root(self._alone(name))

    def group(self, organisation: str, day: date | None = None) -> str:
        """Key of the head of its group on a day (None = today), empty when it belongs to none."""
        head = self._heads.get(organisation, "")
        if head and head != organisation:
            return self.group(head, day) or head
        if organisation in self._heads.values():
            return organisation
        told = head_of(organisation, day)
        return self._root(told) if told else ""

    def apart(self, one: str, other: str) -> bool:
        """Tell whether somebody decided that two names are two organisations."""
        return frozenset((rewrite(one).key, rewrite(other).key)) in self._apart or any(
            {self.organisation(one), self.organisation(other)}
            == {self.organisation(item.subject), self.organisation(item.other)}
            for item in self._of("different")
        )

    def verdicts(self, name: str) -> Iterator[Verdict]:
        """Decisions that name this name or a spelling of it."""
        key = rewrite(name).key
        for item in self._decisions:
            keys = _keys(item)
            if key in keys:
                other = item.other if keys[0] == key else item.subject
                yield Verdict(item.id, other, item.value, item.why)

    def accepted(self) -> list[Decision]:
        """The decisions in force, the oldest first."""
        return list(self._decisions)

    def _of(self, value: str) -> list[Decision]:
        return [item for item in self._decisions if item.value == value]

    def _alone(self, name: str) -> str:
        """The key by the rules, or the name's own when it was taken out of its organisation."""
        own = rewrite(name).key
        alias = known(name)
        return own if alias is None or own in self._split else alias.organisation

    def _root(self, key: str) -> str:
        while key in self._into:
            key = self._into[key]
        return key

    def _join(self, one: str, other: str) -> None:
        """Make one organisation; a known key stands for it, else the smaller."""
        roots = {self._root(one), self._root(other)}
        if len(roots) == 2:
            stays, goes = sorted(roots, key=lambda key: (known(key) is None, key))
            self._into[goes] = stays

    def _check(self, item: Decision) -> None:
        if self.organisation(item.subject) == self.organisation(item.other):
            raise ProjectError(
                f"{item.subject} and {item.other} are decided to be different, but other decisions "
                "or their equal spelling make them one",
                where=f"decision {item.id}",
                remedy=f"take one back: patnav parties undo {item.id}",
            )

    def _check_circle(self, item: Decision) -> None:
        seen = [self.organisation(item.subject)]
        while (head := self._heads.get(seen[-1], "")) and head != seen[-1]:
            if head in seen:
                raise ProjectError(
                    f"{item.subject} and {item.other} are decided to head each other",
                    where=f"decision {item.id}",
                    remedy=f"take one back: patnav parties undo {item.id}",
                )
            seen.append(head)


def _keys(item: Decision) -> tuple[str, str]:
    return rewrite(item.subject).key, rewrite(item.other).key


def _content(item: Decision) -> tuple[str, str]:
    return item.subject, item.other


def _by_rules(keys: Iterable[str]) -> set[str]:
    return {alias.organisation if (alias := known(key)) else key for key in keys}


NO_DECISIONS = Parties()
