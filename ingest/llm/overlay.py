"""Kept answers over the labels of the offline model: `[annotate] backend = "llm"`.

A build reads answers and asks nobody. A text with a usable answer has the labels of the answer in
the dimensions that were asked for; every other text keeps those of the offline model, and how many
that are is said. `mentions.method` tells one from the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from patnav.ingest.annotate.effect_classes import Classes
from patnav.ingest.annotate.maturity import BANDS
from patnav.ingest.annotate.tabular import in_class, mention_row
from patnav.ingest.llm.answers import Answers
from patnav.ingest.llm.documents import labels_of
from patnav.ingest.llm.prompt import Ask, Questioner
from patnav.ingest.llm.tables import chosen_texts, text_of
from patnav.ingest.llm.worth import worth_of
from patnav.ingest.review.rulings import Rule
from patnav.ledger import Decision
from patnav.llm_settings import LlmSettings
from patnav.model import Mention
from patnav.tables import Tables, arrange, table

__all__ = ["Overlay", "answered", "identity", "overlay"]

Row = dict[str, Any]
Place = tuple[str, str]
_QUOTED = ": “"  # a line of a judgement's basis that is a quote, not a dated fact
_AT_ONCE = 20_000  # patents whose texts are in memory together


@dataclass(slots=True)
class Overlay:
    """What kept answers say: mentions by patent and section, and how many texts have no answer.

    `told`: patent, section, number of the claim (0: an abstract) and dimension of which they speak.
    """

    mentions: dict[Place, list[Mention]] = field(default_factory=dict)
    told: set[tuple[str, str, int, str]] = field(default_factory=set)
    missing: int = 0
    useless: int = 0


def identity(settings: LlmSettings, answers: Answers) -> dict[str, str]:
    """What of the model and its answers a snapshot is made from."""
    recipes = _questioner(settings).recipes()
    return {
        "model": settings.model,
        "recipes": " ".join(recipes),
        "answers": answers.digest(recipes),
    }


def overlay(
    tables: Tables,
    settings: LlmSettings,
    answers: Answers,
    classes: Classes,
    people: tuple[Sequence[Decision], Rule],
    say: Callable[[str], None],
) -> Tables:
    """Return `mentions` and `judgements` with the labels of kept answers; needs texts, patents.

    `classes` are the chain's own classes of effects; `people` their decisions about labels and the
    rule that says which hold, by which the confidences go. Says how many texts have no usable
    answer and so keep the labels of the offline model.
    """
    found = answered(tables["texts"], tables["patents"], _questioner(settings), answers)
    _say(found, say)
    if not found.mentions:
        return {}
    worth = worth_of(found.mentions, _offline(tables["mentions"], found), *people)
    for line in worth.lines():
        say(line)
    made = [
        mention_row(place[0], in_class(worth.sure(place, one), classes))
        for place, listed in found.mentions.items()
        for one in listed
    ]
    mentions = _merged(tables["mentions"], found, made)
    return {"mentions": mentions, "judgements": _judged(tables["judgements"], mentions, found)}


def _offline(mentions: pa.Table, found: Overlay) -> dict[tuple[str, str], list[Row]]:
    """The offline labels of the texts that have an answer."""
    columns = ("patent", "section", "lang", "dimension", "start", "end", "value", "direction",
               "confidence")  # fmt: skip
    rows: dict[tuple[str, str], list[Row]] = {}
    for row in mentions.filter(_within(mentions, found)).select(columns).to_pylist():
        rows.setdefault((row["patent"], row["section"]), []).append(row)
    return rows


def _within(mentions: pa.Table, found: Overlay) -> pa.Array:
    """Whether a mention stands in a text that has an answer."""
    places = pa.array(sorted("\t".join(place) for place in found.mentions), pa.string())
    where = pc.binary_join_element_wise(mentions["patent"], mentions["section"], "\t")
    return pc.is_in(where, value_set=places)


def _told(mentions: pa.Table, found: Overlay) -> pa.Array:
    """Whether answers speak of the dimension of a mention in its text, of claims of this one."""
    told = pa.array(sorted("\t".join(map(str, one)) for one in found.told), pa.string())
    columns = ("patent", "section", "claim", "dimension")
    parts = (mentions[name].cast(pa.string()) for name in columns)
    return pc.is_in(pc.binary_join_element_wise(*parts, "\t"), value_set=told)


def _questioner(settings: LlmSettings) -> Questioner:
    return Questioner(settings.model, settings.dimensions)


def _say(found: Overlay, say: Callable[[str], None]) -> None:
    say(f"kept answers of the language model label {len(found.mentions):,} texts")
    if found.missing or found.useless:
        say(
            f"{found.missing:,} texts have no kept answer and {found.useless:,} none of use: they "
            "keep the labels of the offline model — run: patnav llm run --all"
        )


def answered(
    texts: pa.Table, patents: pa.Table, questioner: Questioner, answers: Answers
) -> Overlay:
    """Read kept answers about abstracts and claims; claims count when each independent one has."""
    titles = dict(zip(patents["patent"].to_pylist(), patents["title"].to_pylist(), strict=True))
    found, keys = Overlay(), sorted(titles)
    for start in range(0, len(keys), _AT_ONCE):
        asked = [
            (row, list(questioner.asks(text_of(row), titles[row["patent"]] or "")))
            for row in chosen_texts(texts, keys[start : start + _AT_ONCE])
        ]
        kept = answers.find(ask.key for _, asks in asked for ask in asks)
        for row, asks in asked:
            if asks:
                _take(found, row, [(ask, kept.get(ask.key)) for ask in asks], questioner)
    return found


def _take(
    found: Overlay, row: Row, pairs: Sequence[tuple[Ask, Any]], questioner: Questioner
) -> None:
    if not all(answer for _, answer in pairs):
        found.missing += 1
        return
    read = [labels_of(ask, answer, questioner) for ask, answer in pairs]
    if any(labels.problem for labels in read):
        found.useless += 1
        return
    place = row["patent"], row["section"]
    found.mentions[place] = [one for labels in read for one in labels.mentions]
    found.told |= {
        (*place, ask.claim, dimension)
        for (ask, _), labels in zip(pairs, read, strict=True)
        for dimension in labels.told
    }


def _merged(mentions: pa.Table, found: Overlay, new: list[Row]) -> pa.Table:
    """The offline mentions without those that answers replace, and the answers' own.

    What an answer leaves out and what nobody was asked, as dependent claims, stays.
    """
    kept = mentions.filter(pc.invert(_told(mentions, found)))
    made = table("mentions", new)
    return arrange("mentions", pa.concat_tables([kept.cast(made.schema), made]))


# --- judgements -----------------------------------------------------------------------------------


def _judged(judgements: pa.Table, mentions: pa.Table, found: Overlay) -> pa.Table:
    """Judgements of the patents whose abstract has an answer follow from the quotes that it has."""
    patents = pa.array(sorted({patent for patent, _ in found.mentions}), pa.string())
    touched = pc.is_in(judgements["patent"], value_set=patents)
    quotes = _quotes(mentions.filter(pc.is_in(mentions["patent"], value_set=patents)))
    rows = [
        _anew(row, quotes.get((row["patent"], row["dimension"]), []))
        for row in judgements.filter(touched).to_pylist()
    ]
    kept, made = judgements.filter(pc.invert(touched)), table("judgements", rows)
    return arrange("judgements", pa.concat_tables([kept.cast(made.schema), made]))


def _quotes(mentions: pa.Table) -> dict[tuple[str, str], list[Row]]:
    banded = pc.is_in(mentions["dimension"], value_set=pa.array(["maturity", "outlook"]))
    found: dict[tuple[str, str], list[Row]] = {}
    for row in mentions.filter(banded).to_pylist():
        found.setdefault((row["patent"], row["dimension"]), []).append(row)
    return found


def _anew(row: Row, quotes: Iterable[Row]) -> Row:
    """A judgement by other quotes; the dated facts beside them stay (METHOD.md §2.4)."""
    listed = list(quotes)
    told = [f"{one['section']}: “{one['quote']}”" for one in listed]
    basis = row["basis"] or []
    if sorted(told) == sorted(line for line in basis if _QUOTED in line):
        return row
    facts = [line for line in basis if _QUOTED not in line]
    sure = max((one["confidence"] for one in listed), default=row["confidence"])
    if row["dimension"] == "outlook":
        return row | {"confidence": sure, "basis": [*told, *facts]}
    best = max(listed, key=lambda one: BANDS.index(one["value"]), default=None)
    if best is None:
        return row | {"band": "unknown", "basis": []}
    return row | {"band": best["value"], "confidence": best["confidence"], "basis": [*told, *facts]}
