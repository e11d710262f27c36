"""How far a language model and the offline model agree, as figures on stdout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from patnav.cli.output import print_json, print_table, tell
from patnav.gold import GoldDocument, GoldSet
from patnav.gold_labels import Labels, labels_of

if TYPE_CHECKING:
    from patnav.analysis.agreement import Confusion, Evaluation
    from patnav.ingest.annotate.documents import Document

__all__ = ["show_agreement"]

Record = Mapping[str, Any]
_FIELDS = {
    "effect": ("effects",),
    "means": ("means",),
    "maturity": ("maturity",),
    "outlook": ("market",),
    "element": ("preamble", "elements"),
}


def show_agreement(
    compared: Sequence[tuple[Document, Record]], dimensions: Sequence[str], runs: int, as_json: bool
) -> None:
    """Compare answers with the offline labels of the same documents and print figures."""
    from patnav.analysis.agreement import evaluate
    from patnav.ingest.annotate.documents import annotate_documents

    documents = [document for document, _ in compared]
    asked = {name for dimension in dimensions for name in _FIELDS[dimension]}
    offline = _set("offline", documents, annotate_documents(documents), asked)
    answers = _set("model", documents, (answer for _, answer in compared), asked)
    found = evaluate(offline, answers, runs, 0)
    rows, bands = list(_rows(found)), _bands(found)
    if as_json:
        print_json({"documents": len(documents), "figures": rows, "bands": bands})
        return
    tell(f"{len(documents)} texts with a kept answer, model against offline labels")
    print_table(rows)
    if bands:
        tell(f"weighted κ of the maturity bands {_interval(bands)}")


def _set(
    name: str, documents: Sequence[Document], records: Iterator[Record], asked: set[str]
) -> GoldSet:
    """Labels of documents as a set; only fields that were asked for."""
    known: dict[str, GoldDocument] = {}
    labels: dict[str, Labels] = {}
    for document, record in zip(documents, records, strict=True):
        given = {key: value for key, value in record.items() if key == "id" or key in asked}
        read = labels_of(given, f"{name} {document.id}")
        assert isinstance(read, Labels)
        labels[document.id] = read
        row = {"id": document.id, "text": document.text, "kind": document.kind}
        known[document.id] = GoldDocument(row | {"lang": document.lang})
    return GoldSet(name, known, labels)


def _rows(found: Evaluation) -> Iterator[dict[str, object]]:
    for part in found.parts:
        if part.kind in ("all", "lang"):
            for one in part.figures:
                yield {
                    "texts": part.value or "all",
                    "measure": one.measure,
                    "agreement": round(one.f1, 4),
                    "low": _rounded(one.low),
                    "high": _rounded(one.high),
                    "offline": one.gold,
                    "model": one.answer,
                    "both": one.hits,
                    "documents": one.documents,
                }


def _bands(found: Evaluation) -> dict[str, float | None]:
    """Kappa of the maturity bands with its interval; empty where no band was compared."""
    bands = [one for one in found.confusions if one.name == "maturity"]
    return _kappa(bands[0]) if bands else {}


def _kappa(one: Confusion) -> dict[str, float | None]:
    given = {"kappa": one.kappa, "low": one.kappa_low, "high": one.kappa_high}
    return {name: _rounded(value) for name, value in given.items()}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _interval(bands: Mapping[str, float | None]) -> str:
    if bands["kappa"] is None:
        return "cannot be told: there is only one band"
    return f"{bands['kappa']} [{bands['low']}, {bands['high']}]"
