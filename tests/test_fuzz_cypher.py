"""The random queries themselves (`make fuzz` asks both engines)."""

from __future__ import annotations

from random_cypher import random_query

from patnav.graph.cypher import parse


def test_a_seed_makes_one_query_and_the_seeds_differ() -> None:
    queries = [random_query(seed).cypher for seed in range(300)]
    assert queries == [random_query(seed).cypher for seed in range(300)]
    assert len(set(queries)) > 290
    assert all(parse(cypher).columns for cypher in queries)
