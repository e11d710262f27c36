"""A server of our own that speaks /v1/chat/completions, well or badly, on the loopback."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["Asked", "Fake", "Say", "completion", "fake_server", "labels_for"]

_TEXT = re.compile(r"<(?:原文|text)-([0-9a-f]{12})>\n(.*)\n</(?:原文|text)-\1>", re.DOTALL)


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it; `number` counts from 0."""

    number: int
    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def text(self) -> str:
        """The document between the marks."""
        found = _TEXT.search(self.body["messages"][1]["content"])
        assert found is not None
        return found[2]


@dataclass(frozen=True)
class Say:
    """What the server answers: status, body, headers; `cut` bytes of the body are held back."""

    body: str | bytes = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    wait: float = 0.0


Answering = Callable[[Asked], Say]


class Fake:
    """A running server and what it was asked."""

    def __init__(self, answering: Answering) -> None:
        self.answering, self.asked = answering, list[Asked]()
        self.closing = threading.Event()
        self._lock = threading.Lock()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                fake.handle(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        length = int(request.headers.get("content-length", 0))
        body = json.loads(request.rfile.read(length))
        headers = {name.lower(): value for name, value in request.headers.items()}
        with self._lock:
            asked = Asked(len(self.asked), request.path, headers, body)
            self.asked.append(asked)
        said = self.answering(asked)
        self.closing.wait(said.wait)
        content = said.body.encode() if isinstance(said.body, str) else said.body
        request.send_response(said.status)
        for name, value in ({"Content-Type": "application/json"} | said.headers).items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):  # some tests hang up
            request.wfile.write(content[: len(content) - said.cut])


@contextmanager
def fake_server(answering: Answering) -> Iterator[Fake]:
    """Run a server while the context lasts."""
    fake = Fake(answering)
    thread = threading.Thread(target=fake.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield fake
    finally:
        fake.closing.set()
        fake.server.shutdown()
        fake.server.server_close()
        thread.join()


def completion(
    content: object, finish: str = "stop", usage: object = (100, 20), model: str = "fake-1"
) -> Say:
    """A chat completion; content that is no string becomes JSON."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    given: object = usage
    if isinstance(usage, tuple):
        given = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": text},
        "finish_reason": finish,
    }
    return Say(json.dumps({"id": "x", "model": model, "choices": [choice], "usage": given}))


def labels_for(text: str) -> dict[str, Any]:
    """Right labels for the made-up texts of the tests."""
    if text.startswith(("1.", "一种")) and "其特征在于" in text:
        preamble, _, body = text.partition("，其特征在于：")
        return {
            "preamble": preamble,
            "elements": [one for one in body.strip("。").split("；") if one],
        }
    effects = [
        {"quote": quote, "attribute": attribute, "direction": way}
        for quote, attribute, way in (
            ("降低了能耗", "能耗", "down"),
            ("重量轻", "重量", "down"),
            ("便于检修", "检修", "enable"),
        )
        if quote in text
    ]
    means = [name for name in ("磁悬浮转子", "钛合金叶轮") if name in text]
    market = ["可在渔港推广"] if "可在渔港推广" in text else []
    tried = "样机连续运行500小时"
    maturity = (
        {"band": "mid", "quote": tried} if tried in text else {"band": "unknown", "quote": None}
    )
    return {"effects": effects, "means": means, "maturity": maturity, "market": market}
