"""The dashboard without a browser: words, addresses, pictures, markup, and every page run once."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from math import nan
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pandas as pd
import pytest
import streamlit as st
from click.testing import CliRunner
from dashboard_run import FOLDER, Reader, markup_of, open_page
from dashboard_world import HEAD as FIRST
from dashboard_world import HOSTILE, MEMBER, PARTS, PATENT, TARGET, TITLE_EN, save_dashboard_world
from streamlit.testing.v1 import AppTest

from patnav.analysis import (
    ListRequest,
    cell_patents,
    chain_map,
    claim_chart,
    entry_patents,
    find_organisations,
    heading,
    key_list,
    matrix,
    node_detail,
    party_queue,
)
from patnav.analysis.counting import universe_of
from patnav.analysis.evidence import find_evidence
from patnav.analysis.review import Material, enter, judge_label, judge_nodes
from patnav.analysis.scope import Estimate, Line, Report, save_report
from patnav.analysis.vocabulary import find_concepts
from patnav.chain import load_chain, shipped_chains
from patnav.cli import cli
from patnav.dashboard import html, list_parts, server, tables
from patnav.dashboard.chain_chart import chain_chart, has_loop, picked_node
from patnav.dashboard.chain_layout import CLOSING, HEAD, HEIGHT, WIDTH, Layout, fit, lay_out
from patnav.dashboard.charts import matrix_chart, matrix_head, picked_cell, trend_chart
from patnav.dashboard.classes import looks
from patnav.dashboard.i18n import LANGUAGES, Lang, Words, vocabulary
from patnav.dashboard.login import PASSWORD
from patnav.dashboard.marks import Span, mark_text
from patnav.dashboard.server import PROJECT
from patnav.dashboard.source import rows_of
from patnav.dashboard.state import KINDS, PAGES, State, read_state
from patnav.errors import ProjectError
from patnav.graph.schema import SCHEMA
from patnav.ingest.review import Address
from patnav.ledger import Entry, Ledger
from patnav.party_book import read_entries, write_queue
from patnav.snapshot import Snapshot
from patnav.tables import SCHEMAS

LOOKED_UP = (
    "column.",
    "value.",
    "setting.",
    "stage.",
    "type.",
    "unit.",
    "type.",
    "unit.",
    "sign.",
    "page.",
    "lists.intro.",
    "lists.none.",
    "lists.few.",
    "data.",
    "told.",
    "label.",
    "hint.",
    "term.",
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return save_dashboard_world(tmp_path_factory.mktemp("dashboard") / "project")


@pytest.fixture
def app(world: Snapshot, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv(PROJECT, str(world.project.folder))
    st.cache_data.clear()
    yield AppTest.from_file(str(FOLDER / "app.py"), default_timeout=120)
    st.cache_resource.clear()


# --- words --------------------------------------------------------------------------------------


def test_every_word_is_there_in_both_languages() -> None:
    for key, (chinese, english) in vocabulary().items():
        assert chinese, key
        assert english, key
        assert not CHINESE.search(english), key
        assert set(re.findall(r"{\w+", chinese)) == set(re.findall(r"{\w+", english)), key


def test_words_used_and_words_written_agree() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.py"))
    quoted = set(re.findall(r"""["']([a-z_]+(?:\.[a-z_]+)?)["']""", sources))
    written = set(vocabulary())
    called = set(re.findall(r"""\b(?:say|words|words\(\))\(\s*["']([\w.]+)["']""", sources))
    assert called <= written
    assert {key for key in written if not key.startswith(LOOKED_UP)} <= quoted


def test_every_column_that_a_page_shows_has_words() -> None:
    known = {key.removeprefix("column.") for key in vocabulary() if key.startswith("column.")}
    for name in ("rejections", "conflicts"):
        assert set(SCHEMAS[name].names) <= known


@pytest.mark.parametrize(
    ("value", "written"),
    [(None, "–"), (float("nan"), "–"), (1234.5678, "1,234.6"), (3.0, "3"), (0.04, "0")],
)
def test_numbers_are_written_for_people(value: float | None, written: str) -> None:
    assert Words("zh").number(value) == written


def test_a_name_falls_back_to_the_other_language() -> None:
    assert Words("en").name({"name_zh": "电芯", "name_en": ""}) == "电芯"


# --- addresses ----------------------------------------------------------------------------------


def test_an_address_says_where_the_reader_stands_and_back() -> None:
    at = State(lang="en", region="320500", node="SW-01", means="叠 片&=", effect="cost")
    assert read_state(at.params()) == at
    assert State().href("chain") == "./"
    assert at.href("card", patent="CN1") == "card?lang=en&region=320500&patent=CN1"


def test_a_wrong_address_falls_back_to_defaults() -> None:
    assert read_state({"lang": "fr", "kind": "x", "unknown": "1", "node": "N"}) == State(node="N")


# --- the picture of the chain -------------------------------------------------------------------


def chain_rows(name: str) -> list[dict[str, Any]]:
    tree = load_chain(name)
    return [
        {
            "node": node.id,
            "name_zh": node.name_zh,
            "name_en": node.name_en,
            "group": node.group,
            "group_zh": tree.group_name(node.group, "zh"),
            "group_en": tree.group_name(node.group, "en"),
            "stage": node.stage,
            "feeds": list(node.feeds),
            "x": float(at),
            "rta": 1.0,
            "rta_low": 0.5,
            "rta_high": 2.0,
            "node_class": "strong" if at % 2 else None,
            "reason_zh": "因为<b>",
            "reason_en": "because",
        }
        for at, node in enumerate(tree.nodes)
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", shipped_chains())
def test_cards_of_every_chain_stand_apart_and_inside(name: str, lang: Lang) -> None:
    rows = chain_rows(name)
    layout = lay_out(rows, Words(lang))
    assert {spot.node for spot in layout.spots} == {row["node"] for row in rows}
    assert layout.columns * (layout.width + 20) <= WIDTH
    assert_apart(layout)


def assert_apart(layout: Layout) -> None:
    for column in range(layout.columns):
        spots = [spot for spot in layout.spots if spot.column == column]
        edges = sorted((spot.y - spot.tall / 2, spot.y + spot.tall / 2) for spot in spots)
        assert edges
        assert edges[0][0] >= HEAD
        assert edges[-1][1] <= HEAD + HEIGHT
        assert all(low >= above for (_, above), (low, _) in pairwise(edges))


def test_stages_stand_from_left_to_right() -> None:
    rows = chain_rows("intelligent_vehicles")
    layout = lay_out(rows, Words("zh"))
    stage = {row["node"]: row["stage"] for row in rows}
    columns = {
        name: {s.column for s in layout.spots if stage[s.node] == name} for name in stage.values()
    }
    assert max(columns["upstream"]) < min(columns["midstream"])
    assert max(columns["midstream"]) < min(columns["downstream"])


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("激光雷达", 100, ("激光雷达",)),
        ("车载摄像头与环视", 60, ("车载摄像头", "与环视")),
        ("车载摄像头与环视系统安装", 60, ("车载摄像头", "与环视系…")),
        ("Lidar", 100, ("Lidar",)),
        ("Vehicle cameras", 60, ("Vehicle", "cameras")),
    ],
)
def test_names_are_broken_to_fit(text: str, width: float, lines: tuple[str, ...]) -> None:
    assert fit(text, width) == lines


