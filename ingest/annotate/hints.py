"""What the rules propose for a text; the tagger weighs it with everything else it sees."""

from __future__ import annotations

from patnav.ingest.annotate.effects import find_effects
from patnav.ingest.annotate.english import find_effects_en, find_means_en
from patnav.ingest.annotate.means import find_means
from patnav.ingest.annotate.outlook import find_outlook
from patnav.ingest.annotate.units import Hint

__all__ = ["hints"]


def hints(folded: str, title: str, lang: str, listed: bool = False) -> list[Hint]:
    """Spans of effects, means and outlook by rules in a folded text of `zh` or `en`.

    `listed`: the text is a list of advantages, so that less has to be said for an effect.
    """
    chinese = lang == "zh"
    effects = (find_effects if chinese else find_effects_en)(folded, listed)
    means = (find_means if chinese else find_means_en)(folded, title, effects)
    return [*effects, *means, *find_outlook(folded, lang)]
