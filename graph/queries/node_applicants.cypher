// zh: 环节的主要申请人
// en: Key applicants of a node, by families
// node: — id of a ChainNode
MATCH (o:Organisation)-[:FILED]->(p:Patent)-[:ASSIGNED_TO]->(n:ChainNode {id: $node})
MATCH (p)-[:IN_FAMILY]->(f:Family)
RETURN o.id AS organisation, o.title AS title, o.kind AS kind, count(DISTINCT f) AS families
ORDER BY families DESC, organisation
