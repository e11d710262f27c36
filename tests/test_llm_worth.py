"""How sure a model's labels are, and asking about the review queue only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from llm_server import Fake, completion, fake_server, labels_for
from weekly import HEAD, project_in

from patnav.analysis.review import Material, Wanted, enter, judge_label, queue
from patnav.build import build
from patnav.cli import cli
from patnav.errors import InputError
from patnav.ingest.llm.worth import ENOUGH, Judged, Worth, worth_of
from patnav.ingest.review import Address, LabelDecision, address_of
from patnav.ledger import Decision, Ledger
from patnav.model import Mention
from patnav.project import PROJECT_FILE, Project, open_project
from patnav.snapshot import open_snapshot

PLACE = ("CN1", "abstract")


def label(start: int, end: int, direction: str = "down") -> Mention:
    return Mention(
        dimension="effect", section="abstract", lang="zh", start=start, end=end, quote="x",
        value="能耗", direction=direction, confidence=0.5, method="llm.m", version="llm-1",
    )  # fmt: skip


def offline(start: int, end: int, confidence: float) -> dict[str, object]:
    return {"dimension": "effect", "lang": "zh", "start": start, "end": end, "value": "能耗",
            "direction": "down", "confidence": confidence}  # fmt: skip


def decided(number: int, verdict: str, start: int, end: int, direction: str = "down") -> Decision:
    place = Address("CN1", "effect", "abstract", "zh", start, end)
    held = {"start": start, "end": end, "quote": "x", "direction": direction}
    given = LabelDecision(place, "x", verdict, {} if verdict == "reject" else held, held)
    subject, other, value = given.row()
    return Decision(number, "2024-05-01T00:00:00+00:00", "王", "label", subject, other, value, "读")


def spans(count: int) -> list[tuple[int, int]]:
    return [(10 * at, 10 * at + 6) for at in range(count)]


def test_without_judgements_the_prior_stands() -> None:
    known = {PLACE: [offline(0, 6, 0.83)]}
    worth = worth_of({PLACE: [label(0, 6), label(20, 26)]}, known, [], "majority")
    assert worth.sure(PLACE, label(0, 6)).confidence == 0.83  # the offline model gives it too
    assert worth.sure(PLACE, label(0, 6, "up")).confidence == 0.5  # not with this direction
    assert worth.sure(PLACE, label(20, 26)).confidence == 0.5
    assert list(worth.lines()) == []


def test_from_thirty_judged_labels_on_their_share_counts() -> None:
    for judged, expected in ((ENOUGH - 1, 0.5), (ENOUGH, (24 + 10 * 0.5) / (30 + 10))):
        places = spans(judged)
        decisions = [
            decided(at, "accept" if at < 24 else "reject", *span) for at, span in enumerate(places)
        ]
        labels = {PLACE: [label(*span) for span in places]}
        worth = worth_of(labels, {}, decisions, "majority")
        assert worth.counts["effect", False] == Judged("effect", False, 24, judged)
        assert worth.sure(PLACE, label(*places[0])).confidence == pytest.approx(expected)
        (line,) = worth.lines()
        assert f"24 of {judged} judged labels right" in line
        assert ("below 30" in line) is (judged < ENOUGH)


def test_seconded_labels_are_counted_apart() -> None:
    places = spans(2 * ENOUGH)
    known = {PLACE: [offline(*span, 0.8) for span in places[:ENOUGH]]}
    decisions = [
        decided(at, "accept" if at < ENOUGH else "reject", *span) for at, span in enumerate(places)
    ]
    worth = worth_of({PLACE: [label(*span) for span in places]}, known, decisions, "majority")
    assert worth.sure(PLACE, label(*places[0])).confidence == (30 + 10 * 0.8) / 40
    assert worth.sure(PLACE, label(*places[-1])).confidence == (0 + 10 * 0.5) / 40


@pytest.mark.parametrize(
    ("verdict", "span", "direction", "right"),
    [
        ("accept", (0, 6), "down", 1),
        ("add", (1, 6), "down", 1),  # half of the characters and more
        ("correct", (0, 6), "up", 0),  # what holds has another direction
        ("reject", (0, 6), "down", 0),
        ("reject", (40, 46), "down", None),  # about another span
    ],
)
def test_a_label_is_right_by_what_holds_of_its_span(
    verdict: str, span: tuple[int, int], direction: str, right: int | None
) -> None:
    decisions = [decided(1, verdict, *span, direction)]
    worth = worth_of({PLACE: [label(0, 6)]}, {}, decisions, "majority")
    if right is None:
        assert worth.counts == {}
    else:
        assert worth.counts["effect", False] == Judged("effect", False, right, 1)


def test_decisions_about_other_patents_say_nothing() -> None:
    worth = worth_of(
        {("CN2", "abstract"): [label(0, 6)]}, {}, [decided(1, "accept", 0, 6)], "latest"
    )
    assert isinstance(worth, Worth)
    assert worth.counts == {}


# --- in a project ---------------------------------------------------------------------------------

TEXTS = (
    "本发明公开一种循环泵，采用磁悬浮转子，降低了能耗，可在渔港推广。",
    "本发明公开一种水泵，包括钛合金叶轮，便于检修，样机连续运行500小时。",
    "本发明公开一种阀，包括阀座，重量轻。",
)


@pytest.fixture
def server() -> Iterator[Fake]:
    with fake_server(lambda asked: completion(labels_for(asked.text))) as fake:
        yield fake


@pytest.fixture
def project(tmp_path: Path, server: Fake) -> Project:
    made = project_in(tmp_path / "项目")
    rows = "".join(
        f"CN20151010{n:04}0,一种泵{n},{text},虚构泵厂,2015-03-0{n + 1},F04D29/22,有效\n"
        for n, text in enumerate(TEXTS)
    )
    path = made.folder / "a.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    made.add_sources([path])
    setting = made.folder / PROJECT_FILE
    server_named = f'\n[llm]\nbase_url = "{server.url}"\nmodel = "m"\n'
    setting.write_text(setting.read_text("utf-8") + server_named, "utf-8")
    made = open_project(made.folder)
    build(made)
    return made


def invoke(project: Project, *words: str) -> Result:
    return CliRunner().invoke(cli, ["llm", "run", *words, "--project", str(project.folder)])


def test_the_model_is_asked_about_the_first_places_of_the_queue_only(
    project: Project, server: Fake
) -> None:
    snapshot = open_snapshot(project)
    found = invoke(project, "--queue", "1")
    assert found.exit_code == 0, found.output
    (first,) = queue(snapshot, [], Wanted(top=1))["patent"]
    (asked,) = server.asked
    keys = sorted(snapshot.table("patents")["patent"].to_pylist())
    assert asked.text == TEXTS[keys.index(first)]
    assert "first 1 places of the review queue: 1 labels in 1 texts" in found.stderr
    invoke(project, "--queue", "500")
    assert sorted(one.text for one in server.asked) == sorted(TEXTS)  # none of them twice


@pytest.mark.parametrize("also", [("--all",), ("--patent", "CN1")])
def test_the_queue_and_named_patents_exclude_one_another(
    project: Project, also: tuple[str, ...]
) -> None:
    found = invoke(project, "--queue", "5", *also)
    assert isinstance(found.exception, InputError)


def test_a_build_takes_confidences_from_the_offline_model_and_from_reviewers(
    project: Project,
) -> None:
    before = open_snapshot(project)
    sure = {
        (row["patent"], row["start"], row["end"]): row["confidence"]
        for row in before.table("mentions").to_pylist()
        if row["dimension"] == "effect"
    }
    invoke(project, "--all")
    rows = queue(before, [], Wanted(top=0, dimension="effect", kind="given"))
    row = rows[rows["quote"] == "降低了能耗"].iloc[0]
    judged = judge_label(Material(before, [row["patent"]]), address_of(row["subject"]), "reject")
    enter(Ledger(project.folder), [judged], who="王", why="套话")
    setting = project.folder / PROJECT_FILE
    setting.write_text(setting.read_text("utf-8") + '\n[annotate]\nbackend = "llm"\n', "utf-8")
    said: list[str] = []
    after = build(open_project(project.folder), said.append).snapshot
    rows = [one for one in after.table("mentions").to_pylist() if one["method"] == "llm.m"]
    same = {
        (one["patent"], one["start"], one["end"]): one["confidence"]
        for one in rows if one["dimension"] == "effect"
    }  # fmt: skip
    assert same
    for place, confidence in same.items():
        assert confidence == sure.get(place, 0.5)
    assert any(
        "effect that the offline model gives too: 0 of 1 judged labels right; below 30" in line
        for line in said
    )
