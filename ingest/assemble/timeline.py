"""One patent's holders through time, as claims of the files move them.

The claims come in the order of their days. A claim that contradicts what stands is kept apart: it
adds, it never overwrites.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from patnav.ingest.wording import has_east_asian
from patnav.model import Publication

__all__ = ["Claim", "Span", "Timeline"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a row says: who filed, who gave and took, or who held, on a day.

    `givers` and `takers` map keys of organisations to names; those who filed or held are takers.
    """

    sort: Literal["filed", "transfer", "held"]
    day: date | None
    basis: str
    givers: Mapping[str, str]
    takers: Mapping[str, str]
    row: Publication


@dataclass(frozen=True, slots=True)
class Span:
    """A holder from `start` until the day before `end`, with the claim that made it one."""

    key: str
    start: date | None
    end: date | None
    claim: Claim

    @property
    def name(self) -> str:
        """The holder's name as in the file."""
        return self.claim.takers[self.key]


class Timeline:
    """The holders of one patent."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._open: dict[str, Span] = {}
        self._closed: list[Span] = []
        self._last_held: Claim | None = None
        self._last_moved: Claim | None = None
        self.contradictions: list[tuple[Claim, Sequence[Claim]]] = []
        for claim in claims:
            {"filed": self._file, "transfer": self._transfer, "held": self._hold}[claim.sort](claim)

    @property
    def spans(self) -> list[Span]:
        """All spans; one that ends on the day it began is none."""
        spans = [*self._closed, *self._open.values()]
        return [span for span in spans if span.end is None or span.end != span.start]

    def _file(self, claim: Claim) -> None:
        self._enter(claim, claim.takers)

    def _transfer(self, claim: Claim) -> None:
        given = claim.givers.keys() & self._open.keys()
        if not given and claim.takers.keys() <= self._open.keys():
            return  # inventors to the applicant, or a change of name that is known already
        if claim.givers and not given and _comparable(claim.givers, self._names):
            self._contradict(claim)
        leaving = given if claim.givers else set(self._open)
        self._leave(leaving - claim.takers.keys(), claim.day)
        self._enter(claim, claim.takers)
        self._last_moved = claim

    def _hold(self, claim: Claim) -> None:
        before, self._last_held = self._last_held, claim
        if claim.takers.keys() == self._open.keys() or not _comparable(claim.takers, self._names):
            return
        if before and before.day == claim.day:
            self._last_held = before
            self._contradict(claim)
            return
        moved = self._last_moved
        if moved and moved.row.source.file == claim.row.source.file:
            self._contradict(claim)  # one export: its transfers do not lead to its owner
        if claim.day is None:
            self._contradict(claim)
            return
        self._leave(self._open.keys() - claim.takers.keys(), claim.day)
        self._enter(claim, claim.takers)

    @property
    def _names(self) -> dict[str, str]:
        return {key: span.name for key, span in self._open.items()}

    def _enter(self, claim: Claim, keys: Iterable[str]) -> None:
        for key in keys:
            if key not in self._open:
                self._open[key] = Span(key, claim.day, None, claim)

    def _leave(self, keys: Iterable[str], day: date | None) -> None:
        for key in sorted(keys):
            span = self._open.pop(key)
            self._closed.append(Span(key, span.start, day, span.claim))

    def _contradict(self, claim: Claim) -> None:
        against = {id(span.claim): span.claim for span in self._open.values()}
        self.contradictions.append((claim, list(against.values())))


def _comparable(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two sets of names are of one script: a translation contradicts nothing."""
    scripts = [{has_east_asian(name) for name in names.values()} for names in (one, other)]
    return not scripts[0].isdisjoint(scripts[1])
