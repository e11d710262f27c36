"""How an evaluation looks on a terminal: the headline first, then what explains it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from patnav.cli.output import cell_word, print_table, spoken, tell

if TYPE_CHECKING:
    from patnav.analysis.agreement import Confusion, Difference, Evaluation, Figure, Part
    from patnav.analysis.agreement.nodes import NodeRow

__all__ = ["show_differences", "show_evaluation", "show_headline"]

_SHARES = (
    "direction",
    "attribute",
    "preamble exact",
    "maturity equal",
    "primary",
    "primary on chain",
)
_MAIN = (
    "effects overlap", "direction", "means overlap", "market overlap", "maturity equal",
    "preamble exact", "element boundary", "primary", "off chain", "nodes",
)  # fmt: skip
_PARTS = {
    "lang": "by language",
    "chain": "by chain",
    "given": "by what is given",
    "ipc": "by IPC section (- = none given)",
}
_COLUMN = {"lang": "language", "given": "given", "ipc": "IPC"}
_NODES_SHOWN, _MISTAKEN_SHOWN, _QUOTE = 60, 12, 60
Row = dict[str, object]


def show_headline(
    evaluation: Evaluation, answers: str, models: Mapping[str, str | None] | None = None
) -> None:
    """Print one table: every measure of all documents, F1 of the languages or chains beside.

    `models` says by model whose it is: a folder, patnav, or nobody's.
    """
    whole, others = evaluation.parts[0], evaluation.parts[1:]
    beside = [part for part in others if part.kind in ("lang", "chain")]
    tell(f"{evaluation.name}: {evaluation.documents} documents, answers of {answers}")
    if evaluation.unanswered:
        tell(f"without an answer: {evaluation.unanswered}")
    if models:
        named = (f"{name} ({whose or '-'})" for name, whose in models.items())
        tell(f"models: {', '.join(named)}")
    rows = [_figure_row(one) | _beside(one.measure, beside) for one in whole.figures]
    print_table(rows)
    if any(one.measure in _SHARES for one in whole.figures):
        shares = (
            cell_word("measure", one.measure) for one in whole.figures if one.measure in _SHARES
        )
        tell(f"a share, not F1: {', '.join(shares)}; n = labels of the gold")


def show_evaluation(evaluation: Evaluation) -> None:
    """Print everything else: parts, confusions, errors with examples, reliability, nodes."""
    for kind, title in _PARTS.items():
        _show_parts([part for part in evaluation.parts if part.kind == kind], title)
    for one in evaluation.confusions:
        _show_confusion(one)
    _show_faults(evaluation)
    _show_nodes(evaluation)
    _show_reliability(evaluation)


def show_differences(found: Sequence[Difference], names: tuple[str, str]) -> None:
    """Print F1 of two answers, their paired difference with interval, and what it tells."""
    _title(f"{names[0]} against {names[1]}, paired by document")
    print_table(
        [
            {
                "measure": one.measure,
                "first": _number(one.first),
                "second": _number(one.second),
                "difference": f"{one.difference:+.3f}",
                "95 %": _range(one.low, one.high, "+.3f"),
                "p": "" if one.p is None else f"{one.p:.3f}",
                "docs": one.documents,
            }
            for one in found
        ]
    )


def _title(text: str) -> None:
    click.echo()
    tell(text)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _range(low: float | None, high: float | None, form: str = ".3f") -> str:
    return "" if low is None or high is None else f"{low:{form}}…{high:{form}}"


def _figure_row(one: Figure) -> Row:
    empty = not one.gold and not one.answer
    share = one.measure in _SHARES
    return {
        "measure": one.measure,
        "F1": "" if empty else _number(one.f1),
        "95 %": _range(one.low, one.high),
        "P": "" if share or empty else _number(one.precision),
        "R": "" if share or empty else _number(one.recall),
        "n": one.gold,
        "docs": one.documents,
    }


def _beside(measure: str, parts: Sequence[Part]) -> Row:
    found = {part.value: {one.measure: one for one in part.figures} for part in parts}
    return {
        value: _number(of[measure].f1) if measure in of and of[measure].gold else ""
        for value, of in found.items()
    }


def _show_parts(parts: Sequence[Part], title: str) -> None:
    if not parts:
        return
    _title(title)
    full = parts[0].kind != "ipc"
    rows = [
        {_COLUMN.get(parts[0].kind, parts[0].kind): part.value, **_figure_row(one)}
        for part in parts
        for one in part.figures
        if (full or one.measure in _MAIN) and (one.gold or one.answer)
    ]
    print_table(rows)


def _show_confusion(one: Confusion) -> None:
    _title(f"{cell_word('dimension', one.name)}: gold in rows, answers in columns")
    if one.kappa is not None:
        limits = _range(one.kappa_low, one.kappa_high)
        tell(f"quadratic-weighted κ {one.kappa:.3f}{f' ({limits})' if limits else ''}")
    names = [cell_word("gold", value or "(none)") for value in one.values]
    used = [number for number, name in enumerate(one.values) if name or _used(one, number)]
    print_table(
        [
            {"gold": names[row], **{names[column]: one.table[row][column] for column in used}}
            for row in used
        ]
    )


def _used(one: Confusion, number: int) -> bool:
    return any(one.table[number]) or any(row[number] for row in one.table)


def _show_faults(evaluation: Evaluation) -> None:
    if not evaluation.faults:
        return
    _title(
        "kinds of error (right by overlap, of these with other limits; boundary = less than half "
        "shared)"
    )
    print_table([_fault_row(row._asdict()) for row in evaluation.faults])
    for case in evaluation.examples:
        sides = " | ".join(
            spoken(f"{name} “{_short(quote)}”")
            for name, quote in (("gold", case.gold), ("answer", case.answer))
            if quote
        )
        sure = "" if case.confidence is None else f" ({case.confidence:.2f})"
        kind = f"{cell_word('dimension', case.dimension)} {cell_word('kind', case.kind)}"
        click.echo(f"  {kind} {case.document}: {sides}{sure}")


def _short(quote: str) -> str:
    return quote if len(quote) <= _QUOTE else quote[:_QUOTE] + "…"


def _fault_row(row: Mapping[str, object]) -> Row:
    named = {("wrong direction" if name == "direction" else name): row[name] for name in row}
    if row["dimension"] != "effects":
        named["wrong direction"] = ""
    return named


def _show_reliability(evaluation: Evaluation) -> None:
    if not evaluation.reliability:
        return
    _title("reliability of confidences (ten bins of equal mass; ECE = expected calibration error)")
    print_table(
        [
            {
                "dimension": name,
                "ECE": _number(one.ece),
                "95 %": _range(one.ece_low, one.ece_high),
                "equal width": _number(one.ece_equal_width),
                "Brier": _number(one.brier),
                "n": one.n,
            }
            for name, one in evaluation.reliability.items()
        ]
    )
    rows = [row for name in evaluation.reliability for row in _bins(evaluation, name)]
    click.echo()
    print_table(rows)


def _bins(evaluation: Evaluation, name: str) -> Iterator[Row]:
    for one in evaluation.reliability[name].bins:
        yield {
            "dimension": name,
            "confidence": _range(one.low, one.high, ".2f"),
            "mean": _number(one.confidence),
            "right": _number(one.hits),
            "95 %": _range(one.hits_low, one.hits_high),
            "n": one.n,
        }


def _show_nodes(evaluation: Evaluation) -> None:
    if not evaluation.nodes:
        return
    from patnav.analysis.agreement.nodes import macro_f1

    macro = _number(macro_f1(evaluation.nodes))
    _title(f"nodes, the most labelled first, with 95 % Wilson limits; macro-F1 {macro}")
    ordered = sorted(evaluation.nodes, key=lambda row: (-row.gold, -row.answer))
    print_table([_node_row(row) for row in ordered[:_NODES_SHOWN]])
    if len(ordered) > _NODES_SHOWN:
        tell(f"… and {len(ordered) - _NODES_SHOWN} more nodes (--json prints all)")
    if evaluation.mistaken:
        _title("main nodes that were mistaken (- = not in the chain)")
        print_table(
            [
                {
                    "chain": row.chain,
                    "gold": row.gold or "-",
                    "answer": row.answer or "-",
                    "n": row.n,
                    "documents": " ".join(row.documents[:4]),
                }
                for row in evaluation.mistaken[:_MISTAKEN_SHOWN]
            ]
        )
        if len(evaluation.mistaken) > _MISTAKEN_SHOWN:
            rest = len(evaluation.mistaken) - _MISTAKEN_SHOWN
            tell(f"… and {rest} more pairs (--json prints all)")


def _node_row(row: NodeRow) -> Row:
    return {
        "chain": row.chain,
        "node": row.node,
        "gold": row.gold,
        "answer": row.answer,
        "hits": row.hits,
        "P": _number(row.precision),
        "P 95 %": _range(row.precision_low, row.precision_high, ".2f"),
        "R": _number(row.recall),
        "R 95 %": _range(row.recall_low, row.recall_high, ".2f"),
        "κ": "" if row.kappa is None else f"{row.kappa:.2f}",
    }
