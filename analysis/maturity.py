"""Maturity (成熟等级) from the text's band and dated facts; METHOD.md §2.4.

A band, never a TRL number; every band is "expert to confirm". The text's own band is that of its
quotes; what experts confirm is laid over it by `patnav.analysis.opinions`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from patnav.data import load_yaml, resource
from patnav.snapshot import Snapshot

__all__ = ["BANDS", "Fact", "Stated", "combine", "find_maturity", "maturity_words"]

Row = Mapping[str, Any]
BANDS = ("unknown", "low", "mid", "high")
_FACTS = """
WITH named AS (SELECT DISTINCT unnest(names) AS name, kind, "group" FROM organisations),
filed AS (
  SELECT a.patent, a.name, coalesce(o.kind, 'unknown') AS kind,
    coalesce(nullif(o."group", ''), a.organisation) AS head
  FROM applicants a LEFT JOIN organisations o USING (organisation)),
sides AS (
  SELECT patent, bool_or(kind IN ('university', 'institute')) AS school,
    bool_or(kind = 'enterprise') AS firm,
    bool_and(kind IN ('university', 'institute')) AS only_school,
    string_agg(DISTINCT name, '; ' ORDER BY name) AS who
  FROM filed GROUP BY patent),
told AS (
  SELECT e.patent, e.kind, e.date, e.file, e.row, unnest(e.takers) AS taker, e.givers
  FROM events e WHERE e.kind IN ('transfer', 'licence')),
firm AS (
  SELECT t.patent, t.kind, t.date, t.taker AS who, t.file, t.row FROM told t
  LEFT JOIN named n ON n.name = t.taker
  WHERE NOT list_contains(t.givers, t.taker)
    AND (n.kind = 'enterprise' OR (n.kind IS NULL AND regexp_matches(t.taker, $firms)))
    AND (t.kind = 'licence' OR NOT EXISTS (
      SELECT 1 FROM named g WHERE list_contains(t.givers, g.name) AND g."group" = n."group"))),
other AS (
  SELECT patent, kind, date, array_to_string(takers, '; ') AS who, file, row
  FROM events WHERE kind IN ('pledge', 'litigation')),
shown AS (
  SELECT patent, priority_date AS date, family, family_size, file, row, country FROM patents),
pct AS (
  SELECT s.patent, 'pct' AS kind, min(w.date) AS date, min(w.patent) AS who,
    min_by(w.file, w.patent) AS file, min_by(w.row, w.patent) AS row
  FROM shown s JOIN shown w USING (family) WHERE s.family <> '' AND w.country = 'WO'
  GROUP BY s.patent
  UNION ALL
  SELECT s.patent, 'pct', s.date, 'WO', s.file, s.row FROM shown s JOIN families USING (family)
  WHERE list_contains(countries, 'WO')
    AND NOT EXISTS (SELECT 1 FROM shown w WHERE w.family = s.family AND w.country = 'WO')),
later AS (
  SELECT c.cited AS patent, 'follow_up' AS kind, min(s.date) AS date,
    min_by(c.citing, s.date) AS who, min_by(c.file, s.date) AS file, min_by(c.row, s.date) AS row
  FROM citations c JOIN shown s ON s.patent = c.citing JOIN shown old ON old.patent = c.cited
  WHERE s.date > old.date AND s.family <> old.family AND EXISTS (
    SELECT 1 FROM filed a JOIN filed b USING (head)
    WHERE a.patent = c.citing AND b.patent = c.cited)
  GROUP BY c.cited)
SELECT * FROM (
  SELECT * FROM firm UNION ALL SELECT * FROM other UNION ALL SELECT * FROM pct
  UNION ALL SELECT * FROM later
  UNION ALL SELECT patent, 'joint_filing', date, who, file, row FROM sides JOIN shown USING (patent)
    WHERE school AND firm
  UNION ALL SELECT patent, 'university_only', date, who, file, row
    FROM sides JOIN shown USING (patent) WHERE only_school
  UNION ALL SELECT s.patent, 'single_member', s.date, '', s.file, s.row
    FROM shown s JOIN families f ON f.family = s.family
    WHERE f.size = 1 AND len(f.countries) <= 1 AND coalesce(s.family_size, 1) <= 1
  UNION ALL SELECT patent, 'early', date, CAST($early AS VARCHAR), file, row FROM shown
    WHERE date > $cutoff - to_years($early))
ORDER BY patent, kind, date NULLS LAST, who, file, row
"""
_TEXTS = """
WITH quoted AS (
  SELECT patent, value, section, quote FROM mentions WHERE dimension = 'maturity'),
stated AS (
  SELECT patent, arg_max(value, list_position($bands, value)) AS band FROM quoted GROUP BY patent),
given AS (SELECT DISTINCT patent FROM reviews WHERE dimension = 'maturity' AND section = '')
SELECT j.patent,
  CASE WHEN given.patent IS NULL THEN j.band ELSE coalesce(stated.band, 'unknown') END AS band,
  section, quote
