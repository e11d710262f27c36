"""The tutorial notebook and the Python of docs/graph.md run offline, on the demo project."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import ROOT, Demo

NOTEBOOK: dict[str, Any] = json.loads((ROOT / "docs/tutorial.ipynb").read_text(encoding="utf-8"))
CODE = ["".join(cell["source"]) for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]


def run_cell(source: str, world: dict[str, Any]) -> object:
    """Run a cell as a notebook does: the last expression is its output."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), world)
    if isinstance(last, ast.Expr):
        return eval(compile(ast.Expression(last.value), "<cell>", "eval"), world)
    return None


@pytest.fixture
def workplace(demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which both names of the documents are the demo project."""
    for name in ("demo-project", "myzone"):
        (tmp_path / name).symlink_to(demo.folder)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_tutorial_runs(workplace: Path) -> None:
    world: dict[str, Any] = {}
    shown = [run_cell(source, world) for source in CODE]
    frames = [value for value in shown if isinstance(value, pd.DataFrame | pd.Series)]
    assert len(frames) >= 5
    assert all(len(frame) > 0 for frame in frames)
    ranking = world["ranking"]
    assert ranking["中介中心性"].is_monotonic_decreasing
    assert (ranking["共同专利"] >= ranking["合作方"]).all()
    assert len(world["part"]) > 100
    made = {path.name for path in workplace.iterdir() if path.is_file()}
    assert made == {
        *("partners.json", "partners.gexf", "node.graphml"),
        *("graph.nodes.parquet", "graph.edges.parquet"),
    }


def test_the_tutorial_is_a_clean_notebook() -> None:
    assert (NOTEBOOK["nbformat"], NOTEBOOK["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in NOTEBOOK["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in NOTEBOOK["cells"]:
        kept = {"cell_type", "id", "metadata", "source"}
        assert set(cell) - kept == (
            {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        )
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_the_python_of_the_graph_page_runs(workplace: Path) -> None:
    page = (ROOT / "docs/graph.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    world: dict[str, Any] = {}
    for block in blocks:
        run_cell(block, world)
    assert len(blocks) == 2
    assert len(world["frame"]) == 10
    assert world["co"].number_of_edges() > 0
    assert (workplace / "co.json").stat().st_size > 0
