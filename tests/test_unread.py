"""What is not annotated is told with its reason: other languages, empty texts, titles alone."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner
from small_world import save_small_world
from weekly import HEAD, project_in

from patnav import analysis
from patnav.cli import cli
from patnav.error_words import in_words
from patnav.ingest.annotate import annotate
from patnav.ingest.annotate.unread import EMPTY, LANGUAGE, TITLE_ONLY
from patnav.snapshot import open_snapshot
from patnav.tables import table

ORIGINALS = {  # made up for these tests; `en` is what some files say of any text
    "de": "Die Erfindung betrifft eine Pumpe mit einem Rotor, der auf der Welle gelagert ist, und "
    "einem Gehäuse, wobei der Verschleiß durch die Lagerung verringert wird.",
    "fr": "L'invention concerne une pompe comprenant un rotor monté sur l'arbre, qui est logé dans "
    "le carter et dont les paliers sont lubrifiés par le fluide.",
    "ja": "本発明は、軸に支持されたロータを備えるポンプに関し、摩耗を低減することができる。",
    "ko": "본 발명은 축에 지지된 회전자를 포함하는 펌프에 관한 것으로, 마모를 줄일 수 있다.",
}
CHINESE = "本发明公开一种泵，采用磁悬浮转子，降低了磨损。"


def unread(*texts: tuple[str, str, str, str]) -> list[dict[str, object]]:
    """Rows of `unread` for (patent, section, lang, text); each patent has a title."""
    names = ("patent", "section", "lang", "text")
    rows = [dict(zip(names, one, strict=True)) for one in texts]
    patents = sorted({row["patent"] for row in rows} | {"CN9"})
    found = annotate(
        table("texts", rows), table("patents", ({"patent": key, "title": "泵"} for key in patents))
    )
    listed: list[dict[str, object]] = found["unread"].to_pylist()
    return [row for row in listed if row["patent"] != "CN9"]


@pytest.mark.parametrize("language", ORIGINALS)
@pytest.mark.parametrize("said", ["own", "en"])
def test_an_original_is_told_by_its_words_whatever_the_file_says(language: str, said: str) -> None:
    lang = language if said == "own" else said
    rows = unread(("X1", "abstract", lang, ORIGINALS[language]))
    assert rows == [
        {"patent": "X1", "section": "abstract", "lang": lang, "language": language,
         "reason": LANGUAGE.format(language), "facts_only": True}
    ]  # fmt: skip


@pytest.mark.parametrize("language", ORIGINALS)
def test_a_section_that_is_read_in_one_language_is_not_unread(language: str) -> None:
    both = [("X1", "abstract", "zh", CHINESE), ("X1", "abstract", language, ORIGINALS[language])]
    assert unread(*both) == []


def test_a_patent_that_is_read_elsewhere_has_more_than_facts() -> None:
    rows = unread(("X1", "abstract", "zh", CHINESE), ("X1", "claim", "de", ORIGINALS["de"]))
    assert [(row["section"], row["facts_only"]) for row in rows] == [("claim", False)]


def test_texts_without_letters_and_titles_alone_are_told() -> None:
    rows = unread(("X1", "abstract", "zh", "—— 12 ——"), ("X2", "title", "zh", "一种泵"))
    assert [(row["patent"], row["reason"], row["facts_only"]) for row in rows] == [
        ("X1", EMPTY, True), ("X2", TITLE_ONLY, True),
    ]  # fmt: skip


def test_a_patent_without_any_row_of_text_is_told() -> None:
    found = annotate(table("texts", []), table("patents", [{"patent": "CN1", "title": ""}]))
    assert found["unread"]["reason"].to_pylist() == [TITLE_ONLY]


def test_the_line_of_the_build_counts_languages_and_patents() -> None:
    rows = [
        {"patent": "A", "section": "abstract", "language": "de", "facts_only": False},
        {"patent": "A", "section": "claim", "language": "de", "facts_only": False},
        {"patent": "B", "section": "abstract", "language": "ja", "facts_only": True},
        {"patent": "C", "section": "", "language": "", "facts_only": True},
    ]
    assert analysis.unread_line(table("unread", rows)) == (
        "not read: 4 sections of 3 patents: other languages 3 (de 2, ja 1), no letters 0, "
        "no text 1; 2 patents have bibliographic facts only"
    )
    assert in_words(analysis.unread_line(table("unread", rows)), "zh", on_the_way=True) == (
        "未标引：3 件专利的 4 段文本：其他语言 3 (de 2, ja 1)、无文字 0、无文本 1；2 件只有著录信息"
    )
    assert (
        analysis.unread_line(pa.table(table("unread", []))) == "not read: 0 sections of 0 patents"
    )


def test_a_build_reports_what_it_did_not_read(tmp_path: Path) -> None:
    project = project_in(tmp_path / "项目")
    rows = "".join(
        f'CN20151010{n:04}0,一种泵{n},"{text}",虚构泵厂,2015-03-0{n + 1},F04D29/22,有效\n'
        for n, text in enumerate([*ORIGINALS.values(), CHINESE])
    )
    path = project.folder / "a.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    project.add_sources([path])
    done = CliRunner().invoke(cli, ["build", "--json", "--project", str(project.folder)])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["facts_only"] == 4
    told = (
        "not read: 4 sections of 4 patents: other languages 4 (de 1, fr 1, ja 1, ko 1), "
        "no letters 0, no text 0; 4 patents have"
    )
    assert told in done.stderr
    snapshot = open_snapshot(project)
    sums = analysis.unread_sums(snapshot)
    assert dict(zip(sums["language"], sums["facts_only"], strict=True)) == dict.fromkeys(
        ORIGINALS, 1
    )
    (sources,) = analysis.source_sums(snapshot).to_dict("records")
    assert sources["unread"] == 4
    listed = analysis.faults(snapshot, "unread", asked="de is not read")
    assert list(listed["row"]) == [2]
    assert list(listed["file"]) == ["a.csv"]


def test_a_snapshot_without_unread_texts_has_no_sums(tmp_path: Path) -> None:
    assert len(analysis.unread_sums(save_small_world(tmp_path / "p"))) == 0
