"""The guard: what a query may say, checked on its tokens before any engine sees it.

On every engine it refuses what writes, reads files or calls unknown procedures, and names that the
schema does not have. On the embedded engine it rewrites what can be made equal to Neo4j and refuses
what cannot, with construct, reason and remedy (`engines.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from patnav.data import load_yaml
from patnav.errors import QueryError
from patnav.graph import rewrite
from patnav.graph.cypher import Query, Token, closing, parse
from patnav.graph.grouping import check_grouping
from patnav.graph.names import check_names
from patnav.graph.numbers import given
from patnav.graph.rounding import alone
from patnav.graph.schema import SCHEMA
from patnav.graph.sorting import check_sorting
from patnav.graph.structures import STRUCTURES

__all__ = ["ENGINES", "TRAPS", "UNSUPPORTED", "Checked", "Unsupported", "check"]

ENGINES: dict[str, Any] = load_yaml(Path(__file__).with_name("engines.yaml"))
_FORBIDDEN = {word: rule["reason"] for rule in ENGINES["read_only"] for word in rule["words"]}
_FUNCTIONS = {name.lower() for group in ENGINES["functions"].values() for name in group}
_TEXT_FUNCTIONS = {name.lower() for name in ENGINES["text_functions"]}
_PROCEDURES = {engine: set(names) for engine, names in ENGINES["procedures"].items()}
_AFTER_ITEM = {"AS", "ORDER", "SKIP", "LIMIT"}
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]+)?|NaN|Infinity")
_COMPARE = {"=", "<>", "<", ">", "<=", ">="}
TRAPS = frozenset(ENGINES["traps"])
_ELSEWHERE = "or run it on Neo4j (patnav neo4j start; then --on neo4j)"


class Unsupported(NamedTuple):
    """A construct that the embedded engine is not asked, and what to do instead."""

    construct: str
    pattern: re.Pattern[str]
    reason: str
    remedy: str


UNSUPPORTED = tuple(
    Unsupported(item["construct"], re.compile(item["pattern"]), item["reason"], item["remedy"])
    for item in ENGINES["unsupported"]
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may run: the words for the engine, its parameters, the columns it yields.

    `renamed` maps parameters to their names in `cypher` where these differ, `variables` the names
    in `cypher` to those that the user wrote. Without `columns` the engine names them;
    `sort_columns` says that they come sorted by name.
    """

    cypher: str
    parameters: frozenset[str]
    columns: tuple[str, ...]
    sort_columns: bool
    renamed: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=512)
def check(text: str, engine: str, *, across: bool = False) -> Checked:
    """Check and rewrite a query for `embedded` or `neo4j`; raises QueryError when it is refused.

    On `neo4j` its patterns are tied to the project of the view, unless it looks `across` projects.
    """
    query = parse(text)
    if not query.tokens:
        raise QueryError("the query is empty", remedy="say MATCH … RETURN …")
    _refuse_writes(query)
    _refuse_procedures(query, engine)
    _refuse_no_result(query)
    check_names(query, strict=engine == "embedded")
    check_sorting(query.tokens)
    check_grouping(query.tokens)
    if engine == "neo4j":
        words, renamed, variables = query.text if across else rewrite.for_project(query), {}, {}
    else:
        _refuse_unsupported(query)
        words, renamed = rewrite.for_embedded(query), rewrite.parameter_names(query)
        variables = {new: old for old, new in rewrite.variable_names(query).items()}
    shape = (query.parameters, query.columns, query.returns_all)
    return Checked(words, *shape, renamed, variables)


def _refuse_writes(query: Query) -> None:
    last = len(query.tokens) - 1
    for at, item in enumerate(query.tokens):
        if item.text == ";" and at != last:
            raise QueryError("only one statement at a time", remedy="run them one by one")
        word = item.upper
        if word in _FORBIDDEN and item.role in {"variable", "keyword", "function"}:
            raise QueryError(
                f"{word} {_FORBIDDEN[word]}, and queries are read-only",
                remedy="the graph is built from the tables: patnav build, patnav publish",
            )


