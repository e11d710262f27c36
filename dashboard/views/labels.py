"""Label review: the queue, a label in its text with its decision, disputes, agreement."""

from __future__ import annotations

from typing import Any

import streamlit as st

from patnav import analysis
from patnav.analysis.review import asked
from patnav.dashboard import html, label_parts, label_review, review, shell
from patnav.dashboard.controls import state, words
from patnav.dashboard.source import ask, snapshot
from patnav.ledger import Ledger
from patnav.snapshot import Snapshot


def page() -> None:
    """Draw the page."""
    say, current = words(), snapshot()
    ledger = Ledger(current.project.folder)
    shell.heading(say("page.labels"), say("label.lead"))
    review.answer(current, ledger)
    names = [say(f"label.{name}") for name in ("queue", "disputes", "agreement")]
    disputed = label_review.disputed(current, ledger)
    settling = state().label in {row["subject"] for row in disputed}
    waiting, disputes, agreement = st.tabs(names, default=names[settling], key="label tabs")
    with waiting:
        queue(current, ledger, "" if settling else state().label)
    with disputes:
        settle(current, ledger, disputed, state().label if settling else "")
        label_review.draw_decisions(ledger)
    with agreement:
        label_review.draw_measures(current, ledger)


def nothing() -> html.Markup:
    """Say that there is nothing to show."""
    return html.note(words()("app.empty"))


def queue(current: Snapshot, ledger: Ledger, label: str) -> None:
    """Draw the queue beside the label that is judged, by default the first."""
    at, say = state(), words()
    left, right = st.columns([3, 2], gap="large")
    rows = label_review.waiting(current, ledger)
    chosen = next((row for row in rows if row["subject"] == label), None)
    other = asked(current, ledger.decisions(), label) if label and not chosen else None
    row = chosen or other or next(iter(rows), None)
    with left:
        label_review.choose_dimension()
        shell.draw(label_parts.queue_table(rows, at, say) if rows else nothing())
    with right:
        if row:
            judge(current, ledger, row, "judge")


def settle(current: Snapshot, ledger: Ledger, rows: list[dict[str, Any]], label: str) -> None:
    """Draw the disputes beside the one that was clicked, which is settled there."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        shell.draw(label_parts.dispute_table(rows, state(), words()) if rows else nothing())
    with right:
        if label:
            judge(current, ledger, asked(current, ledger.decisions(), label), "settle")


def judge(current: Snapshot, ledger: Ledger, row: dict[str, Any], form: str) -> None:
    """Draw a label in its text, and ask for a verdict on it."""
    say = words()
    card = ask(analysis.card, current, row["patent"])
    shell.section(say("label.chosen"))
    shell.draw(label_parts.judged_text(card, row, state(), say))
    label_review.ask_judgement(current, ledger, row, form)


page()
