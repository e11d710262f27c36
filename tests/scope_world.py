"""A made-up world with a planted cut: right and wrong hits, near misses, neighbours, the rest.

Every patent says in its key what is true of it; nothing here is from a real file. The assigner is
the real one, so a test that counts hits counts what patnav does.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from patnav.chain import load_chain
from patnav.ingest.assign import assign, nodes_table
from patnav.project import ProjectFile, create_project
from patnav.snapshot import Snapshot, SnapshotWriter
from patnav.tables import ANNOTATED, COLLECTED, Tables, empty, table

CHAIN = "new_energy_battery_hydrogen"
SOLID, FLOW = "BT-08", "BT-17"


class Kind(NamedTuple):
    """Patents of one kind: how many, what they look like, and the node they truly belong to."""

    count: int
    title: str
    ipc: tuple[str, ...]
    truth: str


WORLD: dict[str, Kind] = {
    "right solid": Kind(40, "一种硫化物固态电解质", ("H01M10/0562",), SOLID),
    "wrong solid": Kind(10, "固态电解质薄膜的包装箱", ("H01M10/0562",), ""),
    "flow as solid": Kind(5, "固态电解质与储罐", ("H01M10/0562",), FLOW),
    "right flow": Kind(30, "一种全钒液流电池", ("H01M8/18",), FLOW),
    "near, right": Kind(6, "一种夹具", ("A47B1/00", "H01M10/0562"), SOLID),
    "near, wrong": Kind(24, "一种工装", ("A47B1/00", "H01M10/0562"), ""),
    "cited, right": Kind(2, "一种粉体", ("C01B1/00",), SOLID),
    "cited, wrong": Kind(10, "一种烘箱", ("F26B1/00",), ""),
    "far": Kind(120, "一种儿童座椅", ("B60N2/28",), ""),
}


def patent_key(kind: str, number: int) -> str:
    """Key of a patent; keys of a kind stand together."""
    return f"CN2020{list(WORLD).index(kind) + 1:02d}{number:06d}"


def truth_of(patent: str) -> str:
    """Node to which a patent truly belongs; empty for none."""
    return list(WORLD.values())[int(patent[6:8]) - 1].truth


def save_scope_world(folder: Path, identity: str = "0123456789abcdef") -> Snapshot:
    """Make a project whose current snapshot holds the world (no graph file)."""
    values: dict[str, Any] = {
        "name": "小样", "chain": CHAIN, "home_region": "320000", "cutoff": date(2024, 12, 31),
    }  # fmt: skip
    project = create_project(folder, ProjectFile.model_validate(values).model_dump())
    writer = SnapshotWriter(project, identity)
    writer.write("tables", _tables())
    return writer.finish({"patnav": "test"})


@cache
def _tables() -> Tables:
    made = {name: empty(name) for name in (*COLLECTED, *ANNOTATED)}
    rows = [
        (patent_key(kind, number), each)
        for kind, each in WORLD.items()
        for number in range(each.count)
    ]
    source = {"file": "f" * 64, "name": "scope.csv", "dialect": "test", "rejections": 0}
    made["sources"] = table("sources", [source | {"rows": len(rows), "publications": len(rows)}])
    made["patents"] = table("patents", [_patent(key, each) for key, each in rows])
    made["texts"] = table("texts", [text for key, each in rows for text in _texts(key, each)])
    made["classifications"] = table(
        "classifications", [symbol for key, each in rows for symbol in _symbols(key, each)]
    )
    made["citations"] = table("citations", _citations())
    tree = load_chain(CHAIN)
    made["nodes"] = nodes_table(tree)
    made["assignments"] = assign(tree, made["patents"], made["texts"], made["classifications"])
    return made


def _patent(key: str, each: Kind) -> dict[str, Any]:
    return {
        "patent": key, "publication": f"{key}A", "title": each.title, "title_zh": each.title,
        "ipc_main": each.ipc[0], "family": f"F:{key}", "priority_date": date(2020, 1, 2),
    }  # fmt: skip


def _texts(key: str, each: Kind) -> list[dict[str, Any]]:
    abstract = f"=本发明公开了{each.title}。" + "用于说明。" * 100
    texts = {"title": each.title, "abstract": abstract}
    return [{"patent": key, "section": s, "lang": "zh", "text": t} for s, t in texts.items()]


def _symbols(key: str, each: Kind) -> list[dict[str, Any]]:
    return [
        {"patent": key, "scheme": "ipc", "symbol": symbol, "position": at, "main": at == 1}
        for at, symbol in enumerate(each.ipc, 1)
    ]


def _citations() -> list[dict[str, Any]]:
    """Half of the neighbours cite a hit, the others are cited by one."""
    pairs = [
        (patent_key(kind, number), patent_key("right solid", number))
        for kind in ("cited, right", "cited, wrong")
        for number in range(WORLD[kind].count)
    ]
    turned = [pair if at % 2 else pair[::-1] for at, pair in enumerate(pairs)]
    return [
        {"citing": one, "cited": other, "file": "f" * 64, "row": at}
        for at, (one, other) in enumerate(turned, 1)
    ]
