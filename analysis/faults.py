"""What could not be read and where sources disagree, per file and as lists that can be searched."""

from __future__ import annotations

from typing import Literal, get_args

import pandas as pd

from patnav.snapshot import Snapshot

__all__ = ["FAULTS", "Fault", "faults", "source_sums"]

Fault = Literal["rejections", "damages", "conflicts"]
FAULTS: tuple[Fault, ...] = get_args(Fault)

_SUMS = """
SELECT name, dialect, rows, publications, rejections,
  (SELECT count(*) FROM damages WHERE damages.file = sources.file) AS damages,
  (SELECT count(*) FROM conflicts WHERE conflicts.file = sources.file) AS conflicts, file
FROM sources ORDER BY name, file
"""
_LIST = """
SELECT coalesce(sources.name, t.file) AS file, t.row, t.* EXCLUDE (file, row)
FROM {table} AS t LEFT JOIN sources USING (file)
WHERE ($file = '' OR t.file = $file) AND ($asked = '' OR contains(lower({texts}), lower($asked)))
ORDER BY ALL
"""
_TEXTS = {"conflicts": "concat_ws(' ', patent, publication, field, value)"}


def source_sums(snapshot: Snapshot) -> pd.DataFrame:
    """One row per source by name: name, dialect, rows, publications, rejections, damages, conflicts
    (values of it that other sources contradict, kept or not), file (its hash).
    """
    with snapshot.connect() as database:
        found: pd.DataFrame = database.execute(_SUMS).df()
    return found


def faults(snapshot: Snapshot, fault: Fault, file: str = "", asked: str = "") -> pd.DataFrame:
    """Rows of `rejections`, `damages` or `conflicts`, the name of the file and the row first.

    `file` (a hash) and `asked` (words in field, value, reason or number, in any case) narrow them.
    """
    texts = _TEXTS.get(fault, "concat_ws(' ', field, value, reason)")
    query = _LIST.format(table=fault, texts=texts)
    with snapshot.connect() as database:
        found: pd.DataFrame = database.execute(query, {"file": file, "asked": asked}).df()
    return found
