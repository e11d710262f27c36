"""Terms: what the texts call a technical means, which names are one concept, and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from patnav.analysis.vocabulary import find_concepts
from patnav.dashboard import html, review, shell, tables, term_parts, term_review
from patnav.dashboard.controls import choose_view, choose_words, state, words
from patnav.dashboard.i18n import Words
from patnav.dashboard.source import ask, snapshot
from patnav.dashboard.state import State
from patnav.ingest.terms.propose import Proposal
from patnav.ledger import Ledger
from patnav.snapshot import Snapshot
from patnav.term_book import write_queue

SHOWN = 100


def page() -> None:
    """Draw the page."""
    at, say, current = state(), words(), snapshot()
    ledger = Ledger(current.project.folder)
    shell.heading(say("page.terms"), say("term.lead"))
    review.answer(current, ledger)
    waiting = term_review.waiting(current, ledger)
    queue = [one for one in waiting if at.relation in ("", one.relation)]
    if at.view == "pairs" and not at.term and queue:
        at = replace(at, term=queue[0].term, other=queue[0].other)
    left, right = st.columns([3, 2], gap="large")
    with left:
        if choose_view() == "pairs":
            _queue(queue, at, say)
        else:
            _concepts(current, at, say)
    with right:
        term_review.draw_chosen(current, ledger, at, waiting)
        shell.section(say("party.decisions"))
        term_review.draw_decisions(ledger)


def _queue(waiting: Sequence[Proposal], at: State, say: Words) -> None:
    """The pairs that wait, the surest first."""
    term_review.choose_relation()
    if not waiting:
        shell.draw(html.note(say("term.none")))
        return
    shell.draw(html.note(say("term.queue_about", count=len(waiting))))
    shell.draw(term_parts.queue_table(waiting[:SHOWN], at, say))
    shell.draw(tables.shown(min(SHOWN, len(waiting)), len(waiting), say))
    shell.offer_files("terms", lambda path: write_queue(waiting, path))


def _concepts(current: Snapshot, at: State, say: Words) -> None:
    """The concepts of the last build with the words asked for, the most mentioned first."""
    left, right = st.columns([1, 2])
    with left:
        dimension = term_review.choose_dimension()
    with right:
        asked = choose_words(say("term.find"))
    rows = ask(find_concepts, current, dimension, asked)
    if not rows:
        shell.draw(html.note(say("app.empty" if asked else "term.no_concepts")))
        return
    shell.draw(term_parts.concept_table(rows[:SHOWN], dimension, at, say))
    shell.draw(tables.shown(min(SHOWN, len(rows)), len(rows), say))
    shell.offer_csv(pd.DataFrame(rows), f"terms-{dimension}")


page()
