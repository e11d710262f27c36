"""What readers ask for: the map, a node, a list, the matrix; `analyse` makes them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import pandas as pd
import pyarrow as pa

from patnav.analysis.cells import find_cells, find_node_years, region_cells, region_years
from patnav.analysis.counting import Universe, universe_of
from patnav.analysis.evidence import find_evidence, with_evidence
from patnav.analysis.lists import KEY, KINDS, Kind, ListRequest, find_list, table_name
from patnav.analysis.matrix import find_cell_patents, find_matrix
from patnav.analysis.maturity import find_maturity
from patnav.analysis.opinions import with_opinions
from patnav.analysis.outlook import find_outlook
from patnav.errors import ProjectError
from patnav.ingest.places.gazetteer import gazetteer
from patnav.snapshot import Snapshot
from patnav.tables import FOUND, Tables, arrange

__all__ = [
    "NodeDetail",
    "analyse",
    "cell_patents",
    "chain_map",
    "check_node",
    "entry_patents",
    "key_list",
    "list_evidence",
    "matrix",
    "node_detail",
    "regions",
]

_TOP_ORGANISATIONS = """
SELECT organisation, name, kind, organisations.place, sum(weight) AS families,
  sum(weight) FILTER (invention) AS inventions, max(year) AS last_year
FROM hold JOIN unit USING (u) JOIN organisations USING (organisation)
JOIN place_region ON place_region.place = hold.place AND level = $level
WHERE node = $node AND ($region = '' OR region = $region)
GROUP BY ALL ORDER BY families DESC, organisation LIMIT 50
"""
_PATENTS = """
WITH named AS (
  SELECT patent, string_agg(name, '; ' ORDER BY position) AS applicant
  FROM applicants GROUP BY patent)
SELECT unit.patent, publication, title, title_zh, title_en,
  coalesce(applicant, '') AS applicant, unit.year,
  patent_type, status, part.weight, unit.cited AS cited_by
FROM part JOIN unit USING (u) JOIN patents ON patents.patent = unit.patent
LEFT JOIN named ON named.patent = unit.patent
LEFT JOIN relative ON relative.u = unit.u AND relative.node = part.node
WHERE part.node = $node AND level = $level AND region = $region
ORDER BY invention DESC, live > 0 DESC, unit.granted DESC,
  relative.cited / nullif(expected, 0) DESC NULLS LAST, weight DESC, unit.patent
"""
_REGIONS = """
SELECT region,
  coalesce(name_zh, region) || CASE WHEN region LIKE '%/' THEN '（未细分）' ELSE '' END AS name_zh,
  coalesce(name_en, region) || CASE WHEN region LIKE '%/' THEN ' (not subdivided)' ELSE '' END
    AS name_en, x_all AS families
