"""Assignment: right nodes for stated reasons, and no row for what is not in the chain."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner

from patnav.chain import load_chain
from patnav.cli import cli
from patnav.data import make_ipc
from patnav.errors import InputError
from patnav.ingest.assign import (
    assign,
    assign_record,
    measure_record,
    nodes_table,
    symbols,
)
from patnav.ingest.assign.hierarchy import Hierarchy, ipc
from patnav.ingest.assign.keywords import KeywordIndex
from patnav.ingest.assign.learn import Sample, fit
from patnav.ingest.assign.model import shipped_model
from patnav.ingest.assign.pairs import PAIR
from patnav.ingest.assign.titles import head
from patnav.tables import SCHEMAS, table

CHAIN = "new_energy_battery_hydrogen"


def tables(rows: list[dict[str, Any]]) -> tuple[pa.Table, pa.Table, pa.Table]:
    patents = [{"patent": row["patent"], "ipc_main": row["ipc"][0]} for row in rows]
    texts = [
        {"patent": row["patent"], "section": section, "lang": "zh", "text": row[section]}
        for row in rows
        for section in ("title", "abstract")
    ]
    classes = [
        {"patent": row["patent"], "scheme": "ipc", "symbol": symbol, "position": n, "main": n == 1}
        for row in rows
        for n, symbol in enumerate(row["ipc"], 1)
    ]
    return table("patents", patents), table("texts", texts), table("classifications", classes)


@pytest.fixture
def made() -> pa.Table:
    rows = [
        {
            "patent": "CN1",
            "title": "一种硫化物固态电解质及其制备方法",
            "abstract": "本发明公开一种硫化物固态电解质，用于全固态电池。",
            "ipc": ["H01M10/0562", "H01M10/0525"],
        },
        {"patent": "CN2", "title": "一种儿童座椅", "abstract": "座椅框架。", "ipc": ["B60N2/28"]},
    ]
    return assign(load_chain(CHAIN), *tables(rows))


def test_a_patent_gets_its_node_and_one_outside_gets_no_row(made: pa.Table) -> None:
    rows = made.to_pylist()
    assert made.schema == SCHEMAS["assignments"]
    assert {row["patent"] for row in rows} == {"CN1"}
    assert sum(row["weight"] for row in rows) == pytest.approx(1, abs=1e-12)
    assert [row["main"] for row in rows].count(True) == 1


def test_the_evidence_is_the_text_between_its_offsets(made: pa.Table) -> None:
    row = next(row for row in made.to_pylist() if row["main"])
    title = "一种硫化物固态电解质及其制备方法"
    assert row["section"] == "title"
    assert title[row["start"] : row["end"]] == row["evidence"]
    assert row["evidence"] in row["reason"]
    assert "H01M10/0562" in row["reason"]


def test_full_width_and_capitals_are_found_and_half_words_are_not() -> None:
    tree = "intelligent_vehicles"
    found = assign_record(
        {"id": 1, "chain": tree, "title": "ＬＩＤＡＲ sensor", "ipc": "G01S17/931"}
    )
    assert found["primary"] == "IV-01"
    assert found["assignments"][0]["evidence"] == "ＬＩＤＡＲ sensor"
    none = assign_record({"id": 2, "chain": tree, "title": "A solidarity fund", "ipc": ""})
    assert none["primary"] is None


def test_symbols_are_ranked_once() -> None:
    ranked = symbols(["A01B1/00", "A01B1/02"], ["A01B1/02", "A01B1/04"], "A01B1/02")
    assert [tuple(symbol) for symbol in ranked] == [
        ("A01B1/02", "main"),
        ("A01B1/00", "further"),
        ("A01B1/04", "cpc"),
    ]


def test_a_symbol_stands_under_its_parents() -> None:
    levels = [("A01B1/00", 0), ("A01B1/02", 1), ("A01B1/04", 2), ("A01B1/06", 1)]
    known = Hierarchy(levels, {"A01B7/00": ("A01B1/00",)})
    assert list(known.lineage("A01B1/04")) == ["A01B1/04", "A01B1/02", "A01B1/00", "A01B"]
    assert "A01B1/00" in known.lineage("A01B1/06")
    assert "A01B1/02" not in known.lineage("A01B1/06")
    assert known.resolve("A01B1/0412") == "A01B1/04"
    assert known.resolve("C99Z1/00") == ""
    assert known.moved("A01B7/08") == ("A01B1/00",)


def test_the_ipc_knows_what_moved_and_where() -> None:
    known = ipc()
    assert len(known.parents) > 77_000
    assert "G06V20/00" in known.moved("G06K9/00")
    assert all(target in known for new in known.successors.values() for target in new)


def test_the_nodes_table_holds_every_node() -> None:
    tree = load_chain(CHAIN)
    rows = nodes_table(tree).to_pylist()
    assert {row["node"] for row in rows} == set(tree.by_id)
    assert all(row["group_zh"] and row["group_en"] for row in rows)


def test_the_command_reads_and_writes_json_lines(tmp_path: Path) -> None:
    source, target = tmp_path / "docs.jsonl", tmp_path / "out.jsonl"
    docs = [
        {"id": "a", "chain": CHAIN, "title": "燃料电池堆", "ipc_main": "H01M8/24"},
        {"id": "b", "chain": CHAIN},
    ]
    source.write_text("\n".join(map(json.dumps, docs)), encoding="utf-8")
    result = CliRunner().invoke(cli, ["assign", str(source), "-o", str(target)])
    assert result.exit_code == 0
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["a", "b"]
    assert lines[0]["primary"] in load_chain(CHAIN).by_id
    assert (lines[1]["primary"], lines[1]["nodes"], lines[1]["assignments"]) == (None, [], [])
    assert 0.5 < lines[1]["off"] <= 1


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[1]",
        '{"chain": "iot"}',
        '{"id": 1}',
        '{"id": 1, "chain": "nix"}',
        '{"id": 1, "chain": "iot", "ipc": 7}',
    ],
)
def test_a_bad_line_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    source = tmp_path / "docs.jsonl"
    source.write_text(line, encoding="utf-8")
    result = CliRunner().invoke(cli, ["assign", str(source), "-o", str(tmp_path / "o.jsonl")])
    assert result.exit_code != 0
    assert result.exception is not None
    assert "nix" in str(result.exception) or "docs.jsonl:1" in str(result.exception)


SCHEME = """\
<IPCScheme xmlns="urn:x"><ipcEntry kind="u" symbol="A01B">
<ipcEntry kind="m" symbol="A01B0001000000">
<ipcEntry kind="1" symbol="A01B0001020000"><ipcEntry kind="2" symbol="A01B0001040000"/></ipcEntry>
<ipcEntry kind="n" symbol="A01B0001060000"/></ipcEntry></ipcEntry></IPCScheme>
"""


def test_the_nesting_is_read_from_the_scheme_file(tmp_path: Path) -> None:
    (tmp_path / "scheme.xml").write_text(SCHEME, encoding="utf-8")
    found = list(make_ipc.scheme(tmp_path / "scheme.xml"))
    assert found == [("A01B1/00", 0), ("A01B1/02", 1), ("A01B1/04", 2)]


def test_without_it_ranges_and_numbers_tell_the_nesting(tmp_path: Path) -> None:
    titles, older = tmp_path / "titles.tsv", tmp_path / "older.csv"
    titles.write_text("code\tt\nZ\ta\nA01B1/00\tb\nA01B1/02\tc\nA01B1/04\td\nA01B1/06\te\n")
    older.write_text("A01B0001045000\tf\nA01B0009000000\tgone\n")
    found = make_ipc.derive(titles, older, {"A01B1/02": "045"}, {"A01B9/00"})
    levels = [("00", 0), ("02", 1), ("04", 2), ("045", 3), ("06", 1)]
    assert list(found) == [(f"A01B1/{digits}", level) for digits, level in levels]


def told(chain: str, title: str, **more: str) -> list[str]:
    nodes: list[str] = assign_record({"id": 1, "chain": chain, "title": title} | more)["nodes"]
    return nodes


def words(chain: str, text: str) -> set[str]:
    index = KeywordIndex(load_chain(chain))
    return {hit.word.node for hit in index.find(text) if hit.word.role == "keyword"}


def test_a_word_does_not_count_inside_a_longer_one() -> None:
    assert words(CHAIN, "化成设备") == {"BT-10"}
    assert words(CHAIN, "钢材的氧化成膜设备") == set()
    assert words(CHAIN, "a solid electrolyte") == {"BT-08"}  # not BT-05, electrolyte


def test_a_thing_of_another_chain_in_the_head_is_told() -> None:
    title = "一种车辆座椅骨架"
    made = assign_record(
        {"id": 1, "chain": "intelligent_vehicles", "title": title, "ipc": "B60N2/68"}
    )
    assert made["primary"] is None
    assert made["off"] > 0.8
    assert "B60N2/68" in made["reason_off"]
    assert "座椅" in made["reason_off"]


def test_a_keyword_never_speaks_against_its_node() -> None:
    model = shipped_model()
    against = {"not_title", "not_text", "general", "bare", "word_only_title", "word_only_text"}
    free = against | {"moved"}
    assert all(w >= 0 for name, w in zip(PAIR, model.pair, strict=True) if name not in free)


def test_the_same_labels_give_the_same_model_and_evidence_is_learned() -> None:
    title = {"IV-01": "激光雷达", "IV-20": "自动泊车装置", "": "座椅骨架"}
    made = [sample(node, f"{name}{number}") for number in range(4) for node, name in title.items()]
    first, left_out = fit(made)
    assert first.written() == fit(made)[0].written()
    told = [m.chances(s.facts).argmax() for m, s in zip(left_out, made, strict=True)]
    assert told == list(map(chosen, made))


def test_a_further_node_is_given_from_the_learned_chance_on() -> None:
    one = sample("IV-01", "激光雷达与毫米波雷达的自动泊车装置")
    rows = [replace(shipped_model(), meant=least) for least in (0.0, 1.1)]
    most, fewest = (model.given(one.facts, model.chances(one.facts)) for model in rows)
    assert (len(most), len(fewest)) == (3, 1)
    assert most[0] == fewest[0]
    assert shipped_model().meant == 0.15  # docs/chains.md tells what it is worth


def test_a_node_of_every_field_needs_a_word_of_the_scope() -> None:
    title, symbol = "机器学习模型的训练方法", {"ipc": "G06N20/00", "ipc_main": "G06N20/00"}
    assert told("intelligent_vehicles", title, **symbol) == []
    assert "IV-13" in told("intelligent_vehicles", "自动驾驶车辆的" + title, **symbol)


def sample(node: str, title: str) -> Sample:
    tree, facts = measure_record({"id": 1, "chain": "intelligent_vehicles", "title": title})
    rows = {one.id: row for row, one in enumerate(tree.nodes)}
    return Sample(facts, (rows[node],) if node else (), title, title)


def chosen(one: Sample) -> int:
    return one.nodes[0] if one.nodes else len(one.facts.pair)


def test_a_word_with_capitals_is_no_other_word() -> None:
    assert "IOT-20" in told("iot", "CAN bus communication", ipc="H04L12/40")
    assert told("iot", "A can for communication devices") == []


def test_a_weak_word_opens_a_class_and_is_no_evidence() -> None:
    vehicles = "intelligent_vehicles"
    assert told(vehicles, "车辆") == []
    assert told(vehicles, "车辆", ipc="H04W4/40; H04W4/46") == ["IV-26"]


def test_a_dropped_symbol_reaches_its_node_with_a_keyword_only() -> None:
    digital = "emerging_digital"
    assert told(digital, "人脸识别方法", ipc="G06K9/00") == ["DG-21"]
    assert told(digital, "一种钟表", ipc="G06K9/00") == []


def test_a_general_node_stands_behind_a_specific_one() -> None:
    text = {"ipc": "B60W60/00; B60W30/14", "abstract": "自动驾驶车辆的自适应巡航控制。"}
    assert told("intelligent_vehicles", "自动驾驶车辆的巡航控制装置", **text)[0] == "IV-17"


def test_the_engine_of_a_vehicle_is_another_chain() -> None:
    text = {"ipc": "F02D41/00", "abstract": "车辆的发动机，驾驶时检测故障，冗余喷射。"}
    assert told("intelligent_vehicles", "内燃机的控制装置", **text) == []


def test_a_result_does_not_hang_on_the_other_patents(made: pa.Table) -> None:
    again = assign_record(
        {
            "id": "CN1",
            "chain": CHAIN,
            "title": "一种硫化物固态电解质及其制备方法",
            "abstract": "本发明公开一种硫化物固态电解质，用于全固态电池。",
            "ipc": ["H01M10/0562", "H01M10/0525"],
        }
    )
    rows = [{k: v for k, v in row.items() if k != "patent"} for row in made.to_pylist()]
    assert rows == sorted(again["assignments"], key=lambda row: row["node"])


@pytest.mark.parametrize(
    ("title", "lang", "head_"),
    [
        ("用于仪表的读数装置", "zh", "读数装置"),
        ("一种硫化物电解质的制备方法", "zh", "一种硫化物电解质"),
        ("方法", "zh", "方法"),
        ("Method for producing a sulfide electrolyte", "en", "sulfide electrolyte"),
        ("Battery with a vent", "en", "Battery "),
        ("System", "en", "System"),
    ],
)
def test_the_head_of_a_title_is_the_thing(title: str, lang: str, head_: str) -> None:
    start, end = head(title, lang)
    assert title[start:end] == head_


@pytest.mark.shared
def test_labelled_patents_get_their_node(shared: Path) -> None:
    gold = _lines(shared / "gold/nodes.dev.gold.jsonl")
    want = {row["id"]: row["primary"] for row in gold}
    got = [assign_record(row) for row in _lines(shared / "gold/nodes.dev.docs.jsonl")]
    right = [want[row["id"]] == row["primary"] for row in got]
    assert sum(right) / len(right) >= 0.7
    quotes = [one for row in got for one in row["assignments"] if one["start"] >= 0]
    texts = {row["id"]: row for row in _lines(shared / "gold/nodes.dev.docs.jsonl")}
    for row in got:
        for one in row["assignments"]:
            if one["start"] >= 0:
                text = texts[row["id"]][one["section"]]
                assert text[one["start"] : one["end"]] == one["evidence"]
    assert quotes


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path: Path) -> None:
    source, target = tmp_path / "docs.jsonl", tmp_path / "out.jsonl"
    record = {"id": 1, "chain": CHAIN, "title": "燃料电池堆", "abstract": "甲\u2028燃料电池系统"}
    source.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["assign", str(source), "-o", str(target)])
    assert result.exit_code == 0
    assert target.read_text(encoding="utf-8").count("\n") == 1


def test_an_output_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    source = tmp_path / "docs.jsonl"
    source.write_text('{"id": 1, "chain": "iot"}', encoding="utf-8")
    target = source / "out.jsonl"  # its folder is a file
    result = CliRunner().invoke(cli, ["assign", str(source), "-o", str(target)])
    assert isinstance(result.exception, InputError)
