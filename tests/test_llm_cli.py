"""`patnav llm`: documents, projects, kill -9, and builds from kept answers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from llm_server import Asked, Fake, Say, completion, fake_server, labels_for
from weekly import HEAD, project_in

from patnav.build import build
from patnav.cli import cli
from patnav.errors import ProjectError
from patnav.ingest.llm.answers import Answers
from patnav.project import PROJECT_FILE, Project, file_hash, open_project
from patnav.snapshot import Snapshot, open_snapshot

KEY = "sk-very-secret-0123456789"
DOCS: tuple[dict[str, str], ...] = (
    {"id": "a", "text": "本发明公开一种循环泵，采用磁悬浮转子，降低了能耗，重量轻。", "lang": "zh"},
    {"id": "b", "text": "一种水泵，包括钛合金叶轮，便于检修，样机连续运行500小时。", "lang": "zh"},
    {"id": "c", "text": "一种循环泵，其特征在于：包括壳体；转子设于壳体内。", "kind": "claim"},
    {"id": "e", "text": "", "lang": "zh"},
)


def right(asked: Asked) -> Say:
    return completion(labels_for(asked.text))


@pytest.fixture
def server() -> Iterator[Fake]:
    with fake_server(right) as fake:
        yield fake


def docs(folder: Path, rows: tuple[dict[str, str], ...] = DOCS) -> Path:
    path = folder / "docs.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def annotate(folder: Path, url: str, *more: str) -> tuple[Result, list[dict[str, Any]]]:
    target = folder / "out.jsonl"
    words = ["llm", "annotate", str(docs(folder)), "-o", str(target), "--base-url", url]
    kept = ["--model", "m", "--answers", str(folder / "kept.db")]
    result = CliRunner().invoke(cli, [*words, *kept, *more])
    lines = target.read_text(encoding="utf-8").splitlines() if target.exists() else []
    return result, [json.loads(line) for line in lines]


def report(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / "out.jsonl.report.json").read_text("utf-8"))
    return loaded


def test_documents_are_answered_in_the_form_of_annotate(tmp_path: Path, server: Fake) -> None:
    result, rows = annotate(tmp_path, server.url)
    assert result.exit_code == 0, result.output
    assert rows == [
        {
            "id": "a",
            "effects": [
                {"quote": "降低了能耗", "attribute": "能耗", "direction": "down"},
                {"quote": "重量轻", "attribute": "重量", "direction": "down"},
            ],
            "means": ["磁悬浮转子"],
            "maturity": {"band": "unknown", "quote": None},
            "market": [],
        },
        {
            "id": "b",
            "effects": [{"quote": "便于检修", "attribute": "检修", "direction": "enable"}],
            "means": ["钛合金叶轮"],
            "maturity": {"band": "mid", "quote": "样机连续运行500小时"},
            "market": [],
        },
        {"id": "c", "preamble": "一种循环泵", "elements": ["包括壳体", "转子设于壳体内"]},
        {
            "id": "e",
            "effects": [],
            "means": [],
            "maturity": {"band": "unknown", "quote": None},
            "market": [],
            "unread": "no text",
        },
    ]
    assert report(tmp_path)["done"] == 4


def test_the_same_again_asks_nobody_and_gives_the_same_bytes(tmp_path: Path, server: Fake) -> None:
    annotate(tmp_path, server.url)
    before, asked = (tmp_path / "out.jsonl").read_bytes(), len(server.asked)
    result, _ = annotate(tmp_path, "http://127.0.0.1:9/v1")
    assert result.exit_code == 0
    assert (tmp_path / "out.jsonl").read_bytes() == before
    assert len(server.asked) == asked == 3


def test_failures_are_told_per_document_and_the_rest_is_written(tmp_path: Path) -> None:
    def answering(asked: Asked) -> Say:
        if "钛合金" in asked.text:
            return completion("I would rather not.")
        invented = labels_for(asked.text)
        invented.setdefault("effects", []).append(
            {"quote": "产量翻倍", "attribute": "产量", "direction": "up"}
        )
        return completion(invented)

    with fake_server(answering) as fake:
        result, rows = annotate(tmp_path, fake.url)
        assert result.exit_code == 1
        assert [row["id"] for row in rows] == ["a", "c", "e"]
        told = {row["id"]: row for row in report(tmp_path)["per_document"]}
        assert told["b"]["status"] == "failed"
        assert "no JSON object" in told["b"]["reason"]
        assert told["a"]["dropped"] == [
            {"dimension": "effect", "quote": "产量翻倍", "reason": "not in the text"}
        ]
        assert "1 texts failed: no JSON object of labels in the answer: b" in result.stderr
        annotate(tmp_path, fake.url)  # an answer of no use is kept: asking costs money
        assert len(fake.asked) == 3
        annotate(tmp_path, fake.url, "--again")
        assert len(fake.asked) == 4


def test_an_answer_that_is_cut_off_twice_is_dropped_with_the_reason(tmp_path: Path) -> None:
    cut = completion('{"means": ["磁悬', "length", (100, 2000))
    with fake_server(lambda _: cut) as fake:
        annotate(tmp_path, fake.url)
        assert len(fake.asked) == 6
    assert "cut off" in report(tmp_path)["per_document"][0]["reason"]


def test_a_dry_run_sends_nothing(tmp_path: Path, server: Fake) -> None:
    result, rows = annotate(tmp_path, server.url, "--dry-run")
    assert result.exit_code == 0
    assert "3 questions would go to" in result.stderr
    assert rows == []
    assert server.asked == []


def test_without_settings_or_options_the_remedy_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["llm", "annotate", str(docs(tmp_path))])
    assert isinstance(result.exception, ProjectError)
    assert "no patnav project here" in str(result.exception)


def test_the_key_is_in_no_words_and_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = Say(json.dumps({"error": {"message": f"{KEY} is wrong"}}), 403)
    environment = os.environ | {"PATNAV_LLM_KEY": KEY, "OPENAI_LOG": "debug"}
    monkeypatch.chdir(tmp_path)
    with fake_server(lambda _: refused) as fake:
        words = ["llm", "annotate", str(docs(tmp_path)), "-o", "out.jsonl", "--base-url", fake.url]
        done = start([*words, "--model", "m"], environment, tmp_path).communicate(timeout=120)
        assert fake.asked[0].headers["authorization"] == f"Bearer {KEY}"
    assert b"does not accept the key" in done[1]
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(KEY.encode() in content for content in [*done, *written])


def start(words: list[str], environment: dict[str, str], folder: Path) -> subprocess.Popen[bytes]:
    code = "from patnav.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def wait_for(reached: Callable[[], bool]) -> None:
    for _ in range(6000):
        if reached():
            return
        time.sleep(0.02)
    raise AssertionError("was never reached")


def test_a_run_that_was_killed_goes_on_where_it_ended(tmp_path: Path) -> None:
    many = tuple(
        {"id": str(n), "text": f"第{n}种循环泵，降低了能耗。", "lang": "zh"} for n in range(30)
    )
    killed = [False]

    def answering(asked: Asked) -> Say:
        held = asked.number >= 8 and not killed[0]
        return Say("{}", wait=60) if held else right(asked)

    with fake_server(answering) as fake:
        words = ["llm", "annotate", str(docs(tmp_path, many)), "-o", "out.jsonl"]
        words += ["--base-url", fake.url, "--model", "m", "--answers", "kept.db"]
        running = start(words, dict(os.environ), tmp_path)
        wait_for(lambda: len(fake.asked) >= 12)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        killed[0] = True
        assert not (tmp_path / "out.jsonl").exists()
        before = len(fake.asked)
        again = start(words, dict(os.environ), tmp_path)
        _, said = again.communicate(timeout=120)
        assert again.returncode == 0, said
        assert b"8 of 30 answers are kept" in said
        assert len(fake.asked) - before == 22
    lines = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == [str(n) for n in range(30)]


# --- in a project ---------------------------------------------------------------------------------

TEXTS = (
    "本发明公开一种循环泵，采用磁悬浮转子，降低了能耗，可在渔港推广。",
    "本发明公开一种水泵，包括钛合金叶轮，便于检修，样机连续运行500小时。",
    "本发明公开一种阀，包括阀座，重量轻。",
)


def settings_of(project: Project, text: str) -> Project:
    path = project.folder / PROJECT_FILE
    path.write_text(path.read_text("utf-8") + text, "utf-8")
    return open_project(project.folder)


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
    made = settings_of(made, f'\n[llm]\nbase_url = "{server.url}"\nmodel = "m"\n')
    build(made)
    return made


def invoke(project: Project, *words: str) -> Result:
    return CliRunner().invoke(cli, ["llm", *words, "--project", str(project.folder)])


def quotes(snapshot: Snapshot) -> set[tuple[str, str, str]]:
    rows = snapshot.table("mentions").to_pylist()
    return {(row["dimension"], row["quote"], row["method"].partition(".")[0]) for row in rows}


def contents(snapshot: Snapshot) -> dict[str, str]:
    return {p.name: file_hash(p) for p in snapshot.folder.rglob("*") if p.is_file()}


def test_a_run_in_a_project_keeps_answers_and_changes_no_build(
    project: Project, server: Fake
) -> None:
    before = open_snapshot(project).id
    result = invoke(project, "run", "--sample", "2", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["done"] == 2
    told = json.loads(project.llm_answers.with_name("report.json").read_text("utf-8"))
    assert [row["status"] for row in told["per_document"]] == ["done", "done"]
    assert len(server.asked) == 2
    assert build(project).snapshot.id == before
    invoke(project, "run", "--sample", "3")
    assert len(server.asked) == 3


def test_a_build_takes_kept_answers_when_the_project_says_so(project: Project) -> None:
    invoke(project, "run", "--all")
    project = settings_of(project, '\n[annotate]\nbackend = "llm"\n')
    said: list[str] = []
    report = build(project, said.append)
    found = quotes(report.snapshot)
    assert ("means", "磁悬浮转子", "llm") in found
    assert {method for dimension, _, method in found if dimension != "element"} == {"llm"}
    assert "kept answers of the language model label 3 texts" in said
    bands = {
        row["patent"]: (row["band"], row["basis"])
        for row in report.snapshot.table("judgements").to_pylist()
        if row["dimension"] == "maturity"
    }
    assert ("mid", ["abstract: “样机连续运行500小时”"]) in bands.values()


def test_what_an_answer_leaves_out_stays_as_it_was(tmp_path: Path) -> None:
    def means_alone(asked: Asked) -> Say:
        return completion({"means": labels_for(asked.text)["means"]})

    with fake_server(means_alone) as fake:
        made = project_in(tmp_path / "项目")
        path = made.folder / "a.csv"
        row = f"CN201510100000,一种泵,{TEXTS[0]},虚构泵厂,2015-03-01,F04D29/22,有效\n"
        path.write_text(HEAD + row, encoding="utf-8")
        made.add_sources([path])
        made = settings_of(made, f'\n[llm]\nbase_url = "{fake.url}"\nmodel = "m"\n')
        offline = quotes(build(made).snapshot)
        invoke(made, "run", "--all")
        made = settings_of(made, '\n[annotate]\nbackend = "llm"\n')
        found = quotes(build(made).snapshot)
    others = {one for one in offline if one[0] != "means"}
    assert any(dimension == "effect" for dimension, _, _ in others)
    assert {one for one in found if one[0] != "means"} == others
    assert {method for dimension, _, method in found if dimension == "means"} == {"llm"}


def test_a_snapshot_of_answers_has_the_same_bytes_when_it_is_built_anew(project: Project) -> None:
    invoke(project, "run", "--all")
    project = settings_of(project, '\n[annotate]\nbackend = "llm"\n')
    first = build(project).snapshot
    was = contents(first)
    again = build(project, fresh=True).snapshot
    assert again.id == first.id
    assert contents(again) == was
    assert Answers(project.llm_answers).find([]) == {}
    assert project.llm_answers.is_file()  # a fresh build deletes the cache, not the answers


def test_texts_without_an_answer_keep_the_offline_labels_and_are_counted(
    project: Project, server: Fake
) -> None:
    offline = quotes(open_snapshot(project))
    invoke(project, "run", "--sample", "1")
    project = settings_of(project, '\n[annotate]\nbackend = "llm"\n')
    said: list[str] = []
    first = build(project, said.append).snapshot
    assert any("2 texts have no kept answer" in line for line in said)
    assert quotes(first) & offline
    assert any(method == "llm" for _, _, method in quotes(first))
    invoke(project, "run", "--all")
    assert build(project).snapshot.id != first.id
    assert len(server.asked) == 3


def test_agreement_with_the_offline_labels_is_told_with_intervals(project: Project) -> None:
    invoke(project, "run", "--all")
    result = invoke(project, "agreement", "--json", "--runs", "50")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    figures = {row["measure"]: row for row in told["figures"] if row["texts"] == "all"}
    assert told["documents"] == 3
    assert figures["effects strict"]["model"] == 3
    assert figures["effects overlap"]["both"] <= figures["effects overlap"]["offline"]
    assert figures["effects strict"]["low"] <= figures["effects strict"]["agreement"]
    assert set(told["bands"]) == {"kappa", "low", "high"}
    assert "weighted κ" in invoke(project, "agreement", "--runs", "50").stdout


def test_agreement_without_answers_says_what_to_do(project: Project) -> None:
    assert "patnav llm run" in str(invoke(project, "agreement").exception)


def test_patents_of_a_list_are_asked_about(project: Project, server: Fake) -> None:
    keys = open_snapshot(project).table("patents")["patent"].to_pylist()
    path = project.folder / "queue.txt"
    path.write_text(f"{keys[1]}\n\n{keys[2]}\n", encoding="utf-8")
    assert invoke(project, "run", "--listed", str(path)).exit_code == 0
    assert [TEXTS.index(asked.text) for asked in server.asked] in ([1, 2], [2, 1])


def test_an_unknown_patent_is_named(project: Project) -> None:
    result = invoke(project, "run", "--patent", "CN1")
    assert "there is no patent CN1" in str(result.exception)
