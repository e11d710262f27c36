"""Decisions about labels and nodes change the tables of the patents judged, and of no other."""

from __future__ import annotations

from typing import Any

import pytest
from review_world import CLAIM, TEXTS, A, B, C, address, decisions, span, world

from patnav.chain import load_chain
from patnav.ingest.review import (
    LABEL,
    NODE,
    LabelDecision,
    NodeDecision,
    Ruling,
    apply_reviews,
    locate,
    reviewer_error,
    rulings,
)
from patnav.ingest.review.labels import Flags
from patnav.ingest.review.rulings import Rule
from patnav.ledger import Decision
from patnav.tables import Tables, table

Row = tuple[str, str, str]
Voted = tuple[str, str, Row]
TREE = load_chain("new_energy_battery_hydrogen")


def judged(place: tuple[str, str, str], verdict: str, label: dict[str, Any] | None = None) -> Row:
    patent, dimension, quote = place
    given = (span(_text(dimension, patent), quote) if verdict == "accept" else {}) | (label or {})
    return LabelDecision(address(patent, dimension, quote), quote, verdict, given).row()


def _text(dimension: str, patent: str) -> str:
    return CLAIM if dimension == "element" else TEXTS[patent]


def by(who: str, row: Row, kind: str = LABEL) -> Voted:
    return kind, who, row


def applied(*rows: Voted, tables: Tables | None = None) -> dict[str, Any]:
    found = apply_reviews(tables or world(), decisions(*rows), TREE)
    return {name: rows.to_pylist() for name, rows in found.items()}


def quotes(found: dict[str, Any], patent: str, dimension: str) -> list[str]:
    return [
        row["quote"] for row in found["mentions"]
        if (row["patent"], row["dimension"]) == (patent, dimension)
    ]  # fmt: skip


def states(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(row["verdict"], row["state"]) for row in found["reviews"]]


def test_without_decisions_nothing_is_touched() -> None:
    found = apply_reviews(world(), [], TREE)
    assert list(found) == ["reviews"]
    assert found["reviews"].num_rows == 0


def test_an_accepted_label_is_signed_and_the_rest_stays() -> None:
    found = applied(by("王", judged((A, "effect", "降低了重量"), "accept", {"direction": "down"})))
    (row,) = (row for row in found["mentions"] if row["quote"] == "降低了重量")
    assert (row["method"], row["version"], row["effect_class"]) == ("review", "1", "size")
    assert 0.9 < row["confidence"] < 1
    others = [row for row in found["mentions"] if row["quote"] != "降低了重量"]
    before = [row for row in world()["mentions"].to_pylist() if row["quote"] != "降低了重量"]
    assert others == before
    assert found["judgements"] == world()["judgements"].to_pylist()


def test_a_rejected_label_is_gone_and_told() -> None:
    found = applied(by("王", judged((B, "effect", "使用方便"), "reject")))
    assert quotes(found, B, "effect") == []
    assert states(found) == [("reject", "applied")]


def test_a_corrected_span_takes_the_place_of_the_old_one() -> None:
    better = span(TEXTS[A], "提高了抗风能力") | {"direction": "up", "attribute": "抗风"}
    better |= {"start": better["start"] + 3, "quote": "抗风能力"}
    found = applied(by("王", judged((A, "effect", "提高了抗风能力"), "correct", better)))
    (row,) = (row for row in found["mentions"] if row["quote"] == "抗风能力")
    assert row["attribute"] == row["value"] == "抗风"
    assert row["effect_class"]
    assert quotes(found, A, "effect") == ["降低了重量", "抗风能力"]


def test_an_added_label_gets_its_normal_term() -> None:
    row = LabelDecision(
        address(B, "means", "阻尼轮"), "阻尼轮", "add", span(TEXTS[B], "阻尼轮")
    ).row()
    found = applied(by("王", row))
    (made,) = (
        row for row in found["mentions"] if row["dimension"] == "means" and row["patent"] == B
    )
    assert (made["value"], made["method"]) == ("阻尼轮", "review")
    assert made["mention"].endswith(f"abstract/zh/{made['start']}-{made['end']}")


