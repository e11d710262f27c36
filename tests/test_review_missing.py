"""What is missing: nearly given labels and nodes, from the models to the next build and to gold."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from click.testing import CliRunner
from small_world import NODES, VERSION, save_small_world, small_world

from patnav.analysis import analyse
from patnav.analysis.review import (
    Material,
    Reviewer,
    Teller,
    Wanted,
    accuracy,
    enter,
    export_gold,
    import_review,
    judge_label,
    judge_nodes,
    queue,
    spoken,
    write_review,
)
from patnav.analysis.review.words import review_words
from patnav.chain import load_chain
from patnav.cli import cli
from patnav.errors import InputError
from patnav.gold import read_gold
from patnav.ingest.annotate import annotate
from patnav.ingest.annotate.marks import NEAR
from patnav.ingest.annotate.models import MODEL
from patnav.ingest.annotate.near import MOST_NEAR, near_marks
from patnav.ingest.annotate.tagged import LEAST, confidence, marks_of_tags
from patnav.ingest.annotate.tagger import Passage, Tag
from patnav.ingest.annotate.text import fold
from patnav.ingest.assign import assign, assign_tables
from patnav.ingest.review import Address, address_of, apply_reviews, still_near
from patnav.ledger import Ledger
from patnav.snapshot import Snapshot, SnapshotWriter
from patnav.tables import Tables, table

COLUMNS = {column[0]: name for name, column in review_words()["columns"].items()}
SURE = {"降低成本": 0.4, "热压烧结": 0.3}  # labels of the first patent that are taken out
FIRST = "CN201810000001"


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    """The small world without two labels and one patent's nodes, which were nearly given."""
    made = small_world()
    tree = save_small_world(tmp_path / "of").project.chain
    ids = dict(zip(sorted(NODES), (node.id for node in tree.nodes), strict=False))
    for name in ("assignments", "nodes"):
        rows = [row | {"node": ids[row["node"]]} for row in made[name].to_pylist()]
        made[name] = table(name, rows)
    return made | _labels_out(made["mentions"]) | _nodes_out(made)


def _labels_out(mentions: pa.Table) -> Tables:
    rows = mentions.to_pylist()
    gone = [
        row
        for row in rows
        if row["patent"] == FIRST and row["quote"] in SURE and row["dimension"] != "element"
    ]
    columns = ("patent", "dimension", "section", "lang", "start", "end", "quote", "value",
               "attribute", "direction", "effect_class", "version")  # fmt: skip
    near = [
        {name: row[name] for name in columns}
        | {"confidence": SURE[row["quote"]], "method": NEAR}
        for row in gone
    ]  # fmt: skip
    assert len(near) == len(SURE)
    return {
        "mentions": table("mentions", (row for row in rows if row not in gone)),
        "near_labels": table("near_labels", near),
    }


def _nodes_out(made: Tables) -> Tables:
    """Take the nodes of the last patent that is alone in its family out of the chain."""
    members = Counter(made["patents"]["family"].to_pylist())
    alone = {
        row["patent"] for row in made["patents"].to_pylist() if members[row["family"]] == 1
    } - {FIRST}
    patent = max(alone & set(made["assignments"]["patent"].to_pylist()))
    out = pc.equal(made["assignments"]["patent"], patent)
    columns = ("patent", "node", "rule", "reason", "evidence", "section", "lang", "start", "end")
    near = [
        {name: row[name] for name in columns} | {"confidence": 0.4}
        for row in made["assignments"].filter(out).to_pylist()
    ]
    return {
        "assignments": made["assignments"].filter(pc.invert(out)),
        "near_nodes": table("near_nodes", near),
    }


@pytest.fixture
def world(tmp_path: Path, tables: Tables) -> Snapshot:
    project = save_small_world(tmp_path / "project").project
    writer = SnapshotWriter(project, "0123456789abcdee")
    writer.write("tables", tables)
    writer.write("findings", analyse(writer.view()))
    return writer.finish({"patnav": VERSION})


