"""The ledger: nothing that was decided is ever overwritten, and every undoing can be undone."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from patnav.errors import ProjectError
from patnav.ledger import LEDGER_FILE, Decision, Entry, Ledger


def _same(ledger: Ledger, one: str, other: str) -> int:
    return ledger.record("party", Entry(one, other, "same", "年报第3页"), who="王")


def test_a_decision_is_kept_with_who_and_why(tmp_path: Path) -> None:
    number = _same(Ledger(tmp_path), "甲公司", "乙公司")
    (decision,) = Ledger(tmp_path).decisions("party")
    assert decision.id == number
    assert decision[3:] == ("party", "甲公司", "乙公司", "same", "年报第3页")
    assert decision.who == "王"
    assert decision.at.endswith("+00:00")


def test_reading_makes_no_file(tmp_path: Path) -> None:
    assert Ledger(tmp_path).decisions() == []
    assert Ledger(tmp_path).digest() == ""
    assert not (tmp_path / LEDGER_FILE).exists()


def test_undoing_and_undoing_the_undoing(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    number = _same(ledger, "甲", "乙")
    before = ledger.digest()
    undoing = ledger.undo(number, who="李", why="同名不同人")
    assert ledger.decisions() == []
    assert ledger.digest() == ""
    ledger.undo(undoing, who="王", why="核实过")
    assert [item.id for item in ledger.decisions()] == [number]
    assert ledger.digest() == before
    assert [undone for _, undone in ledger.history()] == [False, True, False]


def test_many_decisions_are_written_all_or_none(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.record_all("party", [("甲", "乙", "same"), ("丙", "丁", "same")], who="王", why="年报")
    assert [item.subject for item in ledger.decisions("party")] == ["甲", "丙"]
    spoilt: Any = [("戊", "己", "same"), ("庚", "辛", None)]
    with pytest.raises(ProjectError):
        ledger.record_all("party", spoilt, who="王", why="年报")
    assert len(ledger.decisions()) == 2


def test_new_decisions_keep_their_reasons_and_come_all_or_none(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    given = [
        ("甲", "乙", "same", "年报"),
        ("丙", "丁", "same", "官网"),
        ("甲", "乙", "same", "年报"),
    ]
    assert ledger.record_new("party", given, len, who="王") == 2
    assert ledger.record_new("party", given, len, who="李") == 0
    assert [item.why for item in ledger.decisions("party")] == ["年报", "官网"]
    spoilt: Any = [("戊", "己", "same", ""), ("庚", "辛", None, "")]
    with pytest.raises(ProjectError):
        ledger.record_new("party", spoilt, len, who="王")

    def refuse(decisions: list[Decision]) -> None:
        raise ProjectError(f"{len(decisions)} contradict one another")

    with pytest.raises(ProjectError, match="3 contradict"):
        ledger.record_new("party", [("戊", "己", "same", "")], refuse, who="王")
    assert len(ledger.decisions()) == 2


def test_a_verdict_on_a_result_is_not_in_the_digest(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.record("scope", Entry("CN1", "BT-08", "yes", "抽样"), who="王")
    assert ledger.digest() == ""


def test_the_digest_tells_what_is_decided_not_by_whom(tmp_path: Path) -> None:
    one, other = Ledger(tmp_path / "a"), Ledger(tmp_path / "b")
    for ledger, names in ((one, ["甲", "乙"]), (other, ["乙", "甲"])):
        ledger.path.parent.mkdir()
        for name in names:
            _same(ledger, name, "丙")
    assert one.digest() == other.digest() != ""


@pytest.mark.parametrize("statement", ["UPDATE decisions SET who = ''", "DELETE FROM decisions"])
def test_rows_cannot_be_changed(tmp_path: Path, statement: str) -> None:
    _same(Ledger(tmp_path), "甲", "乙")
    database = sqlite3.connect(tmp_path / LEDGER_FILE)
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        database.execute(statement)
    database.close()


def test_a_number_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no decision 7"):
        Ledger(tmp_path).undo(7, who="王", why="")


def test_a_file_that_is_no_ledger(tmp_path: Path) -> None:
    (tmp_path / LEDGER_FILE).write_text("这不是数据库" * 100, encoding="utf-8")
    with pytest.raises(ProjectError, match=r"ledger cannot be used.*backup"):
        Ledger(tmp_path).decisions()


def test_processes_write_at_the_same_time(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from patnav.ledger import Entry, Ledger\n"
        "ledger = Ledger(Path(sys.argv[1]))\n"
        "for i in range(10):\n"
        "    ledger.record('party', Entry(sys.argv[2], str(i), 'same', ''), who='')"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), name]) for name in "abc"
    ]
    assert [process.wait() for process in started] == [0, 0, 0]
    assert len(Ledger(tmp_path).decisions()) == 30


def test_without_the_right_to_write_it_is_read_and_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = _same(Ledger(tmp_path), "甲", "乙")
    assert Ledger(tmp_path).is_writable()
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere
    closed = Ledger(tmp_path)
    assert not closed.is_writable()
    assert [item.id for item in closed.decisions()] == [number]
    with pytest.raises(ProjectError, match="cannot be used"):
        _same(closed, "甲", "丙")
    assert [path.name for path in tmp_path.iterdir()] == [LEDGER_FILE]
