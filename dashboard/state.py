"""Where the reader stands: all of it is in the address, so that every view is a link.

`node?node=IV-01&region=320500&lang=en` opens the page `node` in English for that region.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, cast, get_args
from urllib.parse import urlencode

from patnav.dashboard.i18n import LANGUAGES, Lang

__all__ = [
    "EVERYWHERE", "KINDS", "PAGES", "PARTS", "VIEWS", "Kind", "PageName", "Part", "State",
    "TermView", "read_state",
]  # fmt: skip

PageName = Literal[
    "chain", "node", "lists", "matrix", "card", "organisations", "labels", "terms", "cypher", "data"
]  # fmt: skip
PAGES: tuple[PageName, ...] = get_args(PageName)
Kind = Literal["enterprise", "technology", "product", "talent"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Part = Literal["rejections", "damages", "conflicts", "unread", "changes"]
PARTS: tuple[Part, ...] = get_args(Part)
TermView = Literal["pairs", "concepts"]
EVERYWHERE = "*"  # the place of a list that is about all regions
VIEWS: tuple[TermView, ...] = get_args(TermView)


@dataclass(frozen=True, slots=True)
class State:
    """The parameters of the address.

    An empty `region` (of maps) is the home region, an empty `place` (of lists) that
    region where one is named, `*` all of them, an
    empty `node` the whole chain, an empty `file` all of them; `entry` is the one of a list
    whose patents are shown. `asked` are words looked for,
    `organisation` and `other` a pair of organisations to decide about, `term` and `other` one of
    terms; `label` the address of a label or patent to judge, `dimension` and `places` the labels in
    the queue: of which dimension, given or missing (empty = all). Of the terms `view` shows the
    pairs of one `relation` (empty = all) or the concepts of one dimension.
    """

    lang: Lang = "zh"
    region: str = ""
    node: str = ""
    kind: Kind = "enterprise"
    patent: str = ""
    means: str = ""
    effect: str = ""
    place: str = ""
    entry: str = ""
    part: Part = "rejections"
    file: str = ""
    asked: str = ""
    organisation: str = ""
    other: str = ""
    label: str = ""
    dimension: str = ""
    places: str = ""
    term: str = ""
    view: TermView = "pairs"
    relation: str = ""

    def params(self, **changes: str) -> dict[str, str]:
        """Return the parameters that differ from their default, after `changes`."""
        changed = replace(self, **changes)  # type: ignore[arg-type]
        return {
            field.name: value
            for field in fields(changed)
            if (value := getattr(changed, field.name)) != field.default
        }

    def href(self, page: PageName, **changes: str) -> str:
        """Address of `page` relative to the dashboard, keeping language and region only.

        What a page does not need is not carried along: name it in `changes`.
        """
        kept = State(lang=self.lang, region=self.region).params(**changes)
        path = "./" if page == "chain" else page
        return f"{path}?{urlencode(kept)}" if kept else path


def read_state(params: Mapping[str, str]) -> State:
    """Read the parameters of an address; what is not allowed falls back to its default."""
    known = {field.name: params[field.name] for field in fields(State) if field.name in params}
    if known.get("lang") not in LANGUAGES:
        known.pop("lang", None)
    if known.get("kind") not in KINDS:
        known.pop("kind", None)
    if known.get("part") not in PARTS:
        known.pop("part", None)
    if known.get("view") not in VIEWS:
        known.pop("view", None)
    return State(**cast("dict[str, Any]", known))
