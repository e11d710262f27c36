"""Lists claim no more than the files tell: ties, unknown legal status, the main effect."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from findings import analysed, changed
from scipy import sparse
from small_world import organisation_key, small_world

from patnav.analysis import key_list, value_words
from patnav.analysis.ranking import Fixed, Known, Measure, Total, rank_entities
from patnav.dashboard.i18n import vocabulary
from patnav.tables import Tables, table

EFFECTS = [
    "efficiency",
    "cost",
    "reliability",
    "safety",
    "precision",
    "strength",
    "environment",
    "size",
    "ease",
    "other",
]


def ranks(measures: list[Measure], entities: int, families: int) -> pd.DataFrame:
    hashes = np.arange(1, families + 1, dtype=np.uint64) * np.uint64(11400714819323198485)
    return rank_entities(measures, [np.arange(entities)], hashes, 100)


def held(entities: int, each: int) -> sparse.csr_array:
    """Entities that hold `each` families of their own."""
    return sparse.csr_array(np.kron(np.eye(entities), np.ones((1, each))))


# --- ties -----------------------------------------------------------------------------------------


def test_entries_that_nothing_tells_apart_have_one_interval() -> None:
    found = ranks([Fixed(np.array([2.0, 1.0, 1.0, 1.0]))], 4, 4)
    assert found["rank"].tolist() == [1, 2, 3, 4]
    assert found["rank_low"].tolist() == [1, 2, 2, 2]
    assert found["rank_high"].tolist() == [1, 4, 4, 4]


def test_equal_numbers_of_families_are_data_and_none_at_all_are_not() -> None:
    assert Total(held(3, 2)).tells()
    assert not Total(held(3, 2) * 0).tells()
    assert not Fixed(np.ones(3)).tells()


def test_equal_families_move_the_interval_of_a_list_that_only_owners_order(
    tmp_path: Path,
) -> None:
    """All technologies have two families: who leads by owners alone is not certain."""
    rows = key_list(analysed(tmp_path / "p", pairs()), "technology")
    assert set(rows["families"]) == {2.0}
    assert (rows["rank_high"] > rows["rank_low"]).all()


def pairs() -> Tables:
    """Six means, each in two of twelve families of one node; one of them has two owners."""
    tables = small_world()
    base = {name: rows.to_pylist() for name, rows in tables.items()}
    keys = [f"CN2020100{k:05d}" for k in range(12)]
    first = base["patents"][0]["patent"]
    made: dict[str, list[dict[str, Any]]] = {}
    for name in ("patents", "applicants", "assignments", "families"):
        model = next(row for row in base[name] if row["patent"] == first)
        made[name] = [model | {"patent": key} for key in keys]
    for name in ("patents", "families"):
        made[name] = [row | {"family": f"F:{row['patent']}"} for row in made[name]]
    made["applicants"][1] |= {"organisation": organisation_key("云帆")}
    model = next(row for row in base["mentions"] if row["dimension"] == "means")
    made["mentions"] = [
        model | {"patent": key, "mention": f"{key}/m", "value": f"手段{k // 2}"}
        for k, key in enumerate(keys)
    ]
    return tables | {name: table(name, rows) for name, rows in made.items()}


# --- legal status ---------------------------------------------------------------------------------


def told(known: set[str]) -> Tables:
    """The small world whose files tell the status of some patents only."""

    def unknown(row: dict[str, Any]) -> dict[str, Any]:
        return row if row["patent"] in known else row | {"status": "unknown"}

    return changed(small_world(), "patents", unknown)


def test_an_unknown_status_is_not_out_of_force(tmp_path: Path) -> None:
    rows = key_list(analysed(tmp_path / "p", told(set())), "enterprise")
    assert rows["in_force"].isna().all()
    assert (rows["status_known"] == 0).all()


def test_those_that_are_known_are_counted_with_their_number(tmp_path: Path) -> None:
    rows = key_list(analysed(tmp_path / "p", told({"CN201810000002"})), "enterprise")
    found = rows.set_index("organisation")[["in_force", "status_known"]]
    assert found.loc[organisation_key("云帆")].tolist() == [1, 1]
    assert found["in_force"].count() == 1


def test_no_rank_rests_on_a_status_that_too_few_have(tmp_path: Path) -> None:
    scores = [
        key_list(analysed(tmp_path / name, told(known)), "enterprise").set_index("organisation")
        for name, known in (("none", set()), ("one", {"CN201810000002"}))
    ]
    pd.testing.assert_series_equal(scores[0]["score"], scores[1]["score"])


def test_an_entity_without_a_measure_is_ranked_by_the_others() -> None:
    families, live = Total(held(3, 2)), Fixed(np.array([0.0, 5.0, 9.0]))
    known = Known(live, np.array([False, True, True]))
    assert np.isnan(known.values(np.ones((6, 1)))[0, 0])
    found = ranks([families, known], 3, 6)
    assert found["score"].tolist() == pytest.approx([0.5, 0.375, 0.625])
    assert not Known(live, np.zeros(3, bool)).tells()


# --- main effect ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effects", "main"),
    [
        (("safety",), ""),
        (("safety", "safety", "cost"), "safety"),
        (("safety", "safety", "cost", "cost"), ""),
        (("other", "other", "other", "cost"), "other"),
    ],
)
def test_the_main_effect_is_that_of_most_families(
    tmp_path: Path, effects: tuple[str, ...], main: str
) -> None:
    """Four families name one means; each of `effects` stands in one of them."""
    tables = pairs()
    means = tables["mentions"].to_pylist()[:4]
    named = [row | {"value": "手段"} for row in means]
    named += [
        row | {"mention": f"{row['patent']}/e", "dimension": "effect", "effect_class": effect}
        for row, effect in zip(means, effects, strict=False)
    ]
    snapshot = analysed(tmp_path / "p", tables | {"mentions": table("mentions", named)})
    assert key_list(snapshot, "technology")["top_effect"].tolist() == [main]


def test_effect_classes_have_the_same_names_on_pages_and_in_exports() -> None:
    for at, lang in enumerate(("zh", "en")):
        names = value_words(lang)
        assert [vocabulary()[f"value.{code}"][at] for code in EFFECTS] == [
            names[code] for code in EFFECTS
        ]
