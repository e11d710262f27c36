"""The chain tree (产业链技术分解表): nodes with classes, keywords and who feeds whom.

A tree is a YAML file; `data/chains/` ships eight. `feeds` edges run from upstream to downstream and
may close a loop (recycling). Every field of the file is explained in docs/chains.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from patnav.chain_faults import Problem, explain, line_of
from patnav.data import resource
from patnav.errors import ChainError
from patnav.own_yaml import read_own_yaml

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
_NAME, _NAME_REMEDY = re.compile(r"[a-z0-9_]+"), "use small letters, digits and _"
_SYMBOL = re.compile(r"[A-HY]\d\d[A-Z](\d{1,4}/\d{2,6})?")
_PREFIX = re.compile(r"[A-HY](\d\d([A-Z](\d{1,4}/\d{2,6})?)?)?")


def _written_like(
    pattern: re.Pattern[str], form: str, remedy: str = "correct it"
) -> AfterValidator:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError(f"{value!r} is not written like {form}", remedy)
        return value

    return AfterValidator(check)


def _not_blank(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty", "fill it in")
    return value


def _tight(value: str) -> str:
    if not value.strip() or value != value.strip():
        raise ValueError("an empty word, or one with blanks around it", "take the blanks away")
    return value


Text = Annotated[str, AfterValidator(_not_blank)]
Words = tuple[Annotated[str, AfterValidator(_tight)], ...]
Symbols = tuple[Annotated[str, _written_like(_SYMBOL, "H01M10/0562, H01M")], ...]
Classes = tuple[Annotated[str, _written_like(_PREFIX, "F02, F02D, F02D41/00")], ...]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Name(_Part):
    """A name in two languages."""

    zh: Text
    en: Text


class EffectClass(_Part):
    """Words of a class of effects of this chain (续航), or more words of a shipped class."""

    zh: Words = ()
    en: Words = ()


class ChainNode(_Part):
    """One node (环节) of the chain: the atom of indexing."""

    id: Text
    group: str
    stage: Stage
    name_zh: Text
    name_en: Text
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

    chain: Annotated[str, _written_like(_NAME, "new_energy_2", _NAME_REMEDY)]
    name_zh: Text
    name_en: Text
    version: str
    gb4754_hint: tuple[str, ...] = ()
    scope_zh: Words = ()  # words that say a text is in this chain at all
    scope_en: Words = ()
    weak: Words = ()  # keywords of nodes that say too little to be evidence
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
        raise problems[0].error(path, len(problems) - 1)
    return tree


def read_chain(path: Path) -> tuple[ChainTree | None, list[Problem], Mapping[str, int]]:
    """Read a chain file: the tree (None when it has no valid form), all problems, field → line.

    Fields are written `nodes.3.ipc.0`, counted from 0. A file that is no YAML gives one problem.
    """
    values, root, fault = read_own_yaml(path)
    if fault:
        return None, [Problem(fault.line, "file", fault.what, fault.remedy)], {}
    places = list(_places(root, "", set())) if root else []
    lines = dict(places)
    problems = list(_doubles(places))
    try:
        tree = ChainTree.model_validate(values)
    except ValidationError as error:
        return None, problems + [explain(item, lines) for item in error.errors()], lines
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


def _misfits(tree: ChainTree, lines: Mapping[str, int]) -> Iterator[Problem]:
    """Yield what no single field shows: double ids, unknown groups and targets, unused groups."""
    seen: set[str] = set()
    for number, node in enumerate(tree.nodes):
        for field, what, remedy in _node_misfits(tree, node, seen):
            at = f"nodes.{number}.{field}"
            yield Problem(line_of(at, lines), f"{at} ({node.id})", what, remedy)
        seen.add(node.id)
    for group in tree.groups:
        if all(node.group != group for node in tree.nodes):
            at = f"groups.{group}"
            yield Problem(line_of(at, lines), at, "no node is in this group", "drop it or use it")


def _node_misfits(
    tree: ChainTree, node: ChainNode, seen: set[str]
) -> Iterator[tuple[str, str, str]]:
    if node.id in seen:
        yield "id", f"{node.id!r} stands twice", "give each node its own"
    if node.group not in tree.groups:
        yield "group", f"unknown group {node.group!r}", f"use one of {', '.join(tree.groups)}"
    for target in node.feeds:
        if target not in tree.by_id or target == node.id:
            yield "feeds", f"{target!r} is no other node", "name the id of another node"
    if not (node.ipc or node.kw_zh or node.kw_en):
        yield "id", "has neither classes nor keywords", "give it ipc or kw_zh"
