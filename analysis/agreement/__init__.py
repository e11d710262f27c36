"""Agreement of annotations: model with people, people with people; METHOD.md §2.6.

count(text, gold, answer)        counts of one document, by measure
Tally.of(gold, answers)          the counts of many, ready for figures and intervals
figures(tally), difference(…)    P, R, F1 with bootstrap intervals by document
weighted_kappa, cohen_kappa, fleiss_kappa
reliability(…)                   does a confidence of 0.8 hit 80 % of the time
"""

from patnav.analysis.agreement.bootstrap import Difference, Figure, difference, figures
from patnav.analysis.agreement.counts import Counts, count, match
from patnav.analysis.agreement.kappa import (
    cohen_kappa,
    confusion,
    fleiss_kappa,
    kappa_of,
    weighted_kappa,
)
from patnav.analysis.agreement.reliability import Claims, Reliability, reliability
from patnav.analysis.agreement.tally import Tally

__all__ = [
    "Claims",
    "Counts",
    "Difference",
    "Figure",
    "Reliability",
    "Tally",
    "cohen_kappa",
    "confusion",
    "count",
    "difference",
    "figures",
    "fleiss_kappa",
    "kappa_of",
    "match",
    "reliability",
    "weighted_kappa",
]
