"""The vocabulary: spelling joins by itself, people join, split and order; a build applies it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from click.testing import CliRunner, Result
from conftest import Demo
from small_world import save_small_world

from patnav.cli import cli
from patnav.errors import InputError, ProjectError
from patnav.ingest.terms import TERM, Terms, conceptualise
from patnav.ingest.terms.glosses import abbreviations, find_glosses
from patnav.ingest.terms.kinds import guess_kind
from patnav.ingest.terms.propose import Proposal, propose
from patnav.ingest.terms.spelling import spelling
from patnav.ledger import Decision, Ledger
from patnav.tables import SCHEMAS, Tables, table
from patnav.term_book import Entry, enter, read_entries


def decided(*items: tuple[str, str, str]) -> Terms:
    return Terms(Decision(number, "", "", TERM, *item, "") for number, item in enumerate(items, 1))


def said(terms: Iterable[tuple[str, str]], texts: Iterable[tuple[str, str]] = ()) -> Tables:
    """Tables of patents that name means: (patent, term), and what their abstracts say."""
    mentions = [
        {
            "mention": f"{patent}/means/{number}", "patent": patent, "dimension": "means",
            "section": "abstract", "lang": "zh", "start": number, "end": number + len(term),
            "quote": term, "value": term,
        }
        for number, (patent, term) in enumerate(terms)
    ]  # fmt: skip
    abstracts = [
        {"patent": patent, "section": "abstract", "lang": "zh", "text": text, "row": 1}
        for patent, text in texts
    ]
    return {
        "mentions": table("mentions", mentions),
        "products": table("products", []),
        "texts": table("texts", abstracts),
    }


def names(tables: Tables, terms: Terms) -> dict[str, str]:
    made = conceptualise(tables, terms)["terms"].to_pylist()
    return {row["term"]: row["preferred"] for row in made}


def proposals(tables: Tables, terms: Terms | None = None) -> list[Proposal]:
    database = duckdb.connect()
    for name in ("assignments", "classifications"):
        database.register(name, SCHEMAS[name].empty_table())
    for name, rows in tables.items():
        database.register(name, rows)
    return propose(database, terms or Terms(), least=1)


VALVES = said([("A", "阀的挡板"), ("B", "阀门挡板"), ("C", "阀门的挡板"), ("D", "阀门的档板")])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("电池的档板", "电池挡板"),
        ("U型槽", "U形槽"),
        ("carbon-fibre tube", "Carbon fiber tube"),
        ("LiDAR传感器", "lidar传感器"),
    ],
)
def test_spellings_of_one_term_share_a_key(one: str, other: str) -> None:
    assert spelling(one) == spelling(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("蜗轮", "涡轮"), ("内齿轮", "外齿轮"), ("2,4-二氯", "24-二氯"), ("目的地", "目地")],
)
def test_what_tells_things_apart_is_no_spelling(one: str, other: str) -> None:
    assert spelling(one) != spelling(other)


def test_spelling_joins_under_the_name_that_most_patents_use() -> None:
    tables = said([("A", "阀门的档板"), ("B", "阀门挡板"), ("C", "阀门挡板"), ("D", "弹簧")])
    made = conceptualise(tables)
    rows = {row["term"]: row for row in made["terms"].to_pylist()}
    assert rows["阀门的档板"]["preferred"] == "阀门挡板"
    assert [rows[term]["state"] for term in ("阀门的档板", "弹簧")] == ["automatic", "single"]
    assert made["mentions"]["value"].to_pylist() == ["阀门挡板", "阀门挡板", "阀门挡板", "弹簧"]
    assert made["mentions"]["quote"].to_pylist() == tables["mentions"]["quote"].to_pylist()


def test_decisions_join_split_name_and_order() -> None:
    tables = said(
        [("A", "电机"), ("B", "电机"), ("C", "马达"), ("D", "阀门挡板"), ("E", "阀门的挡板")]
    )
    terms = decided(
        ("电机", "马达", "same"),
        ("马达", "", "preferred"),
        ("阀门挡板", "阀门的挡板", "different"),
        ("马达", "驱动装置", "narrower"),
        ("电机", "control", "type"),
    )
    assert names(tables, terms)["电机"] == "马达"
    assert names(tables, terms)["阀门的挡板"] == "阀门的挡板"
    rows = {row["term"]: row for row in conceptualise(tables, terms)["terms"].to_pylist()}
    assert rows["电机"]["broader"] == rows["马达"]["broader"] == ["驱动装置"]
    assert (rows["电机"]["type"], rows["电机"]["type_confidence"]) == ("control", 1.0)
    assert rows["电机"]["state"] == "accepted"


def test_without_anything_to_join_the_tables_stay() -> None:
    tables = said([])
    made = conceptualise(tables)
    assert made["mentions"] == tables["mentions"]
    assert made["terms"].num_rows == 0


@pytest.mark.parametrize(
    "items",
    [
        [("电机", "马达", "same"), ("马达", "电机", "different")],
        [("电机", "", "preferred"), ("马达", "", "preferred"), ("电机", "马达", "same")],
        [("电机", "structure", "type"), ("电机", "material", "type")],
        [("电机", "thing", "type")],
        [("电机", "马达", "narrower"), ("马达", "电机", "narrower")],
    ],
)
def test_contradictions_are_refused(items: list[tuple[str, str, str]]) -> None:
    with pytest.raises(ProjectError, match="patnav terms"):
        decided(*items)


def test_the_order_of_decisions_does_not_matter() -> None:
    items = [("电机", "马达", "same"), ("马达", "电动机", "same"), ("电动机", "", "preferred")]
    tables = said([("A", "电机"), ("B", "马达"), ("C", "电动机")])
    assert names(tables, decided(*items)) == names(tables, decided(*reversed(items)))


@pytest.mark.parametrize(
    ("term", "kind"),
    [
        ("磷酸铁锂正极材料", "material"),
        ("卷积神经网络", "algorithm"),
        ("支撑板", "structure"),
        ("搅拌", "process"),
        ("对称布置", "arrangement"),
        ("control unit", "control"),
    ],
)
def test_a_type_is_guessed(term: str, kind: str) -> None:
    assert guess_kind(term).kind == kind


def test_glosses_are_read_in_both_languages() -> None:
    rows = [
        ("采用卷积神经网络（CNN", "A", 1),
        ("采用卷积神经网络（CNN）", "A", 3),
        ("the inertial measurement unit (IMU)", "B", 2),
        ("支撑板（12）", "C", 1),
    ]
    found = list(find_glosses(rows))
    assert [(gloss.full, gloss.short) for gloss in found] == [
        ("卷积神经网络", "CNN"),
        ("inertial measurement unit", "IMU"),
    ]
    assert abbreviations(found)["CNN"] == "卷积神经网络"


def test_proposals_carry_their_evidence() -> None:
    tables = said(
        [
            ("A", "卷积神经网络"),
            ("B", "CNN"),
            ("C", "陶瓷隔膜"),
            ("D", "隔膜"),
            ("E", "电动机"),
            ("F", "电机"),
        ],
        [("A", "本法采用卷积神经网络（CNN）分类。")],
    )
    found = {(one.term, one.other): one for one in proposals(tables)}
    gloss = found["CNN", "卷积神经网络"]
    assert (gloss.relation, gloss.basis) == ("same", "gloss")
    assert "卷积神经网络（CNN） (A)" in gloss.evidence
    assert found["陶瓷隔膜", "隔膜"].relation == "narrower"
    assert {one.basis for pair, one in found.items() if "电机" in pair} == {"synonym"}


def test_what_is_decided_is_not_proposed_again() -> None:
    tables = said([("A", "电动机"), ("B", "电机"), ("C", "陶瓷隔膜"), ("D", "隔膜")])
    terms = decided(("电机", "电动机", "different"), ("陶瓷隔膜", "隔膜", "narrower"))
    assert proposals(tables)
    assert not proposals(tables, terms)


def test_terms_that_one_patent_tells_apart_are_doubted() -> None:
    apart = proposals(said([("A", "气缸"), ("B", "汽缸")]))
    together = proposals(said([("A", "气缸"), ("A", "汽缸")]))
    assert apart[0].confidence > together[0].confidence


def test_a_term_table_goes_out_and_in(tmp_path: Path) -> None:
    ledger, file = Ledger(tmp_path), tmp_path / "terms.xlsx"
    rows = [Entry("电机", "马达", "same", "one thing"), Entry("弹簧", "", "", "")]
    pd.DataFrame(rows, columns=["term", "other", "decision", "why"]).to_excel(file, index=False)
    assert enter(ledger, read_entries(file), who="Li") == 1
    assert enter(ledger, read_entries(file), who="Li") == 0


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("电机", "马达", "equal"), "decision is 'equal'"),
        (("电机", "", "same"), "a term is missing"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: tuple[str, str, str], words: str) -> None:
    file = tmp_path / "terms.csv"
    file.write_text("term,other,decision\n" + ",".join(row) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=words) as caught:
        read_entries(file)
    assert "row 2" in str(caught.value)


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["terms", *words, "--project", str(folder)])


def test_the_command_decides_lists_and_undoes(tmp_path: Path) -> None:
    folder = save_small_world(tmp_path / "world").project.folder
    assert run(folder, "decide", "电机", "马达", "--same", "--why", "one thing").exit_code == 0
    listed = json.loads(run(folder, "list", "--decisions", "--json").stdout)
    assert [(row["term"], row["other"], row["decision"]) for row in listed] == [
        ("电机", "马达", "same")
    ]
    assert run(folder, "export", str(tmp_path / "out.xlsx")).exit_code == 0
    assert run(folder, "undo", str(listed[0]["number"]), "--why", "slip").exit_code == 0
    assert json.loads(run(folder, "list", "--decisions", "--json").stdout) == []
    assert run(folder, "import", str(tmp_path / "out.xlsx")).exit_code == 0
    assert len(Ledger(folder).decisions(TERM)) == 1


def test_a_build_lists_its_vocabulary(demo: Demo) -> None:
    snapshot = demo.snapshot
    rows = snapshot.table("terms")
    means = snapshot.table("mentions").filter(pa.compute.field("dimension") == "means")
    assert set(means["value"].to_pylist()) <= set(rows["preferred"].to_pylist())
    told = run(demo.folder, "suggest", "--json", "--least", "1")
    assert told.exit_code == 0
    assert json.loads(run(demo.folder, "list", "--json").stdout)[0]["mentions"] > 0
