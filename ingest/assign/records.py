"""Records of the machine interface of assigning (docs/chains.md): read, checked, made documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from patnav.chain import ChainTree, load_chain
from patnav.errors import ChainError, InputError
from patnav.gold import NodeLabels, Problem
from patnav.ingest.assign.evidence import Document, Passage, Place, Symbol
from patnav.jsonlines import read_objects

__all__ = [
    "Records",
    "chain_of",
    "document_of",
    "named_at",
    "odd",
    "read_records",
    "strange_nodes",
    "symbols",
]

_SECTIONS = ("title", "abstract", "claim")
_CLASSES = ("ipc", "ipc_main", "cpc")
_READ = {"id", "chain", *_SECTIONS, *_CLASSES}
_BESIDE = {  # what exports, labels and answers of patnav have beside; docs/chains.md lists them
    "pn", "applicant", "date", "source", "text", "kind", "lang",
    "primary", "nodes", "nodes_optional", "primary_agreed", "off", "reason_off", "assignments",
}  # fmt: skip
_REMEDY = (
    'a line is {"id": …, "chain": …, "title": …, "abstract": …, "claim": …, "ipc": …, '
    '"ipc_main": …, "cpc": …}'
)
_SYMBOL_REMEDY = "write symbols like H01M10/0562; several as a list, or as text with ; between"
_SYMBOL = re.compile(r"[A-HY]\d\d[A-Z](\d{1,4}(/\d{2,6})?)?")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


class Records(NamedTuple):
    """Records with the `file:line` of each, and what is odd in them without being wrong."""

    records: list[tuple[str, dict[str, Any]]]
    odd: list[InputError]


def read_records(path: Path) -> Records:
    """Read the records of a JSON-lines file in UTF-8.

    Raises InputError that names file and line: no JSON object, an id that is missing, no text and
    no whole number, or there twice, a field of a wrong type.
    """
    records: list[tuple[str, dict[str, Any]]] = []
    told: list[InputError] = []
    seen: set[str | int] = set()
    passed: set[str] = _READ | _BESIDE
    for where, record in read_objects(path, _REMEDY):
        key = _id(record, where)
        if key in seen:
            what = f'field "id": {key!r} is there twice'
            raise InputError(what, where=where, remedy="give each document one line")
        seen.add(key)
        told += [_not_read(name, where) for name in record if name not in passed]
        passed |= record.keys()  # a key is told once, not in each line
        told += odd(record, where)
        records.append((where, record))
    return Records(records, told)


def odd(record: Mapping[str, Any], where: str) -> Iterator[InputError]:
    """Yield what is passed over in a record: symbols that are none, the lack of any text."""
    for name in _CLASSES:
        for part in _parts(record, name, where):
            if part.strip() and not _symbol(part):
                what = f'field "{name}": {part.strip()!r:.60} is no symbol of a class; left out'
                yield InputError(what, where=where, remedy=_SYMBOL_REMEDY)
    if not any(passage.text.strip() for passage in document_of(record, where).passages):
        what = "there is no title, abstract or claim"
        remedy = f"put texts into these fields; the line has {', '.join(record)}"
        yield InputError(what, where=where, remedy=remedy)


def chain_of(record: Mapping[str, Any], where: str) -> str:
    """The name or path of a record's tree; raises InputError without one."""
    chain = _text(record, "chain", where)
    if not chain:
        what, remedy = 'field "chain": is missing', "name a chain or a YAML file"
        raise InputError(what, where=where, remedy=remedy)
    return chain


def document_of(record: Mapping[str, Any], where: str) -> Document:
    """What assigning reads of a record; raises InputError for a field of a wrong type."""
    parts = [(section, _text(record, section, where)) for section in _SECTIONS]
    passages = tuple(Passage(section, _lang(text), text) for section, text in parts if text)
    main, ipc, cpc = (
        [symbol for part in _parts(record, name, where) if (symbol := _symbol(part))]
        for name in ("ipc_main", "ipc", "cpc")
    )
    return Document(str(record["id"]), tuple(symbols(ipc, cpc, *main[:1])), passages)


def symbols(ipc_symbols: Iterable[str], cpc: Iterable[str], ipc_main: str = "") -> list[Symbol]:
    """Rank the symbols of one patent: main, further, first CPC, other CPC; each symbol once.

    The first IPC symbol is the main one when none is named.
    """
    of_ipc = list(dict.fromkeys(([ipc_main] if ipc_main else []) + list(ipc_symbols)))
    of_cpc = list(dict.fromkeys(cpc))
    ranked: list[Symbol] = []
    for symbols_, first, other in ((of_ipc, "main", "further"), (of_cpc, "cpc_first", "cpc")):
        places: list[Place] = [first, *[other] * len(symbols_)]  # type: ignore[list-item]
        ranked += map(Symbol, symbols_, places)
    best = {symbol.symbol: symbol for symbol in reversed(ranked)}
    return [symbol for symbol in ranked if best[symbol.symbol] is symbol]


def strange_nodes(labels: NodeLabels, record: Mapping[str, Any], where: str) -> Problem | None:
    """The first node of the labels that the tree of the record lacks, if there is one.

    `where` is the place of the record. Raises InputError for a record without a chain, ChainError
    for one whose chain names no tree.
    """
    chain = chain_of(record, where)
    tree = _tree(chain, where)
    for node in (*labels.nodes, *labels.optional):
        if node not in tree.by_id:
            remedy = f"patnav chain show {chain} lists its nodes"
            return Problem(labels.where, "nodes", f"{node} is no node of {tree.chain}", remedy)
    return None


@contextmanager
def named_at(where: str) -> Iterator[None]:
    """Let a tree that is not there be told with the place that names it."""
    try:
        yield
    except ChainError as error:
        if error.where:  # the tree is there, and this is its line
            raise
        raise ChainError(error.what, where=where, remedy=error.remedy) from None


_load = cache(load_chain)


def _tree(chain: str, where: str) -> ChainTree:
    with named_at(where):
        return _load(chain)


def _id(record: Mapping[str, Any], where: str) -> str | int:
    key = record.get("id")
    if isinstance(key, bool) or not isinstance(key, str | int) or key == "":
        what = f'field "id": {key!r:.80} is no text and no whole number'
        raise InputError(what, where=where, remedy=_REMEDY)
    return key


def _not_read(name: str, where: str) -> InputError:
    what = f'field "{name}": is no field that is read; left out'
    return InputError(what, where=where, remedy="docs/chains.md has the names of the fields")


def _text(record: Mapping[str, Any], name: str, where: str) -> str:
    value = record.get(name)
    if not isinstance(value, str | None):
        what = f'field "{name}": {value!r:.80} is no text'
        raise InputError(what, where=where, remedy=_REMEDY)
    return value or ""


def _parts(record: Mapping[str, Any], name: str, where: str) -> list[str]:
    """The symbols of a field as they are written."""
    value = _text(record, name, where) if name == "ipc_main" else record.get(name) or []
    parts = re.split(r"[;；|\n]", value) if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        what = f'field "{name}": {value!r:.80} is no list of symbols'
        raise InputError(what, where=where, remedy=_SYMBOL_REMEDY)
    return parts


def _symbol(text: str) -> str:
    """Bring a symbol into the form H01M10/0562; what follows the number is dropped."""
    found = _SYMBOL.match(text.upper().replace(" ", "").replace("\u3000", ""))
    return found[0] if found else ""


def _lang(text: str) -> str:
    return "zh" if _CHINESE.search(text) else "en"
