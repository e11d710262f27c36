"""Texts in, mentions out: a stream that keeps the order of its input and a bounded memory."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from functools import partial
from typing import TypeVar

from spacy.language import Language
from spacy.tokens import Doc

from patnav.ingest.annotate.marks import Mark, mention
from patnav.ingest.annotate.pipeline import marks_of, pipeline
from patnav.ingest.annotate.text import fold, script
from patnav.model import Mention, Text
from patnav.workers import in_order

__all__ = ["annotate_here", "annotate_texts", "rules_language"]

Key = TypeVar("Key")
_Batch = list[tuple[Text, str]]  # texts with their titles
_Work = Callable[[_Batch], list[list[Mark]]]
_BATCH = 512  # texts
_CHARACTERS = 1_000_000  # in a batch, but for its last text
_ALONE = 8  # batches that are done before other processes are started
_KANA = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"\b(?:the|and|of|is|for|with|to|in|an?)\b", re.IGNORECASE)


def rules_language(text: Text) -> str:
    """Tell which rules read a text: zh, en, or "" for a language that has none (ja, ko, de …)."""
    if text.section == "title" or not text.text.strip():
        return ""
    if len(_KANA.findall(text.text[:400])) > 8:
        return ""
    if script(text.text) == "zh" or (text.lang == "zh" and len(_HAN.findall(text.text)) > 8):
        return "zh"
    english = text.lang == "en" or (text.lang in ("", "und", "zh") and _LATIN.search(text.text))
    return "en" if english else ""


def annotate_texts(
    texts: Iterable[tuple[Key, Text]], titles: Mapping[Key, str] | None = None
) -> Iterator[tuple[Key, Mention]]:
    """Annotate a stream of texts: mentions, each with the key of its text, in the input's order.

    `titles` (by key) tells the rules what is too general to be a means. Abstracts give means,
    effects, maturity and outlook; claims give elements; novelty gives means, advantage effects, use
    outlook. Titles and languages without rules give nothing. Texts are read in batches of at most
    512 texts; of a long stream several processes work on them (patnav.workers).
    """
    return _annotate(texts, titles or {}, partial(in_order, alone=_ALONE))


def annotate_here(
    texts: Iterable[tuple[Key, Text]], titles: Mapping[Key, str]
) -> Iterator[tuple[Key, Mention]]:
    """Do what `annotate_texts` does, in this process: for who shares the work out already."""
    return _annotate(texts, titles, map)


def _annotate(
    texts: Iterable[tuple[Key, Text]],
    titles: Mapping[Key, str],
    work: Callable[[_Work, Iterator[_Batch]], Iterator[list[list[Mark]]]],
) -> Iterator[tuple[Key, Mention]]:
    read: deque[list[tuple[Key, Text]]] = deque()

    def batches() -> Iterator[_Batch]:
        for batch in _batches(texts):
            read.append(batch)
            yield [(text, titles.get(key, "")) for key, text in batch]

    for marks in work(_annotate_batch, batches()):
        for (key, text), found in zip(read.popleft(), marks, strict=True):
            for mark in found:
                yield key, mention(mark, text)


def _batches(texts: Iterable[tuple[Key, Text]]) -> Iterator[list[tuple[Key, Text]]]:
    batch: list[tuple[Key, Text]] = []
    size = 0
    for key, text in texts:
        batch.append((key, text))
        size += len(text.text)
        if len(batch) == _BATCH or size > _CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _annotate_batch(batch: _Batch) -> list[list[Mark]]:
    found: list[list[Mark]] = [[] for _ in batch]
    for lang in ("zh", "en"):
        chosen = [number for number, (text, _) in enumerate(batch) if rules_language(text) == lang]
        nlp = pipeline(lang)
        with nlp.memory_zone() if lang == "en" else nullcontext():  # Chinese tokens are an alphabet
            docs = nlp.pipe(_doc(nlp, *batch[number]) for number in chosen)
            for number, doc in zip(chosen, docs, strict=True):
                found[number] = marks_of(doc)
    return found


def _doc(nlp: Language, text: Text, title: str) -> Doc:
    doc = nlp.make_doc(text.text)
    doc._.section, doc._.title = text.section, title
    doc.user_data["folded"] = fold(text.text)
    return doc
