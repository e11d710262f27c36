"""Effects and means in English texts by the same idea as in Chinese: cue, attribute, zone."""

from __future__ import annotations

from patnav.ingest.annotate.marks import Mark

__all__ = ["find_effects_en", "find_means_en"]


def find_effects_en(folded: str, listed: bool = False) -> list[Mark]:
    """Find the effects of a folded English text."""
    del folded, listed
    return []


def find_means_en(folded: str, title: str = "", effects: list[Mark] | None = None) -> list[Mark]:
    """Find at most six means of a folded English text."""
    del folded, title, effects
    return []
