"""Random valid read queries over the graph's schema, from a seed.

A query is a list of clauses; what its words do not settle (order without ORDER BY, order within
`collect()`) is remembered, so that answers can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from random_values import DEPTH, Scope, Values, plain

from patnav.graph.schema import SCHEMA

__all__ = ["Clause", "RandomQuery", "random_query"]

_VALUES = ["text", "int", "float", "bool", "texts", "ints", "map"]
_ORDERED = {"text", "int", "float", "bool", "stamp", "texts", "ints"}
_EXACT = {*_ORDERED, "map"}
_TREES = ["FEEDS", "PART_OF", "CITES", "DIVIDED_FROM"]  # small enough for walks of any length


@dataclass(frozen=True)
class Clause:
    """`words` before the items, the items (any but one may be dropped), and what follows."""

    words: str
    items: tuple[str, ...]
    after: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join([self.words, ", ".join(self.items), *self.after]).strip()


@dataclass(frozen=True)
class RandomQuery:
    """A query with its parameters and what is free in its answer.

    `sorted_by` are the leading columns of ORDER BY; `whole` says that it settles every row's place;
    `bags` are columns with lists in any order.
    """

    clauses: tuple[Clause, ...]
    params: dict[str, object]
    sorted_by: tuple[str, ...] = ()
    whole: bool = False
    bags: frozenset[str] = frozenset()
    noise: int = 0

    @property
    def cypher(self) -> str:
        """The words, with comments, line ends and small letters here and there."""
        random = Random(self.noise)
        parts = []
        for clause in self.clauses:
            text = str(clause)
            if random.random() < 0.1:
                first, space, rest = text.partition(" ")
                text = first.lower() + space + rest
            parts.append(text)
            parts.append(random.choice([" "] * 12 + ["\n", " /* 注释 'x' */ ", " // it's\n", "\t"]))
        return "".join(parts[:-1]) + random.choice(["", "", "", ";"])


@dataclass
class _Maker:
    random: Random
    values: Values
    scope: Scope = field(default_factory=dict)
    clauses: list[Clause] = field(default_factory=list)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    # --- reading --------------------------------------------------------------------------------

    def read(self) -> None:
        """Add one to three reading clauses."""
        self.match("MATCH")
        for _ in range(self.random.choice([0, 0, 1, 1, 2])):
            step = self.random.choice(["more", "optional", "with", "unwind", "call", "short"])
            if step == "more":
                self.match("MATCH")
            elif step == "optional":
                self.match("OPTIONAL MATCH")
            elif step == "with":
                self.narrow()
            elif step == "unwind":
                self.unwind()
            elif step == "call":
                self.call()
            else:
                self.shortest()

    def match(self, words: str) -> None:
        scope = dict(self.scope)
        patterns = [self.pattern(scope) for _ in range(self.random.choice([1, 1, 1, 2]))]
        self.scope = scope
        after = [f"WHERE {self.values.make('bool', scope)}"] if self.chance(0.5) else []
        self.clauses.append(Clause(words, tuple(patterns), tuple(after)))

    def pattern(self, scope: Scope) -> str:
        """One path of zero to three hops; adds its names to the scope."""
        known = [name for name, kind in scope.items() if kind.startswith("node:")]
        if known and self.chance(0.7):
            at = self.random.choice(known)
            text, label = f"({at})", plain(scope[at])
        else:
            text, label = self.node(scope, self.random.choice(list(SCHEMA.nodes)))
        hops = self.random.choice([0, 1, 1, 1, 2, 2, 3] if not known else [1, 1, 2])
        path = self.values.fresh() if hops and self.chance(0.15) else ""
        for _ in range(hops):
            hop, label = self.hop(scope, label)
            text += hop
        if path:
            scope[path] = "path"
            return f"{path} = {text}"
        return text

    def node(self, scope: Scope, label: str) -> tuple[str, str]:
        name = self.values.fresh() if self.chance(0.85) else ""
        shown = f":{label}" if label and self.chance(0.9) else ""
        if name:
            scope[name] = f"node:{label if shown else '*'}"
        keys = ""
        if shown and self.chance(0.2):
            key = self.random.choice(sorted(SCHEMA.nodes[label].properties))
            keys = f" {{{key}: {self.values.stored(label, key)}}}"
        return f"({name}{shown}{keys})", label if shown else ""

    def hop(self, scope: Scope, label: str) -> tuple[str, str]:
        """A relationship of the schema away from `label`, and the node at its end."""
        fits = [
            (link, link.target if outward else link.source, outward)
            for link in SCHEMA.relationships.values()
            for outward in (True, False)
            if label in {"", link.source if outward else link.target}
        ]
        link, other, outward = self.random.choice(fits)
        name = self.values.fresh() if self.chance(0.3) else ""
        kinds, length, keys = f":{link.label}", "", ""
        if link.label in _TREES and self.chance(0.5):
            length = self.random.choice(
                ["*", "*1..", "*0..", "*..2", "*1..3", "*2", "*0..1", "*2.."]
            )
        elif self.chance(0.06):
            length = self.random.choice(["*1..2", "*..2", "*2", "*0..1"])
        elif self.chance(0.08):
            kinds, other = "", ""
        elif self.chance(0.06):
            second = self.random.choice(fits)[0]
            kinds, other = f":{link.label}|{second.label}", ""
        if name and not length:
            scope[name] = f"link:{link.label}" if kinds == f":{link.label}" else "link:*"
        elif name:
            scope[name] = "links"
        if not length and link.properties and kinds == f":{link.label}" and self.chance(0.1):
            key = self.random.choice(sorted(link.properties))
            keys = f" {{{key}: {self.values.stored(link.label, key)}}}"
        inside = f"[{name}{kinds}{length}{keys}]" if name + kinds + length else ""
        left, right = ("-", "->") if outward else ("<-", "-")
        if self.chance(0.12):
            left, right, other = "-", "-", other if link.source == link.target else ""
        if length and link.source != link.target:
            other = ""
        end, found = self.node(scope, other)
        return f"{left}{inside}{right}{end}", found or ""

    def shortest(self) -> None:
        label = self.random.choice(["Organisation", "Patent", "ChainNode", "Person"])
        one, other, path = self.values.fresh(), self.values.fresh(), self.values.fresh()
        first, second = self.values.stored(label, "id"), self.values.stored(label, "id")
        if first == second:
            return
        kinds = self.random.choice(["", ":FILED", ":FEEDS", ":INVENTED|FILED", ":IN_FAMILY|FILED"])
        bound = self.random.choice(["*..4", "*..6", "*1..5", "*"])
        ends = (f"({one}:{label} {{id: {first}}})", f"({other}:{label} {{id: {second}}})")
        self.clauses.append(Clause("MATCH", ends))
        search = self.random.choice(["shortestPath", "shortestPath", "allShortestPaths"])
        walk = f"{path} = {search}(({one})-[{kinds}{bound}]-({other}))"
        self.clauses.append(Clause("MATCH", (walk,)))
        self.scope |= {one: f"node:{label}", other: f"node:{label}", path: "short"}

    def unwind(self) -> None:
        name = self.values.fresh()
        kind = self.random.choice(["texts", "ints"])
        listed = self.values.make(kind, self.scope, 1)
        self.clauses.append(Clause("UNWIND", (f"{listed} AS {name}",)))
        self.scope[name] = kind[:-1]

    def call(self) -> None:
        starts = [name for name, kind in self.scope.items() if kind.startswith("node:")]
        if not starts:
            return
        start = self.random.choice(starts)
        pattern, inner = self.values.walk(
            start, plain(self.scope[start]), {start: self.scope[start]}
        )
        where = f" WHERE {self.values.make('bool', inner, 1)}" if self.chance(0.3) else ""
        name = self.values.fresh()
        text, kind = self.aggregate(inner) if self.chance(0.6) else self.item(inner)
        body = f"MATCH {pattern}{where} RETURN {text} AS {name}"
        opened = self.random.choice([f"CALL ({start}) {{", f"CALL {{ WITH {start}", "CALL (*) {"])
        self.clauses.append(Clause(f"{opened} {body} }}", ()))
        self.scope[name] = kind

    # --- projecting -----------------------------------------------------------------------------

    def item(self, scope: Scope) -> tuple[str, str]:
        """An expression and its kind."""
        nodes = [
            (name, kind) for name, kind in scope.items() if kind.startswith(("node:", "link:"))
        ]
        paths = [name for name, kind in scope.items() if kind in {"path", "links", "short"}]
        if nodes and self.chance(0.2):
            return self.random.choice(nodes)
        if paths and self.chance(0.5):
            return self.of_path(scope, self.random.choice(paths))
        kind = self.random.choice(_VALUES)
        return self.values.make(kind, scope, self.random.choice([0, 1, DEPTH])), kind

    def of_path(self, scope: Scope, path: str) -> tuple[str, str]:
        if scope[path] == "short":
            return f"length({path})", "int"
        if scope[path] == "links":
            whole = (f"[r IN {path} | type(r)]", "texts")
            return self.random.choice([whole, (f"size({path})", "int"), (path, "links")])
        return self.random.choice(
            [
                (f"length({path})", "int"),
                (f"[n IN nodes({path}) | n.title]", "texts"),
                (f"[r IN relationships({path}) | type(r)]", "texts"),
                (f"size(nodes({path}))", "int"),
                (path, "path"),
                (f"nodes({path})", "nodes"),
                (f"all(n IN nodes({path}) WHERE n.id <> 'SW-02')", "bool"),
            ]
        )

    def aggregate(self, scope: Scope) -> tuple[str, str]:
        """An aggregate and its kind."""
        kind = self.random.choice(["text", "int", "int", "float", "bool"])
        value = self.values.make(kind, scope, self.random.choice([0, 1]))
        names = [name for name, known in scope.items() if known.startswith(("node:", "link:"))]
        thing = self.random.choice(names) if names and self.chance(0.6) else value
        made = [
            *[("count(*)", "int")] * 4,
            *[(f"count({thing})", "int")] * 3,
            *[(f"count(DISTINCT {thing})", "int")] * 3,
            (f"collect({value})", "bag"),
            (f"collect(DISTINCT {value})", "bag"),
            (f"size(collect({value}))", "int"),
            (f"count({thing}) + 1", "int"),
        ]
        if kind in {"text", "int", "float"}:
            made += [(f"min({value})", kind), (f"max({value})", kind)]
        if kind in {"int", "float"}:
            summed = "int" if kind == "int" else "approx"
            made += [(f"sum({value})", summed), (f"avg({value})", "approx")]
            made += [(f"sum({value}) * 2", summed), (f"sum({value}) / count(*)", "approx")]
            made += [(f"stDev({value})", "approx"), (f"percentileCont({value}, 0.5)", "approx")]
        return self.random.choice(made)

    def items(self, least: int, grouped: bool) -> dict[str, tuple[str, str]]:
        """Name -> (expression, kind) of one to four columns."""
        columns: dict[str, tuple[str, str]] = {}
        for _ in range(self.random.randint(least, 3)):
            text, kind = self.item(self.scope)
            if grouped and kind in {"approx", "bag", "path", "short", "links", "nodes"}:
                continue
            columns[self.values.fresh()] = (text, kind)
        if grouped:
            for _ in range(self.random.choice([1, 1, 2])):
                columns[self.values.fresh()] = self.aggregate(self.scope)
        return columns or {self.values.fresh(): ("1", "int")}

    def narrow(self) -> None:
        """WITH: rename, group, filter, cut."""
        columns = self.items(1, self.chance(0.5))
        kept = [name for name, kind in self.scope.items() if kind.startswith("node:")]
        if kept and self.chance(0.7) and not any(kind == "bag" for _, kind in columns.values()):
            keep = self.random.choice(kept)
            columns[keep] = (keep, self.scope[keep])
        scope = {name: kind for name, (_, kind) in columns.items()}
        shown = tuple(
            text if text == name else f"{text} AS {name}" for name, (text, _) in columns.items()
        )
        after = []
        if self.chance(0.25):
            keys = [self.sort_key(name, kind) for name, kind in scope.items()]
            if all(keys):
                after += [f"ORDER BY {', '.join(keys)} LIMIT {self.random.randint(1, 6)}"]
        if self.chance(0.4):
            after += [f"WHERE {self.values.make('bool', scope, 1)}"]
        distinct = "WITH DISTINCT" if self.exact(scope) and self.chance(0.2) else "WITH"
        self.clauses.append(Clause(distinct, shown, tuple(after)))
        self.scope = scope

    def sort_key(self, name: str, kind: str) -> str:
        """What orders rows by this column, without ties between different values; else empty."""
        down = self.random.choice(["", "", " DESC", " ASC", " DESCENDING"])
        if kind.startswith("node:"):
            return f"{name}.id{down}"
        return f"{name}{down}" if kind in _ORDERED else ""

    @staticmethod
    def exact(scope: Scope) -> bool:
        return all(kind in _EXACT or kind.startswith("node:") for kind in scope.values())

    def finish(self) -> RandomQuery:
        """RETURN, with DISTINCT, ORDER BY, SKIP and LIMIT as they fit."""
        columns = self.items(1, self.chance(0.5))
        scope = {name: kind for name, (_, kind) in columns.items()}
        names = {name: name.strip("`") for name in columns}
        shown = tuple(f"{text} AS {name}" for name, (text, _) in columns.items())
        words = "RETURN DISTINCT" if self.exact(scope) and self.chance(0.2) else "RETURN"
        made = RandomQuery((), self.values.params, noise=self.random.randrange(1 << 30))
        bags = frozenset(names[name] for name, kind in scope.items() if kind == "bag")
        keys = {name: self.sort_key(name, kind) for name, kind in scope.items()}
        for name, key in keys.items():
            if key.startswith(name) and not key.startswith(f"{name}.") and self.chance(0.2):
                keys[name] = columns[name][0] + key.removeprefix(name)
        sortable = [name for name in keys if keys[name]]
        after: tuple[str, ...] = ()
        if sortable and self.chance(0.5):
            whole = len(sortable) == len(keys)
            chosen = sortable if whole else sortable[: self.random.randint(1, len(sortable))]
            after = (f"ORDER BY {', '.join(keys[name] for name in chosen)}",)
            seen = tuple(names[name] for name in chosen if not scope[name].startswith("node:"))
            if whole and self.chance(0.5):
                after += (self.random.choice(["LIMIT 3", "SKIP 1 LIMIT 4", "SKIP 2", "LIMIT 1"]),)
            made = replace(made, sorted_by=() if len(seen) < len(chosen) else seen, whole=whole)
        clauses = (*self.clauses, Clause(words, shown, after))
        return replace(made, clauses=clauses, bags=bags)


def random_query(seed: int) -> RandomQuery:
    """The query of a seed."""
    random = Random(seed)
    values = Values(random)
    made = _query(random, values)
    if random.random() < 0.08 and len(made.clauses) == 2 and not made.sorted_by and not made.whole:
        return _union(random, values, made)
    return made


def _query(random: Random, values: Values) -> RandomQuery:
    maker = _Maker(random, values)
    if random.random() < 0.04:
        maker.unwind()
    else:
        maker.read()
    return maker.finish()


def _union(random: Random, values: Values, first: RandomQuery) -> RandomQuery:
    """The same columns from another pattern."""
    maker = _Maker(random, values)
    maker.match("MATCH")
    names = [item.rpartition(" AS ")[2] for item in first.clauses[-1].items]
    shown = []
    for name in names:
        kind = random.choice(["text", "int", "bool", "texts"])
        shown.append(f"{values.make(kind, maker.scope, 1)} AS {name}")
    word = random.choice(["UNION", "UNION ALL"]) if not first.bags else "UNION ALL"
    clauses = (*first.clauses, Clause(word, ()), *maker.clauses, Clause("RETURN", tuple(shown)))
    return replace(first, clauses=clauses)
