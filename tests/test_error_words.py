"""What errors say in Chinese: every form that decisions may be refused with is known."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from patnav.analysis.review.judging import CODES
from patnav.error_words import in_words, refusal
from patnav.errors import InputError, ProjectError

ROOT = Path(__file__).parent.parent
DECIDING = (  # where decisions are refused that pages and sheets take
    *sorted((ROOT / "analysis/review").glob("*.py")),
    *(ROOT / "core" / name for name in ("ledger.py", "term_book.py", "party_book.py")),
    ROOT / "ingest/terms/decisions.py",
    ROOT / "ingest/parties/decisions.py",
)


FILLED = "‹x›"
WITHOUT_WORDS = {  # filled in from words that are forms themselves, or a command
    f"{FILLED} and {FILLED} {FILLED}",
    f"{FILLED} {FILLED}",
    f"no {FILLED} {FILLED}",  # of a field of CODES
    "see patnav chain show",
}


def forms(node: ast.expr, named: dict[str, list[ast.expr]]) -> Iterator[str]:
    """What an argument may say, with a mark where it fills something in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (one.value if isinstance(one, ast.Constant) else FILLED for one in node.values)
        yield "".join(map(str, parts))
    elif isinstance(node, ast.IfExp):
        yield from forms(node.body, named)
        yield from forms(node.orelse, named)
    elif isinstance(node, ast.Name):
        for value in named.get(node.id, ()):
            yield from forms(value, named)


def refusals(path: Path) -> Iterator[tuple[str, str]]:
    """Every form of an error that a module raises, by what it is: what happened, or remedy."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named.setdefault(node.targets[0].id, []).append(node.value)
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Name) and called.id in {"InputError", "ProjectError"}:
            assert isinstance(node, ast.Call)
            for told in forms(node.args[0], named):
                yield "what", told
            for keyword in node.keywords:
                if keyword.arg == "remedy":
                    for told in forms(keyword.value, named):
                        yield "remedy", told


def test_every_refusal_of_a_decision_has_chinese() -> None:
    told = {form: path.name for path in DECIDING for _, form in refusals(path)}
    assert len(told) > 40
    silent = [
        (module, form)
        for form, module in told.items()
        if form not in WITHOUT_WORDS and in_words(form, "zh") == form
    ]
    assert silent == []


@pytest.mark.parametrize("field", sorted(CODES))
def test_a_code_that_a_field_does_not_have_is_told_in_chinese(field: str) -> None:
    assert in_words(f"no {field} 'x'", "zh").startswith("没有")


@pytest.mark.parametrize(
    ("error", "chinese"),
    [
        (
            InputError("no patent 'CN1'", remedy="give the key of a patent in the snapshot"),
            "没有专利 'CN1'——请用快照中专利的申请号",
        ),
        (
            InputError(
                "the quote “降低{成本}” is not in the text",
                remedy="copy it out of the text; the nearest place is “降低成本”",
            ),
            "原文中没有引文“降低{成本}”——请从原文逐字摘取；最接近处为“降低成本”",
        ),
        (
            ProjectError(
                "电池 and 蓄电池 are decided to be different, but other decisions join them",
                where="decision 12",
                remedy="patnav terms list shows the decisions, patnav terms undo takes one back",
            ),
            "第 12 号决定：已决定 电池 与 蓄电池 不同，但其他决定使二者合一"
            "——patnav terms list 可查看决定，patnav terms undo 可撤销",
        ),
        (
            InputError("something new", where="x.csv", remedy="mend it"),
            "x.csv：something new——请先改正",
        ),
    ],
)
def test_an_error_is_told_in_the_language_of_the_reader(
    error: InputError | ProjectError, chinese: str
) -> None:
    assert refusal(error, "zh") == chinese
    assert refusal(error, "en") == str(error)


def test_a_form_that_nobody_wrote_stays_as_it_is() -> None:
    assert in_words("the moon is not in the text", "zh") == "the moon is not in the text"
    assert in_words("nothing is built yet", "en") == "nothing is built yet"
    assert in_words("nothing is built yet", "zh") == "尚未构建"
