"""Hostile and damaged files of offices: refused by name, or one rejection, never lost."""

from __future__ import annotations

import gc
import json
import tempfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import CNIPA, SGML, XML, exchange, grant, ops, reference, write, write_zip

from patnav.errors import InputError
from patnav.ingest.read import read
from patnav.ingest.read.dialects import load_dialects
from patnav.ingest.read.formats import open_export
from patnav.ingest.read.trees import tree_dialect, tree_rows
from patnav.model import Publication, Rejection

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE us-patent-grant [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><us-patent-grant><abstract>&i;</abstract></us-patent-grant>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE us-patent-grant [<!ENTITY x SYSTEM "{}">]>'
    "<us-patent-grant><abstract>&x;</abstract></us-patent-grant>"
)
PARAMETER = (
    '<?xml version="1.0"?><!DOCTYPE us-patent-grant [<!ENTITY % x SYSTEM "{}"> %x;]>'
    "<us-patent-grant><abstract>a</abstract></us-patent-grant>"
)


def outcome(path: Path) -> list[Publication | Rejection]:
    reading = read(path)
    found = list(reading)
    assert reading.rows == reading.publications + reading.rejections == len(found)
    assert [item.source.row for item in found] == list(range(1, len(found) + 1))
    return found


def numbers(found: list[Publication | Rejection]) -> list[str]:
    return [item.number if isinstance(item, Publication) else item.reason for item in found]


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, PARAMETER], ids=["bomb", "outside", "parameter"])
@pytest.mark.parametrize("first", [True, False])
def test_entities_are_refused(tmp_path: Path, text: str, first: bool) -> None:
    secret = write(tmp_path / "secret.txt", "SECRET")
    hostile = text.replace("{}", secret.as_uri())
    path = write(tmp_path / "a.xml", hostile if first else grant() + hostile)
    with pytest.raises(InputError, match="declares the entity") as caught:
        list(read(path))
    assert caught.value.where == str(path)
    assert "SECRET" not in str(caught.value)


def test_a_dtd_that_is_named_is_never_fetched(tmp_path: Path) -> None:
    dtd = write(tmp_path / "a.dtd", '<!ENTITY mdash "FETCHED">')
    text = grant("09000001", "A&mdash;B").replace(
        "us-patent-grant-v45-2014-04-03.dtd", dtd.as_uri()
    )
    (found,) = outcome(write(tmp_path / "a.xml", text))
    assert isinstance(found, Publication)
    assert found.texts[0].text.startswith("A—B")


def test_cut_off_file_keeps_the_records_before(tmp_path: Path) -> None:
    week = grant("09000001") + grant("09000002") + grant("09000003")[:-400]
    found = outcome(write(tmp_path / "a.xml", week))
    assert numbers(found[:2]) == ["US9000001B2", "US9000002B2"]
    assert isinstance(found[2], Rejection)
    assert "cut off" in found[2].reason
    assert f"line {week.count(chr(10)) + 1}" in found[2].reason


def test_document_that_is_not_well_formed_costs_itself(tmp_path: Path) -> None:
    broken = grant("09000002").replace("</abstract>", "</abstrct>")
    found = outcome(write(tmp_path / "a.xml", grant("09000001") + broken + grant("09000003")))
    line = grant().count("\n") + broken[: broken.index("</abstrct>")].count("\n") + 1
    assert numbers(found) == [
        "US9000001B2",
        f"is no well-formed XML: mismatched tag in line {line}",
        "US9000003B2",
    ]
    assert isinstance(found[1], Rejection)
    assert found[1].value == "us-patent-grant"


def test_junk_between_documents_is_a_rejection(tmp_path: Path) -> None:
    found = outcome(write(tmp_path / "a.xml", grant("09000001") + "junk\n" + grant("09000002")))
    assert [type(item) for item in found] == [Publication, Rejection, Publication]


def test_broken_answer_keeps_the_documents_before(tmp_path: Path) -> None:
    text = ops(exchange("EP", "3000001", "A1"), "<exchange-document></oops>")
    found = outcome(write(tmp_path / "a.xml", text))
    assert numbers(found)[0] == "EP3000001A1"
    assert [type(item) for item in found] == [Publication, Rejection]


