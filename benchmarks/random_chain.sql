-- Random tables of a snapshot, one view each; random_chain.py writes them as Parquet.
-- {patents}, {owners}, {terms} and {seed} are numbers. `i` numbers patents, `j` the rows of one.

CREATE MACRO unit(a, b) AS (hash(a, b, {seed}) % 1000000007) / 1000000007.0;
CREATE MACRO pick(a, b, n) AS floor(unit(a, b) * n)::BIGINT;
CREATE MACRO few(a, b, n) AS floor(unit(a, b) ** 2 * n)::BIGINT;  -- the small numbers more often
CREATE MACRO patent(i) AS 'CN2020' || lpad(i::VARCHAR, 8, '0');
CREATE MACRO owner(i, j) AS 'O:江苏新能源科技有限公司' || few(i, j, {owners});
CREATE MACRO term(i, j) AS '复合电极极片压实结构' || few(i, j, {terms});
CREATE MACRO day(i, j) AS DATE '2008-01-01' + pick(i, j, 5500)::INT;
CREATE MACRO slots(most, share) AS TABLE
  SELECT i, j FROM range({patents}) AS a(i), range(most) AS b(j) WHERE unit(i, j + 1000) < share;

CREATE VIEW patents AS
  SELECT patent(i) AS patent, patent(i) || 'A' AS publication, title, title AS title_zh,
    'CN' AS country, 'invention' AS patent_type, i % 2 = 0 AS granted, 'in_force' AS status,
    day(i, 50) AS application_date, day(i, 50) + 540 AS publication_date,
    day(i, 50) AS priority_date, 'H01M' || few(i, 51, 900) || '/00' AS ipc_main,
    'F:' || patent(i - (i % 6 = 5)::INT) AS family, pick(i, 52, 40) AS cited_by,
    1 + pick(i, 53, 20) AS claim_count
  FROM (
    SELECT i, '一种基于' || term(i, 0) || '的固态锂电池及其制备方法'
      || CASE WHEN i % 100 = 0 THEN '{later}' ELSE '' END AS title
    FROM slots(1, 2)
  );
CREATE VIEW families AS
  SELECT family, min(patent) AS patent, min(priority_date) AS priority_date, count(*) AS size,
    'single' AS basis, ['CN'] AS countries
  FROM patents GROUP BY family;
CREATE VIEW organisations AS
  SELECT 'O:江苏新能源科技有限公司' || i AS organisation, '江苏新能源科技有限公司' || i AS name,
    'enterprise' AS kind, 'CN' AS country, '3205' || lpad((i % 90)::VARCHAR, 2, '0') AS place,
    [name] AS names
  FROM range({owners}) AS a(i);
CREATE VIEW persons AS
  SELECT 'P:王小明' || i AS person, '王小明' || i AS name, owner(i, 60) AS organisation
  FROM range({patents} * 13 // 10) AS a(i);
CREATE VIEW places AS
  SELECT '3205' || lpad(i::VARCHAR, 2, '0') AS place, '区' || i AS name_zh, 'county' AS level
  FROM range(90) AS a(i);
CREATE VIEW nodes AS
  SELECT 'N' || i AS node, '环节' || i AS name_zh, 'Node ' || i AS name_en,
    ['N' || (i + 1) % 36] AS feeds
  FROM range(36) AS a(i);
CREATE VIEW applicants AS
  SELECT patent(i) AS patent, j + 1 AS position, owner(i, j) AS organisation, 0.5 AS share
  FROM slots(3, 0.4);
CREATE VIEW ownership AS
  SELECT patent(i) AS patent, owner(i, j) AS organisation, day(i, 50) AS valid_from,
    'applicant' AS basis
  FROM slots(3, 0.4);
CREATE VIEW inventors AS
  SELECT patent(i) AS patent, j + 1 AS position, 'P:王小明' || pick(i, j, {patents} * 13 // 10) AS person,
    0.25 AS share
  FROM slots(6, 0.5);
CREATE VIEW classifications AS
  SELECT patent(i) AS patent, CASE WHEN j < 4 THEN 'ipc' ELSE 'cpc' END AS scheme,
    'H01M' || few(i, j, 20000) || '/00' AS symbol, j + 1 AS position, j = 0 AS main
  FROM slots(10, 0.7);
CREATE VIEW assignments AS
  SELECT patent(i) AS patent, 'N' || (i + 7 * j) % 36 AS node, 0.5 AS weight, 0.8 AS confidence,
    j = 0 AS main, 'class' AS rule, '主分类号 H01M10/0562 属于该环节，题名提到它' AS reason,
    'H01M10/0562' AS evidence
  FROM slots(2, 0.65);
CREATE VIEW mentions AS
  SELECT concat_ws('/', patent(i), 'effect', 'abstract', 'zh', 20 * j || '-' || 20 * j + 18)
      AS mention,
    patent(i) AS patent, CASE WHEN j % 2 = 0 THEN 'means' ELSE 'effect' END AS dimension,
    'abstract' AS section, 'zh' AS lang, 20 * j AS start, 20 * j + 18 AS end,
    '有效提高了' || term(i, j) || '的能量密度' AS quote, term(i, j) AS value,
    '能量密度' AS attribute, 'up' AS direction, 'efficiency' AS effect_class, 0.8 AS confidence
  FROM slots(8, 0.69);
CREATE VIEW products AS
  SELECT patent(i) AS patent, term(i, 0) AS product, 'product' AS category, 'claim' AS section,
    'zh' AS lang, 3 AS start, 15 AS end, term(i, 0) AS quote
  FROM slots(1, 2);
CREATE VIEW events AS
  SELECT patent(i) AS patent, day(i, j) AS date, 'examination' AS kind,
    '实质审查的生效 IPC(主分类):H01M10/0562' AS text, j AS row
  FROM slots(5, 0.5);
CREATE VIEW citations AS
  SELECT patent(i) AS citing, patent(few(i, j, {patents})) AS cited FROM slots(6, 0.5);
CREATE VIEW judgements AS
  SELECT patent(i) AS patent, 'maturity' AS dimension, 'mid' AS band FROM slots(1, 2);
