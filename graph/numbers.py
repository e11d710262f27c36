"""Whole numbers beside decimals in one value: 1 and 1.0 are one group on Neo4j, two here.

What a place in a query may hold is told from its words: literals, properties of the schema,
functions, and the names that an expression was given by AS. A parameter tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from patnav.graph.cypher import Token, closing
from patnav.graph.schema import SCHEMA
from patnav.graph.sorting import aggregates, projections

__all__ = ["given", "mixes_numbers"]

Kinds = frozenset[str]
_NONE: Kinds = frozenset()
_WHOLE, _DECIMAL = frozenset({"int"}), frozenset({"float"})
_BOTH = _WHOLE | _DECIMAL
_GIVES = dict.fromkeys(("count", "size", "length", "tointeger", "range"), _WHOLE) | dict.fromkeys(
    ("avg", "tofloat", "ceil", "floor", "round"), _DECIMAL
)
_PASSES = {"coalesce", "sum", "min", "max", "abs", "collect", "head", "last", "tail", "reverse"}
_TESTS = {"AND", "OR", "XOR", "NOT", "IN", "IS", "STARTS", "ENDS", "CONTAINS"}
_TEST_SIGNS = {"=", "<>", "<", ">", "<=", ">=", "=~"}
_SIGNS = {"+", "-", "*", "/", "%", "^"}
_PATHS = 4  # names given by names: AS a … a AS b … b AS c


def mixes_numbers(tokens: Sequence[Token]) -> bool:
    """Whether rows are merged (DISTINCT, grouping, UNION) by a value that mixes the two."""
    names: dict[str, Kinds] = {}
    for _ in range(_PATHS):
        for name, words in given(tokens):
            names[name] = names.get(name, _NONE) | _kinds(words, names)
    if any(_kinds(words, names) == _BOTH for words in _merged_by(tokens)):
        return True
    unions = (
        at
        for at, (item, after) in enumerate(pairwise(tokens))
        if item.upper == "UNION" and after.upper != "ALL"
    )
    return any(_differ(tokens, at, names) for at in unions)


def _merged_by(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Yield the expressions whose equal values become one row or one element."""
    for one in projections(tokens):
        distinct = tokens[one.at + 1].upper == "DISTINCT"
        for item in one.items if one.merges else ():
            if distinct or not any(map(aggregates, item)):
                yield _unnamed(item)
    for at, (bracket, word) in enumerate(pairwise(tokens)):
        if bracket.text == "(" and word.upper == "DISTINCT":
            yield tokens[at + 2 : closing(tokens, at)]


def given(tokens: Sequence[Token]) -> Iterator[tuple[str, Sequence[Token]]]:
    """Yield each name that AS gives, with the words of its expression."""
    for at, (word, name) in enumerate(pairwise(tokens)):
        if word.upper != "AS" or name.role != "variable":
            continue
        start = at
        while start and not _ends_before(tokens[start - 1], word.depth):
            start -= 1
        yield name.name, tokens[start:at]


def _ends_before(item: Token, depth: int) -> bool:
    opens = item.upper in {"WITH", "RETURN", "UNWIND", "DISTINCT"}
    return item.depth < depth or (item.depth == depth and (opens or item.text == ","))


def _differ(tokens: Sequence[Token], at: int, names: Mapping[str, Kinds]) -> bool:
    """Whether a column is whole on one side of the UNION at `at`, decimal on the other."""
    depth = tokens[at].depth
    before = [one.items for one in projections(tokens[:at]) if tokens[one.at].depth == depth]
    rest = tokens[at + 1 :]
    after = [one.items for one in projections(rest) if rest[one.at].depth == depth]
    return any(
        _kinds(_unnamed(left), names) | _kinds(_unnamed(right), names) == _BOTH
        for items in after
        for left, right in zip(before[-1], items, strict=False)
    )


def _unnamed(item: Sequence[Token]) -> Sequence[Token]:
    return item[:-2] if len(item) > 2 and item[-2].upper == "AS" else item


