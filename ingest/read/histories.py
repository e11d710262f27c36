"""Legal histories in free words: lines of date and words become dated events.

The words are those of `data/lexicons/read/event_words.yaml`. A line is what stands between line
breaks, `|` and semicolons; one without a date of its own belongs to the line before
(变更前权利人:…). Where the first line begins with a date all do; otherwise the date stands behind
the words. A text without any dated line tells a state, not a history, and gives no event.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import get_args

from patnav.data import load_yaml, resource
from patnav.ingest.read.dates import DateError, parse_date
from patnav.ingest.read.splitting import is_name
from patnav.ingest.read.texts import clean_line
from patnav.model import Event, EventKind

__all__ = ["FIRST_DATE", "event_kind", "read_history"]

_DATE = (
    r"(?<!\d)(?:1[89]|20)\d{2}"
    r"(?:\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}(?!\d)日?|[01]\d[0-3]\d(?!\d))"
)
FIRST_DATE = re.compile(_DATE)
_LINE = re.compile(r"[\n\r|;；]+|<br\s*/?>|_x000D_", re.IGNORECASE)
_TRAILING = re.compile(rf"^(.*?\S)[\s:：,，(（\[【]*({_DATE})[\s)）\]】]*$", re.DOTALL)
_STATE = re.compile(r"^[\s:：,，)）\]】]*(?:法律状态(?:信息|类型)?|事件)\s*[:：]?\s*")
_EDGES = " \t:：,，-—()（）[]【】"
_HEAD = 80  # characters in which the heading of a line is looked for
_VALUE_ENDS = r"(?=[;；|\n]|\s\S{2,14}?[:：]|$)"
_CHANGE = re.compile(r"(?=变更事项\s*[:：])")
_CHANGED = re.compile(r"变更事项\s*[:：]\s*([^;；|\s]+)")
_AMONG_HAN = re.compile(r"[、;；|]|(?<=[\u3400-\u9fff)）])[,，](?=[\u3400-\u9fff])")


@dataclass(frozen=True)
class _Words:
    """The word table, ready for use."""

    kinds: dict[str, EventKind]
    heading: re.Pattern[str]
    leading: re.Pattern[str]
    givers: re.Pattern[str]
    takers: re.Pattern[str]
    effective: dict[str, re.Pattern[str]]
    holders: tuple[str, ...]


@lru_cache(maxsize=65536)
def event_kind(words: str) -> EventKind:
    """Kind of event that a heading names: by its longest known word; `other` when it has none."""
    text = unicodedata.normalize("NFKC", words).casefold()
    found = [match[0] for match in _words().heading.finditer(text)]
    # Of words of equal length the first decides.
    return _words().kinds[max(found, key=len)] if found else "other"


def read_history(text: str) -> Iterator[Event]:
    """Read the dated events of a history, in the order of the text.

    The date is the day of effect where the details name it (登记生效日), else that of the line.
    """
    for day, line in _dated(_LINE.split(text)):
        words = clean_line(line)
        kind = event_kind(_heading(words))
        effect = _effective(kind, words)
        named = list(_named_parts(words))
        yield Event(
            kind,
            effect or day,
            words,
            tuple(_parties(_words().givers, named)),
            tuple(_parties(_words().takers, named)),
        )


def _dated(lines: Sequence[str]) -> Iterator[tuple[date, str]]:
    """Dated lines with the undated ones that follow; the date of the line is cut off."""
    day: date | None = None
    parts: list[str] = []
    begins: bool | None = None  # whether the date stands before the words, as in the first line
    for line in filter(None, map(str.strip, lines)):
        found = _leading(line) if begins is not False else None
        if found is None and not begins:
            found = _trailing(line)
            begins = False if found else begins
        elif found:
            begins = True
        if found is None:
            parts.append(line)
            continue
        if day:
            yield day, "; ".join(filter(None, parts))
        day, parts = found[0], [found[1]]
    if day:
        yield day, "; ".join(filter(None, parts))


def _leading(line: str) -> tuple[date, str] | None:
    match = _words().leading.match(line)
    day = _day(match[1]) if match else None
    return (day, _STATE.sub("", line[match.end() :]).lstrip(_EDGES)) if match and day else None


def _trailing(line: str) -> tuple[date, str] | None:
    match = _TRAILING.match(line)
    day = _day(match[2]) if match else None
    return (day, _STATE.sub("", match[1])) if match and day else None


def _day(text: str) -> date | None:
    """A date of a history; None for digits that are none, which then are words of the line."""
    try:
        return parse_date(text)
    except DateError:
        return None


def _heading(words: str) -> str:
    """The words before the details: up to the first label, at most 80 characters."""
    head = re.split(r"[:：]|; ", words, maxsplit=1)[0]
    return head[:_HEAD]


def _effective(kind: str, words: str) -> date | None:
    pattern = _words().effective.get(kind)
    match = pattern.search(words) if pattern else None
    return _day(match[1]) if match else None


def _named_parts(words: str) -> Iterator[str]:
    """The details that name holders: a change of address has a 变更前权利人 that is an address."""
    for part in _CHANGE.split(words):
        changed = _CHANGED.match(part)
        if changed is None or any(holder in changed[1] for holder in _words().holders):
            yield part


def _parties(label: re.Pattern[str], parts: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for part in parts:
        for match in label.finditer(part):
            for name in map(clean_line, _AMONG_HAN.split(match[1])):
                if name not in seen and is_name(name):
                    seen.add(name)
                    yield name


@lru_cache(maxsize=1)
def _words() -> _Words:
    listed = load_yaml(resource("lexicons/read/event_words.yaml"))
    kinds = {word: kind for kind in get_args(EventKind) for word in listed["kinds"].get(kind, ())}
    return _Words(
        kinds=kinds,
        heading=re.compile("|".join(_bounded(word) for word in _longest_first(kinds))),
        leading=re.compile(
            rf"^[\s\[【(（]*(?:{_any(listed['announced'])})?\s*[:：]?\s*({_DATE})", re.IGNORECASE
        ),
        givers=_label(listed["givers"]),
        takers=_label(listed["takers"]),
        effective={
            kind: re.compile(rf"(?:{_any(labels)})\s*[:：]?\s*({_DATE})", re.IGNORECASE)
            for kind, labels in listed["effective"].items()
        },
        holders=tuple(listed["holders"]),
    )


def _label(labels: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any(labels)})\s*[:：]\s*(.+?)\s*{_VALUE_ENDS}", re.IGNORECASE)


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, _longest_first(words)))


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=lambda word: (-len(word), word))


def _bounded(word: str) -> str:
    """A Latin word stands alone: `lapse` is not in `elapsed`."""
    return rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)
