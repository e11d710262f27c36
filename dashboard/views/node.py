"""One node in one region: its class and why, benchmark regions, years, owners, patents, cells."""

from __future__ import annotations

import streamlit as st

from patnav import analysis
from patnav.dashboard import html, shell, tables
from patnav.dashboard.charts import split_years, trend_chart
from patnav.dashboard.controls import choose_node, state, words
from patnav.dashboard.source import ask, region_name, rows_of, snapshot


def page() -> None:
    """Draw the page."""
    at, say, current = state(), words(), snapshot()
    title, choice = st.columns([3, 2], vertical_alignment="bottom")
    with choice:
        node = choose_node(current)
    detail = ask(analysis.node_detail, current, node, at.region)
    cell = rows_of(detail.cell.to_frame().T)[0]
    region = region_name(current, detail.region, say)
    with title:
        shell.heading(say("node.title", node=say.name(cell), region=region))
    shell.draw(html.chip(cell["node_class"], say), html.note(cell[f"reason_{at.lang}"], "lead"))
    whole = current.project.settings.weighting == "whole"
    shared = say("node.whole_counted" if whole else "node.fractional")
    shell.draw(tables.key_figures(cell, say), html.note(say("node.figures", shared=shared)))

    left, right = st.columns(2, gap="medium")
    with left:
        shell.section(say("node.trend"), say("node.incomplete"))
        here, everywhere = split_years(rows_of(detail.years), detail.region)
        shell.draw_chart(trend_chart(here, everywhere, say), 280, "trend", say("node.trend"))
        shell.offer_csv(detail.years, f"{node}-years")
    with right:
        shell.section(say("node.regions"), say("node.axis"))
        names = {code: region_name(current, code, say) for code in detail.benchmarks["region"]}
        others = [cell, *rows_of(detail.benchmarks)]
        shell.draw(tables.region_table(others, names | {detail.region: region}, say))
        shell.section(say("node.cells"))
        cells = rows_of(ask(analysis.matrix, current, node))
        shell.draw(tables.top_cells(cells, at, node, say))
        shell.draw(html.link(at.href("matrix", node=node), say("node.to_matrix")))

    shell.section(say("node.owners"), say("node.owners_about", shared=shared))
    shell.draw(tables.owner_table(rows_of(detail.organisations)[:10], say))
    shell.offer_csv(detail.organisations, f"{node}-owners")
    shell.section(say("node.patents"), say("node.patents_about"))
    patents = rows_of(detail.patents)
    shell.draw(tables.patent_table(patents[:50], at, say))
    shell.draw(tables.shown(min(50, len(patents)), len(patents), say))
    shell.offer_csv(detail.patents, f"{node}-patents")


page()
