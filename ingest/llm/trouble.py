"""What can go wrong between a question and its answer.

Trouble
├── Passing   the server is busy or the line is bad: ask again after a while
├── Unfit     the server does not take a request of this form: ask in a plainer one
├── Failed    this question gets no answer
└── Stop      no question will get one, or none may be asked any more
"""

from __future__ import annotations

__all__ = ["Failed", "Passing", "Stop", "Trouble", "Unfit"]


class Trouble(Exception):  # noqa: N818 -- they steer a run; users see PatnavError
    """Base: `reason` is one short line without the key."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Passing(Trouble):
    """Ask again; `wait`: seconds that the server asks for, `billed`: it may have worked."""

    def __init__(self, reason: str, wait: float | None = None, *, billed: bool = False) -> None:
        super().__init__(reason)
        self.wait, self.billed = wait, billed


class Unfit(Trouble):
    """The request is refused as it is."""


class Failed(Trouble):
    """No answer to this question; `server` when it is the server's fault."""

    def __init__(self, reason: str, *, server: bool = False) -> None:
        super().__init__(reason)
        self.server = server


class Stop(Trouble):
    """End the run."""
