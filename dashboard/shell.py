"""The frame of every page: sidebar, headings, charts, downloads, links within the session."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import streamlit as st

from patnav.analysis import csv_text
from patnav.analysis import heading as heading_of
from patnav.dashboard.controls import choose_language, choose_region, state, words
from patnav.dashboard.html import Markup, note
from patnav.dashboard.state import PAGES, State
from patnav.snapshot import Snapshot

__all__ = [
    "draw",
    "draw_chart",
    "follow_links",
    "go",
    "heading",
    "offer_csv",
    "offer_files",
    "pages",
    "section",
    "sidebar",
]

HERE = Path(__file__).parent
OF_REGION = ("", "chain", "node")  # paths of the pages that are about one region


def pages() -> list[st.Page]:
    """All pages, titled in the reader's language; the first is the one without a path."""
    say = words()
    return [
        st.Page(
            HERE / "views" / f"{name}.py",
            title=say(f"page.{name}"),
            url_path=name,
            default=name == PAGES[0],
        )
        for name in PAGES
    ]


def go(page: str, params: Mapping[str, str]) -> None:
    """Move to another page within the session."""
    st.switch_page(f"views/{page}.py", query_params=dict(params))


def draw(*parts: Markup) -> None:
    """Draw markup made by `patnav.dashboard.html`."""
    markup = "".join(parts)
    if markup:
        st.html(markup)


def heading(title: str, lead: str = "") -> None:
    """Draw the title of a page and a sentence that says how to read it."""
    draw(note(title, "title"), *([note(lead)] if lead else []))


def section(title: str, lead: str = "") -> None:
    """Draw the title of a part of a page and a sentence that says how to read it."""
    draw(note(title, "head"), *([note(lead)] if lead else []))


def draw_chart(option: dict[str, Any], height: int, key: str, alt: str) -> list[int]:
    """Draw an ECharts option; return the indices of what was clicked in its selectable series."""
    if not any("selectedMode" in series for series in option["series"]):
        st.echarts_chart(option, height=height, key=key, theme=None, alt=alt)
        return []
    picked = st.echarts_chart(
        option, height=height, key=key, theme=None, alt=alt, on_select="rerun"
    )
    return [at for group in picked["selection"]["selected"] for at in group["data_indices"]]


def offer_csv(frame: pd.DataFrame, name: str, *, named: bool = False) -> None:
    """Offer the numbers behind a figure as CSV that Excel opens with Chinese intact.

    Columns are headed in the reader's language, unless the reader has `named` them.
    """
    say = words()
    heads = [column if named else heading_of(column, say.lang) for column in frame.columns]
    data = csv_text(frame, heads).encode("utf-8-sig")
    st.download_button(say("app.csv"), data, f"{name}.csv", "text/csv", key=f"csv {name}")


def offer_files(name: str, write: Callable[[Path], None]) -> None:
    """Offer what `write` puts into a file, as XLSX and as CSV; made when it is asked for."""

    def made(ending: str) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{name}.{ending}"
            write(path)
            return path.read_bytes()

    with st.container(horizontal=True):
        for ending in ("xlsx", "csv"):
            label, file = words()(f"app.{ending}"), f"{name}.{ending}"
            st.download_button(label, partial(made, ending), file, key=f"{ending} {name}")


def follow_links() -> None:
    """Let links in tables move within the session, and headings sort their table."""
    script = (HERE / "links.js").read_text(encoding="utf-8")
    follow = st.components.v2.component("patnav_links", js=script, isolate_styles=False)
    address = follow(key="links", on_address_change=lambda: None).get("address")
    if address:
        parts = urlsplit(str(address))
        page = parts.path.strip("./") or PAGES[0]
        if page in PAGES:
            go(page, dict(parse_qsl(parts.query)))


def sidebar(snapshot: Snapshot, page: str) -> None:
    """Draw the project, the pages, language and, where a page is about one, the region."""
    at, say = state(), words()
    settings, tree = snapshot.project.settings, snapshot.project.chain
    chain = say.name({"name_zh": tree.name_zh, "name_en": tree.name_en})
    with st.sidebar:
        draw(note(settings.name, "brand"), note(chain))
        params = State(lang=at.lang, region=at.region, node=at.node).params()
        for name in PAGES:
            st.page_link(f"views/{name}.py", label=say(f"page.{name}"), query_params=params)
        choose_language()
        if page in OF_REGION:
            choose_region(snapshot)
        cutoff = settings.cutoff.isoformat()
        draw(note(say("app.snapshot", id=snapshot.id[:8], cutoff=cutoff)))
