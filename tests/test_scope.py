"""The cut of a chain: strata, the review sheet and back, precision and recall as planted."""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from conftest import ROOT
from scope_world import FLOW, SOLID, save_scope_world, truth_of

from patnav.analysis.scope import (
    Plan,
    draw,
    read_review,
    record_answers,
    saved_report,
    scope_counts,
    scope_frame,
    scope_report,
    write_review,
)
from patnav.analysis.scope.answers import Answer
from patnav.analysis.scope.frame import Stratum, Unit
from patnav.analysis.scope.report import Cut
from patnav.analysis.scope.sample import allocate
from patnav.analysis.scope.words import scope_words, use_of
from patnav.cli import cli
from patnav.errors import InputError
from patnav.ledger import Ledger
from patnav.snapshot import Snapshot

Rows = list[list[Any]]
HEAD = [column[0] for column in scope_words().columns.values()]
AT = {name: place for place, name in enumerate(scope_words().columns)}


@pytest.fixture
def world(tmp_path: Path) -> Snapshot:
    return save_scope_world(tmp_path / "project")


def sheet(world: Snapshot, path: Path, plan: Plan | None = None) -> Rows:
    """Draw and write a sheet; its rows without the heading."""
    write_review(world, draw(scope_frame(world), plan or Plan(per_node=20, excluded=60)), path)
    return rows_of(path)


def rows_of(path: Path) -> Rows:
    book = openpyxl.load_workbook(path)
    return [list(row) for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]


def save(path: Path, rows: Rows, head: list[str] = HEAD) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in [head, *rows]:
        book.active.append(row)
    book.save(path)
    return path


def fill(row: list[Any]) -> list[Any]:
    """Answer a row by the planted truth."""
    patent = str(row[AT["publication"]])[:-1]
    hit = str(row[AT["kind"]]).split()
    truth = truth_of(patent)
    if hit[0] == "hit":
        row[AT["verdict"]] = "是" if truth == hit[1] else "否"
        row[AT["right"]] = truth if truth not in ("", hit[1]) else None
    else:
        row[AT["verdict"]] = "是" if truth else "否"
        row[AT["right"]] = truth or None
    return row


def answered(world: Snapshot, path: Path, who: str = "甲") -> int:
    answers = read_review(path, world, scope_frame(world))
    return record_answers(Ledger(world.project.folder), world.id, answers, who)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["scope", *map(str, words)])


def test_every_patent_is_in_one_stratum(world: Snapshot) -> None:
    frame = scope_frame(world)
    kinds = Counter(unit.stratum.kind for unit in frame.units)
    assert kinds == {"hit": 85, "near": 30, "neighbour": 12, "rest": 120}
    assert frame.sizes[Stratum("near", "", "class")] == 30
    linked = next(unit for unit in frame.units if unit.stratum.kind == "neighbour")
    assert linked.near == SOLID
    assert linked.other.startswith("CN202001")


def test_counts_before_and_after_the_cut_add_up(world: Snapshot) -> None:
    counts = scope_counts(world, scope_frame(world))
    assert counts["rows"] == counts["patents"] == 247
    outside = counts["near"] + counts["neighbour"] + counts["rest"]
    assert counts["patents_in_chain"] + outside == counts["patents"]
    solid = next(row for row in counts["nodes"] if row["node"] == SOLID)
    assert (solid["class+keyword"], solid["near"], solid["neighbour"]) == (55, 30, 12)


