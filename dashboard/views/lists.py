"""The key lists: enterprises, technologies, products, talents, with rank interval and evidence."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from patnav import analysis
from patnav.dashboard import html, list_parts, shell, tables
from patnav.dashboard.controls import choose_kind, choose_node, choose_place, state, words
from patnav.dashboard.i18n import Words
from patnav.dashboard.source import ask, node_names, region_names, rows_of, snapshot
from patnav.snapshot import Snapshot

SHOWN = 100


def page() -> None:
    """Draw the page."""
    at, say, current = state(), words(), snapshot()
    shell.heading(say("page.lists"), list_parts.intro(current, at.kind, say))
    left, middle, right = st.columns([3, 2, 2])
    with left:
        kind = choose_kind()
    with middle:
        node = choose_node(current, whole=True)
    with right:
        place = choose_place(current)
    frame = ask(analysis.key_list, current, kind, node, place)
    rows = rows_of(frame)
    names = tables.Names(node_names(current, say), region_names(current, say))
    if not rows:
        shell.draw(html.note(list_parts.why_none(current, kind, say)))
        return
    shell.draw(tables.key_table(kind, rows[:SHOWN], at, names, say))
    shell.draw(tables.shown(min(SHOWN, len(rows)), len(rows), say))
    request = analysis.ListRequest(kind, node, place)
    with st.container(horizontal=True):
        st.download_button(
            say("app.xlsx"), lambda: _workbook(current, request, say), f"{kind}.xlsx", key="xlsx"
        )
        shell.offer_csv(frame, f"list-{kind}")
    if at.entry:
        list_parts.draw_entry(current, request, at, say)


def _workbook(current: Snapshot, request: analysis.ListRequest, say: Words) -> bytes:
    """Make the workbook when it is asked for."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        analysis.write_workbook(current, request, path, say.lang)
        return path.read_bytes()


page()
