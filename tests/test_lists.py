"""Lists, matrix, outlook, card and files: what a reader is handed, and the evidence behind it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from findings import analysed, changed
from openpyxl import load_workbook
from scipy import sparse
from small_world import INVENTIONS, NODES, abstract, organisation_key, small_world

from patnav.analysis import (
    KINDS,
    Kind,
    ListRequest,
    card,
    cell_patents,
    export_list,
    key_list,
    list_evidence,
    matrix,
    write_csv,
    write_workbook,
)
from patnav.analysis.network import centrality
from patnav.analysis.outlook import outlook_sentences
from patnav.analysis.ranking import Fixed, Total, rank_entities
from patnav.cli import cli
from patnav.errors import ProjectError
from patnav.snapshot import Snapshot
from patnav.tables import FOUND, Tables, table


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return analysed(tmp_path_factory.mktemp("lists") / "p", synthetic=True)


def entry(rows: pd.DataFrame, key: str, value: str) -> pd.Series:
    return rows[rows[key] == value].iloc[0]


# --- lists ----------------------------------------------------------------------------------------


def test_enterprises_are_counted_by_their_share_of_families(world: Snapshot) -> None:
    found = entry(key_list(world, "enterprise"), "organisation", organisation_key("云帆"))
    assert found["families"] == pytest.approx(1 + 1 + 1 / 2 + 1 / 3)
    assert found["recent"] == pytest.approx(1 + 1 / 2 + 1 / 3)  # 2019 to 2021
    assert found["in_force"] == 2
    assert (found["nodes"], found["partners"]) == (3, 2)
    assert found["quality"] == pytest.approx((3 + 4 / 2) / (5.25 + 4 / 2))


def test_a_university_is_no_key_enterprise(world: Snapshot) -> None:
    assert "university" not in set(key_list(world, "enterprise")["kind"])


def test_ranks_are_a_permutation_inside_their_intervals(world: Snapshot) -> None:
    for kind in KINDS:
        rows = key_list(world, kind)
        assert rows["rank"].tolist() == list(range(1, len(rows) + 1))
        assert (rows["rank_low"] <= rows["rank"]).all()
        assert (rows["rank"] <= rows["rank_high"]).all()
        assert rows["score"].is_monotonic_decreasing


def test_a_technology_counts_a_family_once(world: Snapshot) -> None:
    found = entry(key_list(world, "technology"), "technology", "硫化物球磨")
    assert (found["families"], found["owners"], found["top_effect"]) == (3, 3, "safety")


def test_talents_are_fractional_and_know_first_inventors(world: Snapshot) -> None:
    found = entry(key_list(world, "talent"), "name", "王晓")
    assert found["families"] == pytest.approx(1 / 2 + 1 / 2)
    assert found["first_share"] == pytest.approx(0.5)
    assert found["flag"] == ""


def test_an_inventor_of_more_than_fifty_families_a_year_is_flagged(tmp_path: Path) -> None:
    snapshot = analysed(tmp_path / "p", crowd(51))
    assert key_list(snapshot, "talent")["flag"].tolist() == ["bulk"]


def test_a_list_is_ranked_anew_inside_a_node_and_a_region(world: Snapshot) -> None:
    rows = key_list(world, "enterprise", node="SW-01", region="320000")
    assert set(rows["name"]) == {"星桥储能科技有限公司", "云帆电池材料有限公司"}
    assert entry(rows, "name", "云帆电池材料有限公司")["families"] == pytest.approx(0.6)
    assert key_list(world, "talent", region="JP")["name"].tolist() == ["Sato Ken"]
    assert len(key_list(world, "product", region="110000")) == 0


def test_unknown_kinds_and_nodes_are_refused_with_the_choice(world: Snapshot) -> None:
    with pytest.raises(ProjectError, match="no node 'X' — use one of SW-01"):
        key_list(world, "enterprise", node="X")
    with pytest.raises(ProjectError, match="use one of enterprise, technology, product, talent"):
        key_list(world, "person")  # type: ignore[arg-type]


def test_a_generic_word_is_no_technology(tmp_path: Path) -> None:
    def generic(row: dict[str, Any]) -> dict[str, Any]:
        return row | ({"value": "Controller"} if row["dimension"] == "means" else {})

    snapshot = analysed(tmp_path / "p", changed(small_world(), "mentions", generic))
    assert len(key_list(snapshot, "technology")) == 0
    assert len(matrix(snapshot)) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_every_entry_has_evidence_that_can_be_looked_up(world: Snapshot, kind: Kind) -> None:
    rows = key_list(world, kind)
    assert rows["evidence"].map(len).min() > 0
    evidence = list_evidence(world, ListRequest(kind))
    texts = world.frame("texts").set_index(["patent", "section", "lang"])["text"]
    for item in evidence.to_dict("records"):
        if item["section"]:
            text = texts[item["patent"], item["section"], item["lang"]]
            assert text[item["start"] : item["end"]] == item["quote"]
        assert item["row"] > 0
        assert item["reason_zh"]
        assert item["reason_en"]
    assert set(evidence["patent"]) == {patent for found in rows["evidence"] for patent in found}


def test_evidence_of_an_enterprise_is_a_patent_it_filed(world: Snapshot) -> None:
    filed = {item.key: {organisation_key(short) for short in item.filed_by} for item in INVENTIONS}
    evidence = list_evidence(world, ListRequest("enterprise"))
    assert all(row.key in filed[row.patent] for row in evidence.itertuples())


def test_more_families_elsewhere_do_not_move_an_interval_by_chance() -> None:
    hashes = np.arange(1, 9, dtype=np.uint64) * np.uint64(11400714819323198485)
    part = sparse.csr_array(np.kron(np.eye(2), np.ones((1, 4))))
    ties = [np.arange(2)]
    first = rank_entities([Total(part)], ties, hashes, 100)
    assert rank_entities([Total(part)], ties, hashes, 100).equals(first)
    assert first["rank_high"].tolist() == [2, 2]
    apart = rank_entities([Fixed(np.array([1.0, 2.0]))], ties, hashes, 100)
    assert apart[["rank", "rank_low", "rank_high"]].to_numpy().tolist() == [[2, 2, 2], [1, 1, 1]]


def test_the_middle_of_a_line_lies_between_its_ends() -> None:
    pairs = pd.DataFrame({"a": ["A", "B"], "b": ["B", "C"]})
    found = centrality(pairs)
    assert found["centrality"].to_dict() == {"A": 0.0, "B": 1.0, "C": 0.0}
    assert found["partners"].to_dict() == {"A": 1, "B": 2, "C": 1}


# --- matrix ---------------------------------------------------------------------------------------


def test_matrix_counts_families_and_expects_what_margins_say(world: Snapshot) -> None:
    cell = matrix(world, "SW-01").set_index(["means", "effect"]).loc[("硫化物球磨", "safety")]
    assert cell["count"] == 2
    assert cell["expected"] == pytest.approx(3 * 3 / 4)  # 3 with the means, 3 safe, of 4
    assert cell["residual"] == pytest.approx((2 - 2.25) / 1.5)
    assert sorted(cell["evidence"]) == ["CN201810000001", "CN201880000009"]


def test_a_cell_opens_to_patents_with_both_quotes(world: Snapshot) -> None:
    found = cell_patents(world, "SW-01", "硫化物球磨", "safety")
    assert found["patent"].tolist() == ["CN201880000009", "CN201810000001"]
    texts = {item.key: abstract(item) for item in INVENTIONS}
    for row in found.to_dict("records"):
        for side in ("means", "effect"):
            place = slice(row[f"{side}_start"], row[f"{side}_end"])
            assert texts[row[f"{side}_patent"]][place] == row[f"{side}_quote"]


def test_a_planted_gap_is_a_white_spot_and_a_foreign_node_is_none(tmp_path: Path) -> None:
    snapshot = analysed(tmp_path / "p", gap())
    for node in ("SW-01", ""):
        rows = matrix(snapshot, node).set_index(["means", "effect"])
        assert rows[rows["white_spot"]].index.tolist() == [("甲", "safety")]
    assert matrix(snapshot).set_index(["means", "effect"]).loc[("丙", "safety"), "expected"] == 0


# --- outlook --------------------------------------------------------------------------------------


def test_a_small_cohort_has_no_score_and_says_so(world: Snapshot) -> None:
    row = world.table("outlook").to_pylist()[0]
    assert (row["score"], row["band"], row["cohort_level"]) == (None, "unknown", "chain")
    sentences = outlook_sentences(row, "zh")
    assert "不足以给出分数" in sentences[0]
    assert "环节增长" in sentences[-1]


def test_scores_are_weighted_percentiles_of_the_cohort(tmp_path: Path) -> None:
    rows = analysed(tmp_path / "p", crowd(40)).frame("outlook")
    assert set(rows["cohort_level"]) == {"node"}
    assert rows["citations"].tolist() == pytest.approx([(k + 0.5) / 40 * 100 for k in range(40)])
    weights = {"geography": 0.15, "entrants": 0.1, "citations": 0.2, "life": 0.1, "claims": 0.05}
    weights |= {"events": 0.15, "renewal": 0.1}
    known = {name: weight for name, weight in weights.items() if rows[name].notna().all()}
    mean = sum(rows[name] * weight for name, weight in known.items()) / sum(known.values())
    assert rows["score"].tolist() == pytest.approx(mean.tolist())
    assert rows["weight"].tolist() == pytest.approx([sum(known.values())] * 40)


# --- card -----------------------------------------------------------------------------------------


def test_a_card_opens_by_key_or_publication_and_shows_spans(world: Snapshot) -> None:
    found = card(world, "CN110000001A")
    assert found.patent == card(world, "CN201810000001").patent == "CN201810000001"
    assert found.bibliography["file_name"] == "small.xlsx"
    assert found.assignments["node"].tolist() == ["SW-01"]
    text = next(text for text in found.texts if text.section == "abstract")
    assert len(text.mentions) > 0
    for row in text.mentions.to_dict("records"):
        assert text.text[row["start"] : row["end"]] == row["quote"]
    assert found.outlook_en[-1].startswith("not in the files")


def test_owners_are_those_of_the_cut_off_by_the_latest_knowledge(world: Snapshot) -> None:
    life = card(world, "CN201810000001").life
    assert life.day == world.project.settings.cutoff
    holding = life.owners[life.owners["now"]]
    assert holding["basis"].tolist() == ["transfer"]
    assert (life.owners["file_name"] == "small.xlsx").all()


def test_a_card_of_a_family_names_its_members(world: Snapshot) -> None:
    assert card(world, "JP2017000008").family["patent"].tolist() == [
        "CN201880000009",
        "JP2017000008",
    ]


def test_an_unknown_patent_is_an_error_with_a_remedy(world: Snapshot) -> None:
    with pytest.raises(ProjectError, match="no patent 'CN1' in the snapshot"):
        card(world, "CN1")


# --- files ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_workbook_has_list_evidence_and_about(
    world: Snapshot, tmp_path: Path, kind: Kind, lang: str
) -> None:
    path = tmp_path / "list.xlsx"
    export_list(world, kind, path, lang)
    sheets = load_workbook(path, read_only=True)
    names = {"zh": ["清单", "证据", "说明"], "en": ["List", "Evidence", "About"]}
    assert sheets.sheetnames == names[lang]
    rows, proof, about = (list(sheet.values) for sheet in sheets.worksheets)
    assert len(rows) == 1 + len(key_list(world, kind))
    assert len(proof) == 1 + len(list_evidence(world, ListRequest(kind)))
    assert rows[0][:2] == {"zh": ("排名", "排名区间下限"), "en": ("Rank", "Rank from")}[lang]
    heads = set(FOUND["list_enterprises"].names)
    assert not heads & set(rows[0])  # no bare column names
    assert about[0][0] == {"zh": "注意", "en": "Notice"}[lang]
    assert any(line[1] == world.id for line in about)


def test_a_workbook_is_the_same_every_time(world: Snapshot, tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for path in (first, second):
        write_workbook(world, ListRequest("enterprise", "SW-01", top=2), path)
    assert first.read_bytes() == second.read_bytes()


def test_text_never_becomes_a_formula(tmp_path: Path) -> None:
    def hostile(row: dict[str, Any]) -> dict[str, Any]:
        return row | {"name": "=HYPERLINK(0)", "names": ["=HYPERLINK(0)"]}

    snapshot = analysed(tmp_path / "p", changed(small_world(), "organisations", hostile))
    write_workbook(snapshot, ListRequest("enterprise"), tmp_path / "a.xlsx")
    write_csv(snapshot, ListRequest("enterprise"), tmp_path / "a.csv")
    sheet = load_workbook(tmp_path / "a.xlsx").worksheets[0]
    cell = next(cell for cell in sheet[2] if cell.value == "=HYPERLINK(0)")
    assert cell.data_type == "s"
    assert "'=HYPERLINK(0)" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")


# --- command line ---------------------------------------------------------------------------------


def run(world: Snapshot, *words: str) -> Result:
    return CliRunner().invoke(cli, [*words, "--project", str(world.project.folder)])


@pytest.mark.parametrize("kind", KINDS)
def test_list_json_has_the_columns_of_its_table(world: Snapshot, kind: Kind) -> None:
    rows = json.loads(run(world, "list", kind, "--json", "--top", "2").stdout)
    name = {"technology": "list_technologies"}.get(kind, f"list_{kind}s")
    assert rows
    assert all(list(row) == FOUND[name].names for row in rows)


def test_map_prints_class_words(world: Snapshot) -> None:
    lines = run(world, "map").stdout.splitlines()
    assert len(lines) == 1 + len(NODES)
    assert "数据不足" in lines[1]
    rows = json.loads(run(world, "map", "--json", "--lang", "en").stdout)
    assert {row["class"] for row in rows} == {"insufficient data"}


def test_matrix_prints_means_and_effects(world: Snapshot) -> None:
    shown = run(world, "matrix", "--node", "SW-01").stdout
    assert shown.splitlines()[0].split()[:2] == ["means", "cost"]
    rows = json.loads(run(world, "matrix", "--node", "SW-01", "--json").stdout)
    assert {row["node"] for row in rows} == {"SW-01"}


def test_list_writes_files_and_refuses_other_endings(world: Snapshot, tmp_path: Path) -> None:
    for ending in ("xlsx", "csv"):
        done = run(world, "list", "product", "-o", str(tmp_path / f"p.{ending}"))
        assert done.exit_code == 0
        assert done.stdout == ""
    wrong = run(world, "list", "product", "-o", str(tmp_path / "p.docx"))
    assert isinstance(wrong.exception, ProjectError)


# --- larger worlds --------------------------------------------------------------------------------


def crowd(size: int) -> Tables:
    """Families of one node and year by one inventor; the k-th is cited k times."""
    tables = small_world()
    base = {name: rows.to_pylist() for name, rows in tables.items()}
    first = base["patents"][0]["patent"]
    keys = [f"CN2020100{k:05d}" for k in range(size)]
    made: dict[str, list[dict[str, Any]]] = {}
    for name in ("patents", "applicants", "assignments", "inventors"):
        model = next(row for row in base[name] if row["patent"] == first)
        made[name] = [model | {"patent": key} for key in keys]
    day = date(2020, 3, 1)
    made["inventors"] = [row | {"share": 1.0} for row in made["inventors"]]
    made["patents"] = [
        row | {"family": f"F:{row['patent']}", "cited_by": k, "priority_date": day}
        for k, row in enumerate(made["patents"])
    ]
    made["families"] = [base["families"][0] | {"family": f"F:{key}", "patent": key} for key in keys]
    return tables | {name: table(name, rows) for name, rows in made.items()}


def gap() -> Tables:
    """SW-01: 甲 never meets safety, 乙 meets safety and cost; SW-02: 丙 has cost alone."""
    tables = crowd(90)
    patents = tables["patents"]["patent"].to_pylist()
    mention = tables["mentions"].to_pylist()[0]
    rows, nodes = [], []
    for k, patent in enumerate(patents):
        means, effect = (("甲", "cost"), ("乙", "safety"), ("丙", "cost"))[k % 3]
        row = mention | {"patent": patent, "effect_class": ""}
        rows.append(row | {"mention": f"{patent}/m", "dimension": "means", "value": means})
        row |= {"mention": f"{patent}/e", "dimension": "effect", "effect_class": effect}
        rows.append(row | {"value": effect})
        nodes.append("SW-02" if means == "丙" else "SW-01")
    extra = [row | {"mention": row["mention"] + "x", "effect_class": "cost"} for row in rows[3::6]]
    assigned = [
        row | {"node": node, "weight": 1.0}
        for row, node in zip(tables["assignments"].to_pylist(), nodes, strict=True)
    ]
    return tables | {
        "mentions": table("mentions", rows + extra),
        "assignments": table("assignments", assigned),
    }
