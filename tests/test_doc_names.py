"""What code and documents name in docs/ is there, and each dialect is told in docs/reading.md."""

from __future__ import annotations

import re

from conftest import ROOT

from patnav.ingest.read.dialects import load_dialects

FOLDERS = ("core", "ingest", "graph", "analysis", "dashboard", "data", "docs")
NAMED = re.compile(r"\bdocs/[\w/-]+\.md")


def test_every_document_that_is_named_is_there() -> None:
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    texts = [
        path for path in (*files, *ROOT.glob("*.md")) if path.suffix in {".py", ".yaml", ".md"}
    ]
    named = {name for path in texts for name in NAMED.findall(path.read_text(encoding="utf-8"))}
    assert "docs/project.md" in named
    assert sorted(name for name in named if not (ROOT / name).is_file()) == []


def test_every_dialect_is_documented() -> None:
    page = (ROOT / "docs/reading.md").read_text(encoding="utf-8")
    assert [d.name for d in load_dialects() if f"`{d.name}`" not in page] == []
