"""From the queue to a sheet, from the sheet to the ledger, and what people then agree on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from small_world import NODES, VERSION, save_small_world, small_world

from patnav.analysis import analyse
from patnav.analysis.counting import universe_of
from patnav.analysis.review import (
    Material,
    Reviewer,
    Wanted,
    accuracy,
    agreement,
    enter,
    export_gold,
    import_review,
    judge_label,
    judge_nodes,
    queue,
    ruled,
    write_review,
)
from patnav.analysis.review.influence import fragile_cells
from patnav.analysis.review.lines import Line, changes
from patnav.analysis.review.rulebook import decided
from patnav.analysis.review.words import review_words
from patnav.cli import cli
from patnav.errors import InputError
from patnav.gold import read_gold
from patnav.ingest.review import Address, LabelDecision, NodeDecision
from patnav.ingest.review.labels import Flags
from patnav.ledger import Ledger
from patnav.snapshot import Snapshot, SnapshotWriter
from patnav.tables import table

COLUMNS = {column[0]: name for name, column in review_words()["columns"].items()}


@pytest.fixture
def world(tmp_path: Path) -> Snapshot:
    """The small world with its nodes named as some of the project's chain."""
    tables, folder = small_world(), tmp_path / "project"
    project = save_small_world(folder).project
    ids = dict(zip(sorted(NODES), (node.id for node in project.chain.nodes), strict=False))
    for name in ("assignments", "nodes"):
        rows = [row | {"node": ids[row["node"]]} for row in tables[name].to_pylist()]
        tables[name] = table(name, rows)
    writer = SnapshotWriter(project, "0123456789abcdee")
    writer.write("tables", tables)
    writer.write("findings", analyse(writer.view()))
    return writer.finish({"patnav": VERSION})


