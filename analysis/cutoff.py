"""Whether the cut-off of a project is that of its files (METHOD.md §7).

Complete years, and so growth, are counted back from the cut-off. `lag_months` covers publication
(18 months) and a year to spare; files that end longer before the cut-off than that year make years
look complete that are not.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from patnav.analysis.counting import last_complete_year
from patnav.snapshot import Snapshot

__all__ = ["late_cutoff", "newest_document"]

_NEWEST = """
SELECT max(day) AS newest
FROM (SELECT unnest([application_date, publication_date, grant_date]) AS day FROM patents)
WHERE day <= CAST($cutoff AS DATE)
"""


def newest_document(snapshot: Snapshot) -> date | None:
    """Newest day of filing, publication or grant in the files up to the cut-off; None without any.

    Later days are mistakes of the files, or they are newer than the user wants to count.
    """
    cutoff = snapshot.project.settings.cutoff.isoformat()
    with snapshot.connect() as database:
        found = database.execute(_NEWEST, {"cutoff": cutoff}).fetchone()
    return found[0] if found else None


def late_cutoff(snapshot: Snapshot) -> str:
    """What is wrong with a cut-off more than `stale_months` after the newest document, and the
    remedy, in one sentence; empty where nothing is.
    """
    settings, newest = snapshot.project.settings, newest_document(snapshot)
    late = pd.DateOffset(months=settings.thresholds.stale_months)
    if newest is None or pd.Timestamp(newest) + late >= pd.Timestamp(settings.cutoff):
        return ""
    year = last_complete_year(settings)
    return (
        f"the newest document in the files is of {newest}, the cut-off is {settings.cutoff}: "
        f"if the files were drawn earlier, {year} is not the last complete year and growth is "
        f"wrong; set cutoff = {newest}, or the day they were drawn, in patnav.toml and build again"
    )
