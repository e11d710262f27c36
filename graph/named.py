"""Named queries: `queries/NAME.cypher`, each with a header of comments.

    // zh: 环节的主要申请人
    // en: Key applicants of a node
    // node: SW-01 — id of a ChainNode              (a parameter, its default, what it means)

A default is read as a JSON value where it is one, else as text; without default it is required.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from patnav.errors import QueryError

__all__ = ["NamedQuery", "load_query", "query_names"]

_FOLDER = Path(__file__).with_name("queries")
_HEADER = re.compile(r"//\s*(\w+):\s*(.*)")


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query that ships with patnav; `parameters` maps each name to (default, meaning)."""

    name: str
    zh: str
    en: str
    parameters: Mapping[str, tuple[Any, str]]
    cypher: str

    @property
    def texts(self) -> frozenset[str]:
        """Names of the parameters that are text, whatever the value looks like (320500)."""
        return frozenset(
            name for name, (default, _) in self.parameters.items() if isinstance(default, str)
        )

    def fill(self, given: Mapping[str, object]) -> dict[str, object]:
        """Complete the given parameters with defaults; raises QueryError for an unknown one."""
        unknown = sorted(set(given) - set(self.parameters))
        if unknown:
            known = ", ".join(self.parameters) or "none"
            raise QueryError(
                f"{self.name} has no parameter {unknown[0]}", remedy=f"its parameters: {known}"
            )
        filled = {name: default for name, (default, _) in self.parameters.items()} | dict(given)
        return {name: value for name, value in filled.items() if value != ""}


def query_names() -> tuple[str, ...]:
    """Names of all named queries, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.cypher")))


@cache
def load_query(name: str) -> NamedQuery:
    """Read a named query; raises QueryError that lists the names there are."""
    if name not in query_names():
        raise QueryError(
            f"no query named {name!r}", remedy=f"use one of {', '.join(query_names())}"
        )
    text = (_FOLDER / f"{name}.cypher").read_text(encoding="utf-8")
    header = {found[1]: found[2] for found in _HEADER.finditer(text)}
    parameters = {key: _parameter(header[key]) for key in header if key not in {"zh", "en"}}
    return NamedQuery(name, header["zh"], header["en"], parameters, text)


def _parameter(line: str) -> tuple[Any, str]:
    default, _, about = line.partition("—")
    try:
        return json.loads(default), about.strip()
    except json.JSONDecodeError:
        return default.strip(), about.strip()
