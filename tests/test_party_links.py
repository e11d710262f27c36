"""The second stage: what several facts say together, weighed by Splink."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from small_world import save_small_world
from test_assemble import File, application

from patnav.analysis.party_links import linked_parties
from patnav.errors import ProjectError
from patnav.ingest.assemble import assemble
from patnav.model import Party, Publication
from patnav.snapshot import Snapshot, SnapshotWriter

HEADS = ["青山", "白河", "金石", "长风", "明月", "云海", "紫金", "东来"]
HEADS += ["天星", "远帆", "松涛", "瑞雪", "华岳", "宏图", "飞鸟", "玉泉"]
ENDS = ["电子", "机械", "化工", "材料", "能源", "光学"]
RENAMED = [
    ("苏州纸鸢动力有限公司", "苏州纸鸢新动力有限公司"),
    ("南京蓝鲸船舶有限公司", "南京蓝鲸船务有限公司"),
]
PARTNERS = ("合肥铁马装备有限公司", "合肥铁马制造有限公司")


def rows() -> Iterator[Publication]:
    dice = Random(7)
    firms = [f"苏州{head}{end}有限公司" for head in HEADS for end in ENDS]
    teams = {name: [f"{name[2:6]}发明人{member}" for member in range(6)] for name in firms}
    for one, other in RENAMED:
        teams[one] = teams[other] = [f"{one[2:4]}发明人{member}" for member in range(6)]
    for name in PARTNERS:
        teams[name] = [f"铁马发明人{member}" for member in range(6)]
    filed = [(name,) for name in teams for _ in range(4)] + [PARTNERS] * 3
    for number, names in enumerate(filed, 1):
        yield application(
            at=("a", number),
            number=f"CN{number:06}A",
            application=f"CN2020{number:08}",
            applicants=tuple(Party(name) for name in names),
            inventors=tuple(dice.sample(teams[names[0]], 3)),
            ipc_main=f"H0{sum(map(ord, names[0])) % 5}L1/00",
            ipc=(f"H0{sum(map(ord, names[0])) % 5}L1/00",),
        )


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    project = save_small_world(tmp_path_factory.mktemp("links")).project
    writer = SnapshotWriter(project, "0123456789abcdef")
    writer.write("tables", assemble([File(list(rows()), file="a")]))
    return writer.finish({"patnav": "test"})


def test_renamed_organisations_are_found_by_their_inventors(snapshot: Snapshot) -> None:
    found = linked_parties(snapshot)
    pairs = {frozenset(pair) for pair in zip(found["name"], found["other_name"], strict=True)}
    assert {frozenset(pair) for pair in RENAMED} <= pairs
    assert frozenset(PARTNERS) not in pairs
    assert all("shared inventors +" in sentence for sentence in found["evidence"])
    assert found["probability"].between(0.9, 1).all()


def test_the_same_snapshot_gives_the_same_rows(snapshot: Snapshot) -> None:
    assert linked_parties(snapshot).equals(linked_parties(snapshot))


def test_too_few_organisations_are_said(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"too few.*names alone"):
        linked_parties(save_small_world(tmp_path))


def test_without_the_extra_the_remedy_is_named(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "splink", None)
    with pytest.raises(ProjectError, match=r"pip install \"patnav\[splink\]\""):
        linked_parties(snapshot)
