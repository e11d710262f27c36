"""Controls whose choice stands in the address: language, region, node, kind of list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

import streamlit as st

from patnav import analysis
from patnav.dashboard.i18n import LANGUAGES, Words
from patnav.dashboard.source import ask, nodes, region_name
from patnav.dashboard.state import PARTS, Kind, Part, State, read_state
from patnav.snapshot import Snapshot

__all__ = [
    "choose_file",
    "choose_kind",
    "choose_language",
    "choose_node",
    "choose_part",
    "choose_patent",
    "choose_place",
    "choose_region",
    "choose_words",
    "state",
    "words",
]

TONGUES = {"zh": "中文", "en": "English"}


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
    """Choose where the applicants of a list are, or everywhere (empty); return its code."""
    at, say = state(), words()
    codes = ["", *ask(analysis.regions, snapshot)["region"]]
    names = {code: region_name(snapshot, code, say) for code in codes[1:]}
    chosen = at.place if at.place in codes else ""
    _select("place", say("lists.where"), codes, {"": say("lists.everywhere")} | names, chosen)
    return chosen


def choose_node(snapshot: Snapshot, whole: bool = False) -> str:
    """Choose a node, or the whole chain (empty) where `whole`; return its key."""
    at, say, known = state(), words(), nodes(snapshot)
    names = {key: f"{key} {say.name(row)}" for key, row in known.items()}
    options = ["", *names] if whole else list(names)
    chosen = at.node if at.node in options else options[0]
    _select("node", say("node.choose"), options, {"": say("node.whole")} | names, chosen)
    return chosen


def choose_kind() -> Kind:
    """Choose one of the four key lists."""
    at, say = state(), words()
    st.session_state["kind"] = at.kind
    st.segmented_control(
        say("lists.kind"),
        get_args(Kind),
        format_func=say.value,
        key="kind",
        required=True,
        on_change=_to_address,
        args=("kind",),
    )
    return at.kind


def choose_part(counts: Mapping[str, int]) -> Part:
    """Choose one of the lists of the data page; `counts` says how long they are."""
    at, say = state(), words()
    st.session_state["part"] = at.part
    st.segmented_control(
        say("data.part"),
        PARTS,
        format_func=lambda part: f"{say(f'data.{part}')} {counts.get(part, '')}".rstrip(),
        key="part",
        required=True,
        on_change=_to_address,
        args=("part",),
    )
    return at.part


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
    if name in {"node", "patent"}:
        for dependent in ("means", "effect"):
            st.query_params.pop(dependent, None)


def choose_patent() -> None:
    """Ask for a patent by application or publication number."""
    st.session_state["patent"] = state().patent
    st.text_input(words()("card.choose"), key="patent", on_change=_to_address, args=("patent",))
