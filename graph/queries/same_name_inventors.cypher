// zh: 不同机构的同名发明人
// en: Inventors of one name at two organisations: moved, or namesakes
MATCH (a:Person)-[:MEMBER_OF]->(first:Organisation)
MATCH (b:Person)-[:MEMBER_OF]->(second:Organisation)
WHERE a.title = b.title AND a.id < b.id
RETURN a.title AS person, first.title AS one, second.title AS other
ORDER BY person, one, other
