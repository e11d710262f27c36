"""What was not read of each patent, with its reason: nothing is left out silently.

A section is unread when none of its texts is in a language that has rules. A patent of which no
section was read has bibliographic facts only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from patnav.ingest.annotate.language import language_of, rules_language
from patnav.model import Text

__all__ = ["EMPTY", "LANGUAGE", "TITLE_ONLY", "unread_rows"]

LANGUAGE = "the language {} is not read: only Chinese and English are"
EMPTY = "the text holds no letters"
TITLE_ONLY = "there is no text but a title"
_FACTS_ONLY = {"section": "", "lang": "", "language": "", "reason": TITLE_ONLY}
Row = Mapping[str, Any]


def unread_rows(chosen: Iterable[Row], patents: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Rows of the table `unread`, from the text that was chosen of each section, by patent.

    `patents` are all of them, also those without any text.
    """
    texts = {patent: list(rows) for patent, rows in groupby(chosen, lambda row: row["patent"])}
    for patent in patents:
        of = [row for row in texts.get(patent, []) if row["section"] != "title"]
        found = [row for one in of if (row := _unread(one))]
        bare = len(found) == len(of)
        for row in found or [_FACTS_ONLY] * (not of):
            yield {"patent": patent, **row, "facts_only": bare}


def _unread(row: Row) -> dict[str, Any]:
    """Why a section was not read; empty when it was."""
    text = Text(row["section"], row["lang"] or "und", row["text"] or "")
    if rules_language(text):
        return {}
    language = language_of(text.text, text.lang)
    reason = LANGUAGE.format(language) if language else EMPTY
    place = {"section": row["section"], "lang": row["lang"] or ""}
    return place | {"language": language, "reason": reason}
