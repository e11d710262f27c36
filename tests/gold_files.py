"""A small labelled set of our own, written to files; truth values are counted by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ABSTRACT = (
    "一种风机，包括叶轮、导流罩和磁悬浮轴承，从而降低了能耗，结构简单，便于推广应用。"
    "样机试验表明效率为90%。"
)
ENGLISH = (
    "A pump with a ceramic rotor, thereby reducing wear and improving flow. "
    "It can be mass-produced."
)
CLAIM = "一种风机，其特征在于，包括：叶轮；导流罩，所述导流罩套在叶轮外；电机。"
DOCS: list[dict[str, Any]] = [
    {
        "id": "zh1",
        "text": ABSTRACT,
        "title": "风机",
        "kind": "general",
        "lang": "zh",
        "ipc": "F04D",
    },
    {"id": "en1", "text": ENGLISH, "title": "Pump", "kind": "general", "lang": "en"},
    {"id": "c1", "text": CLAIM, "title": "风机", "kind": "claim", "lang": "zh"},
]
GOLD: list[dict[str, Any]] = [
    {
        "id": "zh1",
        "effects": [
            {"quote": "降低了能耗", "attribute": "能耗", "direction": "down"},
            {"quote": "结构简单", "attribute": "结构", "direction": "enable"},
        ],
        "effects_optional": ["效率为90%"],
        "means": ["叶轮", "磁悬浮轴承"],
        "market": ["便于推广应用"],
        "maturity": {"band": "mid", "quote": "样机试验表明效率为90%"},
    },
    {
        "id": "en1",
        "effects": [
            {"quote": "reducing wear", "attribute": "wear", "direction": "down"},
            {"quote": "improving flow", "attribute": "flow", "direction": "up"},
        ],
        "means": ["ceramic rotor"],
        "market": ["It can be mass-produced"],
        "maturity": {"band": "unknown", "quote": None},
    },
    {
        "id": "c1",
        "preamble": "一种风机",
        "elements": ["叶轮", "导流罩，所述导流罩套在叶轮外", "电机"],
    },
]
ANSWERS: list[dict[str, Any]] = [
    {
        "id": "zh1",
        "effects": [
            {"quote": "从而降低了能耗，", "attribute": "能耗", "direction": "up"},
            {"quote": "效率为90%", "attribute": "效率", "direction": "up"},
            {"quote": "样机", "attribute": "", "direction": "up"},
        ],
        "means": ["叶轮", "导流罩"],
        "market": [],
        "maturity": {"band": "low", "quote": "样机试验"},
        "confidences": {"effects": [0.9, 0.5, 0.2], "means": [0.8, 0.6], "maturity": [0.5]},
    },
    {
        "id": "en1",
        "effects": [{"quote": "reducing wear and improving flow", "direction": "down"}],
        "means": ["a ceramic rotor"],
        "market": ["It can be mass-produced."],
        "maturity": {"band": "unknown", "quote": None},
        "confidences": {"effects": [0.7], "means": [0.9], "market": [0.6], "maturity": [0.9]},
    },
    {
        "id": "c1",
        "preamble": "一种风机",
        "elements": ["叶轮", "导流罩", "所述导流罩套在叶轮外；电机"],
    },
]


def write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def write_set(
    folder: Path,
    docs: Iterable[Mapping[str, Any]] = DOCS,
    gold: Iterable[Mapping[str, Any]] = GOLD,
    name: str = "mine",
) -> Path:
    """Write name.docs.jsonl and name.gold.jsonl; return the latter."""
    write_lines(folder / f"{name}.docs.jsonl", docs)
    return write_lines(folder / f"{name}.gold.jsonl", gold)