def test_the_chart_is_plain_json_with_two_symbols_and_all_arrows() -> None:
    rows = chain_rows("new_energy_battery_hydrogen")
    option, height = chain_chart(rows, Words("en"))
    graph = json.loads(json.dumps(option, allow_nan=False))["series"][-1]
    assert height > HEAD
    assert len(graph["data"]) == 2 * len(rows)
    assert len(graph["links"]) == sum(len(row["feeds"]) for row in rows)


def test_a_recycling_loop_is_dashed() -> None:
    rows = chain_rows("new_energy_battery_hydrogen")
    links = chain_chart(rows, Words("zh"))[0]["series"][-1]["links"]
    dashed = [(link["source"], link["target"]) for link in links if "type" in link["lineStyle"]]
    assert dashed == [("BT-16", "BT-02")]
    assert has_loop(rows)
    assert not has_loop(chain_rows("iot"))


def test_a_larger_node_has_a_larger_circle() -> None:
    rows = chain_rows("iot")
    circles = chain_chart(rows, Words("zh"))[0]["series"][-1]["data"][len(rows) :]
    sizes = [circle["symbolSize"] for circle in circles]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]


def test_hostile_names_stay_text_in_the_chart() -> None:
    rows = chain_rows("iot")[:1]
    rows[0]["name_zh"] = "{a}|<script>"
    card = chain_chart(rows, Words("zh"))[0]["series"][-1]["data"][0]
    assert "{a}" not in card["label"]["formatter"]
    assert "<script>" not in card["tooltip"]["formatter"]


def test_a_click_on_card_or_circle_picks_the_node() -> None:
    rows = chain_rows("iot")
    assert picked_node(rows, [3]) == picked_node(rows, [3 + len(rows)]) == rows[3]["node"]
    assert picked_node(rows, []) == ""


def test_classes_differ_without_colour_and_carry_white_text() -> None:
    marks = [look.mark for look in looks().values()]
    assert len(set(marks)) == len(marks) == 7
    assert all(contrast_with_white(look.colour) >= 4.5 for look in looks().values())


