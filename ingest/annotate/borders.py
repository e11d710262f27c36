"""What speaks for and against a border between two elements of a Chinese claim.

Borders are looked for at marks; each one is described by named features of the clause before it
and the clause behind it: does the clause behind bring a part that was not there, is its subject the
part just named (then it defines that part and stays with it), the subject of the clause before, or
another one. METHOD.md §2.3: divide by means and function, not by punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from patnav.ingest.annotate.lexicon import alternation

__all__ = ["SIGN", "Border", "Features", "borders", "describe_lead"]

Features = dict[str, float]
_MARK = re.compile(r"[;。]|(?<!\d)[,:]|[,:](?!\d)")
_ASIDE = re.compile(r"[,:;。]\s*(?:其中|且|并且|并|还|以及|即|则|或|而)\s*$")
_WORD = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")
_HAN = r"[\u3400-\u9fff]"
SIGN = re.compile(
    rf"\([0-9A-Za-z.,?' ~-]{{1,12}}\)"
    rf"|(?<={_HAN})(?<![为有至约第共由设于过])[0-9]{{1,3}}[a-zA-Z]?'?(?={_HAN}|[,、;。:]|$)"
)
_MAY_BE_SIGN = re.compile("[(0-9]")
_PART = re.compile(r"的?(?:另?一|两|[前后左右上下内外顶底])?(?:端|侧|部|面|边)")
_OTHER = re.compile(r".{0,14}另")
_ONE_SIDE = re.compile(r"一[端侧边]")
_LIST = re.compile(r"、|包括|组成|构成|包含")
_BACK = 2000  # characters in which a noun is looked for; bounds the work of a very long claim
_CLAUSE = 80  # characters of a clause that are looked at, at either end


class Border(NamedTuple):
    """A place where an element may begin: `end` of the one before, `start` of the next."""

    end: int
    start: int
    mark: str
    features: Features


class _Clause(NamedTuple):
    """A stretch between two marks, without reference signs, and what it begins with."""

    text: str
    bare: str
    determiner: str
    named: str
    noun: str
    rest: str
    signs: tuple[str, ...]


@cache
def _words(key: str, before: str = "", behind: str = "") -> re.Pattern[str]:
    return re.compile(before + alternation("borders", f"zh.{key}") + behind)


def borders(folded: str, start: int, end: int, method: bool) -> list[Border]:
    """Describe every place between `start` and `end` where a further element may begin."""
    marks = list(_marks(folded, start, end))
    clauses = [_clause(folded[a:b]) for a, b in _stretches(marks, start, end)]
    whole = _Whole(clauses, marks, method)
    found = []
    for number, match in enumerate(marks, start=1):
        begin = _skip(folded, match.end(), end)
        if _WORD.search(folded, begin, min(end, begin + 40)):
            features = whole.describe(number)
            found.append(Border(match.start(), begin, match.group(), features))
        whole.pass_by(number)
    return found


def _marks(folded: str, start: int, end: int) -> Iterator[re.Match[str]]:
    for match in _MARK.finditer(folded, start, end):
        before = folded[max(start, match.start() - 6) : match.start()]
        if match.start() > start and (match.group() in ";。" or not _ASIDE.search(before)):
            yield match


def _stretches(marks: list[re.Match[str]], start: int, end: int) -> Iterator[tuple[int, int]]:
    starts = [start, *(mark.end() for mark in marks)]
    return zip(starts, [*(mark.start() for mark in marks), end], strict=True)


def _skip(folded: str, start: int, end: int) -> int:
    while start < end and folded[start] in " \u2060":
        start += 1
    return start


def _clause(text: str) -> _Clause:
    text = text.strip()
    text = text if len(text) <= 2 * _CLAUSE else text[:_CLAUSE] + text[-_CLAUSE:]
    match = _words("determiner", "(?:", r"\s*)*").match(text)
    head = match.end() if match else 0
    named, signs = text[head:], tuple(SIGN.findall(text))
    noun, rest = _noun(named)
    return _Clause(text, _bare(text), text[:head].strip(), _bare(named), noun, rest, signs)


def _bare(text: str) -> str:
    """The text without reference signs."""
    return SIGN.sub("", text) if _MAY_BE_SIGN.search(text) else text


def _noun(text: str) -> tuple[str, str]:
    """Cut the noun that a clause begins with: up to its sign, a verb, a place or 的."""
    sign, verb = SIGN.search(text), _words("verb").search(text, 1)
    if sign and sign.start() <= 16 and (not verb or sign.start() <= verb.start()):
        return text[: sign.start()], text[sign.end() :]
    place, of = _words("place", behind="+").search(text, 2), text.find("的", 2)
    ends = [match.start() for match in (verb, place) if match] + [of] * (of >= 0)
    cut = min(ends, default=len(text))
    return _bare(text[:cut]), text[cut:]


class _Whole:
    """A claim's clauses, and what was named in those that have been passed."""

    def __init__(self, clauses: list[_Clause], marks: list[re.Match[str]], method: bool) -> None:
        self.clauses, self.method = clauses, method
        self.marks = ["^", *(mark.group() for mark in marks), "$"]
        self.commas, self.semicolons = self.marks.count(","), self.marks[:-2].count(";")
        self.signs = sum(len(clause.signs) for clause in clauses)
        self.before = clauses[0].bare
        self.pairs = {*_pairs(self.before)}
        self.known = set(clauses[0].signs)
        self.depth = _depth(clauses[0].text)

    def pass_by(self, number: int) -> None:
        """Go on to the next border: what the clause behind this one names is known now."""
        clause = self.clauses[number]
        seam, self.before = self.before[-1:], self.before + clause.bare
        self.pairs.update(_pairs(seam + clause.bare))
        if len(self.before) > _BACK:
            self.before = self.before[-_BACK:]
            self.pairs = {*_pairs(self.before)}
        self.known.update(clause.signs)
        self.depth += _depth(clause.text)

    def describe(self, number: int) -> Features:
        """Features of the border before clause `number`; each is 1 but for `novel` (0 to 1)."""
        mark, kind = self.marks[number], "method" if self.method else "thing"
        right = self.clauses[number]
        named = [f"mark={mark}", f"kind={kind}{'' if mark == ',' else mark}"]
        if mark in ";。":
            named += [";其中"] * right.text.startswith("其中") + ["empty"] * (len(right.text) < 3)
            return dict.fromkeys(named, 1.0)
        named += [*self._around(number), *self._subject(number), *self._wording(number)]
        pairs = _pairs(right.bare[: _CLAUSE + 1])
        novel = sum(pair not in self.pairs for pair in pairs) / max(1, len(pairs))
        return dict.fromkeys(named, 1.0) | {"novel": novel}

    def _around(self, number: int) -> Iterator[str]:
        left, right = self.clauses[number - 1], self.clauses[number]
        before, behind = self.marks[number - 1], self.marks[number + 1]
        own = "" if self.marks[number] == "," else self.marks[number]
        yield f"marks={before}{behind}{own}"
        yield f"semicolons={min(3, self.semicolons)}{own}"
        yield f"commas={min(8, self.commas)}"
        yield f"signs={min(2, self.signs)}"
        yield f"long={min(7, len(right.bare) // 4)}{own}"
        yield f"before={min(7, len(left.bare) // 4)}"
        yield f"first={number == 1}"
        if self.depth > 0:
            yield "inside"
        if not own:
            yield f"parallel={left.text[:2] == right.text[:2]}"
            following = self.clauses[number + 1].text if behind == "," else ""
            yield f"parallel behind={right.text[:2] == following[:2]}"

    def _subject(self, number: int) -> Iterator[str]:
        left, right = self.clauses[number - 1], self.clauses[number]
        who, way, brings = self._who(left, right), _way(right), self._brings(right)
        listing = f"list={bool(_LIST.search(left.text))}"
        yield from (f"who={who}", f"way={way}", f"brings={brings}")
        for other in (
            f"brings={brings}", f"way={way}", f"brings={brings} way={way}",
            listing, f"part={bool(_PART.match(right.rest))}",
            f"mark={self.marks[number - 1]}", f"method={self.method}",
            f"determined={bool(right.determiner)}", f"semicolons={min(2, self.semicolons)}",
            f"new tail={right.bare[-2:] not in self.before}",
            f"other={bool(_OTHER.match(right.text))}",
        ):  # fmt: skip
            yield f"who={who} {other}"
        yield f"brings={brings} way={way}"
        yield f"{listing} brings={brings}"
        if self.signs:
            new = sum(sign not in self.known for sign in right.signs)
            yield f"new signs={min(2, new)} of {min(3, len(right.signs))}"

    def _who(self, left: _Clause, right: _Clause) -> str:
        """Whose clause it is: of the part just named, of the subject before, of another one."""
        noun, named = right.noun, right.named
        if right.text.startswith("其") and not right.text.startswith("其中"):
            return "its"
        if not noun or _words("verb").match(named):
            return "nobody"
        if _meet(left.bare, named) or (len(noun) > 1 and left.bare.endswith(noun)):
            return "just named"
        if named[:2] == left.named[:2]:
            return "same"
        for where, text in (("before", left.bare), ("earlier", self.before)):
            if len(named) > 1 and named[:2] in text:
                return where
        return "new"

    def _brings(self, right: _Clause) -> bool:
        if self.signs:
            return any(sign not in self.known for sign in right.signs)
        there_is = _words("there_is").search(right.rest) or _words("contains").match(right.rest)
        return bool(there_is) and right.bare[-2:] not in self.before

    def _wording(self, number: int) -> Iterator[str]:
        left, right = self.clauses[number - 1], self.clauses[number]
        yield from (f"begins={right.text[:1]}", f"begins={right.text[:2]}")
        yield from (f"left begins={left.text[:1]}", f"left ends={left.bare[-1:]}")
        yield from (f"names={right.named[:1]}", f"determiner={right.determiner[-2:]}")
        yield f"verb={_verb(right)}"
        yield f"left verb={_verb(left)}"
        one, other = _ONE_SIDE.search(left.text), _OTHER.match(right.text)
        yield f"one side={bool(one)} other={bool(other)}"
        links = [bool(_words("link").search(clause.text)) for clause in (left, right)]
        yield f"linked={links[0]}, {links[1]}"
        yield f"purpose={bool(_words('purpose').match(right.rest or right.text))}"
        yield f"says={bool(_words('verb').search(right.rest))}"


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]


