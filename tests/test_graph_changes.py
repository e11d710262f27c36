"""The graph of two snapshots compared: what is told leads from the one to the other."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from small_world import save_small_world, small_world
from test_list_changes import SORTING, put, save, without

from patnav.analysis import (
    compare_graphs,
    compare_snapshots,
    graph_table,
    kind_table,
    write_changes,
    write_rows,
)
from patnav.errors import InputError
from patnav.graph.build import FROM, TO, Graph, build_graph
from patnav.graph.delta import compare, count_kinds, keys_of, property_changes
from patnav.tables import Tables

Rows = dict[tuple[str, str], dict[str, Any]]


def texts(graph: Graph) -> Rows:
    """Every node and relationship by kind and key as it is told; values as text."""
    return {
        (label, told_key(label, row)): {name: plain(value) for name, value in row.items()}
        for label, rows in (graph.nodes | graph.relationships).items()
        for row in rows.to_pylist()
    }


def told_key(label: str, row: dict[str, Any]) -> str:
    if keys_of(label) == ("id",):
        return str(row["id"])
    more = [row[name] for name in keys_of(label)[2:]]
    return " · ".join([f"{row[FROM]} → {row[TO]}", *(str(part) for part in more)])


def plain(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ",".join(f'"{item}"' for item in value) + "]"
    return value if value is None else str(value)


def shuffled(seed: int) -> Tables:
    """The small world without two of its patents, some values changed."""
    draw, tables = random.Random(seed), small_world()
    patents = tables["patents"]["patent"].to_pylist()
    for patent in draw.sample(patents, 2):
        tables = without(tables, patent)
    tables["families"] = small_world()["families"]
    for patent in draw.sample(patents, 3):
        tables["patents"] = put(tables["patents"], "status", "in_force", "lapsed", patent)
        tables["mentions"] = put(tables["mentions"], "direction", "up", "down", patent)
    kept = tables["patents"]["patent"].to_pylist()
    tables["citations"] = tables["citations"].slice(0, 0)
    other = [item in kept for item in tables["links"]["other"].to_pylist()]
    tables["links"] = tables["links"].filter(pa.array(other, pa.bool_()))
    return tables


@pytest.mark.parametrize("seed", range(6))
def test_what_is_told_makes_the_one_graph_of_the_other(seed: int) -> None:
    before, after = (build_graph(shuffled(seed * 2 + side), "x") for side in (0, 1))
    delta = compare(before, after)
    made, wanted = texts(before), texts(after)
    for row in property_changes(before, after, delta).to_pylist():
        place = row["kind"], row["key"]
        if row["change"] == "gone":
            del made[place]
        elif row["change"] == "new":
            assert place not in made
            made[place] = wanted[place]
        else:
            assert made[place][row["property"]] == row["old"]
            made[place][row["property"]] = row["new"]
    assert made == wanted


def test_the_sums_of_each_kind_agree_with_the_rows() -> None:
    before, after = build_graph(shuffled(1), "x"), build_graph(shuffled(2), "x")
    delta = compare(before, after)
    rows = property_changes(before, after, delta).to_pylist()
    for count in count_kinds(before, after, delta):
        told = {
            change: len({row["key"] for row in rows if (row["kind"], row["change"]) == pair})
            for change in ("new", "gone", "changed")
            for pair in [(count.kind, change)]
        }
        assert told == {"new": count.new, "gone": count.gone, "changed": count.changed}
        assert count.before == count.gone + count.changed + count.unchanged
        assert count.after == count.new + count.changed + count.unchanged


def changed_world() -> Tables:
    tables = small_world()
    tables["patents"] = put(tables["patents"], "status", "pending", "in_force", SORTING)
    return tables


def test_a_property_is_told_with_both_values_in_words_and_in_the_report(tmp_path: Path) -> None:
    project = save_small_world(tmp_path / "world").project
    old, new = save(project, "a", small_world()), save(project, "b", changed_world())
    found = compare_graphs(old, new)
    assert (found.written, found.deleted) == (1, 0)
    assert kind_table(found, "zh")[0]["种类"] == "专利 Patent"
    assert [row["Property"] for row in graph_table(found, "en")] == list(changed_names(found.rows))
    assert "pending → in_force" in str(graph_table(found, "en"))
    changes = compare_snapshots(old, new)
    write_changes(changes, tmp_path / "c.csv", "zh", project.settings.cutoff, found)
    with (tmp_path / "c.csv").open(encoding="utf-8-sig", newline="") as stream:
        told = [row for row in csv.DictReader(stream) if row["对象"] == "图谱"]
    assert {
        "字段": "专利 Patent: 法律状态 status",
        "原值": "pending",
        "新值": "in_force",
    }.items() <= told[0].items()


def changed_names(rows: pa.Table) -> Iterator[str]:
    yield from sorted({row["property"] for row in rows.to_pylist()})


def test_more_rows_than_a_sheet_holds_are_refused_not_cut(tmp_path: Path) -> None:
    rows = pd.DataFrame({"key": range(1_048_576)})
    with pytest.raises(InputError, match=r"more than a sheet holds.*name a \.csv file"):
        write_rows(rows, tmp_path / "c.xlsx", "x", "zh", date(2025, 1, 1))
    assert not (tmp_path / "c.xlsx").exists()
