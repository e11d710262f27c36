"""Files of patent offices: each form gives the publication that its XML, SGML or JSON holds."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from exports import INCOPAT, cells, incopat_row, write_csv
from office_files import (
    CNIPA,
    SGML,
    XML,
    exchange,
    family,
    grant,
    legal,
    ops,
    reference,
    write,
    write_zip,
)

from patnav.ingest.assemble import assemble
from patnav.ingest.read import Reading, read
from patnav.model import Event, Party, Publication, Rejection, Text


def records(path: Path) -> tuple[Reading, list[Publication | Rejection]]:
    reading = read(path)
    found = list(reading)
    assert reading.rows == reading.publications + reading.rejections == len(found)
    return reading, found


def one(path: Path) -> Publication:
    _, found = records(path)
    assert len(found) == 1
    assert isinstance(found[0], Publication)
    return found[0]


def test_us_grant(tmp_path: Path) -> None:
    found = one(write(tmp_path / "a.xml", grant()))
    assert (found.number, found.application) == ("US9000001B2", "US15000001")
    assert (found.patent_type, found.stage) == ("invention", "grant")
    assert found.application_date == date(2018, 3, 5)
    assert found.publication_date == found.grant_date == date(2020, 2, 4)
    assert found.priority_date == date(2017, 3, 6)
    assert found.priorities == ("DE102017200001",)
    assert (found.ipc, found.cpc) == (("B01F27/80",), ("B01F27/808",))
    assert found.applicants == (
        Party("Ruehrwerk GmbH", address="Ulm, DE", country="DE"),
        Party("Stir & Co."),
    )
    assert found.inventors == ("Max Muster",)
    assert (found.cites, found.parents) == (("US4000001A",), ("US14000009",))
    assert found.members == ("WO2018162001A1",)
    assert found.claim_count == 2


def test_texts_of_a_us_grant(tmp_path: Path) -> None:
    found = one(write(tmp_path / "a.xml", grant()))
    assert found.texts == (
        Text("title", "en", "Stirring device with H2O α"),
        Text("abstract", "en", "A vessel is stirred."),
        Text("claim", "en", "1. A device, comprising:\na vessel; and\na blade."),
        Text("claim", "en", "2. The device of claim 1."),
    )


def test_without_assignee_those_who_applied_are_the_applicants(tmp_path: Path) -> None:
    text = grant()
    begin, end = text.index("<assignees>"), text.index("</assignees>") + len("</assignees>")
    found = one(write(tmp_path / "a.xml", text[:begin] + text[end:]))
    assert found.applicants == (Party("Max Muster"),)


def test_weekly_file_of_many_documents(tmp_path: Path) -> None:
    week = "".join(grant(f"09000{place:03}") for place in range(1, 301))
    _, found = records(write(tmp_path / "ipg.xml", week))
    assert [item.source.row for item in found] == list(range(1, 301))
    assert [item.number for item in found if isinstance(item, Publication)] == [
        f"US9000{place:03}B2" for place in range(1, 301)
    ]


def test_other_documents_in_a_weekly_file(tmp_path: Path) -> None:
    """Sequence listings belong to grants and are passed over; what nobody knows is a rejection."""
    listing = f"{XML}<sequence-cwu><text>acgt</text></sequence-cwu>\n"
    week = grant() + listing + f"{XML}<something/>\n" + grant("09000002")
    _, found = records(write(tmp_path / "a.xml", week))
    assert [type(item).__name__ for item in found] == ["Publication", "Rejection", "Publication"]
    assert isinstance(found[1], Rejection)
    assert found[1].value == "something"


def test_us_application_of_2001(tmp_path: Path) -> None:
    text = """<!DOCTYPE patent-application-publication SYSTEM "pap-v15-2001-01-31.dtd" [
<!ENTITY US20020000001A1-20020103-D00000.TIF SYSTEM "a.TIF" NDATA TIF>
]>
<patent-application-publication><subdoc-bibliographic-information><document-id>
<doc-number>20020000001</doc-number><kind-code>A1</kind-code><document-date>20020103</document-date>
</document-id><domestic-filing-data><application-number><doc-number>09800001</doc-number>
</application-number><filing-date>20010305</filing-date></domestic-filing-data>
<foreign-priority-data><priority-application-number><doc-number>2000-000001</doc-number>
</priority-application-number><filing-date>20000304</filing-date><country-code>JP</country-code>
</foreign-priority-data>
<technical-information><classification-ipc><classification-ipc-primary><ipc>B01F007/08</ipc>
</classification-ipc-primary></classification-ipc><title-of-invention> Mixer
  small </title-of-invention></technical-information>
