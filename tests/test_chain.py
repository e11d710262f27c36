"""Chain trees: the shipped ones are sound, a broken one is told line by line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT

from patnav.chain import ChainNode, ChainTree, load_chain, shipped_chains
from patnav.cli import cli
from patnav.data import resource
from patnav.errors import ChainError
from patnav.ingest.assign.chaincheck import check_chain

GOOD = """\
chain: tiny
name_zh: 小链
name_en: Tiny
version: "1"
groups:
  A: {zh: 甲, en: First}
nodes:
  - {id: T-1, group: A, stage: upstream, name_zh: 前, name_en: Fore, ipc: [H01M4/13], feeds: [T-2]}
  - {id: T-2, group: A, stage: downstream, name_zh: 后, name_en: Aft, kw_zh: [电池], feeds: [T-1]}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "tiny.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_guidelines_six_fields_and_vehicles_are_shipped() -> None:
    assert shipped_chains() == (
        "emerging_digital",
        "energy_saving_environment",
        "high_end_textile",
        "intelligent_vehicles",
        "iot",
        "new_energy_battery_hydrogen",
        "new_energy_pv_wind",
        "ships_offshore",
    )


@pytest.mark.parametrize("name", shipped_chains())
def test_a_shipped_chain_has_no_problem(name: str) -> None:
    assert check_chain(resource(f"chains/{name}.yaml")) == []
    assert load_chain(name).chain == name


def test_a_loop_is_allowed_and_names_come_in_two_languages(tmp_path: Path) -> None:
    tree = load_chain(str(written(tmp_path, GOOD)))
    assert (tree.by_id["T-1"].feeds, tree.by_id["T-2"].feeds) == (("T-2",), ("T-1",))
    assert [tree.group_name("A", lang) for lang in ("zh", "en")] == ["甲", "First"]


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "what"),
    [
        ("H01M4/13", "H01M4/139999", 8, "nodes.0.ipc.0 (T-1)", "not in the IPC"),
        ("H01M4/13", "H01M-4", 8, "nodes.0.ipc.0", "not written like"),
        ("feeds: [T-2]", "feeds: [T-9]", 8, "nodes.0.feeds (T-1)", "no other node"),
        ("name_zh: 后, ", "", 9, "nodes.1.name_zh", "missing"),
        ("kw_zh:", "kwzh:", 9, "nodes.1.kwzh", "no such field"),
        ("stage: upstream", "stage: early", 8, "nodes.0.stage", "early"),
        ("  A: {", "  B: {zh: 乙, en: Second}\n  A: {", 6, "groups.B", "no node"),
        ('version: "1"', 'version: "1"\nversion: "2"', 5, "version", "line 4"),
        ("chain: tiny", "chain: [tiny", 2, "file", ""),
    ],
)
def test_a_broken_chain_says_line_and_field(
    tmp_path: Path, old: str, new: str, line: int, field: str, what: str
) -> None:
    problems = check_chain(written(tmp_path, GOOD.replace(old, new, 1)))
    assert problems
    assert (problems[0].line, problems[0].field) == (line, field)
    assert what in problems[0].what
    assert problems[0].remedy


def test_loading_a_broken_chain_names_file_line_and_remedy(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace("group: A", "group: Z"))
    with pytest.raises(ChainError, match=r"tiny\.yaml, line 8: .*unknown group 'Z'.* 2 more.*"):
        load_chain(str(path))


def test_check_prints_every_problem_and_exits_2(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace("group: A", "group: Z"))
    result = CliRunner().invoke(cli, ["chain", "check", str(path)])
    assert result.exit_code == 2
    assert result.stdout.count("unknown group 'Z'") == 2


def test_list_and_show_speak_json() -> None:
    listed = CliRunner().invoke(cli, ["chain", "list", "--json"])
    assert '"chain": "iot"' in listed.stdout
    shown = CliRunner().invoke(cli, ["chain", "show", "iot"])
    assert shown.stdout.count("IOT-") >= 34


def test_the_example_of_the_manual_is_a_sound_chain_with_every_field(tmp_path: Path) -> None:
    manual = (ROOT / "docs/chains.md").read_text(encoding="utf-8")
    example = manual.partition("```yaml\n")[2].partition("```")[0]
    assert check_chain(written(tmp_path, example)) == []
    for model in (ChainTree, ChainNode):
        assert [field for field in model.model_fields if f"`{field}`" not in manual] == []
        assert [field for field in model.model_fields if f"{field}:" not in example] == []
