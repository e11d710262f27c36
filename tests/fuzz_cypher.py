"""Differential fuzzing: random queries on the embedded engine and on a real Neo4j.

    python tests/fuzz_cypher.py [COUNT [SEED]]      # make fuzz

Both hold the tests' small world. Each query must give the same answer, or be refused by the
embedded engine. A difference is shrunk by dropping clauses and columns while it stays, and shown
with its seed at once (stderr); the counts come last, and the exit code is 1. `random_query(seed)`
makes the same query again.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from engine_pair import Free, Verdict, compare
from random_cypher import Clause, RandomQuery, random_query
from random_patterns import PROJECT
from small_world import small_world

from patnav.graph.address import Address, find_address
from patnav.graph.build import build_graph
from patnav.graph.embedded import EmbeddedView
from patnav.graph.embedded_writer import build_embedded
from patnav.graph.neo4j import Neo4jView, Neo4jWriter
from patnav.graph.server import LocalServer
from patnav.graph.store import View
from patnav.project import GraphSettings

__all__ = ["SEED", "Report", "both_engines", "fuzz", "judge"]

SEED = 20261126
THREADS = 3  # the engines answer in processes of their own
EVERY = 500  # queries between two words about how far a run is
_CONSTRUCTS = {  # what a query is counted under: a pattern over its words
    "MATCH of several patterns": r"MATCH [^{}]*?\), \(",
    "OPTIONAL MATCH": r"OPTIONAL MATCH",
    "WHERE": r"\bWHERE\b",
    "WITH": r"\bWITH\b",
    "UNWIND": r"UNWIND",
    "aggregates": r"\b(?:count|sum|avg|min|max|collect)\(",
    "DISTINCT": r"DISTINCT",
    "UNION": r"UNION",
    "UNION of several clauses": r"UNION (?:ALL )?MATCH.*?(?:MATCH|WITH|UNWIND|CALL)",
    "ORDER BY": r"ORDER BY",
    "SKIP or LIMIT": r"SKIP|LIMIT",
    "COUNT { }": r"COUNT \{",
    "EXISTS { }": r"EXISTS \{",
    "CALL { }": r"CALL",
    "collect() of things": r"collect\((?:DISTINCT )?(?:`[^`]*`|\w+)\)",
    "pattern comprehension": r"\[(?:\S+ = )?\([^()]*\)<?-",
    "pattern as a truth value": r"(?:WHERE|AND|OR|NOT \(|\() ?\(\w+\)<?-\[",
    "variable length, bounded": r"\*\d?\.?\.?\d",
    "variable length, unbounded": r"\*(?:\d\.\.)?[\]{]",
    "shortestPath": r"shortestPath",
    "paths": r"nodes\(|relationships\(|length\(",
    "list comprehension": r"\[\w+ IN",
    "any, all, none, single": r"\b(?:any|all|none|single)\(",
    "reduce": r"reduce\(",
    "maps": r"\{甲",
    "CASE": r"\bCASE\b",
    "parameters": r"\$",
    "dates": r"date\(",
    "regular expressions": r"=~",
    "division": r" / ",
    "backticks": r"`",
    "comments": r"/\*|//",
}


@dataclass
class Report:
    """Counts of a run by verdict, construct and reason of refusal; and what differs."""

    verdicts: Counter[str] = field(default_factory=Counter)
    constructs: Counter[tuple[str, str]] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    different: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, seed: int, query: RandomQuery, verdict: Verdict) -> None:
        self.verdicts[verdict.kind] += 1
        for name, pattern in _CONSTRUCTS.items():
            if re.search(pattern, query.cypher):
                self.constructs[name, verdict.kind] += 1
        if verdict.kind == "refused":
            self.refusals[re.sub(r"[`'].*?[`']|\d+", "…", verdict.detail)[:60]] += 1
        if verdict.kind == "different":
            self.different.append((seed, query.cypher, verdict.detail))

    @property
    def answered(self) -> float:
        """Share of the queries that the embedded engine did not refuse."""
        return 1 - self.verdicts["refused"] / max(1, self.verdicts.total())

    def __str__(self) -> str:
        kinds = ["same", "refused", "different", "passed over"]
        lines = [f"{'':34}" + "".join(f"{kind:>13}" for kind in kinds)]
        for name in _CONSTRUCTS:
            counts = "".join(f"{self.constructs[name, kind]:13}" for kind in kinds)
            lines.append(f"{name:34}{counts}")
        lines.append(f"{'all':34}" + "".join(f"{self.verdicts[kind]:13}" for kind in kinds))
        lines += [f"{count:8}  {reason}" for reason, count in self.refusals.most_common(30)]
        return "\n".join([*lines, f"answered: {self.answered:.1%}"])


def judge(views: tuple[View, View], query: RandomQuery) -> Verdict:
    """Run one query on both engines."""
    free = Free(query.whole, query.sorted_by, query.bags)
    return compare(views, query.cypher, query.params, free)


def fuzz(
    views: tuple[View, View],
    count: int,
    seed: int = SEED,
    tell: Callable[[str], None] = lambda _words: None,
) -> Report:
    """Run the queries of the seeds from `seed` on; differences are shrunk.

    `tell` is given each difference when it is found, and how far the run is.
    """
    report = Report()
    queries = [random_query(at) for at in range(seed, seed + count)]
    with ThreadPoolExecutor(THREADS) as pool:
        verdicts = pool.map(partial(judge, views), queries)
        for at, query, verdict in zip(range(seed, seed + count), queries, verdicts, strict=True):
            found = query, verdict
            if verdict.kind == "different":
                found = shrink(views, query, verdict)
                tell(f"seed {at}: {found[0].cypher}\n  embedded / Neo4j: {found[1].detail}")
            report.add(at, *found)
            if not (at - seed + 1) % EVERY:
                tell(f"{at - seed + 1} of {count}: {dict(report.verdicts)}")
    return report


def shrink(
    views: tuple[View, View], query: RandomQuery, verdict: Verdict
) -> tuple[RandomQuery, Verdict]:
    """Drop clauses, columns and conditions as long as the answers differ in the same way."""
    for smaller in _smaller(query):
        found = judge(views, smaller)
        if found.kind == "different" and found.failed == verdict.failed:
            return shrink(views, smaller, found)
    return query, verdict


def _smaller(query: RandomQuery) -> Iterator[RandomQuery]:
    clauses = query.clauses
    for at, clause in enumerate(clauses):
        rest = (clauses[:at], clauses[at + 1 :])
        if at < len(clauses) - 1:
            yield replace(query, clauses=(*rest[0], *rest[1]))
        for part in range(len(clause.after)):
            after = (*clause.after[:part], *clause.after[part + 1 :])
            yield _unsorted(query, (*rest[0], replace(clause, after=after), *rest[1]))
        for part in range(len(clause.items) if len(clause.items) > 1 else 0):
            items = (*clause.items[:part], *clause.items[part + 1 :])
            yield _unsorted(query, (*rest[0], replace(clause, items=items), *rest[1]))


def _unsorted(query: RandomQuery, clauses: tuple[Clause, ...]) -> RandomQuery:
    ordered = any("ORDER BY" in part for part in clauses[-1].after)
    shown = " ".join(clauses[-1].items)
    kept = tuple(
        name for name in query.sorted_by if re.search(rf" AS `?{re.escape(name)}`?", shown)
    )
    return replace(
        query,
        clauses=clauses,
        whole=query.whole and ordered,
        sorted_by=kept if ordered else (),
    )


@contextmanager
def both_engines(address: Address) -> Iterator[tuple[View, View]]:
    """The small world on the embedded engine and on the server."""
    graph = build_graph(small_world(), PROJECT)
    Neo4jWriter(address).load(graph)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "graph.kgl"
        build_embedded(small_world(), path, PROJECT)
        with EmbeddedView(path) as embedded, Neo4jView(address, PROJECT) as real:
            yield embedded, real


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def main(count: int = 20_000, seed: int = SEED) -> int:
    """Fuzz on the server of NEO4J_URI, else on a local one that is started for it."""
    server = None
    if not os.environ.get("NEO4J_URI"):
        server = LocalServer()
        started = not server.state().running
        server.start()
    address = find_address(GraphSettings())
    begun = time.monotonic()
    with both_engines(address) as views:
        report = fuzz(views, count, seed, _tell)
    if server is not None and started:
        server.stop()
    seconds = time.monotonic() - begun
    sys.stdout.write(f"{report}\n{count} queries, seeds from {seed}, {seconds:.0f} s\n")
    return 1 if report.different else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
