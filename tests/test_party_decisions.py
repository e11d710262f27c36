"""Decisions about organisations: they change the tables, and undone they leave no trace."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner
from conftest import Demo
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from test_assemble import File, application

from patnav import ledger as book
from patnav.cli import cli
from patnav.errors import InputError, ProjectError
from patnav.ingest.assemble import assemble
from patnav.ingest.parties import PARTY, Parties
from patnav.ledger import Decision, Ledger
from patnav.model import Party
from patnav.party_book import Entry, enter, read_entries
from patnav.tables import Tables

NAMES = (
    *("苏州纸鸢有限公司", "纸鸢股份有限公司", "苏州纸鸢股份有限公司", "苏州风筝厂"),
    *("清华大学", "UNIV TSINGHUA", "华为技术有限公司"),
)


def decided(*items: tuple[str, str, str]) -> Parties:
    return Parties(
        Decision(number, "", "", PARTY, *item, "")
        for number, item in enumerate(items, 1)
    )  # fmt: skip


def tables(parties: Parties | None = None) -> Tables:
    rows = [
        application(
            at=("a", number), number=f"CN{number}A", application=f"CN20201000000{number}",
            applicants=(Party(name),),
        )
        for number, name in enumerate(NAMES, 1)
    ]  # fmt: skip
    return assemble([File(rows, file="a")], parties=parties or Parties())


def keys(made: Tables) -> dict[str, str]:
    return {row["name"]: row["organisation"] for row in made["applicants"].to_pylist()}


def edges(made: Tables, state: str) -> list[dict[str, Any]]:
    return [row for row in made["party_edges"].to_pylist() if row["state"] == state]


def test_known_names_are_one_and_probable_ones_are_proposed() -> None:
    made = tables()
    assert keys(made)["UNIV TSINGHUA"] == keys(made)["清华大学"] == "O:清华大学"
    merged = {(row["organisation"], row["relation"]) for row in edges(made, "automatic")}
    written_out = ("O:univ tsinghua", "spelling")
    assert merged == {written_out, ("O:university tsinghua", "translation")}
    proposed = {(row["organisation"], row["other"]) for row in edges(made, "suggested")}
    assert ("O:苏州纸鸢有限公司", "O:苏州纸鸢股份有限公司") in proposed


def test_same_merges_and_ends_the_proposal() -> None:
    made = tables(decided(("苏州纸鸢有限公司", "苏州纸鸢股份有限公司", "same")))
    assert keys(made)["苏州纸鸢有限公司"] == keys(made)["苏州纸鸢股份有限公司"]
    [accepted] = edges(made, "accepted")
    assert accepted["basis"] == ["decided: same"]
    pairs = [{row["organisation"], row["other"]} for row in edges(made, "suggested")]
    assert {"O:苏州纸鸢有限公司", "O:苏州纸鸢股份有限公司"} not in pairs


def test_different_parts_what_a_rule_had_merged() -> None:
    made = tables(decided(("UNIV TSINGHUA", "清华大学", "different")))
    assert keys(made)["UNIV TSINGHUA"] != keys(made)["清华大学"]
    assert len(edges(made, "rejected")) == 1


def test_group_makes_a_head() -> None:
    made = tables(decided(("苏州风筝厂", "华为技术有限公司", "group")))
    rows = {row["name"]: row for row in made["organisations"].to_pylist()}
    assert rows["苏州风筝厂"]["group"] == "O:华为技术有限公司"
    assert keys(made)["苏州风筝厂"] == "O:苏州风筝厂"


def test_contradicting_decisions_are_refused() -> None:
    with pytest.raises(ProjectError, match="undo 3"):
        decided(
            ("苏州风筝厂", "纸鸢股份有限公司", "same"),
            ("纸鸢股份有限公司", "苏州纸鸢有限公司", "same"),
            ("苏州风筝厂", "苏州纸鸢有限公司", "different"),
        )


def test_heads_in_a_circle_are_refused() -> None:
    with pytest.raises(ProjectError, match="head each other"):
        decided(("甲厂", "乙厂", "group"), ("乙厂", "甲厂", "group"))


PAIRS = st.tuples(
    st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from(["same", "group"])
)


@settings(max_examples=5, deadline=None)
@given(st.lists(PAIRS.filter(lambda pair: pair[0] != pair[1]), max_size=4), st.randoms())
def test_undone_decisions_leave_the_tables_as_they_were_and_order_says_nothing(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str, str]], dice: Random
) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("ledger"))
    numbers = [ledger.record(PARTY, book.Entry(*pair, ""), who="") for pair in pairs]
    try:
        one = tables(Parties(ledger.decisions(PARTY)))
    except ProjectError:  # they contradict one another, as tested above
        reject()
    mixed = ledger.decisions(PARTY)
    dice.shuffle(mixed)
    assert _same(tables(Parties(mixed)), one, skip=_grouped_twice(pairs))
    dice.shuffle(numbers)
    for number in numbers:
        ledger.undo(number, who="", why="")
    assert _same(tables(Parties(ledger.decisions(PARTY))), tables(), skip=False)
    assert ledger.digest() == ""


def _grouped_twice(pairs: Sequence[tuple[str, str, str]]) -> bool:
    """Two heads for one name: the later decision counts, so order does say something."""
    return sum(value == "group" for _, _, value in pairs) > 1


def _same(one: Tables, other: Tables, *, skip: bool) -> bool:
    return skip or all(one[name].equals(other[name]) for name in one)


def test_an_alias_table_comes_back_as_it_went(demo: Demo, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "patnav.toml").write_bytes((demo.folder / "patnav.toml").read_bytes())
    run = ["--project", str(folder)]
    decide = [
        "parties",
        "decide",
        "甲公司",
        "乙公司",
        "--same",
        "--why",
        "公告",
        "--who",
        "李",
        *run,
    ]
    assert CliRunner().invoke(cli, decide).exit_code == 0
    for name in ("aliases.csv", "aliases.xlsx"):
        path = str(tmp_path / name)
        assert CliRunner().invoke(cli, ["parties", "export", path, *run]).exit_code == 0
        assert read_entries(Path(path)) == [Entry("甲公司", "乙公司", "same", "公告")]
    before = Ledger(folder).digest()
    undo = ["parties", "undo", "1", "--why", "错", *run]
    assert CliRunner().invoke(cli, undo).exit_code == 0
    assert Ledger(folder).decisions() == []
    back = ["parties", "import", str(tmp_path / "aliases.xlsx"), *run]
    assert CliRunner().invoke(cli, back).exit_code == 0
    assert Ledger(folder).digest() == before


@pytest.mark.parametrize("row", ["甲,乙,perhaps,", "甲,,same,"])
def test_a_bad_row_of_an_alias_table_is_named(tmp_path: Path, row: str) -> None:
    path = tmp_path / "aliases.csv"
    path.write_text(f"name,other,decision,why\n甲,乙,same,x\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError, match="row 3"):
        read_entries(path)


def test_an_alias_table_without_its_columns_is_refused(tmp_path: Path) -> None:
    pd.DataFrame({"a": ["b"]}).to_csv(tmp_path / "aliases.csv")
    with pytest.raises(InputError, match="no column name, other, decision"):
        read_entries(tmp_path / "aliases.csv")


def test_entries_that_contradict_are_not_recorded(tmp_path: Path) -> None:
    entries = [Entry("甲厂", "乙厂", "same", ""), Entry("甲厂", "乙厂", "different", "")]
    with pytest.raises(ProjectError):
        enter(Ledger(tmp_path), entries, who="")
    assert Ledger(tmp_path).decisions() == []


def test_why_and_the_queue_speak_of_the_snapshot(demo: Demo) -> None:
    run = ["--project", str(demo.folder)]
    name = demo.snapshot.table("organisations").to_pylist()[0]["name"]
    told = CliRunner().invoke(cli, ["parties", "why", name, "--json", *run])
    assert told.exit_code == 0, told.output
    assert name in told.output
    queue = CliRunner().invoke(cli, ["parties", "suggest", "--json", *run])
    assert queue.exit_code == 0, queue.output
