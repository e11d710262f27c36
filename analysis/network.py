"""The network of organisations that file together."""

from __future__ import annotations

import networkx as nx
import pandas as pd

__all__ = ["centrality"]

EXACT_UP_TO = 1000  # organisations; above it betweenness is estimated from a sample of sources [D]
SOURCES = 128


def centrality(pairs: pd.DataFrame) -> pd.DataFrame:
    """Partners and betweenness (0 to 1) per organisation, from pairs a, b that filed together.

    Betweenness is unweighted; above EXACT_UP_TO organisations it is estimated from SOURCES sources
    drawn with a fixed seed from the sorted names, so that the same data gives the same numbers.
    Organisations without a partner are not among the rows.
    """
    network = nx.Graph()
    network.add_nodes_from(sorted({*pairs["a"], *pairs["b"]}))
    network.add_edges_from(zip(pairs["a"], pairs["b"], strict=True))
    sample = SOURCES if len(network) > EXACT_UP_TO else None
    between = nx.betweenness_centrality(network, k=sample, seed=0)
    rows = [(name, network.degree[name], between[name]) for name in network]
    frame = pd.DataFrame(rows, columns=["organisation", "partners", "centrality"])
    return frame.set_index("organisation")
