"""Why a label stands in the queue, in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from patnav.analysis.classes import class_words
from patnav.analysis.export import value_words
from patnav.analysis.review.words import pick, review_words
from patnav.ingest.review import NODE
from patnav.snapshot import Snapshot

__all__ = ["Teller"]


class Teller:
    """Says what rests on a label, in `zh` or `en`."""

    def __init__(self, snapshot: Snapshot, lang: str) -> None:
        self._lang, self._tree = lang, snapshot.project.chain
        places = snapshot.frame("places")
        self._places = dict(zip(places["place"], places[f"name_{lang}"], strict=True))

    def node(self, node: str) -> str:
        """Name of a node, the whole chain for none."""
        known = self._tree.by_id.get(node)
        if known is None:
            return node or pick(review_words()["whole"], self._lang)
        return known.name_en if self._lang == "en" else known.name_zh

    def nodes(self, value: str) -> str:
        """Names of the nodes of a value of the queue."""
        return "; ".join(f"{node} {self.node(node)}" for node in value.split())

    def reason(self, row: Mapping[str, Any]) -> str:
        """One sentence: the strongest statement that rests on the label, or that it was drawn."""
        words = review_words()["reasons"]
        why = row["why"]
        if row["drawn"] and not why:
            return pick(words["drawn"], self._lang)
        told = self._statement(why) if why else pick(words["base"], self._lang)
        if row["kind"] == "missing":
            if row["dimension"] == NODE:
                told = f"{self.nodes(row['value'])}: {told}"
            return pick(review_words()["missing"], self._lang).format(told=told)
        return f"{pick(words['drawn'], self._lang)}; {told}" if row["drawn"] else told

    def _statement(self, why: Mapping[str, Any]) -> str:
        classes = class_words(self._lang)
        region = str(why["name"])
        facts = {
            "node": self.node(str(why["about"])),
            "region": self._places.get(region.rstrip("/"), region) or region,
            "word": classes.get(str(why["word"]), str(why["word"])),
            "effect": value_words(self._lang).get(str(why["word"]), str(why["word"])),
            "steps": int(why["count"]),
            "count": int(why["count"]),
            "rank": int(why["rank"]),
            "name": region,
        }
        return pick(review_words()["reasons"][why["kind"]], self._lang).format(**facts)
