"""Small made-up exports in versions, as one draws them every week, and a project for them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from patnav.project import Project, create_project

HEAD = "申请号,名称,摘要,申请人,申请日,主分类号,当前法律状态\n"
THINGS = (
    "固态电解质",
    "正极材料",
    "隔膜",
    "电解液",
    "电池管理系统",
    "充电桩",
    "晾衣架",
    "燃料电池电堆",
)
CLASSES = (
    "H01M10/0562",
    "H01M4/52",
    "H01M50/40",
    "H01M10/0567",
    "H02J7/00",
    "B60L53/30",
    "D06F57/00",
)


def row(number: int, version: int) -> str:
    """One made-up application; `version` changes its status, every third one its text."""
    thing, symbol = THINGS[number % 8], CLASSES[number % 7]
    status = ("审中", "有效", "失效")[version % 3]
    more = f"并且提高了安全性第{version}次" if number % 3 == 0 else "结构简单"
    text = f"本发明公开了一种{thing}，采用壳体{number}，降低了生产成本，{more}。"
    serial = f"CN2015{10100000 + number * 37}"
    filed = f"2015-03-{number % 28 + 1:02}"
    return f"{serial},一种{thing}{number},{text},虚构{thing}厂,{filed},{symbol},{status}\n"


def export(path: Path, first: int, version: int) -> Path:
    """An export of eight applications, which overlaps with that of `first + 4`."""
    rows = (row(number, version) for number in range(first, first + 8))
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    return path


def project_in(folder: Path) -> Project:
    values = {
        "name": "z",
        "chain": "new_energy_battery_hydrogen",
        "home_region": "320000",
        "cutoff": date(2025, 6, 30),
    }
    return create_project(folder, values)
