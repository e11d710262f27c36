"""Agreement of annotations: model with people, people with people; METHOD.md §2.6.

count(text, gold, answer)        counts of one document, by measure
Tally.of(gold, answers)          the counts of many, ready for figures and intervals
figures(tally), difference(…)    P, R, F1 with bootstrap intervals by document
weighted_kappa, cohen_kappa, fleiss_kappa
evaluate(gold, answers)          all of it at once, as `patnav evaluate` shows it
reliability(…)                   does a confidence of 0.8 hit 80 % of the time
"""

from patnav.analysis.agreement.bootstrap import Difference, Figure, difference, figures
from patnav.analysis.agreement.counts import Counts, count
from patnav.analysis.agreement.evaluation import (
    Confusion,
    Evaluation,
    Part,
    differences,
    evaluate,
    together,
)
from patnav.analysis.agreement.kappa import (
    cohen_kappa,
    confusion,
    fleiss_kappa,
    kappa_interval,
    kappa_of,
    weighted_kappa,
)
from patnav.analysis.agreement.nodes import NodeRow, node_rows, node_tally
from patnav.analysis.agreement.reliability import Claims, Reliability, reliability
from patnav.analysis.agreement.tally import Tally

__all__ = [
    "Claims",
    "Confusion",
    "Counts",
    "Difference",
    "Evaluation",
    "Figure",
    "NodeRow",
    "Part",
    "Reliability",
    "Tally",
    "cohen_kappa",
    "confusion",
    "count",
    "difference",
    "differences",
    "evaluate",
    "figures",
    "fleiss_kappa",
    "kappa_interval",
    "kappa_of",
    "node_rows",
    "node_tally",
    "reliability",
    "together",
    "weighted_kappa",
]
