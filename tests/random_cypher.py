"""Random valid read queries over the graph's schema, from a seed.

A query is a list of clauses; what its words do not settle (order without ORDER BY, order within
`collect()`) is remembered, so that answers can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from random_columns import Column, Columns, exact, settled_by
from random_patterns import Scope, nodes_of

__all__ = ["Clause", "RandomQuery", "random_query"]


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
    """Makes clauses one after the other; `scope` is what the next one sees."""

    columns: Columns
    scope: Scope = field(default_factory=dict)
    clauses: list[Clause] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random, self.chance = self.columns.random, self.columns.chance

    # --- reading --------------------------------------------------------------------------------

    def read(self, steps: tuple[int, ...] = (0, 0, 1, 1, 2)) -> None:
        """Add a MATCH and some more clauses."""
        self.match("MATCH")
        for _ in range(self.random.choice(steps)):
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
        patterns = [self.columns.pattern(scope) for _ in range(self.random.choice([1, 1, 1, 2]))]
        self.scope = scope
        after = [f"WHERE {self.columns.make('bool', scope)}"] if self.chance(0.5) else []
        self.clauses.append(Clause(words, tuple(patterns), tuple(after)))

    def shortest(self) -> None:
        label = self.random.choice(["Organisation", "Patent", "ChainNode", "Person"])
        one, other, path = (self.columns.fresh() for _ in range(3))
        first, second = (self.columns.stored(label, "id") for _ in range(2))
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
        """One row per item of a list: values, the nodes of a list, maps."""
        name = self.columns.fresh()
        nodes = self.columns.listed(self.scope) if self.chance(0.7) else None
        if nodes is not None:
            text, kind = nodes
        elif self.chance(0.15):
            text, kind = "[{甲: 'x', b: 1}, {甲: null, b: 2}]", "map"
        else:
            kind = self.random.choice(["text", "int"])
            text = self.columns.make(f"{kind}s", self.scope, 1)
        self.clauses.append(Clause("UNWIND", (f"{text} AS {name}",)))
        self.scope = {**self.scope, name: kind}

    def call(self) -> None:
        """A subquery with a node of the outer query, or with none; sometimes of two arms."""
        starts = nodes_of(self.scope)
        start = self.random.choice(starts) if starts and self.chance(0.85) else ""
        given = {start: self.scope[start]} if start else {}
        forms = [f"CALL ({start}) {{", f"CALL {{ WITH {start}", "CALL (*) {"]
        opened = self.random.choice(forms) if start else self.random.choice(["CALL () {", "CALL {"])
        inner = _Maker(self.columns, given)
        returned, scope = inner.body()
        if self.chance(0.15):
            second = _Maker(self.columns, given)
            second.read((0,))
            word = "UNION" if exact(scope) else "UNION ALL"
            again = f"WITH {start} " if "WITH" in opened else ""
            arm = " ".join(map(str, [*second.clauses, second.alike(scope)]))
            returned += f" {word} {again}{arm}"
        self.clauses.append(Clause(f"{opened} {returned} }}", ()))
        self.scope = self.scope | scope

    def body(self) -> tuple[str, Scope]:
        """The clauses of a subquery and the scope that it returns."""
        if self.scope and self.chance(0.8):
            text, self.scope = self.columns.walk(next(iter(self.scope)), self.scope)
            where = f"WHERE {self.columns.make('bool', self.scope, 1)}"
            self.clauses.append(Clause("MATCH", (text,), (where,) if self.chance(0.3) else ()))
        else:
            self.read((0,))
        if self.chance(0.2):
            self.narrow()
        columns = self.columns.items(self.scope, 0, grouped=self.chance(0.6))
        scope = _kinds(columns)
        after, _, _ = self.sorting(columns) if self.chance(0.3) else ((), (), False)
        self.clauses.append(Clause("RETURN", _shown(columns), after))
        return " ".join(map(str, self.clauses)), scope

    # --- projecting -----------------------------------------------------------------------------

    def narrow(self) -> None:
        """WITH: rename, group, filter, cut."""
        columns = self.columns.items(self.scope, 1, grouped=self.chance(0.5))
        kept = nodes_of(self.scope)
        if kept and self.chance(0.7) and not any(kind[:3] == "bag" for _, kind in columns.values()):
            keep = self.random.choice(kept)
            columns[keep] = (keep, self.scope[keep])
        scope = _kinds(columns)
        after = []
        if self.chance(0.25):
            keys = [self.sort_key(name, kind) for name, kind in scope.items()]
            if all(keys):
                after += [f"ORDER BY {', '.join(keys)} LIMIT {self.random.randint(1, 6)}"]
        if self.chance(0.4):
            after += [f"WHERE {self.columns.make('bool', scope, 1)}"]
        distinct = "WITH DISTINCT" if exact(scope) and self.chance(0.2) else "WITH"
        self.clauses.append(Clause(distinct, _shown(columns), tuple(after)))
        self.scope = scope

    def sort_key(self, name: str, kind: str) -> str:
        """What orders rows by this column, in either direction; else empty."""
        down = self.random.choice(["", "", " DESC", " ASC", " DESCENDING"])
        key = settled_by(name, kind)
        return f"{key}{down}" if key else ""

    def sorting(self, columns: dict[str, Column]) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
        """ORDER BY with SKIP and LIMIT as they fit, the columns sorted by, whether that is all."""
        keys = {name: self.sort_key(name, kind) for name, (_, kind) in columns.items()}
        for name, key in keys.items():
            if key.startswith(name) and not key.startswith(f"{name}.") and self.chance(0.2):
                keys[name] = columns[name][0] + key.removeprefix(name)
        sortable = [name for name in keys if keys[name]]
        if not sortable:
            return (), (), False
        whole = len(sortable) == len(keys)
        chosen = sortable if whole else sortable[: self.random.randint(1, len(sortable))]
        after: tuple[str, ...] = (f"ORDER BY {', '.join(keys[name] for name in chosen)}",)
        seen = tuple(name.strip("`") for name in chosen if columns[name][1][:5] != "node:")
        if whole and self.chance(0.5):
            after += (self.random.choice(["LIMIT 3", "SKIP 1 LIMIT 4", "SKIP 2", "LIMIT 1"]),)
        return after, () if len(seen) < len(chosen) else seen, whole

    def finish(self) -> tuple[RandomQuery, Scope]:
        """RETURN, with DISTINCT, ORDER BY, SKIP and LIMIT as they fit."""
        columns = self.columns.items(self.scope, 1, grouped=self.chance(0.5))
        scope = _kinds(columns)
        words = "RETURN DISTINCT" if exact(scope) and self.chance(0.2) else "RETURN"
        bags = frozenset(name.strip("`") for name, kind in scope.items() if kind[:3] == "bag")
        noise = self.random.randrange(1 << 30)
        after, seen, whole = self.sorting(columns) if self.chance(0.5) else ((), (), False)
        clauses = (*self.clauses, Clause(words, _shown(columns), after))
        return RandomQuery(clauses, self.columns.params, seen, whole, bags, noise), scope

    def alike(self, scope: Scope) -> Clause:
        """RETURN the same names with values, mostly of the same kinds."""
        shown = []
        for name, kind in scope.items():
            nodes = nodes_of(self.scope)
            if kind.startswith("node:") and nodes:
                text = self.random.choice(nodes)
            elif kind in {"text", "int", "float", "bool", "texts", "ints", "map"}:
                text = self.columns.make(kind, self.scope, 1)
            else:
                text = self.columns.make(self.random.choice(["text", "bool"]), self.scope, 1)
            shown.append(f"{text} AS {name}")
        return Clause("RETURN", tuple(shown))


def random_query(seed: int) -> RandomQuery:
    """The query of a seed."""
    random = Random(seed)
    maker = _Maker(Columns(random))
    if random.random() < 0.04:
        maker.unwind()
    else:
        maker.read()
    made, scope = maker.finish()
    return _union(maker.columns, made, scope) if random.random() < 0.08 else made


def _union(columns: Columns, first: RandomQuery, scope: Scope) -> RandomQuery:
    """One or two more arms, each of several clauses, with the columns of the first."""
    random = columns.random
    word = random.choice(["UNION", "UNION ALL"]) if exact(scope) else "UNION ALL"
    clauses = first.clauses
    for _ in range(random.choice([1, 1, 2])):
        maker = _Maker(columns)
        maker.read()
        clauses += (Clause(word, ()), *maker.clauses, maker.alike(scope))
    return replace(first, clauses=clauses, sorted_by=(), whole=False)


def _kinds(columns: dict[str, Column]) -> Scope:
    return {name: kind for name, (_, kind) in columns.items()}


def _shown(columns: dict[str, Column]) -> tuple[str, ...]:
    return tuple(
        text if text == name else f"{text} AS {name}" for name, (text, _) in columns.items()
    )
