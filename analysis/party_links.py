"""Which organisations may be one, weighed over all that the files say of them (optional).

The rules of `patnav.ingest.parties` compare names alone. This second stage is the model of Fellegi
and Sunter (1969), fitted without labels by Splink (extra `patnav[splink]`): names or their sound,
shared inventors, shared classes, place and kind each add or take bits of evidence. It only
proposes, and only what names alone cannot tell: pairs that share inventors. Organisations that
filed a patent together are two and are never proposed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd
import pyarrow as pa

from patnav.database import open_database
from patnav.errors import ProjectError
from patnav.ingest.parties.profile import profile
from patnav.snapshot import Snapshot

if TYPE_CHECKING:
    from splink import Linker
    from splink.internals.comparison_level_creator import ComparisonLevelCreator

__all__ = ["linked_parties"]

_SEED = 1
_PAIRS = 2e6  # random pairs from which chance agreement is estimated; more moves it little
_RECALL = (
    0.6  # share of true pairs with one core name, from the labelled pairs (docs/organisations.md)
)
_ORGANISATIONS = """
SELECT a.organisation AS unique_id, o.name, o.kind, nullif(o.place, '') AS place,
  list_sort(list(DISTINCT i.name) FILTER (i.name IS NOT NULL)) AS inventors,
  list_sort(list(DISTINCT left(p.ipc_main, 4)) FILTER (p.ipc_main <> '')) AS classes,
  min(i.name) AS first