def ledger(world: Snapshot) -> Ledger:
    return Ledger(world.project.folder)


def missing(world: Snapshot, **wanted: Any) -> Any:  # noqa: ANN401 -- a frame
    decisions = ledger(world).decisions()
    return queue(world, decisions, Wanted(**{"top": 0, "kind": "missing", **wanted}))


def place(row: Any) -> Address:  # noqa: ANN401 -- a row
    return address_of(row["subject"])


def rebuilt(world: Snapshot, tables: Tables) -> Tables:
    """The tables as the next build would have them."""
    decisions = ledger(world).decisions()
    made = tables | apply_reviews(tables, decisions, world.project.chain)
    return made | still_near(made)


# --- what the models nearly give ------------------------------------------------------------------

TEXTS = (
    "本发明公开一种泵，包括转子、壳体、密封圈、磁悬浮轴承和散热翅片，运行时噪声小，磨损得到改善。",
    "一种阀门，阀座与阀芯之间设有弹性件，弹性件抵接阀芯，使用寿命长，密封可靠，泄漏少。",
    "一种装置，包括机架、底座、电机、螺栓、把手、轮子、盖板和水箱，电机设在机架上。",
)


def texts() -> tuple[pa.Table, pa.Table]:
    rows = [
        {"patent": f"CN{n}", "section": "abstract", "lang": "zh", "text": text}
        for n, text in enumerate(TEXTS)
    ]
    patents = [{"patent": row["patent"], "title": "一种装置"} for row in rows]
    return table("texts", rows), table("patents", patents)


def test_near_labels_are_verbatim_apart_from_the_labels_and_few() -> None:
    found = annotate(*texts(), near=0.01)
    near = found["near_labels"].to_pylist()
    assert near
    by_patent = Counter(row["patent"] for row in near)
    assert max(by_patent.values()) <= MOST_NEAR
    given = found["mentions"].to_pylist()
    for row in near:
        text = TEXTS[int(row["patent"][2:])]
        assert text[row["start"] : row["end"]] == row["quote"]
        assert 0.01 <= row["confidence"] < 1
        assert not any(
            (one["patent"], one["dimension"]) == (row["patent"], row["dimension"])
            and one["start"] < row["end"]
            and row["start"] < one["end"]
            for one in given
        )


@pytest.mark.parametrize(
    ("dimension", "text", "quote", "left"),
    [
        ("means", "包括导绳轮和压绳轮", "导绳轮和", "导绳轮"),
        ("means", "2）与集穗绞龙（2）、果穗", "集穗绞龙（", "集穗绞龙"),
        ("means", "安装测算列车车速的光电开关", "测算列车车速的", ""),
        ("means", "单流道包括两个多孔支撑板", "两个", ""),
        ("means", "飞轮为转向机构并啮合", "转向机构", "转向机构"),
        ("means", "装置控制行驶方向，简单", "行驶方向", "行驶方向"),
        ("effect", "本发明的膜具有可食性", "具有", ""),
        ("effect", "从而光泽柔和，明亮", "光泽柔和", "光泽柔和"),
    ],
)
def test_near_labels_are_no_cut_phrases(dimension: str, text: str, quote: str, left: str) -> None:
    folded, start = fold(text), text.index(quote)
    tag = Tag(dimension, start, start + len(quote), -0.1, "", near=True)
    passage = Passage(folded, "", "zh")
    found = [text[one.start : one.end] for one in near_marks(passage, [tag], [], MODEL, 0.0)]
    assert found == ([left] if left else [])


