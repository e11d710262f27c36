"""A small fictional world as tables, for tests that need whole tables rather than a whole build.

12 patents in 11 families, 5 organisations in 4 cities, 7 inventors, 4 chain nodes with a recycling
loop. All of it is invented; only class symbols and region codes are real. What is in it is said by
the few constants below, everything else follows from them, so a test can compute its truth from the
tables in plain Python. `save_small_world` makes an opened snapshot of it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from patnav.project import ProjectFile, create_project
from patnav.snapshot import Snapshot, SnapshotWriter
from patnav.tables import ANNOTATED, COLLECTED, Tables, empty, table

FILE = "f" * 64
VERSION = "test-1"


@dataclass(frozen=True)
class Person:
    """An inventor of the small world."""

    name: str
    at: str  # short name of the organisation


@dataclass(frozen=True)
class Invention:
    """A patent of the small world; everything else is derived from these fields."""

    key: str
    title: str
    day: date
    filed_by: tuple[str, ...]  # short names of organisations
    inventors: tuple[Person, ...]
    ipc: tuple[str, ...]
    nodes: tuple[tuple[str, float], ...]
    means: tuple[str, ...] = ()
    effects: tuple[tuple[str, str, str], ...] = ()  # (words, class, direction)
    product: str = ""
    kind: str = "invention"
    status: str = "in_force"
    cited_by: int | None = None
    family: str = ""  # patent key of the family's first member; empty = this one


ORGANISATIONS: dict[str, tuple[str, str, str]] = {  # short name -> (name, kind, place)
    "星桥": ("星桥储能科技有限公司", "enterprise", "320500"),
    "云帆": ("云帆电池材料有限公司", "enterprise", "320200"),
    "南湖": ("南湖理工大学", "university", "320500"),
    "海石": ("海石回收股份有限公司", "enterprise", "440300"),
    "Aozora": ("Aozora Cells K.K.", "enterprise", "JP"),
}
PLACES: dict[str, tuple[str, str, str, str]] = {  # code -> (zh, en, parent, level)
    "CN": ("中国", "China", "", "country"),
    "JP": ("日本", "Japan", "", "country"),
    "320000": ("江苏省", "Jiangsu", "CN", "province"),
    "440000": ("广东省", "Guangdong", "CN", "province"),
    "320500": ("苏州市", "Suzhou", "320000", "city"),
    "320200": ("无锡市", "Wuxi", "320000", "city"),
    "440300": ("深圳市", "Shenzhen", "440000", "city"),
}
NODES: dict[str, tuple[str, str, str, tuple[str, ...]]] = {  # id -> (zh, en, stage, feeds)
    "SW-01": ("固态电解质", "Solid electrolytes", "upstream", ("SW-02",)),
    "SW-02": ("电芯", "Cells", "midstream", ("SW-03",)),
    "SW-03": ("储能系统", "Storage systems", "downstream", ("SW-04",)),
    "SW-04": ("电池回收", "Battery recycling", "downstream", ("SW-01",)),
}
LI, WANG, ZHAO = Person("李一帆", "星桥"), Person("王晓", "星桥"), Person("赵明", "云帆")
LI_LATER = Person("李一帆", "海石")  # the same name at a second organisation
QIAN, SUN, SATO = Person("钱多", "南湖"), Person("孙立", "海石"), Person("Sato Ken", "Aozora")
COST, SAFE = ("降低成本", "cost", "down"), ("提高安全性", "safety", "up")
LIFE, FAST = ("延长寿命", "reliability", "up"), ("提高效率", "efficiency", "up")
AVOID = ("避免短路", "safety", "avoid")

INVENTIONS: tuple[Invention, ...] = (
    Invention(
        "CN201810000001",
        "一种硫化物固态电解质及其制备方法",
        date(2018, 3, 5),
        ("星桥", "南湖"),
        (LI, QIAN),
        ("H01M10/0562", "H01M10/058"),
        (("SW-01", 1.0),),
        ("硫化物球磨", "热压烧结"),
        (SAFE, COST),
        "固态电解质",
        cited_by=9,
    ),
    Invention(
        "CN201810000002",
        "氧化物电解质薄膜",
        date(2018, 7, 19),
        ("云帆",),
        (ZHAO,),
        ("H01M10/0562",),
        (("SW-01", 0.6), ("SW-02", 0.4)),
        ("溶胶凝胶成膜",),
        (AVOID,),
        "电解质薄膜",
        cited_by=3,
    ),
    Invention(
        "CN201910000003",
        "软包电芯",
        date(2019, 1, 2),
        ("星桥",),
        (LI, WANG),
        ("H01M10/0525",),
        (("SW-02", 1.0),),
        ("叠片",),
        (LIFE, FAST),
        "软包电芯",
        cited_by=0,
    ),
    Invention(
        "CN201920000004",
        "一种电芯夹具",
        date(2019, 5, 30),
        ("云帆",),
        (ZHAO,),
        ("H01M10/04",),
        (("SW-02", 1.0),),
        ("弹性夹持",),
        (FAST,),
        "电芯夹具",
        kind="utility_model",
        status="lapsed",
    ),
    Invention(
        "CN202010000005",
        "储能集装箱的热管理系统",
        date(2020, 2, 29),
        ("星桥", "云帆"),
        (WANG, ZHAO),
        ("H01M10/613", "H02J7/00"),
        (("SW-03", 1.0),),
        ("液冷",),
        (SAFE, LIFE),
        "热管理系统",
        cited_by=4,
    ),
    Invention(
        "CN202010000006",
        "退役电池梯次利用方法",
        date(2020, 11, 11),
        ("海石", "南湖"),
        (SUN, QIAN),
        ("H01M10/54",),
        (("SW-04", 0.7), ("SW-03", 0.3)),
        ("分选",),
        (COST,),
        "梯次利用方法",
        status="pending",
    ),
    Invention(
        "CN202110000007",
        "正极材料的湿法回收工艺",
        date(2021, 4, 1),
        ("海石",),
        (SUN, LI_LATER),
        ("C22B7/00", "H01M10/54"),
        (("SW-04", 1.0),),
        ("酸浸",),
        (COST, FAST),
        "湿法回收工艺",
        cited_by=1,
    ),
    Invention(
        "JP2017000008",
        "Sulfide solid electrolyte and battery",
        date(2017, 12, 31),
        ("Aozora",),
        (SATO,),
        ("H01M10/0562",),
        (("SW-01", 1.0),),
        ("sulfide milling",),
        (("improves safety", "safety", "up"),),
        "solid electrolyte",
        cited_by=22,
    ),
    Invention(
        "CN201880000009",
        "硫化物电解质和电池",
        date(2017, 12, 31),
        ("Aozora",),
        (SATO,),
        ("H01M10/0562",),
        (("SW-01", 1.0),),
        ("硫化物球磨",),
        (SAFE,),
        "固态电解质",
        family="JP2017000008",
        cited_by=7,
    ),
    Invention(
        "CN202110000010",
        "储能电站的均衡控制方法",
        date(2021, 9, 9),
        ("南湖", "云帆", "星桥"),
        (QIAN, ZHAO, LI),
        ("H02J7/00",),
        (("SW-03", 1.0),),
        ("主动均衡",),
        (LIFE,),
        "均衡控制方法",
        status="pending",
    ),
    Invention(
        "CN202210000011",
        "𬭊掺杂的“固态”电解质\\粉体",  # a rare character (U+2CB4A), quotes, a backslash
        date(2022, 6, 18),
        ("南湖",),
        (QIAN,),
        ("H01M10/0562",),
        (("SW-01", 1.0),),
        ("掺杂", "硫化物球磨"),
        (FAST,),
        "电解质粉体",
        status="pending",
    ),
    Invention(
        "CN202230000012",
        "电池包外壳",
        date(2022, 8, 8),
        ("海石",),
        (LI_LATER,),
        (),
        (),
        kind="design",
    ),
)


SOLD = date(2023, 4, 5)


def organisation_key(short: str) -> str:
    """Key of an organisation by its short name."""
    return "O:" + ORGANISATIONS[short][0]


def person_key(person: Person) -> str:
    """Key of a person: name and first organisation."""
    return f"P:{person.name}@{organisation_key(person.at)}"


def small_world() -> Tables:
    """All collected and annotated tables of the small world."""
    made = {
        "sources": _sources(),
        "publications": _publications(),
        "patents": [_patent(item) for item in INVENTIONS],
        "texts": [row for item in INVENTIONS for row in _texts(item)],
        "classifications": [row for item in INVENTIONS for row in _classes(item)],
        "technology_fields": [row for item in INVENTIONS for row in _fields(item)],
        "families": _families(),
        "links": _links(),
        "citations": [_citation("CN201910000003", "CN201810000001")],
        "events": _events(),
        "ownership": _ownership(),
        "organisations": [_organisation(short) for short in ORGANISATIONS],
        "applicants": [row for item in INVENTIONS for row in _applicants(item)],
        "persons": _persons(),
        "inventors": [row for item in INVENTIONS for row in _inventors(item)],
        "places": [_place(code) for code in PLACES],
        "mentions": [row for item in INVENTIONS for row in _mentions(item)],
        "claims": [row for item in INVENTIONS for row in _claims(item)],
        "terms": _terms(),
        "judgements": [row for item in INVENTIONS for row in _judgements(item)],
        "products": [_product(item) for item in INVENTIONS if item.product],
        "assignments": [row for item in INVENTIONS for row in _assignments(item)],
        "nodes": [_node(node) for node in NODES],
    }
    names = [*COLLECTED, *ANNOTATED]
    return {name: table(name, made[name]) if name in made else empty(name) for name in names}


def save_small_world(folder: Path, name: str = "小世界") -> Snapshot:
    """Make a project in `folder` whose current snapshot holds the small world (no graph file)."""
    values: dict[str, Any] = {
        "name": name,
        "chain": "new_energy_battery_hydrogen",
        "home_region": "320000",
        "cutoff": date(2024, 12, 31),
    }
    project = create_project(folder, ProjectFile.model_validate(values).model_dump())
    writer = SnapshotWriter(project, "0123456789abcdef")
    writer.write("tables", small_world())
    return writer.finish({"patnav": VERSION})


def abstract(item: Invention) -> str:
    """The abstract of a patent; it names its means and effects verbatim."""
    english = item.title.isascii()
    joint = ", " if english else "、"
    means, effects = joint.join(item.means), joint.join(words for words, _, _ in item.effects)
    if english:
        return f"The invention discloses {item.title}, using {means}; it {effects}."
    return f"本发明公开了{item.title}，采用{means}，从而{effects}。"


def _lang(item: Invention) -> str:
    return "en" if item.title.isascii() else "zh"


def _sources() -> list[dict[str, Any]]:
    count = len(INVENTIONS)
    row = {"file": FILE, "name": "small.xlsx", "dialect": "test", "rows": count, "rejections": 0}
    return [row | {"publications": count}]


def _publications() -> list[dict[str, Any]]:
    return [
        {
            "publication": _publication(item),
            "patent": item.key,
            "country": item.key[:2],
            "kind_code": _publication(item)[-1],
            "patent_type": item.kind,
            "stage": "application",
            "publication_date": item.day.replace(year=item.day.year + 1, day=15),
            "file": FILE,
            "row": row,
        }
        for row, item in enumerate(INVENTIONS, 2)
    ]


def _publication(item: Invention) -> str:
    return f"{item.key[:2]}1{item.key[-8:]}{'U' if item.kind == 'utility_model' else 'A'}"


def _patent(item: Invention) -> dict[str, Any]:
    granted = item.status in {"in_force", "lapsed"}
    later = item.day.replace(year=item.day.year + 1, day=15)
    return {
        "patent": item.key,
        "publication": _publication(item),
        "application": item.key,
        "title": item.title,
        "title_zh": "" if item.title.isascii() else item.title,
        "title_en": item.title if item.title.isascii() else "",
        "country": item.key[:2],
        "patent_type": item.kind,
        "granted": granted,
        "status": item.status,
        "status_text": "",
        "application_date": item.day,
        "publication_date": later,
        "grant_date": later.replace(year=later.year + 1) if granted else None,
        "priority_date": item.day,
        "ipc_main": item.ipc[0] if item.ipc else "",
        "family": _family(item),
        "family_size": None,
        "cited_by": item.cited_by,
        "claim_count": len(item.means) + 1,
        "file": FILE,
        "row": INVENTIONS.index(item) + 2,
    }


def _family(item: Invention) -> str:
    first = item.family or item.key
    members = [other.key for other in INVENTIONS if first in {other.key, other.family}]
    return "F:" + min(members)


def _families() -> list[dict[str, Any]]:
    members: dict[str, list[Invention]] = {}
    for item in INVENTIONS:
        members.setdefault(_family(item), []).append(item)
    return [
        {
            "family": family,
            "basis": "priority" if len(items) > 1 else "single",
            "patent": min(items, key=lambda item: (not item.key.startswith("CN"), item.key)).key,
            "priority_date": min(item.day for item in items),
            "size": len(items),
            "countries": sorted({item.key[:2] for item in items}),
        }
        for family, items in members.items()
    ]


def _links() -> list[dict[str, Any]]:
    pairs = [
        ("CN201920000004", "CN201910000003", "same_day"),
        ("CN202010000006", "CN202010000005", "divisional"),
    ]
    return [
        {"patent": patent, "other": other, "relation": relation, "basis": "column"}
        for patent, other, relation in pairs
    ]


def _citation(citing: str, cited: str) -> dict[str, Any]:
    return {"citing": citing, "cited": cited, "file": FILE, "row": 2}


def _events() -> list[dict[str, Any]]:
    """One patent is granted and sold; the sale has names, and a second event of no known day."""
    sold = INVENTIONS[0]
    names = [ORGANISATIONS[short][0] for short in ORGANISATIONS][:2]
    told = [
        ("grant", date(2020, 1, 15), "授权", [], []),
        ("transfer", SOLD, "专利权的转移", names[:1], names[1:]),
        ("litigation", None, "诉讼", names[:1], names[1:]),
    ]
    return [
        {
            "patent": sold.key,
            "date": day,
            "kind": kind,
            "text": text,
            "givers": givers,
            "takers": takers,
            "file": FILE,
            "row": 2,
            "also": [],
        }
        for kind, day, text, givers, takers in told
    ]


def _ownership() -> list[dict[str, Any]]:
    """The applicants own all patents; the first patent is sold to one that did not file it."""
    rows = []
    for item in INVENTIONS:
        end = SOLD if item is INVENTIONS[0] else None
        rows += [_owner(item, short, item.day, end, "applicant") for short in item.filed_by]
    buyer = next(short for short in ORGANISATIONS if short not in INVENTIONS[0].filed_by)
    return [*rows, _owner(INVENTIONS[0], buyer, SOLD, None, "transfer")]


def _owner(
    item: Invention, short: str, start: date, end: date | None, basis: str
) -> dict[str, Any]:
    return {
        "patent": item.key,
        "organisation": organisation_key(short),
        "name": ORGANISATIONS[short][0],
        "valid_from": start,
        "valid_to": end,
        "known_from": date(2024, 1, 2),
        "basis": basis,
        "file": FILE,
        "row": INVENTIONS.index(item) + 2,
    }


def _texts(item: Invention) -> list[dict[str, Any]]:
    row = {"patent": item.key, "lang": _lang(item), "file": FILE, "row": INVENTIONS.index(item) + 2}
    title = row | {"section": "title", "text": item.title}
    return [title, row | {"section": "abstract", "text": abstract(item)}] if item.means else [title]


def _classes(item: Invention) -> list[dict[str, Any]]:
    return [
        {"patent": item.key, "scheme": "ipc", "symbol": symbol, "position": at, "main": at == 1}
        for at, symbol in enumerate(item.ipc, 1)
    ]


def _fields(item: Invention) -> list[dict[str, Any]]:
    """Two of WIPO's fields: C22B is materials, all else here electrical machinery."""
    counts = Counter("C22B" in symbol for symbol in item.ipc)
    names = {False: (1, "Electrical machinery, apparatus, energy", "电机、电气装置、电能")}
    names[True] = (20, "Materials, metallurgy", "材料、冶金")
    return [
        {"patent": item.key, "field": number, "name_en": english, "name_zh": chinese}
        | {"weight": counts[metal] / len(item.ipc)}
        for metal, (number, english, chinese) in names.items()
        if counts[metal]
    ]


