"""What is learned for one tree: `patnav train-nodes` on planted labels, and who uses it."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from patnav.build import build
from patnav.chain import load_chain
from patnav.cli import cli
from patnav.errors import InputError
from patnav.ingest.assign import assign_record, measure_record
from patnav.ingest.assign.hierarchy import ipc
from patnav.ingest.assign.labelled import GIVEN, labelled, samples
from patnav.ingest.assign.learn import folds
from patnav.ingest.assign.learn_tree import learn_nodes
from patnav.ingest.assign.parts import parts_of
from patnav.ingest.assign.scoring import Assigner
from patnav.ingest.assign.tree_part import TreePart, part_file, read_part
from patnav.ingest.space import DIRECTIONS
from patnav.project import create_project

WIDE = 2 * DIRECTIONS
TREE = """\
chain: tea
name_zh: 茶产业
name_en: Tea
version: "1"
groups:
  MAK: {zh: 加工, en: Making}
nodes:
  - {id: T-1, group: MAK, stage: upstream, name_zh: 甲, name_en: First, kw_zh: [甲一甲], ipc: []}
  - {id: T-2, group: MAK, stage: upstream, name_zh: 乙, name_en: Second, kw_zh: [乙二乙], ipc: []}
"""
# No keyword of the tree stands in these: only people's decisions tell what is what.
TITLES = {
    "T-1": ["燃料电池堆", "锂离子电池", "电池正极材料", "固态电池电解质", "蓄电池组", "电池隔膜"],
    "T-2": ["自动驾驶车辆", "车辆控制装置", "车道保持辅助", "泊车辅助装置", "车载导航", "车辆制动"],
    "": ["玻璃纤维织物", "纺织机", "染色机", "面料印花", "毛纺纱线", "针织服装"],
}


def planted(folder: Path, times: int = 3) -> tuple[Path, Path]:
    """Write the tree and labelled patents of it, each title by several applicants."""
    tree, lines = folder / "tea.yaml", folder / "labels.jsonl"
    tree.write_text(TREE, encoding="utf-8")
    rows: list[dict[str, Any]] = [
        {
            "id": f"{title}{number}",
            "title": title,
            "applicant": f"申请人{title}{number}",
            "primary": node or None,
            "nodes": [node] if node else [],
        }
        for number in range(times)
        for node, titles in TITLES.items()
        for title in titles
    ]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    lines.write_text(text, encoding="utf-8")
    return tree, lines


def learn(folder: Path, name: str) -> Path:
    tree, lines = planted(folder)
    given = ["train-nodes", str(lines), "--chain", str(tree), "-o", str(folder / name)]
    result = CliRunner().invoke(cli, given)
    assert result.exit_code == 0, result.output
    return folder / name / "nodes.tea.npz"


def test_what_was_learned_is_judged_on_left_out_applicants(tmp_path: Path) -> None:
    tree, lines = planted(tmp_path)
    given = ["train-nodes", str(lines), "--chain", str(tree), "-o", str(tmp_path / "models")]
    told = CliRunner().invoke(cli, given).stdout
    assert told.startswith("tea: 54 documents, answers of models that saw nothing of the applicant")
    first, _, second = told.partition("with what was learned against without, paired by document")
    for measure in ("primary", "primary on chain", "off chain", "nodes"):
        rows = [
            re.findall(rf"^{measure}  +(\d.*)$", part, re.MULTILINE) for part in (first, second)
        ]
        assert [len(found) for found in rows] == [1, 1], measure
    assert re.search(r"^nodes +\d\.\d{3} +\d\.\d{3}…\d\.\d{3} ", first, re.MULTILINE)
    assert re.search(r"^nodes +\d\.\d{3} +\d\.\d{3} +\+", second, re.MULTILINE)


def test_learning_finds_what_the_words_of_the_tree_do_not_say(tmp_path: Path) -> None:
    learned = learn(tmp_path, "models")
    new = {"T-1": "电池电解质", "T-2": "车辆驾驶辅助装置", "": "针织面料"}
    found = {}
    for models in (None, learned.parent):
        for node, title in new.items():
            record = {"id": 1, "chain": str(tmp_path / "tea.yaml"), "title": title}
            found[models, node] = assign_record(record, "", models)["primary"] or ""
    assert [found[learned.parent, node] for node in new] == list(new)
    assert [found[None, node] for node in new] != list(new)


def test_the_same_labels_give_the_same_bytes(tmp_path: Path) -> None:
    assert learn(tmp_path, "one").read_bytes() == learn(tmp_path, "two").read_bytes()


def test_a_part_is_read_as_it_was_written_and_for_its_nodes_only(tmp_path: Path) -> None:
    planted(tmp_path)
    tree = load_chain(str(tmp_path / "tea.yaml"))
    part = TreePart(
        ("T-1", "T-2"), 1.25, np.array([0.5, -0.5, 0.0]), np.full((3, WIDE), 0.125), 0.75
    )
    path = part_file(tree, tmp_path)
    part.write(path)
    again = read_part(tree, path)
    assert (again.nodes, again.slope, again.share) == (part.nodes, 1.25, 0.75)
    assert again.weights.tolist() == part.weights.tolist()
    chances = again.chances(np.array([0.2, 0.3, 0.5]), np.zeros(WIDE))
    assert chances.sum() == pytest.approx(1)
    with pytest.raises(InputError, match=r"other nodes than those of iot"):
        read_part(load_chain("iot"), path)
    path.write_bytes(b"no archive")
    with pytest.raises(InputError, match=r"no part of a tree"):
        read_part(tree, path)


def test_a_part_of_another_space_of_wordings_is_refused(tmp_path: Path) -> None:
    planted(tmp_path)
    tree = load_chain(str(tmp_path / "tea.yaml"))
    path = part_file(tree, tmp_path)
    TreePart(("T-1", "T-2"), 1.0, np.zeros(3), np.zeros((3, 128)), 0.5).write(path)
    with pytest.raises(InputError, match=r"earlier patnav.*learn it anew"):
        read_part(tree, path)


def test_an_applicant_lies_in_one_fold_unless_most_is_of_it(tmp_path: Path) -> None:
    tree, lines = planted(tmp_path)
    rows = list(labelled(lines, str(tree)).records)
    small = [dict(row, applicant=f"申请人{at % 9}") for at, row in enumerate(rows)]
    dealt = {(row["applicant"], fold) for row, fold in zip(small, each_patent(small), strict=True)}
    assert len(dealt) == 9
    assert Counter(fold for _, fold in dealt) == {0: 2, 1: 2, 2: 2, 3: 2, 4: 1}
    one = [dict(row, applicant="丰田") for row in rows]
    of_title = {(row["title"], fold) for row, fold in zip(one, each_patent(one), strict=True)}
    assert len(of_title) == len({row["title"] for row in one})
    assert len({fold for _, fold in of_title}) == 5
    files = [dict(row, source="甲" if at < 20 else "乙") for at, row in enumerate(rows)]
    whole = folds(list(samples(files)), lambda sample: sample.source.split("|")[0])
    assert len(set(whole[: 20 * len(GIVEN)].tolist())) == 1


def test_no_part_outweighs_what_the_tree_demands(tmp_path: Path) -> None:
    bound = TREE.replace("kw_zh: [甲一甲]", "needs_scope: true, kw_zh: [甲一甲]")
    (tmp_path / "tea.yaml").write_text(bound + "scope_zh: [茶]\n", encoding="utf-8")
    tree = load_chain(str(tmp_path / "tea.yaml"))
    sure = TreePart(("T-1", "T-2"), 1.0, np.array([30.0, 0.0, 0.0]), np.zeros((3, WIDE)), 1.0)
    sure.write(part_file(tree, tmp_path))
    given = [
        assign_record({"id": 1, "chain": str(tmp_path / "tea.yaml"), "title": title}, "", tmp_path)
        for title in ("甲一甲装置", "茶的甲一甲装置")
    ]
    assert [one["primary"] for one in given] == [None, "T-1"]
    assert given[0]["off"] == 1


def test_what_a_project_learned_counts_upon_what_patnav_knows(tmp_path: Path) -> None:
    tree = load_chain("intelligent_vehicles")
    nodes = tuple(tree.by_id)
    nothing = np.zeros(len(nodes) + 1), np.zeros((len(nodes) + 1, WIDE))
    TreePart(nodes, 1.0, *nothing, share=1.0).write(part_file(tree, tmp_path))
    one = {"id": 1, "chain": tree.chain, "title": "车辆控制装置", "abstract": "识别前方车辆。"}
    told, alone = assign_record(one, "", tmp_path)["off"], Assigner(tree, ipc())
    facts = measure_record(one)[1]
    assert told == assign_record(one)["off"]
    assert told != pytest.approx(alone.model.chances(facts)[-1], abs=0.01)
    assert len(parts_of(tree, tmp_path)) == 2


def test_some_labels_do_not_make_forget_what_patnav_knows(tmp_path: Path) -> None:
    chain = "intelligent_vehicles"
    planted(tmp_path, times=2)
    rows = [
        {"id": f"{node}{number}", "chain": chain, "title": title, "applicant": f"{title}{number}"}
        | {"primary": {"T-1": None, "T-2": "IV-17"}.get(node), "nodes": ["IV-17"] * (node == "T-2")}
        for node, titles in TITLES.items()
        for number, title in enumerate(titles * 2)
    ]
    learned = learn_nodes(load_chain(chain), list(samples(rows)))
    patnav = [assign_record(row)["nodes"] for row in rows]
    assert [list(nodes) for nodes in learned.model] == patnav


def each_patent(records: list[dict[str, Any]]) -> list[int]:
    """The fold of each patent; its samples, in full and in parts, lie in one."""
    found = folds(list(samples(records))).reshape(len(records), len(GIVEN))
    assert (found == found[:, :1]).all()
    return [int(fold) for fold in found[:, 0]]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"id": "a", "title": "x"}', "effects"),
        ('{"id": "a", "primary": "T-9", "nodes": ["T-9"]}', "T-9 is no node of tea"),
        ('{"id": "a", "primary": "T-1", "nodes": []}', "is not among the nodes"),
        (
            '{"id": "a", "title": "茶", "primary": "T-1", "nodes": ["T-1"]}',
            "1 labelled patents of tea are too few",
        ),
    ],
)
def test_labels_that_teach_nothing_are_told(tmp_path: Path, line: str, told: str) -> None:
    tree, lines = planted(tmp_path)
    lines.write_text(line, encoding="utf-8")
    given = ["train-nodes", str(lines), "--chain", str(tree), "-o", str(tmp_path / "models")]
    result = CliRunner().invoke(cli, given)
    assert isinstance(result.exception, InputError)
    assert told in str(result.exception)


def test_labels_are_read_from_a_gold_file_too(tmp_path: Path) -> None:
    tree, lines = planted(tmp_path)
    rows = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    split = {"docs": ("id", "title", "applicant"), "gold": ("id", "primary", "nodes")}
    for kind, names in split.items():
        part = [json.dumps({name: row[name] for name in names}) for row in rows]
        (tmp_path / f"my.nodes.{kind}.jsonl").write_text("\n".join(part), encoding="utf-8")
    gold = labelled(tmp_path / "my.nodes.gold.jsonl", str(tree))
    assert gold == labelled(lines, str(tree))
    assert (len(gold.records), gold.left_out) == (54, [])


def test_a_project_uses_what_was_learned_and_its_snapshot_has_another_name(tmp_path: Path) -> None:
    learned = learn(tmp_path, "kept")
    home = tmp_path / "project"
    values = {"name": "茶", "chain": "tea.yaml", "home_region": "370900", "cutoff": "2024-12-31"}
    home.mkdir()
    (home / "tea.yaml").write_text(TREE, encoding="utf-8")
    project = create_project(home, values)
    source = home / "list.csv"
    source.write_text(
        "公开（公告）号,标题,申请人,申请日,公开（公告）日\n"
        "CN111111111A,电池电解质,某甲公司,2020-01-02,2021-01-02\n",
        encoding="utf-8",
    )
    project.add_sources([source])
    without = build(project)
    (home / "models").mkdir()
    (home / "models" / learned.name).write_bytes(learned.read_bytes())
    with_it = build(project)
    assert without.snapshot.id != with_it.snapshot.id
    assert (without.assigned, with_it.assigned) == (0, 1)
    assert with_it.snapshot.manifest["models"].keys() == {"nodes.tea.npz"}
