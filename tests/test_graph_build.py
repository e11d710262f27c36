"""From tables to the graph's rows, and the embedded file made of them."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from small_world import small_world

from patnav.errors import StoreError
from patnav.graph.build import FROM, TO, Rows, build_graph
from patnav.graph.embedded import EmbeddedView
from patnav.graph.embedded_writer import build_embedded
from patnav.graph.schema import SCHEMA


def test_every_kind_of_the_schema_has_rows_in_the_small_world() -> None:
    graph = build_graph(small_world(), "小世界")
    assert set(graph.counts) == set(SCHEMA.nodes) | set(SCHEMA.relationships)
    assert min(graph.counts.values()) > 0


def test_whether_a_graph_has_a_label_is_told_without_its_table() -> None:
    made: list[str] = []
    table = pa.table({"id": ["a"]})
    rows = Rows(["Patent"], lambda label: (made.append(label), table)[1])
    assert ("Patent" in rows, "Nobody" in rows, made) == (True, False, [])
    assert (rows["Patent"], made) == (table, ["Patent"])


def test_columns_are_the_properties_of_the_schema() -> None:
    graph = build_graph(small_world())
    for label, kind in SCHEMA.nodes.items():
        assert graph.nodes[label].column_names == list(kind.properties)
    for label, link in SCHEMA.relationships.items():
        assert graph.relationships[label].column_names == [FROM, TO, *link.properties]


def test_no_kind_has_a_property_that_the_embedded_engine_answers_itself() -> None:
    assert not {"name", "type", "label", "node_type"} & SCHEMA.property_names


def test_empty_text_is_null_and_dates_are_text() -> None:
    rows = build_graph(small_world()).nodes["Patent"].to_pylist()
    patent = next(row for row in rows if row["id"] == "JP2017000008")
    assert patent["title_zh"] is None
    assert patent["priority_date"] == "2017-12-31"
    assert patent["priority_year"] == 2017


def test_an_end_that_is_not_there_is_named() -> None:
    tables = small_world()
    patents = tables["patents"]
    tables["patents"] = patents.filter(pc.not_equal(patents["patent"], "JP2017000008"))
    with pytest.raises(StoreError, match="JP2017000008"):
        build_graph(tables)


def test_tables_of_an_older_patnav_are_named() -> None:
    tables = small_world()
    tables["patents"] = tables["patents"].drop_columns(["claim_count"])
    with pytest.raises(StoreError, match=r"not those of this patnav.*claim_count.*patnav build"):
        build_graph(tables)


def test_a_repeated_applicant_is_one_relationship() -> None:
    tables = small_world()
    first = tables["applicants"].slice(0, 1)
    tables["applicants"] = pa.concat_tables([first, first])
    assert build_graph(tables).counts["FILED"] == 1


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a.kgl", tmp_path / "b.kgl"
    build_embedded(small_world(), first, "p")
    build_embedded(small_world(), second, "p")
    assert first.read_bytes() == second.read_bytes()
    assert sorted(tmp_path.iterdir()) == [first, second]


def test_a_missing_or_damaged_file_is_an_error_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="patnav build"):
        EmbeddedView(tmp_path / "none.kgl")
    damaged = tmp_path / "damaged.kgl"
    damaged.write_bytes(b"no graph")
    with EmbeddedView(damaged) as view, pytest.raises(StoreError, match="patnav build"):
        view.run("MATCH (p:Patent) RETURN p.id")
