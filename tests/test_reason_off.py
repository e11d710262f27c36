"""Why a patent is in no node: what was found for the likeliest one is named with its chance."""

from __future__ import annotations

from pathlib import Path

from conftest import ROOT

from patnav.ingest.assign import assign_record


def told(folder: Path, **record: str) -> tuple[float, str]:
    """The chance of being in no node of the example of the manual, and why."""
    manual = (ROOT / "docs/chains.md").read_text(encoding="utf-8")
    tree = folder / "tea.yaml"
    tree.write_text(manual.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    made = assign_record({"id": "a", "chain": str(tree), **record})
    assert made["primary"] is None
    return made["off"], made["reason_off"]


def test_a_class_and_a_word_that_are_too_little_are_named(tmp_path: Path) -> None:
    off, why = told(
        tmp_path, title="一种装置", abstract="用于杀青的装置。", ipc="A01B1/00; A23F3/06"
    )
    assert why.startswith("A23F3/06 和“杀青”指向 TEA-02（")
    assert why.endswith(f"，但不够：不在本链更可能（{off:.0%}）。")


def test_one_of_the_two_is_named_alone_in_the_language_of_the_text(tmp_path: Path) -> None:
    off, why = told(tmp_path, title="A device", abstract="A device for withering.")
    assert why.startswith("“withering” speaks for TEA-02 (")
    assert why.endswith(f", not enough: no node is likelier ({off:.0%}).")


def test_where_nothing_is_found_that_is_said(tmp_path: Path) -> None:
    assert told(tmp_path, title="一种装置")[1] == "没有找到任何环节的分类和用词。"
    assert told(tmp_path, title="A device")[1] == "No class and no keyword of a node is found."
