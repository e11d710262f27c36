"""Decisions from the dashboard: who and why, written to the ledger, undone; organisations first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from patnav.dashboard import html, party_parts, shell
from patnav.dashboard.controls import state, words
from patnav.error_words import refusal
from patnav.errors import PatnavError
from patnav.ingest.parties import PARTY
from patnav.ledger import Decision, Ledger, person
from patnav.party_book import Entry, answered, enter
from patnav.snapshot import Snapshot

__all__ = [
    "answer", "ask_decision", "ask_undoing", "closed", "draw_decisions", "waiting", "who_and_why",
    "write",
]  # fmt: skip

SAID, WHO = "said of decisions", "who decides"  # what one run of the app leaves to the next


def closed(ledger: Ledger) -> bool:
    """Say so when no decision can be written; False when one can."""
    if ledger.is_writable():
        return False
    shell.draw(html.note(words()("party.closed")))
    return True


def waiting(queue: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """The proposals that no decision has answered yet, in their order."""
    done = answered(ledger, zip(queue["name"], queue["other_name"], strict=True))
    return queue[[not each for each in done]]


def ask_decision(ledger: Ledger, one: str, other: str) -> None:
    """Ask what two names are, who says so and why; write it down and go on."""
    say = words()
    if closed(ledger):
        return
    with st.form(f"decide {one} {other}"):
        who, why = who_and_why("decide")
        entries = {
            say("party.same"): (one, other, "same"),
            say("party.different"): (one, other, "different"),
            say("party.second"): (one, other, "group"),
            say("party.first"): (other, one, "group"),
        }
        with st.container(horizontal=True):
            pressed = [each for label, each in entries.items() if st.form_submit_button(label)]
    if pressed:
        entry = Entry(*pressed[0], why)
        write(lambda: enter(ledger, [entry], who=who), who, why)


def ask_undoing(ledger: Ledger, decisions: Sequence[Decision]) -> None:
    """Ask which decision is taken back, who says so and why; write it down."""
    say = words()
    if closed(ledger):
        return
    lines = {
        item.id: f"{item.id}  {' · '.join(filter(None, (item.subject, item.other)))}"
        for item in reversed(decisions)
    }
    with st.form("undo"):
        number = st.selectbox(say("party.which"), lines, format_func=lines.__getitem__)
        who, why = who_and_why("undo")
        pressed = st.form_submit_button(say("party.undo"))
    if pressed:
        write(lambda: ledger.undo(number, who=who, why=why), who, why)


def who_and_why(form: str, about: str = "") -> tuple[str, str]:
    """Who decides (kept within the session) and why; a reason is for one thing (`about`) only."""
    say = words()
    about = about or state().organisation or state().label
    left, right = st.columns([1, 2])
    with left:
        who = st.text_input(say("party.who"), st.session_state.get(WHO, ""), key=f"{form} who")
    with right:
        why = st.text_input(say("party.why"), key=f"{form} why {about}")
    return person(who), why.strip()


def write(action: Callable[[], int], who: str, why: str) -> None:
    """Write a decision down and begin anew; a refusal is shown where it was asked for."""
    if not (who and why):
        shell.draw(html.note(words()("party.incomplete"), "error"))
        return
    try:
        fresh = action()
    except PatnavError as error:
        shell.draw(html.note(refusal(error, words().lang), "error"))
        return
    st.session_state[WHO] = who
    st.session_state[SAID] = "party.recorded" if fresh else "party.before"
    for done in ("organisation", "other", "label", "term"):  # the next pair of the queue comes up
        st.query_params.pop(done, None)
    st.rerun()


def answer(snapshot: Snapshot, ledger: Ledger) -> None:
    """Say what became of the last decision, once, and whether the snapshot has them all."""
    say = words()
    if said := st.session_state.pop(SAID, ""):
        shell.draw(html.note(say(said), "lead"))
    if ledger.digest() != snapshot.manifest.get("decisions", ""):
        shell.draw(html.note(say("party.waiting"), "banner"))


def draw_decisions(ledger: Ledger) -> None:
    """Draw the decisions in force and how one is taken back."""
    say, decisions = words(), ledger.decisions(PARTY)
    if decisions:
        shell.draw(party_parts.decision_list(decisions, say))
        ask_undoing(ledger, decisions)
    else:
        shell.draw(html.note(say("app.empty")))