def test_the_same_seed_draws_the_same_rows_and_another_others(
    world: Snapshot, tmp_path: Path
) -> None:
    frame = scope_frame(world)
    assert draw(frame, Plan(seed=3)) == draw(frame, Plan(seed=3)) != draw(frame, Plan(seed=4))
    for name in ("a.xlsx", "b.xlsx"):
        sheet(world, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_sample_holds_what_was_asked_for_with_its_probability(world: Snapshot) -> None:
    frame = scope_frame(world)
    drawn = draw(frame, Plan(per_node=10, excluded=50))
    by_node = Counter(unit.node for unit, _ in drawn)
    assert by_node == {SOLID: 10, FLOW: 10, "": 50}
    for unit, probability in drawn:
        of_stratum = sum(other.stratum == unit.stratum for other, _ in drawn)
        assert probability == pytest.approx(of_stratum / frame.sizes[unit.stratum])
    only = draw(frame, Plan(per_node=10, excluded=0, nodes=(FLOW,)))
    assert {unit.node for unit, _ in only} == {FLOW}


def test_small_strata_get_rows_before_large_ones_get_more() -> None:
    sizes = {Stratum("hit", "N", "class"): 2, Stratum("hit", "N", "keyword"): 400,
             Stratum("hit", "N", "class+keyword"): 100}  # fmt: skip
    assert list(allocate(sizes, 3, 5).values()) == [1, 1, 1]
    assert list(allocate(sizes, 30, 5).values()) == [2, 5, 23]
    assert sum(allocate(sizes, 10_000, 5).values()) == 502


def test_the_workbook_offers_choices_and_hides_what_is_not_for_readers(
    world: Snapshot, tmp_path: Path
) -> None:
    sheet(world, tmp_path / "review.xlsx")
    book = openpyxl.load_workbook(tmp_path / "review.xlsx")
    review = book.worksheets[0]
    assert book.sheetnames == ["审阅", "环节", "说明"]
    lists = {rule.formula1 for rule in review.data_validations.dataValidation}
    assert '"是,否,不确定"' in lists
    assert any("环节" in rule for rule in lists)
    hidden = [each for each in review.column_dimensions.values() if each.hidden]
    assert [(each.min - 1, each.max - 1) for each in hidden] == [(AT["kind"], AT["code"])]
    abstract = review.cell(2, AT["abstract"] + 1)
    assert abstract.data_type == "s"  # begins with "=" and is no formula
    assert len(str(abstract.value)) == scope_words().excerpt + 1


def test_a_full_review_of_everything_gives_the_planted_truth(
    world: Snapshot, tmp_path: Path
) -> None:
    rows = sheet(world, tmp_path / "review.xlsx", Plan(per_node=1000, excluded=1000))
    assert answered(world, save(tmp_path / "filled.xlsx", list(map(fill, rows)))) == 247
    report = scope_report(scope_frame(world), world.project.chain, Ledger(world.project.folder))
    nodes = {line.node: line for line in report.nodes}
    assert nodes[SOLID].precision[:3] == pytest.approx((40 / 55,) * 3)
    assert nodes[SOLID].recall[:3] == pytest.approx((40 / 48,) * 3)
    assert nodes[FLOW].precision[:3] == (1.0, 1.0, 1.0)
    assert nodes[FLOW].recall[:3] == pytest.approx((30 / 35,) * 3)
    assert report.chain.precision.value == pytest.approx(70 / 85)
    assert report.chain.recall.value == pytest.approx(70 / 78)
    assert {kind: each.relevant for kind, each in report.excluded.items()} == {
        "near": 6, "neighbour": 2, "rest": 0,
    }  # fmt: skip


def test_intervals_of_drawn_samples_cover_the_planted_truth(world: Snapshot) -> None:
    frame, covered = scope_frame(world), Counter[str]()
    truth = {"*": (70 / 85, 70 / 78), SOLID: (40 / 55, 40 / 48), FLOW: (1.0, 30 / 35)}
    runs = 150
    for seed in range(runs):
        cut = Cut(frame, [by_truth(unit) for unit, _ in draw(frame, Plan(20, 60, seed))])
        lines = {"*": cut.chain("")} | {n: cut.node(n, "") for n in (SOLID, FLOW)}
        for node, planted in truth.items():
            for what, value in zip(("precision", "recall"), planted, strict=True):
                found = getattr(lines[node], what)
                covered[f"{node} {what}"] += found.low - 1e-9 <= value <= found.high + 1e-9
    assert min(covered.values()) / runs >= 0.9, covered  # 0.95 less three standard errors


def by_truth(unit: Unit) -> Answer:
    truth = truth_of(unit.patent)
    right = truth == unit.node if unit.node else bool(truth)
    return Answer(unit, "yes" if right else "no", truth if truth != unit.node else "")


def test_the_example_of_the_documents_is_what_the_commands_print(
    world: Snapshot, tmp_path: Path
) -> None:
    page = (ROOT / "docs/scope.md").read_text(encoding="utf-8")
    project = ("--project", world.project.folder)
    run("sample", "-o", tmp_path / "r.xlsx", "--per-node", "30", "--seed", "5", *project)
    filled = save(tmp_path / "filled.xlsx", [fill(row) for row in rows_of(tmp_path / "r.xlsx")])
    for printed in (run("show", *project), run("report", filled, "--who", "甲", *project)):
        for line in filter(None, printed.stdout.splitlines()):
            if not re.search(r" 0 +0 +0 +0 +0 +0$", line):  # nodes without any patent
                assert line in page


def test_what_a_number_may_be_used_for_depends_on_the_rows_read() -> None:
    assert list(map(use_of, (29, 30, 199, 200))) == ["none", "smoke", "smoke", "claim"]


def test_sorted_rows_moved_columns_and_a_part_filled_are_read_alike(
    world: Snapshot, tmp_path: Path
) -> None:
    rows = sheet(world, tmp_path / "review.xlsx")
    filled = [fill(row) if place % 3 else row for place, row in enumerate(rows)]
    frame = scope_frame(world)
    plain = read_review(save(tmp_path / "plain.xlsx", filled), world, frame)
    dice = random.Random(2)
    places = dice.sample(range(len(HEAD)), len(HEAD))
    turned = [[row[place] for place in places] for row in dice.sample(filled, len(filled))]
    moved = save(tmp_path / "moved.xlsx", turned, [HEAD[place] for place in places])
    assert set(read_review(moved, world, frame)) == set(plain)
    assert len(plain) == sum(place % 3 > 0 for place in range(len(rows)))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_csv_goes_out_and_comes_back(
    world: Snapshot, tmp_path: Path, encoding: str, lang: str
) -> None:
    frame, path = scope_frame(world), tmp_path / "review.csv"
    write_review(world, draw(frame, Plan(per_node=5, excluded=10)), path, lang)
    head, *rows = csv.reader(path.read_text(encoding="utf-8-sig").splitlines())
    assert rows[0][AT["abstract"]].startswith("'=")
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows([head, *map(fill, rows)])
    assert len(read_review(path, world, frame)) == len(rows) == 20


SPOILERS: dict[str, tuple[Callable[[list[Any]], object], str]] = {
    "a bad verdict": (
        lambda row: row.__setitem__(AT["verdict"], "也许"), "row 2: the verdict '也许'",
    ),
    "no verdict but a node": (lambda row: row.__setitem__(AT["verdict"], None), "the verdict ''"),
    "an unknown node": (lambda row: row.__setitem__(AT["right"], "XX-99"), "the node 'XX-99'"),
    "a foreign row": (
        lambda row: row.__setitem__(AT["code"], "fedcba9876543210-0123456789ab"),
        "row 2: the row code 'fedcba9876543210-0123456789ab' is of another snapshot",
    ),
    "a lost code": (lambda row: row.__setitem__(AT["code"], None), "the row code ''"),
    "columns sorted apart": (
        lambda row: row.__setitem__(AT["publication"], "CN202009000001A"),
        "does not belong to the row code",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILERS)
def test_a_spoilt_row_is_named(world: Snapshot, tmp_path: Path, name: str) -> None:
    rows = [fill(row) for row in sheet(world, tmp_path / "review.xlsx")]
    spoil, says = SPOILERS[name]
    rows[0][AT["right"]] = SOLID
    spoil(rows[0])
    with pytest.raises(InputError) as caught:
        read_review(save(tmp_path / "spoilt.xlsx", rows), world, scope_frame(world))
    assert says in str(caught.value)
    assert world.id in str(caught.value)
    assert Ledger(world.project.folder).decisions() == []


def test_a_row_copied_with_another_answer_is_named(world: Snapshot, tmp_path: Path) -> None:
    rows = [fill(row) for row in sheet(world, tmp_path / "review.xlsx")]
    other = list(rows[0])
    other[AT["verdict"]] = "不确定"
    frame = scope_frame(world)
    twice = save(tmp_path / "twice.xlsx", [*rows, list(rows[0])])
    assert len(read_review(twice, world, frame)) == len(rows)
    with pytest.raises(InputError, match="answered before in another way"):
        read_review(save(tmp_path / "spoilt.xlsx", [*rows, other]), world, frame)


def test_a_file_that_is_no_review_sheet_is_refused(world: Snapshot, tmp_path: Path) -> None:
    path = save(tmp_path / "other.xlsx", [["a", "b"]], ["甲", "乙"])
    with pytest.raises(InputError, match="not one of `patnav scope sample`"):
        read_review(path, world, scope_frame(world))


def test_a_sheet_of_a_chain_that_has_changed_is_refused(world: Snapshot, tmp_path: Path) -> None:
    rows = [fill(row) for row in sheet(world, tmp_path / "review.xlsx")]
    path = save(tmp_path / "filled.xlsx", rows)
    tree = world.project.chain
    world.project.__dict__["chain"] = tree.model_copy(update={"version": "changed"})
    with pytest.raises(InputError, match="of another snapshot, chain or sheet"):
        read_review(path, world, scope_frame(world))


def test_verdicts_are_kept_once_and_a_changed_one_undoes_the_old(
    world: Snapshot, tmp_path: Path
) -> None:
    rows = [fill(row) for row in sheet(world, tmp_path / "review.xlsx")]
    ledger = Ledger(world.project.folder)
    assert answered(world, save(tmp_path / "a.xlsx", rows)) == len(rows)
    assert answered(world, save(tmp_path / "a.xlsx", rows)) == 0
    rows[0][AT["verdict"]], rows[0][AT["right"]] = "不确定", None
    assert answered(world, save(tmp_path / "b.xlsx", rows)) == 1
    assert len(ledger.decisions("scope")) == len(rows)
    assert len(ledger.history("scope")) == len(rows) + 2
    assert ledger.digest() == ""  # a verdict on a result changes none


def test_reviewers_who_disagree_count_as_unsure(world: Snapshot, tmp_path: Path) -> None:
    rows = [fill(row) for row in sheet(world, tmp_path / "r.xlsx", Plan(1000, 0, nodes=(FLOW,)))]
    answered(world, save(tmp_path / "a.xlsx", rows), "甲")
    for row in rows[:6]:
        row[AT["verdict"]] = "否"
    answered(world, save(tmp_path / "b.xlsx", rows), "乙")
    frame, ledger = scope_frame(world), Ledger(world.project.folder)
    report = scope_report(frame, world.project.chain, ledger)
    (line,) = [line for line in report.nodes if line.node == FLOW]
    assert report.reviewers == ("乙", "甲")
    assert (line.reviewed, line.unsure, line.precision.value) == (30, 6, 24 / 30)
    (pair,) = report.agreement
    assert (pair.rows, pair.agreed) == (30, 24 / 30)


def test_unsure_counts_against_the_cut_on_both_sides(world: Snapshot, tmp_path: Path) -> None:
    rows = sheet(world, tmp_path / "review.xlsx", Plan(1000, 1000))
    for row in rows:
        row[AT["verdict"]] = "不确定"
    answered(world, save(tmp_path / "filled.xlsx", rows))
    report = scope_report(scope_frame(world), world.project.chain, Ledger(world.project.folder))
    assert report.chain.precision.value == 0
    assert sum(each.relevant for each in report.excluded.values()) == 162


def test_the_commands_from_sample_to_report(world: Snapshot, tmp_path: Path) -> None:
    project = ("--project", world.project.folder)
    assert json.loads(run("show", "--json", *project).stdout)["patents"] == 247
    assert run("show", *project).exit_code == 0
    path = tmp_path / "review.xlsx"
    drawn = run("sample", "-o", path, "--per-node", "20", "--seed", "5", *project)
    assert (drawn.exit_code, drawn.stderr.split(" →")[0]) == (
        0, "40 assignments and 60 patents left out",
    )  # fmt: skip
    save(path, [fill(row) for row in rows_of(path)])
    told = run("report", path, "--who", "甲", *project)
    assert told.exit_code == 0, told.output
    assert "冒烟检查" in told.stdout
    again = json.loads(run("report", "--json", *project).stdout)
    assert again["chain"]["precision"]["n"] == 40
    assert saved_report(world) == again
    assert set(again["chain"]) >= {"assigned", "reviewed", "right", "unsure", "recall", "use"}


def test_a_sheet_of_an_earlier_snapshot_is_reported_for_that_one(
    world: Snapshot, tmp_path: Path
) -> None:
    project, path = world.project, tmp_path / "review.xlsx"
    save(path, [fill(row) for row in sheet(world, path)])
    (project.snapshots / "current").write_text("fedcba9876543210\n", encoding="utf-8")
    shutil.copytree(world.folder, project.snapshots / "fedcba9876543210")
    told = run("report", path, "--json", "--project", project.folder)
    assert "drawn from snapshot 0123456789abcdef" in told.stderr
    assert json.loads(told.stdout)["snapshot"] == "0123456789abcdef"
    shutil.rmtree(world.folder)
    gone = run("report", path, "--project", project.folder)
    assert "of another snapshot" in str(gone.exception)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("sample", "-o", "review.docx"), "name a file .xlsx or .csv"),
        (("sample", "-o", "review.xlsx", "--node", "ZZ"), "there is no node 'ZZ'"),
        (("report",), "no verdict on this snapshot yet"),
        (("report", "absent.xlsx"), "there is no such file"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(
    world: Snapshot, words: tuple[str, ...], says: str
) -> None:
    result = run(*words, "--project", world.project.folder)
    assert says in str(result.exception)
