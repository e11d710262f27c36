"""Cypher console: named queries and one's own, read-only, with a row and a time limit."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from patnav.dashboard import html, shell, tables
from patnav.dashboard.controls import state, words
from patnav.dashboard.dictionary import draw_dictionary
from patnav.dashboard.source import graph, nodes, snapshot
from patnav.dashboard.state import State
from patnav.error_words import refusal
from patnav.errors import PatnavError, QueryError
from patnav.graph.answers import flat_frame
from patnav.graph.named import NamedQuery, load_query, query_names
from patnav.graph.store import Answer

ROWS, SECONDS = 1000, 10.0
DEFAULT = """MATCH (n:ChainNode)
RETURN n.id AS node, n.title AS title, n.stage AS stage
ORDER BY node"""


def page() -> None:
    """Draw the page."""
    at, say = state(), words()
    shell.heading(say("page.cypher"), say("cypher.lead", limit=ROWS, seconds=int(SECONDS)))
    queries = {name: load_query(name) for name in query_names()}
    titles = {"": say("cypher.own")} | {key: getattr(one, at.lang) for key, one in queries.items()}
    name = st.selectbox(say("cypher.named"), list(titles), format_func=titles.__getitem__)
    query = queries.get(name)
    with st.form("cypher"):
        text = st.text_area(
            say("cypher.text"), query.cypher if query else DEFAULT, height=180, key=f"text {name}"
        )
        params = st.text_input(say("cypher.params"), _defaults(query, at), key=f"params {name}")
        asked = st.form_submit_button(say("cypher.run"), type="primary")
    draw_dictionary(say)
    if asked:
        try:
            with st.spinner(say("app.working")):  # the first query starts the engine
                view, values = graph(snapshot()), _parameters(params)
                answer = view.run(text, values, limit=ROWS, timeout=SECONDS)
            _show(answer)
        except PatnavError as error:
            shell.draw(html.note(say("cypher.refused", why=refusal(error, say.lang)), "error"))


def _defaults(query: NamedQuery | None, at: State) -> str:
    """Parameters of a named query as JSON; a node is the one the reader looks at, or the first."""
    if query is None:
        return "{}"
    node = at.node or next(iter(nodes(snapshot())))
    values = {name: default or "" for name, (default, _) in query.parameters.items()}
    return json.dumps(values | ({"node": node} if "node" in values else {}), ensure_ascii=False)


def _show(answer: Answer) -> None:
    say = words()
    count = say("cypher.rows", count=len(answer.rows))
    shell.draw(html.note(f"{count} {say('cypher.cut')}" if answer.truncated else count))
    shell.draw(tables.answer_table(answer.columns, answer.rows, say))
    shell.offer_csv(flat_frame(answer), "cypher", named=True)


def _parameters(text: str) -> dict[str, Any]:
    try:
        values = json.loads(text or "{}")
    except json.JSONDecodeError:
        values = None
    if not isinstance(values, dict):
        raise QueryError(words()("cypher.bad_params"), remedy='{"node": "…"}')
    return values


page()
