// zh: 全文检索：标题、主题、手段、效果中的词
// en: Full text: words in titles, claimed subjects, means and effects
// text: — words separated by blanks, all of which a patent must have; parts of words count
UNWIND split(replace(toLower($text), '　', ' '), ' ') AS part
WITH DISTINCT part WHERE part <> ''
WITH collect(part) AS words
UNWIND words AS word
CALL {
  WITH word MATCH (p:Patent) WHERE toLower(p.title) CONTAINS word
  RETURN p, 4 AS points
  UNION
  WITH word MATCH (x:Product)<-[:CLAIMS]-(p:Patent) WHERE toLower(x.title) CONTAINS word
  RETURN p, 3 AS points
  UNION
  WITH word MATCH (x:Means)<-[:USES_MEANS]-(p:Patent) WHERE toLower(x.title) CONTAINS word
  RETURN p, 2 AS points
  UNION
  WITH word MATCH (x:Effect)<-[:HAS_EFFECT]-(p:Patent) WHERE toLower(x.title) CONTAINS word
  RETURN p, 1 AS points
}
WITH words, p, count(DISTINCT word) AS found, sum(points) AS score
WHERE found = size(words)
RETURN p.id AS patent, p.title AS title, p.priority_date AS date, score
ORDER BY score DESC, patent
