"""A run: many questions, several at a time, within caps; each answer is kept when it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import islice

from patnav.ingest.llm.answers import Answer, Answers
from patnav.ingest.llm.asking import Asker
from patnav.ingest.llm.budget import Budget, Tokens
from patnav.ingest.llm.prompt import Ask
from patnav.ingest.llm.server import Line
from patnav.ingest.llm.trouble import Failed, Stop
from patnav.llm_settings import LlmSettings

__all__ = ["Run", "run"]

_IN_A_ROW = 5  # failures that are the server's after which it is given up (or one per line)


@dataclass(slots=True)
class Run:
    """What a run brought: answers by key (kept before or new), failures with their reasons.

    `left` are the keys that were not asked, `stopped` says why; `kept` counts answers from before.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    kept: int = 0
    stopped: str = ""
    spent: Tokens = field(default_factory=Tokens)
    cost: float = 0.0


def run(
    asks: Iterable[Ask],
    answers: Answers,
    settings: LlmSettings,
    dial: Callable[[], Line],
    say: Callable[[str], None] = lambda _: None,
    again: Callable[[Ask, Answer], bool] = lambda *_: False,
) -> Run:
    """Answer questions from what is kept, else by the server; keep each answer when it comes.

    `dial` opens the line, when there is anything to ask at all. A question that is asked twice is
    sent once. `again` tells which kept answers are asked for anew. The run ends early, with what is
    done kept, when a cap is reached, the server refuses us or fails over and over, or the user
    interrupts.
    """
    wanted = {ask.key: ask for ask in asks}
    found = answers.find(wanted)
    kept = {key: one for key, one in found.items() if not again(wanted[key], one)}
    done = Run(answers=kept, kept=len(kept))
    open_ones = [ask for key, ask in wanted.items() if key not in kept]
    if kept:
        say(f"{len(kept):,} of {len(wanted):,} answers are kept from before")
    if open_ones:
        _ask(open_ones, done, answers, Asker(dial(), settings, Budget(settings)), say)
    return done


def _ask(
    asks: list[Ask], done: Run, answers: Answers, asker: Asker, say: Callable[[str], None]
) -> None:
    try:
        _Going(done, answers, asker).through(asks, say)
    finally:
        asker.line.close()
    done.left = [ask.key for ask in asks if ask.key not in done.answers | done.failures]
    done.spent, done.cost = asker.budget.spent, asker.budget.cost(asker.budget.spent)


class _Going:
    """A run under way; only this thread touches it, the workers only ask."""

    def __init__(self, done: Run, answers: Answers, asker: Asker) -> None:
        self.run, self.answers, self.asker = done, answers, asker
        self._faults = 0

    def through(self, asks: list[Ask], say: Callable[[str], None]) -> None:
        lines = self.asker.settings.parallel
        with ThreadPoolExecutor(lines) as pool:
            waiting: dict[Future[Answer], Ask] = {}
            queue = iter(asks)
            try:
                while self._fill(pool, queue, waiting, lines) or waiting:
                    ready, _ = wait(waiting, return_when=FIRST_COMPLETED)
                    for one in ready:
                        self._take(waiting.pop(one), one)
                    self._tell(len(asks), say)
            except KeyboardInterrupt:
                self._stop("interrupted")
                say(f"interrupted: waiting for {len(waiting)} answers under way")
            for one, ask in waiting.items():
                self._take(ask, one)

    def _fill(
        self,
        pool: ThreadPoolExecutor,
        queue: Iterator[Ask],
        waiting: dict[Future[Answer], Ask],
        lines: int,
    ) -> bool:
        """Hand out questions until all lines are busy; whether any was handed out."""
        room = 0 if self.run.stopped else lines - len(waiting)
        new = {pool.submit(self.asker.answer, ask): ask for ask in islice(queue, room)}
        waiting.update(new)
        return bool(new)

    def _take(self, ask: Ask, one: Future[Answer]) -> None:
        try:
            answer = one.result()
        except Failed as trouble:
            self.run.failures[ask.key] = trouble.reason
            self._faults = self._faults + 1 if trouble.server else 0
            if self._faults >= max(_IN_A_ROW, self.asker.settings.parallel):
                self._stop(f"the server failed {self._faults} times in a row: {trouble.reason}")
        except Stop as trouble:
            self._stop(trouble.reason)
        else:
            self._faults = 0
            self.answers.keep(answer)
            self.run.answers[ask.key] = answer

    def _stop(self, reason: str) -> None:
        self.run.stopped = self.run.stopped or reason
        self.asker.halt.set()

    def _tell(self, asked: int, say: Callable[[str], None]) -> None:
        done = len(self.run.answers) - self.run.kept + len(self.run.failures)
        if done and done % 50 == 0:
            spent = self.asker.budget.spent.total
            say(f"{done:,} of {asked:,} asked, {spent:,} tokens")