def _refuse_no_result(query: Query) -> None:
    words = {item.upper for item in query.tokens if not item.depth}
    if not words & {"RETURN", "CALL", "SHOW", "FINISH"}:
        raise QueryError("the query returns nothing", remedy="end it with RETURN …")


def _refuse_procedures(query: Query, engine: str) -> None:
    for name in _called(query.tokens):
        if name not in _PROCEDURES[engine]:
            allowed = ", ".join(sorted(_PROCEDURES[engine])) or "none"
            place = "not on the embedded engine" if engine == "embedded" else "read-only"
            raise QueryError(
                f"{place}: procedure {name} may not be called", remedy=f"allowed: {allowed}"
            )


def _called(tokens: tuple[Token, ...]) -> Iterator[str]:
    for at, item in enumerate(tokens):
        if item.upper != "CALL" or item.role != "keyword" or tokens[at + 1 : at + 2] == ():
            continue
        if tokens[at + 1].text in {"{", "("}:
            continue
        parts = []
        for part in tokens[at + 1 :]:
            if part.kind not in {"word", "quoted"} and part.text != ".":
                break
            if part.role == "keyword":
                break
            parts.append(part.name)
        yield "".join(parts)


def _refuse_unsupported(query: Query) -> None:
    for construct, pattern, reason, remedy in UNSUPPORTED:
        if pattern.search(query.shape):
            raise _refused(construct, reason, remedy)
    for kind, find in STRUCTURES.items():
        for name in find(query):
            raise _refused_as("structures", kind, name)
    for at, item in enumerate(query.tokens):
        if item.role == "function":
            _check_function(query.tokens, at)
        if item.role == "property" and item.name in TRAPS:
            raise _refused(
                f"property `{item.name}`",
                "every node answers to it with something that is not in the schema",
                "say title for a name, labels() or type() for a kind",
            )


# --- calls --------------------------------------------------------------------------------------


def _check_function(tokens: tuple[Token, ...], at: int) -> None:
    name = tokens[at].name.lower()
    argument = tokens[at + 2 : at + 6]
    if (at > 0 and tokens[at - 1].text == ".") or name not in _FUNCTIONS:
        raise _refused_as("calls", "unknown", _whole_name(tokens, at))
    if name == "round" and not alone(tokens, at):
        raise _refused_as("calls", "round")
    inside = tokens[at + 2 : closing(tokens, at + 1)]
    if name == "tostring" and not _written_alike(inside, list(given(tokens))):
        raise _refused_as("calls", "tostring")
    if name == "date" and not _date_is_safe(tokens, at):
        raise _refused_as("calls", "date")
    if name == "reverse" and not _reversible(inside):
        raise _refused_as("calls", "reverse")
    if name in {"tointeger", "tofloat"} and not _plain_number(inside):
        raise _refused_as("calls", "number", tokens[at].name)
    if name in {"split", "replace"} and not _separates(tokens, at + 1):
        raise _refused_as("calls", "separator", name)
    whole = len(argument) == 4 and argument[3].text in {",", ")"}
    if name in _TEXT_FUNCTIONS and whole and argument[2].role == "property":
        kind = SCHEMA.type_of(argument[2].name)
        if kind not in {None, "string", "date"}:
            raise QueryError(f"`{argument[2].name}` is no text", remedy="use toString()")


def _separates(tokens: tuple[Token, ...], opening: int) -> bool:
    """Whether the second argument is text that is not empty."""
    inside = tokens[opening + 1 : closing(tokens, opening)]
    commas = [at for at, item in enumerate(inside) if item.text == ","]
    outer = [at for at in commas if inside[at].depth == inside[0].depth]
    second = inside[outer[0] + 1 : outer[1] if len(outer) > 1 else None] if outer else ()
    return len(second) == 1 and second[0].kind == "string" and len(second[0].text) > 2


