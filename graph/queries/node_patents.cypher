// zh: 环节的专利
// en: Patents of a node
// node: — id of a ChainNode
MATCH (p:Patent)-[a:ASSIGNED_TO]->(n:ChainNode {id: $node})
RETURN p.id AS patent, p.title AS title, p.priority_date AS date, a.weight AS weight, a.reason AS reason
ORDER BY weight DESC, patent
