"""Type, stage and legal state of a document, from its kind code, its serial or the file's words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, get_args

from patnav.data import load_yaml, resource
from patnav.ingest.read.numbers import PublicationNumber, application_type_digit
from patnav.ingest.read.texts import fold
from patnav.model import PatentType, Stage, Status

__all__ = ["status_of", "type_and_stage"]

_TYPE_DIGITS: dict[str, PatentType] = {
    "1": "invention",
    "8": "invention",
    "2": "utility_model",
    "9": "utility_model",
    "3": "design",
}
_PART = re.compile(r"[-/|]")


def type_and_stage(
    number: PublicationNumber | None, application: str, words: tuple[str, ...]
) -> tuple[PatentType, Stage]:
    """Type and stage of a document.

    The kind code decides; what it leaves open is taken from the words of the file (公开类型,
    专利类型), then from the type digit of a Chinese application.
    """
    kind, stage = _by_kind(number) if number and number.kind else ("other", "other")
    for word in words:
        told, told_stage = _type_words().get(fold(word), ("", ""))
        kind = told if kind == "other" and told else kind
        stage = told_stage if stage == "other" and told_stage else stage
    if kind == "other":
        kind = _TYPE_DIGITS.get(application_type_digit(application), "other")
    return kind, stage


@lru_cache(maxsize=4096)
def status_of(word: str) -> Status:
    """Legal state that a word of an export means (`data/lexicons/read/status_words.yaml`)."""
    folded = fold(word)
    for candidate in (folded, _PART.split(folded)[0]):
        if candidate in _status_words():
            return _status_words()[candidate]
    return "unknown"


def _by_kind(number: PublicationNumber) -> tuple[PatentType, Stage]:
    for serial, kind, stage in _rules_for(number.office, number.kind):
        if serial is None or serial.search(number.serial):
            return kind, stage
    return "other", "other"


@lru_cache(maxsize=4096)
def _rules_for(
    office: str, code: str
) -> tuple[tuple[re.Pattern[str] | None, PatentType, Stage], ...]:
    """Rules of an office that a kind code falls under, the longest code first."""
    rules = _kind_rules().get(office) or _kind_rules()["*"]
    fitting = [
        (max(lengths), rule)
        for rule in rules
        if (lengths := [len(kind) for kind in rule["kinds"] if code.startswith(kind)])
    ]
    fitting.sort(key=lambda pair: -pair[0])
    return tuple((_pattern(rule), rule["type"], rule["stage"]) for _, rule in fitting)


def _pattern(rule: dict[str, Any]) -> re.Pattern[str] | None:
    return re.compile(rule["serial"]) if "serial" in rule else None


@lru_cache(maxsize=1)
def _kind_rules() -> dict[str, list[dict[str, Any]]]:
    rules: dict[str, list[dict[str, Any]]] = _load("numbers/kind_codes.yaml")
    return rules


@lru_cache(maxsize=1)
def _type_words() -> dict[str, tuple[Any, Any]]:
    return {
        fold(word): (pair[0], pair[1])
        for word, pair in _load("lexicons/read/type_words.yaml").items()
    }


@lru_cache(maxsize=1)
def _status_words() -> dict[str, Status]:
    listed = _load("lexicons/read/status_words.yaml")
    return {fold(word): state for state in get_args(Status) for word in listed.get(state, ())}


def _load(name: str) -> Any:  # noqa: ANN401 -- a YAML file of any shape
    return load_yaml(resource(name))
