"""The queries that proposals are made with, over the tables of a snapshot."""

from __future__ import annotations

__all__ = ["QUERIES"]

_VOCABULARY = """
CREATE TABLE vocabulary AS
SELECT value AS term, count(DISTINCT patent) AS patents
FROM mentions WHERE dimension = 'means' AND length(value) BETWEEN 2 AND 60 GROUP BY value
"""

_GLOSSES = """
SELECT found, min(patent) AS patent, count(DISTINCT patent) AS patents
FROM (SELECT patent, unnest(regexp_extract_all(text, $1)) AS found FROM texts)
WHERE regexp_matches(found, '[(（].*[A-Za-z]{2}') GROUP BY found ORDER BY found
"""

# Pairs of one key, each term with the most used of its key; then glosses, compounds, languages.
_SAME_KEY = """
SELECT term, top AS other, 'same' AS relation, '{basis}' AS basis, {weight} AS weight, '' AS said
FROM (SELECT term, patents, first_value(term) OVER one AS top,
        first_value(patents) OVER one AS most
      FROM keyed JOIN vocabulary USING (term) WHERE {key} <> ''
      WINDOW one AS (PARTITION BY {key} ORDER BY patents DESC, length(term), term))
WHERE term <> top AND most >= $least
"""
_GLOSSED = """
SELECT any_value(short.term) AS term, any_value("full".term) AS other, 'same', 'gloss', 0.9,
  arg_max(quote || ' (' || patent || ')', gloss.patents)
FROM gloss JOIN vocabulary short ON short.term = gloss.short
JOIN vocabulary "full" ON "full".term = gloss."full"
WHERE short.term <> "full".term GROUP BY gloss.short, gloss."full"
"""
_COMPOUNDS = """
SELECT part.term, head AS other, 'narrower', 'compound',
  CASE WHEN length(modifier) = 1 THEN 0.7
    WHEN count(*) OVER (PARTITION BY modifier, chinese) >= 3 THEN 0.85 ELSE 0.75 END, ''
FROM (
  SELECT term, vocabulary.patents, true AS chinese, substr(term, place) AS head,
    substr(term, 1, place - 1) AS modifier
  FROM vocabulary JOIN keyed USING (term), LATERAL (SELECT unnest(range(2, length(term))) AS place)
  WHERE chinese AND length(term) > 2 AND vocabulary.patents >= $least
  UNION ALL
  SELECT term, vocabulary.patents, false, array_to_string(words[place:], ' '),
    array_to_string(words[:place - 1], ' ')
  FROM (SELECT term, patents, string_split(term, ' ') AS words FROM vocabulary) vocabulary
  JOIN keyed USING (term), LATERAL (SELECT unnest(range(2, len(words) + 1)) AS place)
  WHERE NOT chinese AND vocabulary.patents >= $least
    AND NOT regexp_matches(term, ' (of|for|with|in) ')
) part JOIN vocabulary heads ON heads.term = head
WHERE heads.patents >= $least AND lower(head) NOT IN (SELECT lower(term) FROM generic)
  AND (NOT chinese OR length(modifier) > 1 OR list_contains($modifiers, modifier))
QUALIFY row_number() OVER (PARTITION BY part.term ORDER BY length(head) DESC) = 1
"""
_LANGUAGES = """
SELECT zh.value, en.value, 'same', 'languages', 0.6, ''
FROM (SELECT DISTINCT patent, value FROM mentions WHERE dimension = 'means' AND lang = 'zh') zh
JOIN (SELECT DISTINCT patent, value FROM mentions WHERE dimension = 'means' AND lang = 'en') en
  USING (patent)
JOIN vocabulary z ON z.term = zh.value JOIN vocabulary e ON e.term = en.value
WHERE zh.value <> en.value
GROUP BY zh.value, en.value
HAVING count(*) >= 3 AND 2.0 * count(*) / (any_value(z.patents) + any_value(e.patents)) >= 0.5
"""
# One basis per pair, the strongest.
_CANDIDATES = f"""
CREATE TABLE candidate AS
SELECT * FROM (
  {_SAME_KEY.format(basis="synonym", weight=0.8, key="synonym")}
  UNION ALL {_SAME_KEY.format(basis="ending", weight=0.5, key="ending")}
  UNION ALL {_SAME_KEY.format(basis="sound", weight=0.6, key="sound")}
  UNION ALL {_GLOSSED} UNION ALL {_COMPOUNDS} UNION ALL {_LANGUAGES})
QUALIFY row_number() OVER (
  PARTITION BY least(term, other), greatest(term, other) ORDER BY weight DESC, basis) = 1
"""  # noqa: S608 -- our own fragments

