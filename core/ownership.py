"""Ask the table `ownership` who owned what on a day, as it was known on another day."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from patnav.database import open_database

__all__ = ["owners_at"]

_QUERY = """
    WITH known AS (
        SELECT patent, max(coalesce(known_from, DATE '0001-01-01')) AS since
        FROM ownership
        WHERE coalesce(known_from, DATE '0001-01-01') <= $known
        GROUP BY patent
    )
    SELECT DISTINCT ownership.*
    FROM ownership JOIN known
        ON ownership.patent = known.patent
        AND coalesce(ownership.known_from, DATE '0001-01-01') = known.since
    WHERE coalesce(valid_from, DATE '0001-01-01') <= $day
        AND coalesce(valid_to, DATE '9999-12-31') > $day
    ORDER BY ALL
"""


def owners_at(ownership: pa.Table, day: date, known: date | None = None) -> pa.Table:
    """Rows of `ownership` that hold on `day`, as the exports up to the day `known` tell it.

    Without `known` all exports count. A holder since an unknown day counts as holding, one without
    an end as holding still. An undated export counts as known always.
    """
    with open_database() as database:
        database.register("ownership", ownership)
        values = {"day": day, "known": known or date.max}
        return database.sql(_QUERY, params=values).to_arrow_table()