def _depth(text: str) -> int:
    return text.count("(") - text.count(")")


def _way(clause: _Clause) -> str:
    for way, key in (("contains", "contains"), ("is there", "there_is"), ("is like", "defines")):
        pattern = _words(key)
        if pattern.match(clause.rest) if key == "contains" else pattern.search(clause.rest):
            return way
    return "relates"


def _verb(clause: _Clause) -> str:
    found = _words("verb").search(clause.rest or clause.named)
    return found.group() if found else ""


def _meet(left: str, right: str) -> bool:
    """Whether the left text ends with the beginning (2 to 14 characters) of the right one."""
    return any(left.endswith(right[:size]) for size in range(2, min(14, len(right)) + 1))


def describe_lead(lead: str, body: str, method: bool) -> Features:
    """Features of the words 包括, 它包含: … right behind the transition: do they open element 1?"""
    lead = lead.strip()
    named = (
        f"colon={lead[-1:] in tuple(':;')}", f"also={'还' in lead}", f"method={method}",
        f"steps={'步骤' in lead}", f"signs={bool(SIGN.search(body[:_BACK]))}",
        f"semicolons={min(2, body.count(';'))}",
        f"electric={bool(_words('electric').search(body[:_BACK]))}",
        f"said={min(2, body[:_BACK].count('所述') // 3)}", f"list={'、' in body[:60]}",
        f"own subject={lead[:1] not in tuple('包它其还主')}",
    )  # fmt: skip
    return dict.fromkeys(named, 1.0)
