"""What a row of a review sheet says of the nodes of a patent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from functools import cache
from typing import NamedTuple

from patnav.analysis.review.judging import judge_nodes
from patnav.analysis.review.lines import Line, RowError, only, patent_of
from patnav.analysis.review.material import Material
from patnav.analysis.review.words import code_of, plain, review_words
from patnav.chain import ChainTree
from patnav.errors import InputError
from patnav.ingest.annotate.text import fold
from patnav.ingest.review import NodeDecision
from patnav.ingest.review.labels import Flags

__all__ = ["nodes_in", "nodes_row"]

_BETWEEN = " \t\r\n;,、/"  # what may stand between nodes
_LABEL_CELLS = ("new_quote", "new_attribute", "new_direction", "new_band")


class _Said(NamedTuple):
    """Nodes that a row names: the main one and others, and whether it says that there is none."""

    main: tuple[str, ...]
    others: tuple[str, ...]
    nowhere: bool


def nodes_row(material: Material, line: Line, verdict: str, flags: Flags) -> NodeDecision:
    """Decision of a row about nodes; raises RowError that names the column.

    Where the main node is empty it is the one shown, with those others that are given; a main node
    alone is the only node.
    """
    patent = patent_of(line.cells["code"])
    only(line, _LABEL_CELLS)
    said, shown = _said(material.tree, line), _shown(material, line, patent)
    missing = code_of(line.cells.get("kind", ""), review_words()["kinds"]) == "missing"
    try:
        _check(verdict, said, shown, missing=missing)
        nodes = _nodes(verdict, said, shown, missing=missing)
        return judge_nodes(material, patent, nodes, flags)
    except InputError as error:
        raise RowError("new_node", error) from None


def _said(tree: ChainTree, line: Line) -> _Said:
    nowhere = {plain(word) for word in review_words()["nowhere"]}
    off = plain(line.cells.get("new_node", "")) in nowhere
    main = () if off else _named(line, "new_node", tree)
    return _Said(main, _named(line, "new_others", tree), off)


def _named(line: Line, name: str, tree: ChainTree) -> tuple[str, ...]:
    try:
        return tuple(nodes_in(line.cells.get(name, ""), tree))
    except InputError as error:
        raise RowError(name, error) from None


def _shown(material: Material, line: Line, patent: str) -> tuple[str, ...]:
    """Nodes that the row shows, the main one first; refused when the patent never had them."""
    if "value" not in line.cells:  # a blind sheet shows none
        return ()
    nodes = _named(line, "value", material.tree)
    if any(nodes[:1] == one[:1] and set(nodes) == set(one) for one in material.shown_nodes(patent)):
        return nodes
    what = "the patent's nodes are not, and by no decision were, as this row shows them"
    raise RowError("value", InputError(what, remedy="export a new sheet and judge it there"))


def _check(verdict: str, said: _Said, shown: Sequence[str], *, missing: bool) -> None:
    """Refuse what contradicts itself or what the row shows."""
    named = " ".join((*said.main, *said.others))
    if named and (said.nowhere or verdict == "reject"):
        what = f"{named} is given, but also that the patent is not in this chain"
        raise InputError(what, remedy="leave one of them out")
    if said.nowhere and verdict in ("accept", "add"):
        what = f"not in this chain is given, but also the verdict {verdict}"
        raise InputError(what, remedy="choose reject, or leave the main node empty")
    if verdict == "accept" and missing:
        what = "verdict accept on nodes that are not given yet"
        raise InputError(what, remedy="choose add (the first one, or those you name) or reject")
    if verdict == "add" and shown and not missing:
        what = "verdict add on nodes that are given already"
        raise InputError(what, remedy="choose correct, and name the main node and all others")
    same = set(said.main) <= set(shown[:1]) and set(said.others) <= set(shown[1:])
    if verdict == "accept" and not same:
        what = f"accept changes nothing, but {named} is given"
        raise InputError(what, remedy="say correct, or leave these out")


def _nodes(verdict: str, said: _Said, shown: Sequence[str], *, missing: bool) -> Sequence[str]:
    """The nodes that a row leads to, the main one first."""
    if said.nowhere or verdict == "reject":
        return ()
    if verdict == "accept":
        main, others = shown[:1], shown[1:]
    else:
        told = said.main or said.others or (verdict == "add" and missing)
        main, others = (said.main or shown[:1]) if told else (), said.others
    if not main:
        raise InputError("is empty", remedy="choose the main node, or reject")
    return (*main, *others)


def nodes_in(text: str, tree: ChainTree) -> Iterator[str]:
    """Ids of the nodes that a cell names, in their order, each with its name or alone.

    They may stand one after the other with any sign between. Raises InputError for words that are
    no node and no name of the one before them.
    """
    known = {node.id.casefold(): node for node in tree.nodes}
    plain_text = fold(text).casefold()
    begin, name = 0, frozenset[str]()
    for found in _ids(tuple(tree.by_id)).finditer(plain_text):
        _nothing_else(plain_text[begin : found.start()], name)
        begin, node = found.end(), known.get(found[0])
        if node is None:
            raise InputError(
                f"there is no node {found[0].upper()!r}", remedy="see patnav chain show"
            )
        name = frozenset({_bare(node.name_zh), _bare(node.name_en)})
        yield node.id
    _nothing_else(plain_text[begin:], name)


@cache
def _ids(ids: tuple[str, ...]) -> re.Pattern[str]:
    """What looks like an id of a chain: one of its ids with any digits."""
    shapes = {re.sub(r"\d", r"\\d", re.escape(node.casefold())) for node in ids}
    longest = "|".join(sorted(shapes, key=lambda shape: (-len(shape), shape)))
    return re.compile(rf"(?<![0-9a-z])(?:{longest})(?![0-9a-z])")


def _nothing_else(text: str, names: Set[str]) -> None:
    if _bare(text) not in {"", *names}:
        what = f"“{text.strip(_BETWEEN)}” is no node"
        raise InputError(
            what, remedy="pick nodes from the list, the others with semicolons between"
        )


def _bare(text: str) -> str:
    """A name without spaces and the signs around it."""
    return "".join(fold(text).casefold().strip(_BETWEEN).split())