def contrast_with_white(colour: str) -> float:
    """WCAG 2 contrast ratio."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


# --- other pictures -----------------------------------------------------------------------------


def test_incomplete_years_are_hatched_and_missing_years_are_zero() -> None:
    here = {2020: {"x": 3.0, "complete": True}, 2023: {"x": 1.0, "complete": False}}
    option = trend_chart(here, here, Words("zh"))
    bars = option["series"][0]["data"]
    assert option["xAxis"]["data"] == ["2020", "2021", "2022", "2023"]
    assert [bar["value"] for bar in bars] == [3.0, 0.0, 0.0, 1.0]
    assert ["decal" in bar["itemStyle"] for bar in bars] == [False, False, False, True]


def test_a_cell_of_the_matrix_can_be_picked_and_a_white_spot_is_marked(world: Snapshot) -> None:
    frame = world.frame("matrix").query("node == ''").copy()
    frame.loc[frame.index[0], "white_spot"] = True
    cells = matrix_head(frame)
    option, _ = matrix_chart(cells, Words("zh"))
    assert picked_cell(cells, [1]) == (cells[1]["means"], cells[1]["effect"])
    assert picked_cell(cells, [len(cells)]) == ("", "")
    labels = [cell["label"]["formatter"] for cell in option["series"][0]["data"]]
    assert sum("◇" in label for label in labels) == sum(cell["white_spot"] for cell in cells) == 1


# --- markup -------------------------------------------------------------------------------------


def test_marked_text_keeps_every_character_and_overlaps() -> None:
    text = f"采用{HOSTILE}降低成本"
    spans = [Span(2, 10, "means", "a"), Span(6, len(text), "effect", 'b"', lit=True)]
    read = Reader(mark_text(text, spans, Words("zh")))
    assert read.text == f" {text}"
    assert read.tags.count("mark") == 3
    assert "img" not in read.tags


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 2), (0, 5)])
def test_a_span_outside_its_text_is_an_error(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="span"):
        mark_text("四个字符", [Span(start, end, "means", "")], Words("zh"))


def test_cells_headings_links_and_notes_are_escaped() -> None:
    column = html.Column(HOSTILE, [html.text(HOSTILE), html.link(f"card?{HOSTILE}", HOSTILE)])
    read = Reader(html.table([column], HOSTILE) + html.note(HOSTILE))
    assert read.tags.count("img") == 0
    assert read.text.count(HOSTILE) == 5


def test_an_interval_bar_stays_on_its_axis() -> None:
    assert "left:0.0%;width:100.0%" in html.interval_bar(0.0, 1.0, 99.0)
    assert "<b" not in html.interval_bar(float("nan"), 1.0, 2.0)


# --- pages --------------------------------------------------------------------------------------

PLACES = {
    "chain": {},
    "node": {"node": "SW-01"},
    "lists": {"kind": "technology"},
    "matrix": {"node": "SW-01", "means": "硫化物球磨", "effect": "safety"},
    "card": {"patent": PATENT},
    "organisations": {"organisation": MEMBER},
    "labels": {},
    "terms": {"view": "concepts", "term": "硫化物球磨"},
    "cypher": {},
    "data": {},
}


def test_every_page_has_a_test_and_every_view_is_a_page() -> None:
    assert set(PLACES) == set(PAGES)
    assert {path.stem for path in (FOLDER / "views").glob("[a-z]*.py")} == set(PAGES)
    assert all(
        len((FOLDER / "views" / f"{page}.py").read_text().splitlines()) <= 80 for page in PAGES
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view", PAGES)
def test_every_page_runs_and_says_that_the_data_are_synthetic(
    app: AppTest, view: str, lang: Lang
) -> None:
    markup = open_page(app, view, lang=lang, **PLACES[view])
    assert Words(lang)("app.synthetic") in markup
    assert "pn-error" not in markup
    assert "None" not in Reader(markup).text
    assert not re.search(r"\d\.\d{5}", Reader(markup).text)


@pytest.mark.parametrize("view", PAGES)
def test_headings_speak_the_language_of_the_reader(app: AppTest, view: str) -> None:
    place = {key: value for key, value in PLACES[view].items() if key in {"node", "patent"}}
    english = open_page(app, view, lang="en", **place)
    headings = re.findall(r"<th[^>]*>([^<]*)</th>|pn-head\">([^<]*)<", english)
    assert not [text for pair in headings for text in pair if CHINESE.search(text)]
    chinese = open_page(app, view, **place)
    heads = re.findall(r"pn-head\">([^<]*)<", chinese)
    assert all(CHINESE.search(head) for head in heads)


@pytest.mark.parametrize("kind", KINDS)
def test_each_list_shows_rank_intervals_and_offers_xlsx(app: AppTest, kind: str) -> None:
    markup = open_page(app, "lists", kind=kind)
    assert "排名区间" in markup
    assert "card?patent=" in markup
    assert {button.label for button in app.get("download_button")} == {"下载 XLSX", "下载 CSV"}


def test_an_entry_of_a_list_leads_to_all_its_patents(app: AppTest, world: Snapshot) -> None:
    request = ListRequest("enterprise")
    entry = max(rows_of(key_list(world, "enterprise")), key=lambda row: row["families"])
    found = entry_patents(world, request, entry["organisation"])
    few = find_evidence(universe_of(world), request, key_list(world, "enterprise"), most=1)
    assert len(found) > 3 > few.groupby("key").size().max()
    assert f"entry={quote_plus(entry['organisation'])}" in open_page(app, "lists")
    shown = open_page(app, "lists", entry=entry["organisation"])
    assert f"{entry['name']} 的全部专利（{len(found)} 件）" in shown
    part = shown.split("的全部专利")[1]
    assert all(f"card?patent={key}" in part for key in found["patent"])
    owner = world.frame("applicants").query("patent == @PATENT")["organisation"].iloc[0]
    assert TITLE_EN in open_page(app, "lists", entry=owner, lang="en")


def test_products_are_told_with_the_texts_that_they_come_from(app: AppTest) -> None:
    assert "本项目产品名出处：标题 " in open_page(app, "lists", kind="product")


def test_a_cell_of_the_matrix_shows_sentences_with_the_words_that_count(app: AppTest) -> None:
    markup = open_page(app, "matrix", node="SW-01", means="硫化物球磨", effect="safety")
    assert re.search(r"[^>]<b>硫化物球磨</b>[^<]+。</div>", markup)
    assert re.search(r"[^>]<b>提高安全性</b>[^<]*。</div>", markup)


def test_the_path_from_chain_to_sentence_is_made_of_links(app: AppTest) -> None:
    assert 'href="node?node=SW-01"' in open_page(app, "chain")
    node = open_page(app, "node", node="SW-01")
    cell = re.search(r'href="(matrix\?[^"]*means=[^"]*)"', node)
    assert cell
    matrix = open_page(app, "matrix", node="SW-01", means="硫化物球磨", effect="safety")
    assert re.search(r'href="card\?patent=CN\w+&amp;means=[^"]*&amp;effect=safety"', matrix)
    card = open_page(app, "card", patent=PATENT, means="硫化物球磨", effect="safety")
    assert re.findall(r'pn-lit" title="[^"]*">([^<]*)<', card) == ["硫化物球磨", "提高安全性"]


def test_the_card_shows_claim_chart_reason_and_source(app: AppTest) -> None:
    text = Reader(open_page(app, "card", patent=PATENT)).text
    assert all(part in text for part in PARTS)
    assert "限定特征 2" in text
    assert "属于固态电解质" in text
    assert "small.xlsx 第 2 行" in text


def test_the_card_tells_the_life_of_a_patent_with_file_and_row(app: AppTest) -> None:
    text = " ".join(Reader(open_page(app, "card", patent=PATENT)).text.split())
    for said in (
        "2020-01-15 授权",
        "来源：small.xlsx 第 2 行；另见 small.xlsx:7",
        "权利转移 星桥储能科技有限公司 → 云帆电池材料有限公司",
        "日期不详 诉讼",
        "权利人（截至 2024-12-31） 云帆电池材料有限公司 据截至 2024-01-02 的文件",
        "2018-03-05 至 2023-04-05 南湖理工大学、星桥储能科技有限公司 依据：文献所载申请人",
        "2023-04-05 起 云帆电池材料有限公司 依据：权利转移记录",
        "申请时：旧苏州 320599（2019 年更名或调整）",
        "战略性新兴产业 6.5 储能 来源：small.xlsx 第 2 行",
        "✕ 一种电解质（small.xlsx 第 3 行）",
        "共 1 件，其中 1 件在本项目文件内；来源：small.xlsx 第 2 行",
        "文件中未见：关联申请、引用的文献",
    ):
        assert said in text
    assert text.index(f"✓ {HOSTILE}") < text.index("✕ 一种电解质")


def test_relatives_and_citations_lead_to_their_cards(app: AppTest) -> None:
    child = open_page(app, "card", patent="CN202010000006")
    assert '母案</b> <a class="pn-go" target="_self" href="card?patent=CN202010000005"' in child
    assert "分案</b>" in open_page(app, "card", patent="CN202010000005")
    model = Reader(open_page(app, "card", patent="CN201910000003", lang="en")).text
    assert "Filed on one day" in model
    assert "Cites" in model
    assert "Legal events" in model.split("Not in the files: ")[1]


def test_a_publication_number_opens_the_card_and_an_unknown_one_says_so(app: AppTest) -> None:
    assert "硫化物固态电解质" in open_page(app, "card", patent="CN110000001A")
    assert "没有专利 XX1" in open_page(app, "card", patent="XX1")


def test_a_card_is_found_by_an_unfinished_number_and_a_number_of_several_offers_them(
    app: AppTest,
) -> None:
    for number in ("201810000001", "zl201810000001.X", "cn110000001", "CN 110000001 B"):
        assert "硫化物固态电解质" in open_page(app, "card", patent=number), number


def test_an_application_number_that_no_file_gives_is_not_made_up(app: AppTest) -> None:
    text = Reader(open_page(app, "card", patent=TARGET)).text
    assert "申请号 文件未给出" in text
    assert f"申请号 {PATENT}" in Reader(open_page(app, "card", patent=PATENT)).text


@pytest.mark.parametrize("view", ["card", "node"])
def test_a_hostile_title_stays_text(app: AppTest, view: str) -> None:
    params = {"card": {"patent": TARGET}, "node": {"node": "SW-04", "region": "440300"}}[view]
    read = Reader(open_page(app, view, **params))
    assert HOSTILE in read.text
    assert "img" not in read.tags


def test_the_console_answers_and_refuses_in_sentences(app: AppTest) -> None:
    open_page(app, "cypher")
    app.button[0].click().run()
    assert "固态电解质" in markup_of(app)
    app.text_area[0].set_value("CREATE (n:Patent)")
    app.button[0].click().run()
    assert "pn-error" in markup_of(app)
    assert "CREATE 会写入，而查询是只读的" in markup_of(app)
    app.text_input[0].set_value("[1]")
    app.button[0].click().run()
    assert "参数不是 JSON 对象" in markup_of(app)


def test_an_answer_of_the_console_can_be_read(app: AppTest) -> None:
    open_page(app, "cypher")
    app.text_area[0].set_value(
        "MATCH (p:Patent {id: 'CN201810000001'}) RETURN p, 2018.123456 AS 平均年, p.granted AS 授权"
    )
    app.button[0].click().run()
    read = Reader(markup_of(app)).text
    assert '{"labels": ["Patent"], "properties": {' in read
    assert "'labels'" not in read
    assert "True" not in read
    assert "2018.1" in read
    assert "2018.123456" not in read


def test_a_refusal_on_a_chinese_page_begins_in_chinese(app: AppTest) -> None:
    open_page(app, "cypher")
    app.text_area[0].set_value("MATCH (p:Patent) RETURN p.tilte")
    app.button[0].click().run()
    assert "未执行：Patent 没有属性 `tilte`——是否指 `title`？" in markup_of(app)


def test_every_type_and_unit_of_the_schema_has_words() -> None:
    kinds = [*SCHEMA.nodes.values(), *SCHEMA.relationships.values()]
    items = [item for kind in kinds for item in kind.properties.values()]
    assert {f"type.{item.type}" for item in items} <= set(vocabulary())
    assert {f"unit.{item.unit}" for item in items} - {"unit.-"} <= set(vocabulary())


def test_numbers_of_a_plain_table_stand_to_the_right_and_rows_of_files_are_no_amounts() -> None:
    rows = [{"row": 1799, "sections": 1799, "reason": "x", "whole": True}]
    made = str(tables.plain_table(rows, State(), Words("zh"), "x"))
    assert '<td class="pn-number" data-sort="1799">1799</td>' in made
    assert '<td class="pn-number" data-sort="1799">1,799</td>' in made
    assert ">是<" in made


def test_named_queries_fill_the_console(app: AppTest) -> None:
    open_page(app, "cypher", node="SW-02")
    app.selectbox[0].select("node_patents").run()
    assert json.loads(app.text_input[0].value)["node"] == "SW-02"
    app.button[0].click().run()
    assert "CN201910000003" in markup_of(app)


def test_the_console_shows_the_data_dictionary_of_the_schema(app: AppTest) -> None:
    shown = open_page(app, "cypher")
    assert "公开号：用于展示的文献号" in shown
    assert "26 个属性" in shown
    assert "<td>日</td>" in shown or ">日</td>" in shown
    assert "day" not in Reader(shown).text
    app.selectbox[1].select("IN_FIELD").run()
    assert "该领域分类号的份额" in markup_of(app)
    assert "← 领域内的专利 [著录项目]" in markup_of(app)


def test_rows_are_accounted_for_on_the_data_page(app: AppTest) -> None:
    text = Reader(open_page(app, "data")).text
    assert "12 行 = 12 行成为文献 + 0 行被拒绝" in text
    assert "科学计数法" in text


def test_faults_are_narrowed_through_the_address_and_lead_to_cards(app: AppTest) -> None:
    assert 'href="data?part=conflicts&amp;file=fff' in open_page(app, "data")
    found = open_page(app, "data", part="conflicts", asked="一种电解")
    assert "一种电解质" in found
    assert HOSTILE not in Reader(found).text
    assert f'href="card?patent={PATENT}"' in found
    assert "没有记录" in open_page(app, "data", part="conflicts", asked="nowhere")
    app.selectbox(key="file").select("f" * 64).run()
    assert app.query_params["file"] == "f" * 64
    app.button_group[0].set_value("damages").run()
    assert app.query_params["part"] == "damages"


def test_the_data_page_offers_files_and_says_that_there_is_no_update(app: AppTest) -> None:
    open_page(app, "data")
    assert [b.label for b in app.get("download_button")] == ["下载 XLSX", "下载 CSV"]
    assert "只有一个快照" in open_page(app, "data", part="changes")


def test_the_last_update_is_told_beside_the_snapshot_before(app: AppTest, world: Snapshot) -> None:
    before = world.folder.with_name("before")
    shutil.copytree(world.folder, before)
    try:
        text = Reader(open_page(app, "data", part="changes")).text
    finally:
        shutil.rmtree(before)
    assert "before → 0123456789abcdef" in text
    assert "专利：新增 0，变更 0，不变 12，消失 0" in text


def test_the_quality_of_the_cut_is_shown_once_it_is_reviewed(app: AppTest, world: Snapshot) -> None:
    assert "尚未复核" in open_page(app, "data")
    known, none = Estimate(0.9, 0.744, 0.966, 30), Estimate(nan, 0.61, 1.0, 90)
    chain = Line("", "链", 40, 30, 27, 0, known, none, "smoke")
    report = Report(world.id, ("甲",), chain, (chain._replace(node="SW-01"),), {}, ())
    save_report(world, report)
    try:
        text = Reader(open_page(app, "data")).text
    finally:
        shutil.rmtree(world.project.folder / "scope")
    for said in ("全产业链", "固态电解质", "90% (74% – 97%)", "≥ 61%", "冒烟检查"):
        assert said in text


def test_what_was_not_annotated_is_counted_by_language_with_its_reason(app: AppTest) -> None:
    markup = open_page(app, "data", part="unread")
    text = " ".join(Reader(markup).text.split())
    assert "未读取语言 de：仅标引中文和英文" in text
    assert "按语言汇总" in text
    assert 'href="data?part=unread&amp;file=fff' in markup
    english = " ".join(Reader(open_page(app, "data", part="unread", lang="en")).text.split())
    assert "the language de is not read: only Chinese and English are" in english
    assert "By language" in english


# --- labels -------------------------------------------------------------------------------------


def test_what_may_be_missing_is_added_on_the_page(app: AppTest, ledger: Ledger) -> None:
    shown = Reader(open_page(app, "labels", places="missing")).text
    assert "\N{NO-BREAK SPACE}· 可能漏标" in shown  # the dot never stands on a line of its own
    text = " ".join(shown.split())
    assert "可能漏标，新增后：" in text
    labels = [button.label for button in app.button if button.label != "撤销该决定"]
    assert labels == ["作为新增", "拒绝"]
    subject = next(key for key in text_fields(app) if key.startswith("judge why"))
    app.text_input(key="judge who").set_value("王")
    app.text_input(key=subject).set_value("说明书即此")
    app.button[0].click().run()
    assert not app.exception
    (made,) = ledger.decisions("label")
    assert (made.who, made.other, made.why) == ("王", "固态电解质", "说明书即此")
    assert '"verdict": "add"' in made.value
    assert "没有记录" in Reader(markup_of(app)).text


def text_fields(app: AppTest) -> list[str]:
    """Keys of the text fields of a page."""
    return [str(each.key) for each in app.text_input]


def test_the_kind_of_places_is_chosen_through_the_address(app: AppTest) -> None:
    open_page(app, "labels")
    app.selectbox(key="places").select("given").run()
    assert app.query_params["places"] == "given"
    assert "可能漏标，新增后" not in Reader(markup_of(app)).text


def test_a_dispute_is_settled_where_it_was_clicked(
    app: AppTest, ledger: Ledger, world: Snapshot
) -> None:
    label = world.frame("mentions").query("dimension == 'effect' and direction != 'up'").iloc[0]
    place = Address(*(label[name] for name in Address._fields))
    patent = label["patent"]
    for who, verdict in (("王", "accept"), ("李", "reject")):
        material = Material(world, [patent], ledger.decisions())
        nodes = ["BT-08"] if verdict == "accept" else []
        judged = judge_label(material, place, verdict), judge_nodes(material, patent, nodes)
        enter(ledger, judged, who=who, why="review sheet")
    shown = " ".join(Reader(open_page(app, "labels", label=str(place))).text.split())
    assert "王: 接受 (复核表); 李: 拒绝 (复核表)" in shown
    assert f"{patent} 环节 整件专利" in shown
    (why,) = (key for key in text_fields(app) if key.startswith("settle why"))
    app.text_input(key="settle who").set_value("主任")
    app.text_input(key=why).set_value("裁定")
    [each for each in app.text_input if each.label == "属性或术语"][-1].set_value("总成本")
    app.checkbox[-1].check()
    [each for each in app.button if each.label == "按所填更正"][-1].click().run()
    assert not app.exception
    made = ledger.decisions("label")[-1]
    value = json.loads(made.value)
    assert (made.who, value["adjudicated"], value["label"]["attribute"]) == ("主任", True, "总成本")
    assert value["label"]["direction"] == label["direction"]
    assert f"{patent} 功能效果" not in Reader(markup_of(app)).text  # it is settled


# --- organisations ------------------------------------------------------------------------------


@pytest.fixture
def ledger(world: Snapshot) -> Iterator[Ledger]:
    yield Ledger(world.project.folder)
    for file in world.project.folder.glob("ledger.db*"):
        file.unlink()


def test_the_queue_shows_what_moves_most_first_and_its_evidence(app: AppTest) -> None:
    markup = open_page(app, "organisations")
    text = " ".join(Reader(markup).text.split())
    assert "2 对" in text
    assert text.index("↔ 云帆电池材料有限公司") < text.index("↔ Aozora Cells K.K.")
    assert "写法 0.8 only the place differs" in text
    assert "没有记录" in text.split("已作出的决定")[1]


def test_pairs_and_hits_can_be_downloaded_the_pairs_as_a_table_to_fill_in(
    app: AppTest, world: Snapshot, tmp_path: Path
) -> None:
    open_page(app, "organisations", asked="星桥")
    labels = [button.label for button in app.get("download_button")]
    assert sorted(labels) == ["下载 CSV", "下载 CSV", "下载 XLSX"]
    file = tmp_path / "pairs.csv"
    write_queue(party_queue(world).to_dict("records"), file)
    file.write_text(file.read_text("utf-8-sig").replace(",,,", ",different,x,"), "utf-8")
    assert {entry.decision for entry in read_entries(file)} == {"different"}


def test_every_column_of_a_download_has_a_heading(world: Snapshot) -> None:
    cell = matrix(world).query("count > 0").iloc[0]
    detail = node_detail(world, "SW-01")
    frames = [
        chain_map(world), detail.years, detail.organisations, detail.patents, matrix(world),
        cell_patents(world, *cell[["node", "means", "effect"]]), world.frame("mentions"),
        find_organisations(world, ""), pd.DataFrame(find_concepts(world, "means")),
        claim_chart(world, PATENT), *(key_list(world, kind) for kind in KINDS),
    ]  # fmt: skip
    for name in {str(column) for frame in frames for column in frame.columns}:
        assert CHINESE.search(heading(name, "zh")) or name in {"rta", "rsca", "hhi"}, name


def test_an_organisation_is_found_and_shows_group_relations_and_state(app: AppTest) -> None:
    found = open_page(app, "organisations", asked="aozora")
    assert "organisations?organisation=O%3AAozora" in found
    text = " ".join(Reader(open_page(app, "organisations", organisation=MEMBER)).text.split())
    assert "集团 星桥储能科技有限公司" in text
    assert "星桥储能科技有限公司 集团之首 · " in text
    assert "集团成员 · 规则认定 核对 annual report 2023" in text
    assert "没有" not in text.split("关系与依据")[0]


def test_a_decision_is_written_as_the_command_does_and_undone(app: AppTest, ledger: Ledger) -> None:
    open_page(app, "organisations")
    app.button[0].click().run()
    assert "请填写决定人和理由" in markup_of(app)
    assert ledger.history() == []
    decide(app, 0, "王", "年报第3页")
    (made,) = ledger.decisions("party")
    assert made[3:] == (
        "party",
        "星桥储能科技有限公司",
        "云帆电池材料有限公司",
        "same",
        "年报第3页",
    )
    assert made.who == "王"
    text = Reader(markup_of(app)).text
    assert "已写入台账" in text
    assert "运行 patnav build" in text
    assert "1 对" in text
    undo = next(at for at, each in enumerate(app.button) if each.label == "撤销该决定")
    app.text_input(key="undo why ").set_value("看错了")
    app.button[undo].click().run()
    assert ledger.decisions("party") == []
    assert "2 对" in Reader(markup_of(app)).text


def decide(app: AppTest, button: int, who: str, why: str) -> None:
    """Fill in the form of the first pair and press one of its buttons."""
    app.text_input(key="decide who").set_value(who)
    app.text_input(key="decide why ").set_value(why)
    app.button[button].click().run()
    assert not app.exception


def test_a_decision_that_contradicts_another_is_refused_with_its_reason(
    app: AppTest, ledger: Ledger
) -> None:
    pair = ("星桥储能科技有限公司", "云帆电池材料有限公司")
    ledger.record("party", Entry(*pair, "same", "年报"), who="王")
    open_page(app, "organisations", organisation=FIRST, other="O:" + pair[1])
    app.text_input(key="decide who").set_value("李")
    app.text_input(key=f"decide why {FIRST}").set_value("另一家")
    app.button[1].click().run()
    assert "已决定" in markup_of(app)
    assert "不同，但其他决定或相同写法使二者合一" in markup_of(app)
    assert len(ledger.decisions()) == 1


def test_without_the_right_to_write_decisions_are_shown_but_not_taken(
    app: AppTest, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = Entry("海石回收股份有限公司", "某公司", "different", "年报")
    ledger.record("party", entry, who="王")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write everywhere
    markup = open_page(app, "organisations")
    assert "只读：现在不能写入台账" in markup
    assert "海石回收股份有限公司" in Reader(markup).text.split("已作出的决定")[-1]
    assert not app.button


def test_a_region_is_chosen_through_the_address(app: AppTest) -> None:
    assert "深圳市" in open_page(app, "node", node="SW-04", region="440300")
    app.selectbox(key="region").select("JP").run()
    assert app.query_params["region"] == "JP"
    assert "· 日本" in markup_of(app)


def test_a_language_is_chosen_through_the_address(app: AppTest) -> None:
    open_page(app, "chain")
    app.button_group[0].set_value("en").run()
    assert app.query_params["lang"] == "en"
    assert "Chain map" in markup_of(app)


def test_a_folder_without_a_build_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PROJECT, str(tmp_path))
    app = AppTest.from_file(str(FOLDER / "app.py"), default_timeout=60).run()
    assert not app.exception
    assert "此处没有 patnav 项目——请运行：patnav init" in markup_of(app)


def test_a_password_is_asked_for_when_one_is_set(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, "长安")
    app.run()
    assert "产业链图谱" not in markup_of(app)
    app.text_input[0].set_value("错").run()
    assert app.error[0].value == "口令不正确"
    app.text_input[0].set_value("长安").run()
    assert "产业链图谱" in markup_of(app)


# --- the command --------------------------------------------------------------------------------


def test_the_server_stays_on_the_machine() -> None:
    options = server.options("127.0.0.1", 8600)
    assert "--server.address=127.0.0.1" in options
    assert "--browser.gatherUsageStats=false" in options


def test_a_folder_without_a_project_is_an_error(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["dashboard", "--project", str(tmp_path)])
    assert isinstance(result.exception, ProjectError)


def test_other_machines_need_a_password(world: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD, raising=False)
    folder = str(world.project.folder)
    result = CliRunner().invoke(cli, ["dashboard", "--project", folder, "--host", "0.0.0.0"])
    assert isinstance(result.exception, ProjectError)
    assert PASSWORD in str(result.exception)


def test_a_title_is_told_in_the_language_of_the_reader(app: AppTest) -> None:
    row = {"title": "电芯", "title_zh": "电芯", "title_en": "Cell"}
    assert (Words("en").title(row), Words("zh").title(row)) == ("Cell", "电芯")
    assert Words("en").title({"title": "전지", "title_zh": "", "title_en": ""}) == "전지"
    english = Reader(open_page(app, "card", lang="en", patent=PATENT)).text
    assert TITLE_EN in english
    assert TITLE_EN in Reader(open_page(app, "node", lang="en", node="SW-01")).text


# --- what a page cannot show --------------------------------------------------------------------


def test_a_region_that_no_file_names_is_told_with_those_that_there_are(app: AppTest) -> None:
    markup = open_page(app, "chain", region="650000")
    assert "文件中没有申请人在 650000 的专利" in markup
    assert 'href="./?region=320500"' in markup
    assert "文件中没有申请人" not in open_page(app, "chain", region="440300")


def test_an_address_that_names_what_is_not_there_says_so(app: AppTest) -> None:
    assert "没有环节 NOPE，以下为 " in open_page(app, "node", node="NOPE")
    assert "文件中没有地区 XX，以下为全部地区" in open_page(app, "lists", place="XX")
    for view in ("node", "lists"):
        assert "pn-error" not in open_page(app, view, node="SW-01")


def test_the_region_of_the_map_is_that_of_the_lists_until_another_place_is_chosen(
    app: AppTest,
) -> None:
    home = open_page(app, "lists", place="320500")
    assert open_page(app, "lists", region="320500").count("<tr") == home.count("<tr")
    everywhere = open_page(app, "lists", region="320500", place="*")
    assert everywhere.count("<tr") == open_page(app, "lists").count("<tr") > home.count("<tr")


def test_an_empty_list_says_why(app: AppTest, world: Snapshot) -> None:
    assert "所选环节和地区没有" in open_page(
        app, "lists", kind="technology", node="SW-04", place="JP"
    )
    assert list_parts.why_none(world, "talent", Words("zh")) == "所选环节和地区没有发明人"


def test_the_tables_of_a_node_say_what_they_count(app: AppTest) -> None:
    text = Reader(open_page(app, "node", node="SW-01")).text
    assert "只计发明（含 PCT）：权利人数与 HHI 按集团计。一族涉及多个环节或权利人时分摊计数" in text
    assert "单个机构，不按集团合并；族数含全部专利类型" in text
    assert "历年发明族数" in text


@pytest.mark.parametrize("name", shipped_chains())
def test_no_line_of_a_name_begins_with_what_closes(name: str) -> None:
    for row in chain_rows(name):
        for width in range(40, 200, 7):
            lines = fit(row["name_zh"], width, most=9)
            assert "".join(lines).replace(" ", "") == row["name_zh"].replace(" ", "")
            assert not [line for line in lines if line[:1] in CLOSING]


def test_a_name_is_not_cut_where_there_is_room_below() -> None:
    rows = [row | {"name_en": "Immersive applications (training, medicine, video, games)"}
            for row in chain_rows("emerging_digital")[:3]]  # fmt: skip
    assert not [
        line for spot in lay_out(rows, Words("en")).spots for line in spot.lines if "…" in line
    ]
