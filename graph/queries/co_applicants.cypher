// zh: 机构的共同申请人
// en: Co-applicants of an organisation, by joint patents
// organisation: — id of an Organisation
MATCH (o:Organisation {id: $organisation})-[:FILED]->(p:Patent)<-[:FILED]-(partner:Organisation)
WHERE partner.id <> o.id
RETURN partner.id AS organisation, partner.title AS title, count(DISTINCT p) AS patents
ORDER BY patents DESC, organisation
