"""The page of the terms: pairs that wait, concepts, decisions as the command line makes them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from click.testing import CliRunner
from dashboard_run import FOLDER, Reader, markup_of, open_page
from dashboard_world import save_dashboard_world
from small_world import INVENTIONS
from streamlit.testing.v1 import AppTest

from patnav.analysis.vocabulary import find_concepts
from patnav.cli import cli
from patnav.dashboard.i18n import LANGUAGES, Lang, Words
from patnav.dashboard.server import PROJECT
from patnav.ingest.terms import TERM
from patnav.ledger import Entry, Ledger
from patnav.project import create_project
from patnav.snapshot import Snapshot
from patnav.term_book import read_entries

A, B, C, D = (item.key for item in INVENTIONS[:4])
MEANS = [
    *((A, "陶瓷隔膜"), (B, "陶瓷隔膜"), (C, "隔膜"), (D, "隔膜")),
    *((A, "驱动电机"), (B, "驱动电机"), (C, "驱动电动机"), (D, "驱动的电机")),
]
SAME, NARROWER = ("驱动电动机", "驱动电机"), ("陶瓷隔膜", "隔膜")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return save_dashboard_world(tmp_path_factory.mktemp("terms") / "project", MEANS)


@pytest.fixture
def app(world: Snapshot, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv(PROJECT, str(world.project.folder))
    st.cache_data.clear()
    yield AppTest.from_file(str(FOLDER / "app.py"), default_timeout=120)
    st.cache_resource.clear()


@pytest.fixture
def ledger(world: Snapshot) -> Iterator[Ledger]:
    yield Ledger(world.project.folder)
    for file in world.project.folder.glob("ledger.db*"):
        file.unlink()


def text_of(app: AppTest) -> str:
    return " ".join(Reader(markup_of(app)).text.split())


def press(app: AppTest, label: str) -> None:
    """Press the button of this label; an exception in the page fails the test."""
    app.button[next(at for at, each in enumerate(app.button) if each.label == label)].click().run()
    assert not app.exception, app.exception


def decide(app: AppTest, label: str, why: str = "说明书第3段") -> None:
    """Fill in the form of the pair at the right and press one of its buttons."""
    app.text_input(key="decide who").set_value("王")
    key = next(str(each.key) for each in app.text_input if str(each.key).startswith("decide why"))
    app.text_input(key=key).set_value(why)
    press(app, label)


def test_the_queue_is_what_the_command_suggests(app: AppTest, world: Snapshot) -> None:
    asked = ["terms", "suggest", "--json", "--project", str(world.project.folder)]
    told = json.loads(CliRunner().invoke(cli, asked).stdout)
    assert [(row["term"], row["other"]) for row in told] == [SAME, NARROWER]
    open_page(app, "terms")
    text = text_of(app)
    assert "2 对" in text
    assert "驱动电动机 ↔ 驱动电机" in text
    for row in told:
        assert row["evidence"] in text
    assert text.index("驱动电动机 ↔") < text.index("陶瓷隔膜 ↔")
    assert "同时提及两者的专利 0 件" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pair_says_why_it_is_proposed_in_the_readers_words(app: AppTest, lang: Lang) -> None:
    say = Words(lang)
    markup = open_page(app, "terms", lang=lang, term=NARROWER[0], other=NARROWER[1])
    for name in ("term.relation.narrower", "term.basis.compound"):
        assert say(name) in markup
    assert f"card?{'lang=en&amp;' if lang == 'en' else ''}patent={A}" in markup
    assert [each.label for each in app.button[:4]] == [
        say(f"term.{name}") for name in ("same", "first", "second", "different")
    ]


@pytest.mark.parametrize(
    ("button", "decided"),
    [
        ("term.same", (*SAME, "same")),
        ("term.first", (*SAME, "narrower")),
        ("term.second", (*reversed(SAME), "narrower")),
        ("term.different", (*SAME, "different")),
    ],
)
def test_a_decision_is_written_as_the_command_does_and_undone(
    app: AppTest, world: Snapshot, ledger: Ledger, button: str, decided: tuple[str, str, str]
) -> None:
    open_page(app, "terms")
    decide(app, Words("zh")(button))
    listed = ["terms", "list", "--decisions", "--json", "--project", str(world.project.folder)]
    (made,) = json.loads(CliRunner().invoke(cli, listed).stdout)
    assert (made["term"], made["other"], made["decision"]) == decided
    assert (made["who"], made["why"]) == ("王", "说明书第3段")
    text = text_of(app)
    for said in ("已写入台账", "运行 patnav build", "1 对", f"{made['at'][:10]} 王：说明书第3段"):
        assert said in text
    app.text_input(key="undo why ").set_value("看错了")
    press(app, "撤销该决定")
    assert ledger.decisions(TERM) == []
    assert "2 对" in text_of(app)


def test_a_decision_needs_somebody_and_a_reason(app: AppTest, ledger: Ledger) -> None:
    open_page(app, "terms")
    press(app, "同一概念")
    assert "请填写决定人和理由" in text_of(app)
    assert ledger.history() == []


def test_what_contradicts_a_decision_is_refused_with_its_reason(
    app: AppTest, ledger: Ledger
) -> None:
    ledger.record(TERM, Entry(*SAME, "same", "同义"), who="李")
    open_page(app, "terms", term=SAME[0], other=SAME[1])
    decide(app, "不同概念")
    assert "不同，但其他决定使二者合一" in text_of(app)
    assert [item.value for item in ledger.decisions()] == ["same"]


def test_the_relation_narrows_the_queue_and_the_pair_leaves_with_it(app: AppTest) -> None:
    open_page(app, "terms", term=SAME[0], other=SAME[1])
    app.selectbox(key="relation").select("narrower").run()
    assert app.query_params["relation"] == "narrower"
    assert "term" not in app.query_params
    text = text_of(app)
    assert "1 对" in text
    assert "驱动电动机" not in text


def test_without_proposals_the_page_says_so(app: AppTest, ledger: Ledger) -> None:
    for pair, value in ((SAME, "same"), (NARROWER, "narrower")):
        ledger.record(TERM, Entry(*pair, value, "看过"), who="李")
    open_page(app, "terms")
    text = text_of(app)
    assert "没有待核对的术语对" in text
    assert "陶瓷隔膜 ↔ 隔膜" in text.split("已作出的决定")[1]
    assert "驱动电动机 2 3" not in text


def test_without_a_build_the_page_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = {"name": "x", "chain": "iot", "home_region": "320500", "cutoff": "2024-12-31"}
    create_project(tmp_path, values)
    monkeypatch.setenv(PROJECT, str(tmp_path))
    app = AppTest.from_file(str(FOLDER / "app.py"), default_timeout=60).run()
    app.switch_page("views/terms.py").run()
    assert not app.exception
    assert "patnav build" in markup_of(app)


def test_the_queue_goes_out_as_a_table_that_import_takes(
    app: AppTest, world: Snapshot, tmp_path: Path
) -> None:
    open_page(app, "terms")
    labels = [each.label for each in app.get("download_button")]
    assert labels == ["下载 XLSX", "下载 CSV"]
    file = tmp_path / "terms.csv"
    asked = ["terms", "suggest", "-o", str(file), "--project", str(world.project.folder)]
    assert CliRunner().invoke(cli, asked).exit_code == 0
    filled = file.read_text(encoding="utf-8-sig").replace("驱动电机,,", "驱动电机,same,同义")
    file.write_text(filled, encoding="utf-8")
    assert [(*entry[:3],) for entry in read_entries(file)] == [(*SAME, "same")]


def test_concepts_are_found_by_any_form_with_all_that_name_them(
    app: AppTest, world: Snapshot
) -> None:
    (found,) = find_concepts(world, "means", "驱动的电机")
    assert (found["term"], found["also"]) == ("驱动电机", ["驱动的电机"])
    assert (found["patents"], found["mentions"]) == (3, 3)
    text = Reader(open_page(app, "terms", view="concepts", asked="驱动的电机")).text
    assert "驱动电机 结构 3 3 驱动的电机" in " ".join(text.split())
    assert "隔膜" not in text
    assert "没有记录" in Reader(open_page(app, "terms", view="concepts", asked="nowhere")).text


def test_a_patent_that_names_a_concept_in_two_forms_counts_once(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    twice = [(A, "阀门挡板"), (A, "阀门的挡板"), (B, "阀门挡板")]
    world = save_dashboard_world(tmp_path_factory.mktemp("twice") / "project", twice)
    (found,) = find_concepts(world, "means", "阀门")
    assert (found["patents"], found["mentions"]) == (2, 3)


def test_other_dimensions_have_no_type(app: AppTest) -> None:
    headings = re.findall(r"<th\b[^>]*>([^<]*)<", open_page(app, "terms", view="concepts"))
    assert headings == ["术语", "类别", "专利件数", "提及次数", "其他说法", "上位概念"]
    app.selectbox(key="dimension").select("product").run()
    headings = re.findall(r"<th\b[^>]*>([^<]*)<", markup_of(app))
    assert headings == ["术语", "专利件数", "提及次数", "其他说法"]
    product = re.findall(r"<td[^>]*><a[^>]*>([^<]*)<", markup_of(app))[0]
    open_page(app, "terms", view="concepts", dimension="product", term=product)
    assert "以此说法命名该概念" in [each.label for each in app.button]
    assert "采用此类别" not in [each.label for each in app.button]


def test_a_concept_is_named_and_typed(app: AppTest, ledger: Ledger) -> None:
    for label, made in (
        ("以此说法命名该概念", ("驱动的电机", "", "preferred")),
        ("采用此类别", ("驱动电机", "control", "type")),
    ):
        open_page(app, "terms", view="concepts", term="驱动电机")
        app.selectbox[1].select("驱动的电机")
        app.selectbox[2].select("control")
        app.text_input(key="name who").set_value("王")
        app.text_input(key="name why 驱动电机").set_value("行业用语")
        press(app, label)
        assert ledger.decisions(TERM)[-1][4:7] == made
    text = text_of(app).split("已作出的决定")[1]
    assert "概念名称 驱动的电机" in text
    assert "类别 驱动电机 ↔ 控制" in text


def test_any_two_concepts_can_be_reviewed_together(app: AppTest, ledger: Ledger) -> None:
    markup = open_page(app, "terms", view="concepts", term="隔膜", asked="膜")
    assert "与所选概念" in Reader(markup).text
    assert re.search(r'href="terms\?[^"]*other=[^"]*term=[^"]*"[^>]*>核对<', markup)
    open_page(app, "terms", view="concepts", term="隔膜", other="叠片")
    decide(app, "不同概念")
    assert ledger.decisions(TERM)[0][4:7] == ("隔膜", "叠片", "different")


def test_a_pair_that_is_proposed_stands_in_the_order_of_the_proposal(app: AppTest) -> None:
    reader = open_page(app, "terms", view="concepts", term=NARROWER[1], other=NARROWER[0])
    text = " ".join(Reader(reader).text.split())
    assert "前者 陶瓷隔膜" in text
    assert "前者或为下位 0.75 · 构词" in text


def test_without_the_right_to_write_all_is_shown_and_nothing_asked(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere
    assert "只读：现在不能写入台账" in open_page(app, "terms")
    assert not app.button