<inventors><first-named-inventor><name><given-name>Ada</given-name><family-name>Muster</family-name>
</name><residence><residence-non-us><city>Bern</city><country-code>CH</country-code>
</residence-non-us>
<citizenship><country-code>DE</country-code></citizenship></residence></first-named-inventor>
<inventor><name><given-name>Bo</given-name><family-name>Muster</family-name></name></inventor>
</inventors>
</subdoc-bibliographic-information><subdoc-abstract><paragraph>It mixes.</paragraph>
</subdoc-abstract>
<subdoc-claims><claim><claim-text><highlight><bold>1</bold></highlight>. A mixer.</claim-text>
</claim>
</subdoc-claims></patent-application-publication>"""
    found = one(write(tmp_path / "a.xml", text))
    assert (found.number, found.application) == ("US20020000001A1", "US09800001")
    assert found.priorities == ("JP2000000001",)
    assert found.applicants == (
        Party("Ada Muster", address="Bern, CH", country="CH"),
        Party("Bo Muster"),
    )
    assert found.inventors == ("Ada Muster", "Bo Muster")
    assert found.ipc == ("B01F7/08",)
    assert [text.text for text in found.texts] == ["Mixer small", "It mixes.", "1. A mixer."]


def test_sgml_grants_with_tags_left_open(tmp_path: Path) -> None:
    second = SGML.replace("06300001", "06300002").replace("DTD=", "dtd=")
    reading, found = records(write(tmp_path / "pg.sgm", SGML + second))
    assert reading.dialect == "uspto_sgml"
    assert [item.number for item in found if isinstance(item, Publication)] == [
        "US6300001B1",
        "US6300002B1",
    ]
    first = found[0]
    assert isinstance(first, Publication)
    assert first.ipc == ("G06F17/60", "B01F7/08")
    assert first.cites == ("US5000001A", "EP0000001A1")
    assert first.applicants == (Party("Ada Muster", address="Bern, CH", country="CH"),)
    assert [text.text for text in first.texts] == [
        "Mixer—small",
        "It mixes <all>.",
        "1. A mixer, comprising:\na blade.",
    ]


def test_ops_biblio(tmp_path: Path) -> None:
    _, found = records(
        write(
            tmp_path / "a.xml",
            ops(exchange("EP", "3000001", "A1"), exchange("EP", "3000001", "B1")),
        )
    )
    first, second = found
    assert isinstance(first, Publication)
    assert isinstance(second, Publication)
    assert (first.number, second.number) == ("EP3000001A1", "EP3000001B1")
    assert (first.source.row, second.source.row) == (1, 2)
    assert first.application == "EP19200001"
    assert first.priorities == ("DE102018200001",)
    assert (first.ipc, first.cpc) == (("B01F27/80",), ("B01F27/808",))
    assert first.applicants == (Party("Rührwerk GmbH", "RUEHRWERK GMBH", country="DE"),)
    assert [(text.section, text.lang, text.text) for text in first.texts] == [
        ("title", "de", "Rührer"),
        ("title", "en", "Stirrer"),
        ("abstract", "en", "It stirs."),
    ]


@pytest.mark.parametrize(
    ("country", "number", "kind", "normal"),
    [
        ("CN", "110000001", "B", "CN110000001B"),
        ("JP", "2010123456", "A", "JP2010123456A"),
        ("JP", "H0612345", "A", "JPH06012345A"),
        ("DE", "102018200001", "A1", "DE102018200001A1"),
        ("KR", "20100012345", "A", "KR20100012345A"),
        ("KR", "101234567", "B1", "KR101234567B1"),
        ("TW", "201012345", "A", "TW201012345A"),
        ("TW", "I456789", "B", "TWI456789B"),
        ("WO", "2020086066", "A1", "WO2020086066A1"),
        ("US", "2006142694", "A1", "US20060142694A1"),
        ("EP", "1000000", "A1", "EP1000000A1"),
    ],
)
def test_docdb_numbers_have_the_form_of_all_others(
    tmp_path: Path, country: str, number: str, kind: str, normal: str
) -> None:
    assert one(write(tmp_path / "a.xml", ops(exchange(country, number, kind)))).number == normal


def test_docdb_delivery(tmp_path: Path) -> None:
    text = """<?xml version="1.0" encoding="UTF-8"?>
