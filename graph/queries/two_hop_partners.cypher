// zh: 合作伙伴的伙伴
// en: Partners of partners who are no partners yet
// organisation: — id of an Organisation
MATCH (o:Organisation {id: $organisation})-[:FILED]->(:Patent)<-[:FILED]-(between:Organisation)
MATCH (between)-[:FILED]->(:Patent)<-[:FILED]-(other:Organisation)
WHERE other.id <> o.id AND NOT EXISTS { (o)-[:FILED]->(:Patent)<-[:FILED]-(other) }
RETURN other.id AS organisation, other.title AS title, count(DISTINCT between) AS through
ORDER BY through DESC, organisation
