"""Check a chain file beyond its form: do the symbols exist, can words and names be told apart?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from patnav.chain import ChainTree, Problem, read_chain
from patnav.chain_faults import line_of
from patnav.ingest.assign.hierarchy import Hierarchy, ipc

__all__ = ["check_chain"]

_WORDS = {
    "scope_zh", "scope_en", "weak", "off_zh", "off_en", "kw_zh", "kw_en", "not_zh", "not_en",
}  # fmt: skip
_SIGNS = re.compile("[，、；“”]")
_BETWEEN = "write [one, another]: , between words, and straight quotes or none"


def check_chain(path: Path) -> list[Problem]:
    """Find all that is wrong in a chain file, in the order of its lines; empty = all well."""
    tree, problems, lines = read_chain(path)
    if tree:
        problems += _unknown(tree, lines, ipc())
        problems += _joined_words(tree, lines)
        problems += _same_names(tree, lines)
    return sorted(problems)


def _unknown(tree: ChainTree, lines: Mapping[str, int], known: Hierarchy) -> Iterator[Problem]:
    for number, node in enumerate(tree.nodes):
        for position, symbol in enumerate(node.ipc):
            if symbol not in known and not known.moved(symbol):
                at = f"nodes.{number}.ipc.{position}"
                fault = _fault(symbol, known)
                yield Problem(line_of(at, lines), f"{at} ({node.id})", *fault)
    for position, symbol in enumerate(tree.off_ipc):
        if not any(one.startswith(symbol) for one in known.parents):
            at = f"off_ipc.{position}"
            what = f"nothing in the IPC begins with {symbol}"
            yield Problem(line_of(at, lines), at, what, "correct it")


def _fault(symbol: str, known: Hierarchy) -> tuple[str, str]:
    near = known.resolve(symbol)
    remedy = f"the nearest above it is {near}" if near else "look the symbol up"
    return f"{symbol} is not in the IPC", f"{remedy}; a CPC symbol belongs in cpc_extra"


def _joined_words(tree: ChainTree, lines: Mapping[str, int]) -> Iterator[Problem]:
    """Yield words that were meant as several, or quoted with signs that YAML takes for letters."""
    parts = [("", tree), *((f"nodes.{row}.", node) for row, node in enumerate(tree.nodes))]
    for before, part in parts:
        for name in _WORDS & type(part).model_fields.keys():
            for position, word in enumerate(getattr(part, name)):
                if signs := _SIGNS.findall(word):
                    at = f"{before}{name}.{position}"
                    what = f"{word!r} is one word, with {signs[0]} in it: it will not be found"
                    yield Problem(line_of(at, lines), at, what, _BETWEEN)


def _same_names(tree: ChainTree, lines: Mapping[str, int]) -> Iterator[Problem]:
    """Yield nodes that people could not tell apart, and ids that lists of ids would cut."""
    seen: dict[tuple[str, str], str] = {}
    for row, node in enumerate(tree.nodes):
        for name in ("name_zh", "name_en"):
            at, text = f"nodes.{row}.{name}", getattr(node, name).strip().casefold()
            other = seen.setdefault((name, text), node.id)
            if other != node.id:
                what = f"{other} has this name too"
                yield Problem(line_of(at, lines), f"{at} ({node.id})", what, "name them apart")
        if any(sign in node.id for sign in ";/|"):
            at, what = f"nodes.{row}.id", f"{node.id!r} holds ; / or |, which stand between ids"
            yield Problem(line_of(at, lines), at, what, "use letters, digits and -")
