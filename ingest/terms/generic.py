"""Words that name no technology and no product by themselves (data/analysis/generic_terms.yaml)."""

from __future__ import annotations

from functools import cache

from patnav.data import load_yaml, resource

__all__ = ["generic_terms"]


@cache
def generic_terms() -> frozenset[str]:
    """Generic terms of both languages: those listed, and an act before a head (取得 + 部)."""
    listed = load_yaml(resource("analysis/generic_terms.yaml"))
    units = (f"{act}{head}" for act in listed["acts"] for head in listed["heads"])
    return frozenset((*listed["zh"], *listed["en"], *units))
