"""The object in an answer: servers without a JSON mode wrap it in prose, fences or thoughts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

__all__ = ["find_object"]

_THOUGHT = re.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_TRIES = 50  # braces at which an object may begin; an answer of nothing but braces is no answer
_COMMA = re.compile(r",(?=\s*[}\]])")
_DECODER = json.JSONDecoder(strict=False)  # line breaks inside strings


def find_object(answer: str, keys: Iterable[str]) -> dict[str, Any] | None:
    """Find the last JSON object in an answer that has one of the keys; None when there is none.

    Thoughts in tags are left out, a comma before a closing bracket is forgiven, nothing else is:
    an object that does not end is not completed.
    """
    wanted = set(keys)
    bare = _THOUGHT.sub(" ", answer)
    for text in (bare, _COMMA.sub("", bare)):
        found = [one for one in _objects(text) if wanted & one.keys()]
        if found:
            return found[-1]
    return None


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """Objects of a text that are not inside one another."""
    at = text.find("{")
    for _ in range(_TRIES):
        if at < 0:
            return
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield value
        at = text.find("{", end)
