"""Random queries: the same answer on both engines, or a refusal (`make fuzz` runs more)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fuzz_cypher import SEED, both_engines, fuzz
from random_cypher import random_query

from patnav.graph.address import Address
from patnav.graph.cypher import parse
from patnav.graph.store import View

BATCHES, SIZE = 4, 500
ANSWERED = 0.6  # at least this share must not be refused


@pytest.fixture(scope="module")
def views(neo4j_address: Address) -> Iterator[tuple[View, View]]:
    with both_engines(neo4j_address) as opened:
        yield opened


@pytest.mark.neo4j
@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_queries_are_answered_alike_or_refused(views: tuple[View, View], batch: int) -> None:
    report = fuzz(views, SIZE, SEED + batch * SIZE)
    assert not report.different, "\n".join(map(str, report.different[:5]))
    assert report.answered >= ANSWERED, str(report)
    assert report.verdicts["passed over"] <= 0.02 * SIZE, str(report)


def test_a_seed_makes_one_query_and_the_seeds_differ() -> None:
    queries = [random_query(seed).cypher for seed in range(300)]
    assert queries == [random_query(seed).cypher for seed in range(300)]
    assert len(set(queries)) > 290
    assert all(parse(cypher).columns for cypher in queries)
