"""Union–find over hashable things: which of them belong together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

__all__ = ["Unions"]

T = TypeVar("T", bound=Hashable)


class Unions(Generic[T]):
    """Disjoint sets that grow together; what never met is its own set.

    The sets do not depend on the order of the calls; which member stands for a set does, so callers
    must not let it show.
    """

    def __init__(self) -> None:
        self._parent: dict[T, T] = {}

    def find(self, item: T) -> T:
        """The member that stands for the set of `item` at the moment."""
        parent = self._parent
        above = parent.setdefault(item, item)
        while above != parent[above]:
            parent[item] = parent[above]
            item, above = above, parent[above]
        return above

    def join(self, items: Iterable[T]) -> None:
        """Put all items into one set."""
        first: T | None = None
        for item in items:
            if first is None:
                first = self.find(item)
            else:
                self._parent[self.find(item)] = first
