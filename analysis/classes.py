"""The class of a node in a region (长板, 短板 …) and why, in sentences (METHOD.md §3.6)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from patnav.data import load_yaml, resource
from patnav.project import Thresholds

__all__ = ["CLASSES", "class_words", "classify", "decide"]

CLASSES = ("insufficient", "absent", "strong", "hollow", "weak", "rising", "neutral")
_LANGUAGES = ("zh", "en")


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = load_yaml(resource("analysis/classes.yaml"))
    return words


def class_words(lang: str = "zh") -> dict[str, str]:
    """Names of the classes in `zh` or `en`, in the order of the tests."""
    return {name: _words()["words"][name][lang] for name in CLASSES}


def classify(cells: pd.DataFrame, limits: Thresholds) -> pd.DataFrame:
    """Add node_class, reason_zh and reason_en to rows of the table `cells`.

    The first rule that holds wins, in the order of CLASSES. A quality that was not measured (no
    citations in the files) decides nothing, and the reason says so. The row of the whole chain gets
    an empty class.
    """
    failed = _failed(cells, limits)
    decided = _decided(cells, failed, limits)
    classes = decide(cells, limits)
    constants = limits.model_dump()
    reasons = [
        _reasons(row | constants, test, [name for name in failed if failed[name][at]])
        for at, (row, test) in enumerate(zip(cells.to_dict("records"), decided, strict=True))
    ]
    chinese, english = zip(*reasons, strict=True) if reasons else ((), ())
    return cells.assign(node_class=classes, reason_zh=list(chinese), reason_en=list(english))


def decide(cells: pd.DataFrame, limits: Thresholds) -> pd.Series:
    """The class of each row alone, empty for the whole chain."""
    return pd.Series(_decided(cells, _failed(cells, limits), limits), index=cells.index).replace(
        {"alone": "insufficient", "few_expected": "insufficient", "few_total": "insufficient"}
    )


def _failed(cells: pd.DataFrame, limits: Thresholds) -> dict[str, np.ndarray[Any, Any]]:
    """For each test of a strength, the rows that fail it."""
    tests = {
        "strength": cells["p_strong"] < limits.probability,
        "quality": cells["quality_high"] < 1,  # NaN = not measured = does not fail
        "owners": cells["owners"] < limits.min_owners,
        "owner_share": cells["top_owner_share"] > limits.max_owner_share,
        "utility": cells["utility_share"] > limits.max_utility_share,
    }
    return {name: test.to_numpy(bool) for name, test in tests.items()}


def _decided(
    cells: pd.DataFrame, failed: Mapping[str, np.ndarray[Any, Any]], limits: Thresholds
) -> np.ndarray[Any, Any]:
    """Name of the test that decides each row."""
    sure = limits.probability
    rules = {
        "alone": cells["region_total"] >= cells["total"] * (1 - 1e-9),
        "few_expected": cells["expected"] < limits.min_expected,
        "few_total": cells["node_total"] < limits.min_node_total,
        "absent": (cells["x"] <= 0) & (cells["expected"] >= limits.absent_expected),
        "strong": ~np.logical_or.reduce(list(failed.values())),
        "hollow": (cells["p_strong"] >= sure) | (cells["p_strong_all"] >= sure),
        "weak": (cells["p_weak"] >= sure) & (cells["p_weak_all"] >= sure),
        "rising": cells["relative_low"] > 0,
    }
    conditions = [np.asarray(rule, bool) for rule in rules.values()]
    decided = np.select(conditions, list(rules), default="neutral").astype(object)
    decided[(cells["node"] == "").to_numpy()] = ""
    return decided


def _reasons(row: Mapping[Hashable, Any], decided: str, failed: list[str]) -> tuple[str, str]:
    if not decided:
        return "", ""
    chinese, english = (_reason(row, decided, failed, lang) for lang in _LANGUAGES)
    return chinese, english


def _reason(row: Mapping[Hashable, Any], decided: str, failed: list[str], lang: str) -> str:
    words = _words()
    values = {str(key): value for key, value in row.items()}
    values["failed"] = words["joint"][lang].join(
        words["failed"][name][lang].format_map(values) for name in failed
    )
    notes = []
    if decided in {"strong", "hollow"}:
        measured = "no_quality" if np.isnan(values["quality"]) else "quality"
        notes.append(words["notes"][measured][lang])
    if values["unknown"] > 0:
        notes.append(words["notes"]["unknown"][lang])
    numbers = [words["numbers"][lang]] if values["expected"] > 0 else []
    parts = [words["decided"][decided][lang], *numbers, *notes]
    return ("" if lang == "zh" else " ").join(part.format_map(values) for part in parts)