FROM judgements j LEFT JOIN given USING (patent) LEFT JOIN stated USING (patent)
LEFT JOIN quoted USING (patent)
WHERE dimension = 'maturity' ORDER BY j.patent, section, quote
"""
_FIRMS = "公司|厂$|集团|企业|(?i)\\b(?:inc|ltd|llc|co|corp|gmbh|plc|company|corporation|limited)\\b"


_COLUMNS = [
    "patent", "band", "text_band", "confidence", "facts", "basis_zh", "basis_en"
]  # fmt: skip


class Fact(NamedTuple):
    """One dated fact: kind (data/analysis/maturity.yaml), day, who, and the row that tells it."""

    kind: str
    date: str
    who: str
    file: str
    row: int


class Stated(NamedTuple):
    """A band with its confidence and whether the setting held it back."""

    band: str
    confidence: float
    capped: bool


@cache
def maturity_words() -> dict[str, Any]:
    """Rules and sentences: data/analysis/maturity.yaml."""
    loaded: dict[str, Any] = load_yaml(resource("analysis/maturity.yaml"))
    return loaded


def combine(text: str, kinds: set[str], rule: str) -> Stated:
    """Band of a patent from the band of its text and the kinds of facts known.

    A text reaches `high` only by stating production or use; with the rule `fact` it then needs a
    fact of that band too. Text evidence of `mid` and a fact of `high` give `high`; facts without a
    text count when several kinds agree.
    """
    words = maturity_words()
    held = {band: sum(words["facts"][kind]["band"] == band for kind in kinds) for band in BANDS}
    band = _raised(text, held, rule) if text != "unknown" else _by_facts(held)
    base = words["confidence"]["facts" if text == "unknown" and band != text else band]
    moved = held[band] - sum(held[other] for other in BANDS if _far(other, band))
    confidence = min(0.9, max(0.2, base + words["confidence"]["step"] * moved))
    return Stated(band, round(confidence, 2), text == "high" and band == "mid")


def _raised(text: str, held: Mapping[str, int], rule: str) -> str:
    if text == "high":
        return "high" if rule == "stated" or held["high"] else "mid"
    return BANDS[BANDS.index(text) + 1] if held["high"] else text


def _by_facts(held: Mapping[str, int]) -> str:
    needed = maturity_words()["evidence"]
    if held["high"] == 1:
        return "mid"
    return next((band for band in ("high", "mid", "low") if held[band] >= needed[band]), "unknown")


def _far(band: str, other: str) -> bool:
    return {band, other} == {"low", "high"}


def find_maturity(snapshot: Snapshot) -> pd.DataFrame:
    """Make the rows of the table `maturity`, one per patent, as computed: before what people say.

    Where people gave the band, the text's own is the highest of its quotes.
    """
    settings = snapshot.project.settings
    words = maturity_words()
    given = {"firms": _FIRMS, "early": words["early"], "cutoff": settings.cutoff}
    with snapshot.connect() as database:
        database.execute("SET threads = 1")
        facts = database.execute(_FACTS, given).fetchall()
        texts = database.execute(_TEXTS, {"bands": list(BANDS)}).fetchall()
        names = dict(database.execute("SELECT file, name FROM sources").fetchall())
    known: dict[str, list[Fact]] = {}
    for patent, kind, day, who, file, row in facts:
        date = day.isoformat() if day else ""
        known.setdefault(patent, []).append(Fact(kind, date, who or "", names.get(file, ""), row))
    rows = _rows(texts, known, settings.maturity_rule)
    return pd.DataFrame(list(rows), columns=_COLUMNS)


def _rows(
    texts: list[tuple[Any, ...]], known: Mapping[str, list[Fact]], rule: str
) -> Iterator[dict[str, Any]]:
    seen = ""
    for patent, band, section, quote in texts:
        if patent == seen:
            continue
        seen = patent
        facts = _first_of_kind(known.get(patent, []))
        stated = combine(band, {fact.kind for fact in facts}, rule)
        yield {
            "patent": patent,
            "band": stated.band,
            "text_band": band,
            "confidence": stated.confidence,
            "facts": [fact.kind for fact in facts],
            "basis_zh": list(_sentences((section, quote), facts, stated, "zh")),
            "basis_en": list(_sentences((section, quote), facts, stated, "en")),
        }


def _first_of_kind(facts: list[Fact]) -> list[Fact]:
    """The earliest fact of each kind, those of the highest band first."""
    first: dict[str, Fact] = {}
    for fact in facts:
        first.setdefault(fact.kind, fact)
    return [first[kind] for kind in maturity_words()["facts"] if kind in first]


def _sentences(
    quoted: tuple[str | None, str | None], facts: list[Fact], stated: Stated, lang: str
) -> Iterator[str]:
    words = maturity_words()
    section, quote = quoted
    if quote and section:
        name = words["sections"].get(section, section) if lang == "zh" else section
        yield words["quoted"][lang].format(section=name, quote=quote)
    for fact in facts:
        yield words["facts"][fact.kind][lang].format(**fact._asdict()).strip()
    if stated.capped:
        yield words["capped"][lang]
    if stated.band != "unknown":
        yield words["confirm"][lang]
