"""The chain tree (产业链技术分解表): nodes with classes, keywords and who feeds whom.

A tree is a YAML file; `data/chains/` ships eight. `feeds` edges run from upstream to downstream and
may close a loop (recycling). Field names of the file are documented in docs/chains.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from patnav.data import resource
from patnav.errors import ChainError

__all__ = ["ChainNode", "ChainTree", "load_chain", "shipped_chains"]

Stage = Literal["upstream", "midstream", "downstream"]
Lines = Annotated[tuple[str, ...], Field(default=())]


class ChainNode(BaseModel):
    """One node (环节) of the chain: the atom of indexing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    group: str
    stage: Stage
    name_zh: str
    name_en: str
    ipc: Lines
    ipc_mode: Literal["alone", "and_kw"] = "and_kw"
    cpc_extra: Lines
    kw_zh: Lines
    kw_en: Lines
    not_zh: Lines
    not_en: Lines
    include: str = ""
    exclude: str = ""
    feeds: Lines


class ChainTree(BaseModel):
    """A whole chain: groups in order, nodes in order, edges between nodes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    chain: str
    name_zh: str
    name_en: str
    version: str
    gb4754_hint: Lines
    scope_zh: Lines  # words that say a text is in this chain at all
    scope_en: Lines
    groups: Mapping[str, str]
    nodes: tuple[ChainNode, ...]

    @cached_property
    def by_id(self) -> dict[str, ChainNode]:
        """Nodes by their id."""
        return {node.id: node for node in self.nodes}

    def group_name(self, group: str, lang: str) -> str:
        """Name of a group in `zh` or `en`; the file writes both as `中文 English`."""
        chinese, _, english = self.groups[group].partition(" ")
        return english or chinese if lang == "en" else chinese

    def neighbours(self, node: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the nodes that feed `node` and those it feeds."""
        return (
            tuple(other.id for other in self.nodes if node in other.feeds),
            self.by_id[node].feeds,
        )


def shipped_chains() -> tuple[str, ...]:
    """Names of the chains that come with patnav, sorted."""
    return tuple(sorted(path.stem for path in resource("chains").glob("*.yaml")))


def load_chain(name: str, folder: Path | None = None) -> ChainTree:
    """Load a shipped chain by name, or the user's own by path (relative to `folder`).

    Raises ChainError naming the file, the field and what is allowed.
    """
    path = _locate(name, folder)
    try:
        tree = ChainTree.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise ChainError(_explain(error), where=str(path), remedy="see docs/chains.md") from error
    _check(tree, path)
    return tree


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


def _explain(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors()[0]
    at = ".".join(map(str, first["loc"]))
    return f"{at}: {first['msg']} (value {first['input']!r})"


def _check(tree: ChainTree, path: Path) -> None:
    ids = [node.id for node in tree.nodes]
    for node in tree.nodes:
        where = f"{path}, node {node.id}"
        if ids.count(node.id) > 1:
            raise ChainError("the id stands twice", where=where, remedy="give each node its own")
        if node.group not in tree.groups:
            allowed = ", ".join(tree.groups)
            raise ChainError(f"unknown group {node.group!r}", where=where, remedy=f"use {allowed}")
        for target in node.feeds:
            if target not in ids or target == node.id:
                raise ChainError(
                    f"feeds {target!r}, which is no other node",
                    where=where,
                    remedy="name the id of another node",
                )
