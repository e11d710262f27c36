"""The small world holds together: keys resolve and quotes are verbatim."""

from __future__ import annotations

from pathlib import Path

from small_world import INVENTIONS, save_small_world, small_world

from patnav.snapshot import open_snapshot
from patnav.tables import ANNOTATED, COLLECTED


def test_all_tables_are_there_and_keys_resolve() -> None:
    tables = small_world()
    assert set(tables) == set(COLLECTED) | set(ANNOTATED)
    for name, column, target in (
        ("applicants", "organisation", "organisations"),
        ("inventors", "person", "persons"),
        ("assignments", "node", "nodes"),
        ("patents", "family", "families"),
        ("mentions", "patent", "patents"),
        ("organisations", "place", "places"),
    ):
        known = set(tables[target].column(column).to_pylist())
        assert set(tables[name].column(column).to_pylist()) <= known


def test_quotes_are_verbatim() -> None:
    tables = small_world()
    texts = {
        (row["patent"], row["section"], row["lang"]): row["text"]
        for row in tables["texts"].to_pylist()
    }
    spans = tables["mentions"].to_pylist() + tables["products"].to_pylist()
    assert len(spans) > 2 * len(INVENTIONS)
    for row in spans:
        text = texts[row["patent"], row["section"], row["lang"]]
        assert text[row["start"] : row["end"]] == row["quote"]


def test_saved_world_opens_as_a_snapshot(tmp_path: Path) -> None:
    made = save_small_world(tmp_path / "world")
    opened = open_snapshot(made.project)
    assert opened.id == made.id
    assert opened.frame("patents")["patent"].tolist() == sorted(item.key for item in INVENTIONS)
