"""The annotation against labelled documents; floors lie a little below what was measured.

A fifth of the training documents and dev taught the shipped tagger nothing; claims of the fifth
taught the borders of elements, so their floors tell only that those are what they were.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from patnav.ingest.annotate.documents import annotate_documents, read_documents

FLOORS = {
    "effects overlap": 0.87,
    "means overlap": 0.55,
    "element boundary": 0.92,
    "preamble exact": 0.97,
    "market overlap": 0.83,
    "direction": 0.915,
    "maturity equal": 0.97,
}
ENGLISH_FLOORS = {"effects overlap": 0.58, "means overlap": 0.51}
DEV_FLOORS = {
    "effects overlap": 0.82,
    "means overlap": 0.53,
    "element boundary": 0.80,
    "preamble exact": 0.95,
    "market overlap": 0.90,
    "direction": 0.94,
}


def held_out(name: str) -> bool:
    """The fifth, by the hash of the id, that taught the tagger nothing; claims taught borders."""
    return int(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(), 16) % 10 in (7, 9)


def figures(gold: Path, shared: Path, split: str, folder: Path) -> dict[str, float]:
    docs, answers = shared / "gold" / f"{split}.docs.jsonl", folder / "answers.jsonl"
    wanted = {json.loads(line)["id"] for line in gold.read_text(encoding="utf-8").splitlines()}
    asked = (one for one in read_documents(docs) if one.id in wanted)
    lines = (json.dumps(one, ensure_ascii=False) + "\n" for one in annotate_documents(asked))
    answers.write_text("".join(lines), encoding="utf-8")
    command = [
        sys.executable,
        str(shared / "gold" / "score.py"),
        str(gold),
        str(answers),
        str(docs),
    ]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = [line for line in printed.splitlines() if " F1 " in line and not line.startswith("--")]
    return {row[:18].strip(): float(row.split(" F1 ")[1].split()[0]) for row in rows}


def short(measured: dict[str, float], floors: dict[str, float]) -> dict[str, float]:
    return {name: measured[name] for name, floor in floors.items() if measured[name] < floor}


@pytest.mark.shared
def test_documents_that_taught_nothing_are_annotated_as_published(
    shared: Path, tmp_path: Path
) -> None:
    labels = (shared / "gold" / "train.gold.jsonl").read_text(encoding="utf-8")
    held = [line for line in labels.splitlines(keepends=True) if held_out(json.loads(line)["id"])]
    documents = read_documents(shared / "gold" / "train.docs.jsonl")
    english = {one.id for one in documents if one.lang == "en"}
    gold = tmp_path / "held.jsonl"
    for lines, floors in (
        (held, FLOORS),
        ([line for line in held if json.loads(line)["id"] in english], ENGLISH_FLOORS),
    ):
        gold.write_text("".join(lines), encoding="utf-8")
        assert short(figures(gold, shared, "train", tmp_path), floors) == {}


@pytest.mark.shared
def test_dev_documents_are_annotated_as_published(shared: Path, tmp_path: Path) -> None:
    gold = shared / "gold" / "dev.gold.jsonl"
    assert short(figures(gold, shared, "dev", tmp_path), DEV_FLOORS) == {}
