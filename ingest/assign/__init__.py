"""Patents in, chain nodes out, each with its reason."""

from __future__ import annotations

from patnav.ingest.assign.nodes import (
    READS,
    assign,
    assign_record,
    assign_tables,
    home_of_part,
    measure_record,
    near_misses,
    nodes_table,
)
from patnav.ingest.assign.records import symbols

__all__ = [
    "READS",
    "assign",
    "assign_record",
    "assign_tables",
    "home_of_part",
    "measure_record",
    "near_misses",
    "nodes_table",
    "symbols",
]
