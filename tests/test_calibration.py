"""Calibration: raw scores become probabilities that hold on answers which did not fit them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from patnav.analysis.agreement import Claims, reliability
from patnav.errors import InputError
from patnav.ingest.annotate.calibration import read_calibration
from patnav.ingest.learn.calibration import (
    fit_calibration,
    refine_calibration,
    write_calibration,
)


def world(seed: int, size: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Scores whose true probability of a hit is their square: raw, they are far too sure."""
    random = np.random.default_rng(seed)
    scores = random.random(size)
    return scores, (random.random(size) < scores**2).astype(float)


@pytest.mark.parametrize("method", ["isotonic", "platt"])
def test_other_answers_are_calibrated(method: str) -> None:
    table = fit_calibration(*world(1, 8000), method=method)  # type: ignore[arg-type]
    scores, hits = world(2, 8000)
    names = [str(number) for number in range(8000)]
    raw = reliability(Claims(names, list(scores), list(hits > 0)), runs=20)
    fitted = reliability(Claims(names, list(table.apply(scores)), list(hits > 0)), runs=20)
    assert raw is not None
    assert fitted is not None
    assert raw.ece > 0.15
    assert fitted.ece < 0.03


@pytest.mark.parametrize("size", [0, 10, 60, 5000])
def test_few_answers_shift_a_known_table_and_many_decide(size: int) -> None:
    known = fit_calibration(*world(1, 8000))
    random = np.random.default_rng(3)
    scores = random.random(size)
    hits = (random.random(size) < np.sqrt(scores)).astype(float)  # right far more often now
    refined = refine_calibration(known, scores, hits)
    places = np.linspace(0.1, 0.9, 9)
    before, after = known.apply(places), refined.apply(places)
    assert (np.diff(after) >= 0).all()
    if size == 0:
        assert after == pytest.approx(before, abs=1e-3)
    else:
        assert (after[:-1] > before[:-1]).all()
    if size == 10:
        assert after.max() - after.min() > 0.5  # what was known keeps its shape
    if size == 5000:
        assert after == pytest.approx(np.sqrt(places), abs=0.1)


def test_knots_are_the_shares_counted_by_hand() -> None:
    scores = [0.2] * 4 + [0.4] * 4 + [0.9] * 2
    hits = [0, 0, 1, 0, 1, 1, 0, 1, 1, 1]
    table = fit_calibration(scores, hits)
    assert table.scores == (0.2, 0.4, 0.9)
    assert table.probabilities == pytest.approx((1.5 / 5, 3.5 / 5, 2.5 / 3), abs=1e-6)
    assert table.apply([0.0, 0.3, 5.0]) == pytest.approx([0.3, 0.5, 2.5 / 3], abs=1e-6)


@settings(deadline=None)  # no timed tests
@given(
    st.lists(st.tuples(st.floats(-1e6, 1e6), st.sampled_from([0, 1])), min_size=1, max_size=60),
    st.sampled_from(["isotonic", "platt"]),
)
def test_a_table_never_falls_and_the_order_is_of_no_effect(
    rows: list[tuple[float, int]], method: str
) -> None:
    table = fit_calibration(*zip(*rows, strict=True), method=method)  # type: ignore[arg-type]
    assert fit_calibration(*zip(*rows[::-1], strict=True), method=method) == table  # type: ignore[arg-type]
    assert (np.diff(table.scores) > 0).all()
    assert (np.diff(table.probabilities) >= 0).all()
    assert ((table.apply([-1e9, 0, 1e9]) >= 0) & (table.apply([-1e9, 0, 1e9]) <= 1)).all()


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    tables = {"means": fit_calibration(*world(3, 500)), "effects": fit_calibration([0.1], [1])}
    path = tmp_path / "calibration.yaml"
    write_calibration(path, tables, "Made of nothing.\nscores: raw")
    assert read_calibration(path) == tables
    assert path.read_text().startswith("# Made of nothing.\n# scores: raw\neffects:")


@pytest.mark.parametrize(
    "text",
    [
        "[1]",
        "a: 3",
        "a: {scores: [1]}",
        "a: {scores: [1, 1], probabilities: [0, 1]}",
        "a: {scores: [1, 2], probabilities: [1, 0]}",
        "a: {scores: [1, 2], probabilities: [0, 2]}",
        "a: {scores: [1, x], probabilities: [0, 1]}",
        "a: {scores: [], probabilities: []}",
        "a: {scores: [.nan], probabilities: [.nan]}",
        "a: [",
    ],
)
def test_a_bad_table_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "calibration.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=r"calibration\.yaml"):
        read_calibration(path)


@pytest.mark.parametrize(
    ("scores", "hits"), [([], []), ([1.0], []), ([float("nan")], [1]), ([1.0], [0.5])]
)
def test_bad_answers_are_refused(scores: list[float], hits: list[float]) -> None:
    with pytest.raises(ValueError, match=r"hits"):
        fit_calibration(scores, hits)
