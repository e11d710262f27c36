"""The sentence that tells why a patent stands at a node or at none, in the language of its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from patnav.ingest.assign.evidence import ClassHit, Document, Passage, QuoteHit
from patnav.ingest.assign.found import Found
from patnav.ingest.assign.titles import head

__all__ = ["Shown", "reason", "reason_off", "shown"]

_RANK = ("title", "claim", "abstract")
_SECTIONS = {
    "title": ("标题", "title"),
    "claim": ("权利要求", "claim"),
    "abstract": ("摘要", "abstract"),
    "novelty": ("新颖性", "novelty"),
    "use": ("用途", "use"),
    "advantage": ("优点", "advantage"),
}
_TOLD = 0.1  # chance from which the runner-up is told


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown for a node: `rule` names it, a passage with its quote, the class symbols.

    `rule` is class, keyword, class+keyword, or wording when only the text as a whole is alike.
    """

    rule: str
    symbols: tuple[ClassHit, ...]
    passage: Passage | None
    start: int
    end: int


def shown(symbols: Sequence[ClassHit], words: Sequence[QuoteHit], document: Document) -> Shown:
    """Pick what to show: the best class symbol and the best quote, else the head of the title."""
    ranked = tuple(sorted(symbols, key=_nearness))
    rule = "+".join(name for name, part in (("class", symbols), ("keyword", words)) if part)
    quote = min(words, key=_place, default=None)
    if quote:
        return Shown(rule, ranked, quote.passage, quote.start, quote.end)
    title = next((p for p in document.passages if p.section == "title"), None)
    if symbols or title is None:
        return Shown(rule or "wording", ranked, None, -1, -1)
    return Shown("wording", (), title, *head(title.text, title.lang))


def reason(show: Shown, document: Document, second: tuple[str, float]) -> str:
    """Say which symbol and which quote speak for the node, and what else was likely."""
    chinese = _chinese(document)
    parts = [(_symbol_zh if chinese else _symbol_en)(hit) for hit in show.symbols[:1]]
    if show.passage is not None:
        quote = show.passage.text[show.start : show.end]
        name = _SECTIONS.get(show.passage.section, (show.passage.section,) * 2)
        parts.append(f"{name[0]}中有“{quote}”" if chinese else f"the {name[1]} says “{quote}”")
    if show.rule == "wording":
        parts.append("整体用词与本环节相近" if chinese else "the wording as a whole is the node's")
    if second[1] >= _TOLD:
        parts.append(_second(second, chinese))
    return _sentence(parts, chinese)


def reason_off(found: Found, chances: Mapping[str, float], off: float) -> str:
    """Say why a patent is in no node: its main class, the thing that the title names.

    Where neither is of another chain, what was found for the likeliest node, and that it was too
    little. `chances` are those of the nodes, `off` that of none, all in 0..1.
    """
    chinese, parts = _chinese(found.document), []
    if found.main and found.main in found.off_symbols:
        name = f"主分类 {found.main} 属于其他产业链"
        parts.append(name if chinese else f"main class {found.main} belongs to other chains")
    word = min((hit for hit in found.off if hit.head), key=lambda hit: not hit.core, default=None)
    if word:
        text = f"标题所指“{word.quote}”不在本链"
        parts.append(text if chinese else f"the title names “{word.quote}”, no part of this chain")
    if not parts:
        parts.append(_too_little(found, chances, off))
    return _sentence(parts, chinese)


def _too_little(found: Found, chances: Mapping[str, float], off: float) -> str:
    chinese = _chinese(found.document)
    met = sorted(found.symbols.keys() | found.words.keys())
    node = max(met, key=lambda one: chances[one], default="")
    if not node:
        return (
            "没有找到任何环节的分类和用词"
            if chinese
            else "no class and no keyword of a node is found"
        )
    show = shown(found.symbols.get(node, []), found.words.get(node, []), found.document)
    named = [f"{hit.symbol.symbol} " if chinese else hit.symbol.symbol for hit in show.symbols[:1]]
    if show.passage is not None:
        named.append(f"“{show.passage.text[show.start : show.end]}”")
    if chinese:
        told = f"{'和'.join(named)}指向 {node}（{chances[node]:.0%}）"
        return f"{told}，但不够：不在本链更可能（{off:.0%}）"
    verb = "speak" if len(named) > 1 else "speaks"
    told = f"{' and '.join(named)} {verb} for {node} ({chances[node]:.0%})"
    return f"{told}, not enough: no node is likelier ({off:.0%})"


def _sentence(parts: Iterable[str], chinese: bool) -> str:
    if chinese:
        return "；".join(parts) + "。"
    sentence = "; ".join(parts) + "."
    return sentence[0].upper() + sentence[1:]


def _chinese(document: Document) -> bool:
    return any(passage.lang == "zh" for passage in document.passages)


def _second(second: tuple[str, float], chinese: bool) -> str:
    name, chance = second
    if chinese:
        return f"其次可能{'不在本链' if name == '-' else f'属 {name}'}（{chance:.0%}）"
    return f"second {'no node' if name == '-' else name} ({chance:.0%})"


def _nearness(hit: ClassHit) -> tuple[bool, bool, bool, bool]:
    return hit.near, hit.broad, hit.moved, hit.symbol.place != "main"


def _place(hit: QuoteHit) -> tuple[int, bool, bool, int, int]:
    section = hit.passage.section
    rank = _RANK.index(section) if section in _RANK else len(_RANK)
    return rank, not hit.core, not hit.head, hit.start - hit.end, hit.start


def _symbol_zh(hit: ClassHit) -> str:
    name = ("主分类号" if hit.symbol.place == "main" else "分类号") + f" {hit.symbol.symbol} "
    if hit.near:
        return name + "常见于本环节"
    if hit.symbol.symbol == hit.under:
        return name + "即本环节的分类"
    return name + ("原属范围现归入" if hit.moved else "属于") + f"本环节的 {hit.under}"


def _symbol_en(hit: ClassHit) -> str:
    name = ("main class" if hit.symbol.place == "main" else "class") + f" {hit.symbol.symbol} "
    if hit.near:
        return name + "is often met in this node"
    if hit.symbol.symbol == hit.under:
        return name + "is one of this node"
    return name + ("went to " if hit.moved else "falls under ") + hit.under
