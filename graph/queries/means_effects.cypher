// zh: 技术手段与功能效果
// en: Means by effect class, in families
MATCH (m:Means)<-[:USES_MEANS]-(p:Patent)-[:HAS_EFFECT]->(e:Effect)
MATCH (p)-[:IN_FAMILY]->(f:Family)
RETURN m.title AS means, e.effect_class AS effect, count(DISTINCT f) AS families
ORDER BY families DESC, means, effect
