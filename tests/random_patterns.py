"""Random names, constants and patterns over the schema: what random queries are made of."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from random import Random

from small_world import small_world

from patnav.graph.build import build_graph
from patnav.graph.schema import SCHEMA, SCHEMA_FILE, NodeKind, RelationshipKind

__all__ = ["KINDS", "PROJECT", "Patterns", "Scope", "plain"]

# Checkouts that differ in what is stored may share a server.
_WORLD = SCHEMA_FILE.read_bytes() + Path(small_world.__code__.co_filename).read_bytes()
PROJECT = f"conformance-{sha256(_WORLD).hexdigest()[:8]}"
# A variable's kind: a type of the templates, `node:Patent`, `node:*` (any label), `link:FILED`,
# `nodes:Patent` (a list of nodes), `approx` (a float that depends on the order of its sum); `bag`
# and `bag:Patent` are lists in any order, `thing` is a list or map that holds nodes.
Scope = dict[str, str]
KINDS: dict[str, NodeKind | RelationshipKind] = {**SCHEMA.nodes, **SCHEMA.relationships}
_WORDS = ["电池", "固态", "a", "", "in_force", "H01M", "it's", "S", "一", "sold", "o", ",", "-"]
_TREES = ["FEEDS", "PART_OF", "CITES", "DIVIDED_FROM"]  # small enough for walks of any length
_GRAPH = build_graph(small_world(), PROJECT)
_STORED: dict[tuple[str, str], list[object]] = {
    (label, name): [value for value in rows[name].to_pylist() if value is not None]
    for label, rows in (_GRAPH.nodes | _GRAPH.relationships).items()
    for name in rows.column_names
}


def plain(kind: str) -> str:
    """The label or type behind `node:Patent` and `link:FILED`; empty for values and `node:*`."""
    return kind.partition(":")[2].replace("*", "")


class Patterns:
    """Makes names, constants and patterns; remembers the parameters it used."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.params: dict[str, object] = {}
        self._names = 0

    def chance(self, share: float) -> bool:
        """Whether something happens that does in this share of the cases."""
        return self.random.random() < share

    def fresh(self) -> str:
        """A variable name that is not in use: ASCII, Chinese, or one that needs backticks."""
        self._names += 1
        base = self.random.choice(["n", "p", "o", "x", "_v", "Name", "专利", "机构", "年份"])
        if self.chance(0.1):
            return self.random.choice(["`a b{}`", "`数量 (项){}`", "`n{}`"]).format(self._names)
        return f"{base}{self._names}"

    def literal(self, kind: str) -> str:
        """A constant of the type, sometimes as a parameter or a part of one."""
        value = self._constant(kind)
        if self.chance(0.15):
            name = self.random.choice(["p", "值", "param"]) + str(len(self.params))
            inside = self.chance(0.2)
            self.params[name] = {"k": value, "值": [value]} if inside else value
            part = self.random.choice([".k", ".值[0]"])
            return f"${name}{part}" if inside else f"${name}"
        return written(value)

    def stored(self, label: str, name: str) -> str:
        """A value that the property has somewhere, as a constant."""
        return written(self.random.choice(_STORED[label, name] or [""]))

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

    # --- patterns -------------------------------------------------------------------------------

    def pattern(self, scope: Scope) -> str:
        """One path of zero to three hops; adds its names to the scope."""
        known = nodes_of(scope)
        if known and self.chance(0.7):
            at = self.random.choice(known)
            text, label = f"({at})", plain(scope[at])
        else:
            text, label = self.node(scope, self.random.choice(list(SCHEMA.nodes)))
        hops = self.random.choice([0, 1, 1, 1, 2, 2, 3] if not known else [1, 1, 2])
        path = self.fresh() if hops and self.chance(0.15) else ""
        for _ in range(hops):
            hop, label = self.hop(scope, label)
            text += hop
        if path:
            scope[path] = "path"
            return f"{path} = {text}"
        return text

    def walk(self, start: str, scope: Scope) -> tuple[str, Scope]:
        """A pattern of one hop, sometimes two, from the node `start`; the scope with its names."""
        inner = dict(scope)
        text, label = f"({start})", plain(scope[start])
        for _ in range(self.random.choice([1, 1, 1, 2])):
            hop, label = self.hop(inner, label)
            text += hop
        return text, inner

    def test(self, start: str, label: str) -> str:
        """A pattern for a truth value; its nodes and relationships have no names."""
        hop, _ = self.hop({}, label)
        return f"({start})" + re.sub(r"([\[(])(?:`[^`]*`|\w+)", r"\1", hop)

    def node(self, scope: Scope, label: str) -> tuple[str, str]:
        """A node with or without name, label and a property; and its label where that is said."""
        name = self.fresh() if self.chance(0.85) else ""
        shown = f":{label}" if label and self.chance(0.9) else ""
        if name:
            scope[name] = f"node:{label if shown else '*'}"
        keys = ""
        if shown and self.chance(0.2):
            key = self.random.choice(sorted(SCHEMA.nodes[label].properties))
            keys = f" {{{key}: {self.stored(label, key)}}}"
        return f"({name}{shown}{keys})", label if shown else ""

    def hop(self, scope: Scope, label: str) -> tuple[str, str]:
        """A relationship of the schema away from `label`, and the node at its end."""
        fits = _links_at(label)
        link, other, outward = self.random.choice(fits)
        name = self.fresh() if self.chance(0.3) else ""
        kinds, length = f":{link.label}", self._length(link)
        if not length and self.chance(0.08):
            kinds, other = "", ""
        elif not length and self.chance(0.06):
            kinds, other = f"{kinds}|{self.random.choice(fits)[0].label}", ""
        if name and length:
            scope[name] = "links"
        elif name:
            scope[name] = f"link:{link.label}" if kinds == f":{link.label}" else "link:*"
        keys = self._keys(link) if kinds == f":{link.label}" and not length else ""
        inside = f"[{name}{kinds}{length}{keys}]" if name + kinds + length else ""
        left, right = ("-", "->") if outward else ("<-", "-")
        if self.chance(0.12):
            left, right, other = "-", "-", other if link.source == link.target else ""
        if length and link.source != link.target:
            other = ""
        end, found = self.node(scope, other)
        return f"{left}{inside}{right}{end}", found

    def _length(self, link: RelationshipKind) -> str:
        if link.label in _TREES and self.chance(0.5):
            bounds = ["*", "*1..", "*0..", "*..2", "*1..3", "*2", "*0..1", "*2.."]
            return self.random.choice(bounds)
        return self.random.choice(["*1..2", "*..2", "*2", "*0..1"]) if self.chance(0.06) else ""

    def _keys(self, link: RelationshipKind) -> str:
        if not link.properties or not self.chance(0.1):
            return ""
        key = self.random.choice(sorted(link.properties))
        return f" {{{key}: {self.stored(link.label, key)}}}"


def nodes_of(scope: Scope) -> list[str]:
    """The names of single nodes."""
    return [name for name, kind in scope.items() if kind.startswith("node:")]


def _links_at(label: str) -> list[tuple[RelationshipKind, str, bool]]:
    """Relationships at a node of this label (any, if empty), the other end, whether they leave."""
    return [
        (link, link.target if outward else link.source, outward)
        for link in SCHEMA.relationships.values()
        for outward in (True, False)
        if label in {"", link.source if outward else link.target}
    ]


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
