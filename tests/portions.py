"""Functions that other processes can import, for the tests of patnav.workers."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator

from patnav.errors import InputError
from patnav.workers import in_order


def double(number: int) -> int:
    return 2 * number


def where(number: int) -> tuple[int, int]:
    time.sleep(0.02)  # so that no worker does all
    return number, os.getpid()


def chatty(number: int) -> int:
    sys.stdout.write("a library that prints\n")
    return number


def times(factor: int, number: int) -> int:
    return factor * number


def refuse(number: int) -> int:
    if number == 3:
        raise InputError("is odd", where="row 3", remedy="give an even number")
    return number


class Strange(Exception):  # noqa: N818
    """An error that cannot be pickled."""

    def __init__(self, left: int, right: int) -> None:
        super().__init__(f"{left} and {right}")


def strange(number: int) -> int:
    raise Strange(number, 1)


def die(number: int) -> int:
    if number == 2:
        os._exit(9)
    return number


def endless() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1


def go_on() -> None:
    """Work until it is ended, and tell who works.

    A process in the background of a shell without job control inherits that Ctrl-C is ignored.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    seen = set()
    for _, pid in in_order(where, endless()):
        if pid not in seen:
            seen.add(pid)
            print(pid, flush=True)  # noqa: T201