def test_a_market_quote_that_is_likelier_wrong_is_a_near_label() -> None:
    text = fold("本发明是一种理想的白酒替代食用酒。")
    passage, start = Passage(text, "", "zh"), text.index("理想")
    kept, unsure = (Tag("outlook", start, len(text) - 1, margin) for margin in (5.0, -1.5))
    assert confidence(unsure, "zh") < LEAST["outlook"] <= confidence(kept, "zh")
    assert [one.dimension for one in marks_of_tags(passage, [kept])] == ["outlook"]
    assert marks_of_tags(passage, [unsure]) == []
    assert near_marks(passage, [kept], [], MODEL, 0.0) == []
    near = near_marks(passage, [unsure], [], MODEL, 0.0)
    assert [(one.method, one.confidence) for one in near] == [(NEAR, confidence(unsure, "zh"))]
    effect = Tag("effect", start, len(text) - 1, -1.5)
    assert len(marks_of_tags(passage, [effect])) == 1  # of effects all are given


def test_near_labels_change_no_label_and_none_are_kept_unless_asked_for() -> None:
    plain, asked = annotate(*texts()), annotate(*texts(), near=0.01)
    assert plain["near_labels"].num_rows == 0
    for name in ("mentions", "judgements", "products", "claims"):
        assert plain[name].equals(asked[name])
    few = annotate(*texts(), near=0.9)["near_labels"].num_rows
    assert few < asked["near_labels"].num_rows


def test_a_patent_off_the_chain_tells_its_likeliest_nodes() -> None:
    tree = load_chain("new_energy_battery_hydrogen")
    given = (
        table("patents", [{"patent": "CN1", "ipc_main": "A47C1/00"}]),
        table("texts", [{"patent": "CN1", "section": "title", "lang": "zh", "text": "一种座椅"}]),
        table("classifications", []),
    )
    assert assign(tree, *given).num_rows == 0
    near = assign_tables(tree, given, near=1e-6)["near_nodes"].to_pylist()
    assert len(near) == 2
    assert all(row["node"] in tree.by_id and 0 <= row["confidence"] < 0.5 for row in near)
    assert assign_tables(tree, given, near=0.9)["near_nodes"].num_rows == 0


# --- the queue ------------------------------------------------------------------------------------


def test_what_may_be_missing_stands_in_the_queue_by_what_adding_would_change(
    world: Snapshot,
) -> None:
    rows = missing(world)
    assert set(rows["dimension"]) == {"effect", "means", "node"}
    assert rows["change"].is_monotonic_decreasing
    assert (rows["change"] - rows["confidence"] * rows["influence"]).abs().max() < 1e-12
    assert not rows["drawn"].any()
    everything = queue(world, [], Wanted(top=0))
    assert set(everything["kind"]) == {"given", "missing"}
    assert set(everything[everything["drawn"]]["kind"]) == {"given"}
    node = rows[rows["dimension"] == "node"].iloc[0]
    assert node["why"]["kind"] in {"cell", "share", "enterprise", "product", "talent"}
    assert node["change"] > 0


@pytest.mark.parametrize(("lang", "words"), [("zh", "可能漏标"), ("en", "may be missing")])
def test_the_reason_says_that_it_may_be_missing(world: Snapshot, lang: str, words: str) -> None:
    told = spoken(missing(world), Teller(world, lang))
    assert all(words in reason for reason in told["reason"])


def test_a_snapshot_from_before_has_nothing_missing(tmp_path: Path) -> None:
    world = save_small_world(tmp_path / "old")
    for name in ("near_labels", "near_nodes"):
        (world.folder / "tables" / f"{name}.parquet").unlink()
    writer = SnapshotWriter(world.project, "0123456789abcdea")
    writer.write(
        "tables", {name: world.table(name) for name in small_world() if "near" not in name}
    )
    writer.write("findings", analyse(writer.view()))
    assert len(missing(writer.finish({"patnav": VERSION}))) == 0


# --- decisions ------------------------------------------------------------------------------------


