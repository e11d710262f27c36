"""Controls whose choice stands in the address: language, region, node, kind of list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar, get_args

import streamlit as st

from patnav import analysis
from patnav.dashboard.html import note
from patnav.dashboard.i18n import LANGUAGES, Words
from patnav.dashboard.source import ask, nodes, region_name
from patnav.dashboard.state import EVERYWHERE, PARTS, VIEWS, Kind, Part, State, TermView, read_state
from patnav.snapshot import Snapshot

__all__ = [
    "choose_file",
    "choose_kind",
    "choose_language",
    "choose_node",
    "choose_one",
    "choose_part",
    "choose_patent",
    "choose_place",
    "choose_region",
    "choose_view",
    "choose_words",
    "state",
    "words",
]

_Code = TypeVar("_Code", bound=str)
TONGUES = {"zh": "中文", "en": "English"}
_DEPENDENT = {
    "node": ("means", "effect", "entry"),
    "kind": ("entry",),
    "place": ("entry",),
    "patent": ("means", "effect"),
    "view": ("term", "other"),
    "relation": ("term", "other"),
    "dimension": ("term", "other"),
}


def state() -> State:
    """Where the reader stands, from the address."""
    return read_state(st.query_params)


def words() -> Words:
    """The words in the reader's language."""
    return Words(state().lang)


def choose_language() -> None:
    """Switch between Chinese and English."""
    st.session_state["lang"] = state().lang
    st.segmented_control(
        words()("app.language"),
        LANGUAGES,
        format_func=TONGUES.__getitem__,
        key="lang",
        required=True,
        on_change=_to_address,
        args=("lang",),
    )


def choose_region(snapshot: Snapshot) -> None:
    """Choose the region that maps and lists are about; the home region stands first."""
    at, say, home = state(), words(), snapshot.project.settings.home_region
    found = ask(analysis.regions, snapshot)["region"]
    codes = list(dict.fromkeys([home, *found, *([at.region] if at.region else [])]))
    names = {code: region_name(snapshot, code, say) for code in codes}
    names[home] = say("app.home", name=names[home])
    _select("region", say("app.region"), codes, names, at.region or home)


def choose_place(snapshot: Snapshot) -> str:
    """Choose where the applicants of a list are, by default in the region of the maps.

    Return its code, empty for everywhere.
    """
    at, say = state(), words()
    codes = [EVERYWHERE, *ask(analysis.regions, snapshot)["region"]]
    names = {code: region_name(snapshot, code, say) for code in codes}
    names[EVERYWHERE] = say("lists.everywhere")
    asked = at.place or at.region or EVERYWHERE
    chosen = asked if asked in codes else EVERYWHERE
    _select("place", say("lists.where"), codes, names, chosen)
    if chosen != asked:
        _say_unknown(say("lists.no_place", value=asked, shown=names[chosen]))
    return "" if chosen == EVERYWHERE else chosen


def choose_node(snapshot: Snapshot, whole: bool = False) -> str:
    """Choose a node, or the whole chain (empty) where `whole`; return its key."""
    at, say, known = state(), words(), nodes(snapshot)
    names = {key: f"{key} {say.name(row)}" for key, row in known.items()}
    options = ["", *names] if whole else list(names)
    chosen = at.node if at.node in options else options[0]
    names = {"": say("node.whole")} | names
    _select("node", say("node.choose"), options, names, chosen)
    if at.node not in ("", chosen):
        _say_unknown(say("node.no_such", value=at.node, shown=names[chosen]))
    return chosen


def _say_unknown(told: str) -> None:
    """Say that the address names what is not there, and what is shown instead."""
    st.html(note(told, "error"))


def choose_kind() -> Kind:
    """Choose one of the four key lists."""
    at, say = state(), words()
    _segments("kind", say("lists.kind"), {kind: say.value(kind) for kind in get_args(Kind)})
    return at.kind


def choose_part(counts: Mapping[str, int]) -> Part:
    """Choose one of the lists of the data page; `counts` says how long they are."""
    at, say = state(), words()
    names = {part: f"{say(f'data.{part}')} {counts.get(part, '')}".rstrip() for part in PARTS}
    _segments("part", say("data.part"), names)
    return at.part


def choose_view() -> TermView:
    """Choose what the page of the terms lists."""
    at, say = state(), words()
    _segments("view", say("term.view"), {view: say(f"term.{view}") for view in VIEWS})
    return at.view


def choose_one(name: str, label: str, names: Mapping[_Code, str]) -> _Code:
    """Choose one of `names` (code to word), by default the first; return its code."""
    said = getattr(state(), name)
    chosen = next((code for code in names if code == said), next(iter(names)))
    _select(name, label, list(names), {str(code): word for code, word in names.items()}, chosen)
    return chosen


def choose_file(names: Mapping[str, str]) -> str:
    """Choose one source or all (empty); `names` by hash. Returns the hash."""
    at, say = state(), words()
    chosen = at.file if at.file in names else ""
    shown = {"": say("data.all_files")} | dict(names)
    _select("file", say("data.file"), list(shown), shown, chosen)
    return chosen


def choose_words(label: str) -> str:
    """Ask for words to look for; return them."""
    st.session_state["asked"] = state().asked
    st.text_input(label, key="asked", on_change=_to_address, args=("asked",))
    return state().asked


def _segments(name: str, label: str, names: Mapping[_Code, str]) -> None:
    st.session_state[name] = getattr(state(), name)
    st.segmented_control(
        label,
        list(names),
        format_func=names.__getitem__,
        key=name,
        required=True,
        on_change=_to_address,
        args=(name,),
    )


def _select(
    name: str, label: str, options: Sequence[str], names: dict[str, str], chosen: str
) -> None:
    st.session_state[name] = chosen
    st.selectbox(
        label,
        options,
        format_func=lambda code: names.get(code, code),
        key=name,
        on_change=_to_address,
        args=(name,),
    )


def _to_address(name: str) -> None:
    """Put a choice into the address; what belonged to the former choice leaves it."""
    st.query_params[name] = st.session_state[name].strip()
    for dependent in _DEPENDENT.get(name, ()):
        st.query_params.pop(dependent, None)


def choose_patent() -> None:
    """Ask for a patent by application or publication number."""
    st.session_state["patent"] = state().patent
    st.text_input(words()("card.choose"), key="patent", on_change=_to_address, args=("patent",))
