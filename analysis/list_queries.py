"""The questions that the key lists ask of the universe, as SQL.

LINKS: entity (key) x unit (u) with the part of the unit that the entity holds inside node and
region. The other queries read `rows` (key, u, weight), the links of the candidates.
"""

from __future__ import annotations

__all__ = [
    "CARRIERS",
    "CATEGORY",
    "FACTS",
    "LINKS",
    "NODES",
    "ORGANISATIONS",
    "OWNERS",
    "PAIRS",
    "PERSONS",
    "TOP_EFFECT",
    "TOP_NODE",
]

LINKS = {
    "enterprise": """
SELECT organisation AS key, u, least(1.0, sum(weight)) AS weight
FROM hold JOIN place_region USING (place) JOIN organisations USING (organisation)
WHERE node = $node AND level = $level AND ($region = '' OR region = $region)
  AND coalesce(kind, '') NOT IN ('university', 'institute', 'hospital', 'government', 'individual')
GROUP BY key, u ORDER BY key, u
""",
    "technology": """
SELECT means AS key, u, weight FROM means_of JOIN inside($node, $level, $region) USING (u)
WHERE lower(means) NOT IN (SELECT means FROM generic_terms) ORDER BY key, u
""",
    "product": """
SELECT product AS key, u, weight FROM product_of JOIN inside($node, $level, $region) USING (u)
WHERE lower(product) NOT IN (SELECT means FROM generic_terms) ORDER BY key, u
""",
    "talent": """
SELECT person AS key, u, weight * share AS weight, first
FROM inventor_of JOIN node_of USING (u) JOIN persons USING (person)
LEFT JOIN organisations USING (organisation)
LEFT JOIN place_region ON place_region.place = organisations.place AND level = $level
WHERE node = $node AND ($region = '' OR region = $region) ORDER BY key, u
""",
}
FACTS = """
SELECT u, year, live, told, inventions, granted, hash, relative.cited, expected
FROM unit LEFT JOIN (SELECT * FROM relative WHERE node = $node) relative USING (u) ORDER BY u
"""
TOP_NODE = """
WITH counted AS (
  SELECT key, node, sum(node_of.weight) AS weight FROM rows JOIN node_of USING (u)
  WHERE node <> '' GROUP BY key, node),
base AS (
  SELECT node, sum(weight) / (SELECT count(*) FROM unit) AS share FROM node_of GROUP BY node)
SELECT key, node AS top_node, weight AS in_top,
  sum(weight) OVER (PARTITION BY key) * share AS expected_in_top
FROM counted JOIN base USING (node)
QUALIFY row_number() OVER (PARTITION BY key ORDER BY weight DESC, node) = 1 ORDER BY key
"""
TOP_EFFECT = """
WITH counted AS (
  SELECT key, effect, count(*) AS n FROM rows JOIN effect_of USING (u) GROUP BY key, effect)
SELECT key, any_value(effect) AS top_effect FROM counted
WHERE n >= 2 AND n = (SELECT max(n) FROM counted other WHERE other.key = counted.key)
GROUP BY key HAVING count(*) = 1 ORDER BY key
"""
CATEGORY = """
WITH counted AS (
  SELECT key, category, count(*) AS n FROM rows JOIN product_of USING (u)
  WHERE product = key GROUP BY key, category)
SELECT key, category FROM counted
QUALIFY row_number() OVER (PARTITION BY key ORDER BY n DESC, category) = 1 ORDER BY key
"""
NODES = """
SELECT key, count(DISTINCT node) AS nodes FROM rows JOIN node_of USING (u)
WHERE node <> '' GROUP BY key ORDER BY key
"""
OWNERS = """
SELECT key, count(DISTINCT organisation) AS owners FROM rows JOIN owner_of USING (u)
WHERE organisation <> '' GROUP BY key ORDER BY key
"""
ORGANISATIONS = """
SELECT organisation AS key, name, kind, place FROM organisations
WHERE organisation IN (SELECT key FROM rows) ORDER BY key
"""
PERSONS = """
WITH firsts AS (
  SELECT key, count(DISTINCT applicants.organisation) AS organisations
  FROM rows JOIN member USING (u)
  JOIN inventors ON inventors.patent = member.patent AND person = key
  JOIN applicants ON applicants.patent = member.patent AND applicants.position = 1
  GROUP BY key)
SELECT person AS key, persons.name, persons.organisation, o.name AS organisation_name, o.place,
  coalesce(firsts.organisations, 0) AS organisations
FROM persons LEFT JOIN organisations o USING (organisation) LEFT JOIN firsts ON key = person
WHERE person IN (SELECT key FROM rows) ORDER BY key
"""
PAIRS = """
SELECT a.organisation AS a, b.organisation AS b, count(DISTINCT u) AS families
FROM rows JOIN owner_of a USING (u) JOIN owner_of b USING (u)
WHERE a.organisation < b.organisation AND a.organisation <> '' GROUP BY ALL ORDER BY a, b
"""
# The patent of a unit that carries an entry, the shown one first, and the words that say so.
CARRIERS = {
    "enterprise": """
SELECT key, u, member.patent, '' AS section, '' AS lang, -1 AS start, -1 AS "end",
  applicants.name AS quote
FROM rows JOIN member USING (u) JOIN unit USING (u)
JOIN applicants ON applicants.patent = member.patent AND applicants.organisation = key
QUALIFY row_number() OVER (
  PARTITION BY key, u ORDER BY member.patent <> unit.patent, member.patent, position) = 1
ORDER BY key, u
""",
    "technology": """
SELECT key, u, member.patent, section, lang, start, "end", quote
FROM rows JOIN member USING (u) JOIN unit USING (u)
JOIN mentions ON mentions.patent = member.patent AND dimension = 'means' AND value = key
QUALIFY row_number() OVER (
  PARTITION BY key, u ORDER BY member.patent <> unit.patent, member.patent, list_position(
    ['claim', 'abstract', 'novelty', 'advantage', 'use', 'title'], section), lang, start) = 1
ORDER BY key, u
""",
    "product": """
SELECT key, u, member.patent, section, lang, start, "end", quote
FROM rows JOIN member USING (u) JOIN unit USING (u)
JOIN products ON products.patent = member.patent AND product = key
QUALIFY row_number() OVER (
  PARTITION BY key, u ORDER BY member.patent <> unit.patent, member.patent) = 1
ORDER BY key, u
""",
    "talent": """
SELECT key, u, member.patent, '' AS section, '' AS lang, -1 AS start, -1 AS "end",
  inventors.name AS quote
FROM rows JOIN member USING (u) JOIN unit USING (u)
JOIN inventors ON inventors.patent = member.patent AND person = key
QUALIFY row_number() OVER (
  PARTITION BY key, u ORDER BY member.patent <> unit.patent, member.patent, position) = 1
ORDER BY key, u
""",
}
