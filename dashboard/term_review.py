"""Decisions about terms: what is entered here goes the way of `patnav terms decide`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from patnav.analysis.vocabulary import VOCABULARIES, Vocabulary, find_concepts
from patnav.dashboard import html, review, shell, term_parts
from patnav.dashboard.controls import choose_one, state, words
from patnav.dashboard.source import ask
from patnav.dashboard.state import State
from patnav.ingest.terms import KINDS, TERM, Terms
from patnav.ingest.terms.propose import Proposal, propose, undecided
from patnav.ledger import Ledger
from patnav.snapshot import Snapshot
from patnav.term_book import Entry, check, enter

__all__ = ["choose_dimension", "choose_relation", "draw_chosen", "draw_decisions", "waiting"]

MOST = 2000  # proposals, as `patnav terms suggest` gives
Row = dict[str, Any]


def waiting(current: Snapshot, ledger: Ledger) -> list[Proposal]:
    """The proposals that no decision has answered yet, the surest first."""
    decisions = ledger.decisions(TERM)
    answered = len(decisions) // MOST * MOST  # what is answered takes no place in the queue
    with st.spinner(words()("app.working")):  # some seconds on thousands of patents
        found = ask(_proposed, current, MOST + answered)
    return list(undecided(found, Terms(decisions)))


def _proposed(snapshot: Snapshot, most: int) -> list[Proposal]:
    with snapshot.connect() as database:
        return propose(database, Terms(), most=most)


def choose_relation() -> None:
    """Choose the pairs of the queue; the choice stands in the address."""
    say = words()
    relations = {name: say(f"term.relation.{name}") for name in ("same", "narrower")}
    choose_one("relation", say.column("relation"), {"": say("term.every")} | relations)


def choose_dimension() -> Vocabulary:
    """Choose of what the concepts are shown; the choice stands in the address."""
    say = words()
    names = {name: say.value(name) for name in VOCABULARIES}
    return choose_one("dimension", say.column("dimension"), names)


def draw_chosen(current: Snapshot, ledger: Ledger, at: State, pairs: Sequence[Proposal]) -> None:
    """Draw the pair or the concept that was chosen, and ask for a decision about it."""
    say = words()
    if at.other:
        _draw_pair(current, ledger, at, pairs)
    elif at.term:
        shell.section(say("term.concept"))
        shell.draw(term_parts.about(at.term, _concept(current, at.term), say))
        _ask_name_and_type(current, ledger, at.term)
    elif at.view == "concepts":
        shell.draw(html.note(say("term.choose")))


def _draw_pair(current: Snapshot, ledger: Ledger, at: State, pairs: Sequence[Proposal]) -> None:
    """Two terms, in the order of the proposal if there is one, and what speaks for it."""
    say = words()
    found = next((one for one in pairs if {one.term, one.other} == {at.term, at.other}), None)
    terms = (found.term, found.other) if found else (at.term, at.other)
    shell.section(say("term.pair"))
    for term, place, column in zip(terms, ("former", "latter"), st.columns(2), strict=True):
        with column:
            told = term_parts.about(term, _concept(current, term), say)
            shell.draw(html.note(say(f"term.{place}")), told)
    if found:
        shell.draw(term_parts.evidence(found, at, say))
    _ask_decision(ledger, *terms)


def _dimension() -> Vocabulary:
    """The dimension of the concepts that are shown; pairs are of means."""
    chosen = state().dimension if state().view == "concepts" else ""
    return next((name for name in VOCABULARIES if name == chosen), "means")


def _concept(current: Snapshot, term: str) -> Row | None:
    """The concept that a term names in the last build."""
    return ask(_by_form, current, _dimension()).get(term)


def _by_form(snapshot: Snapshot, dimension: Vocabulary) -> dict[str, Row]:
    rows = find_concepts(snapshot, dimension)
    return {form: row for row in rows for form in [*(row["also"] or ()), row["term"]]}


def _ask_decision(ledger: Ledger, one: str, other: str) -> None:
    """Ask what two terms are to each other, who says so and why; write it down and go on."""
    say = words()
    if review.closed(ledger):
        return
    with st.form(f"decide {one} {other}"):
        who, why = review.who_and_why("decide", f"{one} {other}")
        entries = {
            say("term.same"): (one, other, "same"),
            say("term.first"): (one, other, "narrower"),
            say("term.second"): (other, one, "narrower"),
            say("term.different"): (one, other, "different"),
        }
        with st.container(horizontal=True):
            pressed = [each for label, each in entries.items() if st.form_submit_button(label)]
    if pressed:
        _write(ledger, Entry(*pressed[0], why), who)


def _ask_name_and_type(current: Snapshot, ledger: Ledger, term: str) -> None:
    """Ask which form names a concept, and of what type a means is; write it down and go on."""
    say, row = words(), _concept(current, term)
    if row is None or review.closed(ledger):
        return
    entries = {}
    with st.form(f"name {term}"):
        left, right = st.columns(2)
        with left:
            forms = [row["term"], *(row["also"] or ())]
            entries[say("term.preferred")] = (
                st.selectbox(say("term.form"), forms),
                "",
                "preferred",
            )
        if _dimension() == "means":
            with right:
                entries[say("term.typed")] = (row["term"], _choose_type(row), "type")
        who, why = review.who_and_why("name", term)
        with st.container(horizontal=True):
            pressed = [each for label, each in entries.items() if st.form_submit_button(label)]
    if pressed:
        _write(ledger, Entry(*pressed[0], why), who)


def _choose_type(row: Row) -> str:
    kinds = {kind: words()(f"term.type.{kind}") for kind in KINDS}
    at = KINDS.index(row["type"]) if row["type"] in KINDS else 0
    return st.selectbox(words().column("type"), KINDS, at, format_func=kinds.__getitem__)


def _write(ledger: Ledger, entry: Entry, who: str) -> None:
    review.write(lambda: enter(ledger, [check(entry, "the page")], who=who), who, entry.why)


def draw_decisions(ledger: Ledger) -> None:
    """Draw the decisions in force and how one is taken back."""
    say, decisions = words(), ledger.decisions(TERM)
    if decisions:
        shell.draw(term_parts.decision_list(decisions, say))
        review.ask_undoing(ledger, decisions)
    else:
        shell.draw(html.note(say("app.empty")))
