"""Texts to teach with: the abstracts of exports, each once, as documents of a labelled set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from patnav.errors import PatnavError
from patnav.gold import GoldDocument
from patnav.ingest.annotate.stream import rules_language
from patnav.ingest.read import read
from patnav.model import Publication

__all__ = ["corpus", "files"]

_SHORTEST, _LONGEST = 21, 2999  # characters


def files(exports: Iterable[Path]) -> Iterator[Path]:
    """Files of exports in the order given; of a folder, all in it by name."""
    for path in exports:
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.is_file())
        else:
            yield path


def corpus(
    exports: Iterable[Path], without: Iterable[str], say: Callable[[str], None]
) -> Iterator[GoldDocument]:
    """Abstracts in Chinese and English of 21 … 2,999 characters; none that is in `without`.

    A file that patnav does not read is named and left out.
    """
    seen = set(without)
    number = 0
    for path in files(exports):
        for record in _records(path, say):
            if str(record["text"]) not in seen:
                seen.add(str(record["text"]))
                number += 1
                yield GoldDocument({"id": f"u{number}", **record})


def _records(path: Path, say: Callable[[str], None]) -> Iterator[dict[str, str]]:
    try:
        for found in read(path):
            if isinstance(found, Publication):
                yield from _abstracts(found)
    except PatnavError as error:
        say(f"{path.name}: left out: {error}")


def _abstracts(found: Publication) -> Iterator[dict[str, str]]:
    title = next((text.text for text in found.texts if text.section == "title"), "")
    for text in found.texts:
        lang = rules_language(text) if text.section == "abstract" else ""
        if lang and _SHORTEST <= len(text.text) <= _LONGEST:
            yield {"title": title, "text": text.text, "kind": "general", "lang": lang}
