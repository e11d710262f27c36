"""Lists without column names, and `patnav map-columns` for tables that nobody understands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from exports import application, write_csv, write_xlsx

from patnav.cli import cli
from patnav.errors import InputError
from patnav.ingest.read import Reading, load_mapping, read
from patnav.ingest.read.guessing import guess_columns
from patnav.ingest.read.numbers import NumberError, check_digit, parse_application
from patnav.model import Party, Publication, Rejection

NUMBERS = ["CN100000001A", "US10000001B2", "EP3000001A1"]
HOUSE = ["编码", "课题", "出处", "日", "人员", "备"]
ROWS = [
    [
        f"ZL {application(number)[2:]}",
        f"一种虚构装置{number}",
        "虚构大学",
        f"2020030{number}",
        "张三、李四",
        "",
    ]
    for number in range(1, 8)
]


def found(reading: Reading) -> list[Publication]:
    return [record for record in reading if isinstance(record, Publication)]


@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
@pytest.mark.parametrize("head", ["", "公开号\n", "我们的专利\n"])
def test_one_number_a_line(tmp_path: Path, name: str, head: str) -> None:
    path = tmp_path / name
    path.write_text(head + "\n".join([*NUMBERS, ""]), encoding="utf-8")
    reading = read(path)
    assert [record.number for record in found(reading)] == NUMBERS
    assert (reading.dialect, reading.rejections) == ("plain_list", 0)
    assert reading.notes == (
        "has no column names, its columns are told by their content: "
        "1 publication number (publication numbers)",
    )


def test_one_number_a_row_of_a_workbook(tmp_path: Path) -> None:
    numbers = [application(number) for number in range(1, 5)]
    path = write_xlsx(tmp_path / "a.xlsx", numbers[:1], [[number] for number in numbers[1:]])
    assert [record.application for record in found(read(path))] == [
        number[:-2] for number in numbers
    ]


def test_a_university_list_is_told_by_its_content(tmp_path: Path) -> None:
    first, *others = [
        [
            f"2020030{number}",
            f"ZL {application(number)[2:]}",
            "虚构大学\n公安部虚构研究所" if number == 2 else "虚构大学",
            f"一种虚构装置及其控制方法{number}",
            " 张三、李四、王小五",
            "授权",
        ]
        for number in range(1, 6)
    ]
    reading = read(write_csv(tmp_path / "a.csv", first, others, "utf-8"))
    records = found(reading)
    assert [record.source.row for record in records] == [1, 2, 3, 4, 5]
    second = records[1]
    assert second.application == application(2)[:-2]
    assert second.application_date == date(2020, 3, 2)
    assert second.applicants == (Party("虚构大学"), Party("公安部虚构研究所"))
    assert second.inventors == ("张三", "李四", "王小五")
    assert second.texts[0].text == "一种虚构装置及其控制方法2"
    assert second.status == "in_force"
    assert "2 application number" in reading.notes[0]


def test_a_bad_number_in_a_list_is_a_rejection(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\n".join([*NUMBERS * 5, "see above"]), encoding="utf-8")
    *_, last = read(path)
    assert isinstance(last, Rejection)
    assert (last.source.row, last.value) == (16, "see above")


@pytest.mark.parametrize(
    "text",
    [
        "code,name\nH01M,电池\nG06F,计算\n",
        "110000,北京市\n320000,江苏省\n320500,苏州市\n",
        "20200304\n20210405\n20200101\n",
        "publication_number,text\nCN100000001A,x\nCN100000002A,y\n",
    ],
)
def test_what_is_no_list_of_numbers_is_not_taken_for_one(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="no dialect understands it"):
        read(path)


def test_the_later_of_two_dates_is_the_publication() -> None:
    rows = [["2021-09-01", "2020-03-04"], ["2022-01-02", "2019-05-06"]]
    assert [guess.field for guess in guess_columns((), rows)] == [
        *("publication_date", "application_date")
    ]


def run(*arguments: object, text: str = "") -> Result:
    return CliRunner().invoke(cli, ["map-columns", *map(str, arguments)], input=text)


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "strange.csv", HOUSE, ROWS)


def check(strange: Path, mapping: Path) -> list[Publication]:
    reading = read(strange, own=(load_mapping(mapping),))
    records = found(reading)
    assert (reading.rows, len(records)) == (len(ROWS), len(ROWS))
    return records


def test_an_unknown_file_is_refused_with_the_way_out(strange: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(strange)
    assert caught.value.remedy == "write a mapping for it: patnav map-columns strange.csv"


def test_guesses_make_a_mapping(strange: Path, tmp_path: Path) -> None:
    target = tmp_path / "m.yaml"
    result = run(strange, "--yes", "-o", target)
    assert (result.exit_code, result.stdout) == (0, f"{target}\n"), result.stderr
    assert "7 rows = 7 patents + 0 rejections" in result.stderr
    first = check(strange, target)[0]
    assert first.application == application(1)[:-2]
    assert (first.texts[0].text, first.inventors) == ("一种虚构装置1", ("张三", "李四"))
    assert (first.applicants, first.application_date) == ((Party("虚构大学"),), date(2020, 3, 1))


def test_only_what_is_set_is_read_without_yes(strange: Path, tmp_path: Path) -> None:
    target = tmp_path / "m.yaml"
    assert (
        run(strange, "--set", "application=编码", "--set", "title=2", "-o", target).exit_code == 0
    )
    first = check(strange, target)[0]
    assert first.texts[0].text == "一种虚构装置1"
    assert (first.applicants, first.inventors, first.application_date) == ((), (), None)


def test_an_answer_goes_before_a_guess(strange: Path, tmp_path: Path) -> None:
    target = tmp_path / "m.yaml"
    assert run(strange, "--yes", "--set", "publication_date=日", "-o", target).exit_code == 0
    first = check(strange, target)[0]
    assert (first.publication_date, first.application_date) == (date(2020, 3, 1), None)


def test_questions_are_asked_column_by_column(strange: Path, tmp_path: Path) -> None:
    target = tmp_path / "m.yaml"
    result = run(strange, "-o", target, text="\n\nowners\n-\n\n-\n")
    assert result.exit_code == 0, result.stderr
    assert "1 of 6: 编码   ZL 2020" in result.stderr
    first = check(strange, target)[0]
    assert (first.owners, first.applicants) == ((Party("虚构大学"),), ())
    assert (first.application_date, first.inventors) == (None, ("张三", "李四"))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--set", "title=课题"), "no column is given for the publication or application number"),
        (("--set", "titel=课题"), "there is no field 'titel'"),
        (("--set", "title=题"), "there is no column '题'"),
    ],
)
def test_a_wrong_answer_is_an_error(
    strange: Path, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    result = run(strange, *options, "-o", tmp_path / "m.yaml")
    assert isinstance(result.exception, InputError)
    assert words in str(result.exception)
    assert not (tmp_path / "m.yaml").exists()


def test_no_mapping_is_written_over(strange: Path, tmp_path: Path) -> None:
    target = tmp_path / "m.yaml"
    target.write_text("mine", encoding="utf-8")
    result = run(strange, "--yes", "-o", target)
    assert isinstance(result.exception, InputError)
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_list_without_names_needs_no_mapping(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ROWS[0], ROWS[1:])
    result = run(path, "--yes", "-o", tmp_path / "m.yaml")
    assert isinstance(result.exception, InputError)
    assert "has a number where the column names should stand" in str(result.exception)


@pytest.mark.shared
def test_the_university_list_and_the_labelled_set_are_read(shared: Path, tmp_path: Path) -> None:
    reading = read(shared / "data/messy/bit_patent_list.csv")
    records = list(reading)
    assert (reading.rows, reading.publications, reading.rejections) == (126, 125, 1)
    assert sum(len(item.inventors) for item in records if isinstance(item, Publication)) > 500
    labelled = shared / "data/cpc-multilabel/sample_val.csv"
    target = tmp_path / "m.yaml"
    result = run(labelled, "--yes", "-o", target)
    assert "19 rows = 19 patents + 0 rejections" in result.stderr


@pytest.mark.parametrize("form", ["{serial}", "{serial}{check}", "{serial}.{check}", "CN{serial}"])
def test_bare_chinese_numbers_are_applications_not_addresses(tmp_path: Path, form: str) -> None:
    header = ["名称", "申请编号", "权利人", "申请时间", "主分类", "说明"]
    serials = [f"20091001860{number}" for number in range(10, 20)]
    rows = [
        [f"一种装置{place}", form.format(serial=one[:12], check=check_digit(one[:12])), "甲公司",
         "2009-05-31", "H01M10/05", "无"]
        for place, one in enumerate(serials)
    ]  # fmt: skip
    path = write_csv(tmp_path / "strange.csv", header, rows)
    for names in (header, ["", "编码"]):
        guesses = guess_columns(names, rows)
        assert guesses[1].field == "application"
    with pytest.raises(InputError) as caught:
        read(path)
    assert caught.value.remedy == "write a mapping for it: patnav map-columns strange.csv"


def test_digits_alone_make_no_list_of_patents(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "orders.csv", ["202010150001"], [["202010150002"]])
    with pytest.raises(InputError):
        read(path)


def test_an_address_is_more_than_digits() -> None:
    rows = [[f"27100{place} 某市某路"] for place in range(9)]
    assert guess_columns((), rows)[0].field == "address"
    assert guess_columns((), [[f"27100012345{place}"] for place in range(9)])[0].field == ""


def test_the_year_of_a_number_has_as_many_digits_as_its_length_asks_for() -> None:
    for text in ("851024751234", "CN20201231"):
        with pytest.raises(NumberError, match="no such year or type digit"):
            parse_application(text, "CN")
    assert parse_application("85102475", "CN").number == "CN85102475"


@pytest.mark.parametrize(
    ("name", "words"),
    [("../../evil", "is no name of a mapping"), ("incopat", "comes with patnav")],
)
def test_a_mapping_neither_leaves_its_folder_nor_hides_one_of_patnav(
    strange: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    monkeypatch.chdir(strange.parent)
    result = run(strange, "--yes", "--name", name)
    assert isinstance(result.exception, InputError)
    assert words in result.exception.what
    assert not (strange.parent / "dialects").exists()
    strange.rename("incopat.csv")
    assert "comes with patnav" in str(run("incopat.csv", "--yes").exception)