_TOGETHER = """
CREATE TABLE used AS SELECT DISTINCT value AS term, patent FROM mentions
WHERE dimension = 'means' AND value IN (
  SELECT term FROM candidate UNION SELECT other FROM candidate);
CREATE TABLE together AS SELECT candidate.term, other, count(*) AS together
FROM candidate JOIN used one ON one.term = candidate.term JOIN used two ON two.term = other
  AND two.patent = one.patent GROUP BY ALL
"""
# Contexts of a term: the nodes, main classes and effects of its patents, weighted by positive PMI.
_FEATURES = """
CREATE TABLE context AS
SELECT DISTINCT patent, 'n' || node AS feature FROM assignments
UNION SELECT patent, 'c' || split_part(symbol, '/', 1) FROM classifications
UNION SELECT patent, 'e' || effect_class FROM mentions WHERE dimension = 'effect';
CREATE TABLE feature AS
WITH pairs AS (SELECT term, feature, count(*) AS n FROM used JOIN context USING (patent)
    GROUP BY ALL),
  whole AS (SELECT feature, count(*)::DOUBLE / (SELECT count(DISTINCT patent) FROM context) AS p
    FROM context GROUP BY feature),
  size AS (SELECT term, count(*) AS patents FROM used GROUP BY term)
SELECT term, feature, ln(n / patents / p) AS weight
FROM pairs JOIN whole USING (feature) JOIN size USING (term)
WHERE n / patents > p AND patents > 1
"""
_LIKENESS = """
CREATE TABLE likeness AS
WITH long AS (SELECT term, sqrt(sum(weight * weight)) AS length FROM feature GROUP BY term)
SELECT candidate.term, other, sum(one.weight * two.weight)
  / (any_value(a.length) * any_value(b.length)) AS likeness
FROM candidate JOIN feature one ON one.term = candidate.term
JOIN feature two ON two.term = other AND two.feature = one.feature
JOIN long a ON a.term = candidate.term JOIN long b ON b.term = other
GROUP BY candidate.term, other
"""
_WEIGHED = """
SELECT candidate.term, candidate.other, relation, basis, weight::DOUBLE, one.patents, two.patents,
  coalesce(together, 0) AS together, round(likeness, 2) AS likeness, said
FROM candidate JOIN vocabulary one ON one.term = candidate.term
JOIN vocabulary two ON two.term = candidate.other
LEFT JOIN together ON together.term = candidate.term AND together.other = candidate.other
LEFT JOIN likeness ON likeness.term = candidate.term AND likeness.other = candidate.other
ORDER BY candidate.term, candidate.other
"""
_SENTENCES = """
SELECT value, trim(substr(text, greatest(1, start - 11), "end" - start + 24)), mentions.patent
FROM mentions JOIN texts USING (patent, section, lang)
WHERE dimension = 'means' AND value IN (SELECT term FROM wanted)
QUALIFY row_number() OVER (PARTITION BY value ORDER BY mentions.patent, section, lang, start) = 1
ORDER BY value
"""

QUERIES = {
    "vocabulary": _VOCABULARY,
    "glosses": _GLOSSES,
    "candidates": _CANDIDATES,
    "together": _TOGETHER,
    "features": _FEATURES,
    "likeness": _LIKENESS,
    "weighed": _WEIGHED,
    "sentences": _SENTENCES,
}