def test_an_added_label_is_there_in_the_next_build_and_no_longer_missing(
    world: Snapshot, tables: Tables
) -> None:
    row = missing(world, dimension="effect").iloc[0]
    judged = judge_label(Material(world, [row["patent"]]), place(row), "add")
    enter(ledger(world), [judged], who="王工", why="摘要末句")
    assert len(missing(world, dimension="effect")) == 0
    made = rebuilt(world, tables)
    found = [
        one for one in made["mentions"].to_pylist()
        if (one["patent"], one["quote"]) == (row["patent"], row["quote"])
    ]  # fmt: skip
    assert [(one["method"], one["version"], one["direction"]) for one in found] == [
        ("review", "1", row["direction"])
    ]
    assert found[0]["effect_class"] == row["effect_class"]
    assert "effect" not in made["near_labels"]["dimension"].to_pylist()
    ruling = made["reviews"].to_pylist()[0]
    assert (ruling["verdict"], ruling["state"]) == ("add", "applied")


def test_a_missing_label_may_be_added_with_another_quote(world: Snapshot, tables: Tables) -> None:
    row = missing(world, dimension="means").iloc[0]
    quote = row["quote"][2:]
    material = Material(world, [row["patent"]])
    judged = judge_label(material, place(row), "add", {"quote": quote})
    assert str(judged.address) == row["subject"]
    enter(ledger(world), [judged], who="王工", why="热压是工艺词")
    assert len(missing(world, dimension="means")) == 0
    made = rebuilt(world, tables)
    assert quote in [
        one["quote"] for one in made["mentions"].to_pylist() if one["method"] == "review"
    ]
    assert "means" not in made["near_labels"]["dimension"].to_pylist()


def test_what_was_rejected_is_not_asked_again_and_changes_nothing(
    world: Snapshot, tables: Tables
) -> None:
    row = missing(world, dimension="effect").iloc[0]
    judged = judge_label(Material(world, [row["patent"]]), place(row), "reject")
    enter(ledger(world), [judged], who="王工", why="套话")
    assert len(missing(world, dimension="effect")) == 0
    assert len(missing(world, dimension="effect", who="李工")) == 1
    assert rebuilt(world, tables)["mentions"].equals(tables["mentions"])
    assert all(one.n == 0 for one in accuracy(world, ledger(world).decisions()))


@pytest.mark.parametrize("verdict", ["accept", "correct"])
def test_what_is_no_label_yet_is_neither_accepted_nor_corrected(
    world: Snapshot, verdict: str
) -> None:
    row = missing(world, dimension="effect").iloc[0]
    changes = {"direction": "up"} if verdict == "correct" else {}
    with pytest.raises(InputError, match="no label yet") as caught:
        judge_label(Material(world, [row["patent"]]), place(row), verdict, changes)
    assert "add" in caught.value.remedy


def test_two_reviewers_who_differ_are_a_dispute(world: Snapshot, tables: Tables) -> None:
    row = missing(world, dimension="effect").iloc[0]
    material = Material(world, [row["patent"]])
    for who, verdict in (("王工", "add"), ("李工", "reject")):
        enter(ledger(world), [judge_label(material, place(row), verdict)], who=who, why="读后")
    ruling = rebuilt(world, tables)["reviews"].to_pylist()[0]
    assert (ruling["disputed"], ruling["reviewers"]) == (True, 2)


def test_added_nodes_put_a_patent_on_the_chain_with_its_reviewer(
    world: Snapshot, tables: Tables
) -> None:
    row = missing(world, dimension="node").iloc[0]
    material = Material(world, [row["patent"]])
    judged = judge_nodes(material, row["patent"], material.near_nodes(row["patent"])[:1])
    assert judged.verdict == "add"
    enter(ledger(world), [judged], who="王工", why="权利要求写明")
    assert len(missing(world, dimension="node")) == 0
    made = rebuilt(world, tables)
    found = [one for one in made["assignments"].to_pylist() if one["patent"] == row["patent"]]
    assert [(one["node"], one["weight"], one["rule"]) for one in found] == [
        (judged.nodes[0], 1.0, "review")
    ]
    assert found[0]["evidence"] == row["quote"]
    assert found[0]["reason"].startswith("reviewed by 1; ")
    assert made["near_nodes"].num_rows == 0


