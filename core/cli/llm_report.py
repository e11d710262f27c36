"""How a run of `patnav llm` ends: the report, and words on stderr for what is missing."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from patnav.cli.output import say
from patnav.errors import InputError

if TYPE_CHECKING:
    from patnav.ingest.llm.answers import Answers
    from patnav.ingest.llm.prompt import Ask
    from patnav.llm_settings import LlmSettings

__all__ = ["SUMS", "say_dry", "tell_end"]

SUMS = (
    "documents", "done", "failed", "not_asked", "kept_before", "labels",
    "tokens_in", "tokens_out", "cost",
)  # fmt: skip


def say_dry(asks: list[Ask], kept: Answers, settings: LlmSettings) -> None:
    """Say what a run would ask at most."""
    from patnav.ingest.llm.budget import Budget, Tokens, estimate

    found = kept.find(ask.key for ask in asks)
    left = {ask.key: ask for ask in asks if ask.key not in found}
    most = sum((estimate(ask, settings.answer_tokens) for ask in left.values()), Tokens())
    cost = Budget(settings).cost(most)
    say(
        f"{len(left):,} questions would go to {settings.base_url or 'no server yet'}, "
        f"{len(found):,} are answered; at most {most.asked:,} tokens in and {most.answered:,} out"
        + (f", cost {cost:.2f}" if cost else "")
    )


def tell_end(sums: dict[str, Any], target: Path | None) -> None:
    """Write the report, say what is missing and why; exit code 1 when anything is."""
    if target:
        _write(target, sums)
        say(f"what became of each text → {target}")
    spent = f"{sums['tokens_in']:,} tokens in, {sums['tokens_out']:,} out"
    say(f"{spent}, cost {sums['cost']:g}" if sums["cost"] else spent)
    if sums["dropped"]:
        reasons = ", ".join(f"{count} {reason}" for reason, count in sums["dropped"].items())
        say(f"labels dropped: {reasons}")
    for reason, names in _reasons(sums).items():
        say(f"{len(names)} texts failed: {reason}: {_some(names)}")
    if left := [row["id"] for row in sums["per_document"] if row["status"] == "not asked"]:
        say(f"{len(left)} not asked: {_some(left)}")
    if sums["stopped"]:
        say(f"stopped: {sums['stopped']}; what is answered is kept, the same command goes on")
    if sums["done"] < sums["documents"]:
        sys.exit(1)


def _reasons(sums: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in sums["per_document"]:
        if row["status"] == "failed":
            found.setdefault(row["reason"], []).append(row["id"])
    return found


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")


def _write(target: Path, sums: dict[str, Any]) -> None:
    text = json.dumps(sums, ensure_ascii=False, indent=1) + "\n"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        what = f"cannot be written ({error.strerror})"
        raise InputError(what, where=str(target), remedy="name another file") from None
