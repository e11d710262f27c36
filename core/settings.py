"""What stands in `patnav.toml`, typed; docs/project.md explains every key."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from patnav.llm_settings import AnnotateSettings, LlmSettings
from patnav.model import FamilyRule

__all__ = ["GraphSettings", "ProjectFile", "ReviewSettings", "SourceEntry", "Thresholds"]

_HEX64 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourceEntry(_Part):
    """One file of the user's: path, content hash, and what the file itself does not say."""

    path: str
    sha256: _HEX64
    dialect: str = ""
    region: Annotated[str, Field(pattern=r"^(\d{6}|[A-Z]{2})?$")] = ""


class GraphSettings(_Part):
    """The graph server that `patnav publish` loads; the password comes from NEO4J_PASSWORD only."""

    uri: str = ""
    user: str = "neo4j"
    database: str = "neo4j"
    home: str = ""
    repository: str = ""


class Thresholds(_Part):
    """Defaults of METHOD.md that carry the tag [D]; every report prints them."""

    margin_strong: Annotated[float, Field(ge=1, le=3)] = 1.15
    margin_weak: Annotated[float, Field(gt=0, le=1)] = 0.85
    probability: Annotated[float, Field(gt=0.5, lt=1)] = 0.9
    min_expected: Annotated[float, Field(ge=0)] = 1.0
    min_node_total: Annotated[float, Field(ge=0)] = 20.0
    absent_expected: Annotated[float, Field(ge=0)] = 5.0
    min_owners: Annotated[int, Field(ge=1)] = 3
    max_owner_share: Annotated[float, Field(gt=0, le=1)] = 0.5
    max_utility_share: Annotated[float, Field(gt=0, le=1)] = 0.7
    lag_months: Annotated[int, Field(ge=0, le=60)] = 30
    stale_months: Annotated[int, Field(ge=1, le=120)] = 12
    growth_years: Annotated[int, Field(ge=3, le=30)] = 10
    white_spot_expected: Annotated[float, Field(ge=0)] = 5.0
    white_spot_residual: Annotated[float, Field(le=0)] = -2.0
    min_status_known: Annotated[float, Field(gt=0, le=1)] = 0.8
    bootstrap_runs: Annotated[int, Field(ge=20, le=5000)] = 200


class ReviewSettings(_Part):
    """How labels are reviewed: what holds when people differ, the share drawn at random, and from
    which chance on a label or a node that is not there is asked about (1 = never) [D].
    """

    rule: Literal["majority", "latest"] = "majority"
    random_share: Annotated[float, Field(ge=0, le=1)] = 0.1
    near: Annotated[float, Field(gt=0, le=1)] = 0.2


class ProjectFile(_Part):
    """What stands in patnav.toml."""

    name: Annotated[str, Field(min_length=1)]
    chain: str
    home_region: Annotated[str, Field(pattern=r"^(\d{6}|[A-Z]{2})$")]
    benchmark_regions: tuple[Annotated[str, Field(pattern=r"^(\d{6}|[A-Z]{2})$")], ...] = ()
    cutoff: date
    unit: Literal["family", "legal_right"] = "family"
    family: FamilyRule = "simple"
    weighting: Literal["fractional", "whole"] = "fractional"
    maturity_rule: Literal["stated", "fact"] = "stated"
    synthetic: bool = False
    sources: tuple[SourceEntry, ...] = ()
    graph: GraphSettings = GraphSettings()
    annotate: AnnotateSettings = AnnotateSettings()
    llm: LlmSettings = LlmSettings()
    thresholds: Thresholds = Thresholds()
    review: ReviewSettings = ReviewSettings()

    @field_validator("sources")
    @classmethod
    def _once(cls, sources: tuple[SourceEntry, ...]) -> tuple[SourceEntry, ...]:
        seen: dict[str, str] = {}
        for source in sources:
            if source.sha256 in seen:
                raise ValueError(f"{source.path} has the same content as {seen[source.sha256]}")
            seen[source.sha256] = source.path
        return sources