<exch:exchange-documents xmlns:exch="http://www.epo.org/exchange">
<exch:exchange-document country="US" doc-number="2020123456" kind="A1" family-id="70000001">
<exch:bibliographic-data>
<exch:publication-reference data-format="docdb"><document-id lang="en"><country>US</country>
<doc-number>2020123456</doc-number><kind>A1</kind><date>20200423</date></document-id>
</exch:publication-reference>
<exch:publication-reference data-format="epodoc"><document-id><doc-number>US2020123456</doc-number>
</document-id></exch:publication-reference>
<exch:patent-classifications><patent-classification sequence="1">
<classification-scheme office="EP" scheme="CPCI"/>
<classification-symbol>B01F  27/808</classification-symbol>
</patent-classification></exch:patent-classifications>
<exch:application-reference data-format="docdb"><document-id><country>US</country>
<doc-number>201916600001</doc-number><kind>A</kind><date>20191011</date></document-id>
</exch:application-reference>
<exch:application-reference data-format="original"><document-id><doc-number>16600001</doc-number>
</document-id></exch:application-reference>
<exch:priority-claims><exch:priority-claim sequence="1" data-format="docdb"><document-id>
<country>DE</country><doc-number>102018200001</doc-number><kind>A</kind><date>20181012</date>
</document-id></exch:priority-claim></exch:priority-claims>
<exch:parties><exch:applicants>
<exch:applicant sequence="1" data-format="docdb"><exch:applicant-name><name>RUEHRWERK GMBH</name>
</exch:applicant-name><residence><country>DE</country></residence></exch:applicant>
</exch:applicants><exch:inventors><exch:inventor sequence="1" data-format="docdb">
<exch:inventor-name><name>MUSTER ADA</name></exch:inventor-name></exch:inventor></exch:inventors>
</exch:parties>
<exch:invention-title lang="en" data-format="docdba">Stirrer</exch:invention-title>
<exch:references-cited><exch:citation cited-phase="SEA" sequence="1"><patcit num="1">
<document-id doc-id="1"><country>EP</country><doc-number>1000000</doc-number><kind>A1</kind>
</document-id></patcit></exch:citation></exch:references-cited>
</exch:bibliographic-data>
<exch:abstract lang="en" data-format="docdba"><exch:p>It stirs.</exch:p></exch:abstract>
</exch:exchange-document></exch:exchange-documents>"""
    found = one(write(tmp_path / "a.xml", text))
    assert (found.number, found.application) == ("US20200123456A1", "US16600001")
    assert (found.application_date, found.publication_date) == (
        date(2019, 10, 11),
        date(2020, 4, 23),
    )
    assert (found.cpc, found.cites) == (("B01F27/808",), ("EP1000000A1",))
    assert (found.priorities, found.priority_date) == (("DE102018200001",), date(2018, 10, 12))
    assert found.applicants == (Party("RUEHRWERK GMBH", "RUEHRWERK GMBH", country="DE"),)
    assert found.inventors == ("MUSTER ADA",)
    assert [text.text for text in found.texts] == ["Stirrer", "It stirs."]


def test_family_members_know_their_simple_and_their_extended_family(tmp_path: Path) -> None:
    text = ops(family(reference("EP", "3000001", "A1"), reference("DE", "102018200001", "A1")))
    _, found = records(write(tmp_path / "a.xml", text))
    assert [item.family for item in found if isinstance(item, Publication)] == [
        "docdb:70000001"
    ] * 2
    assert isinstance(found[0], Publication)
    assert found[0].extended_members == ("EP3000001A1", "DE102018200001A1")


def test_legal_events_by_code(tmp_path: Path) -> None:
    owner = "<ops:L509EP>NEW OWNER LTD</ops:L509EP>"
    events = (
        legal("17Q", "FIRST EXAMINATION REPORT DESPATCHED", "2020-05-06"),
        legal("TR01", "TRANSFER OF PATENT RIGHT", "2021-01-02", owner, office="CN"),
        legal("PG25", "LAPSED IN A CONTRACTING STATE", "2021-03-04", "<ops:L501EP>AT</ops:L501EP>"),
        legal("QQ99", "WHAT NOBODY KNOWS", "2021-04-05"),
    )
    text = ops(family(reference("EP", "3000001", "A1") + "".join(events)))
    found = one(write(tmp_path / "a.xml", text))
    assert found.events == (
        Event("examination", date(2020, 5, 6), "17Q FIRST EXAMINATION REPORT DESPATCHED"),
        Event(
            "transfer",
            date(2021, 1, 2),
            "TR01 TRANSFER OF PATENT RIGHT",
            takers=("NEW OWNER LTD",),
        ),
        Event("other", date(2021, 3, 4), "PG25 LAPSED IN A CONTRACTING STATE AT"),
        Event("other", date(2021, 4, 5), "QQ99 WHAT NOBODY KNOWS"),
    )


def test_ops_claims_and_search_give_what_they_have(tmp_path: Path) -> None:
    claims = (
        '<fulltext-document xmlns="http://www.epo.org/fulltext"><bibliographic-data>'
        '<publication-reference data-format="docdb"><document-id><country>EP</country>'
        "<doc-number>3000001</doc-number><kind>A1</kind></document-id></publication-reference>"
        '</bibliographic-data><claims lang="DE"><claim><claim-text>1. Rührer.</claim-text>'
        "<claim-text>2. Rührer nach Anspruch 1.</claim-text></claim></claims></fulltext-document>"
    )
    found = one(write(tmp_path / "a.xml", ops(claims)))
    assert found.number == "EP3000001A1"
    assert found.texts == (
        Text("claim", "de", "1. Rührer."),
        Text("claim", "de", "2. Rührer nach Anspruch 1."),
    )
    search = (
        "<ops:search-result>"
        + reference("EP", "3000001", "A1")
        + reference("CN", "110000001", "B")
        + "</ops:search-result>"
    )
    _, hits = records(write(tmp_path / "b.xml", ops(search)))
    assert [hit.number for hit in hits if isinstance(hit, Publication)] == [
        "EP3000001A1",
        "CN110000001B",
    ]


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030", "GBK", "UTF-16"])
def test_cnipa_in_any_declared_encoding(tmp_path: Path, encoding: str) -> None:
    found = one(write(tmp_path / "a.xml", CNIPA.format(encoding=encoding), encoding))
    assert (found.number, found.application) == ("CN110000001B", "CN202010302257")
    assert found.grant_date == date(2020, 3, 10)
    assert found.applicants == (
        Party("甲大学", address="某省某市", country="CN"),
        Party("乙公司"),
    )
    assert [text.text for text in found.texts] == [
        "一种搅拌装置",
        "搅拌。",
        "1.一种装置，其特征在于，包括：\n桨。",
    ]
    assert found.claim_count == 1


def test_st96_documents_of_a_file(tmp_path: Path) -> None:
    head = (
        "<pat:DocumentCode>{}</pat:DocumentCode><pat:DocumentHeaderDetails>"
        "<pat:ApplicationHeaderDetails><pat:ApplicationNumber>14000001</pat:ApplicationNumber>"
        "</pat:ApplicationHeaderDetails></pat:DocumentHeaderDetails>"
    )
    abstract = (
        f'{XML}<pat:SpecificationDocument xmlns:pat="urn:x">{head.format("ABST")}'
        "<pat:Specification><pat:BoundaryData>page 1</pat:BoundaryData><pat:P>It mixes.</pat:P>"
        "</pat:Specification></pat:SpecificationDocument>"
    )
    claims = (
        f'{XML}<pat:ClaimsDocument xmlns:pat="urn:x">{head.format("CLM")}'
        "<pat:ClaimSet><pat:ClaimList>"
        "<pat:Claim><pat:ClaimNumber>1</pat:ClaimNumber><pat:ClaimText>1. A mixer,</pat:ClaimText>"
        "<pat:ClaimText>with a blade.</pat:ClaimText></pat:Claim></pat:ClaimList></pat:ClaimSet>"
        "</pat:ClaimsDocument>"
    )
    path = write_zip(
        tmp_path / "a.ZIP", {"x/a.ABST.xml": abstract, "x/b.CLM.xml": claims, "readme.txt": "no"}
    )
    reading, found = records(path)
    assert reading.dialect == "uspto_st96"
    assert [item.source.row for item in found] == [1, 2]
    assert [text for item in found if isinstance(item, Publication) for text in item.texts] == [
        Text("abstract", "en", "It mixes."),
        Text("claim", "en", "1. A mixer,\nwith a blade."),
    ]


def test_assignment_is_an_event_of_each_patent_it_names(tmp_path: Path) -> None:
    def array(name: str, *values: str) -> str:
        return (
            f'<arr name="{name}">' + "".join(f"<str>{value}</str>" for value in values) + "</arr>"
        )

    text = (
        f'{XML}<response><result name="response"><doc><str name="displayId">001-002</str>'
        '<str name="conveyanceText">SECURITY INTEREST</str>'
        '<date name="patAssignorEarliestExDate">2017-05-17T04:00:00Z</date>'
        + array("patAssignorName", "GIVER, INC.")
        + array("patAssigneeName", "BANK A", "BANK B")
        + array("applNum", "15000001", "15000002")
        + array("patNum", "NULL", "9000002")
        + array("publNum", "20180000001", "NULL")
        + "</doc></result></response>"
    )
    _, found = records(write(tmp_path / "a.xml", text))
    assert [(item.number, item.application) for item in found if isinstance(item, Publication)] == [
        ("US20180000001", "US15000001"),
        ("US9000002", "US15000002"),
    ]
    pledge = Event(
        "pledge",
        date(2017, 5, 17),
        "SECURITY INTEREST 001-002",
        ("GIVER, INC.",),
        ("BANK A", "BANK B"),
    )
    assert all(item.events == (pledge,) for item in found if isinstance(item, Publication))


def test_open_data_portal_json(tmp_path: Path) -> None:
    answer = {
        "count": 2,
        "patentBag": [
            {
                "applicationNumberText": "15000001",
                "filingDate": "2018-03-05",
                "earliestPublicationNumber": "US 2019-0000001 A1",
                "inventionTitle": "Mixer",
                "applicantBag": [{"applicant": "Stir [Lake], Inc."}, {"applicant": "Ulm"}],
                "inventorBag": [{"inventorNameText": "Ada Muster"}],
                "cpcClassificationBag": ["B01F27/808"],
            },
            {"applicationNumberText": None, "inventionTitle": "Nothing"},
            "no object",
        ],
    }
    _, found = records(write(tmp_path / "a.json", json.dumps(answer, indent=1)))
    first, *rest = found
    assert isinstance(first, Publication)
    assert (first.number, first.application) == ("US20190000001A1", "US15000001")
    assert first.applicants == (Party("Stir [Lake], Inc."), Party("Ulm"))
    assert (first.cpc, first.inventors) == (("B01F27/808",), ("Ada Muster",))
    assert [type(item) for item in rest] == [Rejection, Rejection]


def test_answers_of_several_pages_in_one_file(tmp_path: Path) -> None:
    pages = "\n".join(
        json.dumps({"patents": [{"documentId": f"US {number} B2", "type": "USPAT"}]})
        for number in range(11_000_001, 11_004_001)
    )
    reading, found = records(write(tmp_path / "a.json", pages))
    assert reading.dialect == "uspto_search"
    assert len(found) == 4000
    assert isinstance(found[-1], Publication)
    assert found[-1].number == "US11004000B2"


def test_office_file_and_vendor_export_are_one_patent(tmp_path: Path) -> None:
    row = {**incopat_row(), "公开（公告）号": "EP3000001B1", "申请号": "EP19200001"}
    vendor = write_csv(tmp_path / "a.csv", INCOPAT, cells([row]))
    office = write(
        tmp_path / "a.xml",
        ops(
            exchange("EP", "3000001", "B1"),
            family(reference("EP", "3000001", "B1") + legal("26N", "NO OPPOSITION", "2021-01-02")),
        ),
    )
    tables = assemble([read(vendor), read(office)])
    assert tables["patents"].num_rows == 1
    assert tables["publications"].num_rows == 3
    assert set(tables["publications"]["patent"].to_pylist()) == {"EP19200001"}
