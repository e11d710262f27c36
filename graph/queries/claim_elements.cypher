// zh: 专利的独立权利要求及其特征
// en: Independent claims of a patent with their features
// patent: — id of a Patent
MATCH (p:Patent {id: $patent})-[:HAS_CLAIM]->(c:Claim)-[:HAS_ELEMENT]->(e:Element)
RETURN c.lang AS lang, c.number AS claim, e.number AS element, e.part AS part, e.quote AS quote
ORDER BY lang, claim, element, quote