def _kinds(words: Sequence[Token], names: Mapping[str, Kinds]) -> Kinds:
    """Kinds of numbers that an expression may yield, itself or as elements; none when unknown."""
    found, at = _NONE, 0
    computed = decimal = operand = lists = False
    while at < len(words):
        item = words[at]
        if item.upper in _TESTS or item.text in _TEST_SIGNS:
            return _NONE  # a truth value
        if item.text in _SIGNS:
            computed, operand, at = computed or item.text != "-" or operand, False, at + 1
        elif item.text == "[" and operand:  # an index
            at = closing(words, at) + 1
        else:
            lists = lists or item.text == "["
            kinds, at = _atom(words, at, names)
            found, decimal, operand = found | kinds, decimal or kinds == _DECIMAL, True
    return _DECIMAL if computed and decimal and not lists else found


def _atom(words: Sequence[Token], at: int, names: Mapping[str, Kinds]) -> tuple[Kinds, int]:
    """Kinds of the operand that begins at `at`, and the place after it."""
    item = words[at]
    if _keyword(item) == "CASE":
        end = _end_of_case(words, at)
        return _kinds_of_case(words[at + 1 : end], names), end + 1
    if item.kind == "number":
        decimal = any(sign in item.text for sign in ".eE") and not item.text.startswith("0x")
        return (_DECIMAL if decimal else _WHOLE), at + 1
    if item.text in {"(", "["}:
        end = closing(words, at)
        return _kinds_of_list(words[at + 1 : end], names), end + 1
    if item.role == "function" and at + 1 < len(words):
        end = closing(words, at + 1)
        name, inner = item.name.lower(), words[at + 2 : end]
        kinds = _GIVES.get(name, _NONE)
        return (_kinds_of_list(inner, names) if name in _PASSES else kinds), end + 1
    if item.upper in {"COUNT", "EXISTS", "COLLECT"} and words[at + 1 : at + 2]:
        end = closing(words, at + 1)
        return (_WHOLE if item.upper == "COUNT" else _NONE), end + 1
    if item.text == "{":
        return _NONE, closing(words, at) + 1
    return _of_name(words, at, names)


def _of_name(words: Sequence[Token], at: int, names: Mapping[str, Kinds]) -> tuple[Kinds, int]:
    """Kinds of a variable or a property of it."""
    item, end = words[at], at + 1
    kinds = names.get(item.name, _NONE) if item.role == "variable" else _NONE
    while end + 1 < len(words) and words[end].text == ".":
        kind = SCHEMA.type_of(words[end + 1].name)
        kinds = frozenset({kind}) & _BOTH if kind else _NONE
        end += 2
    return kinds, end


def _kinds_of_list(words: Sequence[Token], names: Mapping[str, Kinds]) -> Kinds:
    """Kinds of the elements of a list or of the arguments of a call."""
    if any(item.text == "|" and item.depth == words[0].depth for item in words):
        return _NONE
    found, start = _NONE, 0
    for at in range(len(words) + 1):
        if at == len(words) or (words[at].text == "," and words[at].depth == words[0].depth):
            found |= _kinds(words[start:at], names)
            start = at + 1
    return found


def _kinds_of_case(words: Sequence[Token], names: Mapping[str, Kinds]) -> Kinds:
    """Kinds of what stands behind THEN and ELSE."""
    found, start, level = _NONE, None, 0
    for at in range(len(words) + 1):
        word = _keyword(words[at]) if at < len(words) else "END"
        ends = word in {"WHEN", "THEN", "ELSE", "END"} and level == 0
        if ends and start is not None:
            found |= _kinds(words[start:at], names)
        if ends:
            start = at + 1 if word in {"THEN", "ELSE"} else None
        level += (word == "CASE") - (word == "END")
    return found


def _keyword(item: Token) -> str:
    """The keyword, else nothing: `r.end` is none."""
    return item.upper if item.role == "keyword" else ""


def _end_of_case(words: Sequence[Token], at: int) -> int:
    level = 0
    for end in range(at, len(words)):
        word = _keyword(words[end])
        level += (word == "CASE") - (word == "END")
        if level == 0:
            return end
    return len(words)
