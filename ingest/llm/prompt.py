"""What a language model is asked about one text: the messages, the schema, and their key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from patnav.data import load_yaml, resource
from patnav.ingest.annotate.claim_set import claims_of
from patnav.ingest.annotate.text import fold, script
from patnav.ingest.llm.schema import json_schema
from patnav.model import DIMENSIONS, Dimension, Text

__all__ = ["Ask", "Questioner", "confidence", "longest", "most", "prompt_version", "too_long"]

Kind = Literal["abstract", "claim"]


class Frame(NamedTuple):
    """What all questions of one kind share; `recipe` is the hash of it and of the model."""

    system: str
    schema: dict[str, Any]
    recipe: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: about `text.text[start:end]`, an abstract (`claim` 0) or independent claim.

    `key` is the hash of all that shapes the answer: model, messages and schema.
    """

    text: Text
    start: int
    end: int
    claim: int
    frame: Frame
    user: str
    key: str

    @property
    def characters(self) -> int:
        """Length of the messages."""
        return len(self.frame.system) + len(self.user)


@cache
def _prompt() -> dict[str, Any]:
    loaded: dict[str, Any] = load_yaml(resource("llm/prompt.yaml"))
    return loaded


def prompt_version() -> str:
    """Version of the wording."""
    return str(_prompt()["version"])


def confidence() -> float:
    """Confidence of a label that a model gave."""
    return float(_prompt()["confidence"])


def longest(dimension: Dimension) -> int:
    """Characters that a quote may have."""
    return int(_prompt()["longest"][dimension])


def most(dimension: Dimension) -> int:
    """Labels that one text may have."""
    return int(_prompt()["most"][dimension])


class Questioner:
    """Makes the questions for one model and some dimensions."""

    def __init__(self, model: str, dimensions: Sequence[Dimension]) -> None:
        self.model, self.dimensions = model, dimensions

    def wanted(self, kind: Kind) -> tuple[Dimension, ...]:
        """Dimensions that a kind of text is asked for."""
        here = [name for name in DIMENSIONS if (name == "element") == (kind == "claim")]
        return tuple(name for name in here if name in self.dimensions)

    def asks(self, text: Text, title: str = "") -> Iterator[Ask]:
        """Questions about a text: one of an abstract, one of each independent claim.

        None for other sections, empty texts, and when no dimension of theirs is wanted. A text that
        is longer than the prompt file allows is a question all the same; `too_long` tells.
        """
        if text.section == "abstract" and text.text.strip() and self.wanted("abstract"):
            yield self._ask(text, (0, len(text.text)), 0, title)
        elif text.section == "claim" and text.text.strip() and self.wanted("claim"):
            for one in claims_of(fold(text.text), script(text.text)):
                if not one.dependent:
                    yield self._ask(text, (one.start, one.end), one.number, title)

    def recipes(self) -> list[str]:
        """Recipes of all that this questioner may ask."""
        kinds: tuple[Kind, ...] = ("abstract", "claim")
        wanted = [(lang, kind) for lang in ("zh", "en") for kind in kinds if self.wanted(kind)]
        return sorted(self._frame(*one).recipe for one in wanted)

    def _ask(self, text: Text, span: tuple[int, int], claim: int, title: str) -> Ask:
        piece = text.text[slice(*span)]
        lang = script(piece)
        frame = self._frame(lang, "claim" if claim else "abstract")
        user = _user(lang, piece, title)
        key = hashlib.sha256(f"{frame.recipe}\0{user}".encode()).hexdigest()
        return Ask(text, *span, claim, frame, user, key)

    def _frame(self, lang: str, kind: Kind) -> Frame:
        return _frame(self.model, lang, kind, self.wanted(kind))


@cache
def _frame(model: str, lang: str, kind: Kind, dimensions: tuple[Dimension, ...]) -> Frame:
    system, schema = _system(lang, kind, dimensions), json_schema(dimensions)
    text = json.dumps([model, prompt_version(), system, schema], ensure_ascii=False, sort_keys=True)
    return Frame(system, schema, hashlib.sha256(text.encode()).hexdigest()[:16])


def too_long(ask: Ask) -> bool:
    """Whether a text is longer than any that is sent."""
    return ask.end - ask.start > int(_prompt()["text_limit"])


def _system(lang: str, kind: Kind, dimensions: Sequence[Dimension]) -> str:
    words = _prompt()["languages"][lang]
    shape = "{" + ", ".join(words["shape"][name] for name in dimensions) + "}"
    parts = [words["role"], words[kind], *(words["rules"][name] for name in dimensions)]
    return "\n".join([*(part.strip() for part in parts), words["answer"].format(shape=shape)])


def _user(lang: str, piece: str, title: str) -> str:
    """The text between marks that it cannot hold itself."""
    mark = hashlib.sha256(piece.encode(errors="replace")).hexdigest()[:12]
    template: str = _prompt()["languages"][lang]["user"]
    message = template.format(title=" ".join(title.split())[:300], mark=mark, text=piece).strip()
    return message.encode(errors="replace").decode()  # half a character cannot be sent
