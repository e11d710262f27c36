// zh: 环节的产品
// en: Claimed products of a node, by families
// node: — id of a ChainNode
MATCH (n:ChainNode {id: $node})<-[:ASSIGNED_TO]-(p:Patent)-[:CLAIMS]->(product:Product)
MATCH (p)-[:IN_FAMILY]->(f:Family)
RETURN product.title AS product, product.category AS category, count(DISTINCT f) AS families
ORDER BY families DESC, product