def _claims(item: Invention) -> list[dict[str, Any]]:
    """One independent claim of each patent with a product, and one that depends on it."""
    if not item.product:
        return []
    row = {"patent": item.key, "lang": _lang(item), "start": 0, "end": 40}
    first = {"claim": 1, "kind": "independent", "form": "two_part", "parents": []}
    second = {"claim": 2, "kind": "dependent", "form": "", "parents": ["1"], "subject": ""}
    method = item.product.endswith(("方法", "工艺"))
    subject = {"subject": item.product, "category": "method" if method else "product"}
    return [row | first | subject, row | second | {"category": ""}]


def _terms() -> list[dict[str, Any]]:
    """The vocabulary of the means; two forms of one concept, and one concept above another."""
    means = sorted({words for item in INVENTIONS for words in item.means})
    forms = [(words, words) for words in means] + [("球磨硫化物", "硫化物球磨")]
    return [
        {
            "dimension": "means",
            "term": term,
            "preferred": preferred,
            "patents": 1,
            "mentions": 1,
            "state": "single" if term == preferred else "accepted",
            "type": "process" if term.endswith(("球磨", "烧结")) else "",
            "broader": ["掺杂"] if term == "硫化物球磨" else [],
        }
        for term, preferred in forms
    ]


def _organisation(short: str) -> dict[str, Any]:
    name, kind, place = ORGANISATIONS[short]
    return {
        "organisation": organisation_key(short),
        "name": name,
        "kind": kind,
        "country": "JP" if place == "JP" else "CN",
        "place": place,
        "place_rule": "address",
        "names": [name],
        "group": organisation_key(short),
    }


