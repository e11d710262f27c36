"""The pages docs/graph.md and docs/cypher.md, made from the schema and the guard's list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from patnav.graph.guard import ENGINES
from patnav.graph.named import load_query, query_names
from patnav.graph.schema import SCHEMA, NodeKind, Property, RelationshipKind

__all__ = ["cypher_page", "graph_page"]

_GRAPH = """\
# The graph

Made by `make docs` from `graph/schema.yaml`.

`patnav build` writes the graph of a snapshot into one file, `graph.kgl`, beside the tables. It is
read by an embedded engine that needs no installation, in a child process of its own. `patnav
publish` loads the same graph into a Neo4j server. The words of a query are the same on both.

    patnav query "MATCH (p:Patent) RETURN p.title LIMIT 5"
    patnav query --named co_applicants --param organisation="O:…" --json
    patnav query "MATCH (p:Patent {country: $c}) RETURN count(p)" --param c=CN --on neo4j

## Neo4j

A local one, of this user or of one project, needs Java 17 or 21:

    patnav neo4j start          # installs Neo4j Community once (99 MB) and starts it
    patnav publish              # finds the local server by itself; loading twice changes nothing
    patnav neo4j status         # process, port, logs; exit code 1 when it does not run
    eval "$(patnav neo4j env)"  # NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD for other programs
    patnav neo4j stop

**Java** is that of JAVA_HOME or PATH, else the one that `pip install 'patnav[neo4j-local]'` brings.

**Installing** (`patnav neo4j install`, or the first `start`) takes 160 files of Neo4j Community,
without its web server. Each is checked against the SHA-256 in `data/neo4j/jars.csv`, so it does not
matter who brings it; when one is wrong, missing or cut, nothing is installed. They come

1. with Maven where it is installed, with your own `settings.xml` (mirrors, proxies, passwords);
2. else by HTTPS from PATNAV_MAVEN_REPOSITORY, else `[graph] repository` of `patnav.toml`, else
   Maven's own address; `--repository URL` goes before Maven;
3. on a machine without internet from a file that another machine wrote:

       patnav neo4j bundle neo4j.zip           # where there is internet
       patnav neo4j install --from neo4j.zip   # where there is none

`patnav neo4j uninstall` removes the program, with `--data` also data, logs and password.

**The server** listens on loopback only. Its password is generated and readable by its user only. It
takes a quarter of the machine's memory (`start --memory MB` sets it), half as heap and half as page
cache. Its logs are in the folder `logs` of its home; `start` and `status` say where. After
`kill -9` or a power cut `start` brings it back with all that was committed. Without more there is
one server per user; `[graph] home = "neo4j"` in `patnav.toml` gives a project one of its own in
that folder, and `--home DIR` names any.

**Any other server** works the same. Name it in NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD, or in
`patnav.toml` under `[graph]`; the variables go first.

| way | what to do |
| --- | --- |
| package | install `neo4j` from Neo4j's repository for Debian or Red Hat, `bolt://127.0.0.1:7687` |
| container | `docker run -p 127.0.0.1:7687:7687 -e NEO4J_AUTH=neo4j/… neo4j:5.26-community` |
| Aura | the address of the instance, `neo4j+s://….databases.neo4j.io` |
| cluster | `neo4j://host:7687` |

## Publishing

`patnav publish` notes on the server which snapshot of the project it holds. The next one compares
the two snapshots and sends only the rows that are new, changed or gone; up to 100,000 of them go in
one transaction, so that readers see the old graph or the new one, also when the run is killed. A
larger load, one onto a server that notes nothing, and one for which the server has not the memory
(1 GB of heap is enough) go in parts of 5,000 rows. Before its first
part it notes that the graph is not whole, and until all is verified `patnav query --on neo4j` and
Python refuse to read it and say why; other clients find `loading: true` on the node
`PatnavSnapshot {publishes: '…'}`. When it breaks off, the next run completes it. A query during
which something was published is asked again, so its rows are of one snapshot.

After every load the rows of each kind are counted and some of each are compared; when they differ,
because somebody else wrote, all that is stored is compared (`--whole` does so at once). Publishing
twice changes nothing.

