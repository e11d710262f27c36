"""Texts of synthetic patents, composed from frames: what they say is known word for word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from patnav.data import load_yaml, resource
from patnav.data.synthetic.dice import Dice, ladder
from patnav.data.synthetic.world import Cell, Effect, Node, Pair, WhiteSpot

__all__ = ["Band", "Idea", "Prose", "conceive", "write_chinese", "write_english"]

Band = Literal["low", "mid", "high", "unknown"]
_BANDS: tuple[Band, ...] = ("low", "mid", "high")
_STATED = 0.35  # share of texts that say how mature the solution is
_PROSPECT = 0.12  # share that speaks of the market
_MEANS = ladder((1.6, 1.2, 1.0, 0.9, 0.8, 0.7))
_EFFECTS = ladder((0.30, 0.45, 0.25))  # one, two or three effects
_BOOST = 3.0  # how much more often a means meets the effect it goes with
_ARTICLE = re.compile(r"\b([Aa]) (?=[aeioAEIO])")


class Idea(NamedTuple):
    """What a patent is about, before it is put into words.

    `means` holds three; abstracts show the first `shown`, claims all of them.
    """

    node: Node
    utility: bool
    product: Pair
    means: tuple[Pair, ...]
    shown: int
    effects: tuple[Effect, ...]
    band: Band
    prospect: bool


class Prose(NamedTuple):
    """An idea in words; `effects`, `maturity` and `prospect` are quotes of the abstract."""

    lang: str
    title: str
    abstract: str
    claim: str
    effects: tuple[str, ...]
    maturity: str
    prospect: str


@cache
def _frames(lang: str) -> Mapping[str, Any]:
    loaded = load_yaml(resource("synthetic/frames.yaml"))
    frames: Mapping[str, Any] = loaded[lang]
    return frames


def conceive(cell: Cell, spot: WhiteSpot, stage: float, utility: bool, dice: Dice) -> Idea:
    """Draw what a patent of `cell` is about; `stage` is 0 for the first year, 1 for the last."""
    node = cell.node
    chosen = dice.several(_MEANS, 3)
    products = node.products[:-1] if utility else node.products
    return Idea(
        node=node,
        utility=utility,
        product=dice.pick(products),
        means=tuple(node.means[k] for k in chosen),
        shown=dice.between(2, 3),
        effects=_effects(node, chosen, spot, dice),
        band=_band(stage + node.age, dice),
        prospect=dice.chance(_PROSPECT),
    )


def _effects(node: Node, chosen: Sequence[int], spot: WhiteSpot, dice: Dice) -> tuple[Effect, ...]:
    barred = _barred(node, chosen, spot)
    likely = chosen[0] % len(node.effects)
    weights = [
        0.0 if effect.effect_class == barred else _BOOST if k == likely else 1.0
        for k, effect in enumerate(node.effects)
    ]
    drawn = dice.several(ladder(weights), dice.step(_EFFECTS) + 1)
    return tuple({node.effects[k].id: node.effects[k] for k in drawn}.values())


def _barred(node: Node, chosen: Sequence[int], spot: WhiteSpot) -> str:
    if node.id != spot.node:
        return ""
    return spot.effect if any(node.means[k].zh == spot.means for k in chosen) else ""


def _band(stage: float, dice: Dice) -> Band:
    if not dice.chance(_STATED):
        return "unknown"
    late = 2 * stage - 1  # -1 in the first year, 1 in the last
    return _BANDS[dice.step(ladder((max(0.02, -late), max(0.05, 1 - abs(late)), max(0.02, late))))]


def write_chinese(idea: Idea, dice: Dice) -> Prose:
    """Put an idea into a Chinese title, abstract and first claim."""
    frames, names = _frames("zh"), [means.zh for means in idea.means]
    subject, kind = idea.product.zh, idea.node.kind
    slots = dict(zip("abc", names, strict=True))
    slots |= {"S": subject, "F": frames["fields"][idea.node.id[:2]], "n": str(dice.between(2, 9))}
    opening = frames["opening"]["utility_model" if idea.utility else "invention"]
    body = dice.pick(opening) + dice.pick(frames["structure"][kind][idea.shown])
    quotes = _quotes([effect.zh for effect in idea.effects], dice)
    tail = _tail(frames, idea, dice)
    return Prose(
        lang="zh",
        title=_title(subject, names[0], dice),
        abstract=body.format_map(slots) + _benefits(frames, quotes, dice) + "".join(tail),
        claim=dice.pick(frames["claim"][kind]).format_map(slots),
        effects=quotes,
        maturity=tail[0],
        prospect=tail[1],
    )


def write_english(idea: Idea, dice: Dice) -> Prose:
    """Put an idea into an English title and abstract."""
    frames = _frames("en")
    slots = dict(zip("abc", (means.en for means in idea.means), strict=True))
    slots |= {"S": idea.product.en, "n": str(dice.between(2, 9))}
    body = dice.pick(frames["opening"]) + dice.pick(frames["structure"][idea.shown])
    quotes = _quotes([effect.en for effect in idea.effects], dice)
    tail = _tail(frames, idea, dice)
    text = body.format_map(slots) + _benefits(frames, quotes, dice)
    return Prose(
        lang="en",
        title=idea.product.en[0].upper() + idea.product.en[1:],
        abstract=" ".join((_ARTICLE.sub(r"\1n ", text), *filter(None, tail))),
        claim="",
        effects=quotes,
        maturity=tail[0],
        prospect=tail[1],
    )


def _title(subject: str, means: str, dice: Dice) -> str:
    form = dice.random()
    if form < 0.45:
        return f"一种{subject}"
    return subject if form < 0.75 else f"具有{means}的{subject}"


def _quotes(phrases: Sequence[Sequence[str]], dice: Dice) -> tuple[str, ...]:
    drawn = (dice.pick(choices) for choices in phrases)
    return tuple(
        phrase.replace("{n}", str(dice.between(2, 9) * 5)) if "{" in phrase else phrase
        for phrase in drawn
    )


def _benefits(frames: Mapping[str, Any], quotes: tuple[str, ...], dice: Dice) -> str:
    frame: str = dice.pick(frames["effects"][len(quotes)])
    return frame.format_map(dict(zip("efg", quotes, strict=False)))


def _tail(frames: Mapping[str, Any], idea: Idea, dice: Dice) -> tuple[str, str]:
    maturity = prospect = ""
    if idea.band != "unknown":
        digits = {"n": str(dice.between(3, 9)), "d": str(dice.below(10))}
        maturity = dice.pick(frames["maturity"][idea.band]).format_map(digits)
    if idea.prospect:
        prospect = dice.pick(frames["outlook"])
    return maturity, prospect
