"""Directions of effects: fitted from labels, agreed with the network; docs/annotation.md."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from gold_files import write_set

from patnav.gold import read_gold
from patnav.ingest.annotate.directions import DIRECTIONS, agreed, direction
from patnav.ingest.learn.directions import (
    Labelled,
    fit_directions,
    labelled_directions,
)
from patnav.ingest.learn.weights import write_weights

UP, DOWN, AVOID, ENABLE = DIRECTIONS
LABELLED = [
    Labelled(f"{verb}{what}", "zh", way)
    for verb, way in (("提高", UP), ("降低", DOWN), ("避免", AVOID), ("便于", ENABLE))
    for what in ("成本", "效率", "噪音", "强度", "安装", "磨损")
]


@pytest.mark.parametrize(("quote", "way"), [("提高了强度", UP), ("降低了能耗", DOWN)])
def test_a_flat_opinion_leaves_the_direction_to_the_words(quote: str, way: str) -> None:
    assert direction(quote, "zh")[0] == way
    assert agreed(quote, "zh", [math.log(0.25)] * 4) == way


def test_a_sure_opinion_outweighs_the_words() -> None:
    sure = [math.log(1e-9), math.log(1 - 3e-9), math.log(1e-9), math.log(1e-9)]
    assert direction("提高了强度", "zh")[0] == UP
    assert agreed("提高了强度", "zh", sure) == DOWN


def test_weights_say_what_the_labels_say_and_are_the_same_again(tmp_path: Path) -> None:
    weights = fit_directions(LABELLED)
    assert ("zh", "") in weights
    for trait, way in (("h:^提", UP), ("h:^降", DOWN), ("h:^避", AVOID), ("h:^便", ENABLE)):
        row = weights["zh", trait]
        assert DIRECTIONS[row.index(max(row))] == way
    files = tmp_path / "a", tmp_path / "b"
    for path in files:
        fitted = fit_directions(LABELLED)
        write_weights(((*key, *fitted[key]) for key in fitted), path)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_effects_of_a_gold_set_teach_with_their_language(tmp_path: Path) -> None:
    gold = write_set(tmp_path)
    assert {one.lang for one in labelled_directions(read_gold(gold))} == {"zh", "en"}
    assert Labelled("降低了能耗", "zh", DOWN) in set(labelled_directions(read_gold(gold)))
