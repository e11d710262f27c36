"""What people say over what is computed: experts' maturity bands, enterprises' feedback on outlook.

Both stand in the ledger (kinds `maturity` or `label`, and `feedback`), are dated, can be undone,
are shown at once on the card, and from the next build on in tables, lists and graph. Who decides a
band when several speak is the rule of `patnav.ingest.review.bands`. METHOD.md §2.4 and §2.5.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import pandas as pd

from patnav.analysis.maturity import maturity_words
from patnav.analysis.outlook import outlook_words
from patnav.error_words import in_words
from patnav.errors import ProjectError
from patnav.ingest.review import MATURITY, Ruling, band_ruling, ruled_bands
from patnav.ledger import Decision, Ledger
from patnav.project import Project
from patnav.tables import FOUND

__all__ = [
    "FEEDBACK",
    "MATURITY",
    "Feedback",
    "Opinion",
    "feedbacks",
    "maturity_of",
    "outlook_of",
    "with_opinions",
]

FEEDBACK = "feedback"
_RANK = {"": 0, "low": 1, "mid": 2, "high": 3}


@dataclass(frozen=True, slots=True)
class Feedback:
    """One answer on one patent (its key): who, on which side, when, three grades, words.

    Grades are high, mid, low or "" (not said); `side` is firm (an enterprise) or owner (the
    university or institute that owns the patent); `day` is written 2025-03-01.
    """

    patent: str
    who: str
    day: str
    side: str = "firm"
    prospect: str = ""
    need: str = ""
    cooperation: str = ""
    words: str = ""

    def value(self) -> str:
        """What the ledger keeps as the decision's value."""
        kept = {name: text for name, text in asdict(self).items() if name not in ("patent", "who")}
        return json.dumps(kept, ensure_ascii=False, sort_keys=True)

    @classmethod
    def of(cls, decision: Decision) -> Feedback:
        """Read a decision of kind `feedback`; raises ProjectError when it is none."""
        try:
            return cls(decision.subject, decision.other, **json.loads(decision.value))
        except (ValueError, TypeError) as error:
            raise ProjectError(f"decision {decision.id} is no feedback ({error})") from error


class Opinion(NamedTuple):
    """The band that people give, and the sentences that say why, in two languages.

    `band` is "" when nobody said anything; `both` tells that owner and firm rate the patent high.
    """

    band: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    both: bool = False


def feedbacks(project: Project, patent: str = "") -> list[tuple[Decision, Feedback]]:
    """Feedback in force, of one patent or all, the oldest first."""
    found = ((one, Feedback.of(one)) for one in Ledger(project.folder).decisions(FEEDBACK))
    return [pair for pair in found if patent in ("", pair[1].patent)]


def outlook_of(project: Project, patent: str, computed: str) -> Opinion:
    """What enterprises say about a patent: the lower median of their latest prospects decides."""
    told = _latest([one for _, one in feedbacks(project, patent)])
    if not told:
        return Opinion("", (), ())
    band = _band(told)
    both = all(
        any(one.prospect == "high" for one in told if one.side == side)
        for side in ("firm", "owner")
    )
    lines = {lang: tuple(_lines(told, band, computed, both, lang)) for lang in ("zh", "en")}
    return Opinion(band, lines["zh"], lines["en"], both)


