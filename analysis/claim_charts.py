"""Claim charts: every element of every claim, its part, signs, relations and chain node.

No element is left out, those of the preamble included: infringement asks for all of them (METHOD.md
§2.3). Two charts side by side show elements of similar words; that helps reading and says nothing
about scope, equivalence or infringement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from patnav.analysis.card import card
from patnav.analysis.export import spoken
from patnav.ingest.assign import near_misses
from patnav.snapshot import Snapshot

__all__ = ["CHART", "PAIRS", "claim_chart", "compare_charts", "readable"]

CHART = (
    "claim", "claim_kind", "parents", "form", "no", "part", "quote", "signs", "depends_on", "node",
    "node_name", "confidence", "lang",
)  # fmt: skip
PAIRS = (
    "claim", "no", "part", "quote", "similarity", "other_claim", "other_no", "other_quote",
    "shared",
)  # fmt: skip
_LEAST = 0.2  # similarity below which two elements are not shown as a pair
_HAN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[a-z]{3,}")
_SAID = re.compile(r"一[种个]|所述的?|其特征在于|\([^)]*\)|（[^）]*）")


def claim_chart(snapshot: Snapshot, patent: str, lang: str = "zh") -> pd.DataFrame:
    """The chart of a patent, by key or publication number; columns CHART, in the claims' order.

    `claim_kind` is independent or dependent, `parents` the claims it names, `form` two_part,
    one_part or unsplit; `node` is the chain node that most speaks from the element's own words,
    empty where none does, `node_name` its name in `lang`. Raises ProjectError for a patent that
    is not known.
    """
    found = card(snapshot, patent)
    rows = found.mentions[found.mentions["dimension"] == "element"]
    rows = rows.merge(_claims(snapshot, found.patent), on=["claim", "lang"], how="left")
    rows = rows.sort_values(["lang", "claim", "no"], ascending=[False, True, True])
    lists = {name: rows[name].map(_listed) for name in ("parents", "signs")}
    nodes = _nodes(snapshot, list(zip(rows["lang"], rows["quote"], strict=True)))
    names = snapshot.frame("nodes").set_index("node")[f"name_{lang}"].to_dict()
    rows = rows.assign(**lists, node=nodes, node_name=[names.get(node, "") for node in nodes])
    return rows.loc[:, list(CHART)].reset_index(drop=True)


def _listed(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list | tuple | np.ndarray) else []


def _claims(snapshot: Snapshot, patent: str) -> pd.DataFrame:
    rows = snapshot.frame("claims")
    rows = rows[rows["patent"] == patent].rename(columns={"kind": "claim_kind"})
    return rows[["claim", "lang", "claim_kind", "parents", "form"]]


def _nodes(snapshot: Snapshot, texts: Sequence[tuple[str, str]]) -> list[str]:
    """The node of each text by the project's chain; "" where no word speaks for one."""
    keys = [f"{number:05}" for number in range(len(texts))]
    empty = pa.array([""] * len(texts), pa.string())
    patents = pa.table({"patent": pa.array(keys, pa.string()), "ipc_main": empty})
    sections = {
        "patent": pa.array(keys, pa.string()),
        "section": pa.array(["claim"] * len(texts), pa.string()),
        "lang": pa.array([lang for lang, _ in texts], pa.string()),
        "text": pa.array([text for _, text in texts], pa.string()),
    }
    no_classes = pa.table({name: pa.array([], pa.string()) for name in _CLASSES})
    project = snapshot.project
    given = (patents, pa.table(sections), no_classes)
    found = dict(near_misses(project.chain, *given, project.node_models))
    verdicts = [found.get(key) for key in keys]
    return [verdict.node if verdict else "" for verdict in verdicts]


_CLASSES = ("patent", "scheme", "symbol")


def compare_charts(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Elements of one chart's independent claims beside the most similar element of the other's.

    `similarity` (0 to 1) is Dice's share of common words (pairs of characters in Chinese), `shared`
    the longest words in common. A reading aid, no legal judgement; columns PAIRS.
    """
    elements = [row for row in _rows(one) if row["claim_kind"] != "dependent"]
    others = [(row, _words(row["quote"])) for row in _rows(other)]
    return pd.DataFrame([_pair(row, others) for row in elements], columns=list(PAIRS))


def _rows(chart: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in chart.to_dict("records")]


def _pair(
    row: dict[str, Any], others: Sequence[tuple[dict[str, Any], frozenset[str]]]
) -> dict[str, Any]:
    own = _words(row["quote"])
    scored = [(_dice(own, words), -place) for place, (_, words) in enumerate(others)]
    best, place = max(scored, default=(0.0, 0))
    paired = {name: row[name] for name in ("claim", "no", "part", "quote")}
    if best < _LEAST:
        return paired | {"similarity": round(best, 2)} | dict.fromkeys(PAIRS[5:])
    match = others[-place][0]
    return paired | {
        "similarity": round(best, 2),
        "other_claim": match["claim"],
        "other_no": match["no"],
        "other_quote": match["quote"],
        "shared": "、".join(_shared(row["quote"], match["quote"])),
    }


def _words(text: str) -> frozenset[str]:
    return frozenset(_pieces(_SAID.sub(" ", text).lower()))


def _pieces(text: str) -> Iterator[str]:
    for run in _HAN.findall(text):
        yield from (run[at : at + 2] for at in range(len(run) - 1))
    yield from _WORD.findall(text)


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _shared(one: str, other: str) -> list[str]:
    """Up to four of the longest words that both texts have."""
    left, right = (_SAID.sub(" ", text).lower() for text in (one, other))
    runs = {word for word in _WORD.findall(left) if word in right}
    for run in _HAN.findall(left):
        sizes = range(min(8, len(run)), 1, -1)
        runs |= {
            run[a : a + n]
            for n in sizes
            for a in range(len(run) - n + 1)
            if run[a : a + n] in right
        }
    longest: list[str] = []
    for word in sorted(runs, key=lambda word: (-len(word), word)):
        if not any(word in kept for kept in longest):
            longest.append(word)
    return longest[:4]


def readable(rows: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Rows of a chart for a sheet: lists as one text, codes in words."""
    listed = {
        name: [
            "; ".join(each) if isinstance(each, list | np.ndarray) else "" for each in rows[name]
        ]
        for name in ("parents", "signs")
        if name in rows
    }
    return spoken(rows.assign(**listed), lang)
