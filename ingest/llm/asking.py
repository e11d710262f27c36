"""One question to its answer: forms of asking, patience, a second try for what was cut off."""

from __future__ import annotations

import random
from collections.abc import Mapping
from threading import Event, Lock
from typing import Any

from patnav.ingest.llm.answers import Answer
from patnav.ingest.llm.budget import Budget, Tokens, estimate
from patnav.ingest.llm.prompt import Ask, too_long
from patnav.ingest.llm.server import Line, Reply, read_reply
from patnav.ingest.llm.trouble import Failed, Passing, Stop, Unfit
from patnav.llm_settings import LlmSettings

__all__ = ["CUT_OFF", "Asker"]

CUT_OFF = "length"  # what servers say when an answer reached its limit
# forms of a request, the fittest first; servers that refuse one are asked in the next
_FORMS = {
    "auto": ("json_schema", "json_object", "text", "bare"),
    "json_schema": ("json_schema",),
    "json_object": ("json_object",),
    "text": ("text", "bare"),
}
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 300.0  # seconds


class Asker:
    """Asks one server; safe to use from several threads."""

    def __init__(self, line: Line, settings: LlmSettings, budget: Budget) -> None:
        self.line, self.settings, self.budget = line, settings, budget
        self.halt = Event()
        self._forms, self._lock = _FORMS[settings.answer_format], Lock()

    def answer(self, ask: Ask) -> Answer:
        """Get the answer to a question; raises Failed or Stop.

        An answer that was cut off is asked for once more with twice the room; when that is cut off
        too it is returned as it is (`finish` is CUT_OFF).
        """
        if too_long(ask):
            raise Failed(f"the text has {ask.end - ask.start:,} characters: too long to be sent")
        first, used = self._formed(ask, self.settings.answer_tokens)
        if first.finish == CUT_OFF:
            first, more = self._formed(ask, 2 * self.settings.answer_tokens)
            used += more
        return Answer(
            ask.key, ask.frame.recipe, self.settings.model, first.served_by,
            first.content, first.finish, used.asked, used.answered,
        )  # fmt: skip

    def _formed(self, ask: Ask, room: int) -> tuple[Reply, Tokens]:
        """Ask in the first form that the server takes, and remember which that is."""
        forms = self._forms
        refused: list[Unfit] = []
        for place, form in enumerate(forms):
            try:
                found = self._patient(ask, room, form)
            except Unfit as trouble:
                refused.append(trouble)
                continue
            if place:
                self._remember(forms[place:])
            return found
        raise Failed(refused[0].reason)

    def _remember(self, forms: tuple[str, ...]) -> None:
        with self._lock:
            if len(forms) < len(self._forms):
                self._forms = forms

    def _patient(self, ask: Ask, room: int, form: str) -> tuple[Reply, Tokens]:
        """Ask again while the trouble is a passing one, at most as often as the settings say."""
        for attempt in range(self.settings.retries + 1):
            if self.halt.is_set():
                raise Stop("the run was stopped")
            try:
                return self._once(ask, room, form)
            except Passing as trouble:
                if attempt == self.settings.retries:
                    tries = f" (asked {attempt + 1} times)" if attempt else ""
                    raise Failed(trouble.reason + tries, server=True) from None
                self._rest(trouble, attempt)
        raise AssertionError("the last attempt returns or raises")

    def _rest(self, trouble: Passing, attempt: int) -> None:
        """Wait as long as the server asks, else twice as long as before, with some chance."""
        if trouble.wait is not None and trouble.wait > _LONGEST_WAIT:
            raise Stop(f"{trouble.reason}; it asks to wait {trouble.wait:,.0f} s: run again then")
        wait = min(_FIRST_WAIT * 2**attempt, _LONGEST_WAIT) * (0.5 + random.random() / 2)  # noqa: S311 -- no secret
        self.halt.wait(wait if trouble.wait is None else trouble.wait)

    def _once(self, ask: Ask, room: int, form: str) -> tuple[Reply, Tokens]:
        wanted = estimate(ask, room)
        if refused := self.budget.take(wanted):
            raise Stop(refused)
        used = Tokens()
        try:
            messages, more = (ask.frame.system, ask.user), _more(ask.frame.schema, room, form)
            body = self.line.send(self.settings.model, messages, more)
            used = wanted  # whatever comes now may be billed
            reply = read_reply(body)
            used = Tokens(*reply.tokens) if reply.tokens else _guess(ask, reply)
        except Passing as trouble:
            used = wanted if trouble.billed else Tokens()
            raise
        finally:
            self.budget.settle(wanted, used)
        return reply, used


def _guess(ask: Ask, reply: Reply) -> Tokens:
    """Tokens where the server does not tell them."""
    return Tokens(estimate(ask, 0).asked, len(reply.content) * 5 // 4 + 20)


def _more(schema: Mapping[str, Any], room: int, form: str) -> dict[str, Any]:
    """What a form of asking puts into the request beside the messages."""
    if form == "bare":  # the newest servers take neither the old name nor a temperature
        return {"max_completion_tokens": room}
    more: dict[str, Any] = {"max_tokens": room, "temperature": 0}
    if form == "json_object":
        more["response_format"] = {"type": "json_object"}
    if form == "json_schema":
        named = {"name": "labels", "strict": True, "schema": schema}
        more["response_format"] = {"type": "json_schema", "json_schema": named}
    return more
