"""Named queries: `queries/NAME.cypher`, each with a header of comments.

    // zh: 环节的主要申请人
    // en: Key applicants of a node
    // node: SW-01 — id of a ChainNode              (a parameter, its default, what it means)

A default is read as a JSON value where it is one, else as text; without default it is required.
What is an `id of a LABEL` must be there, what is a `class: one two three` one of them.
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
from patnav.graph.schema import closest

__all__ = ["NamedQuery", "load_query", "query_names"]

_FOLDER = Path(__file__).with_name("queries")
_HEADER = re.compile(r"//\s*(\w+):\s*(.*)")
_KEY = re.compile(r"id of an? (\w+)")
_CLASS = "class: "


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
        defaults = {name: value for name, (value, _) in self.parameters.items() if value != ""}
        for name, value in given.items():
            self._check(name, value)
        return defaults | dict(given)

    @property
    def keys(self) -> Mapping[str, str]:
        """Labels of the parameters that are the id of a node."""
        told = {name: _KEY.match(about) for name, (_, about) in self.parameters.items()}
        return {name: found[1] for name, found in told.items() if found}

    def _check(self, name: str, value: object) -> None:
        """Refuse text that is empty, and a class that there is not."""
        about = self.parameters[name][1]
        if value == "":
            raise QueryError(f"{self.name}: {name} is empty", remedy=f"it is: {about}")
        classes = about.removeprefix(_CLASS).split() if about.startswith(_CLASS) else []
        if classes and value not in classes:
            near = closest(str(value), classes)
            told = f"did you mean `{near}`?" if near else f"use one of {', '.join(classes)}"
            raise QueryError(f"{self.name}: there is no {name} {value!r}", remedy=told)


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
