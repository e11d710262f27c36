"""Label review: the queue, a label in its text with its decision, disputes, agreement."""

from __future__ import annotations

from typing import Any

import streamlit as st

from patnav import analysis
from patnav.dashboard import html, label_parts, label_review, review, shell
from patnav.dashboard.controls import state, words
from patnav.dashboard.source import ask, snapshot
from patnav.ingest.review import address_of
from patnav.ledger import Ledger
from patnav.snapshot import Snapshot


def page() -> None:
    """Draw the page."""
    say, current = words(), snapshot()
    ledger = Ledger(current.project.folder)
    shell.heading(say("page.labels"), say("label.lead"))
    review.answer(current, ledger)
    names = [say(f"label.{name}") for name in ("queue", "disputes", "agreement")]
    waiting, disputes, agreement = st.tabs(names)
    with waiting:
        queue(current, ledger)
    with disputes:
        rows = label_review.disputed(current, ledger)
        shell.draw(label_parts.dispute_table(rows, state(), say) if rows else nothing())
        label_review.draw_decisions(ledger)
    with agreement:
        measured(current, ledger)


def nothing() -> html.Markup:
    """Say that there is nothing to show."""
    return html.note(words()("app.empty"))


def queue(current: Snapshot, ledger: Ledger) -> None:
    """Draw the queue beside the label that is judged, by default the first."""
    at, say = state(), words()
    left, right = st.columns([3, 2], gap="large")
    rows = label_review.waiting(current, ledger)
    chosen = next((row for row in rows if row["subject"] == at.label), None)
    row = chosen or (elsewhere(at.label) if at.label else rows[0] if rows else None)
    with left:
        label_review.choose_dimension()
        shell.draw(label_parts.queue_table(rows, at, say) if rows else nothing())
    with right:
        if row:
            card = ask(analysis.card, current, row["patent"])
            shell.section(say("label.chosen"))
            shell.draw(label_parts.judged_text(card, row, at, say))
            label_review.ask_judgement(current, ledger, row)


def elsewhere(subject: str) -> dict[str, Any]:
    """A label that the address names and the queue does not: a dispute, say."""
    named: dict[str, Any] = {"reason": "", "quote": "", "value": "", "attribute": ""}
    if "/" not in subject:
        return named | {"subject": subject, "patent": subject, "dimension": "node"}
    place = address_of(subject)._asdict()
    return named | {"subject": subject, "direction": ""} | place


def measured(current: Snapshot, ledger: Ledger) -> None:
    """Draw accuracy by lot and agreement."""
    say = words()
    accuracy, agreed = label_review.agreed(current, ledger)
    shell.section(say("label.accuracy"))
    shell.draw(label_parts.accuracy_table(accuracy, say))
    shell.section(say("label.agreement"), say("label.people" if agreed else "label.none"))
    if agreed:
        shell.draw(label_parts.agreement_table(agreed, say))


page()
