"""The small world as a finished snapshot for the dashboard, with a claim and a hostile title."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import small_world

from patnav.analysis import analyse
from patnav.graph.embedded_writer import build_embedded
from patnav.ingest.annotate.marks import NEAR
from patnav.ingest.annotate.unread import LANGUAGE
from patnav.ingest.terms import conceptualise
from patnav.project import ProjectFile, create_project
from patnav.snapshot import GRAPH_FILE, Snapshot, SnapshotWriter
from patnav.tables import Tables, arrange, table

HOSTILE = "<img src=x onerror=alert(1)>**粗**[链接](http://evil.example)`码`"
PATENT = "CN201810000001"  # has a claim in parts
TARGET = "CN202110000007"  # carries the hostile title
TITLE_EN = "Sulphide solid electrolyte"
MEMBER, HEAD = (small_world.organisation_key(short) for short in ("海石", "星桥"))
THEN = {"place_then": "320599", "place_then_name": "旧苏州", "place_then_until": 2019}
PARTS = ("一种固态电解质", "其特征在于，包括硫化物颗粒", "所述硫化物颗粒经热压烧结")


def save_dashboard_world(folder: Path, means: Sequence[tuple[str, str]] = ()) -> Snapshot:
    """Make a synthetic project in `folder` with a complete snapshot of the small world.

    `means` are patents that name a means more, each with its words.
    """
    values: dict[str, Any] = {
        "name": "演示园区",
        "chain": "new_energy_battery_hydrogen",
        "home_region": "320500",
        "benchmark_regions": ("440300", "JP"),
        "cutoff": date(2024, 12, 31),
        "synthetic": True,
    }
    project = create_project(folder, ProjectFile.model_validate(values).model_dump())
    writer = SnapshotWriter(project, "0123456789abcdef")
    tables = _tables()
    if means:
        rows = pa.concat_tables([tables["mentions"], table("mentions", map(_means, means))])
        tables |= conceptualise(tables | {"mentions": arrange("mentions", rows)})
    writer.write("tables", tables)
    writer.write("findings", analyse(writer.view()))
    build_embedded(tables, writer.folder / GRAPH_FILE)
    return writer.finish({"patnav": small_world.VERSION, "code": "test", "decisions": ""})


def _tables() -> Tables:
    tables = small_world.small_world()
    claim = "，".join(PARTS) + "。"
    text = {"patent": PATENT, "section": "claim", "lang": "zh", "file": small_world.FILE, "row": 2}
    refused = {"file": small_world.FILE, "row": 99, "field": "申请号", "value": "2.02E+11"}
    more = {
        "texts": [text | {"text": claim}],
        "mentions": [_element(no, part, claim) for no, part in enumerate(PARTS, 1)],
        "conflicts": [_conflict("一种电解质", 3, False), _conflict(HOSTILE, 2, True)],
        "party_edges": [
            _edge("星桥", "云帆", "spelling", "suggested", 0.8, "only the place differs"),
            _edge("海石", "Aozora", "translation", "suggested", 0.9, "the same sound"),
            _edge("海石", "星桥", "subsidiary", "automatic", 1.0, "annual report 2023"),
        ],
        "industries": [
            {"patent": PATENT, "scheme": "sei", "code": "6.5", "name": "储能"}
            | {"file": small_world.FILE, "row": 2}
        ],
        "near_labels": [_near("固态电解质")],
        "unread": [
            {"patent": PATENT, "section": "use", "lang": "en", "language": "de"}
            | {"reason": LANGUAGE.format("de"), "facts_only": False}
        ],
        "rejections": [refused | {"reason": "科学计数法：请导出为文本"}],
    }
    for name, rows in more.items():
        tables[name] = arrange(name, pa.concat_tables([tables[name], table(name, rows)]))
    tables["patents"] = _changed(tables, "patents", {"patent": PATENT}, title_en=TITLE_EN)
    return tables | {
        "patents": _changed(
            tables, "patents", {"patent": TARGET}, title=HOSTILE, title_zh="", application=""
        ),
        "applicants": _changed(tables, "applicants", {"patent": PATENT}, **THEN),
        "organisations": _changed(tables, "organisations", {"organisation": MEMBER}, group=HEAD),
        "events": _changed(tables, "events", {"kind": "grant"}, also=[f"{small_world.FILE}:7"]),
    }


def _means(said: tuple[str, str]) -> dict[str, Any]:
    """A means at the beginning of an abstract, whatever stands there."""
    patent, term = said
    place = {"section": "abstract", "lang": "zh", "start": 0, "end": len(term), "quote": term}
    mention = f"{patent}/means/abstract/zh/0-{len(term)}"
    signed = {"confidence": 0.8, "method": "test", "version": small_world.VERSION}
    return (
        {"mention": mention, "patent": patent, "dimension": "means", "value": term} | place | signed
    )


def _near(quote: str) -> dict[str, Any]:
    """A means that the first patent was nearly given."""
    item = next(one for one in small_world.INVENTIONS if one.key == PATENT)
    start = small_world.abstract(item).index(quote)
    place = {"section": "abstract", "lang": "zh", "start": start, "end": start + len(quote)}
    said = {"value": quote, "attribute": "", "direction": "", "effect_class": ""}
    signed = {"confidence": 0.3, "method": NEAR, "version": small_world.VERSION}
    return {"patent": PATENT, "dimension": "means", "quote": quote} | place | said | signed


def _changed(tables: Tables, name: str, where: dict[str, str], **values: object) -> pa.Table:
    """A table with other values in the rows that have what `where` names."""
    rows = tables[name].to_pylist()
    return table(name, [row | values if where.items() <= row.items() else row for row in rows])


def _conflict(value: str, row: int, kept: bool) -> dict[str, Any]:
    of = {"patent": PATENT, "publication": "CN110000001A", "field": "title"}
    return of | {"value": value, "file": small_world.FILE, "row": row, "kept": kept}


def _edge(
    one: str, other: str, relation: str, state: str, confidence: float, basis: str
) -> dict[str, Any]:
    keys = (small_world.organisation_key(short) for short in (one, other))
    pair = dict(zip(("organisation", "other"), keys, strict=True))
    return pair | {
        "relation": relation,
        "state": state,
        "confidence": confidence,
        "basis": [basis],
    }


def _element(no: int, quote: str, claim: str) -> dict[str, Any]:
    start = claim.index(quote)
    return {
        "mention": f"{PATENT}/element/claim/zh/{start}-{start + len(quote)}/{no}",
        "patent": PATENT,
        "dimension": "element",
        "section": "claim",
        "lang": "zh",
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "value": quote,
        "claim": 1,
        "no": no,
        "part": "preamble" if no == 1 else "characterising",
        "depends_on": 2 if no == 3 else 0,
        "confidence": 0.9,
        "method": "test",
        "version": small_world.VERSION,
    }
