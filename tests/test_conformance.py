"""The same words give the same rows on both engines, or a clear no."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from engine_pair import Free, ask, compare
from fuzz_cypher import both_engines
from small_world import small_world

from patnav.graph.address import Address
from patnav.graph.embedded import EmbeddedView
from patnav.graph.embedded_writer import build_embedded
from patnav.graph.store import View

QUERIES = [
    line
    for line in Path(__file__).with_name("conformance.cypher").read_text("utf-8").splitlines()
    if line and not line.startswith(("//", "#"))
]
REFUSED = 0.15  # at most this share may be refused


@pytest.fixture(scope="module")
def views(neo4j_address: Address) -> Iterator[tuple[View, View]]:
    with both_engines(neo4j_address) as opened:
        yield opened


@pytest.mark.neo4j
@pytest.mark.parametrize("cypher", QUERIES)
def test_both_engines_agree_or_the_embedded_one_refuses(
    views: tuple[View, View], cypher: str
) -> None:
    verdict = compare(views, cypher, {}, Free())
    assert verdict.kind in {"same", "refused"}, verdict.detail


def test_few_of_the_queries_are_refused(tmp_path: Path) -> None:
    assert len(QUERIES) >= 300
    build_embedded(small_world(), tmp_path / "graph.kgl")
    with EmbeddedView(tmp_path / "graph.kgl") as view:
        refused = [query for query in QUERIES if isinstance(ask(view, query), str)]
    assert len(refused) <= REFUSED * len(QUERIES)
