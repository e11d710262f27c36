"""Single values: dates, symbols, texts, languages, names, types and states."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from patnav.ingest.read.classes import parse_symbol, symbol_list
from patnav.ingest.read.dates import DateError, DateOrder, day_month_order, parse_date
from patnav.ingest.read.kinds import status_of, type_and_stage
from patnav.ingest.read.numbers import parse_publication
from patnav.ingest.read.splitting import join_parties, make_splitter
from patnav.ingest.read.texts import clean_text, detect_language, repair_mojibake
from patnav.model import Party

DAY = date(2020, 3, 4)


@pytest.mark.parametrize(
    "cell",
    [
        DAY,
        datetime(2020, 3, 4, 15, 30),  # noqa: DTZ001 -- Excel cells have no zone
        43894.0,
        43894.6,
        "43894",
        "2020-03-04",
        "2020-3-4",
        "2020/03/04",
        "2020.03.04",
        "20200304",
        20200304.0,
        "2020年3月4日",
        "2020-03-04 00:00:00",
        "2020-03-04T00:00:00Z",
        "04 Mar 2020",
        "２０２０－０３－０４",
        "2020. 3. 4.",
        "2020 03 04",
        "2020.03.04;",
        "2020년 3월 4일",
        "Mar 4 2020",
        "March 4, 2020",
        "Wed Mar 4 2020",
        "4-MAR-20",
        "民國109年3月4日",
        "民国109年3月4日",
        "109/03/04",
        "令和2年3月4日",
        "R02.03.04",
    ],
)
def test_one_day_in_all_forms(cell: object) -> None:
    assert parse_date(cell) == DAY


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("昭和61年3月4日", date(1986, 3, 4)),
        ("昭61.3.4", date(1986, 3, 4)),
        ("平成元年5月1日", date(1989, 5, 1)),
        ("H6.1.12", date(1994, 1, 12)),
        ("大正9年1月2日", date(1920, 1, 2)),
        ("29-FEB-88", date(1988, 2, 29)),
    ],
)
def test_years_of_eras_and_of_two_digits(cell: str, day: date) -> None:
    assert parse_date(cell) == day


@pytest.mark.parametrize("cell", ["", " ", "0", "-", "nan", 0.0, "00000000", "0000-00-00"])
def test_nothing_is_no_date(cell: object) -> None:
    assert parse_date(cell) is None


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("2020-13-01", "possible"),
        ("2021-02-29", "possible"),
        ("20200230", "possible"),
        ("########", "narrow"),
        ("2020", "day is missing"),
        ("2020年3月", "day is missing"),
        ("03/04/2020", "two days"),
        ("9999-12-31", "outside"),
        ("平成40年1月1日", "no year 40"),
        ("民國109年2月30日", "possible"),
        ("29/02/20", "not a date"),
        ("soon", "not a date"),
        ("May-20", "not a date"),
        (2.0201e7, "possible"),
    ],
)
def test_damaged_dates_say_what_is_wrong(cell: object, why: str) -> None:
    with pytest.raises(DateError, match=why):
        parse_date(cell)


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["03/04/2020", "31/12/2019"], "dmy"),
        (["03/04/2020", "12/31/2019"], "mdy"),
        (["03/04/2020"], ""),
        (["31/12/2019", "12/31/2019"], ""),
    ],
)
def test_order_of_day_and_month_comes_from_the_file(values: list[str], order: DateOrder) -> None:
    assert day_month_order(values) == order


def test_slashed_date_is_read_in_the_order_of_the_file() -> None:
    assert parse_date("03/04/2020", "dmy") == date(2020, 4, 3)
    assert parse_date("03/04/2020", "mdy") == date(2020, 3, 4)
    assert parse_date("31/12/2019") == date(2019, 12, 31)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("H01M10/0562", "H01M10/0562"),
        ("H04W  4/16", "H04W4/16"),
        ("G07G000100", "G07G1/00"),
        ("B64C-039/02", "B64C39/02"),
        ("E01B3/32(2006.01)I", "E01B3/32"),
        ("H04W 64/00 为了管理网络〔2009.01〕", "H04W64/00"),
        ("g06f 3/048 (2013.01)", "G06F3/048"),
        ("G06K2009/00328", "G06K2009/00328"),
        ("Ｈ０１Ｍ１０／０５６２", "H01M10/0562"),
        ("G02B", ""),
    ],
)
def test_symbol(text: str, symbol: str) -> None:
    assert parse_symbol(text) == symbol


def test_symbols_are_listed_once_and_strange_ones_apart() -> None:
    items = ("H01M 10/05", "H01M10/05", "09-03", "345/633", "G02B")
    assert symbol_list(items) == (("H01M10/05",), ("345/633",))


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("第一行_x000D_\n第二行", "第一行\n第二行"),
        ("a<br/>b<BR>c", "a\nb\nc"),
        ("\u3000甲\u3000乙 ", "甲 乙"),
        ("a\x00b\x07c\u200bd\ufeff", "abcd"),
        ("one,  two", "one, two"),
        ("a \r\n \r\n b", "a\nb"),
        ("_x0041_1", "A1"),
        ("x < y _x_ 2", "x < y _x_ 2"),
        ("\udcff abc", "\ufffd abc"),
    ],
)
def test_texts_lose_what_the_export_added(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("GerÃ¤t", "Gerät"),
        ("FlÃ¼gel fÃ¼r â‚¬ 5", "Flügel für € 5"),
        ("Gerät", "Gerät"),
        ("GerÃ¤t 装置", "GerÃ¤t 装置"),  # not all of it maps back: nobody can tell
        ("Ã", "Ã"),
    ],
)
def test_mojibake_is_undone_only_where_it_is_provable(text: str, repaired: str) -> None:
    assert repair_mojibake(text) == repaired


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("一种虚构装置", "zh"),
        ("架空の装置", "ja"),
        ("가상 장치", "ko"),
        ("Вымышленное устройство", "ru"),
        ("A fictional device and a method", "en"),
        ("Verfahren und Vorrichtung zur Messung", "de"),
        ("Procédé et dispositif de mesure", "fr"),
        ("42", "und"),
    ],
)
def test_language(text: str, lang: str) -> None:
    assert detect_language(text) == lang


def test_legal_forms_stay_with_their_names() -> None:
    split = make_splitter([", "], ["ltd.", "inc."])
    assert split("Alpha Co., Ltd., Beta, Inc., 乙公司") == (
        "Alpha Co., Ltd.",
        "Beta, Inc.",
        "乙公司",
    )


def test_parties_take_what_belongs_to_them() -> None:
    assert join_parties(["甲", "乙"], ["甲集团", "乙集团"], ["甲地"], ["中国", "日本"]) == (
        Party("甲", "甲集团", "甲地", "CN"),
        Party("乙", "乙集团", "", "JP"),
    )
    assert join_parties(["甲", "乙"], ["甲集团"], [], []) == (Party("甲"), Party("乙"))
    assert join_parties(["不公告发明人", "甲", "甲"], [], [], []) == (Party("甲"),)


@pytest.mark.parametrize(
    ("number", "application", "words", "expected"),
    [
        ("CN100000001A", "", (), ("invention", "application")),
        ("CN100000001B", "", ("发明申请",), ("invention", "grant")),
        ("CN200000001U", "", (), ("utility_model", "grant")),
        ("CN300000001S", "", (), ("design", "grant")),
        ("CN100000001", "", ("发明授权",), ("invention", "grant")),
        ("", "CN202020302257", (), ("utility_model", "other")),
        ("", "CN85102475", (), ("invention", "other")),
        ("US5000000A", "", (), ("invention", "grant")),
        ("US20170104972A1", "", (), ("invention", "application")),
        ("JP3012345U", "", (), ("utility_model", "grant")),
        ("JPH06012345U", "", (), ("utility_model", "application")),
        ("DE112017001234T5", "", (), ("invention", "application")),
        ("EP3502051B1", "", (), ("invention", "grant")),
    ],
)
def test_type_and_stage(
    number: str, application: str, words: tuple[str, ...], expected: tuple[str, str]
) -> None:
    parsed = parse_publication(number) if number else None
    assert type_and_stage(parsed, application, words) == expected


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("有效", "in_force"),
        ("有权-审定授权", "in_force"),
        ("审中-实质审查", "pending"),
        ("PCT-有效期内", "pending"),
        ("PCT-有效期满", "lapsed"),
        ("未缴年费", "lapsed"),
        ("Active", "in_force"),
        ("某种状态", "unknown"),
    ],
)
def test_status(word: str, status: str) -> None:
    assert status_of(word) == status


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("T&lt;5 &amp; p&nbsp;&gt; 3", "T<5 & p > 3"),
        ("CO&#8322;&#x2082;", "CO₂₂"),
        ("一&lt;br/&gt;二", "一\n二"),
        ("&amp;lt;", "<"),
        ("AT&T; R&D;", "AT&T; R&D;"),
        ("&nonsense;", "&nonsense;"),
    ],
)
def test_references_of_html_are_decoded(text: str, clean: str) -> None:
    assert clean_text(text) == clean


def test_the_semicolon_of_a_reference_separates_no_names() -> None:
    assert make_splitter([";"])("A&amp;B公司;乙") == ("A&B公司", "乙")
