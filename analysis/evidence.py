"""The patents behind a list entry, the most telling first, each with words to look up."""

from __future__ import annotations

import numpy as np
import pandas as pd

from patnav.analysis import list_queries as sql
from patnav.analysis.counting import Universe
from patnav.analysis.lists import KEY, ListRequest
from patnav.tables import FOUND

__all__ = ["PER_ENTRY", "find_evidence", "with_evidence"]

PER_ENTRY = 10
_BIBLIOGRAPHY = """
SELECT rows.*, publication, title, coalesce(texts.file, patents.file) AS file,
  coalesce(texts.row, patents.row) AS row
FROM rows JOIN patents USING (patent)
LEFT JOIN texts ON texts.patent = rows.patent AND texts.section = rows.section
  AND texts.lang = rows.lang
ORDER BY key, place
"""


def find_evidence(
    universe: Universe, request: ListRequest, entries: pd.DataFrame, most: int = PER_ENTRY
) -> pd.DataFrame:
    """Up to `most` patents per entry of a list; columns of `list_evidence` and `place` (from 1).

    Order: inventions in force, then granted, then citations against the cohort, then the part of
    the family that the entry holds.
    """
    links = universe.frame(
        sql.LINKS[request.kind],
        node=request.node,
        region=request.region,
        level=universe.level_for(request.region),
    )
    links = links[links["key"].isin(entries[KEY[request.kind]])]
    facts = universe.frame(sql.FACTS, node=request.node)
    best = _most_telling(links.merge(facts, on="u"), most)
    carried = universe.frame(sql.CARRIERS[request.kind], rows=best[["key", "u"]])
    found = universe.frame(_BIBLIOGRAPHY, rows=best.merge(carried, on=["key", "u"]))
    found = found.drop_duplicates(["key", "patent"])
    found = found.assign(kind=request.kind, **_reasons(found))
    return found[[*FOUND["list_evidence"].names, "place"]]


def with_evidence(entries: pd.DataFrame, key: str, evidence: pd.DataFrame) -> pd.DataFrame:
    """Add the column `evidence`, the patents of each entry in their order."""
    patents = evidence.sort_values(["key", "place"]).groupby("key")["patent"].agg(list)
    lists = [patents.get(name, []) for name in entries[key]]
    return entries.assign(evidence=pd.Series(lists, index=entries.index, dtype=object))


def _most_telling(links: pd.DataFrame, most: int) -> pd.DataFrame:
    ordered = links.assign(
        in_force=links["live"] > 0,
        cited_ratio=(links["cited"] / links["expected"].where(links["expected"] > 0)).fillna(-1.0),
    ).sort_values(
        ["key", "in_force", "granted", "cited_ratio", "weight", "u"],
        ascending=[True, False, False, False, False, True],
    )
    ordered["place"] = ordered.groupby("key").cumcount() + 1
    return ordered[ordered["place"] <= most].reset_index(drop=True)


def _reasons(found: pd.DataFrame) -> dict[str, list[str]]:
    state = np.select([found["in_force"], found["granted"]], [0, 1], default=2)
    facts = list(zip(state, found["year"], found["cited"], found["expected"], strict=True))
    return {
        "reason_zh": [_sentence_zh(*fact) for fact in facts],
        "reason_en": [_sentence_en(*fact) for fact in facts],
    }


def _sentence_zh(state: int, year: float, cited: float, expected: float) -> str:
    parts = [("有效发明专利", "已授权", "申请（未见授权）")[state]]
    parts += [] if pd.isna(year) else [f"优先权年 {int(year)}"]
    if not pd.isna(cited):
        parts.append(f"被引 {cited:.0f} 次（同环节同年平均 {expected:.1f} 次）")
    return "，".join(parts)


def _sentence_en(state: int, year: float, cited: float, expected: float) -> str:
    parts = [("invention in force", "granted", "application, no grant seen")[state]]
    parts += [] if pd.isna(year) else [f"priority {int(year)}"]
    if not pd.isna(cited):
        parts.append(f"cited {cited:.0f} times (node-year mean {expected:.1f})")
    return ", ".join(parts)
