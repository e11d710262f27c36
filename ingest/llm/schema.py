"""The shape of an answer: that of `patnav annotate`, as pydantic models and as JSON schema."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, create_model

from patnav.model import Dimension

__all__ = ["Band", "Effect", "Maturity", "fields_of", "json_schema"]


def _plain(value: object) -> object:
    """A word as models write it: Up, " up "."""
    return value.strip().lower() if isinstance(value, str) else value


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Direction = Annotated[Literal["up", "down", "avoid", "enable"], BeforeValidator(_plain)]
Band = Annotated[Literal["low", "mid", "high", "unknown"], BeforeValidator(_plain)]


class Effect(_Shape):
    """One effect as a model gives it; whether the quote is in the text is for us to find out."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", json_schema_extra={"additionalProperties": False}
    )

    quote: str
    attribute: str
    direction: Direction


class Maturity(_Shape):
    """The band and its evidence."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", json_schema_extra={"additionalProperties": False}
    )

    band: Band
    quote: str | None


_FIELDS: dict[Dimension, dict[str, Any]] = {
    "means": {"means": list[str]},
    "effect": {"effects": list[Effect]},
    "maturity": {"maturity": Maturity},
    "outlook": {"market": list[str]},
    "element": {"preamble": str | None, "elements": list[str]},
}


def fields_of(dimension: Dimension) -> list[str]:
    """Keys of an answer that speaks of a dimension."""
    return list(_FIELDS[dimension])


def json_schema(dimensions: Iterable[Dimension]) -> dict[str, Any]:
    """JSON schema of an answer with some dimensions: all keys required, no others allowed."""
    fields = {name: (kind, ...) for one in dimensions for name, kind in _FIELDS[one].items()}
    made: type[BaseModel] = create_model("Labels", __base__=_Shape, **cast("Any", fields))
    return made.model_json_schema()
