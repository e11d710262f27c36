"""Each number leads to the patents behind it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Demo

from patnav.analysis import findings, indicators
from patnav.errors import ProjectError
from patnav.tables import SCHEMAS

NODES = ("BT-03", "BT-13", "HY-01")


def test_every_indicator_names_columns_of_the_cells() -> None:
    names = set(SCHEMAS["cells"].names)
    for each in indicators():
        assert {each.name, each.n, each.low or "x", each.high or "x"} <= names


@pytest.mark.parametrize("node", NODES)
def test_the_query_lists_the_families_that_are_counted(demo: Demo, node: str) -> None:
    found = {each.name: each for each in findings(demo.snapshot, node)}
    rows = demo.snapshot.connect().execute(found["x_all"].query).df()
    # fractional parts of the same families: never more than whole families, more than half of them
    families = rows["family"].nunique()
    assert 0.5 * families < found["x_all"].value <= families
    assert set(found["x"].evidence) <= set(rows["patent"])


@pytest.mark.parametrize("node", NODES)
def test_an_interval_holds_its_value(demo: Demo, node: str) -> None:
    for each in findings(demo.snapshot, node):
        if each.low is not None and each.high is not None:
            assert each.low <= each.value <= each.high


def test_an_empty_cell_has_its_numbers_too(demo: Demo) -> None:
    found = {each.name: each for each in findings(demo.snapshot, "BT-05")}
    assert (found["x"].value, found["rta"].value, found["x"].evidence) == (0, 0, ())


def test_an_unknown_node_is_refused(demo: Demo) -> None:
    with pytest.raises(ProjectError, match="BT-99"):
        findings(demo.snapshot, "BT-99")


def test_the_command_prints_json_for_machines(demo: Demo) -> None:
    command = [str(Path(sys.executable).parent / "patnav"), "why", "BT-03", "--json"]
    done = subprocess.run(
        [*command, "--project", str(demo.folder)], capture_output=True, text=True, check=True
    )
    first = json.loads(done.stdout)[0]
    assert (first["name"], first["unit"], first["weighting"]) == ("x", "families", "fractional")
