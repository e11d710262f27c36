"""Cells: counts, margins, classes and reasons, against truth in plain Python."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from findings import analysed, changed
from small_world import INVENTIONS, NODES, ORGANISATIONS, PLACES, small_world

from patnav.analysis import analyse, chain_map, class_words, node_detail, regions
from patnav.analysis.classes import CLASSES, classify
from patnav.analysis.counting import last_complete_year
from patnav.analysis.growth import relative_growth, three_year_growth, trend
from patnav.analysis.regions import counted_level, level_of, region_rows
from patnav.analysis.statistics import hhi, midp_limits
from patnav.errors import ProjectError
from patnav.project import ProjectFile, Thresholds
from patnav.snapshot import Snapshot


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return analysed(tmp_path_factory.mktemp("cells") / "p", benchmark_regions=("JP", "CN"))


def province(place: str) -> str:
    return PLACES[place][2] if PLACES[place][3] == "city" else place


def counted() -> dict[tuple[str, str], float]:
    """Node x province of the small world: inventions, one count per family, 1/k per applicant."""
    x: dict[tuple[str, str], float] = defaultdict(float)
    for item in INVENTIONS:
        if item.kind == "invention" and not item.key.startswith("JP"):  # JP's twin is counted
            for node, weight in item.nodes:
                for owner in item.filed_by:
                    place = province(ORGANISATIONS[owner][2])
                    x[node, place] += weight / len(item.filed_by)
    return x


def test_counts_are_fractional_families(world: Snapshot) -> None:
    cells = world.frame("cells").set_index(["node", "region"])["x"]
    truth = counted()
    for node in NODES:
        for place in ("320000", "440000", "JP"):
            assert cells[node, place] == pytest.approx(truth.get((node, place), 0.0))


def test_margins_are_sums_of_cells_and_expectation_follows(world: Snapshot) -> None:
    cells = world.frame("cells")
    inside = cells[(cells["node"] != "") & cells["region"].isin(["320000", "440000", "JP"])]
    total = inside["x"].sum()
    for _, row in inside.iterrows():
        of_node = inside.loc[inside["node"] == row["node"], "x"].sum()
        of_region = inside.loc[inside["region"] == row["region"], "x"].sum()
        assert row["expected"] == pytest.approx(of_node * of_region / total)
        assert row["rta"] == pytest.approx(row["x"] / row["expected"])
        low, high = midp_limits(row["x"], row["expected"])
        assert (row["rta_low"], row["rta_high"]) == pytest.approx((float(low), float(high)))


def test_the_whole_chain_is_the_sum_of_its_nodes(world: Snapshot) -> None:
    cells = world.frame("cells")
    for _, group in cells[cells["region"] != ""].groupby("region"):
        whole = group.loc[group["node"] == "", "x_all"].item()
        assert group.loc[group["node"] != "", "x_all"].sum() == pytest.approx(whole)


def test_whole_counting_gives_each_region_a_full_family(tmp_path: Path) -> None:
    cells = analysed(tmp_path / "p", weighting="whole").frame("cells").set_index(["node", "region"])
    assert cells.loc[("SW-03", "320000"), "x"] == 3
    assert cells.loc[("SW-03", "440000"), "x"] == 1  # half an applicant and 0.3 of the node


def test_legal_rights_count_each_application(tmp_path: Path) -> None:
    cells = analysed(tmp_path / "p", unit="legal_right").frame("cells")
    cells = cells.set_index(["node", "region"])
    assert cells.loc[("SW-01", "JP"), "x"] == 2


def test_concentration_is_that_of_owners_in_the_cell(world: Snapshot) -> None:
    cell = world.frame("cells").set_index(["node", "region"]).loc[("SW-01", "320000")]
    assert cell["hhi"] == pytest.approx(hhi([0.5, 1.5, 0.6]))
    assert cell["owners"] == 3
    assert cell["top_owner_share"] == pytest.approx(1.5 / 2.6)


def test_an_unknown_place_is_shown_and_in_no_margin(tmp_path: Path) -> None:
    def lost(row: dict[str, Any]) -> dict[str, Any]:
        return row | ({"place": ""} if row["place"] == "JP" else {})

    tables = changed(small_world(), "applicants", lost)
    snapshot = analysed(tmp_path / "p", tables)
    cells = snapshot.frame("cells").set_index(["node", "region"])
    assert cells.loc[("SW-01", ""), "x_all"] == 1
    assert cells.loc[("SW-01", "320000"), "unknown"] == 1
    assert cells.loc[("SW-01", "320000"), "node_total"] == pytest.approx(2.6)
    assert "地区未知" in cells.loc[("SW-01", "320000"), "reason_zh"]
    assert "" not in set(regions(snapshot)["region"])


def test_a_place_known_too_coarsely_is_a_region_of_its_own(tmp_path: Path) -> None:
    def coarse(row: dict[str, Any]) -> dict[str, Any]:
        return row | ({"place": "320000"} if row["place"] == "320500" else {})

    tables = changed(small_world(), "applicants", coarse)
    found = regions(analysed(tmp_path / "p", tables, home_region="320200")).set_index("region")
    assert found.loc["320000/", "name_zh"] == "江苏省（未细分）"
    assert found.loc["320200", "families"] > 0


def test_a_benchmark_of_another_level_is_counted_beside(world: Snapshot) -> None:
    cells = world.frame("cells").set_index(["node", "region"])
    whole = cells.loc[("SW-04", "320000"), "x"] + cells.loc[("SW-04", "440000"), "x"]
    assert cells.loc[("SW-04", "CN"), "x"] == pytest.approx(whole)
    assert not world.frame("cells").duplicated(["node", "region"]).any()


def test_the_map_has_every_node_and_the_home_region_by_default(world: Snapshot) -> None:
    rows = chain_map(world)
    assert rows["node"].tolist() == sorted(NODES)
    assert set(rows["region"]) == {"320000"}
    assert chain_map(world, "110000")["node_class"].tolist() == ["insufficient"] * len(NODES)


def test_a_node_opens_with_region_benchmarks_owners_and_patents(world: Snapshot) -> None:
    found = node_detail(world, "SW-01")
    assert found.cell["x"] == pytest.approx(2.6)
    assert found.benchmarks["region"].tolist() == ["JP", "CN"]
    assert found.organisations["name"].tolist()[0] == "南湖理工大学"
    assert found.patents["patent"].tolist()[0] == "CN201810000001"
    assert set(found.years["region"]) == {"320000", "*"}
    with pytest.raises(ProjectError, match="no node 'SW-99' — use one of SW-01"):
        node_detail(world, "SW-99")


def test_findings_do_not_depend_on_the_run(world: Snapshot, tmp_path: Path) -> None:
    again = analysed(tmp_path / "p", benchmark_regions=("JP", "CN"))
    names = sorted(path.name for path in (world.folder / "findings").iterdir())
    assert [
        name
        for name in names
        if (again.folder / "findings" / name).read_bytes()
        != (world.folder / "findings" / name).read_bytes()
    ] == []


def test_a_project_without_patents_in_the_chain_has_empty_findings(tmp_path: Path) -> None:
    tables = small_world()
    tables["assignments"] = tables["assignments"].slice(0, 0)
    snapshot = analysed(tmp_path / "p", tables)
    assert snapshot.table("list_enterprises").num_rows == 0
    assert set(chain_map(snapshot)["node_class"]) == {"insufficient"}
    filled = {name for name, rows in analyse(snapshot).items() if rows.num_rows}
    assert filled == {"cells", "maturity"}  # a patent has its maturity in the chain or not


# --- classes --------------------------------------------------------------------------------------

NEUTRAL = {
    "node": "N",
    "x": 20.0,
    "x_all": 30.0,
    "node_total": 200.0,
    "region_total": 200.0,
    "total": 2000.0,
    "unknown": 0.0,
    "expected": 20.0,
    "expected_all": 30.0,
    "rta": 1.0,
    "rta_low": 0.6,
    "rta_high": 1.5,
    "p_strong": 0.2,
    "p_weak": 0.2,
    "p_strong_all": 0.2,
    "p_weak_all": 0.2,
    "owners": 9.0,
    "top_owner_share": 0.2,
    "utility_share": 0.3,
    "quality": 1.2,
    "quality_low": 0.9,
    "quality_high": 1.6,
    "relative_growth": 0.0,
    "relative_low": -0.1,
    "relative_high": 0.1,
}
STRONG = {"p_strong": 0.97, "p_strong_all": 0.95, "rta": 2.0}
NONE = float("nan")


@pytest.mark.parametrize(
    ("change", "expected", "words"),
    [
        ({}, "neutral", "0.200"),
        ({"expected": 0.9}, "insufficient", "E=0.90 < 1"),
        ({"node_total": 19.0}, "insufficient", "X_n=19.0 < 20"),
        ({"region_total": 2000.0}, "insufficient", "没有可比较的对象"),
        ({"x": 0.0}, "absent", "x=0，而期望值 E=20.00 ≥ 5"),
        ({"x": 0.0, "expected": 4.9}, "neutral", ""),
        (STRONG, "strong", "P(θ>1.15)=0.970 ≥ 0.9"),
        (STRONG | {"quality_high": 0.99}, "hollow", "质量 Q 的区间上限 0.99 < 1"),
        (STRONG | {"quality": NONE, "quality_high": NONE}, "strong", "质量未测量"),
        (STRONG | {"quality": 0.8}, "strong", "Q=0.80"),
        (STRONG | {"owners": 2.0}, "hollow", "权利人 2 家 < 3"),
        (STRONG | {"top_owner_share": 0.51}, "hollow", "最大权利人占 51% > 50%"),
        (STRONG | {"utility_share": 0.71}, "hollow", "实用新型占 71% > 70%"),
        ({"p_strong_all": 0.95}, "hollow", "发明与PCT的长板概率 0.200 < 0.9"),
        ({"p_weak": 0.95, "p_weak_all": 0.95}, "weak", "均 ≥ 0.9"),
        ({"p_weak": 0.95, "p_weak_all": 0.89}, "neutral", ""),
        ({"relative_low": 0.01, "relative_growth": 0.2}, "rising", "20.0%"),
        ({"relative_low": NONE}, "neutral", ""),
    ],
)
def test_the_first_rule_that_holds_names_the_class(
    change: dict[str, float], expected: str, words: str
) -> None:
    row = classify(pd.DataFrame([NEUTRAL | change]), Thresholds()).iloc[0]
    assert row["node_class"] == expected
    assert words in row["reason_zh"]
    assert class_words("zh")[expected].split("（")[0] in row["reason_zh"]


def test_class_rules_listen_to_the_project() -> None:
    row = pd.DataFrame([NEUTRAL | STRONG])
    assert classify(row, Thresholds(probability=0.99)).iloc[0]["node_class"] == "neutral"
    assert set(class_words("en")) == set(CLASSES)


# --- growth and years -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cutoff", "lag", "year"),
    [
        (date(2024, 12, 31), 30, 2021),
        (date(2024, 6, 30), 30, 2021),
        (date(2024, 6, 29), 30, 2020),
        (date(2025, 7, 1), 30, 2022),
        (date(2024, 2, 29), 0, 2023),
    ],
)
def test_a_year_is_complete_when_it_ends_before_cutoff_and_lag(
    cutoff: date, lag: int, year: int
) -> None:
    values = {"name": "p", "chain": "iot", "home_region": "CN", "cutoff": cutoff}
    settings = ProjectFile.model_validate(values | {"thresholds": {"lag_months": lag}})
    assert last_complete_year(settings) == year


def test_trend_finds_an_exact_growth_and_its_interval_holds_it() -> None:
    counts = np.array([50 * 1.2 ** np.arange(10), np.full(10, 30.0)])
    found = trend(counts)
    assert found.growth.tolist() == pytest.approx([0.2, 0.0], abs=1e-6)
    assert (found.low < found.growth).all()
    assert (found.growth < found.high).all()


def test_trend_covers_a_planted_growth() -> None:
    random = np.random.default_rng(3)
    counts = random.poisson(8 * 1.1 ** np.arange(10), (2000, 10)).astype(float)
    found = trend(counts)
    assert ((found.low <= 0.1) & (found.high >= 0.1)).mean() == pytest.approx(0.96, abs=0.02)


def test_too_few_families_have_no_growth() -> None:
    assert np.isnan(trend(np.array([[1.0, 2, 3, 3]])).growth).all()
    assert np.isnan(trend(np.array([[0.0, 0, 50, 50]])).growth).all()


def test_relative_growth_is_the_difference_with_the_wider_interval() -> None:
    own = trend(np.array([10 * 1.3 ** np.arange(8)]))
    base = trend(np.array([100 * 1.1 ** np.arange(8)]))
    found = relative_growth(own, base)
    assert found.growth[0] == pytest.approx(0.2, abs=1e-6)
    assert found.high[0] - found.low[0] > own.high[0] - own.low[0] - 0.05


def test_three_year_growth_needs_three_families_before() -> None:
    found = three_year_growth(np.array([8.0, 8.0]), np.array([3.375, 2.9]))
    assert found[0] == pytest.approx(8 ** (1 / 3) / 1.5 - 1)
    assert np.isnan(found[1])


# --- regions --------------------------------------------------------------------------------------


def test_levels_are_read_from_codes() -> None:
    codes = ["CN", "JP", "320000", "320500", "320583"]
    assert [level_of(code) for code in codes] == [
        "country",
        "country",
        "province",
        "city",
        "county",
    ]
    assert counted_level("JP", "city") == "city"
    assert counted_level("310000", "city") == "city"
    assert counted_level("CN", "province") == "country"


def test_places_roll_up_to_the_level() -> None:
    rows = [
        ("CN", "", "country"),
        ("JP", "", "country"),
        ("310000", "CN", "province"),
        ("310115", "310000", "county"),
        ("320000", "CN", "province"),
        ("320500", "320000", "city"),
        ("320583", "320500", "county"),
        ("429004", "420000", "county"),  # run by the province itself
        ("420000", "CN", "province"),
        ("", "", ""),
    ]
    places = pd.DataFrame(rows, columns=["place", "parent", "level"])
    found = region_rows(places, ["city"]).set_index("place")["region"]
    assert found.to_dict() == {
        "CN": "CN/",
        "JP": "JP",
        "310000": "310000",
        "310115": "310000",
        "320000": "320000/",
        "320500": "320500",
        "320583": "320500",
        "429004": "429004",
        "420000": "420000/",
        "": "",
    }
    countries = region_rows(places, ["country"]).set_index("place")["region"]
    assert countries["320583"] == "CN"
