"""The vocabulary of a snapshot as people read it: its concepts, and what names them."""

from __future__ import annotations

from typing import Any, Literal

from patnav.snapshot import Snapshot

__all__ = ["VOCABULARIES", "Vocabulary", "find_concepts"]

Vocabulary = Literal["means", "effect", "product"]
VOCABULARIES: tuple[Vocabulary, ...] = ("means", "effect", "product")
# A concept has as many patents as name it in any form; the forms of one patent count once.
_CONCEPTS = """
WITH said AS (
  SELECT value AS preferred, patent FROM mentions WHERE dimension = $dimension
  UNION ALL SELECT product, patent FROM products WHERE $dimension = 'product'),
counted AS (SELECT preferred, count(DISTINCT patent)::INT AS patents FROM said GROUP BY preferred)
SELECT preferred AS term, any_value(type) AS type, max(type_confidence) AS type_confidence,
  coalesce(any_value(counted.patents), max(terms.patents)) AS patents,
  sum(mentions)::INT AS mentions,
  list(term ORDER BY terms.patents DESC, term) FILTER (term <> preferred) AS also,
  any_value(broader) AS broader
FROM terms LEFT JOIN counted USING (preferred) WHERE dimension = $dimension
GROUP BY preferred
HAVING bool_or(contains(lower(term), lower($word))) OR contains(lower(preferred), lower($word))
ORDER BY mentions DESC, term
"""


def find_concepts(
    snapshot: Snapshot, dimension: Vocabulary, word: str = "", most: int = 0
) -> list[dict[str, Any]]:
    """The concepts one of whose forms holds `word`, the most mentioned first; at most `most`.

    Each has its `term` (the name it is shown under), `type` with its confidence, the number of
    `patents` and `mentions`, its other forms (`also`) and the names of those above it (`broader`).
    """
    query = f"{_CONCEPTS} LIMIT {most}" if most else _CONCEPTS
    with snapshot.connect() as database:
        found = database.execute(query, {"dimension": dimension, "word": word})
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
