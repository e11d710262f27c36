"""A snapshot holds together: sums agree, keys are unique and resolve, every quote is verbatim."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from conftest import Demo

from patnav.build import build
from patnav.graph import open_view
from patnav.ingest.read import read
from patnav.project import create_project
from patnav.snapshot import Snapshot
from patnav.tables import SCHEMAS

REAL = (
    "incopat/openai_72.xlsx",
    "cnipr/cnipr_100.xlsx",
    "lens/lens_drones_tac_1695_families.xlsx",
    "google-patents/gp-search-1_tiny.csv",
    "derwent-index/derwent_drone_drones_1_500.ciw",
)
KEYS = {
    "sources": "file",
    "publications": "file, row",
    "patents": "patent",
    "texts": "patent, section, lang",
    "classifications": "patent, scheme, position",
    "families": "family",
    "organisations": "organisation",
    "applicants": "patent, position",
    "persons": "person",
    "inventors": "patent, position",
    "places": "place",
    "mentions": "mention",
    "near_labels": "patent, dimension, section, lang, start",
    "near_nodes": "patent, node",
    "unread": "patent, section",
    "judgements": "patent, dimension",
    "products": "patent",
    "assignments": "patent, node",
    "nodes": "node",
    "cells": "node, region",
    "node_years": "node, region, year",
    "outlook": "patent",
    "maturity": "patent",
    "feedback": "patent, side, who",
    "list_enterprises": "organisation",
    "list_technologies": "technology",
    "list_products": "product, category",
    "list_talents": "person",
    "matrix": "node, means, effect",
}
# table → tables that hold its key; "" there means that the file is silent
REFERENCES = {
    "patents": "publications texts classifications applicants inventors mentions judgements "
    "products near_labels near_nodes unread assignments families outlook list_evidence conflicts "
    "events ownership",
    "families": "patents",
    "organisations": "applicants ownership persons list_enterprises list_talents",
    "persons": "inventors list_talents",
    "places": "organisations applicants list_enterprises list_talents",
    "nodes": "assignments near_nodes cells node_years outlook matrix",
    "sources": "publications rejections damages conflicts patents texts list_evidence",
}
SINGULAR = {"families": "family", "sources": "file"}
EVIDENCE = ("cells", "list_enterprises", "list_technologies", "list_products", "list_talents")


@pytest.fixture(scope="session")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Exports of five vendors in one project."""
    settings = {"name": "混合", "chain": "emerging_digital", "home_region": "320000"}
    folder = tmp_path_factory.mktemp("real") / "mixed 混合"
    project = create_project(folder, settings | {"cutoff": date(2025, 6, 30)})
    project.add_sources([shared / "data" / name for name in REAL])
    return build(project).snapshot


@pytest.fixture(params=["demo", pytest.param("real", marks=pytest.mark.shared)])
def snapshot(request: pytest.FixtureRequest) -> Snapshot:
    if request.param == "real":
        found: Snapshot = request.getfixturevalue("real")
        return found
    demo: Demo = request.getfixturevalue("demo")
    return demo.snapshot


@pytest.fixture
def ask(snapshot: Snapshot) -> Callable[[str], list[tuple[object, ...]]]:
    """Rows of an SQL question; a question asks for what must not be."""
    database: duckdb.DuckDBPyConnection = snapshot.connect()
    return lambda sql: database.execute(sql).fetchall()


Ask = Callable[[str], list[tuple[object, ...]]]


def test_every_table_is_there_in_its_order(snapshot: Snapshot) -> None:
    for name, schema in SCHEMAS.items():
        rows = snapshot.table(name)
        assert rows.schema.names == schema.names, name
        keys = rows.select(schema.metadata[b"sort"].decode().split()).to_pylist()
        tuples = [tuple((value is None, value) for value in key.values()) for key in keys]
        assert all(before <= after for before, after in pairwise(tuples)), name


def test_rows_are_publications_and_rejections(snapshot: Snapshot, ask: Ask) -> None:
    assert ask('SELECT * FROM sources WHERE "rows" <> publications + rejections') == []
    for name in ("publications", "rejections"):
        counted = dict(ask(f'SELECT file, count(DISTINCT "row") FROM {name} GROUP BY file'))
        said = dict(ask(f"SELECT file, {name} FROM sources WHERE {name} > 0"))
        assert counted == said
    for entry in snapshot.project.settings.sources:
        reading = read(snapshot.project.source_path(entry), region=entry.region)
        rows = sum(1 for _ in reading)
        assert ask(f"SELECT \"rows\" FROM sources WHERE file = '{entry.sha256}'") == [(rows,)]


def test_no_cell_holds_what_only_python_calls_missing(snapshot: Snapshot) -> None:
    for name in SCHEMAS:
        rows = snapshot.table(name)
        for column in rows.schema.names:
            values = rows[column]
            if pa.types.is_floating(values.type):
                assert not pc.any(pc.is_nan(values)).as_py(), (name, column)
                assert not pc.any(pc.is_inf(values)).as_py(), (name, column)
            elif pa.types.is_string(values.type):
                odd = set(values.to_pylist()) & {"nan", "NaN", "None", "NaT", "<NA>", "null"}
                assert not odd, (name, column)


def test_keys_are_unique_and_not_empty(snapshot: Snapshot) -> None:
    assert set(KEYS) <= set(SCHEMAS)
    for name, key in KEYS.items():
        columns = key.split(", ")
        frame = snapshot.frame(name)[columns]
        assert not frame.duplicated().any(), name
        assert not frame.isna().any(axis=None), name
        if name not in {"cells", "node_years", "matrix", "unread"}:  # empty: whole chain or patent
            assert not frame.eq("").any(axis=None), name


