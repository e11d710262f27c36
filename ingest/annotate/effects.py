"""Effects (功能效果) in Chinese texts by clause rules; METHOD.md §2.2.

A clause is an effect when it holds an attribute and a change. The cues are characters, not words:
segmenters glue verb and object. What the prior art lacks, what a part does and what the document is
about are kept out by the zone a clause stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from patnav.ingest.annotate.heads import Finder, any_of
from patnav.ingest.annotate.lexicon import alternation, ending, holds, lexicon, pattern, words
from patnav.ingest.annotate.text import Clause, body_start, clauses, trim
from patnav.ingest.annotate.units import Hint

__all__ = ["find_effects"]

_NAME = "effects_zh"
_DIRECTIONS = ("avoid", "enable", "down", "up")
_MAGNITUDE = (
    r"(?:[至到为约达近了在高]|可达|超过|大于|小于|不低于){0,2}[0-9.]+(?:[%‰~\-—至到][0-9.]*)*"
    r"(?:%|个?百分点|倍|分之一|成|℃|[a-zA-Zμ/0-9]{1,8}|天|小时|分钟|秒|年|次|万|元){0,3}(?:以上|以下|左右|以内|之间)?"
)


class _Item(NamedTuple):
    start: int
    end: int
    zone: str  # plain, caused, gains, listed


_Span = tuple[int, int]


@cache
def _zh(key: str) -> str:
    return alternation(_NAME, key)


@cache
def _cues(kind: str) -> str:
    return "|".join(
        f"(?P<{way}>{_zh(f'{kind}.{way}')})" for way in _DIRECTIONS if way in lexicon(_NAME)[kind]
    )


@cache
def _rule(name: str) -> re.Pattern[str]:
    lead = f"(?:{alternation('clauses', 'leads')}|{alternation('clauses', 'subjects')}){{0,6}}"
    before = f"(?:{alternation('clauses', 'modals')}|{alternation('clauses', 'adverbs')}){{0,5}}"
    degree = f"(?:{alternation('clauses', 'adverbs')}|{alternation('clauses', 'fillers')}){{0,5}}"
    amount = rf"(?:了|{_MAGNITUDE}|很多|数倍|几倍|许多){{0,2}}"
    source = {
        "lead": lead,
        "change": f"(?P<before>{before})(?:{_cues('change')})(?P<rest>.*)",
        "moved": f"(?:使得?|让|令)?(?P<rest>.{{1,26}}?){degree}(?:{_cues('change')}){amount}",
        "predicate": f"(?P<rest>.{{1,26}}?){degree}(?:{_cues('predicate')}){amount}",
        "weak": f"(?P<before>{before})(?:{_cues('weak')})(?P<rest>.+)",
        "idiom": f"{before}(?:{_cues('idioms')}|(?P<pair>{_zh('lone')}{{2,3}}))",
        "lone": f"[很较更加十分非常又也且]*{_zh('lone')}(?:[和与]{_zh('lone')})?",
        "start": f"{before}(?:{_cues('change')}|{_cues('weak').replace('?P<', '?P<w_')})",
    }[name]
    return re.compile(source)


def find_effects(folded: str, listed: bool = False) -> list[Hint]:
    """Find the effects of a folded Chinese text, in the order of the text and without overlaps.

    What is said about each (attribute, direction, magnitude …) is of effect_facts.
    """
    found: list[Hint] = []
    for item in _items(folded, "gains" if listed else "plain"):
        span = _parse(folded, item)
        if span and (not found or span[0] >= found[-1].end):
            found.append(Hint("effect", *span))
    return found


# --- zones: which clauses may hold an effect, and how much a cue must say there -----------------


def _items(folded: str, base: str = "plain") -> Iterator[_Item]:
    prior, zone, sentence = False, base, -1
    for clause in clauses(folded, body_start(folded)):
        text = folded[clause.start : clause.end]
        if clause.sentence != sentence:
            zone, sentence = base, clause.sentence
        prior = (prior or holds("clauses", "prior", text)) and not holds("clauses", "own", text)
        if prior:
            continue
        opened = _last(text) if holds("clauses", "advantage", text) else None
        if opened is not None:
            zone = "gains"
            yield from _split(folded, Clause(clause.start + opened, clause.end, sentence), zone)
            continue
        if zone != "listed" and _open_list().match(folded, clause.start):
            zone = "listed"
        if zone == "plain" and pattern("clauses", "causes").match(text.lstrip()):
            zone = "caused"
        if zone == "plain" and holds("clauses", "intro", text):
            yield from _praise(clause, text)
            continue
        yield from _split(folded, clause, zone)


@cache
def _open_list() -> re.Pattern[str]:
    opens, closes = alternation("clauses", "opens"), alternation("clauses", "listed")
    return re.compile(f"{_rule('lead').pattern}{opens}[^。]{{1,160}}?等?{closes}(?=[,。;]|$)")


def _praise(clause: Clause, text: str) -> Iterator[_Item]:
    """The first advantage in 提供一种结构简单, 成本低的 …: what stands behind 一种."""
    at = text.rfind("一种")
    if at >= 0 and _own(text[at + 2 :]):
        yield _Item(clause.start + at + 2, clause.end, "plain")


def _last(text: str) -> int | None:
    ends = [match.end() for match in pattern("clauses", "advantage").finditer(text)]
    return ends[-1] if ends else None


def _split(folded: str, clause: Clause, zone: str) -> Iterator[_Item]:
    """Cut a clause into coordinated effects; unwraps 具有 … 等优点."""
    start, end = clause.start, clause.end
    closed = ending("clauses", "listed").search(folded[start:end].rstrip())
    opened = _opening().match(folded, start, end) or _HOLDS.search(folded, start, end)
    if closed and opened and (len(closed.group()) > 1):
        start, end, zone = opened.end(), start + closed.start(), "listed"
    elif closed and zone in ("gains", "listed"):
        end = start + closed.start()
    for begin, stop in _groups(folded, start, end, zone):
        yield _Item(begin, stop, zone)


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(_rule("lead").pattern + alternation("clauses", "opens"))


_HOLDS = re.compile(r"具有|具备|达到了?")
_JOINTS = re.compile(r"、|(?:并且|而且|且|并|又|同时|以及|还|和|及|也)")


def _groups(folded: str, start: int, end: int, zone: str) -> list[tuple[int, int]]:
    """Join the pieces between 、 and 并 so that each group holds one attribute and one change."""
    groups: list[tuple[int, int]] = []
    begin = start
    for joint in _JOINTS.finditer(folded, start, end):
        if joint.start() <= begin:
            continue
        closed = zone == "listed" and joint.group() == "、" and _own(folded[begin : joint.start()])
        if not _opens(folded, joint, end, closed):
            continue
        if _complete(folded[begin : joint.start()]):
            groups.append((begin, joint.start()))
            begin = joint.end()
    groups.append((begin, end))
    return groups


def _opens(folded: str, joint: re.Match[str], end: int, closed: bool) -> bool:
    """Whether what follows the joint is an effect of its own, not the rest of the one before."""
    piece = re.split(r"[、和及并且]", folded[joint.end() : end], maxsplit=1)[0]
    if _rule("lone").fullmatch(piece):
        return False
    if closed or _rule("start").match(piece) or _rule("idiom").fullmatch(piece):
        return True
    return joint.group() not in "和及也" and bool(_predicate(piece, 0, len(piece)))


def _complete(piece: str) -> bool:
    core = _strip(piece)
    return bool(
        _rule("change").match(core)
        or _predicate(core, 0, len(core))
        or _rule("idiom").fullmatch(core)
        or _moved(core, 0, len(core))
        or _rule("weak").match(core)
    )


def _strip(piece: str) -> str:
    match = _rule("lead").match(piece)
    return piece[match.end() :] if match else piece


# --- one item -----------------------------------------------------------------------------------


def _parse(folded: str, item: _Item) -> _Span | None:
    start, end = trim(folded, item.start, item.end)
    lead = _rule("lead").match(folded, start, end)
    start = lead.end() if lead else start
    start, end = trim(folded, start, end)
    if end - start < 2 or pattern(_NAME, "market").search(folded, start, end):
        return None
    if item.zone in ("plain", "caused") and holds(_NAME, "control", folded[start:end]):
        return None
    owner = folded.rfind("的", start, end)
    if 0 < owner < end - 2 and _praises(folded[start:owner]):
        end = owner
    for begin in _starts(folded, start, end):
        hit = next(filter(None, (rule(folded, begin, end, item.zone) for rule in _RULES)), None)
        if hit:
            return hit
    return None


def _starts(folded: str, start: int, end: int) -> Iterator[int]:
    """Where a core may begin: behind 具有 when an effect of its own follows, else at the start."""
    opened = pattern("clauses", "opens").match(folded, start, end)
    if opened and opened.end() < end and _own(folded[opened.end() : end]):
        yield opened.end()
    yield start


def _praises(piece: str) -> bool:
    """Whether 结构简单 stands before a noun: … 的 X."""
    match = _predicate(piece, 0, len(piece))
    return bool(match and not pattern("clauses", "modals").match(match["rest"])) and bool(
        ending(_NAME, "lone").search(piece) or ending(_NAME, "degree").search(piece)
    )


def _own(piece: str) -> bool:
    known = _rule("change").fullmatch(piece) or _rule("idiom").fullmatch(piece)
    return bool(known or _predicate(piece, 0, len(piece)))


def _predicate(folded: str, start: int, end: int) -> re.Match[str] | None:
    """What matches the rule `predicate` as a whole; few stretches end as one does."""
    if folded[end - 1 : end] not in _last_letters() and not _FIGURE.search(folded, start, end):
        return None
    return _rule("predicate").fullmatch(folded, start, end)


@cache
def _last_letters() -> frozenset[str]:
    """Letters that a stretch of the rule `predicate` without a figure ends in."""
    listed = (words(_NAME, f"predicate.{way}") for way in lexicon(_NAME)["predicate"])
    return frozenset(word[-1] for ways in listed for word in ways) | frozenset("了多倍")


_FIGURE = re.compile(r"[0-9.]")


def _moved(folded: str, start: int, end: int) -> re.Match[str] | None:
    """What matches the rule `moved` as a whole; few stretches have a word of change."""
    changed = _changed(folded, start, end)
    return _rule("moved").fullmatch(folded, start, end) if changed else None


def _changed(folded: str, start: int, end: int) -> bool:
    return any(find(folded, start, end) for find in _changes())


@cache
def _changes() -> tuple[Finder, ...]:
    ways = lexicon(_NAME)["change"]
    return any_of(word for way in ways for word in words(_NAME, f"change.{way}"))


def _way(match: re.Match[str]) -> str:
    found = match.groupdict()
    return next((way for way in _DIRECTIONS if found.get(way)), "enable")


def _by_change(folded: str, start: int, end: int, zone: str) -> _Span | None:
    match = _rule("change").fullmatch(folded, start, end)
    if not match or not match["rest"].strip("了的"):
        return None
    if zone == "plain" and _is_part(match["rest"]):
        return None
    return start, end


def _by_idiom(folded: str, start: int, end: int, zone: str) -> _Span | None:
    match = _rule("idiom").fullmatch(folded, start, end)
    if not match or _is_part(folded[start:end]):
        return None
    if zone == "plain" and _vague(folded, start, end, match):
        return None
    return start, end


def _vague(folded: str, start: int, end: int, match: re.Match[str]) -> bool:
    """Whether an idiom says too little outside a list: some length, or a name (一种无毒涂料)."""
    if folded.endswith("一种", 0, start) and _way(match) == "avoid":
        return True
    return end - start > 4 and _way(match) != "down" and folded[start] != "无"


def _by_predicate(folded: str, start: int, end: int, zone: str) -> _Span | None:
    del zone
    match = _predicate(folded, start, end)
    if not match or pattern(_NAME, "means").search(match["rest"]):
        return None
    if pattern(_NAME, "defects").search(folded, start, end):
        return None
    return start, end


def _by_moved(folded: str, start: int, end: int, zone: str) -> _Span | None:
    del zone
    match = _moved(folded, start, end)
    if not match or pattern(_NAME, "means").search(match["rest"]):
        return None
    if not ending(_NAME, "attributes").search(match["rest"].rstrip("的地得")):
        return None
    return start, end


def _by_middle(folded: str, start: int, end: int, zone: str) -> _Span | None:
    """A change verb inside the clause: 通过 … 提高了强度."""
    del zone
    text = folded[start:end]
    for match in _rule("change").finditer(text) if _changed(text, 0, len(text)) else ():
        if match.start() and _stands_free(text, match):
            return start + match.start(), end
    return None


def _stands_free(text: str, match: re.Match[str]) -> bool:
    rest = match["rest"]
    if not rest.strip("了的") or _is_part(rest) or re.search("是否|判[断定]", text):
        return False
    if rest.startswith("了") or match["before"] or text[match.start() - 1] in "来以而并可能使":
        return True
    return bool(ending(_NAME, "attributes").search(rest))


def _by_weak(folded: str, start: int, end: int, zone: str) -> _Span | None:
    match = _rule("weak").fullmatch(folded, start, end)
    if not match:
        return None
    benefit = pattern(_NAME, "benefit").search(match["rest"])
    function = pattern(_NAME, "functions").search(match["rest"])
    if not (
        zone in ("gains", "listed") or (zone == "caused" and (benefit or not function)) or benefit
    ):
        return None
    return start, end


def _by_list(folded: str, start: int, end: int, zone: str) -> _Span | None:
    if zone != "listed" or end - start > 24 or pattern(_NAME, "means").search(folded, start, end):
        return None
    return start, end


_RULES = (_by_change, _by_idiom, _by_predicate, _by_moved, _by_middle, _by_weak, _by_list)


def _is_part(rest: str) -> bool:
    return bool(ending(_NAME, "parts", r"(?:\([^)]*\))?").search(rest.rstrip("等")))
