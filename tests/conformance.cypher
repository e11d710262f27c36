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
# co-operation and people
MATCH (o:Organisation)-[:FILED]->(p:Patent) WITH p, count(o) AS n WHERE n > 1 RETURN p.id, n ORDER BY n DESC, p.id
MATCH (o:Organisation)-[:FILED]->(p)<-[:FILED]-(u:Organisation {kind: 'university'}) WHERE o.kind = 'enterprise' RETURN o.title AS 企业, u.title AS 高校, count(DISTINCT p) AS 合作专利 ORDER BY 合作专利 DESC, 企业
MATCH (a:Organisation)-[:FILED]->(p:Patent)<-[:FILED]-(b:Organisation) WHERE a.id < b.id WITH a, b, collect(p.id) AS ids RETURN a.title, b.title, size(ids) ORDER BY a.title, b.title
MATCH (a:Organisation)-[:FILED]->(p:Patent)<-[:FILED]-(b:Organisation) WHERE a <> b RETURN a.title, count(DISTINCT b) AS partners ORDER BY partners DESC, a.title
MATCH (o:Organisation) WHERE NOT EXISTS { (o)-[:FILED]->()<-[:FILED]-(:Organisation) } RETURN o.title
MATCH (x:Person)-[:INVENTED]->(p) RETURN x.title, count(p) AS n, min(p.priority_date) AS first, max(p.priority_date) AS last ORDER BY n DESC, x.title, first
MATCH (x:Person)-[i:INVENTED]->(p) WHERE i.position = 1 RETURN x.title AS lead, count(*) AS n ORDER BY n DESC, lead
MATCH (x:Person) WITH x.title AS name, count(*) AS n WHERE n > 1 RETURN name, n
MATCH (x:Person)-[:MEMBER_OF]->(o:Organisation) RETURN o.title, count(x) AS people ORDER BY people DESC, o.title
MATCH (x:Person)-[:MEMBER_OF]->(o) WITH o, x ORDER BY x.title RETURN o.title, collect(x.title) AS people ORDER BY o.title
MATCH (x:Person)-[:INVENTED]->(:Patent)<-[:FILED]-(o:Organisation) WHERE NOT (x)-[:MEMBER_OF]->(o) RETURN DISTINCT x.title, o.title ORDER BY x.title, o.title
MATCH (a:Person)-[:INVENTED]->(p:Patent)<-[:INVENTED]-(b:Person) WHERE a.id < b.id WITH a, b, count(p) AS n RETURN a.title + '–' + b.title AS pair, n ORDER BY n DESC, pair
MATCH (x:Person {title: '钱多'})-[:INVENTED]->(p)<-[:INVENTED]-(y) WITH y ORDER BY y.title RETURN collect(DISTINCT y.title) AS l, 1 AS one UNION RETURN ['x'] AS l, 2 AS one
MATCH (x:Person)-[:INVENTED]->(p:Patent)-[:ASSIGNED_TO]->(n:ChainNode) RETURN x.title, n.title, count(DISTINCT p) AS k ORDER BY k DESC, x.title, n.title LIMIT 5
MATCH (x:Person) OPTIONAL MATCH (x)-[:INVENTED]->(p:Patent {status: 'lapsed'}) RETURN x.title, x.id, count(p) AS n ORDER BY n DESC, x.title, x.id
# classes, families, nodes
MATCH (p:Patent)-[:CLASSIFIED_AS]->(k:Classification) RETURN k.main_group AS g, count(DISTINCT p) AS n ORDER BY n DESC, g
MATCH (p:Patent)-[:CLASSIFIED_AS]->(a), (p)-[:CLASSIFIED_AS]->(b) WHERE a.id < b.id RETURN a.id, b.id, count(p) AS n ORDER BY n DESC, a.id
MATCH (p:Patent) WHERE NOT (p)-[:CLASSIFIED_AS]->() RETURN p.id, p.title
MATCH (k:Classification) WHERE k.id STARTS WITH 'H01M' RETURN k.id, COUNT { (k)<-[:CLASSIFIED_AS]-() } AS n ORDER BY n DESC, k.id
MATCH (k:Classification) RETURN left(k.id, 1) AS section, count(*) AS n ORDER BY section
MATCH (k:Classification) WHERE k.today IS NOT NULL RETURN k.id, k.today
MATCH (p:Patent)-[c:CLASSIFIED_AS {scheme: 'ipc'}]->(k) WHERE NOT c.main RETURN p.id, k.id ORDER BY p.id, c.position
MATCH (p:Patent)-[:CLASSIFIED_AS]->(k) WITH p, count(k) AS n RETURN n, count(*) AS patents ORDER BY n
MATCH (f:Family) WHERE f.size > 1 RETURN f.id, f.size, f.countries
MATCH (f:Family) WHERE 'JP' IN f.countries AND 'CN' IN f.countries RETURN f.title
MATCH (f:Family)<-[:IN_FAMILY]-(p) WITH f, count(p) AS n WHERE n <> f.size RETURN f.id, n
MATCH (f:Family)<-[:IN_FAMILY]-(p:Patent)-[:ASSIGNED_TO]->(n:ChainNode) RETURN n.title, count(DISTINCT f) AS families ORDER BY families DESC, n.title
MATCH (f:Family) RETURN f.basis, count(*) AS n, sum(f.size) AS members ORDER BY n
MATCH (n:ChainNode)<-[a:ASSIGNED_TO]-(p:Patent) WHERE a.weight > 0.5 AND a.main RETURN n.id, count(p) ORDER BY n.id
MATCH (n:ChainNode) OPTIONAL MATCH (n)<-[:ASSIGNED_TO]-(p:Patent {status: 'pending'}) RETURN n.title AS 环节, count(p) AS 在审 ORDER BY 在审 DESC, 环节
MATCH (n:ChainNode)<-[:ASSIGNED_TO]-(p:Patent) RETURN n.stage AS stage, p.priority_year AS year, count(DISTINCT p) AS n ORDER BY stage, year
MATCH (n:ChainNode)<-[:ASSIGNED_TO]-(p)<-[:FILED]-(o:Organisation) WITH n, o, count(DISTINCT p) AS k ORDER BY k DESC, o.title WITH n, collect(o.title) AS owners RETURN n.title, owners[0] AS first, owners[..2] AS top ORDER BY n.title
MATCH (n:ChainNode) WHERE EXISTS { MATCH (n)<-[:ASSIGNED_TO]-(p:Patent) WHERE p.cited_by > 5 } RETURN n.id ORDER BY n.id
MATCH (n:ChainNode)<-[a:ASSIGNED_TO]-(p) RETURN a.rule, count(*) AS n, avg(a.confidence) AS c
MATCH (p:Patent) WITH p, COUNT { (p)-[:ASSIGNED_TO]->() } AS n WHERE n > 1 RETURN p.id, n ORDER BY p.id
MATCH (p:Patent)-[a:ASSIGNED_TO]->(n) WITH p, sum(a.weight) AS w WHERE w < 0.99 RETURN p.id, w
MATCH (n:ChainNode)-[:FEEDS]->(m:ChainNode)-[:FEEDS]->(k:ChainNode) RETURN n.title + '→' + m.title + '→' + k.title AS chain ORDER BY chain
MATCH (n:ChainNode) RETURN n.stage, collect(n.id) AS ids ORDER BY n.stage LIMIT 1
MATCH (up:ChainNode {stage: 'upstream'}), (down:ChainNode {stage: 'downstream'}) MATCH x = shortestPath((up)-[:FEEDS*..5]->(down)) RETURN up.id, down.id, length(x) ORDER BY down.id
# technology
MATCH (p:Patent)-[u:USES_MEANS]->(m:Means) RETURN m.title AS 技术手段, count(DISTINCT p) AS 专利数 ORDER BY 专利数 DESC, 技术手段 LIMIT 3
MATCH (p:Patent)-[:HAS_EFFECT]->(e:Effect) RETURN e.effect_class, count(DISTINCT p) AS n ORDER BY n DESC, e.effect_class
MATCH (p:Patent)-[h:HAS_EFFECT]->(e) RETURN h.direction, collect(DISTINCT e.effect_class) AS kinds, count(*) AS n ORDER BY n DESC, h.direction LIMIT 0
MATCH (p:Patent)-[h:HAS_EFFECT]->(e) WHERE h.direction IN ['down', 'avoid'] RETURN p.title, h.quote ORDER BY p.title, h.quote
MATCH (p:Patent)-[h:HAS_EFFECT]->(e) WHERE h.magnitude IS NOT NULL RETURN p.id, h.magnitude_low, h.magnitude_unit
MATCH (m:Means)<-[:USES_MEANS]-(p:Patent)-[:HAS_EFFECT]->(e:Effect {effect_class: 'safety'}) RETURN DISTINCT m.title ORDER BY m.title
MATCH (m:Means)<-[:USES_MEANS]-(p)-[:HAS_EFFECT]->(e) WITH m, collect(DISTINCT e.effect_class) AS effects WHERE size(effects) > 1 RETURN m.title, size(effects) AS n ORDER BY n DESC, m.title
MATCH (m:Means)<-[:USES_MEANS]-(p:Patent)<-[:FILED]-(o) RETURN m.title, count(DISTINCT o) AS owners, min(p.priority_year) AS since ORDER BY owners DESC, m.title
MATCH (p:Patent) WHERE NOT (p)-[:USES_MEANS]->() OR NOT (p)-[:HAS_EFFECT]->() RETURN p.id
MATCH (p:Patent)-[c:CLAIMS]->(x:Product) RETURN x.category, count(*) AS n ORDER BY n DESC, x.category
MATCH (x:Product)<-[:CLAIMS]-(p)-[:ASSIGNED_TO]->(n:ChainNode) WHERE x.category = 'method' RETURN x.title, n.title ORDER BY x.title, n.title
MATCH (x:Product) WHERE x.title CONTAINS '电解质' RETURN x.title, COUNT { (x)<-[:CLAIMS]-() } AS n ORDER BY n DESC, x.title
MATCH (p:Patent)-[u:USES_MEANS]->() WITH p, max(u.confidence) AS best, count(*) AS n RETURN n, count(p) AS k, avg(best) AS mean ORDER BY n
MATCH (p:Patent)-[u:USES_MEANS]->(m) WHERE u.end - u.start > 4 RETURN m.title, u.end - u.start AS width ORDER BY width DESC, m.title
MATCH (p:Patent) WHERE p.title CONTAINS '固态' OR p.title CONTAINS '电解质' RETURN count(p) AS n
MATCH (p:Patent) WHERE any(w IN ['固态', '回收', '均衡'] WHERE p.title CONTAINS w) RETURN p.id ORDER BY p.id
MATCH (p:Patent) WITH p, [w IN ['固态', '电解质', '电芯'] WHERE p.title CONTAINS w] AS found WHERE size(found) > 0 RETURN p.id, found ORDER BY size(found) DESC, p.id
UNWIND ['固态', '回收', '氢'] AS word OPTIONAL MATCH (p:Patent) WHERE p.title CONTAINS word RETURN word, count(p) AS n ORDER BY n DESC, word
# law and ownership
MATCH (p:Patent)-[:HAD_EVENT]->(e:LegalEvent) RETURN e.kind, e.date, e.text ORDER BY e.date, e.kind
MATCH (p:Patent)-[:HAD_EVENT]->(e:LegalEvent {kind: 'transfer'}) RETURN p.id, e.givers[0] AS giver, head(e.takers) AS taker
MATCH (e:LegalEvent) WHERE e.date IS NULL RETURN e.kind
MATCH (e:LegalEvent) RETURN coalesce(e.date, '—') AS day ORDER BY day
MATCH (e:LegalEvent) UNWIND e.takers AS taker RETURN taker, collect(e.kind) AS kinds LIMIT 0
MATCH (p:Patent)-[w:OWNED_BY]->(o:Organisation) WHERE w.valid_from <= '2023-06-01' AND (w.valid_to IS NULL OR w.valid_to > '2023-06-01') RETURN o.title AS owner, count(p) AS n ORDER BY n DESC, owner
MATCH (p:Patent)-[w:OWNED_BY {basis: 'transfer'}]->(o) RETURN p.id, o.title, w.valid_from
MATCH (p:Patent)-[w:OWNED_BY]->(o) WHERE w.valid_to IS NOT NULL RETURN p.id, o.title, w.valid_to ORDER BY o.title
MATCH (o:Organisation)-[:FILED]->(p:Patent) WHERE NOT EXISTS { MATCH (p)-[w:OWNED_BY]->(o) WHERE w.valid_to IS NULL } RETURN o.title, p.id ORDER BY o.title, p.id
MATCH (p:Patent)-[w:OWNED_BY]->(o) RETURN substring(w.valid_from, 0, 4) AS year, count(*) AS n ORDER BY year
MATCH (a:Patent)-[s:SAME_DAY_PAIR]-(b:Patent) RETURN a.id, b.id, s.basis ORDER BY a.id
MATCH (a:Patent)-[:DIVIDED_FROM]->(b:Patent) RETURN a.id AS child, b.id AS parent
MATCH (a:Patent)-[:CITES]->(b:Patent) RETURN a.id, b.id, b.cited_by
MATCH (p:Patent) OPTIONAL MATCH (p)<-[:CITES]-(c) WITH p, count(c) AS inside RETURN p.id, inside, p.cited_by ORDER BY inside DESC, p.id LIMIT 3
MATCH (p:Patent) WHERE p.status = 'in_force' AND p.grant_date < '2021-01-01' RETURN p.id, p.grant_date ORDER BY p.grant_date, p.id
MATCH (p:Patent) RETURN p.status AS 法律状态, count(*) AS 件数, collect(p.country)[0] IS NULL AS leer ORDER BY 件数 DESC, 法律状态
# places
MATCH (o:Organisation)-[:LOCATED_IN]->(c:Place) RETURN c.title AS 城市, count(o) AS 机构数 ORDER BY 机构数 DESC, 城市
MATCH (c:Place)-[:PART_OF]->(p:Place {title: '江苏省'}) RETURN c.title, c.title_en ORDER BY c.id
MATCH (c:Place {title_en: 'Suzhou'})-[:PART_OF*]->(up) RETURN up.title, up.level ORDER BY up.level
MATCH x = (c:Place {id: '320500'})-[:PART_OF*0..]->(up:Place {level: 'country'}) RETURN [n IN nodes(x) | n.title] AS way
MATCH (top:Place {level: 'province'})<-[:PART_OF*0..]-()<-[:LOCATED_IN]-(o:Organisation)-[:FILED]->(p:Patent) RETURN top.title, count(DISTINCT p) AS n, count(DISTINCT o) AS k ORDER BY n DESC, top.title
MATCH (a:Place)<-[:LOCATED_IN]-(o:Organisation)-[:FILED]->(p:Patent)<-[:FILED]-(q:Organisation)-[:LOCATED_IN]->(b:Place) WHERE a.id < b.id RETURN a.title, b.title, count(DISTINCT p) AS n ORDER BY n DESC, a.title, b.title
MATCH (c:Place) WHERE NOT (c)<-[:PART_OF]-() RETURN c.title ORDER BY c.title
MATCH (c:Place) RETURN c.level, count(*) AS n ORDER BY n DESC, c.level
# statistics
MATCH (p:Patent) WHERE p.cited_by IS NOT NULL RETURN count(*) AS n, min(p.cited_by) AS low, avg(p.cited_by) AS mean, max(p.cited_by) AS high
MATCH (p:Patent) WITH max(p.cited_by) AS most MATCH (p:Patent {cited_by: most}) RETURN p.id
MATCH (p:Patent) WITH p.priority_year AS year, count(*) AS n ORDER BY year WITH collect(n) AS ns RETURN reduce(s = 0, x IN ns | s + x) AS total, ns
MATCH (p:Patent) WITH count(*) AS total MATCH (p:Patent {status: 'pending'}) RETURN count(p) AS pending, total
MATCH (p:Patent) RETURN sum(CASE WHEN p.granted THEN 1 ELSE 0 END) AS granted, sum(CASE WHEN p.status = 'pending' THEN 1 ELSE 0 END) AS pending
MATCH (p:Patent) RETURN p.priority_year AS year, sum(CASE p.patent_type WHEN 'invention' THEN 1 ELSE 0 END) AS inventions, count(*) AS n ORDER BY year
MATCH (p:Patent)<-[f:FILED]-(o) RETURN o.kind, sum(f.share) AS fractional, count(DISTINCT p) AS whole ORDER BY fractional DESC
MATCH (p:Patent) WHERE p.priority_year >= 2018 AND p.priority_year <= 2020 RETURN count(p)
MATCH (p:Patent) WHERE p.priority_year IN range(2018, 2020) RETURN count(p)
UNWIND range(2016, 2023) AS year OPTIONAL MATCH (p:Patent {priority_year: year}) RETURN year, count(p) AS n ORDER BY year
MATCH (p:Patent) WITH p ORDER BY p.cited_by DESC, p.id LIMIT 3 RETURN collect(p.id) AS top
MATCH (p:Patent) RETURN p.id, p.cited_by ORDER BY coalesce(p.cited_by, -1) DESC, p.id LIMIT 4
MATCH (p:Patent) RETURN CASE WHEN p.cited_by IS NULL THEN 'none' WHEN p.cited_by = 0 THEN 'zero' ELSE 'some' END AS cited, count(*) AS n ORDER BY cited
MATCH (o:Organisation)-[:FILED]->(p) RETURN o.title, count(CASE WHEN p.granted THEN 1 END) AS granted, count(*) AS n ORDER BY o.title
MATCH (p:Patent) RETURN p.granted, p.status, count(*) AS n ORDER BY p.granted, p.status
MATCH (p:Patent) RETURN p.country + '-' + p.patent_type AS k, count(*) AS n ORDER BY k
MATCH (o:Organisation)-[:FILED]->(p) WITH o, count(p) AS n, sum(p.cited_by) AS c RETURN o.title, n, c, round(1.0 * c / n, 2) AS mean ORDER BY o.title
MATCH (o:Organisation)-[:FILED]->(p) RETURN o.title, toFloat(sum(p.cited_by)) / count(p) AS mean ORDER BY o.title
MATCH (p:Patent) WITH count(*) AS all MATCH (p:Patent {granted: true}) RETURN 100.0 * count(p) / all AS percent
MATCH (p:Patent) RETURN round(avg(p.cited_by), 1) AS mean
MATCH (p:Patent) RETURN percentileDisc(p.cited_by, 0.9) AS p90
MATCH (p:Patent) RETURN stdevp(p.cited_by)
MATCH (p:Patent) WHERE p.cited_by > 0 RETURN p.id, log(p.cited_by) AS l, sqrt(p.cited_by) AS s ORDER BY p.id
# subqueries and several steps
MATCH (o:Organisation) CALL (o) { MATCH (o)-[:FILED]->(p) RETURN p ORDER BY p.cited_by DESC, p.id LIMIT 1 } RETURN o.title, p.id, p.cited_by ORDER BY o.title
MATCH (n:ChainNode) CALL { WITH n MATCH (n)<-[:ASSIGNED_TO]-(p) RETURN count(p) AS k } WITH n, k WHERE k > 2 RETURN n.id, k ORDER BY n.id
CALL { MATCH (p:Patent {country: 'CN'}) RETURN count(p) AS n UNION ALL MATCH (p:Patent {country: 'JP'}) RETURN count(p) AS n } RETURN sum(n) AS n
MATCH (o:Organisation) WHERE COUNT { MATCH (o)-[:FILED]->(p) WHERE p.status = 'pending' } >= 2 RETURN o.title ORDER BY o.title
MATCH (o:Organisation) WITH o, COUNT { (o)-[:FILED]->(:Patent {granted: true}) } AS n ORDER BY n DESC, o.title LIMIT 2 RETURN o.title, n
MATCH (p:Patent) WHERE EXISTS { (p)-[:HAS_EFFECT]->(:Effect {effect_class: 'cost'}) } AND NOT EXISTS { (p)-[:HAS_EFFECT]->(:Effect {effect_class: 'safety'}) } RETURN p.id ORDER BY p.id
MATCH (o:Organisation {title: '星桥储能科技有限公司'})-[:FILED]->(p) WITH collect(p) AS mine MATCH (q:Patent) WHERE NOT q IN mine RETURN count(q)
MATCH (o:Organisation)-[:FILED]->(p) WITH o, collect(p) AS ps UNWIND ps AS p RETURN o.title, p.id ORDER BY o.title, p.id LIMIT 4
MATCH (a:Organisation {title: '云帆电池材料有限公司'})-[:FILED]->(:Patent)-[:ASSIGNED_TO]->(n) WITH collect(DISTINCT n.id) AS mine MATCH (n:ChainNode) WHERE NOT n.id IN mine RETURN n.id
MATCH (o:Organisation)-[:FILED]->(p)-[:ASSIGNED_TO]->(n) WITH o, n, count(DISTINCT p) AS k WITH o, sum(k) AS total, max(k) AS best RETURN o.title, total, best ORDER BY o.title
MATCH (o:Organisation) RETURN o {.title, .kind, patents: COUNT { (o)-[:FILED]->() }} AS card ORDER BY card.title
MATCH (o:Organisation)-[:FILED]->(p) WITH o, p ORDER BY p.id RETURN o.title, collect({id: p.id, year: p.priority_year}) AS patents ORDER BY o.title
MATCH (p:Patent {id: 'CN201810000001'}) OPTIONAL MATCH (p)-[:USES_MEANS]->(m) WITH p, m ORDER BY m.title WITH p, collect(m.title) AS means OPTIONAL MATCH (p)-[:HAS_EFFECT]->(e) WITH p, means, e ORDER BY e.title RETURN p.title, means, collect(e.title) AS effects
MATCH (p:Patent) WITH p.status AS s, p.id AS id ORDER BY id RETURN s, collect(id)[0..2] AS first, count(*) AS n ORDER BY s
MATCH (a)-[r]->(b) WHERE a.id = 'CN202230000012' RETURN type(r) AS t, labels(b) AS l, b.title AS title ORDER BY t, title
MATCH (a:Patent {id: 'CN201810000001'})-[*1..2]-(b:Organisation) RETURN DISTINCT b.title ORDER BY b.title
MATCH x = (a:Patent {id: 'CN202110000007'})--(b)--(c:Patent) RETURN DISTINCT c.id, labels(b)[0] AS via ORDER BY c.id, via
MATCH (a:Person {title: 'Sato Ken'}), (b:ChainNode {id: 'SW-01'}) MATCH x = shortestPath((a)-[*..6]-(b)) RETURN length(x) AS n
MATCH (a:Patent)-[:CITES|DIVIDED_FROM|SAME_DAY_PAIR]-(b:Patent) RETURN DISTINCT a.id ORDER BY a.id
MATCH (p:Patent WHERE p.cited_by > 5) RETURN p.id ORDER BY p.id
MATCH (o:Organisation)-[f:FILED WHERE f.position = 1]->(p) RETURN o.title, count(p) AS n ORDER BY n DESC, o.title
MATCH (o:Organisation)-[:FILED]->(p:Patent) WITH o, min(p.priority_date) AS day MATCH (o)-[:FILED]->(p:Patent {priority_date: day}) RETURN o.title AS 申请人, day AS 首次申请日, p.title AS 标题 ORDER BY 首次申请日, 申请人, 标题
# written loosely
match (p:Patent) where p.country='CN' return count(*) as n
MATCH (p:Patent)WHERE p.cited_by>3 RETURN p.id ORDER BY p.id
MATCH(p:Patent)-[:ASSIGNED_TO]->(n{id:'SW-01'})RETURN p.id ORDER BY p.id;
MATCH (p:Patent) RETURN p.title AS title, p.title CONTAINS '"' AS quoted ORDER BY title
MATCH (p:Patent) WHERE (p.status = 'pending' OR p.status = 'lapsed') AND NOT (p.country = 'JP') RETURN DISTINCT p.status ORDER BY p.status DESC
MATCH (p:Patent) WHERE p.status <> 'pending' AND p.cited_by IS NULL RETURN p.id
MATCH (p:Patent) WHERE NOT p.cited_by > 3 RETURN p.id ORDER BY p.id
MATCH (p:Patent) WHERE p.cited_by <> 9 OR p.cited_by IS NULL RETURN count(*)
MATCH (p:Patent) WHERE p.id IN ['CN201810000001', null] RETURN p.title
MATCH (p:Patent) WHERE trim(toLower(p.title_en)) ENDS WITH 'battery' RETURN p.id
MATCH (p:Patent) WHERE p.title_en IS NULL AND p.title_zh =~ '一种.*' RETURN count(p)
MATCH (p:Patent) RETURN p.ipc_main AS c ORDER BY c SKIP 10
MATCH (p:Patent) RETURN split(p.ipc_main, '/')[0] AS g, count(*) AS n ORDER BY n DESC, g
MATCH (p:Patent) RETURN p.outlook_score, p.maturity, count(*) AS n ORDER BY p.maturity
# met by the random queries
MATCH (o:Organisation)-[:FILED]->(p) RETURN o.title, sum(p.cited_by) / count(p) ORDER BY sum(p.cited_by) / count(p) DESC, o.title
MATCH (o:Organisation)-[:FILED]->(p) RETURN upper(o.country), count(p) + 1 ORDER BY count(p) + 1
MATCH (p:Patent) WHERE p.claim_count / p.cited_by > 0 RETURN p.id
MATCH (p:Patent) WHERE p.cited_by > 0 AND p.claim_count / p.cited_by > 0 RETURN p.id ORDER BY p.id
MATCH (p:Product) RETURN (p)<-[:CLAIMS]-(:Patent) AS claimed
MATCH (p:Product) RETURN p.id, (p)<-[:CLAIMS]-(:Patent) AS claimed
MATCH (p:Patent {id: 'CN201810000001'}) RETURN p {.id, 甲: {k: 'x'}.k} AS m
MATCH (f:Family) RETURN reverse(f.countries) AS l
MATCH (f:Family) RETURN reverse([x IN f.countries | x]) AS l ORDER BY f.id
MATCH (n:ChainNode)<-[a:ASSIGNED_TO]-() UNWIND [1, null, 0] AS x RETURN x AS y, count(*) AS n, count(a) AS m ORDER BY x ASC, n, m
MATCH (o:Organisation) WITH o AS b, count(*) AS n RETURN b {.id} AS m ORDER BY b.id
MATCH (o:Organisation)-[:FILED]->(p) WITH o, count(p) AS n RETURN o {.title, n: n} AS m ORDER BY o.id
# technology fields, claims, concepts
MATCH (t:TechnologyField) RETURN t ORDER BY t.number
MATCH (p:Patent)-[r:IN_FIELD]->(t:TechnologyField) RETURN p.id, t.number, r.weight ORDER BY p.id, t.number
MATCH (p:Patent)-[r:IN_FIELD]->() WITH p, sum(r.weight) AS whole WHERE whole < 1 RETURN count(p)
MATCH (t:TechnologyField {number: 20})<-[:IN_FIELD]-(p)<-[:FILED]-(o) RETURN DISTINCT o.title ORDER BY o.title
MATCH (p:Patent)-[:HAS_CLAIM]->(c:Claim) RETURN p.id, c.number, c.form, c.category, c.start, c.end ORDER BY p.id
MATCH (c:Claim)-[:HAS_ELEMENT]->(e:Element) RETURN c.id, e.number, e.part, e.quote, e.signs ORDER BY c.id, e.number, e.quote
MATCH (c:Claim)-[:HAS_ELEMENT]->(e) RETURN c.title AS 主题, count(e) AS 特征数 ORDER BY 特征数 DESC, 主题
MATCH (e:Element {part: 'preamble'}) RETURN count(e)
MATCH (p:Patent) WHERE NOT EXISTS { (p)-[:HAS_CLAIM]->() } RETURN p.id ORDER BY p.id
MATCH (m:Means) WHERE size(m.forms) > 1 RETURN m.title, m.forms ORDER BY m.title
MATCH (m:Means) WHERE m.means_type = 'process' RETURN m.title ORDER BY m.title
MATCH (m:Means)-[:BROADER*1..3]->(above:Means) RETURN m.title, above.title ORDER BY m.title
# full text
UNWIND split(toLower('固态 电池'), ' ') AS word WITH DISTINCT word WHERE word <> '' MATCH (p:Patent) WHERE toLower(p.title) CONTAINS word RETURN p.id, count(word) AS found ORDER BY found DESC, p.id
UNWIND ['固态', '电池'] AS word CALL { WITH word MATCH (p:Patent) WHERE p.title CONTAINS word RETURN p, 4 AS points UNION WITH word MATCH (x:Means)<-[:USES_MEANS]-(p:Patent) WHERE x.title CONTAINS word RETURN p, 2 AS points } RETURN p.id, count(DISTINCT word) AS found, sum(points) AS score ORDER BY score DESC, p.id
MATCH (p:Patent)<-[:INVENTED]-(o) WHERE p.id < '0' RETURN p.id, count(o) AS n UNION ALL MATCH (p:Patent)<-[:FILED]-(o) RETURN p.id, count(o) AS n ORDER BY n DESC, p.id DESC
CALL { MATCH (p:Patent) RETURN p UNION MATCH (p:Patent) RETURN p } RETURN p.status, count(*) AS n ORDER BY n, p.status DESC
MATCH (o:Organisation) RETURN o.names + o.names[3] AS joined ORDER BY o.id
MATCH (o:Organisation) RETURN o.names[0] + '、' + o.names[0] AS joined ORDER BY o.id
MATCH (a)<-[r:PART_OF*]-(p:Place) WHERE p.id = '320200' RETURN a.id, [x IN r | startNode(x).id] AS way ORDER BY a.id
MATCH (a)-[r:FEEDS*2]-(p:ChainNode {id: 'SW-01'}), (a)<-[s:FEEDS*1..2]-(b) RETURN a.id, b.id, [x IN r | startNode(x).id] AS r, [x IN s | endNode(x).id] AS s ORDER BY b.id, r
MATCH (q:Place {id: '320200'}) RETURN COUNT { (z:Place {id: 'CN'})<-[r:PART_OF*]-(q) WHERE startNode(r[0]).id = '320000' } AS n
MATCH (a)<-[r:PART_OF*]-(p:Place {id: '320200'}) RETURN *
MATCH (p:Patent) RETURN split(p.title, '') AS signs ORDER BY p.id
MATCH (p:Patent) RETURN replace(p.title, '', '-') AS x ORDER BY p.id
MATCH (e:LegalEvent) RETURN lTrim(e.givers[0]) AS giver ORDER BY giver
MATCH (p:Patent {id: 'no'}) RETURN any(x IN collect(p) WHERE x.granted) AS x
MATCH (p:Patent {id: 'no'}) RETURN [x IN collect(p) | x.id] AS x, size(collect(p)) AS n
UNWIND [{甲: 1, b: 'x'}, {甲: null, b: 'y'}] AS m RETURN m.甲 AS a, m ORDER BY m.b
MATCH (p:Patent)-[:CLAIMS]->(x) WITH p, [{n: p}, {n: [x]}] AS l RETURN l ORDER BY p.id LIMIT 2
MATCH (p:Patent) RETURN p.id, [y IN [1, 2] WHERE p:Patent | y] AS l ORDER BY p.id
MATCH (p:Patent) RETURN p.id, [(p)-[:CLAIMS]->(q) WHERE q:Product | q.id] AS l ORDER BY p.id
MATCH (p:Patent) RETURN p.id, [(p)-[:CLAIMS]->(q:Product|Person) | last([q.id])] AS l ORDER BY p.id
MATCH (o:Place {id: 'JP'}) RETURN size([(p:Patent)-[:CLAIMS]->(x) | x.project]) AS n
MATCH (o:Place {id: 'JP'}) WHERE (:Person)-[:INVENTED]->(:Patent {country: 'JP'}) RETURN o.id
MATCH (o:Place {id: 'JP'}) RETURN COUNT { (o)<-[:LOCATED_IN]-(x), (p:Patent) } AS n
MATCH (p:Patent)<-[:FILED]-(o) WITH p, collect(o) AS os WHERE size(os) > 1 UNWIND os AS o RETURN p.id, o {.id} AS m ORDER BY p.id, o.id
MATCH (p:Patent) RETURN p.id AS i ORDER BY i LIMIT 2 UNION ALL MATCH (o:Organisation) WITH o ORDER BY o.id DESC LIMIT 1 RETURN o.id AS i
MATCH (o:Organisation) CALL (o) { MATCH (o)-[:FILED]->(p) RETURN p.id AS i UNION MATCH (o)-[:LOCATED_IN]->(c) RETURN c.id AS i } RETURN o.id, i ORDER BY o.id, i
MATCH (a:Place) WHERE EXISTS { (a)--(b) WHERE any(a IN [1] WHERE a = 1) } RETURN a.id ORDER BY a.id
MATCH (a:Place) RETURN all(x IN [a.id] WHERE EXISTS { (a)--(b) WHERE any(x IN [b.id] WHERE x > 'a') }) AS x
MATCH (p:Place) WHERE p.id IN [y IN ['JP', 'CN'] | y] RETURN p.id ORDER BY p.id
MATCH (p:Place) WHERE NOT p.id IN [(p)<-[:LOCATED_IN]-(o) WHERE o.id < 'x' | p.id][0..1] RETURN p.id ORDER BY p.id
MATCH (p:Patent)-[r:CLAIMS {end: 10}]->(x) RETURN p.id, r.end, {end: x.id} AS m ORDER BY p.id
MATCH (p:Place) RETURN p.id IN [x IN ['JP'] | x] AS k, p.id ORDER BY p.id IN [x IN ['JP'] | x] DESC, p.id
MATCH (k:Classification) RETURN [] + [x IN k.today | x] AS x ORDER BY k.id
MATCH (p:Person) OPTIONAL MATCH (p)-[:INVENTED]->(q:Patent) WHERE 0 <> size([(p)-[:MEMBER_OF]->(o) | q.id]) RETURN p.id, q.id ORDER BY p.id, q.id
MATCH (p:Patent) OPTIONAL MATCH (p)-[:HAS_CLAIM]->(c) WHERE COUNT { (p)-[:CLASSIFIED_AS]->(:Classification {main_group: 'H02J7'}) } <= 2 RETURN p.id, c.id ORDER BY p.id, c.id
MATCH (p:Patent) OPTIONAL MATCH (p)-[:HAS_CLAIM]->(c) WHERE NOT EXISTS { (p)-[:CLASSIFIED_AS]->(:Classification {main_group: 'H02J7'}) } RETURN p.id, c.id ORDER BY p.id, c.id
MATCH (x:Product)<-[:CLAIMS]-(:Patent), (x)-[:CLAIMS*2]-(y) WHERE 2 / 0 IS NULL RETURN x.id
MATCH (a:Person)-[:MEMBER_OF]->()<-[:OWNED_BY]-(p:Patent {application_date: '2017-12-31'}) OPTIONAL MATCH (p)-[:HAS_EFFECT]->(:Effect)<-[:HAS_EFFECT]-(q:Patent) WHERE 2 <> size([(a)-[:MEMBER_OF|INVENTED]->(x) WHERE x.title IS NULL | q.id]) RETURN q.id
RETURN DISTINCT [5] + [0][3] AS 年份
MATCH (p:Patent) RETURN p.country AS c, round(100 * avg(p.cited_by)) / 100 AS 平均被引 ORDER BY 平均被引 DESC, c
# regular expressions
RETURN 'ab中_1' =~ '\\w+' AS a, '中' =~ '\\W+' AS b, '１' =~ '\\d' AS c, ' ' =~ '\\s' AS d, 'a b_1' =~ '\\w\\s\\w+' AS e
MATCH (p:Patent) WHERE p.title =~ '.*[\\W\\d]\\w+.*' RETURN p.id ORDER BY p.id
RETURN 'Ａ' =~ '(?i)ａ' AS a, 'É' =~ '(?i)é' AS b, 'ABc' =~ '(?i)[a-c]+' AS c, 'x' =~ '(?i)[^X]' AS d, 'q' =~ '(?i)[P-b]' AS e
RETURN '\u212a' =~ '(?i)k' AS a, 'a\rb' =~ 'a.b' AS b, 'a\rb' =~ '(?s)a.b' AS c, 'a\u2028b' =~ 'a.b' AS d
RETURN 'a<b' =~ 'a\\<b' AS a, 'a。b' =~ 'a\\。b' AS b, 'a~~b' =~ '[a~~b]+' AS c, '[' =~ '[P-b]' AS d, 'x5' =~ '[x\\D]5' AS e
RETURN 'it\'s \d \u4e2d \uD83D\uDE00 a\bb' AS x, 'a' =~ '\w' AS y
RETURN '中a' =~ '[\\W]\\w' AS a, '5' =~ '[^\\D]' AS b, '💡' =~ '.' AS c, 'a' =~ '^a|b$' AS d, 'b' =~ '(?:a|)b{1,2}?' AS e
# cutting, converting, dates
UNWIND [0, 2, null] AS n RETURN left('abc', n) AS a, right('abc', n) AS b, substring('abc', n) AS c, substring('abc', 1, n) AS d
MATCH (p:Patent) RETURN left(p.title, size(left(p.id, p.cited_by))) AS x ORDER BY p.id
MATCH (p:Patent) WITH p.country AS c, count(*) AS n RETURN c + toString(n) AS x ORDER BY x
MATCH (p:Patent) RETURN date(p.grant_date) AS d, count(*) AS n ORDER BY d
RETURN toInteger('007') AS a, toFloat('-1.50') AS b
