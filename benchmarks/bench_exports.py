"""Exports beside networkx's own writers, and others where networkx has none.

    .venv/bin/python benchmarks/bench_exports.py [PATENTS] [SEED]

Both start from the snapshot's tables and end with the file; each figure is of a process of its own.
networkx holds the graph in memory before it writes; N-Triples have rdflib as their peer, Parquet
the frames that networkx makes, VOSviewer JSON networkx's node-link JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import rdflib
from measure import alone, machine
from random_chain import PROJECT, random_snapshot

from patnav.graph.build import read_graph
from patnav.graph.exports import export_graph
from patnav.graph.network import multigraph, projected
from patnav.graph.subgraph import Selection, select
from patnav.project import open_project
from patnav.snapshot import open_snapshot

NETWORK = Selection(relationships=("FILED",))


def make(folder: Path, patents: int, seed: int) -> str:
    """Write a snapshot; return its id."""
    return random_snapshot(folder, patents, seed).id


def ours(folder: Path, identity: str, path: Path) -> int:
    """Write with patnav; the VOSviewer map is of co-applicants."""
    graph = read_graph(open_snapshot(open_project(folder), identity))
    if path.suffix == ".json":
        files = export_graph(select(graph, NETWORK), path, "Organisation")
    else:
        files = export_graph(graph, path)
    return sum(file.stat().st_size for file in files)


def theirs(folder: Path, identity: str, path: Path) -> int:
    """Write with the peer."""
    graph = read_graph(open_snapshot(open_project(folder), identity))
    if path.suffix == ".json":
        network = projected(select(graph, NETWORK), "Organisation")
        data = nx.node_link_data(network, edges="links")
        path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return path.stat().st_size
    made = multigraph(graph)
    del graph
    {".graphml": _graphml, ".gexf": _gexf, ".nt": _triples, ".parquet": _frames}[path.suffix](
        made, path
    )
    return sum(file.stat().st_size for file in path.parent.glob(f"{path.stem}*"))


def _flat(made: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Lists as text: the formats of networkx know none."""
    for _, values in made.nodes(data=True):
        values.update({key: str(v) for key, v in values.items() if isinstance(v, list)})
    return made


def _graphml(made: nx.MultiDiGraph, path: Path) -> None:
    nx.write_graphml(_flat(made), path)


def _gexf(made: nx.MultiDiGraph, path: Path) -> None:
    nx.write_gexf(_flat(made), path)


def _triples(made: nx.MultiDiGraph, path: Path) -> None:
    base, store = rdflib.Namespace("urn:patnav:"), rdflib.Graph()

    def add(subject: rdflib.URIRef, values: dict[str, Any]) -> None:
        for name, value in values.items():
            for one in value if isinstance(value, list) else [value]:
                store.add((subject, base[name], rdflib.Literal(one)))

    for node, values in made.nodes(data=True):
        add(base[node], values)
    for start, end, key, values in made.edges(keys=True, data=True):
        store.add((base[start], base[values["edge_type"]], base[end]))
        add(base[f"{start}/{end}/{key}"], values)
    store.serialize(path, format="nt", encoding="utf-8")


def _frames(made: nx.MultiDiGraph, path: Path) -> None:
    nodes = pd.DataFrame.from_dict(dict(made.nodes(data=True)), orient="index")
    nodes.to_parquet(path.with_suffix(".nodes.parquet"))
    nx.to_pandas_edgelist(made).to_parquet(path.with_suffix(".edges.parquet"))


def main(patents: int = 13_000, seed: int = 1) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as name:
        work, folder = Path(name), Path(name) / PROJECT
        identity = alone(make, folder, patents, seed).value
        print(f"{patents:,} patents; {machine()}")
        for ending in (".graphml", ".gexf", ".nt", ".parquet", ".json"):
            mine = alone(ours, folder, identity, work / f"ours{ending}")
            peer = alone(theirs, folder, identity, work / f"peer{ending}")
            ratios = (
                f"{peer.processor / mine.processor:.1f}x faster, "
                f"{peer.megabytes / mine.megabytes:.1f}x less memory"
            )
            print(f"{ending:9} {mine}, {mine.value / 1e6:.0f} MB file; peer {peer}: {ratios}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
