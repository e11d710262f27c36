"""The patent card: everything known about one patent, each label with its sentence."""

from __future__ import annotations

import streamlit as st

from patnav import analysis
from patnav.dashboard import card_life, card_parts, shell
from patnav.dashboard.controls import choose_patent, state, words
from patnav.dashboard.marks import dimension_legend
from patnav.dashboard.source import ask, rows_of, snapshot


def page() -> None:
    """Draw the page."""
    at, say = state(), words()
    title, choice = st.columns([3, 2], gap="large", vertical_alignment="bottom")
    with choice:
        choose_patent()
    if not at.patent:
        with title:
            shell.heading(say("page.card"), say("card.start"))
        return
    found = ask(analysis.find_patents, snapshot(), at.patent)
    if len(found) != 1:
        shell.draw(card_parts.candidates(rows_of(found), at, say))
        return
    card = ask(analysis.card, snapshot(), found["patent"].iloc[0])
    with title:
        number = str(card.bibliography["publication"] or card.patent)
        shell.heading(say.title(card.bibliography.to_dict()) or number, number)
    left, right = st.columns([3, 2], gap="large")
    with left:
        texts(card)
    with right:
        facts(card)


def texts(card: analysis.Card) -> None:
    """Draw the texts with their labels, and the claim charts."""
    at, say = state(), words()
    shell.section(say("card.texts"), "" if card.texts else say("card.no_text"))
    shell.draw(dimension_legend(card.mentions["dimension"], say))
    shell.draw(*card_parts.text_parts(card, at, say))
    shell.offer_csv(card.mentions, f"{card.patent}-mentions")
    chart = ask(analysis.claim_chart, snapshot(), card.patent, at.lang)
    charts = card_parts.claim_charts(chart, say)
    if charts:
        shell.section(say("card.claims"))
        shell.draw(*charts)
        shell.offer_csv(chart, f"{card.patent}-claims")


def facts(card: analysis.Card) -> None:
    """Draw what the files say of the patent, its nodes and judgements, and its life."""
    at, say = state(), words()
    shell.section(say("card.facts"))
    shell.draw(card_parts.bibliography(card, at, say))
    shell.section(say("card.node"))
    shell.draw(card_parts.assignments(card, at, say))
    shell.section(say("card.judgements"))
    shell.draw(card_parts.judgements(card, say))
    parts = card_life.life_parts(card.life, at, say)
    for head, part in parts:
        if part:
            shell.section(head)
            shell.draw(part)
    shell.draw(card_life.silent(parts, say))


page()
