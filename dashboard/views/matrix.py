"""Technique x effect matrix: a click on a cell shows its patents with both sentences."""

from __future__ import annotations

import streamlit as st

from patnav import analysis
from patnav.dashboard import shell, tables
from patnav.dashboard.charts import matrix_chart, matrix_head, picked_cell
from patnav.dashboard.controls import choose_node, state, words
from patnav.dashboard.source import ask, rows_of, snapshot


def page() -> None:
    """Draw the page."""
    at, say, current = state(), words(), snapshot()
    title, choice = st.columns([3, 2], vertical_alignment="bottom")
    with choice:
        node = choose_node(current, whole=True)
    with title:
        shell.heading(say("page.matrix"), say("matrix.lead"))
    frame = ask(analysis.matrix, current, node)
    if frame.empty:
        st.info(say("matrix.none"))
        return
    cells = matrix_head(frame)
    option, height = matrix_chart(cells, say)
    alt = say("matrix.alt", count=len(cells))
    key = f"matrix {node} {at.means} {at.effect}"  # a new chart after each choice: none stays
    means, effect = picked_cell(cells, shell.draw_chart(option, height, key, alt))
    if means:
        shell.go("matrix", at.params(node=node, means=means, effect=effect))
    if at.means and at.effect:
        patents = ask(analysis.cell_patents, current, node, at.means, at.effect)
        names = {"means": at.means, "effect": say.value(at.effect)}
        shell.section(say("matrix.cell", count=len(patents), **names))
        shell.draw(tables.cell_table(rows_of(patents), at, say))
        shell.offer_csv(patents, "cell-patents")
    shell.section(say("matrix.table"), say("matrix.spot"))
    shell.draw(tables.matrix_table(cells, at, node, say))
    shell.offer_csv(frame, "matrix")


page()
