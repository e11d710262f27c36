"""Random Cypher expressions of a wanted type over the variables in scope.

The templates stand in `random_cypher.yaml`; here is what needs the schema or the scope.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import yaml
from small_world import small_world

from patnav.graph.build import build_graph
from patnav.graph.schema import SCHEMA, NodeKind, RelationshipKind

__all__ = ["DEPTH", "KINDS", "PROJECT", "Scope", "Values", "plain"]

PROJECT = "conformance"
# A variable's kind: a type of the templates, `node:Patent`, `node:*` (any label), `link:FILED`,
# `approx` (a float that depends on the order of its sum) or `bag` (a list in any order).
Scope = dict[str, str]
DEPTH = 2
TYPES = {"string": "text", "date": "stamp", "strings": "texts"}  # of the schema; others as they are
KINDS: dict[str, NodeKind | RelationshipKind] = {**SCHEMA.nodes, **SCHEMA.relationships}
_FILE = Path(__file__).with_name("random_cypher.yaml")
_HOLE = re.compile(r"<([a-z]+)(?:@(\w+):(\w+))?>")
_WEIGHT = re.compile(r"(?:(\d+) \* )?(.*)", re.DOTALL)
_WORDS = ["电池", "固态", "a", "", "in_force", "H01M", "it's", "S", "一", "sold", "o", ",", "-"]


def _weighted(templates: list[str]) -> tuple[list[str], list[int]]:
    found = [_WEIGHT.fullmatch(template) for template in templates]
    return [item[2] for item in found if item], [int(item[1] or 1) for item in found if item]


_TEMPLATES = {
    kind: _weighted(list(templates))
    for kind, templates in yaml.safe_load(_FILE.read_text("utf-8")).items()
}
_GRAPH = build_graph(small_world(), PROJECT)
_STORED: dict[tuple[str, str], list[object]] = {
    (label, name): [value for value in rows[name].to_pylist() if value is not None]
    for label, rows in (_GRAPH.nodes | _GRAPH.relationships).items()
    for name in rows.column_names
}


def plain(kind: str) -> str:
    """The label or type behind `node:Patent` and `link:FILED`; empty for values and `node:*`."""
    return kind.partition(":")[2].replace("*", "")


class Values:
    """Makes expressions; remembers the parameters it used and the constructs it wrote."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.params: dict[str, object] = {}
        self._names = 0
        self._special: dict[str, Callable[[Scope, str], str | None]] = {
            "property": self._property,
            "literal": lambda _scope, kind: self.literal(kind),
            "word": lambda _scope, _kind: self.literal("text"),
            "small": lambda _scope, _kind: str(self.random.randint(0, 4)),
            "whole": lambda _scope, _kind: str(self.random.randint(0, 9999)),
            "true": lambda _scope, _kind: self.random.choice(["true", "false", "null"]),
            "same": self._same,
            "kind": self._kind,
            "count": self._count,
            "exists": self._exists,
            "walk": self._walk,
            "labelled": self._labelled,
            "projection": self._projection,
        }

    def make(self, kind: str, scope: Scope, depth: int = DEPTH) -> str:
        """An expression of the type `kind`."""
        ready = [name for name, known in scope.items() if known == kind]
        if ready and self.random.random() < 0.3:
            return self.random.choice(ready)
        if depth <= 0:
            return self._property(scope, kind) or self.literal(kind)
        templates, weights = _TEMPLATES[kind]
        for _ in range(20):
            template = self.random.choices(templates, weights)[0]
            filled = self._fill(template, kind, scope, depth)
            if filled is not None:
                return filled
        return self.literal(kind)

    def fresh(self) -> str:
        """A variable name that is not in use: ASCII, Chinese, or one that needs backticks."""
        self._names += 1
        base = self.random.choice(["n", "p", "o", "x", "_v", "Name", "专利", "机构", "年份"])
        if self.random.random() < 0.1:
            return self.random.choice(["`a b{}`", "`数量 (项){}`", "`n{}`"]).format(self._names)
        return f"{base}{self._names}"

    def literal(self, kind: str) -> str:
        """A constant of the type, sometimes as a parameter."""
        value = self._constant(kind)
        if self.random.random() < 0.15:
            name = self.random.choice(["p", "值", "param"]) + str(len(self.params))
            self.params[name] = value
            return f"${name}"
        return written(value)

    def stored(self, label: str, name: str) -> str:
        """A value that the property has somewhere, as a constant."""
        return written(self.random.choice(_STORED[label, name] or [""]))

    def walk(self, start: str, label: str, scope: Scope) -> tuple[str, Scope]:
        """A one-hop pattern from the node `start`, and what it adds to the scope."""
        links = [
            (link, link.target if outward else link.source, outward)
            for link in SCHEMA.relationships.values()
            for outward in (True, False)
            if label in {"", link.source if outward else link.target}
        ]
        link, other, outward = self.random.choice(links)
        name, end = self.fresh(), self.fresh()
        shown = self.random.choice([f"{end}:{other}", end, f"{end}:{other}"])
        drawn = f"-[{name}:{link.label}]-"
        drawn = f"{drawn}>" if outward else f"<{drawn}"
        added = {name: f"link:{link.label}", end: f"node:{other}"}
        return f"({start}){drawn}({shown})", scope | added

    def _fill(self, template: str, kind: str, scope: Scope, depth: int) -> str | None:
        text, at = "", 0
        for hole in _HOLE.finditer(template):
            text += template[at : hole.start()]
            at = hole.end()
            inner = scope | ({hole[2]: hole[3]} if hole[2] else {})
            if hole[1] in self._special:
                part = self._special[hole[1]](inner, kind)
            else:
                part = self.make(hole[1], inner, depth - 1)
            if part is None:
                return None
            text += part
        return text + template[at:]

    def _constant(self, kind: str) -> object:
        if kind == "int":
            return self.random.choice([0, 1, 2, 3, 7, -1, 2018, 2020])
        if kind == "float":
            return self.random.choice([0.0, 0.5, 1.0, 2.25, -1.5, 0.9, 100.0])
        if kind == "bool":
            return self.random.choice([True, False])
        if kind == "stamp":
            return self.random.choice(["2018-03-05", "2020-02-29", "2021-12-31", "1999-01-01"])
        if kind == "texts":
            return self.random.sample(_WORDS, self.random.randint(0, 3))
        if kind == "ints":
            return [self.random.randint(0, 5) for _ in range(self.random.randint(0, 3))]
        return {"甲": "x", "b": 1} if kind == "map" else self.random.choice(_WORDS)

    def _properties(self, scope: Scope, kind: str | None) -> list[tuple[str, str, str]]:
        """(variable, its kind's label, property) of the given type."""
        found = []
        for name, known in scope.items():
            if known == "node:*" and kind == "text":
                found += [(name, "Patent", "id"), (name, "Patent", "title")]
            label = plain(known)
            if label:
                found += [
                    (name, label, item.name)
                    for item in KINDS[label].properties.values()
                    if kind in {None, TYPES.get(item.type, item.type)}
                ]
        return found

    def _property(self, scope: Scope, kind: str) -> str | None:
        found = self._properties(scope, kind)
        if not found:
            return None
        variable, _, name = self.random.choice(found)
        quoted = self.random.random() < 0.03
        return f"{variable}.`{name}`" if quoted else f"{variable}.{name}"

    def _same(self, scope: Scope, _kind: str) -> str | None:
        """A property compared with a value that it has somewhere."""
        found = [
            item
            for kind in ("text", "int", "float", "bool", "stamp")
            for item in self._properties(scope, kind)
        ]
        if not found:
            return None
        variable, label, name = self.random.choice(found)
        sign = self.random.choice(["=", "=", "<>", "<", ">="])
        return f"{variable}.{name} {sign} {self.stored(label, name)}"

    def _kind(self, scope: Scope, _kind: str) -> str | None:
        nodes = [f"labels({name})[0]" for name, kind in scope.items() if kind.startswith("node:")]
        links = [f"type({name})" for name, kind in scope.items() if kind.startswith("link:")]
        return self.random.choice([*nodes, *links]) if nodes or links else None

    def _start(self, scope: Scope) -> tuple[str, str] | None:
        nodes = [(name, plain(kind)) for name, kind in scope.items() if kind.startswith("node:")]
        return self.random.choice(nodes) if nodes else None

    def _inner(self, scope: Scope) -> str | None:
        start = self._start(scope)
        if start is None:
            return None
        pattern, inner = self.walk(*start, scope)
        if self.random.random() < 0.3:
            pattern += f" WHERE {self.make('bool', inner, 1)}"
            return self.random.choice(["MATCH ", ""]) + pattern
        return self.random.choice(["", "MATCH "]) + pattern

    def _count(self, scope: Scope, _kind: str) -> str | None:
        inner = self._inner(scope)
        return None if inner is None else f"COUNT {{ {inner} }}"

    def _exists(self, scope: Scope, _kind: str) -> str | None:
        inner = self._inner(scope)
        return None if inner is None else f"EXISTS {{ {inner} }}"

    def _walk(self, scope: Scope, _kind: str) -> str | None:
        """A pattern as a truth value; its nodes and relationships have no names."""
        start = self._start(scope)
        if start is None:
            return None
        pattern, _ = self.walk(*start, {})
        head, rest = pattern.split(")", 1)
        return f"{head})" + re.sub(r"([\[(])(?:`[^`]*`|\w+)", r"\1", rest)

    def _labelled(self, scope: Scope, _kind: str) -> str | None:
        start = self._start(scope)
        label = self.random.choice(list(SCHEMA.nodes))
        return (
            None
            if start is None
            else f"{start[0]}:{self.random.choice([start[1], label]) or label}"
        )

    def _projection(self, scope: Scope, _kind: str) -> str | None:
        start = self._start(scope)
        if start is None or not start[1]:
            return None
        names = self.random.sample(sorted(SCHEMA.nodes[start[1]].properties), 2)
        return f"{start[0]} {{.{names[0]}, .{names[1]}, 甲: {self.make('text', scope, 1)}}}"


def written(value: object) -> str:
    """A Cypher literal."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written(item)}" for key, item in value.items()) + "}"
    return str(value)
