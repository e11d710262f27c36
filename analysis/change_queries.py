"""The queries behind `changes.py` beside those of patents; rows have the columns COLUMNS.

They stand on the tables of both sides (`old_events` … `new_judgements`) and on `known`: one row per
patent that both sides know, with its keys, title, places and why it changed, if it did.
"""

from __future__ import annotations

__all__ = ["EXPORTS", "LIST", "MOVES", "PREPARE", "SNAPSHOTS"]

# `reworked`: patents of which something changed that annotating or assigning reads.
PREPARE = """
CREATE TEMP VIEW reworked AS SELECT n.patent FROM different
WHERE o.title <> n.title OR o.classes <> n.classes OR o.ipc_main <> n.ipc_main
  OR o.texts <> n.texts OR o.grant_date <> n.grant_date OR o.family_size <> n.family_size
  OR o.cited_by <> n.cited_by;
CREATE TEMP VIEW went AS
SELECT a.organisation AS was, b.organisation AS now, count(*) AS patents
FROM pairs JOIN old_applicants AS a ON a.patent = pairs.old
JOIN new_applicants AS b ON b.patent = pairs.new AND b.name = a.name
WHERE a.organisation <> b.organisation GROUP BY ALL;
"""

_EVENTS = """
WITH was AS (SELECT DISTINCT new AS patent, date, kind, text
    FROM old_events JOIN pairs ON patent = old),
  now AS (SELECT DISTINCT patent, date, kind, text
    FROM new_events SEMI JOIN (SELECT new AS patent FROM pairs) USING (patent)),
  moved AS (
    SELECT 'new' AS change, * FROM (FROM now EXCEPT FROM was) UNION ALL
    SELECT 'gone', * FROM (FROM was EXCEPT FROM now))
SELECT 'event', change, patent, name, kind,
  CASE WHEN change = 'gone' THEN concat_ws(' ', CAST(date AS VARCHAR), text) ELSE '' END,
  CASE WHEN change = 'new' THEN concat_ws(' ', CAST(date AS VARCHAR), text) ELSE '' END,
  cause, old_file, old_row, new_file, new_row
FROM moved JOIN known ON known.new = patent
"""
_ORGANISATIONS = """
WITH into_one AS (SELECT was, arg_max(now, (patents, now)) AS now FROM went GROUP BY was),
  out_of AS (SELECT now, arg_max(was, (patents, was)) AS was FROM went GROUP BY now),
  told AS (SELECT b.organisation, b.name, unnest([
      {{'field': 'name', 'was': a.name, 'now': b.name}},
      {{'field': 'kind', 'was': a.kind, 'now': b.kind}},
      {{'field': 'country', 'was': a.country, 'now': b.country}},
      {{'field': 'place', 'was': a.place, 'now': b.place}},
      {{'field': 'group', 'was': a."group", 'now': b."group"}}], recursive := true)
    FROM old_organisations AS a JOIN new_organisations AS b USING (organisation))
SELECT 'organisation', 'gone', a.organisation, a.name, '', a.name, coalesce(b.name, ''),
  CASE WHEN b.name IS NULL THEN 'no_patents' ELSE 'merged' END, '', NULL, '', NULL
FROM (FROM old_organisations ANTI JOIN new_organisations USING (organisation)) AS a
LEFT JOIN into_one ON into_one.was = a.organisation
LEFT JOIN new_organisations AS b ON b.organisation = into_one.now
UNION ALL
SELECT 'organisation', 'new', b.organisation, b.name, '', coalesce(a.name, ''), b.name,
  CASE WHEN a.name IS NULL THEN 'first_patents' ELSE 'split' END, '', NULL, '', NULL
FROM (FROM new_organisations ANTI JOIN old_organisations USING (organisation)) AS b
LEFT JOIN out_of ON out_of.now = b.organisation
LEFT JOIN old_organisations AS a ON a.organisation = out_of.was
UNION ALL
SELECT 'organisation', 'changed', organisation, name, field, was, now, '', '', NULL, '', NULL
FROM told WHERE was IS DISTINCT FROM now
"""
_NODES = """
SELECT 'node', CASE WHEN a.node IS NULL THEN 'new' WHEN b.node IS NULL THEN 'gone'
    ELSE 'changed' END,
  new, name, '', coalesce(a.node, ''), coalesce(b.node, ''),
  CASE WHEN new IN (FROM reworked) THEN 'patent' ELSE '{otherwise}' END,
  old_file, old_row, new_file, new_row
FROM known
LEFT JOIN (FROM old_assignments WHERE main) AS a ON a.patent = old
LEFT JOIN (FROM new_assignments WHERE main) AS b ON b.patent = new
WHERE a.node IS DISTINCT FROM b.node
"""
_JUDGEMENTS = """
SELECT 'judgement', 'changed', new, name, a.dimension, a.band, b.band,
  CASE WHEN new IN (FROM reworked) THEN 'patent' ELSE '{otherwise}' END,
  old_file, old_row, new_file, new_row
FROM known JOIN old_judgements AS a ON a.patent = old
JOIN new_judgements AS b ON b.patent = new AND b.dimension = a.dimension
WHERE a.band <> b.band
"""
_CLASSES = """
SELECT 'class', CASE WHEN a.node IS NULL THEN 'new' WHEN b.node IS NULL THEN 'gone'
    ELSE 'changed' END,
  coalesce(b.node, a.node), names.name_zh || ' ' || names.name_en, '',
  coalesce(a.node_class, ''), coalesce(b.node_class, ''), '', '', NULL, '', NULL
FROM (FROM old_cells WHERE region = '{region}' AND node <> '') AS a
FULL JOIN (FROM new_cells WHERE region = '{region}' AND node <> '') AS b USING (node)
LEFT JOIN (SELECT node, any_value(name_zh) AS name_zh, any_value(name_en) AS name_en
  FROM (FROM new_nodes UNION FROM old_nodes) GROUP BY node) AS names
  ON names.node = coalesce(b.node, a.node)
WHERE a.node_class IS DISTINCT FROM b.node_class
"""
SNAPSHOTS = (_EVENTS, _ORGANISATIONS, _NODES, _JUDGEMENTS, _CLASSES)
LIST = """
SELECT 'list', CASE WHEN a.rank IS NULL THEN 'new' WHEN b.rank IS NULL THEN 'gone'
    ELSE 'changed' END,
  coalesce(b.{key}, a.{key}), coalesce(b.{name}, a.{name}), '{kind}',
  coalesce(CAST(a.rank AS VARCHAR), ''), coalesce(CAST(b.rank AS VARCHAR), ''),
  CASE WHEN a.rank IS NULL OR b.rank IS NULL THEN ''
    WHEN b.rank BETWEEN a.rank_low AND a.rank_high THEN 'within' ELSE 'beyond' END,
  '', NULL, '', NULL
FROM old_{table} AS a FULL JOIN new_{table} AS b USING ({key})
WHERE (a.rank <= {top} OR b.rank <= {top}) AND a.rank IS DISTINCT FROM b.rank
"""
EXPORTS = """
SELECT about, change, key, name, field, old, new,
  CASE WHEN change <> 'gone' THEN ''
    WHEN key IN (SELECT patent FROM elsewhere) THEN 'elsewhere' ELSE 'file_gone' END AS cause,
  old_file, old_row, new_file, new_row
FROM ({rows}) AS found({columns})
"""
MOVES = """
WITH told AS (
  SELECT about, change, field, key, name, old, new, about IN ('node', 'judgement', 'class')
    OR (field IN ('status', 'status_text', 'patent_type') AND change = 'changed') AS coded, cause
  FROM rows WHERE about = $about OR $about = '')
SELECT about, change, field, cause, CASE WHEN coded THEN old ELSE '' END AS was,
  CASE WHEN coded THEN new ELSE '' END AS now, count(*) AS number,
  list_slice(list([key, name] ORDER BY key), 1, 3)
FROM told WHERE field = $field OR $field = ''
GROUP BY ALL ORDER BY about, change, number DESC, field, was, now, cause
"""
