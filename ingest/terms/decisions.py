"""What people decided about terms, applied to the keys that spelling makes.

Ledger kind `term`; `value` is one of VALUES:

    same       subject and other name one concept
    different  they do not: neither spelling nor a proposal joins them
    narrower   the concept of subject is a kind of that of other
    preferred  subject is the name that its concept is shown under
    type       subject is of the kind that other says (KINDS)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from patnav.errors import ProjectError
from patnav.ingest.terms.kinds import KINDS
from patnav.ingest.terms.normal import normalise
from patnav.ingest.terms.spelling import spelling
from patnav.ledger import Decision

__all__ = ["NO_DECISIONS", "TERM", "VALUES", "Terms"]

TERM = "term"
VALUES = ("same", "different", "narrower", "preferred", "type")


class Terms:
    """The concepts of terms under the decisions of one project.

    A concept is known by a key: the spelling key of one of its terms. By that key `names` holds the
    preferred name, `kinds` the type, `broader` the keys directly above it, `labels` what somebody
    called a concept above another. The order of decisions does not matter. Raises ProjectError for
    decisions that contradict one another.
    """

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self._decisions = [item for item in decisions if item.kind == TERM]
        self._split = set(self._spelled_alike_but_different())
        self._into: dict[str, str] = {}
        for item in self._of("same"):
            self._join(*self._keys(item))
        self._joined = {*self._into, *self._into.values()}
        for item in self._of("different"):
            self._check_apart(item)
        self.names = dict(self._single("preferred"))
        self.kinds = dict(self._single("type"))
        self.broader = self._tree()
        self.labels = {self._keys(item)[1]: _form(item.other) for item in self._of("narrower")}

    def concept(self, form: str) -> str:
        """Key of the concept that a term in its normal form names."""
        return self._root(self._alone(form))

    def told(self) -> set[frozenset[str]]:
        """Pairs of concepts of which somebody decided that they are not one."""
        return {frozenset(self._keys(item)) for item in self._of("different", "narrower")}

    def is_joined(self, form: str) -> bool:
        """Whether a decision, and not spelling alone, made a term one with others."""
        return self._alone(form) in self._joined

    def accepted(self) -> list[Decision]:
        """The decisions in force, the oldest first."""
        return list(self._decisions)

    def _of(self, *values: str) -> Iterator[Decision]:
        chosen = (item for item in self._decisions if item.value in values)
        return iter(sorted(chosen, key=lambda item: (item.subject, item.other)))

    def _spelled_alike_but_different(self) -> Iterator[str]:
        for item in self._of("different"):
            one, other = _form(item.subject), _form(item.other)
            if spelling(one) == spelling(other):
                yield from (_own(one), _own(other))

    def _alone(self, form: str) -> str:
        """The key of a term by itself; a term that was split off its spelling has its own."""
        own = _own(form)
        return own if own in self._split else spelling(form)

    def _keys(self, item: Decision) -> tuple[str, str]:
        return self.concept(_form(item.subject)), self.concept(_form(item.other))

    def _root(self, key: str) -> str:
        while key in self._into:
            key = self._into[key]
        return key

    def _join(self, one: str, other: str) -> None:
        stays, goes = sorted((self._root(one), self._root(other)))
        if stays != goes:
            self._into[goes] = stays

    def _check_apart(self, item: Decision) -> None:
        if len(set(self._keys(item))) == 1:
            raise _contradiction(item, "are decided to be different, but other decisions join them")

    def _single(self, value: str) -> Iterator[tuple[str, str]]:
        """What each concept has one of: its name or its kind."""
        found: dict[str, str] = {}
        for item in self._of(value):
            concept = self.concept(_form(item.subject))
            told = item.other if value == "type" else _form(item.subject)
            if value == "type" and told not in KINDS:
                raise _contradiction(item, f"is no type; there are {', '.join(KINDS)}")
            if found.setdefault(concept, told) != told:
                raise _contradiction(item, f"has another {value} already: {found[concept]}")
        yield from found.items()

    def _tree(self) -> dict[str, set[str]]:
        above: dict[str, set[str]] = {}
        for item in self._of("narrower"):
            narrow, broad = self._keys(item)
            if narrow == broad or narrow in _all_above(above, broad):
                raise _contradiction(item, "are decided to be above each other, or one")
            above.setdefault(narrow, set()).add(broad)
        return above


def _form(name: str) -> str:
    """The normal form of a term as a person writes it."""
    return normalise(name, "zh")


def _own(form: str) -> str:
    """A key that only this very form has."""
    return f"={form}"


def _all_above(above: dict[str, set[str]], concept: str) -> set[str]:
    found, ahead = set(), {concept}
    while ahead:
        found |= ahead
        ahead = {up for one in ahead for up in above.get(one, ())} - found
    return found


def _contradiction(item: Decision, what: str) -> ProjectError:
    return ProjectError(
        f"{item.subject} and {item.other} {what}" if item.other else f"{item.subject} {what}",
        where=f"decision {item.id}" if item.id > 0 else "the new decision",
        remedy="patnav terms list shows the decisions, patnav terms undo takes one back",
    )


NO_DECISIONS = Terms()
