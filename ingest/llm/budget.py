"""What a run may spend: tokens and money, set aside before a request and settled after it."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Condition

from patnav.ingest.llm.prompt import Ask
from patnav.llm_settings import LlmSettings

__all__ = ["Budget", "Tokens", "estimate"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of a request and of its answer."""

    asked: int = 0
    answered: int = 0

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(self.asked + other.asked, self.answered + other.answered)

    def __sub__(self, other: Tokens) -> Tokens:
        return Tokens(self.asked - other.asked, self.answered - other.answered)

    @property
    def total(self) -> int:
        """Both together."""
        return self.asked + self.answered


def estimate(ask: Ask, answer_tokens: int) -> Tokens:
    """The most that a request is likely to use.

    A token is at least one character, but Chinese characters that a model's vocabulary lacks take
    up to two, so one and a quarter per character is on the safe side of a mixed text.
    """
    return Tokens(ask.characters * 5 // 4 + 20, answer_tokens)


class Budget:
    """The caps of one run and what is spent of them; what is under way counts in full."""

    def __init__(self, settings: LlmSettings) -> None:
        self.settings = settings
        self.spent, self._reserved = Tokens(), Tokens()
        self._free = Condition()

    def cost(self, tokens: Tokens) -> float:
        """Price of tokens, in the currency of the settings."""
        prices = self.settings.price_in, self.settings.price_out
        return (tokens.asked * prices[0] + tokens.answered * prices[1]) / 1_000_000

    def take(self, wanted: Tokens) -> str:
        """Set tokens aside for a request; a reason when the caps have no room for it.

        What is under way may turn out to need less, so a request that does not fit waits for that.
        """
        with self._free:
            while reason := self._refused(self.spent + self._reserved + wanted):
                if not self._reserved.total:
                    return reason
                self._free.wait()
            self._reserved += wanted
            return ""

    def settle(self, wanted: Tokens, used: Tokens) -> None:
        """Count what a request used in place of what was set aside for it."""
        with self._free:
            self._reserved -= wanted
            self.spent += used
            self._free.notify_all()

    def _refused(self, after: Tokens) -> str:
        caps = self.settings
        if caps.run_tokens and after.total > caps.run_tokens:
            return f"the cap of {caps.run_tokens:,} tokens per run leaves no room (llm.run_tokens)"
        if caps.run_cost and self.cost(after) > caps.run_cost:
            return f"the cap of {caps.run_cost:g} per run leaves no room (llm.run_cost)"
        return ""
