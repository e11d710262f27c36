"""Every real file of a patent office is read whole, and says what stands in its XML or JSON."""

from __future__ import annotations

import html
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from exports import INCOPAT, cells, incopat_row, write_csv

from patnav.data import resource
from patnav.data.make_event_codes import render
from patnav.ingest.assemble import assemble
from patnav.ingest.read import Reading, read
from patnav.model import Publication

_NAMED = re.compile(r"&(?!amp;|lt;|gt;|quot;|apos;|#)\w+;")


class Expected(NamedTuple):
    """Dialect, rows, and of the first record: number, claims, IPC, CPC, citations, inventors."""

    dialect: str
    rows: int
    number: str
    claims: int = 0
    ipc: int = 0
    cpc: int = 0
    cites: int = 0
    inventors: int = 0


FILES = {
    "uspto/pap_US20010000044A1.xml": Expected("uspto_pap", 1, "US20010000044A1", 21, 1, 0, 0, 1),
    "uspto/sgml_US06337117.xml": Expected("uspto_sgml", 1, "US6337117B1", 39, 1, 0, 2, 5),
    "uspto/xml2004_US06859910.xml": Expected("uspto_xml", 1, "US6859910B2", 2, 4, 0, 8, 1),
    "uspto/xml2004_US06970935.xml": Expected("uspto_xml", 1, "US6970935B1", 30, 1, 0, 11, 1),
    "uspto/xml2006_US07272630B2.xml": Expected("uspto_xml", 1, "US7272630B2", 17, 1, 0, 78, 4),
    "uspto/xml2014_US08926509.xml": Expected("uspto_xml", 1, "US8926509B2", 31, 14, 19, 129, 5),
    "uspto/xmlApp2004_US20050004974A1.xml": Expected(
        "uspto_xml", 1, "US20050004974A1", 21, 1, 0, 0, 12
    ),
    "uspto/xml4ip_sample_XML4IP.ZIP": Expected("uspto_st96", 13, "", 17),
    "epo-uspto/epo_ops_family_fixtures_family_input.xml": Expected(
        "epo_exchange", 6, "EP1000000A1"
    ),
    "epo-uspto/epo_ops_legal_fixtures_example_1.xml": Expected("epo_exchange", 1, "EP1000000A1"),
    "epo-uspto/epo_ops_legal_fixtures_example_2.xml": Expected("epo_exchange", 1, "EP1000000A1"),
    "epo-uspto/epo_ops_published_test_biblio_example.xml": Expected(
        "epo_exchange", 1, "US20060142694A1", 0, 1, 4, 99, 4
    ),
    "epo-uspto/epo_ops_published_test_biblio_example_2.xml": Expected(
        "epo_exchange", 1, "JP2005533465A", 0, 8, 17, 2, 0
    ),
    "epo-uspto/epo_ops_published_test_biblio_example_3.xml": Expected(
        "epo_exchange", 1, "AU2013290010A1", 0, 1, 6, 0, 3
    ),
    "epo-uspto/epo_ops_published_test_biblio_example_4.xml": Expected(
        "epo_exchange", 1, "US20120116137A1", 0, 2, 32, 6, 4
    ),
    "epo-uspto/epo_ops_published_test_claims_example.xml": Expected(
        "epo_exchange", 1, "EP1000000A1", 11
    ),
    "epo-uspto/epo_ops_published_test_description_example.xml": Expected(
        "epo_exchange", 1, "EP1000000A1"
    ),
    "epo-uspto/epo_ops_published_test_full_cycle_example.xml": Expected(
        "epo_exchange", 2, "EP1000000A1", 0, 4, 3, 3, 1
    ),
    "epo-uspto/epo_ops_published_test_search_example.xml": Expected(
        "epo_exchange", 15, "US20210381337A1"
    ),
    "epo-uspto/uspto_assignment_fixtures_assignment_1.xml": Expected(
        "uspto_assignments", 5, "US7130913", inventors=1
    ),
    "epo-uspto/uspto_assignment_fixtures_assignment_2.xml": Expected(
        "uspto_assignments", 1, "US20180114740", inventors=5
    ),
    "epo-uspto/uspto_odp_fixtures_application.json": Expected(
        "uspto_odp", 1, "US20170071586A1", cpc=6, inventors=1
    ),
    "epo-uspto/uspto_odp_fixtures_biblio.json": Expected(
        "uspto_odp", 1, "US20170071586A1", cpc=6, inventors=1
    ),
    "epo-uspto/uspto_odp_fixtures_search.json": Expected("uspto_odp", 25, ""),
    "epo-uspto/uspto_public_search_fixtures_biblio.json": Expected(
        "uspto_search", 129, "US11803561B1", 0, 2, 2, 35
    ),
    "cnipa-xml/CN101985000000312CN00000851003120AFULZH19870204CN00Z.XML": Expected(
        "cnipa_xml", 1, "CN85100312A", 5, 3, inventors=1
    ),
    "cnipa-xml/CN102009000190429CN00001020256780AFULZH20110420CN00R.XML": Expected(
        "cnipa_xml", 1, "CN102025678A", 14, 3, inventors=5
    ),
    "cnipa-xml/CN102010000298420CN00001019453140BFULZH20190802CN00D.XML": Expected(
        "cnipa_xml", 1, "CN101945314B", 7, 1, cites=1, inventors=1
    ),
    "cnipa-xml/CN102019000302430CN00001100838310AFULZH20190802CN00G.XML": Expected(
        "cnipa_xml", 1, "CN110083831A", 4, 1, inventors=2
    ),
}


