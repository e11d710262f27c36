"""Writing the graph file of the embedded engine (kglite).

It is written aside and renamed; the same graph gives the same bytes.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa

from patnav.errors import StoreError, TooLargeError
from patnav.graph.build import FROM, TO, Graph, build_graph
from patnav.graph.schema import NodeKind, RelationshipKind
from patnav.graph.store import Writer
from patnav.tables import Tables

if TYPE_CHECKING:
    import kglite

__all__ = ["EmbeddedWriter", "build_embedded", "not_saved"]

SETTLE = 1_000_000  # rows written before the graph is saved and read back, at least
_NULLABLE = {
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


class EmbeddedWriter(Writer):
    """Writes the graph file `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._aside = path.with_name(f".{path.name}.building")

    def prepare(self, graph: Graph) -> None:
        """Start an empty graph."""
        del graph
        self._graph: kglite.KnowledgeGraph | None = _kglite().KnowledgeGraph()
        self._settled = self._loose = 0

    def write_nodes(self, kind: NodeKind, graph: Graph) -> None:
        """Add all nodes of a kind from one frame."""
        frame = _frame(graph.rows(kind.label))
        if len(frame):
            self._engine.add_nodes(frame, kind.label, "id", "title")
            self._added(len(frame))

    def write_relationships(self, kind: RelationshipKind, graph: Graph) -> None:
        """Add all relationships of a kind from one frame: only its first frame keeps parallels."""
        frame = _frame(graph.rows(kind.label))
        if len(frame):
            self._engine.add_relationships(frame, kind.label, kind.source, FROM, kind.target, TO)
            self._added(len(frame))

    def finish(self, graph: Graph) -> None:
        """Save the file aside and let go of the graph, so that reading it back finds room."""
        del graph
        if self._graph is not None:
            self._save()

    @property
    def _engine(self) -> kglite.KnowledgeGraph:
        """The graph being written, read back when it was settled."""
        if self._graph is None:
            self._graph = _kglite().load(str(self._aside))
        return self._graph

    def _added(self, rows: int) -> None:
        """Save once many rows lie loose: read back they take about a third of the memory."""
        self._loose += rows
        if self._loose > max(SETTLE, min(self._settled, 4 * SETTLE)):
            self._settled, self._loose = self._settled + self._loose, 0
            self._save()

    def _save(self) -> None:
        try:
            self._engine.save(str(self._aside))
        except (OSError, _kglite().FileIoError) as error:
            raise not_saved(error, self.path) from error
        self._graph = None
        _kglite().trim_memory()

    def counts(self, graph: Graph) -> dict[str, int]:
        """Count what the saved file holds, read back."""
        del graph
        from patnav.graph.worker import Reader  # noqa: PLC0415 -- loads the engine

        return Reader(self._aside).counts()

    def publish(self) -> None:
        """Rename the file into its place."""
        self._aside.replace(self.path)

    def close(self) -> None:
        """Remove what was not published."""
        self._aside.unlink(missing_ok=True)


def build_embedded(tables: Tables, path: Path, project: str = "") -> dict[str, int]:
    """Build the embedded graph file of a snapshot's tables; return the rows per label.

    The file appears under `path` only when it is whole and verified.
    """
    return EmbeddedWriter(path).load(build_graph(tables, project))


def not_saved(error: Exception, path: Path) -> StoreError:
    """What it means that the engine could not save."""
    if "limit is" in str(error):
        return TooLargeError(
            "the graph is too large for the embedded engine: 2 GB of relationships",
            where=str(path),
            remedy="query it on Neo4j: patnav neo4j start, patnav publish --bulk; tables, lists "
            "and exports need no engine",
        )
    return StoreError(
        f"the graph could not be written: {error}", where=str(path), remedy="make room on this disk"
    )


def _kglite() -> ModuleType:
    """The engine, in this process only when it writes; what it frees goes back to the system."""
    os.environ.setdefault("MIMALLOC_PURGE_DELAY", "0")
    import kglite  # noqa: PLC0415

    return kglite


def _frame(rows: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = rows.to_pandas(types_mapper=_NULLABLE.get)
    for field in rows.schema:
        if pa.types.is_list(field.type):
            lists = [None if item is None else list(item) for item in frame[field.name]]
            frame[field.name] = pd.Series(lists, dtype=object)
    return frame
