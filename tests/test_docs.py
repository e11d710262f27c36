"""Documents that cannot lie: generated pages are current, settings are described, README runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from make_reference import PAGES
from pydantic import BaseModel

from patnav.data.synthetic import generate
from patnav.llm_settings import AnnotateSettings, LlmSettings
from patnav.project import GraphSettings, ProjectFile, ReviewSettings, SourceEntry, Thresholds

README = (ROOT / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_generated_page_is_current(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run: make docs"


@pytest.mark.parametrize(
    "part",
    [
        *(ProjectFile, SourceEntry, GraphSettings, Thresholds),
        *(AnnotateSettings, LlmSettings, ReviewSettings),
    ],
)
def test_every_setting_is_described(part: type[BaseModel]) -> None:
    page = (ROOT / "docs/project.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) | {
        heading.strip("[]") for heading in re.findall(r"^## (\[+\w+\]+)", page, re.MULTILINE)
    }
    assert set(part.model_fields) <= named


def test_every_link_of_the_documents_leads_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_make_targets_of_the_readme_exist() -> None:
    targets = set(re.findall(r"^    make (\w+)", README, re.MULTILINE))
    assert {"demo", "test"} <= targets
    for target in targets:
        subprocess.run(["make", "--dry-run", target], cwd=ROOT, check=True, capture_output=True)


def session() -> list[str]:
    lines = [line[2:] for line in README.splitlines() if line.startswith("$ ")]
    return [line for line in lines if line.startswith(".venv/bin/patnav")]


def test_the_session_of_the_readme_runs(tmp_path: Path) -> None:
    generate(tmp_path / "exports", patents=600, seed=3)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/bin").symlink_to(BIN)
    ran = 0
    for line in session():
        if "demo" in line or "dashboard" in line:
            continue  # tests of their own
        done = subprocess.run(
            ["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        ran += 1
    assert ran >= 5
