"""A snapshot as a notebook opens it: tables, its graph by Cypher, and as networkx."""

from __future__ import annotations

import weakref
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypedDict, Unpack

import pandas as pd

from patnav.errors import QueryError
from patnav.graph import open_view
from patnav.graph.answers import answer_frame
from patnav.graph.build import Graph, read_graph
from patnav.graph.parameters import plain_parameters
from patnav.graph.schema import closest
from patnav.graph.store import Engine, View
from patnav.graph.subgraph import MOST_ROWS, Selection, found_keys, select
from patnav.project import Project
from patnav.snapshot import Snapshot, open_snapshot

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["NotebookSnapshot", "Part"]


class Part(TypedDict, total=False):
    """Conditions of a typed sub-graph; each narrows it, and without any it is the whole graph.

    `kinds` and `relationships` are labels of the schema, one or several; relationships alone bring
    the kinds they join. `node` is a node of the chain or a group of nodes: its patents and what
    they are joined to directly, without other patents. `query` is Cypher that returns nodes,
    relationships or paths, with its `parameters`, `on` an engine: those nodes and what joins them.
    """

    kinds: Sequence[str]
    relationships: Sequence[str]
    node: str
    query: str
    parameters: Mapping[str, object]
    on: Engine


class NotebookSnapshot(Snapshot):
    """A finished snapshot, read-only, with what notebooks ask of its graph.

    Engines start when they are first asked and end with `close()`, as a context, or with the
    program.
    """

    def __init__(self, project: Project, identity: str = "") -> None:
        super().__init__(open_snapshot(project, identity).folder, project)
        self._views: dict[Engine, View] = {}
        self._end = weakref.finalize(self, _close, self._views)

    def cypher(
        self,
        query: str,
        parameters: Mapping[str, object] | None = None,
        /,
        *,
        on: Engine = "embedded",
        limit: int | None = None,
        timeout: float = 30.0,
        **named: object,
    ) -> pd.DataFrame:
        """Answer a read-only Cypher query as a DataFrame, one column per returned value.

        Parameters come by name (`c="CN"` for `$c`) or as a mapping, where their names are those of
        options; numbers, arrays and columns of numpy and pandas are taken as they come. Without
        `limit` all rows come, and more than a million are an error; with it so many, and
        `frame.attrs["truncated"]` says whether there were more. `timeout` is in seconds. Nodes,
        relationships, paths and maps are dictionaries as in `Answer`. Raises QueryError for a query
        that is refused or ended, StoreError when the engine cannot be reached.
        """
        answer = self._view(on).run(
            query,
            plain_parameters({**(parameters or {}), **named}),
            limit=MOST_ROWS if limit is None else limit,
            timeout=timeout,
        )
        if answer.truncated and limit is None:
            raise QueryError(
                f"the answer has more than {MOST_ROWS} rows", remedy="say limit=…, or ask for less"
            )
        frame = answer_frame(answer)
        frame.attrs["truncated"] = answer.truncated
        return frame

    def to_networkx(
        self, *, network_of: str = "", **part: Unpack[Part]
    ) -> nx.MultiDiGraph | nx.Graph:
        """Make a networkx graph of the whole, or of what the conditions of `Part` leave.

        The result is a directed multigraph (`network.multigraph`), or with `network_of` a simple
        graph of that kind of node, weighted by what two of them share (`network.projected`). Narrow
        a large chain down: networkx holds all of it in memory. Raises QueryError when a label or a
        node is not there.
        """
        from patnav.graph.network import multigraph, projected  # noqa: PLC0415 -- slow to load

        graph = self._part(part)
        return projected(graph, network_of) if network_of else multigraph(graph)

    def export(
        self,
        path: str | PathLike[str],
        *,
        network_of: str = "",
        base: str = "",
        **part: Unpack[Part],
    ) -> list[Path]:
        """Write the whole graph, or what the conditions of `Part` leave, to a file.

        The ending is the format: .graphml, .gexf, .json (VOSviewer), .nt (N-Triples), .parquet
        (nodes and edges). `network_of` is that of `to_networkx`, `base` where the IRIs of N-Triples
        begin. Returns the files written. Raises QueryError for what is not there, InputError when a
        file cannot be written.
        """
        from patnav.graph.exports import check_ending, export_graph  # noqa: PLC0415 -- slow to load

        check_ending(Path(path))
        return export_graph(self._part(part), Path(path), network_of, base)

    def _part(self, part: Part) -> Graph:
        _check_conditions(part)
        keys = None
        if query := part.get("query"):
            view = self._view(part.get("on", "embedded"))
            values = plain_parameters(part.get("parameters") or {})
            keys = found_keys(view.run(query, values, limit=MOST_ROWS, timeout=120))
        kinds, links = _labels(part.get("kinds", ())), _labels(part.get("relationships", ()))
        chosen = Selection(kinds, links, part.get("node", ""), keys)
        chosen.labels()  # a wrong label is said before the work
        return select(read_graph(self), chosen)

    def close(self) -> None:
        """End the engines; the next query starts them again."""
        _close(self._views)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _view(self, on: Engine) -> View:
        if on not in self._views:
            self._views[on] = open_view(self, on)
        return self._views[on]


def _check_conditions(part: Part) -> None:
    """Refuse a condition that there is not: left out, the whole graph would be the answer."""
    for name in part:
        if name not in Part.__annotations__:
            near = closest(name, Part.__annotations__)
            raise QueryError(
                f"no condition {name!r}" + (f"; did you mean {near!r}?" if near else ""),
                remedy=f"use some of {', '.join(Part.__annotations__)}",
            )


def _labels(said: Sequence[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def _close(views: dict[Engine, View]) -> None:
    while views:
        views.popitem()[1].close()
