"""The sentence that tells why a patent stands at a node, in the language of its text."""

from __future__ import annotations

from collections.abc import Sequence

from patnav.ingest.assign.evidence import ClassHit, QuoteHit

__all__ = ["best_quote", "reason"]

_RANK = ("title", "claim", "abstract")
_SECTIONS = {
    "title": ("标题", "title"),
    "claim": ("权利要求", "claim"),
    "abstract": ("摘要", "abstract"),
    "novelty": ("新颖性", "novelty"),
    "use": ("用途", "use"),
    "advantage": ("优点", "advantage"),
}


def best_quote(words: Sequence[QuoteHit]) -> QuoteHit | None:
    """Pick the quote to show: title before claim before abstract, the longest, the first."""
    return min(words, key=_place, default=None)


def reason(symbols: Sequence[ClassHit], words: Sequence[QuoteHit], lang: str) -> str:
    """Say which symbol and which quote speak for the node; at least one of both is given."""
    quote = best_quote(words)
    if lang == "zh":
        parts = [*map(_symbol_zh, symbols[:1]), *map(_quote_zh, [quote] if quote else [])]
        return "；".join(parts) + "。"
    parts = [*map(_symbol_en, symbols[:1]), *map(_quote_en, [quote] if quote else [])]
    sentence = "; ".join(parts) + "."
    return sentence[0].upper() + sentence[1:]


def _place(hit: QuoteHit) -> tuple[int, bool, int, int]:
    section = hit.passage.section
    rank = _RANK.index(section) if section in _RANK else len(_RANK)
    return rank, not hit.head, hit.start - hit.end, hit.start


def _symbol_zh(hit: ClassHit) -> str:
    name = ("主分类号" if hit.symbol.place == "main" else "分类号") + f" {hit.symbol.symbol} "
    if hit.symbol.symbol == hit.under:
        return name + "即本环节的分类"
    return name + ("原属范围现归入" if hit.moved else "属于") + f"本环节的 {hit.under}"


def _symbol_en(hit: ClassHit) -> str:
    name = ("main class" if hit.symbol.place == "main" else "class") + f" {hit.symbol.symbol} "
    if hit.symbol.symbol == hit.under:
        return name + "is one of this node"
    return name + ("went to " if hit.moved else "falls under ") + hit.under


def _quote_zh(hit: QuoteHit) -> str:
    section = hit.passage.section
    return f"{_SECTIONS.get(section, (section,))[0]}中有“{hit.quote}”"


def _quote_en(hit: QuoteHit) -> str:
    return f"the {hit.passage.section} says “{hit.quote}”"
