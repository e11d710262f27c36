"""Borders of claims learned through `patnav train`; English borders against labelled claims."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from patnav.analysis.agreement.counts import count
from patnav.cli import cli
from patnav.errors import InputError
from patnav.gold import Labels
from patnav.ingest.annotate.claims import find_elements, split_claim
from patnav.ingest.annotate.documents import Document, annotate_documents
from patnav.ingest.annotate.text import fold
from patnav.ingest.learn.claims import LabelledClaim
from patnav.ingest.learn.marked import marked_claims
from patnav.ingest.read import read
from patnav.model import Publication, Source, Text

MARKS = Path(__file__).parent / "gold"


def write_claims(folder: Path, many: int) -> Path:
    """Claims whose elements begin at 所述 and nowhere else."""
    docs, gold = [], []
    for number in range(many):
        part = "甲乙丙丁戊己庚辛"[number % 8]
        first, second = f"所述{part}座有孔，孔为圆形", f"所述{part}臂有槽，槽为方形"
        text = f"一种{part}机，其特征在于：{first}，{second}。"
        docs.append({"id": f"c{number}", "text": text, "kind": "claim", "lang": "zh"})
        gold.append({"id": f"c{number}", "preamble": f"一种{part}机", "elements": [first, second]})
    for name, rows in (("docs", docs), ("gold", gold)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"made.{name}.jsonl").write_text(lines, encoding="utf-8")
    return folder / "made.gold.jsonl"


def train(*arguments: str | Path) -> str:
    done = CliRunner().invoke(cli, ["train", *map(str, arguments)])
    assert done.exit_code == 0, done.output
    return done.stderr


def test_claims_of_a_gold_set_teach_the_borders_that_the_folder_then_has(tmp_path: Path) -> None:
    one = tmp_path / "one"
    assert "borders of 24 claims" in train(write_claims(tmp_path, 24), "-o", one)
    assert not (one / "tagger.npz").exists()
    claim = "一种新机，其特征在于：所述机座有孔，孔为圆形，所述机臂有槽，槽为方形。"
    given = [Document("c", claim, kind="claim", lang="zh"), Document("a", "泵降低了能耗。")]
    split, read_too = annotate_documents(given, model=one)
    assert split["elements"] == ["所述机座有孔，孔为圆形", "所述机臂有槽，槽为方形"]
    assert read_too["effects"], "the tagger is that of patnav where the folder has none"


def test_claims_that_are_too_few_or_none_are_an_error(tmp_path: Path) -> None:
    gold = write_claims(tmp_path, 5)
    done = CliRunner().invoke(cli, ["train", str(gold), "-o", str(tmp_path / "models")])
    assert "5 labelled Chinese claims are too few" in str(done.exception)
    done = CliRunner().invoke(cli, ["train", str(gold), "--only", "tagger", "-o", str(tmp_path)])
    assert "no labelled document for the tagger" in str(done.exception)


def test_a_file_that_holds_no_borders_and_a_folder_without_models_are_named(tmp_path: Path) -> None:
    claim = fold("一种泵，其特征在于：有阀。")
    with pytest.raises(InputError, match="no model of the annotation"):
        find_elements(claim, "zh", tmp_path)
    (tmp_path / "claims.yaml").write_text("border: 3\n", encoding="utf-8")
    with pytest.raises(InputError, match="no weights of claim borders"):
        find_elements(claim, "zh", tmp_path)


def test_marks_are_brought_together_with_the_texts_of_an_export(tmp_path: Path) -> None:
    source = Source("0" * 64, 1)
    abstract, claim = "一种泵，其特征在于：有阀，有盖。摘要之余。", "2. A pump comprising: a lid."
    read_rows = [
        Publication(
            source=source, application="CN00204764", texts=(Text("abstract", "zh", abstract),)
        ),
        Publication(source=source, number="US1A", texts=(Text("claim", "en", claim),)),
    ]
    marks = tmp_path / "marks.csv"
    marks.write_text(
        "# offsets\nnumber,length,starts\nCN00204764.0,16,10 13\nCN85102475,9,3\n", "utf-8"
    )
    found = marked_claims(marks, read_rows)
    assert found == [LabelledClaim("CN00204764.0", fold(abstract[:16]), ((10, 13), (13, 16)))]
    marks.write_text(f"number,claim,length,starts\nUS1A,2,{len(claim)},22\n", "utf-8")
    assert [claim[slice(*one.elements[0])] for one in marked_claims(marks, read_rows)] == ["a lid."]
    marks.write_text("number,starts\nUS1A,3\n", "utf-8")
    with pytest.raises(InputError, match="row 1 is no mark"):
        marked_claims(marks, read_rows)


def english(text: str) -> list[str]:
    return [text[one.start : one.end] for one in split_claim(fold(text), "en").elements]


def test_commas_end_no_element_where_the_claim_has_semicolons() -> None:
    text = (
        "A pump, comprising: a housing, the housing having an inlet; a rotor in the housing,"
        " wherein the rotor is hollow; and a motor, a shaft of which drives the rotor,"
        " wherein the pump weighs less than 2 kg."
    )
    assert english(text) == [
        "a housing, the housing having an inlet",
        "a rotor in the housing, wherein the rotor is hollow",
        "a motor, a shaft of which drives the rotor",
        "wherein the pump weighs less than 2 kg",
    ]


def test_without_semicolons_a_comma_ends_an_element_before_a_new_part() -> None:
    text = "A pump comprising a housing with, or without, a lid, a rotor and a seal, a big motor."
    assert english(text) == [
        "a housing with, or without, a lid",
        "a rotor and a seal",
        "a big motor",
    ]


def test_a_claim_in_a_setting_begins_behind_it_and_a_status_is_no_part_of_it() -> None:
    text = "In a car comprising a battery, a pump for oil, the pump comprising: a rotor; a lid."
    assert english(text) == ["a rotor", "a lid"]
    amended = (
        "1. (Currently Amended) A pump comprising: a lid. Claim 2 (New): The pump of claim 1,"
        " wherein the lid is flat."
    )
    marks = find_elements(fold(amended), "en")
    assert [amended[one.start : one.end] for one in marks][:2] == ["A pump", "a lid"]
    assert {one.claim for one in marks} == {1, 2}


@pytest.mark.shared
def test_borders_of_english_claims_are_found_as_labelled(shared: Path) -> None:
    files = [*(shared / "data" / "uspto").iterdir(), *(shared / "data" / "epo-uspto").iterdir()]
    publications = [row for file in sorted(files) for row in readable(file)]
    claims = marked_claims(MARKS / "claim_borders_en.csv", publications)
    assert len(claims) == 33
    hits = labelled = found = 0
    for one in claims:
        begin = re.match(r"\D*\d+\s*(?:\([^)]*\))?[.\s]*", one.folded).end()  # the claim's number
        text = one.folded[begin:]
        wanted = tuple(one.folded[start:end] for start, end in one.elements)
        given = tuple(text[start:end] for start, end, _ in split_claim(text, "en").elements)
        gold, answer = (
            Labels(id=one.id, elements=quotes, labelled=frozenset(["elements"]))
            for quotes in (wanted, given)
        )
        counts = count(text, gold, answer)["element boundary"]
        hits, labelled, found = hits + counts[0], labelled + counts[1], found + counts[2]
    assert 2 * hits / (labelled + found) >= 0.95


def readable(file: Path) -> list[Publication]:
    try:
        return [row for row in read(file) if isinstance(row, Publication)]
    except InputError:  # legal codes and lists of documents: no export
        return []