FROM cells LEFT JOIN places ON place = rtrim(region, '/')
WHERE node = '' AND region <> '' ORDER BY region LIKE '%/', x_all DESC, region
"""


@dataclass(frozen=True)
class NodeDetail:
    """One node in one region.

    `cell` is its row of the chain map, `benchmarks` the same columns for the benchmark regions,
    `years` its rows of `node_years` (region and `*`), `organisations` up to fifty owners of the
    region with most families, `patents` the families of the region, most telling first.
    """

    node: str
    region: str
    cell: pd.Series
    benchmarks: pd.DataFrame
    years: pd.DataFrame
    organisations: pd.DataFrame
    patents: pd.DataFrame


def analyse(snapshot: Snapshot) -> Tables:
    """Compute all found tables from the collected and annotated tables of a snapshot."""
    universe = Universe(snapshot)
    found = {
        "cells": find_cells(universe),
        "node_years": find_node_years(universe),
        "matrix": find_matrix(universe),
        **with_opinions(
            snapshot.project,
            {"outlook": find_outlook(universe), "maturity": find_maturity(snapshot)},
        ),
        **_lists(universe),
    }
    return {name: _table(name, frame) for name, frame in found.items()}


def chain_map(snapshot: Snapshot, region: str = "") -> pd.DataFrame:
    """One row per node of the chain with the numbers of `cells` for a region, in chain order.

    Columns: those of the table `nodes`, then those of `cells`. Default is the home region; one that
    the build did not count is counted now, with the margins of its own level. Nodes without patents
    are rows. Raises ProjectError for a region that there is not.
    """
    wanted = region or snapshot.project.settings.home_region
    cells = _cells(snapshot, wanted).drop(columns="region")
    rows = snapshot.frame("nodes").merge(cells, on="node", how="left")
    rows["node_class"] = rows["node_class"].fillna("insufficient")
    counts = ["x", "x_all", "expected", "owners", "unknown"]
    rows[counts] = rows[counts].fillna(0)
    texts = ["reason_zh", "reason_en"]
    rows[texts] = rows[texts].fillna("")
    rows["evidence"] = [
        list(found) if hasattr(found, "__len__") else [] for found in rows["evidence"]
    ]
    return rows.assign(region=wanted).sort_values(["node"], ignore_index=True)


def _cells(snapshot: Snapshot, region: str) -> pd.DataFrame:
    """Rows of `cells` of a region: those of the build, else counted now."""
    stored = snapshot.frame("cells")
    stored = stored[stored["region"] == region]
    if not stored.empty:
        return stored
    check_region(region)
    return region_cells(universe_of(snapshot), region)


def regions(snapshot: Snapshot) -> pd.DataFrame:
    """Regions that can be chosen: region, name_zh, name_en, families (all kinds), largest first.

    `CN/` or `320000/` is a place that the files name no more finely; these stand last.
    """
    with snapshot.connect() as database:
        found: pd.DataFrame = database.execute(_REGIONS).df()
    return found


def node_detail(snapshot: Snapshot, node: str, region: str = "") -> NodeDetail:
    """Everything about one node in one region (default home).

    Raises ProjectError for a node or a region that there is not.
    """
    settings, wanted = snapshot.project.settings, region or snapshot.project.settings.home_region
    check_node(snapshot, node)
    universe, rows = universe_of(snapshot), chain_map(snapshot, wanted)
    level = universe.level_for(wanted)
    years = snapshot.frame("node_years")
    if level != universe.level:
        years = pd.concat([years, region_years(universe, wanted)], ignore_index=True)
    others = [chain_map(snapshot, code) for code in settings.benchmark_regions if code != wanted]
    marks = pd.concat(others, ignore_index=True) if others else rows.head(0)
    return NodeDetail(
        node=node,
        region=wanted,
        cell=rows[rows["node"] == node].iloc[0],
        benchmarks=marks[marks["node"] == node].reset_index(drop=True),
        years=years[(years["node"] == node) & years["region"].isin([wanted, "*"])],
        organisations=universe.frame(_TOP_ORGANISATIONS, node=node, region=wanted, level=level),
        patents=universe.frame(_PATENTS, node=node, region=wanted, level=level),
    )


def key_list(snapshot: Snapshot, kind: Kind, node: str = "", region: str = "") -> pd.DataFrame:
    """A key list, best first: enterprise, technology, product or talent.

    Without node and region it is the stored table; with them the list is ranked anew among the
    families of the node and the region (applicants' places). Columns as in the table of the kind.
    """
    request = check_request(snapshot, ListRequest(kind, node, region))
    if not node and not region:
        names = FOUND[table_name(kind)].names  # an earlier patnav may have known fewer
        return snapshot.frame(table_name(kind)).reindex(columns=names)
    return _list(universe_of(snapshot), request)[0]


def list_evidence(snapshot: Snapshot, request: ListRequest) -> pd.DataFrame:
    """The patents and quotes behind a list, in its order; columns of `list_evidence`."""
    check_request(snapshot, request)
    entries = key_list(snapshot, request.kind, request.node, request.region)
    entries = entries.head(request.top or len(entries))
    evidence = find_evidence(universe_of(snapshot), request, entries)
    order = {key: at for at, key in enumerate(entries[KEY[request.kind]])}
    found = evidence.assign(_at=evidence["key"].map(order)).sort_values(["_at", "place"])
    rows: pd.DataFrame = found[FOUND["list_evidence"].names].reset_index(drop=True)
    return rows


def entry_patents(snapshot: Snapshot, request: ListRequest, key: str) -> pd.DataFrame:
    """All patents of one entry of a list, the most telling first.

    Columns of `list_evidence`, then title_zh and title_en; `key` is its organisation,
    technology, product or person; no rows for one that is not listed.
    """
    entries = key_list(snapshot, request.kind, request.node, request.region)
    entry = entries[entries[KEY[request.kind]] == key]
    universe = universe_of(snapshot)
    found = find_evidence(universe, request, entry, most=len(snapshot.table("patents")))
    titles = snapshot.frame("patents")[["patent", "title_zh", "title_en"]]
    ordered = found.sort_values("place")[FOUND["list_evidence"].names]
    rows: pd.DataFrame = ordered.merge(titles, on="patent", how="left")
    return rows


def check_request(snapshot: Snapshot, request: ListRequest) -> ListRequest:
    """Return the request; raises ProjectError when its kind or node does not exist."""
    if request.kind not in get_args(Kind):
        raise ProjectError(f"no list {request.kind!r}", remedy=f"use one of {', '.join(KINDS)}")
    if request.node:
        check_node(snapshot, request.node)
    return request


def matrix(snapshot: Snapshot, node: str = "") -> pd.DataFrame:
    """Technique x effect matrix of a node (empty = whole chain) in long form."""
    if node:
        check_node(snapshot, node)
    rows = snapshot.frame("matrix")
    return rows[rows["node"] == node].reset_index(drop=True)


def cell_patents(snapshot: Snapshot, node: str, means: str, effect: str) -> pd.DataFrame:
    """Families of one matrix cell with the two quotes: patent, publication, title, applicant, year,
    means_quote, effect_quote, where each stands (…_patent, …_section, …_lang, …_start, …_end) and
    in which sentence (…_sentence).
    """
    return find_cell_patents(universe_of(snapshot), node, means, effect)


def check_node(snapshot: Snapshot, node: str) -> None:
    """Raise ProjectError, naming the nodes there are, for a node that is not in the chain."""
    known = snapshot.table("nodes")["node"].to_pylist()
    if node not in known:
        raise ProjectError(f"no node {node!r}", remedy=f"use one of {', '.join(sorted(known))}")


def check_region(region: str) -> None:
    """Raise ProjectError for a region that is in no gazetteer."""
    if region not in gazetteer().places:
        raise ProjectError(
            f"no region {region!r}",
            remedy="give a GB/T 2260 code such as 320000 or an ISO 3166 code such as JP",
        )


def _lists(universe: Universe) -> dict[str, pd.DataFrame]:
    made = {kind: _list(universe, ListRequest(kind)) for kind in KINDS}
    tables = {table_name(kind): entries for kind, (entries, _) in made.items()}
    evidence = pd.concat([rows for _, rows in made.values()], ignore_index=True)
    return tables | {"list_evidence": evidence}


def _list(universe: Universe, request: ListRequest) -> tuple[pd.DataFrame, pd.DataFrame]:
    entries = find_list(universe, request)
    evidence = find_evidence(universe, request, entries)
    return with_evidence(entries, KEY[request.kind], evidence), evidence


def _table(name: str, frame: pd.DataFrame) -> pa.Table:
    """Bring a frame into the schema of a found table; sums are rounded to 12 decimals."""
    schema = FOUND[name]
    floats = [field.name for field in schema if field.type == pa.float64()]
    rounded = (
        frame[schema.names].astype(dict.fromkeys(floats, float)).round(dict.fromkeys(floats, 12))
    )
    rows = pa.Table.from_pandas(rounded, preserve_index=False, safe=False)
    return arrange(name, rows)
