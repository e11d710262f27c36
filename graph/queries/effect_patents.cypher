// zh: 某类效果的专利
// en: Patents of an effect class, with their words
// effect: — class: efficiency cost reliability safety precision strength environment size ease other
MATCH (p:Patent)-[h:HAS_EFFECT]->(e:Effect {effect_class: $effect})
RETURN p.id AS patent, p.title AS title, e.title AS effect, h.direction AS direction, h.quote AS quote
ORDER BY patent, quote