def _band(told: Iterable[Feedback]) -> str:
    """The lower median of the prospects that firms gave; "" when none did."""
    given = (one.prospect for one in told if one.side == "firm" and one.prospect)
    grades = sorted(given, key=_RANK.__getitem__)
    return grades[(len(grades) - 1) // 2] if grades else ""


def _latest(told: Iterable[Feedback]) -> list[Feedback]:
    """The latest word of each who; of one day the one recorded last."""
    latest: dict[tuple[str, str], Feedback] = {}
    for one in sorted(told, key=lambda one: one.day):
        latest[one.who, one.side] = one
    return [latest[key] for key in sorted(latest)]


def _lines(told: list[Feedback], band: str, computed: str, both: bool, lang: str) -> Iterable[str]:
    words: dict[str, Any] = outlook_words()
    said, grades = words["feedback"], words["words"]
    if band:
        names = {"band": grades[band][lang], "computed": grades[computed or "unknown"][lang]}
        yield said["overrides"][lang].format(**names)
    if both:
        yield said["both"][lang]
    for one in told:
        fields = ("prospect", "need", "cooperation")
        given = {name: getattr(one, name) for name in fields}
        shown = {
            name: grades[grade][lang] if grade else said["silent"][lang]
            for name, grade in given.items()
        }
        more = f" “{one.words}”" if one.words else ""
        yield said["said"][lang].format(day=one.day, who=one.who, words=more, **shown)


def maturity_of(project: Project, patent: str, computed: str) -> Opinion:
    """The band that people give a patent, with who, when and why of each who gave it."""
    ruling = ruled_bands(Ledger(project.folder), project.settings.review.rule).get(patent)
    if ruling is None:
        return Opinion("", (), ())
    band, votes = band_ruling(ruling)
    words = maturity_words()
    lines = {
        lang: tuple(
            words["decided"][lang].format(
                at=vote.at[:10], who=vote.who, why=in_words(vote.why, lang),
                band=words["bands"][lang][band], computed=words["bands"][lang][computed],
            )
            for vote in votes
        )
        for lang in ("zh", "en")
    }  # fmt: skip
    return Opinion(band, lines["zh"], lines["en"])


def with_opinions(project: Project, found: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Let what people say hold in the tables `maturity` and `outlook`, and list their feedback.

    `found` are both tables with the band that was computed. Returned are they with the columns
    `computed`, `decided_by` (who said the band, nobody when it is computed), `decided_why` (what
    each said for it) and `decided_on` (the day of the last of them), and `feedback`, the latest
    word of each who, on patents of `maturity`.
    """
    told: dict[str, list[Feedback]] = {}
    for _, one in feedbacks(project):
        told.setdefault(one.patent, []).append(one)
    latest = {patent: _latest(group) for patent, group in told.items()}
    known = set(found["maturity"]["patent"])
    rows = [asdict(one) for patent in sorted(known & set(latest)) for one in latest[patent]]
    ruled = ruled_bands(Ledger(project.folder), project.settings.review.rule)
    return {
        "maturity": _decided(found["maturity"], {key: _ruled(one) for key, one in ruled.items()}),
        "outlook": _decided(found["outlook"], {key: _said(one) for key, one in latest.items()}),
        "feedback": pd.DataFrame(rows, columns=FOUND["feedback"].names),
    }


class _Said(NamedTuple):
    """A band, who gave it and what each said for it (in one order), and the day of the last."""

    band: str
    by: list[str]
    why: list[str]
    on: str


def _ruled(ruling: Ruling) -> _Said:
    band, votes = band_ruling(ruling)
    told = sorted({vote.who: vote.why for vote in votes}.items())
    return _Said(band, *_apart(told), max(vote.at[:10] for vote in votes))


def _said(told: Sequence[Feedback]) -> _Said:
    """The firms whose prospect is the band; none when no firm said one."""
    band = _band(told)
    same = [one for one in told if one.side == "firm" and one.prospect == band != ""]
    words = sorted({one.who: one.words for one in same}.items())
    return _Said(band, *_apart(words), max((one.day for one in same), default=""))


def _apart(told: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [who for who, _ in told], [why for _, why in told]


def _decided(rows: pd.DataFrame, said: Mapping[str, _Said]) -> pd.DataFrame:
    silent = _Said("", [], [], "")
    mine = [said.get(patent, silent) for patent in rows["patent"]]
    computed = list(rows["band"])
    return rows.assign(
        computed=computed,
        band=[one.band or band for one, band in zip(mine, computed, strict=True)],
        decided_by=pd.Series([one.by for one in mine], index=rows.index, dtype=object),
        decided_why=pd.Series([one.why for one in mine], index=rows.index, dtype=object),
        decided_on=[one.on for one in mine],
    )
