"""Editions of the IPC: where the matter of dropped symbols is now (`data/ipc/concordance.yaml`)."""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from patnav.data import load_yaml, resource

__all__ = ["Move", "longest_known", "move_of", "moves"]


class Move(NamedTuple):
    """Where a dropped symbol's matter is now, since which edition, and whether only in part."""

    new: tuple[str, ...]
    edition: str
    part: bool


@cache
def moves() -> Mapping[str, Move]:
    """Every dropped symbol that the concordance names, with where it went."""
    return {
        old: Move(tuple(entry["new"]), entry["edition"], entry.get("part", False))
        for entry in load_yaml(resource("ipc/concordance.yaml"))
        for old in entry["old"]
    }


@lru_cache(maxsize=65536)
def move_of(symbol: str) -> Move | None:
    """Where the matter of a symbol (`H01L31/042`) went; None when it stands as far as is known."""
    old = longest_known(symbol, moves())
    return moves()[old] if old else None


def longest_known(symbol: str, known: Container[str]) -> str:
    """The longest beginning of a symbol that is among those known, else its main group, else ""."""
    main, _, digits = symbol.partition("/")
    begins = (f"{main}/{digits[:length]}" for length in range(len(digits), 1, -1))
    return next((one for one in (*begins, f"{main}/00") if one in known), "")
