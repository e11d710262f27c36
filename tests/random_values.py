"""Random Cypher expressions of a wanted type over the variables in scope.

The templates stand in `random_cypher.yaml`; here is what needs the schema or the scope.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import yaml
from random_patterns import KINDS, Patterns, Scope, nodes_of, plain

from patnav.graph.schema import SCHEMA

__all__ = ["DEPTH", "Values"]

DEPTH = 2
TYPES = {"string": "text", "date": "stamp", "strings": "texts"}  # of the schema; others as they are
_FILE = Path(__file__).with_name("random_cypher.yaml")
_HOLE = re.compile(r"<([a-z]+)(?:@(\w+):(\w+))?>")
_LOCAL = re.compile(r"(?<!')\bx\b(?!')")  # the variable of a comprehension in a template
_WEIGHT = re.compile(r"(?:(\d+) \* )?(.*)", re.DOTALL)


def _weighted(templates: list[str]) -> tuple[list[str], list[int]]:
    found = [_WEIGHT.fullmatch(template) for template in templates]
    return [item[2] for item in found if item], [int(item[1] or 1) for item in found if item]


_TEMPLATES = {
    kind: _weighted(list(templates))
    for kind, templates in yaml.safe_load(_FILE.read_text("utf-8")).items()
}


class Values(Patterns):
    """Makes expressions; what it cannot make over a scope is None."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self._special: dict[str, Callable[[Scope, str], str | None]] = {
            "property": self._property,
            "literal": lambda _scope, kind: self.literal(kind),
            "word": lambda _scope, _kind: self.literal("text"),
            "small": lambda _scope, _kind: str(self.random.randint(0, 4)),
            "whole": lambda _scope, _kind: str(self.random.randint(0, 9999)),
            "true": lambda _scope, _kind: self.random.choice(["true", "false", "null"]),
            "same": self._same,
            "kind": self._kind,
            "count": lambda scope, _kind: self._subquery("COUNT", scope),
            "exists": lambda scope, _kind: self._subquery("EXISTS", scope),
            "walk": self._walk,
            "labelled": self._labelled,
            "projection": self._projection,
            "among": self._among,
            "picked": self._picked,
            "folded": self._folded,
            "tested": self._tested,
        }

    def make(self, kind: str, scope: Scope, depth: int = DEPTH) -> str:
        """An expression of the type `kind`."""
        ready = [name for name, known in scope.items() if known == kind]
        if ready and self.chance(0.3):
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

    def comprehended(self, scope: Scope, kind: str) -> str | None:
        """A pattern comprehension: a list of `kind` (of `node`: of nodes), in any order."""
        start = self._start(scope)
        if start is None:
            return None
        pattern, inner = self.walk(start[0], scope)
        name = f"{self.fresh()} = " if self.chance(0.1) else ""
        where = f" WHERE {self.make('bool', inner, 1)}" if self.chance(0.3) else ""
        ends = [name for name in nodes_of(inner) if name not in scope] or [start[0]]
        shown = ends[-1] if kind == "node" else self.make(kind, inner, 1)
        return f"[{name}{pattern}{where} | {shown}]"

    def listed(self, scope: Scope) -> tuple[str, str] | None:
        """A list of nodes, and the kind of each: a variable, or a pattern comprehension."""
        known = [name for name, kind in scope.items() if kind.startswith(("nodes:", "bag:"))]
        if known and self.chance(0.8):
            name = self.random.choice(known)
            return name, f"node:{scope[name].partition(':')[2]}"
        found = self.comprehended(scope, "node") if self.chance(0.3) else None
        return None if found is None else (found, "node:*")

    def _fill(self, template: str, kind: str, scope: Scope, depth: int) -> str | None:
        self._names += 1
        template = _LOCAL.sub(f"x{self._names}", template)  # Neo4j lets no subquery reuse a name
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

    def _properties(self, scope: Scope, kind: str | None) -> list[tuple[str, str, str]]:
        """(variable, its kind's label, property) of the given type."""
        found = []
        for name, known in scope.items():
            if not known.startswith(("node:", "link:")):
                continue
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
        return f"{variable}.`{name}`" if self.chance(0.03) else f"{variable}.{name}"

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
        found = [f"labels({name})[0]" for name in nodes_of(scope)]
        found += [f"type({name})" for name, kind in scope.items() if kind.startswith("link:")]
        return self.random.choice(found) if found else None

    def _start(self, scope: Scope) -> tuple[str, str] | None:
        found = nodes_of(scope)
        name = self.random.choice(found) if found else ""
        return (name, plain(scope[name])) if found else None

    def _subquery(self, word: str, scope: Scope) -> str | None:
        """COUNT { } or EXISTS { } of one or two patterns, the first from a node in scope."""
        start = self._start(scope)
        if start is None:
            return None
        text, inner = self.walk(start[0], scope)
        if self.chance(0.12):
            second, inner = self.walk(self.random.choice(nodes_of(inner)), inner)
            text += f", {second}"
        where = f" WHERE {self.make('bool', inner, 1)}" if self.chance(0.3) else ""
        return f"{word} {{ {self.random.choice(['', 'MATCH '])}{text}{where} }}"

    def _walk(self, scope: Scope, _kind: str) -> str | None:
        start = self._start(scope)
        return None if start is None else self.test(*start)

    def _labelled(self, scope: Scope, _kind: str) -> str | None:
        start = self._start(scope)
        if start is None:
            return None
        label = self.random.choice(list(SCHEMA.nodes))
        return f"{start[0]}:{self.random.choice([start[1], label]) or label}"

    def _projection(self, scope: Scope, _kind: str) -> str | None:
        start = self._start(scope)
        if start is None or not start[1]:
            return None
        names = self.random.sample(sorted(SCHEMA.nodes[start[1]].properties), 2)
        return f"{start[0]} {{.{names[0]}, .{names[1]}, 甲: {self.make('text', scope, 1)}}}"

    # --- over lists of nodes, where their order does not count ----------------------------------

    def _among(self, scope: Scope, kind: str) -> str | None:
        """A pattern comprehension of values whose order does not count in what is around it."""
        return self.comprehended(scope, {"bool": "text"}.get(kind, kind))

    def _picked(self, scope: Scope, kind: str) -> str | None:
        """A property of a node that is taken from a list or map made on the spot."""
        found = self._property(scope, kind)
        owner, _, name = found.rpartition(".") if found else ("", "", "")
        if not owner:
            return None
        whole = self.random.choice(
            ["[{0}][0]", "head([{0}])", "{{甲: {0}}}.甲", "coalesce({0}, {0})"]
        )
        return f"{whole.format(owner)}.{name}"

    def _folded(self, scope: Scope, _kind: str) -> str | None:
        """A number from a list of nodes."""
        found = self.listed(scope)
        if found is None:
            return None
        name = self.fresh()
        each = {name: found[1]}
        whole = self._property(each, "int")
        made = [
            f"size({found[0]})",
            f"size([{name} IN {found[0]} WHERE {self.make('bool', each, 1)}])",
        ]
        if whole:
            made += [f"reduce(s = 0, {name} IN {found[0]} | s + coalesce({whole}, 0))"]
        return self.random.choice(made)

    def _tested(self, scope: Scope, _kind: str) -> str | None:
        """A truth value from a list of nodes."""
        found = self.listed(scope)
        if found is None:
            return None
        name = self.fresh()
        one = self.random.choice(nodes_of(scope) or [""])
        if one and self.chance(0.3):
            return f"{one} IN {found[0]}"
        word = self.random.choice(["any", "all", "none", "single"])
        return (
            f"{word}({name} IN {found[0]} WHERE {self.make('bool', scope | {name: found[1]}, 1)})"
        )