`patnav publish --bulk` is for a first, large load of the local server, running or stopped: Neo4j's
own importer makes the store anew aside, it is verified there and swapped in. Killed at any moment,
the previous graph is there. A server of the Community edition has one database, which the importer
makes anew, so it refuses when another project is in it.

Several projects may share a server. Each node has the `project` that published it, `id` is unique
per kind and project, relationships stay within a project, and `patnav query --on neo4j` sees its
own project only. In other clients say `{project: '…'}` yourself, or leave it out to look across
projects.

`patnav publish --remove` takes this project's graph off the server and leaves all others; killed on
the way, the next run completes it. The snapshots stay, so publishing again brings it back.

**Joining projects.** The keys of patents, families, organisations, persons, places, classifications
and technology fields are made of the data itself, so the same thing has the same `id` in every
project. `patnav query --on neo4j --across` sees all projects of the server; say which is meant in
each pattern, and join by `id`. Organisations of two chains, with their patents in each:

    patnav query --on neo4j --across "
      MATCH (a:Organisation {project: $one})-[:FILED]->(p:Patent)
      MATCH (b:Organisation {project: $other})-[:FILED]->(q:Patent)
      WHERE a.id = b.id
      RETURN a.id AS organisation, count(DISTINCT p) AS one, count(DISTINCT q) AS other
      ORDER BY one + other DESC, organisation" --param one=pv --param other=battery

Relationships stay within a project; a chain node's `id` is that of its tree, a mention's that of
its project's texts.

## Full text

    patnav query --named search --param text="固态 电解质"

A patent is found when it has every word, in any of four places, and scored by adding up for each
word the places that have it: title 4, claimed subject 3, means 2, effect 1. A word is any run of
characters between blanks and is looked for as a part of the text, whatever the case, so Chinese
needs no word breaks and 电解 finds 电解质. Rows come by score, then by key: whole numbers, the same
on both engines and in every run. It is a Cypher query like the others (`graph/queries/`), so it
runs on any Neo4j without a plug-in, in Python (`snap.cypher(load_query("search").cypher, text=…)`,
from `patnav.graph.named`) and in the dashboard's console, and may be copied and changed. Titles and
normalised terms are in the graph; abstracts and claims are not: they stand in the table `texts`.

## Limits

Queries are read-only, on Neo4j also by the session's access mode. `--limit` (1,000 rows) and
`--timeout` (30 s) end a query; on the embedded engine one query may take 2 GB beside the graph. A
query that is ended says so and the next one works. Neo4j ends a query between rows only: one that
spends long within a row (a list of a billion numbers, a regular expression that backtracks) is let
go 5 s after its time, and the server works on until it is done. `tests/hostile.cypher` holds
what has been tried.

## How fast

On 2 cores, of random chains in the proportions of a real one (28 relationships a patent, texts as
long as real ones); the exports were measured beside other work on the machine.
`benchmarks/bench_graph_*.py` and `bench_exports.py` measure anew.

@FAST@
The embedded engine's file holds 2 GB of relationships before it is compressed; of a million patents
with all their quotes a save on the way had 2.3. Such a chain is built without it, for Neo4j.

## Rows as files

    patnav query "MATCH (p:Patent) RETURN p.id AS id, p.cited_by AS n" -o rows.parquet
    patnav query "MATCH (p:Patent) WHERE p.priority_year >= $y RETURN p" --param y=2018 --format csv

