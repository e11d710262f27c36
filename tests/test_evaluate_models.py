"""`patnav evaluate` judges with the models that a project uses, and says whose they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from gold_files import write_set

from patnav.cli import cli
from patnav.errors import InputError
from patnav.ingest.assign.tree_part import TreePart
from patnav.ingest.space import DIRECTIONS
from patnav.project import create_project

TREE = """\
chain: tea
name_zh: 茶产业
name_en: Tea
version: "1"
groups:
  MAK: {zh: 加工, en: Making}
nodes:
  - {id: T-1, group: MAK, stage: upstream, name_zh: 甲, name_en: First, kw_zh: [杀青], ipc: []}
  - {id: T-2, group: MAK, stage: upstream, name_zh: 乙, name_en: Second, kw_zh: [揉捻], ipc: []}
"""
NEVER_A_BORDER = "border: {'': -30}\nlead: {'': -30}\nelement: {'': 0}\n"
CLAIM = {
    "id": "c",
    "kind": "claim",
    "lang": "zh",
    "text": "一种风机，其特征在于，包括叶轮、导流罩，所述导流罩套在叶轮外；以及电机。",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project whose part of its tree says T-2 of every patent."""
    values = {"name": "茶", "chain": "tea.yaml", "home_region": "370900", "cutoff": "2024-12-31"}
    folder = tmp_path / "project"
    (folder / "models").mkdir(parents=True)
    (folder / "tea.yaml").write_text(TREE, encoding="utf-8")
    create_project(folder, values)
    bias, weights = np.array([0.0, 20.0, 0.0]), np.zeros((3, 2 * DIRECTIONS))
    part = TreePart(("T-1", "T-2"), 1.0, bias, weights, share=1.0)
    part.write(folder / "models/nodes.tea.npz")
    return folder


def asked(*arguments: object) -> dict[str, Any]:
    given = ["evaluate", *map(str, arguments), "--runs", "10"]
    result = CliRunner().invoke(cli, [*given, "--json"], catch_exceptions=False)
    text = CliRunner().invoke(cli, given).stdout
    shown: dict[str, Any] = json.loads(result.stdout)[0]
    told = ", ".join(f"{name} ({whose or '-'})" for name, whose in shown["models"].items())
    assert f"\nmodels: {told}\n" in text
    return shown


def right(shown: dict[str, Any]) -> float:
    found: float = next(one["f1"] for one in shown["parts"][0]["figures"] if one["gold"])
    return found


@pytest.mark.parametrize("chain", ["", "tea"])
def test_nodes_are_judged_with_the_part_of_the_project(
    home: Path, chain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs = [{"id": "a", "title": "茶叶杀青机"} | ({"chain": chain} if chain else {})]
    gold = write_set(home, docs, [{"id": "a", "primary": "T-2", "nodes": ["T-2"]}])
    named = asked(gold, "--project", home)
    assert (named["models"], right(named)) == ({"nodes.tea": str(home / "models")}, 1.0)
    monkeypatch.chdir(home)  # whoever stands in the project need not name it
    stood = asked(gold)
    assert (stood["models"], right(stood)) == ({"nodes.tea": "models"}, 1.0)
    (home / "models/nodes.tea.npz").unlink()
    without = asked(gold)
    assert (without["models"], right(without)) == ({"nodes.tea": None}, 0.0)


def test_labels_are_judged_with_the_models_of_the_project(home: Path) -> None:
    whole = {"id": "c", "preamble": None, "elements": [CLAIM["text"]]}
    gold = write_set(home, [CLAIM], [whole])
    own = asked(gold, "--project", home)
    patnav = dict.fromkeys(("tagger", "tagger.en", "means", "claims"), "patnav")
    assert own["models"] == patnav
    (home / "models/claims.yaml").write_text(NEVER_A_BORDER, encoding="utf-8")
    theirs = asked(gold, "--project", home)
    mine = str(home / "models")
    assert theirs["models"] == patnav | {"claims": mine}
    assert theirs["parts"] != own["parts"]


def test_a_folder_of_models_is_used_without_a_project(home: Path, tmp_path: Path) -> None:
    chain = str(home / "tea.yaml")
    docs = [{"id": "a", "title": "茶叶杀青机", "chain": chain}]
    gold = write_set(tmp_path, docs, [{"id": "a", "primary": "T-2", "nodes": ["T-2"]}])
    assert right(asked(gold, "--model", home / "models")) == 1.0
    docs[0]["chain"] = "iot"  # of which the folder holds nothing
    gold = write_set(tmp_path, docs, [{"id": "a", "primary": None, "nodes": []}])
    assert asked(gold, "--model", home / "models")["models"] == {"nodes.iot": None}
    (tmp_path / "empty").mkdir()
    for given in (["evaluate", str(gold)], ["assign", str(tmp_path / "mine.docs.jsonl")]):
        result = CliRunner().invoke(cli, [*given, "--model", str(tmp_path / "empty")])
        assert isinstance(result.exception, InputError)
        assert "nodes.CHAIN.npz" in str(result.exception)


def test_the_answers_of_others_name_no_model(home: Path) -> None:
    gold = write_set(home, [CLAIM], [{"id": "c", "preamble": None, "elements": ["叶轮"]}])
    given = ["evaluate", str(gold), "--predictions", str(gold), "--runs", "10", "--json"]
    assert json.loads(CliRunner().invoke(cli, given).stdout)[0]["models"] is None
