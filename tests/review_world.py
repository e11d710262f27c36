"""Three patents with own texts and labels, for tests of review; all of it is invented."""

from __future__ import annotations

from typing import Any

from patnav.ingest.review import Address
from patnav.ledger import Decision
from patnav.tables import Tables, table

A, B, C = "CN202010000001", "CN202010000002", "CN202010000003"
TEXTS = {
    A: "一种折叠风筝骨架，采用碳纤维管与磁性接头，降低了重量，提高了抗风能力。样机经风洞试验。",
    B: "一种风筝线轴，设有阻尼轮，使用方便，具有广阔的市场前景。",
    C: "一种纸鸢涂料，防水性好。",
}
CLAIM = "一种折叠风筝骨架，其特征在于，包括主梁；磁性接头，与主梁相连；尾杆，与磁性接头相连。"
FILE = "e" * 64


def span(text: str, quote: str) -> dict[str, Any]:
    start = text.index(quote)
    return {"start": start, "end": start + len(quote), "quote": quote}


def label(patent: str, dimension: str, quote: str, **more: str | float) -> dict[str, Any]:
    section = "claim" if dimension == "element" else "abstract"
    text = CLAIM if dimension == "element" else TEXTS[patent]
    row = {
        "patent": patent, "dimension": dimension, "section": section, "lang": "zh", "value": quote,
        "attribute": "", "direction": "", "effect_class": "", "magnitude": "", "claim": 0, "no": 0,
        "part": "", "depends_on": 0, "confidence": 0.7, "method": "rule", "version": "1",
    } | span(text, quote) | more  # fmt: skip
    element = f"/{row['claim']}.{row['no']}" if dimension == "element" else ""
    place = f"{section}/zh/{row['start']}-{row['end']}{element}"
    return row | {"mention": f"{patent}/{dimension}/{place}"}


def mentions() -> list[dict[str, Any]]:
    part = {"claim": 1, "part": "characterising"}
    return [
        label(A, "effect", "降低了重量", attribute="重量", direction="down", effect_class="size"),
        label(A, "effect", "提高了抗风能力", attribute="抗风能力", direction="up"),
        label(A, "means", "碳纤维管"),
        label(A, "means", "磁性接头"),
        label(A, "maturity", "样机经风洞试验", value="mid"),
        label(A, "element", "一种折叠风筝骨架", claim=1, no=0, part="preamble"),
        label(A, "element", "主梁", no=1, **part),
        label(A, "element", "磁性接头，与主梁相连", no=2, depends_on=1, **part),
        label(A, "element", "尾杆，与磁性接头相连", no=3, depends_on=2, **part),
        label(B, "effect", "使用方便", attribute="使用", direction="enable", effect_class="ease"),
        label(B, "outlook", "具有广阔的市场前景", value="unknown"),
    ]  # fmt: skip


def world(**texts: str) -> Tables:
    """Tables of the three patents; `texts` put other abstracts in the place of theirs."""
    at = {"section": "abstract", "lang": "zh", "file": FILE, "row": 2}
    rows = [{"patent": key, "text": texts.get(key, text), **at} for key, text in TEXTS.items()]
    rows.append(
        {"patent": A, "section": "claim", "lang": "zh", "text": CLAIM, "file": FILE, "row": 2}
    )
    judged = {"dimension": "maturity", "score": None, "confidence": 0.5}
    node = {"weight": 1.0, "confidence": 0.6, "main": True, "rule": "keyword", "reason": "",
            "evidence": "", "section": "class", "lang": "", "start": -1, "end": -1}  # fmt: skip
    return {
        "patents": table("patents", ({"patent": key} for key in TEXTS)),
        "texts": table("texts", rows),
        "mentions": table("mentions", mentions()),
        "judgements": table("judgements", (
            {"patent": key, **judged, "band": "mid" if key == A else "unknown",
             "basis": ["abstract: “样机经风洞试验”", "granted on 2021-01-01"] if key == A else []}
            for key in TEXTS
        )),
        "assignments": table("assignments", (
            {"patent": A, "node": "BT-08"} | node, {"patent": B, "node": "BT-17"} | node,
        )),
    }  # fmt: skip


def address(patent: str, dimension: str, quote: str) -> Address:
    row = label(patent, dimension, quote)
    return Address(*(row[name] for name in Address._fields))


def decisions(*rows: tuple[str, str, tuple[str, str, str]]) -> list[Decision]:
    """Rows of the ledger from (kind, who, (subject, other, value)), numbered in their order."""
    return [
        Decision(number, "2024-05-01T00:00:00+00:00", who, kind, *row, "看过全文")
        for number, (kind, who, row) in enumerate(rows, 1)
    ]