def _applicants(item: Invention) -> list[dict[str, Any]]:
    return [
        {
            "patent": item.key,
            "position": at,
            "organisation": organisation_key(short),
            "name": ORGANISATIONS[short][0],
            "share": 1 / len(item.filed_by),
            "place": ORGANISATIONS[short][2],
            "place_rule": "address",
        }
        for at, short in enumerate(item.filed_by, 1)
    ]


def _persons() -> list[dict[str, Any]]:
    persons = {person for item in INVENTIONS for person in item.inventors}
    return [
        {
            "person": person_key(person),
            "name": person.name,
            "organisation": organisation_key(person.at),
        }
        for person in persons
    ]


def _inventors(item: Invention) -> list[dict[str, Any]]:
    return [
        {
            "patent": item.key,
            "position": at,
            "person": person_key(person),
            "name": person.name,
            "share": 1 / len(item.inventors),
        }
        for at, person in enumerate(item.inventors, 1)
    ]


def _place(code: str) -> dict[str, Any]:
    chinese, english, parent, level = PLACES[code]
    row = {"place": code, "name_zh": chinese, "name_en": english}
    return row | {"parent": parent, "level": level}


def _mentions(item: Invention) -> list[dict[str, Any]]:
    means = [_mention(item, "means", words) for words in item.means]
    effects = [
        _mention(item, "effect", words)
        | {"attribute": words[2:], "effect_class": kind, "direction": direction}
        for words, kind, direction in item.effects
    ]
    return means + effects + _elements(item)


