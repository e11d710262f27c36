"""The table `claims`: every claim of a patent's text, what it claims and which claims it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from patnav.ingest.annotate.claim_set import ClaimText, claims_of
from patnav.ingest.annotate.claims import body_of
from patnav.ingest.annotate.language import rules_language
from patnav.ingest.annotate.lexicon import ending
from patnav.ingest.annotate.product import Product, find_product
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
        "category": "method" if product and _is_method(folded, lang, one) else _category(product),
        "subject": product.product if product else "",
        "start": one.start,
        "end": one.end,
    }


def _form(folded: str, lang: str, one: ClaimText) -> str:
    body = body_of(folded, lang, one.start, one.end)
    if body.cut is None:
        return "unsplit"
    return "two_part" if body.two_part else "one_part"


def _is_method(folded: str, lang: str, one: ClaimText) -> bool:
    """Whether the preamble ends as that of a method does; one of devices and media does not."""
    body = body_of(folded, lang, one.start, one.end)
    last = folded[one.start : body.cut].rstrip(" ,;:") if body.cut is not None else ""
    return bool(ending("claims", f"{lang}.steps").search(last))


def _category(product: Product | None) -> str:
    return product.category if product else ""
