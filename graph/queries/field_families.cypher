// zh: 各技术领域的专利族
// en: Families per WIPO field of technology
MATCH (t:TechnologyField)<-[:IN_FIELD]-(p:Patent)-[:IN_FAMILY]->(f:Family)
RETURN t.number AS number, t.title AS title, t.title_en AS title_en, count(DISTINCT f) AS families
ORDER BY families DESC, number
