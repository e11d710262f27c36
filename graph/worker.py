"""The child process that holds an embedded graph and answers queries, one JSON line each.

    python -m patnav.graph.worker GRAPH_FILE MEMORY_MB

in   {"cypher", "params", "limit", "timeout"}
out  {"ready"}, then one answer per order: {"columns", "rows"} | {"error", "remedy"}

After the graph is loaded the process may take MEMORY_MB more; an allocation beyond that ends it,
which its parent reports. It ends by itself when its input closes.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import kglite

from patnav.graph.schema import SCHEMA

__all__ = ["Reader", "main"]

# Two of the passes that fuse matching with counting answer wrongly in kglite 0.20.1: OPTIONAL MATCH
# … RETURN o, count(*) gives one row, and (a)-[:T]-(o)-[:T]-(b) RETURN count(*) gives 0.
_UNSOUND_PASSES = [name for name in kglite.cypher_pass_names() if name.startswith("fuse_")]
# Names of the schema that this graph happens not to hold: null or no rows, as Neo4j answers.
_ABSENT = re.compile(
    r"unknown (?:node label|relationship type) '(\w+)'|property '(\w+)',? which no "
)
_KNOWN = {*SCHEMA.nodes, *SCHEMA.relationships, *SCHEMA.property_names}
_NODE = {"id", "labels", "properties"}
_LINK = {"id", "start", "end", "type", "properties"}
_PATH = {"nodes", "relationships"}
ELSEWHERE = "rewrite it, or run it on Neo4j: patnav neo4j start, then --on neo4j"


class Reader:
    """A graph file opened read-only in this process."""

    def __init__(self, path: Path) -> None:
        kglite.set_query_warning_policy("silent")
        self._graph = kglite.load(str(path))
        self._graph.read_only(True)

    def counts(self) -> dict[str, int]:
        """Nodes and relationships per label."""
        links = {row["type"]: row["count"] for row in self._graph.connection_types()}
        return {**self._graph.node_type_counts(), **links}

    def answer(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """Run one order; what the engine raises or warns of becomes an error with its remedy."""
        try:
            view = self._graph.cypher(
                order["cypher"],
                params=order["params"],
                timeout_ms=max(1, int(order["timeout"] * 1000)),
                row_limit=order["limit"],
                disabled_passes=_UNSOUND_PASSES,
            )
        except kglite.CypherTimeoutError:
            return _too_long(order["timeout"])
        except (kglite.KgError, ValueError, TypeError, RecursionError, OverflowError) as error:
            return _refusal(str(error).strip().splitlines()[0])
        assert isinstance(view, kglite.ResultView)
        doubts = [text for text in view.warnings if not _harmless(text)]
        if doubts:
            return _refusal(doubts[0])
        rows: list[list[object]] = [list(row.values()) for row in view.to_list()]
        return {"columns": list(view.columns), "rows": self._plain_rows(rows)}

    def _plain_rows(self, rows: list[list[object]]) -> list[list[object]]:
        ends: set[int] = set()
        _collect_ends(rows, ends)
        keys = self._keys(sorted(ends))
        return [[_plain(value, keys) for value in row] for row in rows]

    def _keys(self, indexes: list[int]) -> dict[int, str]:
        if not indexes:
            return {}
        found = self._graph.cypher(
            "UNWIND $ids AS i MATCH (n) WHERE elementId(n) = i RETURN i, n.id AS key",
            params={"ids": [str(index) for index in indexes]},
        )
        assert isinstance(found, kglite.ResultView)
        return {int(row["i"]): row["key"] for row in found.to_list()}


def _harmless(warning: str) -> bool:
    if warning.startswith("Result truncated by row_limit"):
        return True
    found = _ABSENT.search(warning)
    return found is not None and (found[1] or found[2]) in _KNOWN


def _refusal(reason: str) -> dict[str, Any]:
    if "step must not be zero" in reason:  # as division.py, rounding.py and cutting.py write it
        reason = (
            "a divisor or a step is zero, a number beyond 64 bits is rounded, or text is cut at a "
            "negative place"
        )
    if "regex exceeds size limit" in reason:
        reason = "the regular expression repeats too much"
    return {"error": f"not on the embedded engine: {reason}", "remedy": ELSEWHERE}


def _too_long(timeout: float) -> dict[str, Any]:
    return {
        "error": f"the query ran longer than {timeout:g} s and was ended",
        "remedy": "narrow it down, or allow more with --timeout",
    }


def _collect_ends(value: object, ends: set[int]) -> None:
    if isinstance(value, list):
        for item in value:
            _collect_ends(item, ends)
    elif isinstance(value, dict):
        if value.keys() == _LINK:
            ends.update((value["start"], value["end"]))
        else:
            _collect_ends(list(value.values()), ends)


def _plain(value: object, keys: Mapping[int, str]) -> object:
    """Bring a value of the engine into the form of `Answer`."""
    if isinstance(value, list):
        return [_plain(item, keys) for item in value]
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if not isinstance(value, dict):
        return value
    if value.keys() == _NODE:
        properties = {name: item for name, item in value["properties"].items() if name != "type"}
        return {"labels": value["labels"], "properties": properties}
    if value.keys() == _LINK:
        ends = {"start": keys.get(value["start"]), "end": keys.get(value["end"])}
        return {"type": value["type"]} | ends | {"properties": value["properties"]}
    return {name: _plain(item, keys) for name, item in value.items()}


def _limit_memory(megabytes: int) -> None:
    """Let this process take `megabytes` more than it holds now (Linux; elsewhere no limit)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return
    import resource  # noqa: PLC0415 -- not on Windows

    held = int(re.findall(r"VmData:\s+(\d+) kB", status.read_text())[0]) // 1024
    ceiling = (held + megabytes) << 20
    resource.setrlimit(resource.RLIMIT_DATA, (ceiling, ceiling))


def main() -> None:
    """Answer orders from stdin until it closes."""
    try:
        reader = Reader(Path(sys.argv[1]))
    except (kglite.KgError, OSError, ValueError) as error:
        _say({"error": str(error).strip().splitlines()[0], "remedy": "run: patnav build"})
        return
    _limit_memory(int(sys.argv[2]))
    _say({"ready": True})
    for line in sys.stdin:
        _say(reader.answer(json.loads(line)))


def _say(reply: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(reply, ensure_ascii=True) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
