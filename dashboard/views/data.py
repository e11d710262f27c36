"""Where the numbers come from: files and sums, rejected rows, quality of the cut, settings."""

from __future__ import annotations

import streamlit as st

from patnav.analysis.scope import saved_report
from patnav.dashboard import html, shell, tables
from patnav.dashboard.controls import words
from patnav.dashboard.i18n import Words
from patnav.dashboard.source import ask, frame, node_names, region_names, rows_of, snapshot
from patnav.snapshot import Snapshot

SHOWN = 200


def page() -> None:
    """Draw the page."""
    say, current = words(), snapshot()
    settings = current.project.settings
    shell.heading(say("page.data"), say("app.snapshot", id=current.id, cutoff=settings.cutoff))
    sources = ask(frame, current, "sources")
    sums = {name: int(sources[name].sum()) for name in ("rows", "publications", "rejections")}
    shell.section(say("data.sources"), say("data.sums", **sums))
    shell.draw(tables.source_table(rows_of(sources), say))
    shell.offer_csv(sources, "sources")
    for name in ("rejections", "damages", "conflicts"):
        found = tables.with_file_names(ask(frame, current, name), sources)
        rows = rows_of(found)
        shell.section(say(f"data.{name}"))
        shell.draw(tables.plain_table(rows[:SHOWN], say, say(f"data.{name}")))
        shell.draw(tables.shown(min(SHOWN, len(rows)), len(rows), say))
        shell.offer_csv(found, name)
    _quality(current, say)
    left, right = st.columns(2, gap="large")
    with left:
        shell.section(say("data.settings"))
        shell.draw(html.facts(tables.settings_facts(settings, region_names(current, say), say)))
    with right:
        shell.section(say("data.tables"))
        shell.draw(tables.manifest_table(current.manifest, say))


def _quality(current: Snapshot, say: Words) -> None:
    """Precision and recall of the cut, when somebody has reviewed it."""
    shell.section(say("data.quality"), say("data.quality_about"))
    report = saved_report(current)
    if report is None:
        shell.draw(html.note(say("data.no_review")))
        return
    shell.draw(tables.quality_table(report, node_names(current, say), say))


page()
