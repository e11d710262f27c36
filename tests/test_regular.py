"""Regular expressions: what is written anew for the embedded engine, and what is refused there."""

from __future__ import annotations

import re

import pytest

from patnav.errors import QueryError
from patnav.graph.guard import check
from patnav.graph.regular import read_pattern


@pytest.mark.parametrize(
    ("java", "written"),
    [
        (r".*电池.*", r"[^\n\r\x{85}\x{2028}\x{2029}]*电池[^\n\r\x{85}\x{2028}\x{2029}]*"),
        (r"(?s)a.", r"a(?s:.)"),
        (r"\w+\W\d\D\s", r"[A-Za-z0-9_]+[^A-Za-z0-9_][0-9][^0-9][\t\n\x0B\f\r ]"),
        (r"[\w-]|[^\d中]|[x\D]", r"[A-Za-z0-9_\-]|[^0-9中]|[x[^0-9]]"),
        (r"(?i)kＫ[a-f][^Z][P-b]", r"[kK]Ｋ[a-fA-F][^Zz][P-bA-Bp-z]"),
        (r"a\<b\.c#d", r"a<b\.c\#d"),
        (r"^(?:a|(b)){2,5}?c{3}$", r"^(?:a|(b)){2,5}?c{3}$"),
        ("a\tb", r"a\x{9}b"),
        ("", ""),
    ],
)
def test_what_both_engines_read_alike_is_written_out(java: str, written: str) -> None:
    assert read_pattern(java) == (written, "")


@pytest.mark.parametrize(
    ("java", "strange"),
    [
        (r".*\p{Punct}.*", r"\p{Punct}"),
        (r"\P{Alpha}", r"\P{Alpha}"),
        (r".*[[:alpha:]].*", "[[:alpha:]]"),
        (r".*+车", "*+"),
        (r".{3,5}+", "{3,5}+"),
        (r"a**", "**"),
        (r"a{,2}", "{,2}"),
        (r"a{3,2}", "{3,2}"),
        (r"*a", "*"),
        (r"(?=x)x", "(?="),
        (r"(?<!x)x", "(?<!"),
        (r"(?x)a", "(?x"),
        (r"(?<n>a)", "(?<n>"),
        (r"(a)\1", r"\1"),
        (r"\bx", r"\b"),
        (r"\Qx\E", r"\Q"),
        (r"[a-c&&b]", "[a-c&&b]"),
        (r"[a--]", "[a--]"),
        (r"[z-a]", "[z-a]"),
        (r"[\d-z]", r"[\d-z]"),
        (r"(a", "("),
        (r"a)", ")"),
        (r"a$b", "$"),
        ("a\\", "\\"),
    ],
)
def test_what_they_read_differently_is_named(java: str, strange: str) -> None:
    assert read_pattern(java) == ("", strange)
    query = f"RETURN 'x' =~ '{java.replace(chr(92), chr(92) * 2)}' AS y"
    with pytest.raises(QueryError, match=re.escape(f"`{strange}` in a regular expression: ")):
        check(query, "embedded")
    assert check(query, "neo4j").cypher == query


def test_a_pattern_is_seen_whole() -> None:
    for added in ("+ $x", "+ 'b'", "[0]"):
        with pytest.raises(QueryError, match="must be seen"):
            check(f"RETURN 'x' =~ 'a' {added} AS y", "embedded")


def test_what_is_matched_is_text() -> None:
    for engine in ("embedded", "neo4j"):
        with pytest.raises(QueryError, match="`cited_by` is no text"):
            check("MATCH (p:Patent) WHERE NOT p.cited_by =~ '5' RETURN p", engine)


def test_escapes_that_the_engine_does_not_know_are_written_out() -> None:
    text = r"RETURN '\d \'\\ \u4e2d \uD83D\uDE00' AS a, 'x' =~ '\w' AS b, " + r'"\"" AS c'
    assert check(text, "embedded").cypher == (
        r"RETURN '\\d \'\\ 中 😀' AS a, 'x' =~ '[A-Za-z0-9_]' AS b, '" + "\"' AS c"
    )
