"""docs/graph.md and docs/cypher.md are what the schema and the guard's list say."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest
from conftest import ROOT


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("graph_pages", ROOT / "docs" / "graph_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_are_current(pages: ModuleType) -> None:
    for name, made in (("graph.md", pages.graph_page()), ("cypher.md", pages.cypher_page())):
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == made, "run: make docs"
