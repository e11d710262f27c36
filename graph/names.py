"""The names in a query against the schema: labels, relationship types, properties, and their types.

The same on every engine: what the schema does not have is refused, with the closest name it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from patnav.errors import QueryError
from patnav.graph.cypher import Query, Token
from patnav.graph.schema import SCHEMA, NodeKind, Property, RelationshipKind, closest

__all__ = ["check_names"]

Kinds = dict[str, set[str]]  # variable -> labels that a pattern gives it
_KINDS: dict[str, NodeKind | RelationshipKind] = {**SCHEMA.nodes, **SCHEMA.relationships}
_COMPARE = {"=", "<>", "<", ">", "<=", ">="}
_TEMPORAL = {"DATE", "DATETIME", "LOCALDATETIME"}
_PARTS = {"year", "month", "day", "quarter", "week", "dayOfWeek"}
_NUMBERS = {"int", "float"}
_ARITHMETIC = {"*", "/", "%", "^"}
_TESTS = {"WHERE", "AND", "OR", "XOR", "NOT", "WHEN"}


def check_names(query: Query, *, strict: bool) -> None:
    """Refuse names that the schema does not have; raises QueryError.

    `strict` also refuses unknown properties of variables whose kind cannot be seen (maps of
    procedures and parameters may have such on Neo4j).
    """
    _check_labels(query.tokens)
    kinds = _kinds(query.tokens)
    keys = {item.name for item in query.tokens if item.role == "key"}
    for at, item in enumerate(query.tokens):
        if item.role == "property":
            _check_property(query.tokens, at, kinds, keys if strict else None)
    _check_signs(query.tokens)
    for names, item in _pattern_keys(query.tokens):
        _find(item.name, names or set(SCHEMA.nodes) | set(SCHEMA.relationships))


def _check_labels(tokens: Sequence[Token]) -> None:
    for at, item in enumerate(tokens):
        given = at and tokens[at - 1].text == ":" and tokens[max(0, at - 2)].role != "key"
        if given and item.text.startswith("$"):
            raise QueryError("a label may not be a parameter", remedy="write the label itself")
        if item.role != "label" or item.name in _KINDS:
            continue
        relation = item.inside == "["
        known = SCHEMA.relationships if relation else SCHEMA.nodes
        what = "relationship type" if relation else "label"
        raise QueryError(
            f"no {what} `{item.name}`",
            remedy=_suggest(_kind_near(item.name, known) or _kind_near(item.name, _KINDS), known),
        )


def _kinds(tokens: Sequence[Token]) -> Kinds:
    """Collect the labels that patterns give to each variable."""
    kinds: Kinds = {}
    for at, item in enumerate(tokens[:-2]):
        if item.role == "variable" and tokens[at + 1].text == ":":
            kinds.setdefault(item.name, set()).update(_labels_from(tokens, at + 2))
    return kinds


def _labels_from(tokens: Sequence[Token], at: int) -> Iterator[str]:
    while at < len(tokens) and (tokens[at].role == "label" or tokens[at].text in {":", "|", "&"}):
        if tokens[at].role == "label":
            yield tokens[at].name
        at += 1


def _check_property(tokens: Sequence[Token], at: int, kinds: Kinds, keys: set[str] | None) -> None:
    item, owner = tokens[at], _owner(tokens, at)
    if owner is None:
        return
    if owner.role == "property":
        _check_part(owner, item)
        return
    names = kinds.get(owner.name)
    if names:
        found = _find(item.name, names)
        _check_date(tokens, at, found)
        _check_arithmetic(tokens, at, found)
        _check_test(tokens, at, found)
        _check_text(tokens, at, found)
    elif keys is not None and item.name not in keys | _PARTS | SCHEMA.property_names:
        raise QueryError(
            f"not on the embedded engine: no kind has a property `{item.name}`, and what "
            f"`{owner.name}` is cannot be seen",
            remedy=_read_near(_alias(item.name, sorted(SCHEMA.property_names))),
        )


def _owner(tokens: Sequence[Token], at: int) -> Token | None:
    """Return the name before the dot, or the variable of a map projection `n {.title}`."""
    before = tokens[at - 2] if at > 1 else None
    if before is not None and before.role in {"variable", "property"}:
        return before
    if tokens[at].inside != "map" or before is None or before.text not in {"{", ","}:
        return None
    opening = next(
        index
        for index in range(at, -1, -1)
        if tokens[index].text == "{" and tokens[index].depth == tokens[at].depth - 1
    )
    named = tokens[opening - 1] if opening else None
    return named if named is not None and named.role == "variable" else None


def _find(name: str, labels: Iterable[str]) -> Property:
    kinds = [_KINDS[label] for label in sorted(labels)]
    for kind in kinds:
        if name in kind.properties:
            return kind.properties[name]
    known = sorted({known for kind in kinds for known in kind.properties})
    where = " or ".join(kind.label for kind in kinds) if len(kinds) < 4 else "any kind"
    chinese = {item.zh: item.name for kind in kinds for item in kind.properties.values()}
    near = _alias(name, known) or chinese.get(closest(name, chinese), "")
    raise QueryError(f"no property `{name}` on {where}", remedy=_suggest(near, known))


def _kind_near(name: str, kinds: Mapping[str, NodeKind | RelationshipKind]) -> str:
    """The label that looks most like the name, or whose Chinese name does."""
    chinese = {kind.zh: label for label, kind in kinds.items()}
    return closest(name, kinds) or chinese.get(closest(name, chinese), "")


def _alias(name: str, known: Sequence[str]) -> str:
    """Say `title` to who asks for a name or label."""
    return "title" if name in {"name", "label", "名称", "标题"} else closest(name, known)


def _read_near(found: str) -> str:
    """What to write instead of a property that no kind has."""
    near = f"did you mean `{found}`? " if found else ""
    return f"{near}lists of plain values can be read, maps cannot; or run it on Neo4j"


def _suggest(found: str, known: Iterable[str]) -> str:
    return f"did you mean `{found}`?" if found else f"there are {', '.join(known)}"


def _check_part(owner: Token, item: Token) -> None:
    if SCHEMA.type_of(owner.name) == "date":
        year = owner.name.replace("_date", "_year")
        short = f"`{year}`" if item.name == "year" and year in SCHEMA.property_names else ""
        raise QueryError(
            f"`{owner.name}` is text (2020-02-29) and has no `.{item.name}`",
            remedy=f"write {short + ' or ' if short else ''}date(x.{owner.name}).{item.name}",
        )


def _check_date(tokens: Sequence[Token], at: int, found: Property) -> None:
    after = [item.text.upper() for item in tokens[at + 1 : at + 4]]
    compared = len(after) == 3 and after[0] in _COMPARE and after[1] in _TEMPORAL
    if found.type == "date" and compared and after[2] == "(":
        raise QueryError(
            f"`{found.name}` is text and never compares with {after[1].lower()}()",
            remedy=f"compare with text: x.{found.name} {after[0]} '2020-01-31'",
        )


def _check_arithmetic(tokens: Sequence[Token], at: int, found: Property) -> None:
    """Refuse numbers made of text: an error on Neo4j, a silent null or zero elsewhere."""
    after = [item.text for item in tokens[at + 1 : at + 3]] + ["", ""]
    before = ["", *(item.text for item in tokens[max(0, at - 4) : at - 2])][-2:]
    summed = before[0].lower() in {"sum", "avg"} and before[1] == "("
    taken = after[0] == "-" and after[1] not in {"[", "-", ">"}
    operated = taken or after[0] in _ARITHMETIC or before[-1] in _ARITHMETIC | {"-"}
    if found.type not in _NUMBERS and (summed or operated):
        raise QueryError(f"`{found.name}` is no number", remedy="count it, or choose a number")


def _check_signs(tokens: Sequence[Token]) -> None:
    """Refuse written text in a calculation: an error on Neo4j, null elsewhere."""
    for at, item in enumerate(tokens):
        beside = {one.text for one in (*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2])}
        if item.kind == "string" and beside & (_ARITHMETIC | {"-"}):
            raise QueryError(f"{item.text} is no number", remedy="write the number without quotes")


def _check_test(tokens: Sequence[Token], at: int, found: Property) -> None:
    """Refuse what is no truth value where one is asked: an error on Neo4j, null elsewhere."""
    before = tokens[at - 3].upper if at > 2 else ""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    alone = after is None or (after.role == "keyword" and after.upper not in {"IN", "IS", "STARTS"})
    alone = alone and (after is None or after.upper not in {"ENDS", "CONTAINS", "THEN"})
    if found.type != "bool" and before in _TESTS and alone:
        raise QueryError(f"`{found.name}` is no truth value", remedy="compare it with a value")


def _check_text(tokens: Sequence[Token], at: int, found: Property) -> None:
    """Refuse a regular expression over what is no text: null on Neo4j, false elsewhere."""
    matched = at + 1 < len(tokens) and tokens[at + 1].text == "=~"
    if matched and found.type not in {"string", "date"}:
        raise QueryError(f"`{found.name}` is no text", remedy="use toString()")


def _pattern_keys(tokens: Sequence[Token]) -> Iterator[tuple[set[str], Token]]:
    """Yield the keys of property maps in patterns, with the labels that stand before the map."""
    for at, item in enumerate(tokens):
        if item.text != "{" or item.inside not in {"(", "["} or not at:
            continue
        names = _labels_before(tokens, at)
        if names is None:
            continue
        for key in tokens[at + 1 :]:
            if key.depth <= item.depth:
                break
            if key.role == "key" and key.depth == item.depth + 1:
                yield names, key


def _labels_before(tokens: Sequence[Token], at: int) -> set[str] | None:
    """Labels of the pattern element whose map opens at `at`; None when it is no pattern."""
    names: set[str] = set()
    index = at - 1
    while tokens[index].role == "label" or tokens[index].text in {":", "|"}:
        names.update({tokens[index].name} if tokens[index].role == "label" else set())
        index -= 1
    if tokens[index].role == "variable" and names:
        index -= 1
    called = index > 0 and tokens[index - 1].role == "function"
    listed = tokens[index].text == "[" and tokens[index - 1].text != "-"
    opened = tokens[index].text in {"(", "["} and not called and not listed
    return names if opened and (names or index == at - 1) else None
