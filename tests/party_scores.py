"""Score `patnav resolve` on the labelled pairs: python tests/party_scores.py prints the table."""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from patnav.ingest.parties.resolve import Query, resolve

PAIRS = Path(__file__).parent / "gold" / "organisation_pairs.csv"
_DRAWS = 2_000


class Outcome(NamedTuple):
    """What became of one pair: its label, merged, proposed, the same group."""

    relation: str
    merged: bool
    proposed: bool
    grouped: bool


class Scores(NamedTuple):
    """Automatic merges alone, then with proposals, then the groups of pairs labelled `group`."""

    automatic_precision: float
    automatic_recall: float
    precision: float
    recall: float
    f1: float
    group_recall: float


def outcomes(half: str) -> list[Outcome]:
    """Resolve all names of one half in one list and look at every pair of it."""
    lines = PAIRS.read_text(encoding="utf-8").splitlines()
    table = csv.DictReader(line for line in lines if not line.startswith("#"))
    rows = [row for row in table if row["half"] == half]
    names = sorted({row[side] for row in rows for side in ("first", "second")})
    answers = {row["name"]: row for row in resolve([Query(name, name) for name in names])}
    return [
        _outcome(row["relation"], answers[row["first"]], answers[row["second"]]) for row in rows
    ]


def _outcome(relation: str, one: dict, other: dict) -> Outcome:
    merged = one["organisation"] == other["organisation"]
    proposed = any(
        other["organisation"] == suggestion["organisation"] for suggestion in one["suggestions"]
    )
    grouped = one["group"] is not None and one["group"] == other["group"]
    return Outcome(relation, merged, proposed and not merged, grouped)


def scores(found: Sequence[Outcome]) -> Scores:
    """Precision, recall and F1; a proposal counts like a merge in the last three."""
    same = sum(each.relation == "same" for each in found)
    merged = [each for each in found if each.merged]
    told = [each for each in found if each.merged or each.proposed]
    right_merged = sum(each.relation == "same" for each in merged)
    right = sum(each.relation == "same" for each in told)
    group = [each.grouped for each in found if each.relation == "group"]
    precision, recall = right / len(told), right / same
    return Scores(
        right_merged / len(merged),
        right_merged / same,
        precision,
        recall,
        2 * precision * recall / (precision + recall),
        sum(group) / len(group),
    )


def intervals(found: Sequence[Outcome]) -> list[tuple[float, float]]:
    """The middle 95 % of each score over samples drawn from the pairs with replacement."""
    dice = random.Random(0)
    drawn = sorted_columns([scores(dice.choices(found, k=len(found))) for _ in range(_DRAWS)])
    return [(column[_DRAWS // 40], column[-_DRAWS // 40]) for column in drawn]


def sorted_columns(rows: Sequence[Scores]) -> list[list[float]]:
    return [sorted(column) for column in zip(*rows, strict=True)]


def main() -> None:
    """Print a table for the documentation."""
    for half in ("dev", "held-out", "blind"):
        found = outcomes(half)
        for name, value, (low, high) in zip(
            Scores._fields, scores(found), intervals(found), strict=True
        ):
            sys.stdout.write(f"| {half} | {name} | {value:.3f} | {low:.3f} to {high:.3f} |\n")


if __name__ == "__main__":
    main()
