"""Sheets that were dealt before a build, by several people: a verdict is on what the row shows."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from review_desk import COLUMNS, ONE, TWO, Desk, fill

from patnav.analysis.review import (
    accuracy,
    agreement,
    asked,
    decided,
    enter,
    judge_label,
    judge_nodes,
    ruled,
)
from patnav.error_words import in_cell, in_words
from patnav.errors import InputError
from patnav.ingest.review import MATURITY, address_of
from patnav.ingest.review.labels import Flags
from patnav.ledger import Entry, person

COST, SAFE, PRESS = "降低成本", "提高安全性", "热压烧结"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_an_old_sheet_accepts_what_it_shows_and_not_what_others_made_of_it(desk: Desk) -> None:
    first, second = desk.deal("wang"), desk.deal("li")
    main, other = desk.material().nodes(TWO)
    cost, safe, press = (desk.code(quote) for quote in (COST, SAFE, PRESS))
    fill(first, {
        cost: {"verdict": "更正", "new_direction": "避免"}, safe: {"verdict": "拒绝"},
        press: {"verdict": "更正", "new_quote": "压烧结"},
        TWO: {"verdict": "更正", "new_node": other},
    })  # fmt: skip
    assert {one.outcome for one in desk.take(first, "王")} == {"taken"}
    desk.build()
    fill(second, {key: {"verdict": "接受"} for key in (cost, safe, press, TWO)})
    assert [one.outcome for one in desk.take(second, "李")] == ["taken"] * 4
    said = desk.said("李")
    assert [verdict for verdict, _ in said] == ["accept", "accept", "accept", "nodes"]
    told = {label["quote"]: label for _, label in said[:3]}
    assert (told[COST]["direction"], told[SAFE]["direction"]) == ("down", "up")
    assert PRESS in told
    assert said[3][1] == [main, other]
    assert len(ruled(desk.snapshot, desk.ledger.decisions())) == 4
    assert {one.outcome for one in desk.take(first, "王")} == {"unchanged"}


def test_a_row_that_shows_what_never_was_is_refused(desk: Desk) -> None:
    path = desk.deal("li")
    answers = {
        desk.code(COST): {"verdict": "接受", "direction": "提高"},
        desk.code(PRESS): {"verdict": "接受", "value": "别的术语"},
        TWO: {"verdict": "接受", "value": "BT-17"},
    }
    found = desk.take(fill(path, answers), "李")
    assert [one.outcome for one in found] == ["refused"] * 3
    assert all("as this row shows" in one.reason and one.remedy for one in found)


def test_an_older_sheet_does_not_take_back_what_was_decided_since(desk: Desk) -> None:
    path, code = desk.deal("wang"), desk.code(COST)
    desk.take(fill(path, {code: {"verdict": "接受"}}), "王")
    no = judge_label(desk.material(), address_of(code), "reject")
    enter(desk.ledger, [no], who="王", why="再读")
    (found,) = desk.take(path, "王")
    assert (found.outcome, "decision 2" in found.reason) == ("refused", True)
    desk.ledger.undo(2, who="王", why="误改")
    assert [one.outcome for one in desk.take(path, "王")] == ["unchanged"]


def test_a_label_keeps_its_name_wherever_decisions_move_it(desk: Desk) -> None:
    code = desk.code(PRESS)
    for who, quote in (("王", "压烧结"), ("李", "压烧结"), ("赵", "烧结")):
        label = judge_label(desk.material(), address_of(code), "correct", {"quote": quote})
        enter(desk.ledger, [label], who=who, why="起止")
    for quote in ("压烧结", "烧结"):
        start = address_of(code).end - len(quote)
        moved = address_of(code)._replace(start=start)
        judged = judge_label(desk.material(), moved, "reject")
        assert str(judged.address) == code
    desk.build()
    assert (
        str(judge_label(desk.material(), address_of(desk.code("压烧结")), "accept").address) == code
    )


def test_an_added_label_is_judged_as_one_by_who_adds_it_too(desk: Desk) -> None:
    path = desk.deal("li")
    code = desk.code(PRESS)
    add = judge_label(desk.material(), address_of(code), "add", {"quote": "球磨"})
    enter(desk.ledger, [add], who="王", why="漏标")
    desk.build()
    fill(path, {code: {"verdict": "新增", "new_quote": "球磨"}})
    assert [one.outcome for one in desk.take(path, "李")] == ["taken"]
    (ruling,) = ruled(desk.snapshot, desk.ledger.decisions(), everything=True)
    assert (ruling["reviewers"], ruling["against"]) == (2, 0)


def test_a_row_that_asks_about_a_missing_label_is_answered_after_others_added_it(
    desk: Desk,
) -> None:
    """Such a sheet shows as missing what by now stands in the snapshot."""
    path = desk.deal("missing", kind="missing")
    cost, press = desk.code(COST), desk.code(PRESS)
    found = desk.take(fill(path, {cost: {"verdict": "新增"}, press: {"verdict": "接受"}}), "李")
    assert sorted(one.outcome for one in found) == ["refused", "taken"]
    ((verdict, label),) = desk.said("李")
    assert (verdict, label["quote"], label["direction"]) == ("add", COST, "down")


# --- what is corrected, and what is a difference --------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "changes"),
    [(COST, {"attribute": "人工成本"}), (PRESS, {"value": "烧结法"})],
)
def test_an_attribute_or_a_term_alone_is_a_correction(
    desk: Desk, quote: str, changes: dict[str, str]
) -> None:
    code = desk.code(quote)

    def says(who: str, verdict: str, **more: str) -> int:
        said = {"verdict": verdict, **more}
        judged = decided(desk.snapshot, desk.ledger.decisions(), code, said)
        return enter(desk.ledger, [judged], who=who, why="读后")

    assert says("王", "accept")
    assert says("王", "correct", **changes)
    assert says("李", "accept")
    (dispute,) = ruled(desk.snapshot, desk.ledger.decisions())
    assert all(value in dispute["said"] for value in changes.values())


def test_a_corrected_attribute_gets_its_own_class(desk: Desk) -> None:
    code = address_of(desk.code(COST))
    judged = judge_label(desk.material(), code, "correct", {"attribute": "安全性"})
    enter(desk.ledger, [judged], who="王", why="属性")
    desk.build()
    (row,) = (row for row in desk.table("mentions") if row["quote"] == COST)
    assert (row["attribute"], row["value"], row["effect_class"]) == ("安全性", "安全性", "safety")


def test_an_added_label_and_its_acceptance_after_a_build_are_one(desk: Desk) -> None:
    at = address_of(desk.code(SAFE))
    new = judge_label(desk.material(), at, "add", {"quote": "安全性", "direction": "up"})
    enter(desk.ledger, [new], who="王", why="漏标")
    desk.build()
    again = judge_label(desk.material(), new.address, "accept")
    enter(desk.ledger, [again], who="李", why="同意")
    (ruling,) = ruled(desk.snapshot, desk.ledger.decisions(), everything=True)
    assert (ruling["disputed"], ruling["reviewers"]) == (False, 2)


# --- disputes are settled -------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", ["accept", "reject"])
def test_the_address_of_a_dispute_is_taken_after_a_build(desk: Desk, verdict: str) -> None:
    code = address_of(desk.code(PRESS))
    for who, given in (("王", {"quote": "烧结"}), ("李", {})):
        label = judge_label(desk.material(), code, "correct" if given else "reject", given)
        enter(desk.ledger, [label], who=who, why="读后")
    desk.build()
    (dispute,) = ruled(desk.snapshot, desk.ledger.decisions())
    said = {"verdict": verdict, "adjudicate": True}
    judged = decided(desk.snapshot, desk.ledger.decisions(), dispute["subject"], said)
    enter(desk.ledger, [judged], who="主任", why="裁定")
    assert not [one for one in ruled(desk.snapshot, desk.ledger.decisions()) if one["disputed"]]
    desk.build()
    means = {row["quote"] for row in desk.table("mentions") if row["dimension"] == "means"}
    assert (PRESS in means) == (verdict == "accept")
    assert "烧结" not in means


def test_what_is_asked_at_an_address_is_the_label_as_it_is_judged(desk: Desk) -> None:
    code = desk.code(COST)
    label = judge_label(desk.material(), address_of(code), "correct", {"direction": "avoid"})
    enter(desk.ledger, [label], who="王", why="方向")
    desk.build()
    row = asked(desk.snapshot, desk.ledger.decisions(), code)
    assert (row["quote"], row["attribute"], row["direction"]) == (COST, "成本", "avoid")
    gone = judge_label(desk.material(), address_of(code), "reject")
    enter(desk.ledger, [gone], who="王", why="不是")
    desk.build()
    row = asked(desk.snapshot, desk.ledger.decisions(), code)
    assert (row["quote"], row["attribute"], row["direction"]) == (COST, "成本", "down")
    assert asked(desk.snapshot, [], TWO)["value"].split() == list(desk.material().nodes(TWO))


# --- rows of nodes, and rows that contradict one another ------------------------------------------


def test_the_main_node_stays_where_only_others_are_given(desk: Desk) -> None:
    main, other = desk.material().nodes(TWO)
    path = fill(desk.deal("a"), {TWO: {"verdict": "更正", "new_others": "BT-10 BT-11"}})
    assert [one.outcome for one in desk.take(path, "王")] == ["taken"]
    lines = fill(desk.deal("b"), {TWO: {"verdict": "更正", "new_others": "BT-10\nBT-11；BT-12"}})
    assert [one.outcome for one in desk.take(lines, "李")] == ["taken"]
    assert desk.said("王") == [("nodes", [main, "BT-10", "BT-11"])]
    assert desk.said("李") == [("nodes", [main, "BT-10", "BT-11", "BT-12"])]
    assert other not in desk.said("李")[0][1]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"verdict": "接受", "new_node": "BT-16"}, "正确主环节"),
        ({"verdict": "接受", "new_others": "BT-16"}, "正确主环节"),
        ({"verdict": "拒绝", "new_node": "BT-16"}, "正确主环节"),
        ({"verdict": "更正", "new_node": "不属于本产业链", "new_others": "BT-16"}, "正确主环节"),
        ({"verdict": "接受", "new_node": "不属于本产业链"}, "正确主环节"),
        ({"verdict": "新增", "new_node": "BT-16"}, "正确主环节"),
        ({"verdict": "更正", "new_others": "BT-17 和别的"}, "其他环节（分号隔开）"),
        ({"verdict": "更正", "new_others": "BT-99"}, "其他环节（分号隔开）"),
        ({"new_others": "BT-16"}, "判断"),
        ({"verdict": "更正", "new_node": "BT-16", "new_quote": "电解质"}, "正确引文"),
    ],
)  # fmt: skip
def test_node_cells_that_are_not_clear_are_refused(
    desk: Desk, cells: dict[str, str], field: str
) -> None:
    (found,) = desk.take(fill(desk.deal("a"), {TWO: cells}), "王")
    assert (found.outcome, found.field) == ("refused", field)
    assert found.reason
    assert found.remedy
    assert not desk.ledger.decisions()


def test_a_node_in_the_row_of_a_label_is_refused(desk: Desk) -> None:
    path = fill(desk.deal("a"), {desk.code(COST): {"verdict": "接受", "new_node": "BT-16"}})
    (found,) = desk.take(path, "王")
    assert (found.outcome, found.field) == ("refused", "正确主环节")


def test_a_row_without_its_code_says_so(desk: Desk) -> None:
    path = fill(desk.deal("a"), {desk.code(COST): {"verdict": "接受", "code": ""}})
    (found,) = desk.take(path, "王")
    assert (found.outcome, found.field) == ("refused", "行码")


def test_a_copied_sheet_is_read_where_it_alone_is_filled(desk: Desk) -> None:
    path, answer = desk.deal("a"), {desk.code(COST): {"verdict": "接受"}}
    _copy_sheet(path)
    fill(path, answer, sheet=-1)
    (found,) = desk.take(path, "王")
    assert (found.sheet, found.outcome) == ("标引复核 (2)", "taken")
    fill(path, answer)
    with pytest.raises(InputError, match=r"标引复核, 标引复核 \(2\)"):
        desk.take(path, "王")


def _copy_sheet(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    copy = book.copy_worksheet(book.worksheets[0])
    copy.title = "标引复核 (2)"
    book.save(path)


def test_rows_that_contradict_one_another_are_refused(desk: Desk) -> None:
    path, code = desk.deal("a"), desk.code(COST)
    book = openpyxl.load_workbook(path)
    rows = list(book.worksheets[0].iter_rows())
    (row,) = (row for row in rows if code in {cell.value for cell in row})
    book.worksheets[0].append([cell.value for cell in row])
    (at,) = (number for number, cell in enumerate(rows[0]) if cell.value == "判断")
    row[at].value = "接受"
    list(book.worksheets[0].iter_rows())[-1][at].value = "拒绝"
    book.save(path)
    found = desk.take(path, "王")
    assert [one.outcome for one in found] == ["refused", "refused"]
    assert not desk.ledger.decisions()


def test_a_patent_with_nodes_is_not_put_off_the_chain_by_adding_none(desk: Desk) -> None:
    for said in ({"verdict": "add"}, {"verdict": "reject", "nodes": ["BT-16"]}):
        with pytest.raises(InputError):
            decided(desk.snapshot, [], TWO, said)
    with pytest.raises(InputError, match="says nothing"):
        decided(desk.snapshot, [], TWO, {"verdict": "accept", "quote": "电解质"})


def test_nodes_first_proposed_stay_told(desk: Desk) -> None:
    was = desk.material().nodes(ONE)
    enter(desk.ledger, [judge_nodes(desk.material(), ONE, ["BT-16"])], who="王", why="读后")
    desk.build()
    assert judge_nodes(desk.material(), ONE, was).verdict == "accept"


# --- blind sheets ---------------------------------------------------------------------------------


def _fill_blind(path: Path, labels: list[dict[str, str]]) -> Path:
    """Write labels into the empty rows of their patent and dimension."""
    book = openpyxl.load_workbook(path)
    rows = list(book.worksheets[0].iter_rows())
    names = [COLUMNS[cell.value] for cell in rows[0]]
    left = list(labels)
    for row in rows[1:]:
        code = str(row[names.index("code")].value)
        found = next((one for one in left if code.startswith(f"blind {one['of']}/")), None)
        if found:
            left.remove(found)
            for name, value in found.items():
                if name != "of":
                    row[names.index(name)].value = value
    assert not left
    book.save(path)
    return path


def test_the_quotes_of_the_machine_are_accepted_wherever_they_stand_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path, before=f"为{COST}和{PRESS}，")
    ways = {"down": "降低", "up": "提高", "avoid": "避免"}
    labels = [
        {"of": f"{row['patent']}/{row['dimension']}", "new_quote": row["quote"]}
        | ({"new_direction": ways[row["direction"]]} if row["direction"] else {})
        for row in desk.table("mentions")
        if row["dimension"] != "element"
    ]
    path = _fill_blind(desk.deal("blind", blind=True), labels)
    assert {one.outcome for one in desk.take(path, "王")} == {"taken"}
    assert [verdict for verdict, _ in desk.said("王")] == ["accept"] * len(labels)


def test_a_blind_term_counts_and_a_quote_found_twice_is_added_once_more(tmp_path: Path) -> None:
    desk = Desk(tmp_path, before=f"为{COST}和{PRESS}，")
    label = {"of": f"{ONE}/means", "new_quote": PRESS}
    labels = [label | {"new_attribute": "烧结法"}, label]
    found = desk.take(_fill_blind(desk.deal("blind", blind=True), labels), "王")
    assert [one.outcome for one in found] == ["taken", "taken"]
    said = {verdict: label for verdict, label in desk.said("王") if label.get("quote") == PRESS}
    assert said["correct"]["value"] == "烧结法"
    assert said["add"]["start"] < said["correct"]["start"]


# --- bands of whole patents, people, accuracy -----------------------------------------------------

BAND = f"{ONE}/maturity///-1..-1"


def _band(desk: Desk, who: str, verdict: str, value: str = "") -> None:
    said = {"verdict": verdict, "value": value}
    judged = decided(desk.snapshot, desk.ledger.decisions(), BAND, said)
    enter(desk.ledger, [judged], who=who, why="档位")


def test_a_band_of_a_patent_is_accepted_but_never_rejected(desk: Desk) -> None:
    _band(desk, "王", "accept")
    assert desk.said("王") == [("accept", {"value": "mid"})]
    with pytest.raises(InputError, match="cannot be the verdict reject"):
        _band(desk, "王", "reject")
    with pytest.raises(InputError, match="nothing is corrected"):
        _band(desk, "王", "correct")


def test_bands_of_patents_are_disputed_and_compared(desk: Desk) -> None:
    _band(desk, "王", "correct", "高")
    desk.ledger.record(MATURITY, Entry(ONE, "", "low", "走访"), who="专家")
    (dispute,) = ruled(desk.snapshot, desk.ledger.decisions(), "zh")
    assert (dispute["subject"], dispute["patent"], dispute["dimension"]) == (BAND, ONE, "maturity")
    assert dispute["said"] == "王: 更正 高 (档位); 专家: 更正 低 (走访)"
    found = [one for one in agreement(desk.snapshot, desk.ledger.decisions())
             if one.measure == "band weighted kappa"]  # fmt: skip
    assert {(one.one, one.other) for one in found} == {("专家", "王"), ("王", "machine")}
    desk.build()
    _band(desk, "王", "correct", "中")
    assert desk.said("王")[-1] == ("accept", {"value": "mid"})


def test_a_person_is_one_however_the_name_is_typed(desk: Desk) -> None:
    code = address_of(desk.code(COST))
    for who, verdict in (("王工", "accept"), ("王工 ", "reject"), ("王　工", "accept")):
        enter(desk.ledger, [judge_label(desk.material(), code, verdict)], who=who, why="读后")
    assert {item.who for item in desk.ledger.decisions()} == {"王工"}
    (ruling,) = ruled(desk.snapshot, desk.ledger.decisions(), everything=True)
    assert ruling["reviewers"] == 1
    assert person(" Ann  Lee ") == "Ann Lee"


def test_added_labels_are_not_open_to_judgement(desk: Desk) -> None:
    at = address_of(desk.code(SAFE))
    for name in ("means", "effect"):
        rows = [row for row in desk.table("mentions") if row["dimension"] == name]
        for row in rows:
            place = address_of(desk.code(row["quote"]))
            judged = judge_label(desk.material(), place, "accept", {}, Flags(drawn=True))
            enter(desk.ledger, [judged], who="王", why="抽样")
    new = [
        judge_label(desk.material(), at, "add", {"quote": quote, "direction": "up"})
        for quote in ("全性", "安全", "安", "提高", "降低", "成本")
    ]
    enter(desk.ledger, new, who="王", why="漏标")
    desk.build()
    found = {one.dimension: one for one in accuracy(desk.snapshot, desk.ledger.decisions())}
    assert (found["effect"].n, found["effect"].missing) == (3, 0)


def test_nodes_reviewed_are_told_in_chinese() -> None:
    assert in_words("reviewed by 2; 关键词", "zh") == "2 人复核；关键词"
    assert in_words("reviewed by 1", "zh") == "1 人复核"
    assert in_cell("measure", "effects overlap", "zh") == "功能效果（重合）"
