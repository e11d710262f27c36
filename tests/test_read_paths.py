"""The paths by which a dialect says what makes a column."""

from __future__ import annotations

import pytest

from patnav.ingest.read.nodes import Node
from patnav.ingest.read.paths import PathError, Place, Words, compile_expression


def node(name: str, *parts: Node | str, **attributes: str) -> Node:
    return Node(name, attributes, attributes.get("lang", ""), list(parts))


PEOPLE = node(
    "people",
    node("person", node("first", "Ada"), node("last", "Muster"), role="owner", lang="en"),
    node("person", node("last", "Bo"), node("mark", "x"), role="agent"),
    node("group", node("person", node("last", "Cy"), node("last", "Dee"), role="owned")),
)


def items(path: str, place: int = 1) -> list[str]:
    found = compile_expression(path).items(Place(PEOPLE, PEOPLE, place), Words((), ("none",)))
    return [item.text for item in found]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("person/last", ["Muster", "Bo"]),
        ("//person/last", ["Muster", "Bo", "Cy", "Dee"]),
        ("*/last", ["Muster", "Bo"]),
        ("group//last", ["Cy", "Dee"]),
        ("group//last[2]", ["Dee"]),
        ("person/@role", ["owner", "agent"]),
        ("person[@role=owner]/last", ["Muster"]),
        ("//person[@role^=own]/last", ["Muster", "Cy", "Dee"]),
        ("person[@role!=owner]/last", ["Bo"]),
        ("person[first=Ada]/last", ["Muster"]),
        ("person[first=]/last", ["Bo"]),
        ("person[first!=]/last", ["Muster"]),
        ("person[@role=agent][mark=x]/last", ["Bo"]),
        ("count //person", ["3"]),
        ("person => {last}, {first}", ["Muster, Ada", "Bo"]),
        ("person => {first} {last}", ["Ada Muster", "Bo"]),
        ("person => No {first}.", ["No Ada.", ""]),
        ("person => {mark} || {first}", ["Ada", "x"]),
        ("group/person => {last}", ["Cy\nDee"]),
        ("group/person => {^/person/first} {@role}", ["Ada owned"]),
        ("group => {./person/last[1]}", ["Cy"]),
        (".[person=]/group", []),
        ("nobody", []),
    ],
)
def test_paths(path: str, found: list[str]) -> None:
    assert items(path) == found


def test_place_of_the_row_chooses_among_parallel_elements() -> None:
    assert [items("^/person[#]/last", place) for place in (1, 2, 3)] == [["Muster"], ["Bo"], []]


def test_language_is_that_of_the_element() -> None:
    found = compile_expression("person").items(Place(PEOPLE, PEOPLE), Words((), ()))
    assert [item.lang for item in found] == ["en", ""]


def test_words_that_mean_nothing_are_empty_but_keep_their_place() -> None:
    tree = node("a", node("b", "none"), node("b", "c", mark="none"))
    words = Words((), ("none",))
    found = compile_expression("b => ({.})").items(Place(tree, tree), words)
    assert [item.text for item in found] == ["", "(c)"]
    assert [
        item.text for item in compile_expression("b/@mark").items(Place(tree, tree), words)
    ] == [
        "",
        "",
    ]


def test_blocks_stand_on_lines_and_wrapped_lines_are_joined() -> None:
    tree = node("a", "one\n   two ", node("i", "three"), node("p", "four"), "five")
    found = compile_expression(".").items(Place(tree, tree), Words(("p",), ()))
    assert [item.text for item in found] == ["one two three\nfour\nfive"]


@pytest.mark.parametrize("path", ["a[b", "a[b]", "a/[b=c]", "a//", "a/@", "a[]", "a]b"])
def test_badly_written_paths_are_refused(path: str) -> None:
    with pytest.raises(PathError):
        compile_expression(path)