def publications(reading: Reading) -> list[Publication]:
    found = [record for record in reading if isinstance(record, Publication)]
    assert (reading.rows, reading.rejections) == (len(found), 0)
    assert reading.warnings == []
    return found


@pytest.mark.parametrize("name", FILES)
def test_real_file_is_read_whole(shared: Path, name: str) -> None:
    reading = read(shared / "data" / name)
    found = publications(reading)
    first = found[0]
    assert FILES[name] == Expected(
        reading.dialect,
        len(found),
        first.number,
        sum(text.section == "claim" for text in first.texts),
        len(first.ipc),
        len(first.cpc),
        len(first.cites),
        len(first.inventors),
    )


def test_no_file_of_the_offices_is_left_out(shared: Path) -> None:
    folders = ("uspto", "epo-uspto", "cnipa-xml")
    there = {
        f"{folder}/{path.name}"
        for folder in folders
        for path in (shared / "data" / folder).iterdir()
    }
    assert there - set(FILES) == {
        "epo-uspto/epo_ops_legal_fixtures_legal_code_descriptions_202417.xlsx",  # a table of codes
        "epo-uspto/uspto_global_dossier_test_app.json",  # an index of file histories
        "epo-uspto/uspto_global_dossier_test_doc_list.json",
    }


def test_dates_of_a_real_grant(shared: Path) -> None:
    (found,) = publications(read(shared / "data/uspto/xml2014_US08926509.xml"))
    assert (found.application, found.application_date) == ("US12134151", date(2008, 6, 5))
    assert found.grant_date == found.publication_date == date(2015, 1, 6)
    assert found.priority_date == date(2007, 8, 24)


def test_kinds_of_real_legal_events(shared: Path) -> None:
    (found,) = publications(read(shared / "data/epo-uspto/epo_ops_legal_fixtures_example_1.xml"))
    assert len(found.events) == 50
    assert all(event.date for event in found.events)
    kinds = Counter(event.kind for event in found.events)
    assert kinds["annual_fee"] == 3
    assert kinds["examination"] == 2
    assert kinds["grant"] == 1
    # Lapses in single contracting states, as most of these events are, are none of the patent.
    assert kinds["lapse"] == 0


