"""The chain tree (产业链技术分解表): nodes with classes, keywords and who feeds whom.

A tree is a YAML file; `data/chains/` ships eight. `feeds` edges run from upstream to downstream and
may close a loop (recycling). Every field of the file is explained in docs/chains.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from patnav.data import resource
from patnav.errors import ChainError

__all__ = [
    "ChainNode",
    "ChainTree",
    "EffectClass",
    "Problem",
    "load_chain",
    "read_chain",
    "shipped_chains",
]

Stage = Literal["upstream", "midstream", "downstream"]
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same in C, ten times faster
_SYMBOL = re.compile(r"[A-HY]\d\d[A-Z](\d{1,4}/\d{2,6})?")
_PREFIX = re.compile(r"[A-HY](\d\d([A-Z](\d{1,4}/\d{2,6})?)?)?")


def _all_match(pattern: re.Pattern[str], form: str) -> AfterValidator:
    def check(values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            if not pattern.fullmatch(value):
                raise ValueError(f"{value!r} is not written like {form}")
        return values

    return AfterValidator(check)


def _no_blank(values: tuple[str, ...]) -> tuple[str, ...]:
    if any(not value.strip() or value != value.strip() for value in values):
        raise ValueError("an empty word, or one with spaces around it")
    return values


Words = Annotated[tuple[str, ...], AfterValidator(_no_blank)]
Symbols = Annotated[tuple[str, ...], _all_match(_SYMBOL, "H01M10/0562 or H01M")]
Classes = Annotated[tuple[str, ...], _all_match(_PREFIX, "F02, F02D or F02D41/00")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Name(_Part):
    """A name in two languages."""

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class EffectClass(_Part):
    """Words of a class of effects of this chain (续航), or more words of a shipped class."""

    zh: Words = ()
    en: Words = ()


class ChainNode(_Part):
    """One node (环节) of the chain: the atom of indexing."""

    id: Annotated[str, Field(min_length=1)]
    group: str
    stage: Stage
    name_zh: Annotated[str, Field(min_length=1)]
    name_en: Annotated[str, Field(min_length=1)]
    ipc: Symbols = ()
    ipc_near: Symbols = ()  # classes in which its subjects are met too, among many others
    ipc_mode: Literal["alone", "and_kw"] = "and_kw"
    cpc_extra: Symbols = ()
    kw_zh: Words = ()
    kw_en: Words = ()
    not_zh: Words = ()
    not_en: Words = ()
    include: str = ""
    exclude: str = ""
    needs_scope: bool = False  # counts only in a text that has a word of the chain's scope
    general: bool = False  # a node of the whole (the system), which gives way to a specific one
    feeds: tuple[str, ...] = ()


class ChainTree(_Part):
    """A whole chain: groups in order, nodes in order, edges between nodes."""

    chain: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    name_zh: str
    name_en: str
    version: str
    gb4754_hint: tuple[str, ...] = ()
    scope_zh: Words = ()  # words that say a text is in this chain at all
    scope_en: Words = ()
    weak: Words = ()  # keywords that open a node (and_kw) but are no evidence
    off_ipc: Classes = ()  # classes whose subjects are other chains: strong evidence needed
    off_zh: Words = ()  # what things are (座椅) that belong to other chains
    off_en: Words = ()
    bites: Mapping[str, Words] = {}  # keyword -> longer words inside which it does not count
    effect_classes: Mapping[str, EffectClass] = {}  # added to the shipped classes of effects
    groups: Mapping[str, Name]
    nodes: Annotated[tuple[ChainNode, ...], Field(min_length=1)]

    @cached_property
    def by_id(self) -> dict[str, ChainNode]:
        """Nodes by their id."""
        return {node.id: node for node in self.nodes}

    def group_name(self, group: str, lang: str) -> str:
        """Name of a group in `zh` or `en`."""
        name = self.groups[group]
        return name.en if lang == "en" else name.zh


class Problem(NamedTuple):
    """What is wrong in a chain file: line (from 1), field, the fault, what to do."""

    line: int
    field: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.field}: {self.what} — {self.remedy}"


def shipped_chains() -> tuple[str, ...]:
    """Names of the chains that come with patnav, sorted."""
    return tuple(sorted(path.stem for path in resource("chains").glob("*.yaml")))


def load_chain(name: str, folder: Path | None = None) -> ChainTree:
    """Load a shipped chain by name, or the user's own by path (relative to `folder`).

    Raises ChainError naming the file, the line, the field and what to do.
    """
    path = _locate(name, folder)
    tree, problems, _ = read_chain(path)
    if tree is None or problems:
        first, more = problems[0], len(problems) - 1
        also = f" (and {more} more: patnav chain check {path})" if more else ""
        where = f"{path}, line {first.line}"
        raise ChainError(f"{first.field}: {first.what}{also}", where=where, remedy=first.remedy)
    return tree


def read_chain(path: Path) -> tuple[ChainTree | None, list[Problem], Mapping[str, int]]:
    """Read a chain file: the tree (None when it has no valid form), all problems, field → line.

    Fields are written `nodes.3.ipc.0`, counted from 0. A file that is no YAML gives one problem.
    """
    try:
        loader = _Loader(path.read_text(encoding="utf-8-sig"))
        root = loader.get_single_node()
        values = loader.construct_document(root) if root else None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        return None, [_unreadable(error)], {}
    places = list(_places(root, "", set())) if root else []
    lines = dict(places)
    problems = list(_doubles(places))
    try:
        tree = ChainTree.model_validate(values)
    except ValidationError as error:
        return None, problems + [_explain(item, lines) for item in error.errors()], lines
    return tree, problems + list(_misfits(tree, lines)), lines


def _locate(name: str, folder: Path | None) -> Path:
    if name in shipped_chains():
        return resource(f"chains/{name}.yaml")
    path = (folder or Path()) / name
    if path.suffix in {".yaml", ".yml"} and path.is_file():
        return path
    raise ChainError(
        f"no chain {name!r}",
        remedy=f"use one of {', '.join(shipped_chains())} or the path of a YAML file",
    )


def _unreadable(error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or str(error)
    return Problem(mark.line + 1 if mark else 1, "file", what, "save it as YAML in UTF-8")


def _places(node: yaml.Node, at: str, seen: set[int]) -> Iterator[tuple[str, int]]:
    """Yield each field of a YAML document with its line; what an alias repeats is entered once."""
    yield at, node.start_mark.line + 1
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _places(value, f"{at}.{key.value}".lstrip("."), seen)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _places(value, f"{at}.{number}", seen)


def _doubles(places: list[tuple[str, int]]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for field, line in places:
        if field in seen:
            what = f"stands here and in line {seen[field]}"
            yield Problem(line, field, what, "keep one of the two")
        seen[field] = line


def _explain(item: ErrorDetails, lines: Mapping[str, int]) -> Problem:
    field = ".".join(map(str, item["loc"])) or "file"
    known = next((lines[at] for at in _upward(field) if at in lines), 1)
    what, remedy = item["msg"].removeprefix("Value error, "), "see docs/chains.md"
    if item["type"] == "extra_forbidden":
        what, remedy = "no such field", "see the fields in docs/chains.md"
    elif item["type"] == "missing":
        what, remedy = "is missing", "add it"
    elif not isinstance(item["input"], Mapping | list):
        what = f"{what} (value {item['input']!r})"
    return Problem(known, field, what, remedy)


def _upward(field: str) -> Iterator[str]:
    while field:
        yield field
        field = field.rpartition(".")[0]
    yield field


def _misfits(tree: ChainTree, lines: Mapping[str, int]) -> Iterator[Problem]:
    """Yield what no single field shows: double ids, unknown groups and targets, unused groups."""
    seen: set[str] = set()
    for number, node in enumerate(tree.nodes):
        for field, what, remedy in _node_misfits(tree, node, seen):
            at = f"nodes.{number}.{field}"
            yield Problem(lines[at], f"{at} ({node.id})", what, remedy)
        seen.add(node.id)
    for group in tree.groups:
        if all(node.group != group for node in tree.nodes):
            at = f"groups.{group}"
            yield Problem(lines[at], at, "no node is in this group", "drop it or use it")


def _node_misfits(
    tree: ChainTree, node: ChainNode, seen: set[str]
) -> Iterator[tuple[str, Any, str]]:
    if node.id in seen:
        yield "id", f"{node.id!r} stands twice", "give each node its own"
    if node.group not in tree.groups:
        yield "group", f"unknown group {node.group!r}", f"use one of {', '.join(tree.groups)}"
    for target in node.feeds:
        if target not in tree.by_id or target == node.id:
            yield "feeds", f"{target!r} is no other node", "name the id of another node"
    if not (node.ipc or node.kw_zh or node.kw_en):
        yield "id", "has neither classes nor keywords", "give it ipc or kw_zh"
