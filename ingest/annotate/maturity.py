"""Maturity (成熟等级): a band from what the text states; METHOD.md §2.4.

Text alone reaches `mid`; `high` needs a statement of production or use. A promise is no evidence.
"""

from __future__ import annotations

from patnav.ingest.annotate.lexicon import pattern
from patnav.ingest.annotate.marks import Mark
from patnav.ingest.annotate.text import body_start, clauses, trim

__all__ = ["BANDS", "find_maturity"]

BANDS = ("unknown", "low", "mid", "high")
_CONFIDENCE = {"low": 0.5, "mid": 0.5, "high": 0.7}


def find_maturity(folded: str, lang: str) -> list[Mark]:
    """Find at most one mark: the clause with the strongest evidence, its band as `value`."""
    start = body_start(folded)
    for band in ("high", "mid", "low"):
        if not pattern("outlook", f"{band}.{lang}").search(folded, start):
            continue
        for clause in clauses(folded, start):
            if _states(folded[clause.start : clause.end], band, lang):
                quote = trim(folded, clause.start, clause.end)
                return [Mark("maturity", *quote, band, f"{lang}.{band}", _CONFIDENCE[band])]
    return []


def _states(text: str, band: str, lang: str) -> bool:
    cue = pattern("outlook", f"{band}.{lang}").search(text)
    return bool(cue) and not pattern("outlook", "promise").match(text.strip())
