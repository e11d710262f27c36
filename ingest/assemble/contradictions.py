"""Where sources contradict each other about families: one joins what another tells apart.

Lists and ids of all sources are united, so what joins is kept; what tells apart is listed with it
among the conflicts, each with file and row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from patnav.ingest.assemble.rows import Row, pack
from patnav.ingest.parts import Part
from patnav.tables import SCHEMAS, arrange

__all__ = ["family_conflicts"]

_SHOWN = 10  # members of a list


def family_conflicts(
    parts: Sequence[Part], publications: Path, apart: Mapping[str, Set[str]]
) -> pa.Table:
    """Rows of `conflicts` for patents of disputed families, with who tells them apart.

    Only the files that speak of such patents are looked at again. `publications` is the written
    table of that name.
    """
    rows: list[Row] = []
    if apart:
        wanted = pq.read_table(publications, columns=["publication", "patent", "file", "row"])
        wanted = wanted.filter(pc.is_in(wanted["patent"], pa.array(apart, pa.string())))
        for part in parts:
            rows.extend(_told(part, wanted, apart))
    return arrange("conflicts", pack(SCHEMAS["conflicts"], rows))


def _told(part: Part, wanted: pa.Table, apart: Mapping[str, Set[str]]) -> Iterator[Row]:
    """What the rows of one file say of the families of disputed patents."""
    file = part.facts.file
    known = {each["row"]: each for each in _rows(wanted.filter(pc.equal(wanted["file"], file)))}
    for block in part.publications(["row", "family", "members"]) if known else ():
        for told in _rows(block.filter(pc.is_in(block["row"], pa.array(known, pa.int64())))):
            patent, number = known[told["row"]]["patent"], known[told["row"]]["publication"]
            for field, value in (("family", told["family"]), ("members", _few(told["members"]))):
                kept = field != "family" or value.partition(":")[0] not in apart[patent]
                if value:
                    yield patent, number, field, value, file, told["row"], kept


def _few(members: Sequence[str]) -> str:
    more = len(members) - _SHOWN
    return "; ".join(members[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows
