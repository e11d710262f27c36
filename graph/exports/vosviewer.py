"""VOSviewer JSON: items with labels, weights, scores and clusters, and links with their strength.

The format is that of https://app.vosviewer.com/docs/file-types/json-file-type/: clusters are
numbers from 1 to 1000, weights and strengths are not negative, a description is HTML. Coordinates
are left to VOSviewer, which lays the map out when it opens the file.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import networkx as nx

from patnav.graph.exports.scores import Scores
from patnav.graph.network import NODE_TYPE
from patnav.graph.schema import SCHEMA

__all__ = ["write_vosviewer"]

_MOST_CLUSTERS = 1000
_LABEL = 200  # characters; the whole title stands in the description
_NO_TAGS = str.maketrans("<>", "‹›")  # a label is plain text that some pages paste


def write_vosviewer(network: nx.Graph, scores: Scores, path: Path) -> None:
    """Write a simple weighted network; its items are coloured by the scores of their keys.

    Items of several kinds are clustered by their kind; of one kind by Louvain communities (Blondel
    2008, weighted, fixed seed), numbered from the largest and named by their strongest item. What
    has no link is in no cluster.
    """
    numbers = {key: number for number, key in enumerate(network, 1)}
    clusters, names = _clusters(network)
    made = {
        "network": {
            "items": [
                _item(network, key, number, clusters.get(key)) | _scores(scores.get(key))
                for key, number in numbers.items()
            ],
            "links": [
                {"source_id": numbers[one], "target_id": numbers[other], "strength": weight}
                for one, other, weight in network.edges(data="weight")
            ],
            "clusters": [
                {"cluster": number, "label": name} for number, name in enumerate(names, 1)
            ],
        },
        "info": {"title": _label(network.graph["project"]), "description": "patnav"},
    }
    with path.open("w", encoding="utf-8", newline="\n") as out:
        json.dump(made, out, ensure_ascii=False, indent=1)
        out.write("\n")


def _item(network: nx.Graph, key: str, number: int, cluster: int | None) -> dict[str, Any]:
    values = network.nodes[key]
    kind = SCHEMA.nodes[values[NODE_TYPE]]
    about = f"{kind.zh} {kind.en}: {values['title']} ({values['id']})"
    item: dict[str, Any] = {
        "id": number,
        "label": _label(values["title"]),
        "description": html.escape(about),
        "weights": _weights(network, key, values),
    }
    return item if cluster is None else item | {"cluster": cluster}


def _scores(found: Mapping[str, float] | None) -> dict[str, Any]:
    return {"scores": found} if found else {}


def _weights(network: nx.Graph, key: str, values: Mapping[str, Any]) -> dict[str, float]:
    strength = sum(edge["weight"] for edge in network.adj[key].values())
    weights = {"Links": len(network.adj[key]), "Total link strength": strength}
    if "count" in values:
        through = (SCHEMA.nodes[label] for label in network.graph["through"])
        weights["、".join(f"{kind.zh} {kind.en}" for kind in through)] = values["count"]
    return weights


def _label(title: str) -> str:
    return " ".join(title.translate(_NO_TAGS).split())[:_LABEL]


def _clusters(network: nx.Graph) -> tuple[dict[str, int], list[str]]:
    """Number of the cluster per node, and the names of the clusters from number 1."""
    kinds = {key: values[NODE_TYPE] for key, values in network.nodes(data=True)}
    present = [label for label in SCHEMA.nodes if label in set(kinds.values())]
    if len(present) > 1:
        names = [f"{SCHEMA.nodes[label].zh} {SCHEMA.nodes[label].en}" for label in present]
        return {key: present.index(kind) + 1 for key, kind in kinds.items()}, names
    groups = _communities(network)
    best = (max(group, key=lambda key: network.degree(key, weight="weight")) for group in groups)
    names = [_label(network.nodes[key]["title"]) for key in best]
    return {key: at for at, group in enumerate(groups, 1) for key in group}, names


def _communities(network: nx.Graph) -> list[list[str]]:
    """Louvain communities of what is linked, largest first; at most as many as VOSviewer takes."""
    keys = [key for key in network if network.adj[key]]
    numbers = {key: number for number, key in enumerate(keys)}
    plain = nx.Graph()  # of numbers: the order of a set of texts differs between two runs
    plain.add_nodes_from(range(len(keys)))
    links = network.edges(data="weight")
    plain.add_weighted_edges_from((numbers[one], numbers[other], w) for one, other, w in links)
    found = nx.community.louvain_communities(plain, seed=0) if keys else []
    groups = sorted((sorted(group) for group in found), key=lambda group: (-len(group), group[0]))
    return [[keys[number] for number in group] for group in groups[:_MOST_CLUSTERS]]
