"""Market outlook (市场前景): quotes that speak of market, demand or popularisation; METHOD.md §2.5.

The text gives quotes only. The score of a patent within its cohort is made by `patnav.analysis`.
"""

from __future__ import annotations

import re
from functools import cache

from patnav.ingest.annotate.lexicon import alternation, pattern
from patnav.ingest.annotate.text import body_start, clauses, trim
from patnav.ingest.annotate.units import Hint

__all__ = ["find_outlook"]


def find_outlook(folded: str, lang: str) -> list[Hint]:
    """Find the clauses that speak of the market, in the order of the text."""
    found: list[Hint] = []
    if not pattern("outlook", f"market.{lang}").search(folded, body_start(folded)):
        return found
    for clause in clauses(folded, body_start(folded)):
        if not pattern("outlook", f"market.{lang}").search(folded, clause.start, clause.end):
            continue
        start, end = trim(folded, clause.start, clause.end)
        if pattern("outlook", f"no_market.{lang}").search(folded[start:end]):
            continue
        start, end = trim(folded, _past_lead(folded, start, end), end)
        if start < end:
            found.append(Hint("outlook", start, end))
    return found


def _past_lead(folded: str, start: int, end: int) -> int:
    match = _lead().match(folded, start, end)
    return match.end() if match and match.end() < end else start


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(
        f"(?:{alternation('clauses', 'leads')}|{alternation('clauses', 'subjects')}){{0,6}}"
    )
