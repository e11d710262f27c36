"""The graph or a part of it as files for other programs; the same rows give the same bytes.

.graphml   GraphML       Gephi, Cytoscape, yEd, igraph, networkx
.gexf      GEXF 1.2      Gephi, networkx
.json      VOSviewer     VOSviewer and VOSviewer Online: a simple, weighted network
.nt        N-Triples     RDF stores
.parquet   Parquet       NAME.nodes.parquet and NAME.edges.parquet: DuckDB, pandas, Spark
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from patnav.errors import InputError, QueryError
from patnav.graph.build import Graph
from patnav.graph.exports.flow import Flow, graph_flow, network_flow
from patnav.graph.exports.gexf import write_gexf
from patnav.graph.exports.graphml import write_graphml
from patnav.graph.exports.ntriples import BASE, write_ntriples
from patnav.graph.exports.parquet import write_edges, write_nodes
from patnav.graph.exports.scores import scores
from patnav.graph.exports.vosviewer import write_vosviewer
from patnav.graph.network import projected, simple

__all__ = ["ENDINGS", "check_ending", "export_graph"]

Write = Callable[[Path], None]

_FLOWS: dict[str, dict[str, Callable[[Flow, Path], None]]] = {
    ".graphml": {".graphml": write_graphml},
    ".gexf": {".gexf": write_gexf},
    ".parquet": {".nodes.parquet": write_nodes, ".edges.parquet": write_edges},
}
ENDINGS = (*_FLOWS, ".json", ".nt")


def export_graph(graph: Graph, path: Path, network_of: str = "", base: str = "") -> list[Path]:
    """Write a graph in the format of the ending of `path`; return the files written.

    With `network_of` it is the simple network of that kind of node (`network.projected`); N-Triples
    hold relationships, not networks, and refuse it. `base` is where the IRIs of N-Triples begin,
    else `urn:patnav:`. Each file is written aside and renamed. Raises QueryError for another
    ending, InputError when a file cannot be written.
    """
    writers = _writers(graph, path, network_of, base)
    for target, write in writers.items():
        aside = target.with_name(f".{target.name}.tmp")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            write(aside)
            aside.replace(target)
        except OSError as error:
            raise InputError(
                f"cannot be written ({error.strerror})", where=str(target), remedy="name another"
            ) from None
        finally:
            with suppress(OSError):  # it has its name, or was never there
                aside.unlink()
    return list(writers)


def check_ending(path: Path) -> str:
    """Return the ending in lower case; raises QueryError when no format has it."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise QueryError(
            f"{path}: no format has this ending", remedy=f"name it {', '.join(ENDINGS)}"
        )
    return ending


def _writers(graph: Graph, path: Path, network_of: str, base: str) -> dict[Path, Write]:
    ending = check_ending(path)
    if ending == ".json":
        network = projected(graph, network_of) if network_of else simple(graph)
        return {path: lambda aside: write_vosviewer(network, scores(graph), aside)}
    if ending == ".nt":
        if network_of:
            raise QueryError(
                "N-Triples hold no networks", remedy="leave --network-of out, or write .graphml"
            )
        return {path: lambda aside: write_ntriples(graph, aside, base or BASE)}
    flow = network_flow(projected(graph, network_of)) if network_of else graph_flow(graph)
    return {path.with_suffix(end): _bound(write, flow) for end, write in _FLOWS[ending].items()}


def _bound(write: Callable[[Flow, Path], None], flow: Flow) -> Write:
    return lambda aside: write(flow, aside)
