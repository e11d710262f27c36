"""Near labels and nodes that are still missing once all labels and nodes are decided upon."""

from __future__ import annotations

from patnav.database import open_database
from patnav.tables import Tables, arrange

__all__ = ["still_near"]

_LABELS = """
SELECT * FROM near_labels near WHERE NOT EXISTS (
  SELECT 1 FROM mentions m
  WHERE m.patent = near.patent AND m.dimension = near.dimension AND m.section = near.section
    AND m.lang = near.lang AND m.start < near."end" AND near.start < m."end")
"""
_NODES = "SELECT * FROM near_nodes WHERE patent NOT IN (SELECT patent FROM assignments)"


def still_near(tables: Tables) -> Tables:
    """`near_labels` without spans that touch a label, `near_nodes` without patents on the chain.

    Needs both, `mentions` and `assignments`.
    """
    with open_database() as database:
        for name in ("near_labels", "near_nodes", "mentions", "assignments"):
            database.register(name, tables[name])
        return {
            name: arrange(name, database.sql(query).to_arrow_table())
            for name, query in (("near_labels", _LABELS), ("near_nodes", _NODES))
        }