def _elements(item: Invention) -> list[dict[str, Any]]:
    """A preamble and one feature for each means; a dependent claim adds another."""
    if not item.product:
        return []
    lang, text = _lang(item), abstract(item)
    words = [(1, 0, "preamble", item.title)]
    words += [(1, at, "characterising", means) for at, means in enumerate(item.means, 1)]
    words += [(2, 1, "additional", item.means[0][:-1])]  # no two labels have one place
    return [
        _mention(item, "element", quote)
        | {"claim": claim, "no": number, "part": part}
        | {"mention": f"{item.key}/element/claim/{lang}/{claim}.{number}", "value": ""}
        | {"signs": [f"{number} {quote}"] if number else []}
        for claim, number, part, quote in words
        if quote in text
    ]


def _mention(item: Invention, dimension: str, words: str) -> dict[str, Any]:
    start = abstract(item).rindex(words)
    end, lang = start + len(words), _lang(item)
    return {
        "mention": f"{item.key}/{dimension}/abstract/{lang}/{start}-{end}",
        "patent": item.key,
        "dimension": dimension,
        "section": "abstract",
        "lang": lang,
        "start": start,
        "end": end,
        "quote": words,
        "value": words,
        "attribute": "",
        "direction": "",
        "effect_class": "",
        "magnitude": "",
        "claim": 0,
        "no": 0,
        "part": "",
        "depends_on": 0,
        "confidence": 0.8,
        "method": "test",
        "version": VERSION,
    }


