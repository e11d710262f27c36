"""Maturity from text and facts, experts' bands, enterprises' feedback."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from findings import analysed
from openpyxl import load_workbook

from patnav.analysis import card
from patnav.analysis.export import write_workbook
from patnav.analysis.feedback_file import read_feedback
from patnav.analysis.lists import ListRequest
from patnav.analysis.maturity import combine
from patnav.analysis.opinions import FEEDBACK, MATURITY, Feedback, feedbacks, outlook_of
from patnav.analysis.views import analyse
from patnav.cli import cli
from patnav.errors import InputError
from patnav.ingest.read.numbers import check_digit
from patnav.ingest.review import ADJUDICATED, LABEL, Address, LabelDecision
from patnav.ingest.review.labels import BAND
from patnav.ledger import Entry, Ledger
from patnav.snapshot import Snapshot

KEY = "CN201810000001"


@pytest.fixture
def world(tmp_path: Path) -> Snapshot:
    return analysed(tmp_path / "p", synthetic=True)


@pytest.mark.parametrize(
    ("text", "kinds", "rule", "band"),
    [
        ("mid", set(), "stated", "mid"),
        ("high", set(), "stated", "high"),
        ("high", set(), "fact", "mid"),
        ("high", {"licence"}, "fact", "high"),
        ("mid", {"pledge"}, "stated", "high"),
        ("unknown", set(), "stated", "unknown"),
        ("unknown", {"pct"}, "stated", "unknown"),
        ("unknown", {"pct", "joint_filing"}, "stated", "mid"),
        ("unknown", {"transfer"}, "stated", "mid"),
        ("unknown", {"university_only", "single_member", "early"}, "stated", "low"),
    ],
)
def test_bands_follow_from_text_and_kinds_of_facts(
    text: str, kinds: set[str], rule: str, band: str
) -> None:
    found = combine(text, kinds, rule)
    assert found.band == band
    assert 0.2 <= found.confidence <= 0.9


def test_every_patent_has_a_maturity_with_dated_sentences(world: Snapshot) -> None:
    rows = world.frame("maturity")
    assert len(rows) == len(world.frame("patents"))
    known = rows[rows["band"] != "unknown"]
    assert len(known) > 0
    assert all(list(basis)[-1] == "待专家确认" for basis in known["basis_zh"])
    for facts, basis in zip(rows["facts"], rows["basis_en"], strict=True):
        assert sum("row " in line for line in basis) == len(facts)


def test_an_expert_overrides_the_band_until_it_is_undone(world: Snapshot) -> None:
    ledger = Ledger(world.project.folder)
    number = ledger.record(MATURITY, Entry(KEY, "", "high", "已见样线"), who="王工")
    opinion = card(world, KEY).opinions["maturity"]
    assert opinion.band == "high"
    assert "王工" in opinion.zh[0]
    assert "已见样线" in opinion.zh[0]
    ledger.undo(number, who="王工", why="")
    assert card(world, KEY).opinions["maturity"].band == ""


def test_the_lower_median_of_firms_overrides_and_both_sides_are_marked(world: Snapshot) -> None:
    told = [
        Feedback(KEY, "甲公司", "2025-01-01", prospect="low"),
        Feedback(KEY, "甲公司", "2025-02-01", prospect="high", words="愿试制"),
        Feedback(KEY, "乙公司", "2025-01-01", prospect="mid", cooperation="high"),
        Feedback(KEY, "南湖理工大学", "2025-01-01", side="owner", prospect="high"),
    ]
    ledger = Ledger(world.project.folder)
    for one in told:
        ledger.record(FEEDBACK, Entry(one.patent, one.who, one.value(), ""), who="x")
    assert [one for _, one in feedbacks(world.project)] == told
    found = outlook_of(world.project, KEY, "low")
    assert (found.band, found.both) == ("mid", True)
    assert any("愿试制" in line for line in found.zh)


def test_an_opinion_makes_the_snapshot_old_until_it_is_undone(world: Snapshot) -> None:
    ledger = Ledger(world.project.folder)
    before = ledger.digest()
    number = ledger.record(MATURITY, Entry(KEY, "", "mid", "y"), who="x")
    assert ledger.digest() != before
    ledger.undo(number, who="x", why="")
    assert ledger.digest() == before


def test_a_file_of_feedback_is_read_and_a_wrong_row_is_named(tmp_path: Path) -> None:
    file = tmp_path / "反馈.csv"
    head = "专利,企业名称,日期,产业化前景,技术改进需求,产学研合作意愿,意见\n"
    good = "CN1A,甲公司,2025/3/1,高,中,,可试产\n"
    file.write_text(head + good, encoding="gb18030")
    found = read_feedback(file, {"CN1A": "CN1"}.__getitem__, "2025-04-01")
    assert found == [
        Feedback("CN1", "甲公司", "2025-03-01", prospect="high", need="mid", words="可试产")
    ]
    file.write_text(head + good + "CN1A,乙公司,,很棒,,,\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"row 3.*prospect|prospect.*row 3"):
        read_feedback(file, {"CN1A": "CN1"}.__getitem__, "2025-04-01")


def test_an_answer_names_its_patent_by_any_number_and_is_listed_by_it(world: Snapshot) -> None:
    folder = str(world.project.folder)
    run = CliRunner().invoke
    numbers = [f"ZL{KEY[2:]}.{check_digit(KEY[2:])}", KEY[2:]]
    add = ["outlook", "feedback", "add", numbers[0], "--enterprise", "甲公司", "--prospect", "high"]
    assert run(cli, [*add, "--project", folder]).exit_code == 0
    for number in numbers:
        listed = run(cli, ["outlook", "feedback", "list", number, "--json", "--project", folder])
        assert KEY in listed.output
    unknown = run(cli, ["outlook", "feedback", "list", "CN999", "--project", folder])
    assert "no patent 'CN999'" in str(unknown.exception)


def test_a_file_of_feedback_counts_once_and_names_are_brought_to_one(
    world: Snapshot, tmp_path: Path
) -> None:
    folder, run = str(world.project.folder), CliRunner().invoke
    file = tmp_path / "fb.csv"
    rows = f"patent,who,prospect,day\n{KEY},甲公司,高,2025-03-01\n{KEY},　乙  公司 ,低,2025-03-01\n"
    file.write_text(rows, encoding="utf-8")
    words = ["outlook", "feedback", "import", str(file), "--who", "张三", "--project", folder]
    assert "2 of 2 answers" in run(cli, words).stderr
    assert "0 of 2 answers" in run(cli, words).stderr
    assert [one.who for _, one in feedbacks(world.project)] == ["甲公司", "乙公司"]
    file.write_text(f"patent,who,prospect,day\n{KEY},甲公司,高,2999-01-01\n", encoding="utf-8")
    assert "row 2: day: '2999-01-01' is yet to come" in str(run(cli, words).exception)


def test_feedback_by_command(world: Snapshot) -> None:
    folder = str(world.project.folder)
    run = CliRunner().invoke
    add = ["outlook", "feedback", "add", KEY, "--enterprise", "甲公司", "--prospect", "high"]
    assert run(cli, [*add, "--project", folder]).exit_code == 0
    listed = run(cli, ["outlook", "feedback", "list", "--json", "--project", folder])
    assert "甲公司" in listed.output
    undo = ["undo", "1", "--why", "误填", "--project", folder]
    other = run(cli, ["maturity", *undo])
    assert "no decision 1 of kind maturity" in str(other.exception)
    assert run(cli, ["outlook", "feedback", *undo]).exit_code == 0
    confirm = ["maturity", "confirm", KEY, "mid", "--why", "样机", "--project", folder]
    assert run(cli, confirm).exit_code == 0
    assert "样机" in run(cli, ["maturity", "list", "--project", folder]).output


@pytest.mark.parametrize(
    ("said", "band"),
    [("高", "high"), ("中", "mid"), ("低", "low"), ("未知", "unknown"), ("MID", "mid")],
)
def test_a_band_is_confirmed_in_either_language(world: Snapshot, said: str, band: str) -> None:
    folder = str(world.project.folder)
    confirm = ["maturity", "confirm", KEY, said, "--why", "样机已看", "--project", folder]
    found = CliRunner().invoke(cli, confirm)
    assert found.exit_code == 0, found.output
    assert [one.value for one in Ledger(world.project.folder).decisions(MATURITY)] == [band]
    assert card(world, KEY).opinions["maturity"].band == band


@pytest.mark.parametrize("word", ["好", "中等偏上", "9"])
def test_what_is_no_band_is_refused_with_those_that_are(world: Snapshot, word: str) -> None:
    folder = str(world.project.folder)
    confirm = ["maturity", "confirm", KEY, word, "--why", "x", "--project", folder]
    found = CliRunner().invoke(cli, confirm)
    assert found.exit_code == 2
    assert "'low', 'mid', 'high', 'unknown'" in found.output
    assert Ledger(world.project.folder).decisions() == []


def test_a_grade_by_command_is_read_as_that_of_a_file(world: Snapshot) -> None:
    folder = str(world.project.folder)
    add = ["outlook", "feedback", "add", KEY, "--enterprise", "甲公司", "--project", folder]
    grades = ["--prospect", "高", "--need", "一般", "--cooperation", "有"]
    found = CliRunner().invoke(cli, [*add, *grades])
    assert found.exit_code == 0, found.output
    ((_, one),) = feedbacks(world.project)
    assert (one.prospect, one.need, one.cooperation) == ("high", "mid", "high")
    assert CliRunner().invoke(cli, [*add, "--prospect", "未知"]).exit_code == 2


def test_who_gives_a_band_in_a_review_or_as_an_expert_votes_on_the_same(world: Snapshot) -> None:
    ledger = Ledger(world.project.folder)
    address = Address(KEY, "maturity", "", "", BAND, BAND)
    given = LabelDecision(address, "", "correct", {"value": "low"})
    subject, quote, value = given.row()
    ledger.record(LABEL, Entry(subject, quote, value, "只有仿真"), who="李工")
    ledger.record(MATURITY, Entry(KEY, "", "mid", "已见样机"), who="王工")
    assert card(world, KEY).opinions["maturity"].band == "mid"  # of one each the later
    ledger.record(MATURITY, Entry(KEY, "", "low", "样机未通过"), who="赵工")
    assert card(world, KEY).opinions["maturity"].band == "low"  # two to one
    ledger.record(MATURITY, Entry(KEY, ADJUDICATED, "high", "已量产"), who="组长")
    opinion = card(world, KEY).opinions["maturity"]
    assert (opinion.band, len(opinion.zh)) == ("high", 1)
    assert "组长" in opinion.zh[0]


def test_tables_and_lists_say_whose_band_it_is_and_since_when(world: Snapshot) -> None:
    ledger = Ledger(world.project.folder)
    computed = world.frame("maturity").set_index("patent")["band"]
    number = ledger.record(MATURITY, Entry(KEY, "", "high", "已见样线"), who="王工")
    said = Feedback(KEY, "甲公司", "2025-02-01", prospect="low", need="high", words="太贵")
    ledger.record(FEEDBACK, Entry(KEY, said.who, said.value(), ""), who="录入")
    tables = analyse(world)
    row = next(row for row in tables["maturity"].to_pylist() if row["patent"] == KEY)
    assert (row["band"], row["computed"]) == ("high", computed[KEY])
    day = ledger.decisions(MATURITY)[0].at[:10]
    assert (row["decided_by"], row["decided_on"]) == (["王工"], day)
    assert row["decided_why"] == ["已见样线"]
    row = next(row for row in tables["outlook"].to_pylist() if row["patent"] == KEY)
    assert (row["band"], row["decided_by"], row["decided_on"]) == ("low", ["甲公司"], "2025-02-01")
    assert row["decided_why"] == ["太贵"]
    assert tables["feedback"].to_pylist()[0]["need"] == "high"
    ledger.undo(number, who="王工", why="")
    row = next(row for row in analyse(world)["maturity"].to_pylist() if row["patent"] == KEY)
    assert (row["band"], row["decided_by"]) == (computed[KEY], [])


def test_the_evidence_sheet_says_who_decided_when_and_why(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    ledger = Ledger(tmp_path / "p")
    for who, why in (("王工", "已见样线"), ("李工", "产品已售")):
        ledger.record(MATURITY, Entry(KEY, "", "high", why), who=who)
    snapshot = analysed(tmp_path / "p", synthetic=True)
    write_workbook(snapshot, ListRequest("enterprise"), tmp_path / "list.xlsx")
    sheet = load_workbook(tmp_path / "list.xlsx").worksheets[1]
    head, *rows = sheet.values
    key = head.index("申请号（键）")
    said = dict(zip(head, next(row for row in rows if row[key] == KEY), strict=True))
    day = ledger.decisions(MATURITY)[0].at[:10]
    names = ("成熟等级", "成熟等级确认人", "成熟等级确认日", "成熟等级确认理由")
    assert [said[name] for name in names] == ["高", "李工; 王工", day, "产品已售; 已见样线"]
    assert sheet.column_dimensions["B"].width >= len("CN201810000001X")  # no number is cut off
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