def test_control_characters_and_nul(tmp_path: Path) -> None:
    text = grant("09000001", "Stir\x00ring\x0b\x1f device\ufffe")
    (found,) = outcome(write(tmp_path / "a.xml", text))
    assert isinstance(found, Publication)
    assert found.texts[0].text.startswith("Stirring device")


@pytest.mark.parametrize(
    ("declared", "written"),
    [("UTF-8", "gb18030"), ("GB2312", "utf-8"), ("ISO-8859-77", "utf-8"), ("rot13", "utf-8")],
)
def test_wrong_declaration(tmp_path: Path, declared: str, written: str) -> None:
    (found,) = outcome(write(tmp_path / "a.xml", CNIPA.format(encoding=declared), written))
    assert isinstance(found, Publication)
    assert found.texts[0].text == "一种搅拌装置"


def test_bytes_that_are_no_text_are_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(grant("09000001", "St@ring").encode().replace(b"@", b"\xff"))
    reading = read(path)
    (found,) = list(reading)
    assert isinstance(found, Publication)
    assert "1 places are not valid" in reading.note
    assert [(damage.field, damage.reason) for damage in reading.warnings] == [
        ("title", "holds bytes that are no text")
    ]


def test_huge_text_and_deep_nesting(tmp_path: Path) -> None:
    deep = "<b>" * 3000 + "deep" + "</b>" * 3000
    text = grant("09000001", "T").replace("A vessel is stirred.", "x" * 3_000_000 + deep)
    (found,) = outcome(write(tmp_path / "a.xml", text))
    assert isinstance(found, Publication)
    assert found.texts[1].text.endswith("xdeep")


@pytest.mark.parametrize("around", ["abstract", "description"])
def test_nesting_without_end_is_refused(tmp_path: Path, around: str) -> None:
    path = write(tmp_path / "a.xml", f"{XML}<us-patent-grant><{around}>" + "<b>" * 1_000_000)
    with pytest.raises(InputError, match="deep") as caught:
        list(read(path))
    assert caught.value.where == str(path)


def test_tag_without_end_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.sgm", SGML + "<PATDOC x=" + "y" * 9_000_000)
    with pytest.raises(InputError, match="tag of more than"):
        list(read(path))


def test_sgml_that_is_cut_off(tmp_path: Path) -> None:
    found = outcome(write(tmp_path / "a.sgm", SGML[:-300] + SGML + SGML[:-200]))
    assert [type(item) for item in found] == [Rejection, Publication, Rejection]


@pytest.mark.parametrize("name", ["../../a.xml", "/etc/a.xml", "a\x1b[31m.xml"])
def test_names_in_a_zip_lead_nowhere(tmp_path: Path, name: str) -> None:
    path = write_zip(tmp_path / "a.zip", {name: grant("09000001"), "b.xml": "<oops"})
    found = outcome(path)
    assert isinstance(found[-1], Rejection)
    assert found[-1].value.startswith("b.xml")
    assert len(list(tmp_path.iterdir())) == 1


def test_members_of_a_zip_are_counted_on(tmp_path: Path) -> None:
    members = {
        "1.xml": grant("09000001") + grant("09000002"),
        "2.xml": f"{XML}<other/>",
        "3.zip": "PK",
        "4.xml": "",
        "5.json": "{}",
        "6.xml": grant("09000003"),
        "note.pdf": "not read",
    }
    found = outcome(write_zip(tmp_path / "a.zip", members))
    assert numbers(found) == [
        "US9000001B2",
        "US9000002B2",
        "is a document of another kind: it is not read",
        "is an archive in an archive: unpack it and name the files in it",
        "is empty",
        "is a file of another kind: name it by itself",
        "US9000003B2",
    ]
    assert [item.value for item in found if isinstance(item, Rejection)] == [
        "2.xml other",
        "3.zip",
        "4.xml",
        "5.json",
    ]


def test_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b" " * (70 << 20))
    with pytest.raises(InputError, match="would unpack to 70 MB"):
        read(path)