def test_real_family_is_one(shared: Path) -> None:
    found = publications(read(shared / "data/epo-uspto/epo_ops_family_fixtures_family_input.xml"))
    assert len({item.family for item in found}) == 1
    assert {len(item.extended_members) for item in found} == {6}


@pytest.mark.parametrize(
    ("name", "number", "application"),
    [
        ("uspto/xml2014_US08926509.xml", "US8926509B2", "US12134151"),
        ("uspto/sgml_US06337117.xml", "US6337117B1", "US09343526"),
        ("uspto/pap_US20010000044A1.xml", "US20010000044A1", "US09342866"),
        ("epo-uspto/epo_ops_published_test_biblio_example_4.xml", "US20120116137A1", ""),
        ("epo-uspto/epo_ops_published_test_biblio_example_2.xml", "JP2005533465A", "JP2005505120"),
        ("epo-uspto/epo_ops_published_test_claims_example.xml", "EP1000000A1", ""),
        ("epo-uspto/epo_ops_legal_fixtures_example_1.xml", "EP1000000A1", "EP99203729"),
        (
            "cnipa-xml/CN102010000298420CN00001019453140BFULZH20190802CN00D.XML",
            "CN101945314B",
            "CN201010298420.4",
        ),
    ],
)
def test_office_file_and_vendor_row_are_one_patent(
    shared: Path, tmp_path: Path, name: str, number: str, application: str
) -> None:
    row = {**incopat_row(), "公开（公告）号": number, "申请号": application}
    vendor = write_csv(tmp_path / "vendor.csv", INCOPAT, cells([row]))
    tables = assemble([read(vendor), read(shared / "data" / name)])
    assert tables["patents"].num_rows == 1
    assert tables["publications"].num_rows == 2


def test_the_parts_of_one_document_from_ops_are_one_patent(shared: Path) -> None:
    folder = shared / "data" / "epo-uspto"
    names = (
        "published_test_full_cycle_example",
        "published_test_claims_example",
        "legal_fixtures_example_1",
    )
    tables = assemble([read(folder / f"epo_ops_{name}.xml") for name in names])
    assert tables["patents"].to_pylist()[0]["patent"] == "EP99203729"
    assert tables["patents"].num_rows == 1
    legal = publications(read(folder / "epo_ops_legal_fixtures_example_1.xml"))
    assert {event.text for event in legal[0].events} <= set(tables["events"]["text"].to_pylist())
    sections = Counter(tables["texts"]["section"].to_pylist())
    assert sections == {"title": 3, "abstract": 1, "claim": 1}


@pytest.mark.parametrize("name", [name for name in FILES if "/xml2" in name or "/CN" in name])
def test_claims_and_abstract_say_what_the_document_says(shared: Path, name: str) -> None:
    path = shared / "data" / name
    (found,) = publications(read(path))
    text = re.sub(
        r"<!DOCTYPE[^\[>]*(\[.*?\]\s*)?>", "", path.read_text("utf-8"), count=1, flags=re.S
    )
    root = ElementTree.fromstring(_NAMED.sub(lambda match: html.unescape(match[0]), text))
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        if element.tag == "MathText":
            element.text = ""
    for names, section in ((("claim", "Claim"), "claim"), (("abstract", "Abstract"), "abstract")):
        written = ["".join(each.itertext()) for each in root.iter() if each.tag in names]
        told = [each.text for each in found.texts if each.section == section]
        assert list(map(_without_blanks, told)) == list(map(_without_blanks, written))


def _without_blanks(text: str) -> str:
    return "".join(text.split())


def test_table_of_event_codes_is_that_of_the_list(shared: Path) -> None:
    path = shared / "data/epo-uspto/epo_ops_legal_fixtures_legal_code_descriptions_202417.xlsx"
    kept = resource("lexicons/read/epo_event_codes.csv").read_text("utf-8")
    assert render(path, "2024/17") == kept