FROM applicants a JOIN organisations o USING (organisation) JOIN patents p USING (patent)
LEFT JOIN inventors i USING (patent)
WHERE o.kind <> 'individual' GROUP BY ALL ORDER BY unique_id
"""
_KNOWN = """
SELECT organisation AS one, other FROM party_edges
UNION SELECT a.organisation, b.organisation FROM applicants a JOIN applicants b USING (patent)
"""
_BITS = {
    "names": "names",
    "inventors": "shared inventors",
    "classes": "shared classes",
    "place": "place",
    "kind": "kind",
}


def linked_parties(snapshot: Snapshot, least: float = 0.9) -> pd.DataFrame:
    """Pairs of organisations that are probably one or close kin, the surest first.

    Columns organisation, other, name, other_name, probability (≥ `least`, 0 to 1), evidence: a
    sentence with the bits that each comparison added. Pairs that the rules already relate are left
    out. The same snapshot gives the same rows. Raises ProjectError when Splink is not installed or
    there are too few organisations to fit the model on.
    """
    _check_installed()
    with open_database() as work, snapshot.connect() as tables:
        parties = tables.sql(_ORGANISATIONS).to_arrow_table()
        known = {frozenset(pair) for pair in tables.execute(_KNOWN).fetchall()}
        pairs = _predict(work, _with_names(parties), least)
    apart = [
        shared > 0 and frozenset(pair) not in known
        for *pair, shared in zip(
            pairs["unique_id_l"], pairs["unique_id_r"], pairs["gamma_inventors"], strict=True
        )
    ]
    return _told(pairs[apart])


def _check_installed() -> None:
    try:
        import splink  # noqa: F401, PLC0415
    except ImportError:
        raise ProjectError(
            "the second stage needs Splink, which is not installed",
            remedy='run: pip install "patnav[splink]"',
        ) from None


def _with_names(parties: pa.Table) -> pa.Table:
    """Add the parts of the names that are compared: core, its sound, and the head to block on."""
    parts = [profile(name) for name in parties["name"].to_pylist()]
    heads = [part.core[:4] if part.east_asian else part.core[:6] for part in parts]
    columns = {
        "core": [part.core for part in parts],
        "sound": [part.residue or None for part in parts],
        "head": heads,
    }
    for name, values in columns.items():
        parties = parties.append_column(name, pa.array(values, pa.string()))
    return parties


def _predict(database: duckdb.DuckDBPyConnection, parties: pa.Table, least: float) -> pd.DataFrame:
    from splink import block_on  # noqa: PLC0415 -- an extra
    from splink.internals.exceptions import EMTrainingException  # noqa: PLC0415

    logging.getLogger("splink").setLevel(logging.ERROR)  # it warns of levels that no pair has
    linker = _linker(database, parties)
    try:
        train = linker.training
        train.estimate_u_using_random_sampling(max_pairs=_PAIRS, seed=_SEED)
        train.estimate_parameters_using_expectation_maximisation(block_on("head"))
        train.estimate_parameters_using_expectation_maximisation(block_on("first"))
    except EMTrainingException as error:
        raise ProjectError(
            f"{parties.num_rows} organisations are too few to fit the second stage on",
            remedy="patnav parties suggest without it proposes from the names alone",
        ) from error
    found = linker.inference.predict(threshold_match_probability=least)
    frame: pd.DataFrame = found.as_pandas_dataframe()  # type: ignore[no-untyped-call]
    return frame.sort_values(
        ["match_weight", "unique_id_l", "unique_id_r"], ascending=[False, True, True]
    )


def _linker(database: duckdb.DuckDBPyConnection, parties: pa.Table) -> Linker:
    import splink.comparison_library as compare  # noqa: PLC0415 -- an extra
    from splink import Linker, SettingsCreator, block_on  # noqa: PLC0415
    from splink.backends.duckdb import DuckDBAPI  # noqa: PLC0415

    settings = SettingsCreator(
        link_type="dedupe_only",
        # Before anything is compared: one organisation in ten is also there under another name.
        probability_two_random_records_match=1 / (5 * max(parties.num_rows, 2)),
        comparisons=[
            compare.CustomComparison(list(_levels()), output_column_name="names"),
            compare.ArrayIntersectAtSizes("inventors", [4, 2, 1]),
            compare.ArrayIntersectAtSizes("classes", [3, 1]),
            compare.ExactMatch("place"),
            compare.ExactMatch("kind"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("head"),
            block_on("sound"),
            block_on("inventors", arrays_to_explode=["inventors"]),
        ],
        retain_intermediate_calculation_columns=True,
        additional_columns_to_retain=["name"],
    )
    database.execute("SET threads = 1")  # the sample is then the same in each run
    return Linker(DuckDBAPI(database).register(parties), settings, log_level=None)


def _levels() -> Iterator[ComparisonLevelCreator]:
    """How alike two names are, in writing or, across scripts, in sound."""
    import splink.comparison_level_library as level  # noqa: PLC0415 -- an extra

    def alike(written: float, sound: float) -> ComparisonLevelCreator:
        return level.Or(
            level.JaroWinklerLevel("core", written), level.JaroWinklerLevel("sound", sound)
        )

    yield level.NullLevel("core")
    yield level.JaroWinklerLevel("core", 0.95)
    yield alike(0.9, 0.95)
    yield alike(0.8, 0.85)
    yield level.ElseLevel()


def _told(pairs: pd.DataFrame) -> pd.DataFrame:
    rows = pairs.to_dict("records")
    return pd.DataFrame(
        {
            "organisation": pairs["unique_id_l"].to_numpy(),
            "other": pairs["unique_id_r"].to_numpy(),
            "name": pairs["name_l"].to_numpy(),
            "other_name": pairs["name_r"].to_numpy(),
            "probability": pairs["match_probability"].round(4).to_numpy(),
            "evidence": [_sentence(row) for row in rows],
        }
    )


def _sentence(row: dict[Any, Any]) -> str:
    weights = {words: float(row[f"mw_{column}"]) for column, words in _BITS.items()}
    strong = sorted(weights.items(), key=lambda item: -abs(item[1]))
    told = ", ".join(f"{words} {bits:+.1f}" for words, bits in strong if abs(bits) >= 0.5)
    return f"bits of evidence: {told}"
