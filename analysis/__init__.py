"""Indicators, maps, lists: pure functions over the tables of a snapshot.

Everything here reads tables and answers with tables; no graph engine takes part, so every engine
and the dashboard show the same numbers. Methods and columns: docs/indicators.md.
"""

from __future__ import annotations

from patnav.analysis.card import Card, CardText, card
from patnav.analysis.change_report import (
    change_lines,
    change_table,
    change_words,
    graph_table,
    kind_table,
    list_table,
    write_changes,
)
from patnav.analysis.changes import Changes, Move, compare_exports, compare_snapshots, moves
from patnav.analysis.claim_charts import claim_chart, compare_charts, readable
from patnav.analysis.classes import class_words
from patnav.analysis.cutoff import late_cutoff, newest_document
from patnav.analysis.export import (
    csv_text,
    export_list,
    heading,
    value_words,
    write_csv,
    write_rows,
    write_workbook,
)
from patnav.analysis.faults import FAULTS, Fault, faults, source_sums, unread_line, unread_sums
from patnav.analysis.findings import Indicator, findings, indicators
from patnav.analysis.graph_changes import GraphChanges, compare_graphs, graph_moves
from patnav.analysis.life import Life
from patnav.analysis.list_changes import ListMove
from patnav.analysis.lists import KEY, KINDS, Kind, ListRequest
from patnav.analysis.organisations import (
    Organisation,
    find_organisations,
    organisation,
    party_queue,
)
from patnav.analysis.patent_numbers import find_patents, number_finder
from patnav.analysis.views import (
    NodeDetail,
    analyse,
    cell_patents,
    chain_map,
    entry_patents,
    key_list,
    list_evidence,
    matrix,
    node_detail,
    regions,
)

__all__ = [
    "FAULTS",
    "KEY",
    "KINDS",
    "Card",
    "CardText",
    "Changes",
    "Fault",
    "GraphChanges",
    "Indicator",
    "Kind",
    "Life",
    "ListMove",
    "ListRequest",
    "Move",
    "NodeDetail",
    "Organisation",
    "analyse",
    "card",
    "cell_patents",
    "chain_map",
    "change_lines",
    "change_table",
    "change_words",
    "claim_chart",
    "class_words",
    "compare_charts",
    "compare_exports",
    "compare_graphs",
    "compare_snapshots",
    "csv_text",
    "entry_patents",
    "export_list",
    "faults",
    "find_organisations",
    "find_patents",
    "findings",
    "graph_moves",
    "graph_table",
    "heading",
    "indicators",
    "key_list",
    "kind_table",
    "late_cutoff",
    "list_evidence",
    "list_table",
    "matrix",
    "moves",
    "newest_document",
    "node_detail",
    "number_finder",
    "organisation",
    "party_queue",
    "readable",
    "regions",
    "source_sums",
    "unread_line",
    "unread_sums",
    "value_words",
    "write_changes",
    "write_csv",
    "write_rows",
    "write_workbook",
]
