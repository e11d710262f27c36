"""The few types that every layer shares.

A reader yields `Publication` or `Rejection`, each with the `Source` it came from; annotation yields
`Mention`; analysis yields `Finding`. All are immutable values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

__all__ = [
    "DIMENSIONS",
    "Damage",
    "Dimension",
    "Event",
    "EventKind",
    "FamilyRule",
    "Finding",
    "Mention",
    "Party",
    "PatentType",
    "Publication",
    "Rejection",
    "Section",
    "Source",
    "Stage",
    "Status",
    "Text",
]

Dimension = Literal["means", "effect", "element", "maturity", "outlook"]
DIMENSIONS: tuple[Dimension, ...] = ("means", "effect", "element", "maturity", "outlook")
PatentType = Literal["invention", "utility_model", "design", "other"]
Stage = Literal["application", "grant", "other"]
Status = Literal["in_force", "pending", "lapsed", "unknown"]
FamilyRule = Literal["simple", "extended"]
EventKind = Literal[
    "examination",
    "grant",
    "refusal",
    "withdrawal",
    "abandonment",
    "lapse",
    "expiry",
    "restoration",
    "annual_fee",
    "transfer",
    "name_change",
    "licence",
    "open_licence",
    "pledge",
    "pledge_release",
    "litigation",
    "invalidation",
    "reexamination",
    "correction",
    "national_phase",
    "other",
]
Section = Literal["title", "abstract", "claim", "novelty", "use", "advantage"]


class Source(NamedTuple):
    """Where a record stands: the file's SHA-256 (hex) and its row as a spreadsheet counts (from 1).

    For tagged text (Derwent) the row is the line on which the record begins; for XML, SGML and JSON
    it is the record's place in the file, counted on over the members of a ZIP.
    """

    file: str
    row: int


class Text(NamedTuple):
    """One piece of text of a publication; `lang` is an ISO 639-1 code (`und` when unknown)."""

    section: Section
    lang: str
    text: str


class Party(NamedTuple):
    """An applicant as the file names it; empty strings where the file is silent."""

    name: str
    standard_name: str = ""
    address: str = ""
    country: str = ""


class Event(NamedTuple):
    """One thing that happened to a patent, as a file tells it; `date` is None where it is silent.

    `text` is in the words of the file. `givers` and `takers` are names: transferor and transferee,
    licensor and licensee, pledgor and pledgee, plaintiff and defendant.
    """

    kind: EventKind
    date: date | None
    text: str
    givers: tuple[str, ...] = ()
    takers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One published document as one row of one export describes it, normalised.

    `number` is office + serial + kind (`CN111856303B`), `application` office + serial without the
    check digit (`CN202010302257`); at least one of the two is set. Dates are calendar days. IPC and
    CPC symbols have the form `H01M10/0562`, industries `C4012` (GB/T 4754) and `SEI6.5` (strategic
    emerging industries). `members`, `priorities`, `cites`, `cited_in`, `twins`
    (invention and utility model filed on one day) and `parents` (divided from) are normalised
    numbers where they can be read. `owners` are the owners when the file was drawn, `applicants`
    those who filed. `cited_by` is None when the export has no such column.
    """

    source: Source
    number: str = ""
    application: str = ""
    country: str = ""
    kind_code: str = ""
    patent_type: PatentType = "other"
    stage: Stage = "other"
    application_date: date | None = None
    publication_date: date | None = None
    grant_date: date | None = None
    priority_date: date | None = None
    texts: tuple[Text, ...] = ()
    applicants: tuple[Party, ...] = ()
    inventors: tuple[str, ...] = ()
    ipc_main: str = ""
    ipc: tuple[str, ...] = ()
    cpc: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    family: str = ""
    members: tuple[str, ...] = ()
    extended_family: str = ""
    extended_members: tuple[str, ...] = ()
    twins: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    cited_in: tuple[str, ...] = ()
    owners: tuple[Party, ...] = ()
    events: tuple[Event, ...] = ()
    status: Status = "unknown"
    status_text: str = ""
    cited_by: int | None = None
    family_size: int | None = None
    claim_count: int | None = None
    region: str = ""  # GB/T 2260 or ISO 3166 code that the user declared for the whole file


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that did not become a patent, with the field and the reason; nothing is dropped."""

    source: Source
    field: str
    value: str
    reason: str


class Damage(NamedTuple):
    """A value that could not be read although its row could: where, what, why."""

    source: Source
    field: str
    value: str
    reason: str


class Mention(NamedTuple):
    """One annotation with its verbatim evidence: `text[start:end] == quote`.

    `value` is the normalised term (means, element), the attribute (effect) or the band (maturity,
    outlook: low, mid, high, unknown). `confidence` lies in 0..1. `no`, `part` and `depends_on` are
    for elements: order in the claim from 1; preamble, characterising or additional (what a
    dependent claim adds); number of the element that it refines (0 = none). `claim` is the number
    of the claim (from 1), `signs` are reference signs with their names (“4 底模托架”). The
    `magnitude` of an effect is as written; its numbers lie in `magnitude_low`…`magnitude_high`
    (None = open) of `magnitude_unit`. Its `condition`, in the same sentence, is
    `text[condition_start:condition_end]`.
    """

    dimension: Dimension
    section: Section
    lang: str
    start: int
    end: int
    quote: str
    value: str
    method: str
    version: str
    confidence: float
    attribute: str = ""
    direction: str = ""  # up, down, avoid, enable
    effect_class: str = ""
    magnitude: str = ""
    magnitude_low: float | None = None
    magnitude_high: float | None = None
    magnitude_unit: str = ""
    condition: str = ""
    condition_start: int | None = None
    condition_end: int | None = None
    claim: int = 0
    no: int = 0
    part: str = ""
    depends_on: int = 0
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A number that can be traced: value, 95 % interval, n, unit, weighting, evidence, method.

    `evidence` holds keys of patents or families, `query` the words that select the rows behind it.
    """

    name: str
    value: float
    low: float | None
    high: float | None
    n: float
    unit: str
    weighting: str
    method: str
    query: str
    evidence: tuple[str, ...] = field(default=())