@pytest.mark.parametrize("target", REFERENCES)
def test_keys_resolve(ask: Ask, target: str) -> None:
    key = SINGULAR.get(target, target.removesuffix("s"))
    for name in REFERENCES[target].split():
        lost = ask(
            f"SELECT DISTINCT \"{key}\" FROM {name} WHERE coalesce(\"{key}\", '') <> '' "
            f'AND "{key}" NOT IN (SELECT "{key}" FROM {target})'
        )
        assert lost == [], name


def test_what_every_patent_has(ask: Ask) -> None:
    patents = "SELECT patent FROM patents WHERE patent NOT IN (SELECT patent FROM {})"
    for name in ("publications", "judgements"):
        assert ask(patents.format(name)) == [], name
    assert ask("SELECT place FROM places WHERE parent NOT IN (SELECT place FROM places)") == [
        (place,) for (place,) in ask("SELECT place FROM places WHERE parent = ''")
    ]
    assert ask("SELECT family FROM families WHERE family NOT IN (SELECT family FROM patents)") == []


def test_sizes_and_shares_add_up(ask: Ask) -> None:
    for name, column in (
        ("assignments", "weight"),
        ("applicants", "share"),
        ("inventors", "share"),
    ):
        wrong = f"SELECT patent FROM {name} GROUP BY patent HAVING abs(sum({column}) - 1) > 1e-9"
        assert ask(wrong) == [], name
        assert ask(f"SELECT * FROM {name} WHERE {column} <= 0 OR {column} > 1") == []
    members = "(SELECT count(*) FROM patents WHERE patents.family = families.family)"
    assert ask(f"SELECT family FROM families WHERE size <> {members}") == []
    mains = "SELECT patent FROM assignments GROUP BY patent HAVING count(*) FILTER (main) > 1"
    assert ask(mains) == []


def _misquoted(snapshot: Snapshot, name: str, quote: str = "quote") -> pd.DataFrame:
    texts = snapshot.frame("texts")[["patent", "section", "lang", "text"]]
    rows = snapshot.frame(name)
    rows = rows[rows[quote].ne("") & rows["section"].ne("") & rows["section"].ne("class")]
    joined = rows.merge(texts, on=["patent", "section", "lang"], how="left")
    said = [
        isinstance(row.text, str) and row.text[int(row.start) : int(row.end)] == row.said
        for row in joined.rename(columns={quote: "said"}).itertuples()
    ]
    assert said, name
    return joined[[not same for same in said]]


@pytest.mark.parametrize(
    ("name", "quote"),
    [
        ("mentions", "quote"),
        ("products", "quote"),
        ("assignments", "evidence"),
        ("list_evidence", "quote"),
    ],
)
def test_every_quote_is_verbatim(snapshot: Snapshot, name: str, quote: str) -> None:
    assert _misquoted(snapshot, name, quote).to_dict("records") == []


def test_symbols_given_as_reason_stand_on_the_patent(ask: Ask) -> None:
    lost = """
      SELECT patent, evidence FROM assignments WHERE section = 'class' AND (patent, evidence)
      NOT IN (SELECT (patent, symbol) FROM classifications)"""
    assert ask(lost) == []


@pytest.mark.parametrize("name", [*EVIDENCE, "matrix"])
def test_evidence_is_patents_of_the_files(ask: Ask, name: str) -> None:
    lost = f"""
      SELECT one FROM (SELECT unnest(evidence) AS one FROM {name})
      WHERE one NOT IN (SELECT patent FROM patents)"""
    assert ask(lost) == []
    assert ask(f"SELECT * FROM {name} WHERE len(evidence) > len(list_distinct(evidence))") == []


def test_every_list_entry_has_its_evidence(ask: Ask) -> None:
    kinds = {
        "list_enterprises": ("enterprise", "organisation"),
        "list_technologies": ("technology", "technology"),
        "list_products": ("product", "product"),
        "list_talents": ("talent", "person"),
    }
    for name, (kind, key) in kinds.items():
        told = f"SELECT key, patent FROM list_evidence WHERE kind = '{kind}'"
        named = f"SELECT {key}, unnest(evidence) FROM {name}"
        assert set(ask(named)) == set(ask(told)), name
        assert ask(f"SELECT {key} FROM {name} WHERE len(evidence) = 0") == [], name


def test_matrix_cells_are_carried_by_their_patents(ask: Ask) -> None:
    assert ask("SELECT * FROM matrix WHERE (count > 0) <> (len(evidence) > 0)") == []
    # The patent shown stands for its family; the words may be those of another member.
    for dimension, column in (("means", "value"), ("effect", "effect_class")):
        told = f"""
          SELECT DISTINCT (family, {column}) FROM mentions JOIN patents USING (patent)
          WHERE dimension = '{dimension}'"""
        unfounded = f"""
          SELECT {dimension}, one FROM (SELECT *, unnest(evidence) AS one FROM matrix)
          JOIN patents ON patents.patent = one WHERE (family, {dimension}) NOT IN ({told})"""
        assert ask(unfounded)[:5] == []


def test_the_graph_names_the_same_patents(snapshot: Snapshot, ask: Ask) -> None:
    with open_view(snapshot, "embedded") as view:
        rows = view.run("MATCH (p:Patent) RETURN count(p) AS n", {}, limit=10, timeout=30.0).rows
    assert [(row["n"],) for row in rows] == ask("SELECT count(*) FROM patents")
