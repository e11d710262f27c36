"""Settings of the optional language model: `[llm]` and `[annotate]` of patnav.toml; docs/llm.md."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from patnav.model import DIMENSIONS, Dimension

__all__ = ["AnnotateSettings", "LlmSettings"]


class AnnotateSettings(BaseModel):
    """Whose labels a build takes: the offline model's, or kept answers where there are any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    backend: Literal["offline", "llm"] = "offline"


class LlmSettings(BaseModel):
    """The server that `patnav llm` asks, what it is asked for, and what a run may spend at most.

    The key comes from the environment or a file, never from here.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str = ""
    model: str = ""
    key_env: str = "PATNAV_LLM_KEY"
    key_file: str = ""
    ca_file: str = ""
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1)] = DIMENSIONS
    answer_format: Literal["auto", "json_schema", "json_object", "text"] = "auto"
    answer_tokens: Annotated[int, Field(ge=50, le=100_000)] = 2000
    run_tokens: Annotated[int, Field(ge=0)] = 1_000_000
    run_cost: Annotated[float, Field(ge=0)] = 0.0
    price_in: Annotated[float, Field(ge=0)] = 0.0
    price_out: Annotated[float, Field(ge=0)] = 0.0
    timeout: Annotated[float, Field(gt=0, le=3600)] = 120.0
    retries: Annotated[int, Field(ge=0, le=20)] = 4
    parallel: Annotated[int, Field(ge=1, le=64)] = 4

    @model_validator(mode="after")
    def _priced(self) -> Self:
        if self.run_cost and not (self.price_in or self.price_out):
            raise ValueError("run_cost caps nothing without price_in or price_out")
        return self
