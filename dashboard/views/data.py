"""Where the numbers come from: files and sums, rejected rows, quality of the cut, settings."""

from __future__ import annotations

import streamlit as st

from patnav import analysis
from patnav.analysis.scope import saved_report
from patnav.dashboard import html, shell, tables
from patnav.dashboard.controls import choose_file, choose_part, choose_words, state, words
from patnav.dashboard.i18n import Words
from patnav.dashboard.source import ask, node_names, region_names, rows_of, snapshot
from patnav.snapshot import Snapshot, built_before

SHOWN = 200


def page() -> None:
    """Draw the page."""
    at, say, current = state(), words(), snapshot()
    settings = current.project.settings
    shell.heading(say("page.data"), say("app.snapshot", id=current.id, cutoff=settings.cutoff))
    shell.draw(tables.cutoff_warning(ask(analysis.late_cutoff, current), say))
    sources = ask(analysis.source_sums, current)
    count = {name: int(sources[name].sum()) for name in ("rows", "publications", *analysis.FAULTS)}
    shell.section(say("data.sources"), say("data.sums", **count))
    shell.draw(tables.source_table(rows_of(sources), at, say))
    if (part := choose_part(count)) == "changes":
        _changes(current, say)
    else:
        _faults(current, part, dict(zip(sources["file"], sources["name"], strict=True)), say)
    _quality(current, say)
    left, right = st.columns(2, gap="large")
    with left:
        shell.section(say("data.settings"))
        shell.draw(html.facts(tables.settings_facts(settings, region_names(current, say), say)))
    with right:
        shell.section(say("data.tables"))
        shell.draw(tables.manifest_table(current.manifest, say))


def _faults(current: Snapshot, part: analysis.Fault, names: dict[str, str], say: Words) -> None:
    """What could not be read or is contradicted, of one file or all, with the words asked for."""
    if part == "unread":
        shell.draw(*tables.unread_sums(rows_of(ask(analysis.unread_sums, current)), state(), say))
    with st.container(horizontal=True):
        file, asked = choose_file(names), choose_words(say("data.find"))
    found = ask(analysis.faults, current, part, file, asked)
    rows = rows_of(found.head(SHOWN))
    shell.draw(tables.plain_table(rows, state(), say, say(f"data.{part}")))
    shell.draw(tables.shown(len(rows), len(found), say))
    day, title = current.project.settings.cutoff, say(f"data.{part}")
    shell.offer_files(part, lambda path: analysis.write_rows(found, path, title, say.lang, day))


def _changes(current: Snapshot, say: Words) -> None:
    """What is different from the snapshot that was built before."""
    before = built_before(current)
    if before is None:
        shell.draw(html.note(say("data.no_other")))
        return
    with st.spinner(say("app.working")):
        changes = ask(analysis.compare_snapshots, before, current)
    lines = [f"{before.id} → {current.id}", *analysis.change_lines(changes, say.lang)]
    shell.draw(*map(html.note, lines))
    told = analysis.change_table(changes, say.lang)
    shell.draw(tables.plain_table(told, state(), say, say("data.changes")))
    day = current.project.settings.cutoff
    shell.offer_files("changes", lambda path: analysis.write_changes(changes, path, say.lang, day))


def _quality(current: Snapshot, say: Words) -> None:
    """Precision and recall of the cut, when somebody has reviewed it."""
    shell.section(say("data.quality"), say("data.quality_about"))
    report = saved_report(current)
    none = html.note(say("data.no_review"))
    shell.draw(tables.quality_table(report, node_names(current, say), say) if report else none)


page()
