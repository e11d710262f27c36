"""A synthetic industry chain with planted truth: invented exports in the forms vendors use.

Every organisation, person and product is fictional (示例 or SAMPLE stands in each organisation's
name, file names begin with `synthetic_`); classification codes and regions are real. The strengths,
weaknesses, key firms, effects, means, maturity and broken rows of the exports are known exactly.
"""

from __future__ import annotations

from patnav.data.synthetic.generator import draw_patents, generate
from patnav.data.synthetic.truth import (
    BrokenRow,
    EffectTruth,
    ExportFile,
    PatentTruth,
    PlantedCell,
    Truth,
    load_truth,
    read_patents,
)

__all__ = [
    "BrokenRow",
    "EffectTruth",
    "ExportFile",
    "PatentTruth",
    "PlantedCell",
    "Truth",
    "draw_patents",
    "generate",
    "load_truth",
    "read_patents",
]
