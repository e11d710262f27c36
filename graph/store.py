"""The store port: a Writer that loads a graph and a read-only View that answers Cypher.

The base classes own the flow (order, batches, verification, guard, limits, shape of the answer);
an adapter only says how its engine does one step. What a query means is what Neo4j answers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal, Self, final

from patnav.errors import QueryError, StoreError
from patnav.graph.build import Graph
from patnav.graph.guard import Checked, check
from patnav.graph.named import load_query
from patnav.graph.schema import SCHEMA, NodeKind, RelationshipKind

__all__ = ["Answer", "Engine", "MismatchError", "Plain", "View", "Writer"]

Engine = Literal["embedded", "neo4j"]
Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of a query as plain JSON values, and whether the row limit cut them.

    A node is `{"labels": [...], "properties": {...}}`, a relationship `{"type", "start", "end",
    "properties"}` with the keys of its ends, a path `{"nodes": [...], "relationships": [...]}`;
    dates and times are ISO text.
    """

    columns: tuple[str, ...]
    rows: list[dict[str, Plain]]
    truncated: bool


class MismatchError(StoreError):
    """A store that holds something else than what was written; nothing was published."""


class Writer(ABC):
    """Loads a whole graph into a store; loading the same graph again changes nothing."""

    @final
    def load(self, graph: Graph, progress: Progress = lambda _label, _rows: None) -> dict[str, int]:
        """Write the graph, verify it by counts, make it visible; return the rows per label.

        Raises StoreError when the store cannot be written or holds other counts afterwards.
        """
        try:
            self._write(graph, progress)
            self._verify(graph)
            self.publish()
        finally:
            self.close()
        return graph.counts

    def _write(self, graph: Graph, progress: Progress) -> None:
        self.prepare(graph)
        for kind in SCHEMA.nodes.values():
            self.write_nodes(kind, graph)
            progress(kind.label, graph.count(kind.label))
        # those with many properties first: a store in memory peaks while it takes them
        for link in sorted(SCHEMA.relationships.values(), key=lambda one: -len(one.properties)):
            self.write_relationships(link, graph)
            progress(link.label, graph.count(link.label))
        self.finish(graph)

    def _verify(self, graph: Graph) -> None:
        stored = self.counts(graph)
        wrong = [label for label, rows in graph.counts.items() if stored.get(label, 0) != rows]
        if wrong:
            first = wrong[0]
            raise MismatchError(
                f"the store holds {stored.get(first, 0)} {first}, not {graph.counts[first]}",
                remedy="nothing was published; run the command again",
            )

    @abstractmethod
    def prepare(self, graph: Graph) -> None:
        """Bring the store into a state that takes nodes (constraints, indexes)."""

    @abstractmethod
    def write_nodes(self, kind: NodeKind, graph: Graph) -> None:
        """Write all nodes of a kind."""

    @abstractmethod
    def write_relationships(self, kind: RelationshipKind, graph: Graph) -> None:
        """Write all relationships of a kind; their nodes are there."""

    @abstractmethod
    def finish(self, graph: Graph) -> None:
        """Complete the writing before it is verified."""

    @abstractmethod
    def counts(self, graph: Graph) -> dict[str, int]:
        """Rows per label that the store now holds of this graph's project."""

    @abstractmethod
    def publish(self) -> None:
        """Let readers see what was written."""

    def close(self) -> None:  # noqa: B027 -- not every store has something to let go of
        """Let go of the store, written or not."""


class View(ABC):
    """A read-only view of a published graph; safe for words that a user typed.

    It sees one project, or with `across` all those of its server.
    """

    engine: Engine
    across: bool = False

    @final
    def run(
        self,
        cypher: str,
        params: Mapping[str, object] | None = None,
        *,
        limit: int = 1000,
        timeout: float = 30.0,
    ) -> Answer:
        """Answer a Cypher query with at most `limit` rows within `timeout` seconds.

        Raises QueryError when the query writes, names what the schema does not have, asks for what
        this engine answers differently from Neo4j, or takes too long or too much memory; raises
        StoreError when the engine cannot be reached.
        """
        if limit < 0 or timeout <= 0:
            raise QueryError("limit and timeout must be positive", remedy="say --limit 100")
        checked = check(cypher, self.engine, across=self.across)
        values = {name: _parameter(value, name) for name, value in (params or {}).items()}
        missing = sorted(checked.parameters - set(values))
        if missing:
            raise QueryError(
                f"no value for parameter ${missing[0]}",
                remedy=f"say --param {missing[0]}=VALUE, in Python {missing[0]}=VALUE",
            )
        columns, rows = self.execute(checked, values, limit + 1, timeout)
        names = checked.columns if len(checked.columns) == len(columns) else columns
        names = [checked.variables.get(name, name) for name in names]
        order = sorted(names) if checked.sort_columns else names
        named = [dict(zip(names, row, strict=True)) for row in rows[:limit]]
        cut = len(rows) > limit
        return Answer(tuple(order), [{name: row[name] for name in order} for row in named], cut)

    @final
    def named(
        self,
        name: str,
        params: Mapping[str, object] | None = None,
        *,
        limit: int = 1000,
        timeout: float = 30.0,
    ) -> Answer:
        """Answer a named query; parameters that are not given take the query's defaults.

        Raises QueryError for the id of a node that is not there, which would find nothing.
        """
        query = load_query(name)
        values = query.fill(params or {})
        answer = self.run(query.cypher, values, limit=limit, timeout=timeout)
        for parameter, label in query.keys.items() if not answer.rows else ():
            self._must_hold(label, values[parameter])
        return answer

    def _must_hold(self, label: str, key: object) -> None:
        """Refuse the id of a node that is not there; a title in its place is told its id."""
        if self.run(f"MATCH (n:{label} {{id: $key}}) RETURN n.id AS id", {"key": key}).rows:
            return
        titled = f"MATCH (n:{label} {{title: $key}}) RETURN n.id AS id ORDER BY id"
        found = [str(row["id"]) for row in self.run(titled, {"key": key}, limit=3).rows]
        listed = f"list them: MATCH (n:{label}) RETURN n.id, n.title"
        raise QueryError(
            f"there is no {label} with the id {key!r}",
            remedy=f"that is the title of {', '.join(found)}" if found else listed,
        )

    @abstractmethod
    def execute(
        self, query: Checked, params: Mapping[str, Plain], limit: int, timeout: float
    ) -> tuple[list[str], list[list[Plain]]]:
        """Run a checked query; return columns and at most `limit` rows of plain values."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the engine."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _parameter(value: object, name: str) -> Plain:
    """Bring a parameter into the form the graph stores: dates are ISO text."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_parameter(item, name) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _parameter(item, name) for key, item in value.items()}
    raise QueryError(
        f"parameter ${name} is a {type(value).__name__}", remedy="use text, numbers, lists, maps"
    )
