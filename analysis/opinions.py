"""What people say over what is computed: experts' maturity bands, enterprises' feedback on outlook.

Both stand in the ledger (kinds `maturity` and `feedback`), are dated, can be undone, and are shown
at once: they change no table of a snapshot. METHOD.md §2.4 and §2.5.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from patnav.analysis.maturity import maturity_words
from patnav.analysis.outlook import outlook_words
from patnav.errors import ProjectError
from patnav.ledger import Decision, Ledger
from patnav.project import Project

__all__ = ["FEEDBACK", "MATURITY", "Feedback", "Opinion", "feedbacks", "maturity_of", "outlook_of"]

FEEDBACK, MATURITY = "feedback", "maturity"
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
    grades = sorted(
        (one.prospect for one in told if one.side == "firm" and one.prospect), key=_rank
    )
    band = grades[(len(grades) - 1) // 2] if grades else ""
    both = all(
        any(one.prospect == "high" for one in told if one.side == side)
        for side in ("firm", "owner")
    )
    lines = {lang: tuple(_lines(told, band, computed, both, lang)) for lang in ("zh", "en")}
    return Opinion(band, lines["zh"], lines["en"], both)


def _rank(grade: str) -> int:
    return _RANK[grade]


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
    """The band that an expert confirmed last, with who, when and why."""
    told = [one for one in Ledger(project.folder).decisions(MATURITY) if one.subject == patent]
    if not told:
        return Opinion("", (), ())
    last = told[-1]
    words = maturity_words()
    lines = {
        lang: words["decided"][lang].format(
            at=last.at[:10], who=last.who, why=last.why,
            band=words["bands"][lang][last.value], computed=words["bands"][lang][computed],
        )
        for lang in ("zh", "en")
    }  # fmt: skip
    return Opinion(last.value, (lines["zh"],), (lines["en"],))
