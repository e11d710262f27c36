"""Check a chain file against the classification: does every symbol exist?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from patnav.chain import ChainTree, Problem, read_chain
from patnav.ingest.assign.hierarchy import Hierarchy, ipc

__all__ = ["check_chain"]


def check_chain(path: Path) -> list[Problem]:
    """Find all that is wrong in a chain file, in the order of its lines; empty = all well."""
    tree, problems, lines = read_chain(path)
    if tree:
        problems += _unknown(tree, lines, ipc())
    return sorted(problems)


def _unknown(tree: ChainTree, lines: Mapping[str, int], known: Hierarchy) -> Iterator[Problem]:
    for number, node in enumerate(tree.nodes):
        for position, symbol in enumerate(node.ipc):
            if symbol not in known and not known.moved(symbol):
                at = f"nodes.{number}.ipc.{position}"
                yield Problem(lines[at], f"{at} ({node.id})", *_fault(symbol, known))
    for position, symbol in enumerate(tree.off_ipc):
        if not any(one.startswith(symbol) for one in known.parents):
            at = f"off_ipc.{position}"
            yield Problem(lines[at], at, f"nothing in the IPC begins with {symbol}", "correct it")


def _fault(symbol: str, known: Hierarchy) -> tuple[str, str]:
    near = known.resolve(symbol)
    remedy = f"the nearest above it is {near}" if near else "look the symbol up"
    return f"{symbol} is not in the IPC", f"{remedy}; a CPC symbol belongs in cpc_extra"