def filled(path: Path, fill: Callable[[dict[str, Any]], dict[str, str]]) -> Path:
    """Fill a sheet row by row: `fill` gets the cells by column name and returns those to write."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    names = [COLUMNS[cell.value] for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        cells = {name: cell.value for name, cell in zip(names, row, strict=True)}
        for name, value in fill(cells).items():
            row[names.index(name)].value = value
    book.save(path)
    return path


def sheet(world: Snapshot, path: Path, *, blind: bool = False, **wanted: Any) -> Path:  # noqa: ANN401
    write_review(world, queue(world, [], Wanted(**{"top": 0, **wanted})), path, blind=blind)
    return path


def outcomes(world: Snapshot, path: Path, who: str = "王") -> Counter[str]:
    found = import_review(world, Ledger(world.project.folder), path, Reviewer(who))
    return Counter(one.outcome for one in found)


def first(world: Snapshot, dimension: str) -> Any:  # noqa: ANN401 -- a row
    return queue(world, [], Wanted(top=1, dimension=dimension)).iloc[0]


def address(row: Any) -> Address:  # noqa: ANN401 -- a row
    return Address(*(row[name] for name in Address._fields))


# --- the queue ----------------------------------------------------------------------------------


def test_the_queue_holds_every_label_once_and_the_largest_change_first(world: Snapshot) -> None:
    rows = queue(world, [], Wanted(top=0))
    mentions = world.frame("mentions")
    judged = mentions[(mentions["dimension"] != "element") | (mentions["no"] > 0)]  # no preambles
    labels = len(judged) + len(set(world.frame("assignments")["patent"]))
    assert len(rows) == labels == rows["subject"].nunique()
    by_change = rows[~rows["drawn"]]["change"]
    assert by_change.is_monotonic_decreasing
    assert rows["drawn"].sum() == round(labels * 0.1)


def test_what_is_judged_leaves_the_queue_but_not_for_others(world: Snapshot) -> None:
    row, ledger = first(world, "effect"), Ledger(world.project.folder)
    material = Material(world, [row["patent"]])
    enter(ledger, [judge_label(material, address(row), "reject")], who="王", why="不是功效")
    decisions = ledger.decisions()

    def waits(**wanted: Any) -> bool:  # noqa: ANN401
        found = queue(world, decisions, Wanted(top=0, dimension="effect", **wanted))
        return row["subject"] in set(found["subject"])

    assert (waits(), waits(who="王"), waits(who="李")) == (False, False, True)
    assert waits(second=True, who="李")
    assert not waits(second=True, who="王")


def test_only_cells_that_some_corrections_change_are_fragile(world: Snapshot) -> None:
    cells = fragile_cells(universe_of(world))
    assert set(cells["steps"]) <= set(review_words()["steps"])


# --- decisions ----------------------------------------------------------------------------------


def test_a_typed_quote_must_be_in_the_text(world: Snapshot) -> None:
    row = first(world, "means")
    material = Material(world, [row["patent"]])
    with pytest.raises(InputError, match="the nearest place is"):
        judge_label(material, address(row), "correct", {"quote": f"{row['quote']}并不存在的话"})


@pytest.mark.parametrize(
    ("verdict", "changes", "words"),
    [
        ("accept", {"quote": "硫"}, "changes nothing"),
        ("correct", {}, "nothing is corrected"),
        ("correct", {"direction": "sideways"}, "no direction"),
        ("add", {}, "needs its quote"),
        ("forget", {}, "no verdict"),
    ],
)
def test_what_cannot_be_decided_is_refused(
    world: Snapshot, verdict: str, changes: dict[str, str], words: str
) -> None:
    row = first(world, "means")
    with pytest.raises(InputError, match=words):
        judge_label(Material(world, [row["patent"]]), address(row), verdict, changes)


def test_nodes_that_do_not_exist_are_refused(world: Snapshot) -> None:
    row = first(world, "node")
    material = Material(world, [row["patent"]])
    with pytest.raises(InputError, match="there is no node"):
        judge_nodes(material, row["patent"], ["XX-1"])
    assert judge_nodes(material, row["patent"], []).verdict == "reject"


# --- sheets -------------------------------------------------------------------------------------


def test_every_row_of_a_sheet_is_accounted_for(world: Snapshot, tmp_path: Path) -> None:
    path = sheet(world, tmp_path / "r.xlsx", dimension="means")
    count = iter(range(1000))
    answers = [
        {"verdict": "接受"}, {"verdict": "拒绝", "note": "不是手段"}, {"verdict": "也许"},
        {"verdict": "更正", "new_quote": "原文没有的词语"}, {"new_quote": "缺判断"}, {},
    ]  # fmt: skip
    filled(path, lambda _: answers[n] if (n := next(count)) < len(answers) else {})
    found = import_review(world, Ledger(world.project.folder), path, Reviewer("王"))
    told = [(one.outcome, one.field) for one in found[: len(answers)]]
    assert told == [
        ("taken", ""), ("taken", ""), ("refused", "判断"), ("refused", "正确引文"),
        ("refused", "判断"), ("empty", ""),
    ]  # fmt: skip
    assert len(found) == len(queue(world, [], Wanted(top=0, dimension="means")))
    assert all(one.reason and one.remedy for one in found if one.outcome == "refused")
    decisions = Ledger(world.project.folder).decisions("label")
    assert [item.why for item in decisions] == ["review sheet", "不是手段"]
    assert outcomes(world, path)["unchanged"] == 2


def test_columns_sorted_apart_are_noticed(world: Snapshot, tmp_path: Path) -> None:
    path = sheet(world, tmp_path / "r.xlsx", dimension="means")
    filled(path, lambda _: {"verdict": "接受", "said": "别的引文"})
    assert set(outcomes(world, path)) == {"refused"}


def test_a_blind_sheet_holds_no_proposal_and_is_compared_with_them(
    world: Snapshot, tmp_path: Path
) -> None:
    path = sheet(world, tmp_path / "b.xlsx", blind=True, dimension="effect")
    quotes = set(queue(world, [], Wanted(top=0, dimension="effect"))["quote"])
    cells = [cell.value for row in openpyxl.load_workbook(path).worksheets[0] for cell in row]
    assert not quotes & set(cells)
    seen: set[str] = set()

    def none(cells: dict[str, Any]) -> dict[str, str]:
        fresh = cells["code"] not in seen
        seen.add(cells["code"])
        return {"verdict": "拒绝"} if fresh else {}

    assert outcomes(world, filled(path, none))["taken"] == len(seen)
    decisions = Ledger(world.project.folder).decisions("label")
    assert {json.loads(item.value)["verdict"] for item in decisions} == {"reject"}
    assert all(json.loads(item.value)["blind"] for item in decisions)


def test_a_file_that_is_no_sheet_is_refused(world: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(InputError):
        import_review(world, Ledger(world.project.folder), path, Reviewer("王"))


# --- agreement, accuracy, gold ------------------------------------------------------------------


def _judge_all(world: Snapshot, who: str, wrong: int) -> None:
    """Judge all effects and nodes: the first `wrong` are rejected, the rest accepted."""
    ledger = Ledger(world.project.folder)
    for dimension in ("effect", "node"):
        rows = queue(world, [], Wanted(top=0, dimension=dimension)).sort_values("subject")
        material = Material(world, rows["patent"], ledger.decisions())
        judged = []
        for number, (_, row) in enumerate(rows.iterrows()):
            flags = Flags(drawn=bool(row["drawn"]))
            if dimension == "node":
                nodes = () if number < wrong else material.nodes(row["patent"])
                judged.append(judge_nodes(material, row["patent"], nodes, flags))
            else:
                verdict = "reject" if number < wrong else "accept"
                judged.append(judge_label(material, address(row), verdict, {}, flags))
        enter(ledger, judged, who=who, why="全读")


def test_accuracy_counts_what_was_drawn(world: Snapshot) -> None:
    assert all(one.value is None for one in accuracy(world, []))
    _judge_all(world, "王", wrong=0)
    found = {
        one.dimension: one for one in accuracy(world, Ledger(world.project.folder).decisions())
    }
    effect = found["effect"]
    assert effect.n >= 1
    assert (effect.right, effect.value, effect.missing) == (effect.n, 1.0, 0)
    assert effect.low is not None
    assert effect.low < 1


def test_agreement_of_people_and_machine(world: Snapshot) -> None:
    _judge_all(world, "王", wrong=0)
    _judge_all(world, "李", wrong=2)
    found = agreement(world, Ledger(world.project.folder).decisions())
    values = {(one.one, one.other, one.measure): one.value for one in found}
    assert values["王", "machine", "effects strict"] == 1
    people = values["李", "王", "effects strict"]
    assert people == values["李", "machine", "effects strict"]
    assert people is not None
    assert 0 < people < 1
    assert values["王", "machine", "primary"] == 1
    disputes = ruled(world, Ledger(world.project.folder).decisions())
    assert len(disputes) == 4


def test_decisions_become_gold_files(world: Snapshot, tmp_path: Path) -> None:
    _judge_all(world, "王", wrong=1)
    written = export_gold(world, Ledger(world.project.folder).decisions(), tmp_path / "g")
    assert set(written) == {"labels", "nodes"}
    labels, nodes = read_gold(tmp_path / "g"), read_gold(tmp_path / "g.nodes")
    assert not labels.problems
    effects = sum(len(one.effects) for one in labels.labels.values())
    total = len(queue(world, [], Wanted(top=0, dimension="effect")))
    assert effects == total - 1
    assert sum(one.primary is None for one in nodes.nodes.values()) == 1


def test_undone_decisions_leave_no_trace(world: Snapshot) -> None:
    ledger = Ledger(world.project.folder)
    before = ledger.digest()
    enter(ledger, [NodeDecision("CN1", world.project.chain.chain, ())], who="王", why="链外")
    assert ledger.digest() != before
    ledger.undo(ledger.decisions()[-1].id, who="王", why="看错")
    assert ledger.digest() == before


def test_the_command_judges_and_takes_back(world: Snapshot) -> None:
    row, folder = first(world, "effect"), str(world.project.folder)

    def run(*words: str) -> str:
        found = CliRunner().invoke(cli, ["review", *words, "--project", folder])
        assert found.exit_code == 0, found.output
        return found.output

    decide = ("decide", row["subject"], "--accept", "--why", "原文如此", "--who", "王")
    assert "decision 1" in run(*decide)
    assert "before" in run(*decide)
    assert row["subject"] in run("disputes", "--all")
    assert "undone" in run("undo", "1", "--why", "看错")
    assert row["subject"] in run("queue", "--json", "--top", "0")


@pytest.mark.parametrize("said", ["高", "high"])
def test_a_band_is_judged_in_either_language(world: Snapshot, said: str) -> None:
    patent = first(world, "node")["patent"]
    given = {"verdict": "correct", "value": said}
    judged = decided(world, [], f"{patent}/maturity///-1..-1", given)
    assert isinstance(judged, LabelDecision)
    assert judged.label == {"value": "high"}
    with pytest.raises(InputError, match="no band '很高'"):
        decided(world, [], f"{patent}/maturity///-1..-1", given | {"value": "很高"})


@pytest.mark.parametrize(
    ("said", "band"),
    [("高", "high"), ("中", "mid"), ("低", "low"), ("未知", "unknown"), ("Mid", "mid")],
)
def test_a_sheet_takes_bands_in_both_languages(said: str, band: str) -> None:
    assert changes(Line("", 2, {"new_band": said})) == {"value": band}