def test_damaged_and_protected_zips(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.xml": grant()})
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(InputError, match="damaged"):
        list(read(path))
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(InputError, match="damaged"):
        read(path)
    write_zip(path, {"a.xml": grant()})
    content = bytearray(path.read_bytes())
    content[6] |= 1  # the flag that says it is encrypted, in both places
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(InputError, match="password"):
        read(path)


def test_zip_without_office_files_is_refused_as_before(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a workbook"):
        read(write_zip(tmp_path / "a.zip", {"a.txt": "text", "b.zip": "PK"}))


def test_unknown_documents_are_refused_by_their_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="begins with Workbook; known are"):
        read(write(tmp_path / "a.xml", f'{XML}<Workbook xmlns="urn:x"><a/></Workbook>'))
    with pytest.raises(InputError, match="JSON that no dialect knows"):
        read(write(tmp_path / "a.json", '{"things": [{"a": 1}]}'))
    with pytest.raises(InputError, match="no rows"):
        read(write(tmp_path / "b.xml", ops("")))


@pytest.mark.parametrize(
    "tail", ['{"documentId": "US 1', '{"documentId" 1}]}', "[" * 100_000, '{"a":' * 100_000]
)
def test_json_that_breaks_off(tmp_path: Path, tail: str) -> None:
    good = json.dumps({"patents": [{"documentId": "US 11000001 B2"}]})[:-2]
    found = outcome(write(tmp_path / "a.json", f"{good}, {tail}"))
    assert numbers(found)[0] == "US11000001B2"
    assert [type(item) for item in found] == [Publication, Rejection]


def test_json_record_that_nests_too_deep_costs_itself(tmp_path: Path) -> None:
    deep = f'{{"documentId": "US 11000002 B2", "x": {"[" * 300}1{"]" * 300}}}'
    text = f'{{"patents": [{deep}, {{"documentId": "US 11000001 B2"}}]}}'
    found = outcome(write(tmp_path / "a.json", text))
    assert numbers(found) == ["nests more than 100 deep: no record does", "US11000001B2"]


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    document = grant().replace("Not read.", "Not read. " * 20_000).encode()
    with path.open("wb") as stream:
        for _ in range(110):
            stream.write(document)
    assert path.stat().st_size > 20_000_000
    parts = open_export(path).parts
    dialect = tree_dialect(path, parts, load_dialects())
    gc.disable()  # as assembling does: nothing may wait for the cycle collector
    tracemalloc.start()
    count = sum(not row.problem for row in tree_rows(path, parts, dialect))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    gc.enable()
    assert count == 110
    assert peak < 10_000_000


PIECES = st.sampled_from(
    [
        "<us-patent-grant>",
        "</us-patent-grant>",
        "<PATDOC>",
        "</PATDOC>",
        "<B110>",
        "<exchange-document>",
        "<?xml version='1.0'?>",
        "<!DOCTYPE a [",
        "]>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "&mdash;",
        "&#0;",
        "&",
        "<",
        "\x00",
        "[",
        "]",
        "{",
        "}",
        '"patents": [',
        ",",
        '"',
    ]
)
BODY = st.lists(PIECES | st.text(max_size=4), max_size=30).map("".join)


def check(name: str, content: bytes) -> None:
    """Each record ends once, as a publication or a rejection, or the file is refused."""
    refused = None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            found = outcome(path)
        except InputError as error:
            refused = error
    assert refused.where if refused else found


@settings(max_examples=120, deadline=None)
@given(BODY, BODY)
def test_any_xml_is_accounted_for(before: str, after: str) -> None:
    text = grant("09000001") + before + grant("09000002") + after
    check("a.xml", text.encode("utf-8", "replace"))


@settings(max_examples=120, deadline=None)
@given(BODY, BODY)
def test_any_sgml_is_accounted_for(before: str, after: str) -> None:
    check("a.sgm", (SGML + before + SGML + after).encode("utf-8", "replace"))


@settings(max_examples=120, deadline=None)
@given(BODY)
def test_any_json_is_accounted_for(body: str) -> None:
    text = '{"patents": [{"documentId": "US 11000001 B2"},' + body
    check("a.json", text.encode("utf-8", "replace"))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 5_000), st.binary(max_size=6))
def test_any_damage_to_the_bytes_is_accounted_for(place: int, damage: bytes) -> None:
    content = (grant("09000001") + grant("09000002")).encode()
    check("a.xml", content[:place] + damage + content[place + len(damage) :])


def test_reference_of_a_search_is_told_from_one_in_a_record(tmp_path: Path) -> None:
    text = ops(
        f"<search-result>{reference('EP', '1', 'A1')}</search-result>", exchange("EP", "2", "A1")
    )
    assert numbers(outcome(write(tmp_path / "a.xml", text))) == ["EP0000001A1", "EP0000002A1"]
