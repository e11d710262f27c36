"""The table `claims`: every claim of a patent's text, what it claims and which claims it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from patnav.ingest.annotate.claim_set import ClaimText, claims_of
from patnav.ingest.annotate.claims import split_claim
from patnav.ingest.annotate.product import find_product
from patnav.ingest.annotate.stream import rules_language
from patnav.ingest.annotate.text import fold
from patnav.model import Text

__all__ = ["claim_rows"]

Row = Mapping[str, Any]


def claim_rows(texts: Iterable[Row]) -> Iterator[dict[str, Any]]:
    """Rows of `claims` from rows of `texts`; texts of other sections and languages give none."""
    for row in texts:
        text = Text(row["section"], row["lang"] or "und", row["text"] or "")
        lang = rules_language(text) if row["section"] == "claim" else ""
        if lang:
            folded = fold(text.text)
            for one in claims_of(folded, lang):
                yield {
                    "patent": row["patent"],
                    "lang": row["lang"],
                    **_claim(text.text, folded, lang, one),
                }


def _claim(text: str, folded: str, lang: str, one: ClaimText) -> dict[str, Any]:
    product = None if one.dependent else find_product(text[one.start : one.end], "claim", lang)
    return {
        "claim": one.number,
        "kind": "dependent" if one.dependent else "independent",
        "form": "" if one.dependent else _form(folded, lang, one),
        "parents": [str(parent) for parent in one.parents],
        "category": product.category if product else "",
        "subject": product.product if product else "",
        "start": one.start,
        "end": one.end,
    }


def _form(folded: str, lang: str, one: ClaimText) -> str:
    claim = split_claim(folded, lang, one.start, one.end)
    if claim.preamble is None:
        return "unsplit"
    return "two_part" if claim.two_part else "one_part"