def _whole_name(tokens: tuple[Token, ...], at: int) -> str:
    """The name of a function with what stands before its dots: duration.inDays."""
    start = at
    while start > 1 and tokens[start - 1].text == ".":
        start -= 2
    return "".join(item.name for item in tokens[start : at + 1])


def _plain_number(argument: tuple[Token, ...]) -> bool:
    """Say whether text that is written as an argument is a number to both engines."""
    written = len(argument) == 1 and argument[0].kind == "string"
    return not written or _NUMBER.fullmatch(argument[0].value) is not None


def _written_alike(
    argument: Sequence[Token],
    names: Sequence[tuple[str, Sequence[Token]]],
    seen: frozenset[str] = frozenset(),
) -> bool:
    """Say whether what toString() is given is seen to be no decimal."""
    first, size = argument[0], len(argument)
    if first.role == "variable" and size == 1:
        words = [value for name, value in names if name == first.name]
        known = seen | {first.name}
        fine = first.name in seen or all(_written_alike(value, names, known) for value in words)
        return bool(words) and fine
    if first.role == "variable" and size == 3 and argument[1].text == ".":
        return SCHEMA.type_of(argument[2].name) not in {None, "float"}
    if first.upper in {"COUNT", "SIZE"}:
        return size > 1 and closing(argument, 1) == size - 1
    whole = first.kind == "number" and first.text.isdigit()
    return size == 1 and (whole or first.kind == "string" or first.upper in {"TRUE", "FALSE"})


def _reversible(argument: tuple[Token, ...]) -> bool:
    """Say whether what reverse() is given is seen to be text or a list made in the query."""
    first = argument[0]
    kinds = {SCHEMA.type_of(item.name) for item in argument if item.role == "property"}
    seen = first.kind == "string" or first.text == "[" or first.role == "function"
    named = len(argument) == 3 and kinds <= {"string", "date"}
    return first.text == "[" or ((seen or named) and "strings" not in kinds)


def _date_is_safe(tokens: tuple[Token, ...], at: int) -> bool:
    """Say whether the date is returned, taken apart (`date(…).year`) or compared with another."""
    end = closing(tokens, at + 1)
    if _returned_alone(tokens, at, end):
        return True
    after = [item.text for item in tokens[end + 1 : end + 3]]
    if after[:1] == ["."] or (after[:1] and after[0] in _COMPARE and after[1:] == ["date"]):
        return True
    before = tokens[at - 1].text if at > 1 and tokens[at - 2].text == ")" else ""
    return before in _COMPARE and _called_by(tokens, at - 2) == "date"


def _returned_alone(tokens: tuple[Token, ...], at: int, end: int) -> bool:
    """Whether the call is an item of the last RETURN that nothing is compared or merged with."""
    outer = [item.upper for item in tokens[:at] if not item.depth]
    rest = tokens[end + 1 :]
    begins = tokens[at - 1].text == "," or tokens[at - 1].upper in {"RETURN", "DISTINCT"}
    ends = not rest or rest[0].text in {",", ";"} or rest[0].upper in _AFTER_ITEM
    compared = any(item.text in _COMPARE or item.upper in {"IN", "UNION"} for item in rest)
    merged = compared or "UNION" in outer
    return begins and ends and not tokens[at].depth and "RETURN" in outer and not merged


def _called_by(tokens: tuple[Token, ...], closing: int) -> str:
    """Name the function whose bracket closes at `closing`."""
    depth = tokens[closing].depth
    opening = next(at for at in range(closing - 1, -1, -1) if tokens[at].depth == depth)
    return tokens[opening - 1].name.lower() if opening else ""


def _refused(construct: str, reason: str, remedy: str) -> QueryError:
    return QueryError(
        f"not on the embedded engine: {construct}: {reason}", remedy=f"{remedy}; {_ELSEWHERE}"
    )


def _refused_as(part: str, kind: str, name: str = "") -> QueryError:
    """The refusal that `engines.yaml` words."""
    told = ENGINES[part][kind]
    words = (told[word].format(name=name) for word in ("construct", "reason", "remedy"))
    return _refused(*words)
