"""The only module that needs the extra `patnav[llm]`: one request to one server through its SDK.

Whatever the SDK or the environment would add, a request leaves through a gate: to the host of
`base_url` only, through no proxy, with our headers only; what comes back is bounded in size and
time, is not unpacked and leads nowhere else.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import openai

from patnav.ingest.llm.trouble import Failed, Passing, Stop, Trouble, Unfit

__all__ = ["SdkLine"]

_LARGEST = 4_000_000  # bytes of an answer; ten times what the longest labels take
_HEADERS = ("host", "accept", "content-type", "content-length", "user-agent", "connection")
_NO_KEY = "none"  # the SDK wants one; the gate puts the right one in
_UNFIT = {400, 415, 422, 501}
_AGAIN = {408, 409, 425, 429, 500, 502, 503, 504, 520, 529}


class SdkLine:
    """A line to one server; safe to use from several threads."""

    def __init__(self, base_url: str, key: str, timeout: float, ca_file: str = "") -> None:
        self.key = key
        verify = ssl.create_default_context(cafile=ca_file or None)
        gate = _Gate(httpx2.URL(base_url), key, timeout, verify)
        self._http = httpx2.Client(
            transport=gate, trust_env=False, follow_redirects=False, timeout=timeout
        )
        self._client = openai.OpenAI(
            api_key=_NO_KEY, base_url=base_url, http_client=self._http, max_retries=0
        )

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def send(self, model: str, messages: tuple[str, str], more: Mapping[str, Any]) -> bytes:
        """Send a system and a user message; return the body of the answer.

        `more` goes into the body of the request. Raises Passing, Unfit, Failed or Stop.
        """
        system, user = messages
        try:
            answer = self._client.chat.completions.with_raw_response.create(
                model=model,
                messages=[
                    {"role": "system", "content": system},
                    {"role": "user", "content": user},
                ],
                extra_body=dict(more),
            )
            return answer.http_response.content
        except openai.APIStatusError as error:
            raise self._refusal(error) from None
        except openai.APITimeoutError:
            raise Passing("no answer in time", billed=True) from None
        except openai.APIConnectionError as error:
            raise Passing(f"no connection ({self._cause(error)})") from None
        except openai.OpenAIError as error:  # what the gate refuses; what the SDK cannot send
            raise Failed(self._line(str(error)), server=True) from None

    def _refusal(self, error: openai.APIStatusError) -> Trouble:
        status, words = error.status_code, self._line(error.message)
        if 300 <= status < 400:
            return Stop(f"the server redirects ({status}); documents are sent to no other address")
        if status in (401, 403):
            return Stop(f"the server does not accept the key ({status})")
        if status in (402, 404):
            return Stop(f"the server says {status}: {words}")
        if status in _AGAIN:
            return Passing(f"the server says {status}: {words}", _wait(error.response.headers))
        if status in _UNFIT:
            return Unfit(f"the server says {status}: {words}")
        return Failed(f"the server says {status}: {words}", server=status >= 500)

    def _cause(self, error: BaseException) -> str:
        inner = error.__cause__ or error
        return self._line(f"{type(inner).__name__}: {inner}")

    def _line(self, words: str) -> str:
        """Words of a server on one short line, without the key whoever repeats it."""
        clean = words.replace(self.key, "…") if self.key else words
        printable = "".join(char if char.isprintable() else " " for char in clean)
        return " ".join(printable.split())[:200]


def _wait(headers: httpx2.Headers) -> float | None:
    """Seconds that a server asks to wait: a number or a date."""
    given = headers.get("retry-after", "").strip()
    try:
        return max(0.0, float(given))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(given)
    except ValueError:
        return None
    now = datetime.now(UTC) if until.tzinfo else datetime.now(UTC).replace(tzinfo=None)
    return max(0.0, (until - now).total_seconds())


class _Refused(openai.OpenAIError):
    """The gate does not let something through."""


class _Gate(httpx2.BaseTransport):
    def __init__(self, home: httpx2.URL, key: str, timeout: float, verify: ssl.SSLContext) -> None:
        self.home, self.key, self.timeout = _origin(home), key, timeout
        self._inner = httpx2.HTTPTransport(verify=verify, trust_env=False)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request to our host and no other, and bound what comes back."""
        if _origin(request.url) != self.home:
            raise _Refused(f"nothing is sent to {request.url.host}")
        deadline = time.monotonic() + self.timeout
        response = self._inner.handle_request(self._ours(request))
        stream = response.stream
        assert isinstance(stream, httpx2.SyncByteStream)
        headers = [pair for pair in response.headers.raw if pair[0].lower() != b"content-encoding"]
        return httpx2.Response(
            response.status_code,
            headers=headers,
            stream=_Bounded(stream, deadline),
            extensions=response.extensions,
        )

    def _ours(self, request: httpx2.Request) -> httpx2.Request:
        """The request as it leaves; the SDK reads its own headers in the one it made."""
        return httpx2.Request(
            request.method,
            request.url,
            headers=_allowed(request.headers, self.key),
            stream=request.stream,
            extensions=request.extensions,
        )

    def close(self) -> None:
        """Close all connections."""
        self._inner.close()


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _allowed(headers: httpx2.Headers, key: str) -> list[tuple[str, str]]:
    """Our headers: neither the SDK's telltales nor what the environment adds."""
    kept = [(name, headers[name]) for name in _HEADERS if name in headers]
    kept.append(("accept-encoding", "identity"))
    return [*kept, ("authorization", f"Bearer {key}")] if key else kept


class _Bounded(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._stream:
            size += len(chunk)
            if size > _LARGEST:
                raise _Refused(f"the answer is larger than {_LARGEST:,} bytes")
            if time.monotonic() > self._deadline:
                raise httpx2.ReadTimeout("the answer takes too long")
            yield chunk

    def close(self) -> None:
        """Close the stream behind."""
        self._stream.close()
