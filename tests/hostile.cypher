// What nobody may do with a query; one attempt per line, `#` begins a section. On both engines each
// is refused or ended, or (the last section) answered as the mere words that it is. Parameters:
// $label = 'Patent', $name = 'title', $word = "x'}) DETACH DELETE n //", $map = {title: 'pwned'},
// $url = 'file:///etc/hostname', $list = ['CREATE (n:Pwned)'].
# writes
CREATE (n:Pwned)
CREATE (n:Pwned) RETURN n
create (n:Pwned) return n
CrEaTe (n:Pwned) rEtUrN n
MATCH (n:Patent) CREATE (n)-[:CITES]->(m:Patent {id: 'pwned'}) RETURN m
MERGE (n:Patent {id: 'pwned'}) RETURN n
merge (n:Patent {id: 'pwned'}) ON CREATE SET n.title = 'x' ON MATCH SET n.title = 'y' RETURN n
INSERT (n:Pwned) RETURN n
MATCH (n:Patent) SET n.title = 'pwned' RETURN n
MATCH (n:Patent) set n += $map RETURN n
MATCH (n:Patent) SET n = {} RETURN n
MATCH (n:Patent) SET n:Pwned RETURN n
MATCH (n:Patent) SET n.title = null RETURN n
MATCH (n:Patent) REMOVE n.title RETURN n
MATCH (n:Patent) Remove n:Patent RETURN n
MATCH (n) DELETE n
MATCH (n) DETACH DELETE n RETURN 1 AS x
MATCH (n) detach delete n
MATCH (n) NODETACH DELETE n
MATCH ()-[r]->() DELETE r RETURN count(*) AS n
OPTIONAL MATCH (n:Patent) DELETE n RETURN 1 AS x
FOREACH (x IN [1] | CREATE (:Pwned))
MATCH (n:Patent) WITH collect(n) AS ns FOREACH (m IN ns | SET m.title = 'pwned') RETURN 1 AS x
UNWIND [1, 2] AS x CREATE (n:Pwned {id: x}) RETURN n
MATCH (n:Patent) CALL (n) { SET n.title = 'pwned' } RETURN n
MATCH (n:Patent) CALL { WITH n DETACH DELETE n } IN TRANSACTIONS OF 1 ROWS RETURN 1 AS x
CALL { CREATE (n:Pwned) } IN TRANSACTIONS
CALL { MATCH (n) DELETE n RETURN 1 AS x UNION CREATE (n:Pwned) RETURN 1 AS x } RETURN x
RETURN 1 AS x UNION CREATE (n:Pwned) RETURN 1 AS x
MATCH (n:Patent) WHERE EXISTS { CREATE (:Pwned) } RETURN n
RETURN COLLECT { CREATE (n:Pwned) RETURN n } AS x
MATCH (n:Patent) WITH n ORDER BY n.id LIMIT 1 SET n.title = 'pwned' WITH n RETURN n
# administration
CREATE INDEX pwned FOR (n:Patent) ON (n.title)
CREATE FULLTEXT INDEX pwned FOR (n:Patent) ON EACH [n.title]
CREATE VECTOR INDEX pwned FOR (n:Patent) ON (n.title)
CREATE CONSTRAINT pwned FOR (n:Patent) REQUIRE n.title IS UNIQUE
DROP INDEX pwned IF EXISTS
drop constraint patnav_patent if exists
CREATE DATABASE pwned
CREATE OR REPLACE DATABASE neo4j
DROP DATABASE neo4j DUMP DATA
ALTER DATABASE neo4j SET ACCESS READ ONLY
START DATABASE neo4j
STOP DATABASE neo4j
CREATE ALIAS pwned FOR DATABASE neo4j
CREATE USER pwned SET PASSWORD 'pwned-pwned'
ALTER USER neo4j SET PASSWORD 'pwned-pwned'
ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'pwned-pwned'
RENAME USER neo4j TO pwned
DROP USER neo4j
CREATE ROLE pwned
GRANT ROLE admin TO neo4j
GRANT ALL ON DBMS TO PUBLIC
DENY READ {*} ON GRAPH * TO PUBLIC
REVOKE ROLE admin FROM neo4j
ENABLE SERVER 'pwned'
DRYRUN REALLOCATE DATABASES
DEALLOCATE DATABASES FROM SERVER 'pwned'
TERMINATE TRANSACTIONS 'neo4j-transaction-1'
terminate transaction 'neo4j-transaction-1' YIELD message RETURN message
USE system MATCH (n) RETURN n
use graph.byName('system') MATCH (n) RETURN n
CALL { USE system MATCH (n) RETURN n } RETURN n
CALL () { USE graph.byElementId('4:x:1') MATCH (n) RETURN n } RETURN n
SHOW USERS
SHOW DATABASES
show settings YIELD name, value RETURN name, value
SHOW TRANSACTIONS
SHOW INDEXES
SHOW FUNCTIONS
SHOW PROCEDURES YIELD name RETURN name
SHOW PRIVILEGES
# files and addresses
LOAD CSV FROM 'file:///etc/hostname' AS l RETURN l
load csv from 'file:///etc/hostname' as l return l
LOAD CSV WITH HEADERS FROM 'file:///etc/passwd' AS l RETURN l
LOAD CSV FROM 'http://127.0.0.1:9/x.csv' AS l RETURN l
LOAD CSV FROM 'https://127.0.0.1:9/x.csv' AS l RETURN l
LOAD CSV FROM 'ftp://127.0.0.1:9/x.csv' AS l RETURN l
LOAD CSV FROM "/etc/hostname" AS l FIELDTERMINATOR ';' RETURN l
LOAD CSV FROM $url AS l RETURN l
LOAD CSV FROM 'fi' + 'le:///etc/hostname' AS l RETURN l
MATCH (n:Patent) LOAD CSV FROM n.title AS l RETURN l
CALL { LOAD CSV FROM 'file:///etc/hostname' AS l RETURN l } RETURN l
LOAD/**/CSV FROM 'file:///etc/hostname' AS l RETURN l
USING PERIODIC COMMIT 10 LOAD CSV FROM 'file:///etc/hostname' AS l RETURN l
# procedures
CALL dbms.listConfig() YIELD name, value RETURN name, value
CALL dbms.components()
CALL dbms.setConfigValue('db.logs.query.enabled', 'OFF')
CALL dbms.security.createUser('pwned', 'pwned-pwned', false)
CALL dbms.killQuery('query-1')
call DBMS.showCurrentUser() YIELD username RETURN username
CALL db.createLabel('Pwned')
CALL db.index.fulltext.queryNodes('pwned', 'x') YIELD node RETURN node
CALL db.clearQueryCaches()
CALL `db`.`createLabel`('Pwned')
CALL db . createLabel ('Pwned')
CALL db./**/createLabel('Pwned')
CALL apoc.load.json('file:///etc/hostname') YIELD value RETURN value
CALL apoc.cypher.runWrite('CREATE (n:Pwned)', {}) YIELD value RETURN value
CALL apoc.periodic.iterate('MATCH (n) RETURN n', 'DELETE n', {}) YIELD total RETURN total
CALL apoc.export.csv.all('pwned.csv', {})
MATCH (n:Patent) CALL apoc.create.addLabels(n, ['Pwned']) YIELD node RETURN node
OPTIONAL CALL db.createLabel('Pwned')
CALL $name()
RETURN apoc.cypher.runFirstColumnSingle('CREATE (n:Pwned) RETURN n', {}) AS x
# several statements
RETURN 1 AS x; CREATE (n:Pwned)
RETURN 1 AS x; RETURN 2 AS x
MATCH (n:Patent) RETURN n.id; MATCH (n) DETACH DELETE n;
; CREATE (n:Pwned)
RETURN ';' AS x; /* ; */ DROP INDEX pwned
:use system
:param x => 1
# hidden words
/* MATCH */ CREATE (n:Pwned) RETURN n
CREATE/**/(n:Pwned) RETURN n
MATCH (n) /* ; */ DETACH/* */DELETE n
/* /* */ CREATE (n:Pwned) RETURN n // */
MATCH (n) RETURN n // x\u000aCREATE (n:Pwned)
\u0043REATE (n:Pwned) RETURN n
CR\u0045ATE (n:Pwned) RETURN n
RETURN 'a\u0027 CREATE (n:Pwned) //' AS x
RETURN "a\u0022 CREATE (n:Pwned) //" AS x
MATCH (`n\u0060) DETACH DELETE (n`) RETURN 1 AS x
RETURN 'a\\' + '\u005c' AS x
ＣＲＥＡＴＥ (n:Patent) RETURN n
MATCH (n) ＤＥＬＥＴＥ n
ſET n = 1 RETURN 1 AS x
CRE​ATE (n:Pwned) RETURN n
CREATE (n:Pwned) RETURN n
MATCH (n) DELETE n
EXPLAIN CREATE (n:Pwned) RETURN n
PROFILE MATCH (n) DETACH DELETE n RETURN 1 AS x
profile /**/ merge (n:Pwned) RETURN n
CYPHER 5 CREATE (n:Pwned) RETURN n
CYPHER runtime=slotted MATCH (n) DELETE n
MATCH (n) WHERE n.id = 'x' OR 1 = 1 DELETE n
# parameters as labels
MATCH (n:$label) RETURN n
MATCH (n:$($label)) RETURN n
MATCH (n:$any($list)) RETURN n
MATCH (n)-[:$name]->(m) RETURN n
MATCH (n) WHERE n:$label RETURN n
MATCH (n $map) RETURN n
MATCH (n {$name: 'x'}) RETURN n
MATCH (n) RETURN n.$name AS x
MATCH (n:Patent) RETURN n.title AS $name
# too much
MATCH (a), (b), (c), (d), (e) RETURN count(*) AS n
MATCH (a)--(b)--(c)--(d)--(e)--(f)--(g)--(h)--(i) RETURN count(*) AS n
MATCH (a)-[*]-(b) RETURN count(*) AS n
MATCH p = (a)-[*1..30]-(b) RETURN count(p) AS n
MATCH (a), (b), (c), (d) WHERE a.id <> d.id MATCH p = allShortestPaths((a)-[*]-(d)) RETURN count(p) AS n
MATCH (a) WHERE COUNT { MATCH (b), (c), (d), (e) } > 1000000000000 RETURN count(a) AS n
MATCH (a), (b), (c), (d) RETURN collect([a, b, c, d]) AS l
UNWIND range(1, 100000000000) AS x RETURN count(*) AS n
UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a * b) AS n
UNWIND range(1, 100000000) AS x RETURN DISTINCT x ORDER BY -x LIMIT 1
UNWIND range(1, 1000000) AS x CALL { MATCH (a), (b) RETURN count(*) AS n } RETURN sum(n) AS n
RETURN reduce(l = [1], i IN range(1, 40) | l + l) AS x
RETURN size([x IN range(1, 12000) WHERE size([y IN range(1, 12000) WHERE x = y]) > 1]) > 0 AS x
# mere words
MATCH (n:Patent {id: $word}) RETURN n
MATCH (n:Patent) WHERE n.title CONTAINS $word RETURN n
RETURN $word AS x, $list AS y, $map AS z
RETURN 'CREATE (n:Pwned)' AS x
RETURN "MATCH (n) DETACH DELETE n" AS `SET n = {}`
WITH 1 AS `DROP DATABASE neo4j` RETURN `DROP DATABASE neo4j` AS x
RETURN 1 AS x // CREATE (n:Pwned)
MATCH (n:Patent) WHERE n.id = 'LOAD CSV' /* DELETE n */ RETURN n
UNWIND $list AS x RETURN x
RETURN {delete: 1, set: 2, create: 3} AS x