def test_a_label_of_a_newer_machine_that_covers_a_decided_one_gives_way() -> None:
    tables = world()
    rows = tables["mentions"].to_pylist()
    wider = span(TEXTS[A], "，降低了重量")
    rows = [row | wider if row["quote"] == "降低了重量" else row for row in rows]
    tables["mentions"] = table("mentions", rows)
    found = applied(by("王", judged((A, "effect", "降低了重量"), "accept")), tables=tables)
    assert quotes(found, A, "effect") == ["降低了重量", "提高了抗风能力"]


def test_a_quote_that_moved_is_found_again() -> None:
    tables = world(**{B: "发明人说：" + TEXTS[B]})
    found = applied(by("王", judged((B, "means", "阻尼轮"), "accept")), tables=tables)
    (row,) = (row for row in found["mentions"] if row["quote"] == "阻尼轮")
    text = "发明人说：" + TEXTS[B]
    assert text[row["start"] : row["end"]] == "阻尼轮"
    assert [row["note"] for row in found["reviews"]] == ["moved"]


def test_what_is_not_there_any_more_is_an_orphan_and_changes_nothing() -> None:
    tables = world(**{B: "一种线轴。"})
    found = applied(
        by("王", judged((B, "means", "阻尼轮"), "accept")),
        by("王", NodeDecision("CN209900000000", TREE.chain, ("BT-08",)).row(), NODE),
        by("王", NodeDecision(B, TREE.chain, ("XX-99",)).row(), NODE),
        tables=tables,
    )
    assert {row["state"] for row in found["reviews"]} == {"orphaned"}
    assert all(row["note"] for row in found["reviews"])
    assert found["mentions"] == tables["mentions"].to_pylist()
    assert found["assignments"] == tables["assignments"].to_pylist()


def test_a_band_follows_its_quotes() -> None:
    found = applied(by("王", judged((A, "maturity", "样机经风洞试验"), "reject")))
    bands = {row["patent"]: row["band"] for row in found["judgements"]}
    assert bands[A] == "unknown"
    better = span(TEXTS[A], "样机经风洞试验") | {"value": "low"}
    found = applied(by("王", judged((A, "maturity", "样机经风洞试验"), "correct", better)))
    (row,) = (row for row in found["judgements"] if row["patent"] == A)
    assert row["band"] == "low"
    assert row["basis"] == ["abstract: “样机经风洞试验”", "granted on 2021-01-01"]


def test_a_band_given_by_a_person_holds() -> None:
    place = address(A, "maturity", "样机经风洞试验")._replace(section="", lang="", start=-1, end=-1)
    found = applied(by("王", LabelDecision(place, "", "correct", {"value": "high"}).row()))
    (row,) = (row for row in found["judgements"] if row["patent"] == A)
    assert row["band"] == "high"


def test_elements_are_numbered_anew() -> None:
    found = applied(by("王", judged((A, "element", "主梁"), "reject")))
    elements = [row for row in found["mentions"] if row["dimension"] == "element"]
    told = [(row["no"], row["depends_on"], row["quote"][:2]) for row in elements]
    assert told == [(0, 0, "一种"), (1, 0, "磁性"), (2, 1, "尾杆")]
    assert all(row["mention"].endswith(f"/1.{row['no']}") for row in elements)


def test_nodes_are_replaced_and_weights_sum_to_one() -> None:
    found = applied(
        by("王", NodeDecision(A, TREE.chain, ("BT-17", "BT-08"), ("BT-08",)).row(), NODE),
        by("王", NodeDecision(B, TREE.chain, (), ("BT-17",)).row(), NODE),
    )
    rows = {row["node"]: row for row in found["assignments"]}
    assert set(rows) == {"BT-17", "BT-08"}
    assert sum(row["weight"] for row in rows.values()) == pytest.approx(1)
    assert rows["BT-17"]["main"]
    assert not rows["BT-08"]["main"]
    assert {row["rule"] for row in rows.values()} == {"review"}
    assert {row["patent"] for row in found["assignments"]} == {A}
    assert states(found) == [("correct", "applied"), ("reject", "applied")]


