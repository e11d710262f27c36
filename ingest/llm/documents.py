"""The documents of `patnav llm annotate`, answered in the form of `patnav annotate`; the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from patnav.ingest.annotate.documents import Document, answer_of
from patnav.ingest.llm.answers import Answer
from patnav.ingest.llm.asking import CUT_OFF
from patnav.ingest.llm.labels import Labels, read_labels
from patnav.ingest.llm.prompt import Ask, Questioner
from patnav.ingest.llm.running import Run
from patnav.model import Section, Text

__all__ = ["Told", "document_asks", "labels_of", "records", "report", "usable"]


@dataclass(frozen=True, slots=True)
class Told:
    """One subject of a report: what it is called, and the questions about it."""

    name: str
    asks: tuple[Ask, ...]


def document_asks(documents: Sequence[Document], questioner: Questioner) -> list[Told]:
    """Questions about documents; one that is empty or of no wanted kind has none."""
    return [Told(one.id, tuple(_asks(one, questioner))) for one in documents]


def _asks(document: Document, questioner: Questioner) -> Iterator[Ask]:
    section: Section = "claim" if document.kind == "claim" else "abstract"
    text = Text(section, document.lang, document.text)
    return islice(questioner.asks(text, document.title), 1)


def labels_of(ask: Ask, answer: Answer, questioner: Questioner) -> Labels:
    """Labels of an answer; one that was cut off has none."""
    if answer.finish == CUT_OFF:
        return Labels((), (), f"the answer was cut off after {answer.tokens_out:,} tokens, twice")
    wanted = questioner.wanted("claim" if ask.claim else "abstract")
    found = read_labels(answer.content, ask, wanted, questioner.model)
    if found.problem and answer.finish not in ("", "stop"):
        return found._replace(problem=f"{found.problem} (the server ended it: {answer.finish})")
    return found


def usable(ask: Ask, answer: Answer, questioner: Questioner) -> bool:
    """Whether an answer has labels to read, be it none at all."""
    return not labels_of(ask, answer, questioner).problem


def records(
    documents: Sequence[Document], told: Sequence[Told], done: Run, questioner: Questioner
) -> Iterator[dict[str, Any]]:
    """Answers in the order of the documents; a document without a usable answer has none.

    A document about which there is nothing to ask (empty, say) is answered with no labels.
    """
    for document, one in zip(documents, told, strict=True):
        read = [
            labels_of(ask, done.answers[ask.key], questioner)
            for ask in one.asks
            if ask.key in done.answers
        ]
        if len(read) == len(one.asks) and not any(labels.problem for labels in read):
            yield answer_of(document, [mention for labels in read for mention in labels.mentions])


def report(told: Sequence[Told], done: Run, questioner: Questioner) -> dict[str, Any]:
    """What became of each subject, with sums; JSON-ready and free of clock times."""
    rows = [_told(one, done, questioner) for one in told]
    dropped: dict[str, int] = {}
    for row in rows:
        for label in row["dropped"]:
            dropped[label["reason"]] = dropped.get(label["reason"], 0) + 1
    return {
        "model": questioner.model,
        "stopped": done.stopped,
        "documents": len(rows),
        "done": sum(row["status"] == "done" for row in rows),
        "failed": sum(row["status"] == "failed" for row in rows),
        "not_asked": sum(row["status"] == "not asked" for row in rows),
        "kept_before": done.kept,
        "tokens_in": done.spent.asked,
        "tokens_out": done.spent.answered,
        "cost": round(done.cost, 6),
        "labels": sum(row["labels"] for row in rows),
        "dropped": dict(sorted(dropped.items())),
        "per_document": rows,
    }


def _told(one: Told, done: Run, questioner: Questioner) -> dict[str, Any]:
    read = {
        ask.key: labels_of(ask, done.answers[ask.key], questioner)
        for ask in one.asks
        if ask.key in done.answers
    }
    reasons = [labels.problem for labels in read.values() if labels.problem]
    reasons += [done.failures[ask.key] for ask in one.asks if ask.key in done.failures]
    left = any(ask.key not in read and ask.key not in done.failures for ask in one.asks)
    return {
        "id": one.name,
        "status": "failed" if reasons else "not asked" if left else "done",
        "reason": "; ".join(dict.fromkeys(reasons)),
        "labels": sum(len(labels.mentions) for labels in read.values()),
        "dropped": [label._asdict() for labels in read.values() for label in labels.dropped],
    }
