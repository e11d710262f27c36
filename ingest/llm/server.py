"""The server that the settings name: its address and key, and one answer of it as we need it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, ValidationError

from patnav.errors import ProjectError
from patnav.ingest.llm.trouble import Failed
from patnav.llm_settings import LlmSettings

__all__ = ["Line", "Reply", "connect", "read_reply"]

_WHERE = "patnav.toml, [llm]"


class Line(Protocol):
    """A line to a server."""

    def send(self, model: str, messages: tuple[str, str], more: Mapping[str, Any]) -> bytes:
        """Send a system and a user message; return the body of the answer, or raise Trouble."""

    def close(self) -> None:
        """Hang up."""


def connect(settings: LlmSettings, folder: Path) -> Line:
    """Open a line to the server of the settings; files are read relative to `folder`.

    Nothing is sent yet. Raises ProjectError: no address or model, an address that is none or holds
    a password, a key file or CA file that cannot be read, the extra `patnav[llm]` is missing.
    """
    _check_address(settings)
    try:
        from patnav.ingest.llm.sdk import SdkLine  # noqa: PLC0415 -- an extra
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("openai", "httpx2"):
            raise
        raise ProjectError(
            f"asking a language model needs the library {error.name}",
            remedy='run: pip install "patnav[llm]"',
        ) from None
    ca_file = str(folder / settings.ca_file) if settings.ca_file else ""
    try:
        return SdkLine(settings.base_url, _key(settings, folder), settings.timeout, ca_file)
    except OSError as error:
        what = f"ca_file {settings.ca_file} cannot be used ({error.strerror or error})"
        raise ProjectError(what, where=_WHERE, remedy="name a PEM file") from None


def _check_address(settings: LlmSettings) -> None:
    for name in ("base_url", "model"):
        if not getattr(settings, name):
            remedy = f"set llm.{name} (docs/llm.md); nothing is sent anywhere before that"
            raise ProjectError(f"{name} is not set", where=_WHERE, remedy=remedy)
    parts = urlsplit(settings.base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        remedy = "such as http://10.0.0.5:8000/v1"
        raise ProjectError("base_url is no address of a server", where=_WHERE, remedy=remedy)
    if parts.username or parts.password:
        remedy = f"put the key into the environment variable {settings.key_env}"
        raise ProjectError("base_url holds a user or password", where=_WHERE, remedy=remedy)


def _key(settings: LlmSettings, folder: Path) -> str:
    """The key: of the file when one is named, else of the environment; empty when there is none."""
    place = f"key_file {settings.key_file}" if settings.key_file else f"${settings.key_env}"
    try:
        key = _read_key(settings, folder)
    except (OSError, UnicodeDecodeError) as error:
        what = f"{place} cannot be read ({type(error).__name__})"
        raise ProjectError(what, where=_WHERE, remedy="name a text file with the key") from None
    if not all("!" <= char <= "~" for char in key):
        what = f"{place} holds characters that no key has"
        raise ProjectError(what, where=_WHERE, remedy="put the key there and nothing else")
    return key


def _read_key(settings: LlmSettings, folder: Path) -> str:
    if settings.key_file:
        return (folder / settings.key_file).read_text(encoding="utf-8-sig").strip()
    return os.environ.get(settings.key_env, "").strip()


# --- one answer -----------------------------------------------------------------------------------


class _Piece(BaseModel):
    text: str = ""


class _Message(BaseModel):
    content: str | list[_Piece] | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int = Field(ge=0, le=10**9)
    completion_tokens: int = Field(ge=0, le=10**9)


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)
    usage: Any = None
    model: Any = ""


class Reply(BaseModel):
    """What we need of an answer; `tokens` is None when the server does not tell (or nonsense)."""

    content: str
    finish: str
    served_by: str
    tokens: tuple[int, int] | None


def read_reply(body: bytes) -> Reply:
    """Read the body of an answer; raises Failed when it is no chat completion."""
    try:
        given = _Completion.model_validate_json(body)
    except ValidationError:
        raise Failed("the answer of the server is no chat completion", server=True) from None
    choice = given.choices[0]
    content = choice.message.content
    text = "".join(piece.text for piece in content) if isinstance(content, list) else content
    served_by = given.model if isinstance(given.model, str) else ""
    return Reply(
        content=(text or "").encode(errors="replace").decode(),
        finish=(choice.finish_reason or "")[:40],
        served_by=served_by[:200],
        tokens=_tokens(given.usage),
    )


def _tokens(usage: object) -> tuple[int, int] | None:
    try:
        given = _Usage.model_validate(usage)
    except ValidationError:
        return None
    return given.prompt_tokens, given.completion_tokens