def test_nodes_of_another_chain_are_left_alone() -> None:
    row = NodeDecision(A, "ships_offshore", ()).row()
    assert list(apply_reviews(world(), decisions(by("王", row, NODE)), TREE)) == ["reviews"]


def test_same_nodes_keep_their_weights() -> None:
    found = applied(by("王", NodeDecision(A, TREE.chain, ("BT-08",), ("BT-08",)).row(), NODE))
    (row,) = (row for row in found["assignments"] if row["patent"] == A)
    assert (row["weight"], row["evidence"], row["main"]) == (1.0, "", True)


# --- several reviewers --------------------------------------------------------------------------


def _three(rule: Rule = "majority", *more: Voted) -> Ruling:
    yes = judged((B, "effect", "使用方便"), "accept", {"direction": "enable"})
    no = judged((B, "effect", "使用方便"), "reject")
    rows = [by("王", yes), by("李", yes), by("赵", no), *more]
    return rulings(decisions(*rows), LABEL, rule)[0]


def test_most_people_decide_and_the_difference_is_a_dispute() -> None:
    found = _three()
    assert (found.judged.verdict, found.reviewers, found.against) == ("accept", 3, 1)
    assert found.disputed


def test_by_the_other_rule_the_last_one_decides() -> None:
    assert _three("latest").judged.verdict == "reject"


def test_an_adjudicator_settles_a_dispute() -> None:
    no = judged((B, "effect", "使用方便"), "reject")
    flagged = LabelDecision(address(B, "effect", "使用方便"), "使用方便", "reject",
                            flags=Flags(adjudicated=True)).row()  # fmt: skip
    found = _three("majority", by("赵", no), by("主任", flagged))
    assert found.judged.verdict == "reject"
    assert found.adjudicated
    assert not found.disputed


def test_who_decides_again_counts_once() -> None:
    yes = judged((B, "effect", "使用方便"), "accept", {"direction": "enable"})
    found = _three("majority", by("赵", yes))
    assert (found.reviewers, found.against, found.disputed) == (3, 0, False)


def test_confidence_follows_from_the_measured_error() -> None:
    yes = judged((B, "effect", "使用方便"), "accept", {"direction": "enable"})
    no = judged((B, "effect", "使用方便"), "reject")
    alone = rulings(decisions(by("王", yes)))[0].confidence
    both = rulings(decisions(by("王", yes), by("李", yes)))[0].confidence
    split = rulings(decisions(by("王", yes), by("李", no)))[0].confidence
    assert split == 0.5
    assert split < alone < both
    assert alone == pytest.approx(1 - reviewer_error([]), abs=1e-4)


def test_error_is_measured_on_labels_that_two_have_judged() -> None:
    places = [(A, "means", "碳纤维管"), (A, "means", "磁性接头"), (B, "effect", "使用方便")]
    rows = [by(who, judged(place, "accept")) for place in places for who in ("王", "李")]
    agreed: list[Decision] = decisions(*rows)
    differ = decisions(*rows[:-1], by("李", judged(places[-1], "reject")))
    assert reviewer_error(agreed) < reviewer_error([]) < reviewer_error(differ)


# --- quotes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("降低成本 30％以上", "降低成本30%以上", "降低成本 30％以上"),
        ("ＡＢＣ材料", "ABC材料", "ＡＢＣ材料"),
        ("a.b axb", "a.b", "a.b"),
        ("成本低，成本低", "成本低", "成本低"),
    ],
)
def test_a_quote_is_found_after_folding(text: str, quote: str, found: str) -> None:
    start, end = locate(text, quote) or (0, 0)
    assert text[start:end] == found


def test_the_nearest_of_equal_quotes_is_taken() -> None:
    text = "成本低。结构好。成本低。"
    assert locate(text, "成本低", 7) == (8, 11)
    assert locate(text, "成本高") is None
    assert locate(text, " ") is None


def test_the_tables_named_here_have_the_patents() -> None:
    assert {row["patent"] for row in world()["patents"].to_pylist()} == {A, B, C}
