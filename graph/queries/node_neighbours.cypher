// zh: 环节的上下游
// en: Neighbours of a node in the chain
// node: — id of a ChainNode
MATCH (n:ChainNode {id: $node})<-[:FEEDS]-(up:ChainNode)
RETURN 'upstream' AS side, up.id AS node, up.title AS title
UNION
MATCH (n:ChainNode {id: $node})-[:FEEDS]->(down:ChainNode)
RETURN 'downstream' AS side, down.id AS node, down.title AS title
