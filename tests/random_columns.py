"""Random columns for WITH and RETURN: expressions, aggregates, lists and maps of whole nodes."""

from __future__ import annotations

from random_patterns import Scope, nodes_of, plain
from random_values import DEPTH, Values

__all__ = ["Columns", "exact", "settled_by"]

_VALUES = ["text", "int", "float", "bool", "texts", "ints", "map"]
_ORDERED = {"text", "int", "float", "bool", "stamp", "texts", "ints"}
_EXACT = {*_ORDERED, "map"}
Column = tuple[str, str]  # an expression and its kind


class Columns(Values):
    """Makes columns over a scope."""

    def items(self, scope: Scope, least: int, *, grouped: bool) -> dict[str, Column]:
        """Name -> column, of one to four."""
        columns: dict[str, Column] = {}
        for _ in range(self.random.randint(least, 3)):
            column = self.item(scope)
            if not grouped or exact({"": column[1]}):
                columns[self.fresh()] = column
        if grouped:
            for _ in range(self.random.choice([1, 1, 2])):
                columns[self.fresh()] = self.aggregate(scope)
        return columns or {self.fresh(): ("1", "int")}

    def item(self, scope: Scope) -> Column:
        """A column that stands for one row."""
        things = [
            (name, kind) for name, kind in scope.items() if kind.startswith(("node:", "link:"))
        ]
        paths = [name for name, kind in scope.items() if kind in {"path", "links", "short"}]
        if things and self.chance(0.2):
            return self.random.choice(things)
        if paths and self.chance(0.5):
            return self._of_path(scope, self.random.choice(paths))
        if self.chance(0.12):
            found = self._of_nodes(scope)
            if found is not None:
                return found
        kind = self.random.choice(_VALUES)
        return self.make(kind, scope, self.random.choice([0, 1, DEPTH])), kind

    def _of_path(self, scope: Scope, path: str) -> Column:
        if scope[path] == "short":
            return f"length({path})", "int"
        if scope[path] == "links":
            shown = self.random.choice(["type(r)", "startNode(r).id"])
            whole = (f"[r IN {path} | {shown}]", "texts")
            return self.random.choice([whole, (f"size({path})", "int"), (path, "links")])
        return self.random.choice(
            [
                (f"length({path})", "int"),
                (f"[n IN nodes({path}) | n.title]", "texts"),
                (f"[r IN relationships({path}) | type(r)]", "texts"),
                (f"size(nodes({path}))", "int"),
                (path, "path"),
                (f"nodes({path})", "nodes:*"),
                (f"all(n IN nodes({path}) WHERE n.id <> 'SW-02')", "bool"),
            ]
        )

    def _of_nodes(self, scope: Scope) -> Column | None:
        """Whole nodes in lists and maps, choices between nodes, pattern comprehensions."""
        if self.chance(0.4):
            kind = self.random.choice(["text", "int", "node"])
            found = self.comprehended(scope, kind)
            if found is None:
                return None
            name, test = self.fresh(), ""
            if kind == "text" and self.chance(0.3):
                test = f" WHERE {self.make('bool', {name: 'text'}, 1)}"
                return f"[{name} IN {found}{test} | {self.make('text', {name: 'text'}, 1)}]", "bag"
            return found, "bag:*" if kind == "node" else "bag"
        names = nodes_of(scope)
        if not names:
            return None
        one, other = self.random.choice(names), self.random.choice(names)
        text, test = self.make("text", scope, 1), self.make("bool", scope, 1)
        return self.random.choice(
            [
                (f"[{one}, {other}]", "nodes:*"),
                (f"[{one}]", f"nodes:{plain(scope[one]) or '*'}"),
                (f"{{甲: {one}, `键 b`: {text}}}", "thing"),
                (f"[{one}, {text}]", "thing"),
                (f"[{{n: {one}}}, {{n: [{other}]}}]", "thing"),
                (f"CASE WHEN {test} THEN {one} ELSE {other} END", "node:*"),
                (f"coalesce({one}, {other})", "node:*"),
                (f"head([{one}, {other}])", "node:*"),
                (f"{{甲: {one}}}.甲", scope[one]),
            ]
        )

    def aggregate(self, scope: Scope) -> Column:
        """A column that stands for several rows."""
        kind = self.random.choice(["text", "int", "int", "float", "bool"])
        value = self.make(kind, scope, self.random.choice([0, 1]))
        things = [name for name, known in scope.items() if known.startswith(("node:", "link:"))]
        thing = self.random.choice(things) if things and self.chance(0.6) else value
        made: list[Column] = [
            *[("count(*)", "int")] * 4,
            *[(f"count({thing})", "int")] * 3,
            *[(f"count(DISTINCT {thing})", "int")] * 3,
            (f"collect({value})", "bag"),
            (f"collect(DISTINCT {value})", "bag"),
            (f"size(collect({value}))", "int"),
            (f"count({thing}) + 1", "int"),
            (f"count(CASE WHEN {self.make('bool', scope, 1)} THEN 1 END)", "int"),
            (f"sum(CASE WHEN {self.make('bool', scope, 1)} THEN 1 ELSE 0 END)", "int"),
        ]
        if nodes_of(scope) and self.chance(0.4):
            made = self._of_many(scope)
        elif kind in {"text", "int", "float"}:
            made += [(f"min({value})", kind), (f"max({value})", kind)]
        if kind in {"int", "float"}:
            summed = "int" if kind == "int" else "approx"
            made += [(f"sum({value})", summed), (f"avg({value})", "approx")]
            made += [(f"sum(DISTINCT {value})", summed)]
            made += [(f"sum({value}) * 2", summed), (f"sum({value}) / count(*)", "approx")]
            made += [(f"stDev({value})", "approx"), (f"percentileCont({value}, 0.5)", "approx")]
        return self.random.choice(made)

    def _of_many(self, scope: Scope) -> list[Column]:
        """Lists of whole nodes over several rows, and what does not depend on their order."""
        one, name = self.random.choice(nodes_of(scope)), self.fresh()
        each = {name: f"node:{plain(scope[one]) or '*'}"}
        distinct = self.random.choice(["", "DISTINCT "])
        many, kind = f"collect({distinct}{one})", f"bag:{plain(scope[one]) or '*'}"
        value = self.make("text", scope, 1)
        return [
            *[(many, kind)] * 3,
            (f"size({many})", "int"),
            (f"collect({distinct}{{甲: {one}, b: {value}}})", "bag"),
            (f"collect({distinct}[{one}, {value}])", "bag"),
            (f"[{name} IN {many} | {name}.title]", "bag"),
            (f"[{name} IN {many} WHERE {self.make('bool', each, 1)}]", kind),
            (f"any({name} IN {many} WHERE {self.make('bool', each, 1)})", "bool"),
        ]


def settled_by(name: str, kind: str) -> str:
    """What orders rows by this column without ties between different values; else empty."""
    if kind.startswith("node:"):
        return f"{name}.id"
    return name if kind in _ORDERED else ""


def exact(scope: Scope) -> bool:
    """Whether all of the kinds can be grouped by: equal on both engines, to the last digit."""
    return all(kind in _EXACT or kind.startswith(("node:", "link:")) for kind in scope.values())