def test_decisions_on_what_was_missing_become_gold(world: Snapshot, tmp_path: Path) -> None:
    rows = missing(world)
    for _, row in rows.iterrows():
        material = Material(world, [row["patent"]])
        if row["dimension"] == "node":
            judged: Any = judge_nodes(material, row["patent"], material.near_nodes(row["patent"]))
        else:
            verdict = "add" if row["dimension"] == "effect" else "reject"
            judged = judge_label(material, place(row), verdict)
        enter(ledger(world), [judged], who="王工", why="全读")
    export_gold(world, ledger(world).decisions(), tmp_path / "g")
    labels, nodes = read_gold(tmp_path / "g"), read_gold(tmp_path / "g.nodes")
    assert not labels.problems
    (given,) = labels.labels.values()
    assert [one.quote for one in given.effects] == ["降低成本"]
    assert "热压烧结" not in (*given.means, *given.optional.get("means", ()))
    assert [one.primary for one in nodes.nodes.values()] == [
        rows[rows["dimension"] == "node"]["value"].iloc[0].split()[0]
    ]


def test_what_nobody_judged_of_the_missing_teaches_neither_way(
    world: Snapshot, tmp_path: Path
) -> None:
    row = queue(world, [], Wanted(top=0, dimension="means", kind="given"))
    row = row[row["patent"] == FIRST].iloc[0]
    judged = judge_label(Material(world, [FIRST]), place(row), "accept")
    enter(ledger(world), [judged], who="王工", why="读后")
    export_gold(world, ledger(world).decisions(), tmp_path / "g")
    (given,) = read_gold(tmp_path / "g").labels.values()
    assert "热压烧结" in given.optional["means"]


# --- sheets and the command line ------------------------------------------------------------------


def test_a_sheet_takes_what_is_missing_out_and_in(world: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    write_review(world, missing(world), path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    names = [COLUMNS[cell.value] for cell in sheet[1]]
    verdicts = {"means": "拒绝", "effect": "新增", "node": "新增"}
    words = {pair[0]: name for name, pair in review_words()["dimensions"].items()}
    for row in sheet.iter_rows(min_row=2):
        assert row[names.index("kind")].value == "可能漏标"
        dimension = words[str(row[names.index("dimension")].value)]
        row[names.index("verdict")].value = verdicts[dimension]
    book.save(path)
    found = import_review(world, ledger(world), path, Reviewer("王工"))
    assert Counter(one.outcome for one in found) == {"taken": 3}
    decisions = ledger(world).decisions()
    said = {item.kind: json.loads(item.value) for item in decisions if item.kind == "node"}
    assert len(said["node"]["nodes"]) == 1
    assert len(missing(world)) == 0


def test_a_sheet_that_accepts_what_is_missing_is_refused_with_the_remedy(
    world: Snapshot, tmp_path: Path
) -> None:
    path = tmp_path / "r.xlsx"
    write_review(world, missing(world), path)
    book = openpyxl.load_workbook(path)
    names = [COLUMNS[cell.value] for cell in book.worksheets[0][1]]
    for row in book.worksheets[0].iter_rows(min_row=2):
        row[names.index("verdict")].value = "接受"
    book.save(path)
    found = import_review(world, ledger(world), path, Reviewer("王工"))
    assert {one.outcome for one in found} == {"refused"}
    assert all("add" in one.remedy for one in found)


def test_the_command_lists_and_adds_what_is_missing(world: Snapshot) -> None:
    folder = str(world.project.folder)

    def run(*words: str) -> str:
        found = CliRunner().invoke(cli, ["review", *words, "--project", folder])
        assert found.exit_code == 0, found.output
        return found.stdout

    rows = json.loads(run("queue", "--kind", "missing", "--json", "--top", "0"))
    assert {row["kind"] for row in rows} == {"missing"}
    for row in rows:
        run("decide", row["subject"], "--add", "--why", "读后", "--who", "王工")
    assert json.loads(run("queue", "--kind", "missing", "--json", "--top", "0")) == []
    assert all(item.who == "王工" and item.why == "读后" for item in ledger(world).decisions())
