"""Organisations: spellings, groups, relations with their evidence, and decisions about them."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from patnav import analysis
from patnav.dashboard import party_parts, review, shell, tables
from patnav.dashboard.controls import choose_words, state, words
from patnav.dashboard.i18n import Words
from patnav.dashboard.source import ask, rows_of, snapshot
from patnav.dashboard.state import State
from patnav.ledger import Ledger
from patnav.party_book import write_queue
from patnav.snapshot import Snapshot

SHOWN = 100


def page() -> None:
    """Draw the page."""
    at, say, current = state(), words(), snapshot()
    ledger = Ledger(current.project.folder)
    shell.heading(say("page.organisations"), say("party.lead"))
    review.answer(current, ledger)
    waiting = rows_of(review.waiting(ask(analysis.party_queue, current), ledger))
    if not at.organisation and waiting:
        at = replace(at, organisation=waiting[0]["organisation"], other=waiting[0]["other"])
    left, right = st.columns([3, 2], gap="large")
    with left:
        if choose_words(say("party.find")):
            found = ask(analysis.find_organisations, current, at.asked)
            shell.draw(party_parts.hit_table(rows_of(found.head(SHOWN)), state(), say))
            shell.draw(tables.shown(min(SHOWN, len(found)), len(found), say))
            shell.offer_csv(found, "organisations")
        shell.section(say("party.queue"), say("party.queue_about", count=len(waiting)))
        shell.draw(party_parts.queue_table(waiting[:SHOWN], at, say))
        shell.draw(tables.shown(min(SHOWN, len(waiting)), len(waiting), say))
        shell.offer_files("organisation-pairs", lambda path: write_queue(waiting, path))
    with right:
        if at.other:
            names = _pair(current, at, say)
            shell.draw(party_parts.evidence(waiting, at, say))
            review.ask_decision(ledger, *names)
        elif at.organisation:
            _one(current, at, say)
        shell.section(say("party.decisions"))
        review.draw_decisions(ledger)


def _pair(current: Snapshot, at: State, say: Words) -> tuple[str, str]:
    """Draw the two organisations of the address beside one another; return their names."""
    pair = [ask(analysis.organisation, current, key) for key in (at.organisation, at.other)]
    shell.section(say("party.pair"))
    for each, column in zip(pair, st.columns(2), strict=True):
        with column:
            shell.draw(party_parts.about(each, say))
    return str(pair[0].about["name"]), str(pair[1].about["name"])


def _one(current: Snapshot, at: State, say: Words) -> None:
    """One organisation with its group and its relations."""
    found = ask(analysis.organisation, current, at.organisation)
    shell.section(say("column.organisation"))
    shell.draw(party_parts.about(found, say))
    members, edges = (make(found, at, say) for make in (party_parts.members, party_parts.edges))
    for title, part in (("party.members", members), ("party.edges", edges)):
        if part:
            shell.section(say(title))
            shell.draw(part)


page()
