"""What is planted in the synthetic chain is found again, from exports to findings."""

from __future__ import annotations

import pytest
from conftest import Demo

from patnav.analysis import key_list, matrix, node_detail
from patnav.data.synthetic import Truth
from patnav.snapshot import Snapshot


@pytest.fixture(scope="module")
def truth(demo: Demo) -> Truth:
    return demo.truth


@pytest.fixture(scope="module")
def snapshot(demo: Demo) -> Snapshot:
    return demo.snapshot


def test_every_planted_class_is_found(truth: Truth, snapshot: Snapshot) -> None:
    cells = snapshot.frame("cells").set_index(["node", "region"])["node_class"]
    found = {(cell.node, cell.region): cells[cell.node, cell.region] for cell in truth.cells}
    assert found == {(cell.node, cell.region): cell.node_class for cell in truth.cells}


def test_few_neutral_cells_get_a_class(truth: Truth, snapshot: Snapshot) -> None:
    """At most 3 % of the cells in which nothing is planted are called a strength or a weakness."""
    cells = snapshot.frame("cells").set_index(["node", "region"])
    plain = cells.drop(index=[(cell.node, cell.region) for cell in truth.cells])
    plain = plain[plain["node_class"] != ""]
    called = plain["node_class"].isin(["strong", "weak", "absent", "hollow"])
    assert len(plain) > 400
    assert called.mean() <= 0.03


def test_the_planted_gap_is_the_deepest_white_spot(truth: Truth, snapshot: Snapshot) -> None:
    rows = snapshot.frame("matrix")
    inside = rows[rows["node"] != ""].sort_values("residual")
    deepest = inside.iloc[0]
    assert (deepest["node"], deepest["means"], deepest["effect"]) == tuple(truth.white_spot)
    assert deepest["white_spot"]


def test_planted_pairs_meet_more_often_than_chance(truth: Truth, snapshot: Snapshot) -> None:
    pairs = [pair for pair in truth.strong_pairs if _shown(snapshot, *pair)]
    assert len(pairs) > 10
    above = [_shown(snapshot, *pair)[0] > 0 for pair in pairs]
    assert sum(above) / len(above) > 0.7


def test_leading_planted_firms_lead_the_list_of_their_node(
    truth: Truth, snapshot: Snapshot
) -> None:
    node = next(cell.node for cell in truth.cells if cell.node_class == "strong")
    largest = [name for name, _ in truth.firms[node][:3]]
    listed = key_list(snapshot, "enterprise", node=node)
    assert set(largest) & set(listed["name"].head(10))
    owners = node_detail(snapshot, node).organisations["name"].head(10).tolist()
    assert set(largest) & set(owners)


def test_a_planted_means_tops_its_node(truth: Truth, snapshot: Snapshot) -> None:
    named = {means for _, means, _ in truth.strong_pairs}
    top = key_list(snapshot, "technology").head(20)["technology"]
    assert top.isin(named).mean() > 0.8


def _shown(snapshot: Snapshot, node: str, means: str, effect: str) -> list[float]:
    rows = matrix(snapshot, node)
    found = rows[(rows["means"] == means) & (rows["effect"] == effect)]
    return [float(value) for value in found["residual"]]