stdout is data: a table, `--json`, or `--format json|csv|parquet`; `-o FILE` goes by its ending. A
parameter is the JSON value that it is written as (`3`, `0.5`, `true`, `null`, `["a","b"]`), else
text; `--param code='"03"'` is text in any case, and a named query knows its own types. CSV is for
spreadsheets (byte order mark, ' before what would become a formula); JSON and Parquet hold what
was answered, and an answer with Infinity or NaN is no JSON: it is refused. Nodes, paths and
mixtures are JSON text in CSV and Parquet. A named query refuses the id of a node that is not there.

## Python

`patnav.open` needs no engine for tables and networks; `cypher` starts the embedded one, or asks
the server with `on="neo4j"`. The tutorial is a notebook: `docs/tutorial.ipynb`.

```python
import networkx as nx

import patnav

snap = patnav.open("myzone")
frame = snap.cypher("MATCH (p:Patent {country: $c}) RETURN p.id AS id", c="CN", limit=10)
whole = snap.to_networkx(kinds=["Organisation", "Patent"])  # a directed multigraph
co = snap.to_networkx(relationships=["FILED"], network_of="Organisation")  # weighted, simple
central = nx.degree_centrality(co)
```

- **Parameters.** Text, numbers, lists, maps, and what numpy and pandas yield (a number, an array, a
  column, a day); NaN and NA are null.
- **Rows.** A node comes as `{"labels": [...], "properties": {...}}`, a relationship as `{"type",
  "start", "end", "properties"}` with the keys of its ends, a path as `{"nodes": [...],
  "relationships": [...]}`. Properties that are null are not there. The last digit of a sum or mean
  of decimals, the order of rows without ORDER BY and of `collect()` without a sorted WITH are free,
  on every engine. Without `limit` all rows come; with it `frame.attrs["truncated"]` says whether
  there were more.
- **Part of the graph.** `kinds`, `relationships`, `node` (a node of the chain or a group: its
  patents and what they are joined to) and `query` (Cypher that returns nodes or paths) narrow it,
  each further. A node is `Kind/id` with `node_type` and its properties, an edge has `edge_type`.
- **Network of a kind** (`network_of`). Two nodes are joined by what they share: `weight` is how
  many patents, say (legal rights, not families), `share` counts each of them 1/(k-1) when k nodes
  share it (Newman 2001), and a node's `count` is how many it has itself.

Notebooks that use py2neo find the published graph with `patnav[py2neo]` and
`patnav.graph.py2neo_bridge.open_py2neo(snap)`. py2neo has reached its end of life: new ones had
better not.

## Exports

    patnav export co.json --relationship FILED --network-of Organisation
    patnav export node.graphml --node BT-03
    patnav export chain.nt --base https://example.org/id/

```python
snap.export("co.json", relationships=["FILED"], network_of="Organisation")
snap.close()
```

| ending | format | what is in it |
| --- | --- | --- |
| `.graphml` | GraphML | all nodes and relationships with properties and labels, or a network |
| `.gexf` | GEXF 1.2 | the same, for Gephi: labels are titles, weights are Gephi's |
| `.json` | VOSviewer | items with label, weights, scores and cluster, links with strength |
| `.nt` | N-Triples | RDF of nodes and relationships |
| `.parquet` | Parquet | `NAME.nodes.parquet` and `NAME.edges.parquet`, a column per property |

The same snapshot gives the same bytes. In XML a list is JSON text, and a character that XML cannot
hold is written `_xHHHH_`. VOSviewer gets no coordinates: it lays the map out itself. Clusters are
the kinds of nodes or, in a network of one kind, Louvain communities named by their strongest item;
titles are text there, never HTML. Scores colour the map: priority year and citations, of a patent
its own, of other items the mean of their patents. VOSviewer draws some thousands of items, so name
a network or narrow the graph down.

IRIs of N-Triples: a node is `BASE` + `project/Kind/id`, kinds, properties and relationship types
are `BASE` + `schema#Name`, `title` is `rdfs:label`. A relationship with properties is also an
`rdf:Statement`, `BASE` + `project/TYPE/from/to`, and what else tells it apart. What is no letter of
a path is `%HH`. Whole numbers, decimals, truth values and days are typed (`xsd:integer`, `double`,
`boolean`, `date`); text in Chinese has the tag `zh`, in Japanese or Korean script `ja` or `ko`, a
quote the language of its patent's text, `*_en` the tag `en`; codes and keys have none.

## Why dates are text

Every `date` is stored as text in ISO 8601 (`2020-02-29`), on both engines. Text compares alike
everywhere and sorts by time; a stored date compared with text is null on Neo4j and converted by
the embedded engine. Write `p.priority_date >= '2020-01-01'`, `p.priority_year = 2020`, or
`date(p.priority_date).month`.

## Data dictionary

Every kind and every property tells where it comes from, its dimension. A unit is that of a number:
`share` and `probability` lie between 0 and 1, `percentile` between 0 and 100, a `rank` counts from
1, `characters` are Unicode code points from 0. What the files do not say is null. Claims and their
features are those of independent claims; dependent ones, and the whole vocabulary with its
evidence, stand in the tables `claims`, `mentions` and `terms`. On the demo a patent has 1.2
technology fields, 0.9 independent claims and 3.5 features.

"""

_CYPHER = """\
# Cypher: what runs where

Made by `make docs` from `graph/engines.yaml`.

What a query means is what Neo4j answers. The embedded engine (kglite 0.20.1) gives the same rows,
or the query is refused before it runs, with the construct, the reason and what to do.
`tests/conformance.cypher` holds the queries on which both engines are compared; `make fuzz`
compares them on random ones: of 20,000 from seed 20261126 the embedded engine gave the rows of
Neo4j for 70.7 % and refused 29.2 %; 10 were passed over (too slow, too many rows), and in 4 the
answers differed: three times Neo4j ended the query for a division by zero in a row that its plan
drops later; the fourth is refused since.

## Refused on every engine

Queries are read-only. Refused are these words wherever they are commands (as text, label,
property or map key they are free):

"""

_REST = """
Refused as well: more than one statement; labels and types given as parameters; `\\u` escapes of
quotes; names that the schema does not have ("no property `tilte` on Patent; did you mean
`title`?"); parts of stored dates (`p.priority_date.year`) and stored dates compared with `date()`;
arithmetic on what is no number, and tests of what is no truth value; aggregates beside a name that
is no item of the same RETURN or WITH (`a.x + count(*)` without `a.x` or `a`), or where there are no
groups yet (WHERE, UNWIND); what WITH gives no name.

## Rewritten for the embedded engine

Chinese and backticked variables, aliases and parameters, comments, `*` without an upper bound,
property names that are reserved words (`r.end`), unnamed columns, `EXISTS { }`
(as `0 < COUNT { }`), computed lists after IN, paths whose relationship of variable length has a
name (its list would be in the order of the engine's walk), expressions that ORDER BY repeats (by
their name), divisors: one that is zero ends the query, because the engine would answer null where
Neo4j answers Infinity, NaN or an error; `round(x)`, for the engine takes halves away from zero and
Neo4j takes them up; numbers that left(), right() and substring() cut by, where one that is negative
ends the query; escapes in text; regular expressions written in the query, whose `.`, `\\d`,
`\\w`, `\\s` and `(?i)` are those of Java: they know the letters and digits of ASCII alone. Neo4j
may also divide rows that its own plan drops later, and then ends a query that is answered here.

## Functions of the embedded engine

"""


_FAST = [
    ("embedded, tables to verified file", "100,000", "28 s, 1.5 GB; file 34 MB"),
    ("… its 2.8 M relationships alone", "", "194,000/s"),
    ("embedded, tables to verified file", "13,000", "3.3 s, 0.46 GB"),
    ("… its 367,000 relationships alone", "", "350,000/s"),
    ("embedded, point lookup, p95", "100,000", "0.5 to 3.8 ms in two runs"),
    ("… co-applicants, 2 hops", "", "4.7 ms; networkx in memory 3.6 to 5.0 ms"),
    ("… title contains", "", "15 to 24 ms"),
    ("Neo4j, point lookup, p95", "100,000", "26 ms; the bare driver 3.8 ms"),
    ("… co-applicants, 2 hops", "", "35 ms; the bare driver 15 ms"),
    ("… title contains", "", "161 ms; the bare driver 111 ms"),
    ("guard", "", "1.1 to 1.4 ms a query"),
    ("`patnav publish`, whole, empty server", "13,000", "64 s, 0.3 GB: 5,754 relationships/s"),
    ("… beside one MERGE a row through the driver", "", "125/s: 46 times"),
    ("… beside py2neo, one merge a row", "", "66/s: 88 times"),
    ("… beside py2neo's bulk functions, one bare type", "", "4,845/s: 1.2 times"),
    ("… again; one patent of 100 changed", "", "6.3 s; 9.6 s"),
    ("`patnav publish --bulk`", "", "57 s, most of it two starts of the server"),
    ("GraphML beside networkx", "13,000", "2.5 times faster, 7.9 times less memory"),
    ("GEXF beside networkx", "", "2.6 times faster, 7.6 times less memory"),
    ("N-Triples beside rdflib", "", "7.0 times faster, 14 times less memory"),
    ("Parquet beside networkx and pandas", "", "3.2 times faster, 2.5 times less memory"),
    ("VOSviewer JSON beside node-link JSON without clusters", "", "1.0 against 0.3 s"),
]


def graph_page() -> str:
    """Build docs/graph.md: how to run the graph, the data dictionary, the named queries."""
    fast = _table(("what", "patents", "measured"), _FAST)
    parts = [
        _GRAPH.replace("@FAST@", fast),
        _table(("dimension", "中文", "English"), _dimensions()),
        "## Nodes\n",
    ]
    for kind in SCHEMA.nodes.values():
        parts.append(f"### {kind.label} · {kind.zh} / {kind.en}\n")
        parts += [_about(kind), _properties(kind.properties)]
    parts.append("## Relationships\n")
    for link in SCHEMA.relationships.values():
        parts.append(
            f"### ({link.source})-[:{link.label}]->({link.target}) · {link.zh} / {link.en}\n"
        )
        told = f"Backwards: {link.reverse_zh} / {link.reverse_en}."
        if link.key:
            told += f" Told apart by {', '.join(f'`{name}`' for name in link.key)}."
        parts += [_about(link), told + "\n"]
        if link.properties:
            parts.append(_properties(link.properties))
    parts.append("## Named queries\n")
    parts.append(_table(("name", "中文", "English", "parameters"), map(_query, query_names())))
    return "\n".join(parts)


_MAPS = """
Properties of what a parameter brings (`UNWIND $rows AS row … row.pid`), for what it is cannot be
seen: hand over lists of plain values, one parameter for each column.
"""


def cypher_page() -> str:
    """Build docs/cypher.md: what is refused where, what is rewritten, which functions there are."""
    writes = ((", ".join(rule["words"]), rule["reason"]) for rule in ENGINES["read_only"])
    calls = [
        f"Procedures on {engine}: {', '.join(names) or 'none'}."
        for engine, names in ENGINES["procedures"].items()
    ]
    functions = ((group, ", ".join(names)) for group, names in ENGINES["functions"].items())
    told = (*ENGINES["structures"].values(), *ENGINES["calls"].values())
    named = [{word: text.format(name="x") for word, text in rule.items()} for rule in told]
    refused = (
        (rule["construct"], rule["reason"], rule["remedy"])
        for rule in (*ENGINES["unsupported"], *named)
    )
    traps = f"The properties {', '.join(ENGINES['traps'])}, to which every node answers there.\n"
    return "\n".join(
        [
            _CYPHER + _table(("words", "what they do"), writes),
            *calls,
            _REST + _table(("group", "functions"), functions),
            "## Refused on the embedded engine\n",
            _table(("construct", "reason", "remedy"), refused),
            traps,
            _MAPS,
        ]
    )


def _query(name: str) -> tuple[str, str, str, str]:
    query = load_query(name)
    return f"`{name}`", query.zh, query.en, ", ".join(query.parameters) or "–"


def _dimensions() -> Iterable[tuple[str, str, str]]:
    return ((f"`{code}`", names["zh"], names["en"]) for code, names in SCHEMA.dimensions.items())


def _about(kind: NodeKind | RelationshipKind) -> str:
    return f"{kind.about_zh} {kind.about_en} Dimension: `{kind.dimension}`.\n"


def _properties(properties: Mapping[str, Property]) -> str:
    rows = (
        (
            f"`{item.name}`",
            item.type,
            item.unit,
            f"{item.zh}：{item.about_zh}",
            f"{item.en}: {item.about_en}",
            item.dimension,
        )
        for item in properties.values()
    )
    return _table(("property", "type", "unit", "中文", "English", "dimension"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return (
        "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines) + "\n"
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
