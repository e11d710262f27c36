// Read queries as researchers write them, over the small world; one per line, `#` begins a section.
// Each must give the same rows on the embedded engine as on Neo4j, or be refused there.
# lookups
MATCH (p:Patent {id: 'CN201810000001'}) RETURN p
MATCH (p:Patent) WHERE p.id = 'CN201810000001' RETURN p.title, p.priority_date, p.cited_by
MATCH (p:Patent) WHERE p.title CONTAINS '电解质' RETURN p.id ORDER BY p.id
MATCH (p:Patent) WHERE p.title STARTS WITH '一种' RETURN p.id ORDER BY p.id
MATCH (p:Patent) WHERE p.title ENDS WITH '方法' RETURN p.id ORDER BY p.id
MATCH (p:Patent) WHERE p.title =~ '.*固态.*' RETURN p.id ORDER BY p.id
MATCH (p:Patent) WHERE p.status IN ['pending', 'lapsed'] RETURN p.id, p.status ORDER BY p.id
MATCH (p:Patent) WHERE p.granted RETURN count(p)
MATCH (p:Patent) WHERE NOT p.granted RETURN count(p)
MATCH (p:Patent) WHERE p.cited_by IS NULL RETURN p.id ORDER BY p.id
MATCH (p:Patent) WHERE p.cited_by IS NOT NULL RETURN p.id ORDER BY p.id
MATCH (p:Patent) WHERE p.cited_by > 3 AND p.patent_type = 'invention' RETURN p.id ORDER BY p.id
MATCH (p:Patent) WHERE p.cited_by > 3 OR p.status = 'pending' RETURN p.id ORDER BY p.id
MATCH (p:Patent) WHERE p.cited_by > 3 XOR p.granted RETURN p.id ORDER BY p.id
MATCH (p:Patent) WHERE p.priority_date >= '2020-01-01' AND p.priority_date < '2022-01-01' RETURN p.id ORDER BY p.priority_date, p.id
MATCH (p:Patent) WHERE p.priority_year = 2018 RETURN p.id ORDER BY p.id
MATCH (p:Patent) RETURN p.id ORDER BY p.cited_by DESC, p.id
MATCH (p:Patent) RETURN p.id ORDER BY p.cited_by, p.id SKIP 2 LIMIT 3
MATCH (p:Patent) RETURN DISTINCT p.status ORDER BY p.status
MATCH (n) WHERE n.id = '320500' RETURN labels(n), n.title
MATCH (n) RETURN labels(n)[0] AS label, count(*) AS n ORDER BY label
MATCH (n) RETURN count(n)
MATCH ()-[r]->() RETURN type(r) AS kind, count(*) AS n ORDER BY kind
MATCH (p:Patent) WHERE p:Patent RETURN count(*)
MATCH (o:Organisation) RETURN o ORDER BY o.id
MATCH (o:Organisation) RETURN o.names, size(o.names) ORDER BY o.id
MATCH (o:Organisation) WHERE '南湖理工大学' IN o.names RETURN o.id
MATCH (p:Patent) RETURN p.title ORDER BY p.title
MATCH (m:Means) RETURN m.title ORDER BY m.title DESC
RETURN 1 AS one, 'zwei' AS two, true AS yes, null AS nothing, [1, 2] AS list, {a: 1} AS map
# neighbourhoods
MATCH (o:Organisation)-[r:FILED]->(p:Patent) RETURN o.id, r.position, r.share, p.id ORDER BY o.id, p.id
MATCH (p:Patent)<-[:FILED]-(o:Organisation) WHERE o.kind = 'university' RETURN p.id ORDER BY p.id
MATCH (p:Patent)-[:ASSIGNED_TO]->(n:ChainNode)<-[:FEEDS]-(up:ChainNode) RETURN p.id, n.id, up.id ORDER BY p.id, n.id, up.id
MATCH (a:Organisation)-[:FILED]->(p)<-[:FILED]-(b:Organisation) WHERE a.id < b.id RETURN a.title, b.title, count(p) AS n ORDER BY n DESC, a.title, b.title
MATCH (a:Organisation)-[:FILED]->(:Patent)<-[:FILED]-(b)-[:FILED]->(:Patent)<-[:FILED]-(c) WHERE a.title STARTS WITH '海石' RETURN DISTINCT c.title ORDER BY c.title
MATCH (p:Patent)--(x) WHERE p.id = 'CN201810000001' RETURN labels(x) AS l, x.id AS id ORDER BY id
MATCH (p:Patent {id: 'CN201810000001'})-[r]-(x) RETURN type(r) AS t, x.id AS id ORDER BY t, id
MATCH (p:Patent)-[r:USES_MEANS|HAS_EFFECT]->(x) RETURN p.id, type(r) AS t, x.title ORDER BY p.id, t, x.title
MATCH (o:Organisation)-[:LOCATED_IN]->(pl:Place)-[:PART_OF]->(up:Place) RETURN o.title, pl.title, up.title ORDER BY o.title
MATCH (o:Organisation)-[:LOCATED_IN]->()-[:PART_OF*0..]->(up:Place {level: 'province'}) RETURN up.title, count(o) AS n ORDER BY n DESC, up.title
MATCH (o:Organisation)-[:LOCATED_IN]->()-[:PART_OF*]->(up:Place) RETURN o.title, up.title ORDER BY o.title, up.title
MATCH (a:ChainNode)-[:FEEDS*1..3]->(b:ChainNode) RETURN a.id, b.id ORDER BY a.id, b.id
MATCH (a:ChainNode {id: 'SW-01'})-[:FEEDS*2..2]->(b) RETURN b.id
MATCH (a:ChainNode {id: 'SW-01'})-[:FEEDS*]-(b) RETURN b.id ORDER BY b.id
MATCH (x:Person)-[:INVENTED]->(p:Patent)<-[:INVENTED]-(y:Person) WHERE x.id < y.id RETURN x.title, y.title, p.id ORDER BY p.id, x.title, y.title
MATCH (x:Person) WHERE (x)-[:INVENTED]->(:Patent {status: 'pending'}) RETURN x.id ORDER BY x.id
MATCH (x:Person) WHERE NOT (x)-[:INVENTED]->(:Patent {status: 'pending'}) RETURN x.id ORDER BY x.id
MATCH (p:Patent) WHERE NOT (p)-[:ASSIGNED_TO]->() RETURN p.id
MATCH (p:Patent), (f:Family) WHERE (p)-[:IN_FAMILY]->(f) AND f.size > 1 RETURN p.id ORDER BY p.id
MATCH (p:Patent)-[:IN_FAMILY]->(f)<-[:IN_FAMILY]-(q:Patent) RETURN p.id, q.id ORDER BY p.id
MATCH (p:Patent)-[c:CLASSIFIED_AS]->(k:Classification) WHERE c.main RETURN k.id, count(*) AS n ORDER BY n DESC, k.id
MATCH (k:Classification {subclass: 'H01M'})<-[:CLASSIFIED_AS]-(p) RETURN count(DISTINCT p)
MATCH (p:Patent)-[u:USES_MEANS]->(m) RETURN u.quote, u.start, u.end, u.confidence ORDER BY p.id, u.start
MATCH (p:Patent)-[h:HAS_EFFECT {direction: 'up'}]->(e) RETURN p.id, e.title ORDER BY p.id, e.title
MATCH (a)-[:FEEDS]->(b), (b)-[:FEEDS]->(c) RETURN a.id, c.id ORDER BY a.id
# aggregation
MATCH (p:Patent) RETURN count(*), count(p.cited_by), sum(p.cited_by), min(p.cited_by), max(p.cited_by)
MATCH (p:Patent) RETURN avg(p.cited_by)
MATCH (p:Patent) RETURN p.country AS c, avg(p.cited_by) AS a, count(*) AS n ORDER BY c
MATCH (p:Patent) RETURN p.priority_year AS year, count(*) AS n ORDER BY year
MATCH (p:Patent)<-[:FILED]-(o) RETURN o AS owner, count(p) AS n ORDER BY n DESC, owner.id
MATCH (p:Patent)<-[f:FILED]-(o) RETURN o.title AS t, sum(f.share) AS s ORDER BY s DESC, t
MATCH (n:ChainNode)<-[a:ASSIGNED_TO]-(p) RETURN n.id, sum(a.weight), count(DISTINCT p) ORDER BY n.id
MATCH (p:Patent) WHERE p.id = 'none' RETURN count(p), sum(p.cited_by), avg(p.cited_by), collect(p.id)
MATCH (p:Patent) WITH p ORDER BY p.id RETURN collect(p.id)
MATCH (o:Organisation)-[:FILED]->(p) WITH o, count(p) AS n WHERE n >= 4 RETURN o.title, n ORDER BY o.title
MATCH (o:Organisation)-[:FILED]->(p) WITH o, p ORDER BY p.id WITH o, collect(p.id) AS ids RETURN o.title, ids[0], size(ids) ORDER BY o.title
MATCH (p:Patent) RETURN count(DISTINCT p.status)
MATCH (p:Patent) WITH p.status AS s, collect(DISTINCT p.patent_type) AS kinds RETURN s, size(kinds) ORDER BY s
MATCH (p:Patent) RETURN min(p.priority_date), max(p.priority_date)
MATCH (p:Patent) RETURN min(p.title), max(p.title)
MATCH (m:Means)<-[:USES_MEANS]-(p)-[:HAS_EFFECT]->(e) RETURN m.title, e.effect_class, count(DISTINCT p) AS n ORDER BY n DESC, m.title, e.effect_class
MATCH (p:Patent) RETURN p.status, count(*) ORDER BY count(*) DESC, p.status
MATCH (p:Patent) RETURN stdev(p.cited_by)
MATCH (p:Patent) RETURN percentileCont(p.cited_by, 0.5)
MATCH (p:Patent) RETURN sum(p.cited_by) / count(p)
MATCH (p:Patent) RETURN sum(p.cited_by) * 1.0 / 12
# optional
MATCH (o:Organisation) OPTIONAL MATCH (o)-[:FILED]->(p:Patent {status: 'lapsed'}) RETURN o.title, p.id ORDER BY o.title
MATCH (o:Organisation) OPTIONAL MATCH (o)-[:FILED]->(p:Patent {status: 'lapsed'}) RETURN o.title, count(p) AS n ORDER BY o.title
MATCH (o:Organisation) OPTIONAL MATCH (o)-[:FILED]->(p:Patent {status: 'lapsed'}) RETURN o.title, count(*) AS n ORDER BY o.title
MATCH (o:Organisation) OPTIONAL MATCH (o)-[:FILED]->(p:Patent {status: 'lapsed'}) RETURN o, count(*) AS n ORDER BY o.id
MATCH (o:Organisation) OPTIONAL MATCH (o)-[:FILED]->(p) WHERE p.cited_by > 5 WITH o, count(p) AS n RETURN n, count(o) AS k ORDER BY n
OPTIONAL MATCH (p:Patent {id: 'none'}) RETURN p, p.title
OPTIONAL MATCH (p:Patent {id: 'none'})-[:FILED]-(o) RETURN count(o), collect(o.title)
MATCH (p:Patent) OPTIONAL MATCH (p)-[:CLAIMS]->(x) RETURN p.id, coalesce(x.title, '—') AS t ORDER BY p.id
# subqueries
MATCH (o:Organisation) RETURN o.title, COUNT { (o)-[:FILED]->() } AS n ORDER BY n, o.title
MATCH (o:Organisation) WHERE EXISTS { (o)-[:FILED]->(:Patent {patent_type: 'design'}) } RETURN o.title
MATCH (o:Organisation) WHERE EXISTS { MATCH (o)-[:FILED]->(p) WHERE p.cited_by > 8 } RETURN o.title ORDER BY o.title
MATCH (o:Organisation) WHERE COUNT { (o)-[:FILED]->() } > 3 RETURN o.title ORDER BY o.title
MATCH (o:Organisation) CALL { WITH o MATCH (o)-[:FILED]->(p) RETURN count(p) AS n } RETURN o.title, n ORDER BY o.title
MATCH (o:Organisation) CALL (o) { MATCH (o)-[:FILED]->(p) RETURN max(p.cited_by) AS m } RETURN o.title, m ORDER BY o.title
MATCH (o:Organisation) RETURN o.title, COLLECT { MATCH (o)-[:FILED]->(p) RETURN p.id ORDER BY p.id } AS ids ORDER BY o.title
MATCH (o:Organisation) RETURN o.title, [(o)-[:FILED]->(p) WHERE p.status = 'lapsed' | p.id] AS ids ORDER BY o.title
MATCH (n:ChainNode {id: 'SW-01'})<-[:FEEDS]-(x) RETURN x.id AS id UNION MATCH (n:ChainNode {id: 'SW-01'})-[:FEEDS]->(x) RETURN x.id AS id
MATCH (p:Patent {status: 'lapsed'}) RETURN p.id AS id UNION ALL MATCH (p:Patent {patent_type: 'utility_model'}) RETURN p.id AS id
MATCH (k:Classification) WHERE EXISTS { (k)<-[:CLASSIFIED_AS]-()-[:CLASSIFIED_AS]->() } RETURN k.id ORDER BY k.id
MATCH (k:Classification) WHERE NOT EXISTS { MATCH (k)<-[:CLASSIFIED_AS]-(p)-[:CLASSIFIED_AS]->(l) WHERE l.subclass = 'H01M' } RETURN k.id ORDER BY k.id
MATCH (k:Classification) WHERE (k)<-[:CLASSIFIED_AS]-()-[:CLASSIFIED_AS]->() RETURN k.id ORDER BY k.id
MATCH (a:Patent)-[:FILED]-(o)-[:FILED]-(b:Patent) RETURN count(*)
# paths
MATCH x = (a:ChainNode {id: 'SW-01'})-[:FEEDS*1..2]->(b) RETURN length(x), [n IN nodes(x) | n.id] ORDER BY length(x)
MATCH x = (o:Organisation)-[:FILED]->(p:Patent {id: 'JP2017000008'}) RETURN x
MATCH x = (o:Organisation)-[:FILED]->(p:Patent {id: 'JP2017000008'}) RETURN nodes(x), relationships(x)
MATCH (a:Organisation {id: 'O:海石回收股份有限公司'}), (b:Organisation {id: 'O:云帆电池材料有限公司'}) MATCH x = shortestPath((a)-[:FILED*..6]-(b)) RETURN length(x)
MATCH (a:Organisation {id: 'O:海石回收股份有限公司'}), (b:Organisation {id: 'O:Aozora Cells K.K.'}) MATCH x = shortestPath((a)-[:FILED*..8]-(b)) RETURN length(x)
MATCH (a:ChainNode {id: 'SW-01'})-[rs:FEEDS*2]->(b) RETURN size(rs), b.id
MATCH (a:ChainNode {id: 'SW-01'})-[r:FEEDS]->(b) RETURN startNode(r).id, endNode(r).id
MATCH x = (a:ChainNode)-[:FEEDS*3]->(b) WHERE all(n IN nodes(x) WHERE n.stage <> 'upstream') RETURN a.id, b.id ORDER BY a.id
# lists and maps
UNWIND [3, 1, 2] AS x RETURN x ORDER BY x
UNWIND [1, null, 2] AS x RETURN x, x IS NULL ORDER BY x
UNWIND ['a', 'b'] AS x UNWIND [1, 2] AS y RETURN x, y ORDER BY x, y
RETURN [x IN range(1, 5) WHERE x % 2 = 1 | x * x] AS l
RETURN range(1, 10, 3) AS r, range(3, 1, -1) AS down
RETURN head([1, 2]), last([1, 2]), tail([1, 2, 3]), size([]), reverse([1, 2])
RETURN [1, 2, 3][1..], [1, 2, 3][-1], [1, 2, 3][..-1], [1, 2][5]
RETURN 2 IN [1, 2], 3 IN [1, null], null IN [1]
RETURN any(x IN [1, 2] WHERE x > 1), all(x IN [] WHERE x > 1), none(x IN [1] WHERE x > 1), single(x IN [1, 2] WHERE x = 2)
RETURN reduce(s = 0, x IN [1, 2, 3] | s + x) AS s
RETURN [1, 2] + [3], [1] + 2
RETURN {a: 1, b: {c: 'x'}}.b.c AS x
WITH {a: 1} AS m RETURN m.a, m.missing
MATCH (p:Patent) RETURN p {.id, .status, first: 1} AS m ORDER BY p.id LIMIT 2
MATCH (p:Patent {id: 'CN201810000001'}) RETURN p {.*} AS m
MATCH (p:Patent {id: 'CN201810000001'}) RETURN keys(p)
MATCH (p:Patent {id: 'CN201810000001'}) RETURN properties(p)
MATCH (p:Patent {id: 'CN201810000001'}) RETURN p['title'] AS t
UNWIND [1, 1.0, 2] AS x RETURN DISTINCT x
UNWIND [[1], [1], [2]] AS x RETURN DISTINCT x
MATCH (f:Family) UNWIND f.countries AS c RETURN c, count(*) AS n ORDER BY n DESC, c
# text
RETURN toUpper('abc'), toLower('ÄBC'), trim('  x '), lTrim(' x'), rTrim('x ')
RETURN replace('aXa', 'X', '-'), split('a,b,c', ','), substring('hello', 1, 3), substring('hello', 2), left('hello', 2), right('hello', 2), reverse('abc')
RETURN size('固态电解质'), left('固态电解质', 2), substring('固态电解质', 2), reverse('固态')
MATCH (p:Patent {id: 'CN202210000011'}) RETURN size(p.title), left(p.title, 1), substring(p.title, 1, 2), reverse(p.title)
RETURN 'a' + 'b', 'a' < 'b', 'a' = 'A', 'ab' STARTS WITH 'a'
RETURN toString(1), toString(1.5), toString(true), toInteger('42'), toInteger('x'), toFloat('1.5'), toInteger(2.9), toBoolean('true')
RETURN toInteger('2.9'), toInteger(' 3 '), toFloat('x'), toString(1.0), toString(100000000.0), toString(0.00001)
RETURN split('abc', ''), split('', ','), replace('abc', '', '-')
RETURN 'it''s' AS x
RETURN 'it\'s', "say \"x\"", 'tab\there', 'back\\slash'
RETURN 'x' CONTAINS null, null + 'x', null = null, null <> 1
MATCH (p:Patent) RETURN left(p.id, 2) AS c, count(*) AS n ORDER BY c
MATCH (p:Patent) RETURN toUpper(p.status) AS s, count(*) AS n ORDER BY s
MATCH (p:Patent) WHERE toLower(p.title) CONTAINS 'battery' RETURN p.id
MATCH (p:Patent) WHERE p.title =~ '(?i).*BATTERY.*' RETURN p.id
# numbers
RETURN 7 / 2, -7 / 2, 7 % 3, -7 % 3, 7.0 / 2, 2 ^ 3, 1 + 2.5, 3 - 5, 2 * 3
RETURN abs(-3), abs(-2.5), ceil(1.2), floor(-1.2), sign(-3), sign(0)
RETURN round(2.5), round(-2.5), round(1.25, 1)
RETURN sqrt(16), sqrt(-1), log(1), exp(0), pi()
RETURN 1 / 0
RETURN 1.0 / 0
RETURN 1 = 1.0, 1 < 1.5, 0.1 + 0.2
RETURN 9223372036854775807, -9223372036854775808
RETURN 1e3, 1.5e-3, 0x1F, 0o17, 1_000
MATCH (p:Patent) WHERE 1 < p.cited_by < 8 RETURN p.id ORDER BY p.id
MATCH (p:Patent) RETURN p.cited_by + 1 AS n ORDER BY p.id
MATCH (p:Patent) RETURN p.cited_by * 2 AS n ORDER BY p.id
MATCH (p:Patent) RETURN p.cited_by / 2 AS n ORDER BY p.id
MATCH (p:Patent) RETURN -p.cited_by AS n ORDER BY p.id
MATCH (p:Patent) WHERE p.cited_by >= 0 RETURN CASE WHEN p.cited_by > 5 THEN 'high' WHEN p.cited_by > 1 THEN 'mid' ELSE 'low' END AS band, count(*) AS n ORDER BY band
MATCH (p:Patent) RETURN CASE p.status WHEN 'pending' THEN 1 WHEN 'in_force' THEN 2 END AS s, count(*) AS n ORDER BY s
# dates
MATCH (p:Patent) RETURN date(p.priority_date).month AS m, count(*) AS n ORDER BY m
MATCH (p:Patent) RETURN date(p.priority_date).year AS y, count(*) AS n ORDER BY y
MATCH (p:Patent) RETURN substring(p.priority_date, 0, 7) AS month, count(*) AS n ORDER BY month
MATCH (p:Patent) WHERE date(p.priority_date) > date('2021-01-01') RETURN p.id ORDER BY p.id
RETURN date('2020-02-29') AS d
RETURN duration.between(date('2020-01-31'), date('2020-03-01')) AS d
RETURN date('2020-02-29').dayOfWeek, date('2020-02-29').week, date('2020-02-29').quarter
# Chinese
MATCH (专利:Patent)<-[:FILED]-(机构:Organisation) RETURN 机构.title AS 申请人, count(专利) AS 数量 ORDER BY 数量 DESC, 申请人
MATCH (p:Patent) RETURN p.title AS `标题 (zh)` ORDER BY `标题 (zh)` LIMIT 2
MATCH (p:Patent) WITH p.status AS 状态, count(*) AS 数 WHERE 数 > 1 RETURN 状态, 数 ORDER BY 状态
MATCH (n:ChainNode) WHERE n.title = '电芯' RETURN n.id AS 环节
WITH {名: '甲'} AS 图 RETURN 图.名 AS x
MATCH (`节点`:`ChainNode`) RETURN `节点`.id AS id ORDER BY id
MATCH (p:Patent) /* 注释 */ RETURN count(p) // 数量
# with and star
MATCH (p:Patent {status: 'lapsed'}) WITH p, 1 AS one RETURN *
MATCH (p:Patent) WITH * WHERE p.cited_by > 8 RETURN p.id ORDER BY p.id
MATCH (p:Patent) WITH p.country AS c, count(*) AS n ORDER BY n DESC LIMIT 1 RETURN c, n
MATCH (p:Patent) WITH DISTINCT p.country AS c RETURN c ORDER BY c
MATCH (o:Organisation) WITH o ORDER BY o.title LIMIT 2 MATCH (o)-[:FILED]->(p) RETURN o.title, count(p) ORDER BY o.title
MATCH (p:Patent) RETURN count ( * ) , p . country  ORDER BY p.country
MATCH (p:Patent) RETURN exists((p)-[:CLAIMS]->()) AS has, count(*) AS n ORDER BY has
MATCH (p) WHERE p.title = '电芯' RETURN p.id ORDER BY p.id
MATCH (p:Patent|Family) RETURN count(*)
MATCH (p:!Patent) RETURN count(*)
