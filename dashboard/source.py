"""What the pages show: answers of the analysis, kept per snapshot and shared by all readers.

The project folder comes from the environment variable `PATNAV_PROJECT` (set by `patnav dashboard`),
else from the working folder. A new build is seen on the next click.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import pandas as pd
import streamlit as st

import patnav
from patnav import analysis
from patnav.dashboard.i18n import Words
from patnav.dashboard.server import PROJECT
from patnav.graph import open_view
from patnav.graph.store import View
from patnav.snapshot import Snapshot

__all__ = [
    "ask",
    "frame",
    "graph",
    "node_names",
    "nodes",
    "region_name",
    "region_names",
    "rows_of",
    "snapshot",
]

Rows = list[dict[str, Any]]
_P = ParamSpec("_P")
_T = TypeVar("_T")


def snapshot() -> Snapshot:
    """Open the current snapshot; raises ProjectError without a project or a build."""
    current = patnav.open(os.environ.get(PROJECT, "."))
    return _shared(current, str(current.folder))


@st.cache_resource(show_spinner=False, max_entries=4)
def _shared(_snapshot: Snapshot, folder: str) -> Snapshot:
    """Keep one object per snapshot; the collector need not look at what was loaded so far."""
    del folder
    gc.collect()
    gc.freeze()
    return _snapshot


def ask(
    function: Callable[Concatenate[Snapshot, _P], _T],
    snapshot: Snapshot,
    *args: _P.args,
    **kwargs: _P.kwargs,
) -> _T:
    """Call an analysis function once per snapshot and arguments; readers share the answer."""
    name = f"{function.__module__}.{function.__qualname__}"
    key = (name, str(snapshot.folder), *map(repr, args), *map(repr, sorted(kwargs.items())))
    return cast("_T", _answer(lambda: function(snapshot, *args, **kwargs), key))


@st.cache_data(show_spinner=False, max_entries=512)
def _answer(_call: Callable[[], Any], key: tuple[str, ...]) -> Any:  # noqa: ANN401 -- what was asked
    del key
    return _call()


def rows_of(frame: pd.DataFrame) -> Rows:
    """Rows of a frame as plain mappings, None where there is nothing."""
    plain = frame.astype(object).where(frame.notna(), None)
    return cast("Rows", plain.to_dict("records"))


def nodes(snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    """Rows of the table `nodes` by their key, in chain order."""
    return {row["node"]: row for row in rows_of(ask(frame, snapshot, "nodes"))}


def node_names(snapshot: Snapshot, words: Words) -> dict[str, str]:
    """Names of the nodes by their key."""
    return {key: words.name(row) for key, row in nodes(snapshot).items()}


def region_names(snapshot: Snapshot, words: Words) -> dict[str, str]:
    """Names of the places by their code."""
    return {code: words.name(row) for code, row in ask(_places, snapshot).items()}


def region_name(snapshot: Snapshot, region: str, words: Words) -> str:
    """Name of a place; a code without a name stands for itself."""
    return words.name(ask(_places, snapshot).get(region, {})) or region


def _places(snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    named = {row["place"]: row for row in rows_of(snapshot.frame("places"))}
    return named | {row["region"]: row for row in rows_of(analysis.regions(snapshot))}


def frame(snapshot: Snapshot, name: str) -> pd.DataFrame:
    """A table of the snapshot; to be asked for through `ask`."""
    return snapshot.frame(name)


def _close(view: View) -> None:
    view.close()


@st.cache_resource(show_spinner=False, max_entries=2, on_release=_close)
def _view(_snapshot: Snapshot, folder: str) -> View:
    del folder
    return open_view(_snapshot)


def graph(snapshot: Snapshot) -> View:
    """The embedded graph of the snapshot, opened once."""
    return _view(snapshot, str(snapshot.folder))
