"""What could not be read and where sources disagree, per file and as lists that can be searched."""

from __future__ import annotations

from collections import Counter
from typing import Literal, get_args

import pandas as pd
import pyarrow as pa

from patnav.snapshot import Snapshot

__all__ = ["FAULTS", "Fault", "faults", "source_sums", "unread_line", "unread_sums"]

Fault = Literal["rejections", "damages", "conflicts", "unread"]
FAULTS: tuple[Fault, ...] = get_args(Fault)

_SUMS = """
SELECT name, dialect, rows, publications, rejections,
  (SELECT count(*) FROM damages WHERE damages.file = sources.file) AS damages,
  (SELECT count(*) FROM conflicts WHERE conflicts.file = sources.file) AS conflicts,
  (SELECT count(*) FROM {unread} unread WHERE unread.file = sources.file) AS unread, file
FROM sources ORDER BY name, file
"""
_LIST = """
SELECT coalesce(sources.name, t.file) AS file, t.row, t.* EXCLUDE (file, row)
FROM {table} AS t LEFT JOIN sources USING (file)
WHERE ($file = '' OR t.file = $file) AND ($asked = '' OR contains(lower({texts}), lower($asked)))
ORDER BY ALL
"""
_TEXTS = {
    "conflicts": "concat_ws(' ', patent, publication, field, value)",
    "unread": "concat_ws(' ', patent, publication, section, language, reason)",
}
_UNREAD = """
(SELECT unread.patent, patents.publication, section, language, reason, facts_only,
   coalesce(texts.file, first.file) AS file, coalesce(texts."row", first."row") AS "row"
 FROM unread JOIN patents USING (patent) LEFT JOIN texts USING (patent, section, lang)
 LEFT JOIN (SELECT patent, first(file ORDER BY file, "row") AS file,
     first("row" ORDER BY file, "row") AS "row"
   FROM publications GROUP BY patent) AS first USING (patent))
"""
_LANGUAGES = """
SELECT language, count(*) AS sections, count(DISTINCT patent) AS patents,
  count(DISTINCT patent) FILTER (facts_only) AS facts_only, any_value(reason) AS reason
FROM unread GROUP BY language, section = '' ORDER BY patents DESC, language, reason
"""


def source_sums(snapshot: Snapshot) -> pd.DataFrame:
    """One row per source by name: name, dialect, rows, publications, rejections, damages, conflicts
    (values of it that other sources contradict, kept or not), unread (sections), file (its hash).
    """
    with snapshot.connect() as database:
        found: pd.DataFrame = database.execute(_SUMS.format(unread=_UNREAD)).df()
    return found


def unread_sums(snapshot: Snapshot) -> pd.DataFrame:
    """What was not annotated, by language: language, sections, patents, facts_only, reason.

    `facts_only` counts patents of which no section at all was read.
    """
    with snapshot.connect() as database:
        found: pd.DataFrame = database.execute(_LANGUAGES).df()
    return found


def unread_line(unread: pa.Table) -> str:
    """What a build says of the table `unread`: sections, patents, languages."""
    rows = unread.select(["patent", "language", "section", "facts_only"]).to_pylist()
    count = Counter(row["language"] for row in rows if row["language"])
    listed = ", ".join(f"{name} {many:,}" for name, many in sorted(count.items(), key=_most))
    foreign = f"{count.total():,} ({listed})" if count else "0"
    silent = [bool(row["section"]) for row in rows if not row["language"]]
    letters, texts = silent.count(True), silent.count(False)
    patents = len({row["patent"] for row in rows})
    bare = len({row["patent"] for row in rows if row["facts_only"]})
    said = f"not read: {len(rows):,} sections of {patents:,} patents"
    why = f"other languages {foreign}, no letters {letters:,}, no text {texts:,}"
    return f"{said}: {why}; {bare:,} patents have bibliographic facts only" if rows else said


def _most(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]


def faults(snapshot: Snapshot, fault: Fault, file: str = "", asked: str = "") -> pd.DataFrame:
    """Rows of `rejections`, `damages`, `conflicts`, `unread`, the name of the file and row first.

    `file` (a hash) and `asked` (words in field, value, reason or number, in any case) narrow them.
    """
    texts = _TEXTS.get(fault, "concat_ws(' ', field, value, reason)")
    query = _LIST.format(table=_UNREAD if fault == "unread" else fault, texts=texts)
    with snapshot.connect() as database:
        found: pd.DataFrame = database.execute(query, {"file": file, "asked": asked}).df()
    return found