def _judgements(item: Invention) -> list[dict[str, Any]]:
    maturity = {"in_force": "mid", "pending": "low"}.get(item.status, "unknown")
    outlook = {"band": "unknown", "score": None, "basis": []}
    row = {"patent": item.key, "confidence": 0.5}
    return [
        row | {"dimension": "maturity", "band": maturity, "score": None, "basis": ["测试依据"]},
        row | {"dimension": "outlook"} | outlook,
    ]


def _product(item: Invention) -> dict[str, Any]:
    method = item.product.endswith(("方法", "工艺"))
    inside = item.product in item.title
    start = item.title.index(item.product) if inside else 0
    end = start + len(item.product) if inside else len(item.title)
    return {
        "patent": item.key,
        "product": item.product,
        "category": "method" if method else "product",
        "section": "title",
        "lang": _lang(item),
        "start": start,
        "end": end,
        "quote": item.title[start:end],
    }


def _assignments(item: Invention) -> list[dict[str, Any]]:
    return [
        {
            "patent": item.key,
            "node": node,
            "weight": weight,
            "confidence": 0.9,
            "main": at == 0,
            "rule": "class",
            "reason": f"分类号 {item.ipc[0]} 属于{NODES[node][0]}",
            "evidence": item.ipc[0],
            "section": "class",
            "lang": "",
            "start": -1,
            "end": -1,
        }
        for at, (node, weight) in enumerate(item.nodes)
    ]


def _node(node: str) -> dict[str, Any]:
    chinese, english, stage, feeds = NODES[node]
    return {
        "node": node,
        "name_zh": chinese,
        "name_en": english,
        "group": "SW",
        "group_zh": "小世界",
        "group_en": "Small world",
        "stage": stage,
        "feeds": list(feeds),
    }
