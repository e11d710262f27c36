"""Decisions about labels and nodes: what is entered here goes the way of `patnav review decide`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd
import streamlit as st

from patnav.analysis.review import (
    KINDS,
    PLACES,
    Accuracy,
    Agreed,
    PlaceKind,
    Teller,
    Wanted,
    accuracy,
    agreement,
    decided,
    enter,
    queue,
    ruled,
    spoken,
)
from patnav.analysis.review.judging import BANDS, DIRECTIONS
from patnav.dashboard import html, label_parts, review, shell
from patnav.dashboard.controls import state, words
from patnav.dashboard.source import ask, rows_of
from patnav.ingest.review import LABEL, NODE
from patnav.ingest.review.labels import BAND
from patnav.ledger import Ledger
from patnav.snapshot import Snapshot

__all__ = [
    "ask_judgement",
    "choose_dimension",
    "disputed",
    "draw_decisions",
    "draw_measures",
    "waiting",
]

Row = Mapping[Any, Any]
SHOWN = 100


def waiting(current: Snapshot, ledger: Ledger) -> list[dict[str, Any]]:
    """The first places of the queue, in the reader's language."""
    at = state()
    kind: PlaceKind | Literal[""] = next((each for each in PLACES if each == at.places), "")
    wanted = Wanted(top=SHOWN, dimension=at.dimension, kind=kind)
    with st.spinner(words()("app.working")):  # some seconds on thousands of patents
        return rows_of(ask(_waiting, current, ledger.digest(), wanted, at.lang))


def _waiting(snapshot: Snapshot, digest: str, wanted: Wanted, lang: str) -> pd.DataFrame:
    del digest
    decisions = Ledger(snapshot.project.folder).decisions()
    rows = queue(snapshot, decisions, wanted)
    return spoken(rows, Teller(snapshot, lang))


def disputed(current: Snapshot, ledger: Ledger) -> list[dict[str, Any]]:
    """Disputes and orphans, in the reader's language."""
    return ruled(current, ledger.decisions(), words().lang)


def draw_measures(current: Snapshot, ledger: Ledger) -> None:
    """Draw accuracy by lot and agreement."""
    say = words()
    accuracies, agreed = ask(_agreed, current, ledger.digest())
    shell.section(say("label.accuracy"))
    shell.draw(label_parts.accuracy_table(accuracies, say))
    shell.section(say("label.agreement"), say("label.people" if agreed else "label.none"))
    if agreed:
        shell.draw(label_parts.agreement_table(agreed, say))


def _agreed(snapshot: Snapshot, digest: str) -> tuple[list[Accuracy], list[Agreed]]:
    del digest
    decisions = Ledger(snapshot.project.folder).decisions()
    return accuracy(snapshot, decisions), agreement(snapshot, decisions)


def choose_dimension() -> None:
    """Choose the labels of the queue; the choice stands in the address."""
    say, at = words(), state()
    of = {"": say("label.every")} | {kind: say.value(kind) for kind in KINDS}
    places = {"": say("label.all_places")} | {kind: say.value(kind) for kind in PLACES}
    left, right = st.columns(2)
    with left:
        _select("dimension", say("label.dimension"), of, at.dimension)
    with right:
        _select("places", say("label.places"), places, at.places)


def _select(name: str, label: str, names: Mapping[str, str], chosen: str) -> None:
    st.session_state[name] = chosen if chosen in names else ""
    st.selectbox(
        label, list(names), format_func=names.__getitem__, key=name, on_change=_to_address,
        args=(name,),
    )  # fmt: skip


def _to_address(name: str) -> None:
    st.query_params[name] = st.session_state[name]
    st.query_params.pop("label", None)


def ask_judgement(current: Snapshot, ledger: Ledger, row: Row, form: str) -> None:
    """Ask for a verdict on a label or on the nodes of a patent; write it down and go on.

    `form` tells the two forms that a page may hold apart.
    """
    if review.closed(ledger):
        return
    say, subject = words(), str(row["subject"])
    with st.form(f"{form} {subject}"):
        fields = _node_fields(current, row) if row["dimension"] == NODE else _label_fields(row)
        adjudicate = st.checkbox(say("label.adjudicate"))
        who, why = review.who_and_why(form)
        verdicts = _verdicts(row)
        with st.container(horizontal=True):
            pressed = [each for each in verdicts if st.form_submit_button(_button(each, row))]
    if pressed:
        said = _said(pressed[0], fields, row) | {"adjudicate": adjudicate}

        def written() -> int:
            judged = decided(current, ledger.decisions(), subject, said)
            return enter(ledger, [judged], who=who, why=why)

        review.write(written, who, why)


def _verdicts(row: Row) -> list[str]:
    """What can be said of a place: what is missing is added, as filled in, or is none."""
    if row.get("kind") == "missing":
        return ["add", "reject"]
    if row["dimension"] != NODE and row["start"] == BAND:
        return ["accept", "correct"]
    return ["accept", "correct", "reject"] + ["add"] * (row["dimension"] != NODE)


def _button(verdict: str, row: Row) -> str:
    off = verdict == "reject" and row["dimension"] == NODE
    return words()("label.nowhere" if off else f"label.{verdict}")


def _node_fields(current: Snapshot, row: Row) -> dict[str, Any]:
    say, tree = words(), current.project.chain
    names = {node.id: f"{node.id} {node.name_en if say.lang == 'en' else node.name_zh}"
             for node in tree.nodes}  # fmt: skip
    given = [node for node in str(row["value"]).split() if node in names]
    if row.get("kind") == "missing":
        given = given[:1]  # the likeliest; the others are told beside it
    chosen = st.multiselect(say("label.nodes"), list(names), given, format_func=names.__getitem__)
    return {"nodes": chosen}


def _label_fields(row: Row) -> dict[str, Any]:
    say, dimension = words(), row["dimension"]
    fields = {}
    if row["start"] != BAND:  # the band of a patent as a whole has no quote
        fields["quote"] = st.text_area(say("label.quote"), str(row["quote"]), height=68)
    if dimension in ("effect", "means"):
        name = "attribute" if dimension == "effect" else "value"
        fields[name] = st.text_input(say("label.attribute"), str(row[name] or ""))
    codes = {"effect": ("direction", DIRECTIONS), "maturity": ("value", BANDS)}
    if dimension in codes:
        name, options = codes[dimension]
        at = options.index(row[name]) if row[name] in options else 0
        label = say("label.direction" if dimension == "effect" else "label.band")
        fields[name] = st.selectbox(label, options, at, format_func=say.value)
    return fields


def _said(verdict: str, fields: Mapping[str, Any], row: Row) -> dict[str, Any]:
    """What is decided: of a correction only what differs from the proposal."""
    if verdict == "correct":
        fields = {name: value for name, value in fields.items() if value != row.get(name)}
    elif verdict != "add":
        fields = {}
    return {"verdict": verdict, **fields}


def draw_decisions(ledger: Ledger) -> None:
    """Draw the last decisions in force and how one is taken back."""
    decisions = [*ledger.decisions(LABEL), *ledger.decisions(NODE)]
    latest = sorted(decisions)[-SHOWN:]
    if latest:
        review.ask_undoing(ledger, latest)
    else:
        shell.draw(html.note(words()("app.empty")))
