// zh: 各地区的专利族
// en: Families per place, with all that lies in it
MATCH (place:Place)<-[:PART_OF*0..]-(part:Place)<-[:LOCATED_IN]-(o:Organisation)
MATCH (o)-[:FILED]->(p:Patent)-[:IN_FAMILY]->(f:Family)
RETURN place.id AS place, place.title AS title, place.level AS level, count(DISTINCT f) AS families
ORDER BY families DESC, place
