"""The tables of the pages: rows of the analysis in, markup out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from patnav.analysis import FAULTS, KEY, Fault
from patnav.analysis.scope import use_words
from patnav.dashboard import html
from patnav.dashboard.html import Column, Markup
from patnav.dashboard.i18n import Words
from patnav.dashboard.state import Kind, State
from patnav.error_words import in_words
from patnav.project import ProjectFile
from patnav.screen import cell_text

__all__ = [
    "Names",
    "absent_region",
    "answer_table",
    "cell_table",
    "chain_table",
    "cutoff_warning",
    "entry_table",
    "key_figures",
    "key_table",
    "manifest_table",
    "matrix_table",
    "owner_table",
    "patent_table",
    "plain_table",
    "quality_table",
    "region_table",
    "settings_facts",
    "shown",
    "source_table",
    "top_cells",
    "unread_sums",
]

Row = Mapping[Any, Any]
Rows = Sequence[Row]
SHORT = 12  # characters of a cell that is not broken into lines


@dataclass(frozen=True, slots=True)
class Names:
    """Names of nodes and places by their keys, in the reader's language."""

    nodes: Mapping[str, str]
    places: Mapping[str, str]


def absent_region(
    regions: Rows, wanted: str, named: str, at: State, words: Words, most: int = 12
) -> Markup:
    """Say that the files do not name a region, and which they do; nothing when they do."""
    known = [row for row in regions if row["families"] > 0]
    if wanted in {row["region"] for row in known}:
        return Markup("")
    links = [
        html.link(
            at.href("chain", region=row["region"]), f"{words.name(row)} {row['families']:,.0f}"
        )
        for row in known[:most]
    ]
    return html.joined([html.note(words("chain.absent", region=named), "error"), html.tags(links)])


def chain_table(rows: Rows, at: State, words: Words) -> Markup:
    """All nodes with class, numbers and reason."""
    columns = [
        Column(
            words.column("node"),
            [html.link(at.href("node", node=row["node"]), words.name(row)) for row in rows],
            "name",
        ),
        Column(words.column("node_class"), [html.chip(row["node_class"], words) for row in rows]),
        html.number_column("x", rows, words),
        html.number_column("rta", rows, words, 2),
        html.interval_column(rows, words),
        html.percent_column("share", rows, words),
        html.number_column("rank", rows, words),
        html.percent_column("growth", rows, words),
        html.wide_column("reason", [row[f"reason_{words.lang}"] for row in rows], words),
    ]
    return html.table(columns, words("chain.table"))


def key_figures(cell: Row, words: Words) -> Markup:
    """The numbers of one node in one region."""
    rta = f"{words.number(cell['rta'], 2)} ({words.interval(cell['rta_low'], cell['rta_high'])})"
    growth = words.percent(cell["growth"])
    figures = [
        ("x", words.number(cell["x"])),
        ("expected", words.number(cell["expected"])),
        ("rta", rta),
        ("share", words.percent(cell["share"])),
        ("world_share", words.percent(cell["world_share"])),
        ("rank", words.number(cell["rank"])),
        ("growth", growth),
        ("owners", words.number(cell["owners"])),
        ("hhi", words.number(cell["hhi"], 0)),
        ("quality", words.number(cell["quality"], 2)),
    ]
    return html.figures((words.column(name), value) for name, value in figures)


def region_table(rows: Rows, names: Mapping[str, str], words: Words) -> Markup:
    """The node in its region and in the benchmark regions; the first row is the reader's."""
    columns = [
        Column(words.column("region"), [html.text(names[row["region"]]) for row in rows]),
        Column(words.column("node_class"), [html.chip(row["node_class"], words) for row in rows]),
        html.number_column("x", rows, words),
        html.number_column("rta", rows, words, 2),
        html.interval_column(rows, words),
    ]
    return html.table(columns, words("node.regions"), marked=0)


def top_cells(cells: Rows, at: State, node: str, words: Words, most: int = 8) -> Markup:
    """The cells of the matrix with the most families, as links."""
    best = sorted(cells, key=lambda cell: (-cell["count"], cell["means"], cell["effect"]))[:most]
    links = (
        html.link(
            at.href("matrix", node=node, means=cell["means"], effect=cell["effect"]),
            f"{cell['means']} × {words.value(cell['effect'])} {words.number(cell['count'])}",
        )
        for cell in best
        if cell["count"]
    )
    return html.tags(links)


def owner_table(rows: Rows, words: Words) -> Markup:
    """Organisations of a node with their families."""
    columns = [
        html.text_column("name", rows, words),
        html.value_column("kind", rows, words),
        html.number_column("families", rows, words),
        html.number_column("inventions", rows, words),
        html.year_column("last_year", rows, words),
    ]
    return html.table(columns, words("node.owners"))


def patent_table(rows: Rows, at: State, words: Words) -> Markup:
    """Patents with a link to their card."""
    columns = [
        _patents(rows, at, words),
        html.wide_column("title", [words.title(row) for row in rows], words),
        html.text_column("applicants", rows, words, "applicant"),
        html.year_column("year", rows, words),
        html.value_column("patent_type", rows, words),
        html.value_column("status", rows, words),
        html.number_column("cited_by", rows, words),
    ]
    return html.table(columns, words("node.patents"))


def cell_table(rows: Rows, at: State, words: Words) -> Markup:
    """Patents of a matrix cell with both sentences; the link lights them up on the card."""
    columns = [
        _patents(rows, at, words, means=at.means, effect=at.effect),
        html.wide_column("title", [words.title(row) for row in rows], words),
        html.text_column("applicants", rows, words, "applicant"),
        html.year_column("year", rows, words),
        html.quote_column("means", rows, words),
        html.quote_column("effect", rows, words),
    ]
    return html.table(columns, words("node.patents"))


def matrix_table(cells: Rows, at: State, node: str, words: Words) -> Markup:
    """All cells of the matrix, the same as the picture."""
    hrefs = [
        at.href("matrix", node=node, means=cell["means"], effect=cell["effect"]) for cell in cells
    ]
    columns = [
        Column(
            words.column("means"),
            [html.link(href, cell["means"]) for href, cell in zip(hrefs, cells, strict=True)],
        ),
        html.value_column("effect", cells, words),
        html.number_column("count", cells, words),
        html.number_column("expected", cells, words),
        html.number_column("residual", cells, words, 2),
        Column(
            words.column("white_spot"),
            [html.text(words("matrix.mark") if cell["white_spot"] else "") for cell in cells],
        ),
    ]
    return html.table(columns, words("matrix.table"))


def answer_table(columns: Sequence[str], rows: Rows, words: Words) -> Markup:
    """Rows of a query; nodes, paths and maps as JSON."""
    made = [_answer_column(name, [row[name] for row in rows]) for name in columns]
    return html.table(made, words("page.cypher"))


def _answer_column(name: str, values: Sequence[object]) -> Column:
    texts = [
        ", ".join(value)
        if isinstance(value, list) and all(isinstance(item, str) for item in value)
        else cell_text(value)
        for value in values
    ]
    return Column(name, [html.text(each) for each in texts], "number" if _numbers(values) else "")


def _numbers(values: Sequence[object]) -> bool:
    """Whether a column holds numbers and nothing else."""
    kinds = {type(value) for value in values if value is not None}
    return bool(kinds) and kinds <= {int, float}


def cutoff_warning(late: str, words: Words) -> Markup:
    """What is wrong with the cut-off, and the remedy; nothing where nothing is."""
    return html.note(in_words(late, words.lang), "banner") if late else Markup("")


def source_table(rows: Rows, at: State, words: Words) -> Markup:
    """The files with their sums; what could not be read and what others contradict are links."""
    columns = [
        html.text_column("file", rows, words, "name"),
        html.text_column("dialect", rows, words),
        *(html.number_column(name, rows, words) for name in ("rows", "publications")),
        *(_fault_column(part, rows, at, words) for part in FAULTS),
        Column("SHA-256", [html.code(row["file"][:12]) for row in rows]),
    ]
    return html.table(columns, words("data.sources"))


def _fault_column(part: Fault, rows: Rows, at: State, words: Words) -> Column:
    cells = [
        html.link(at.href("data", part=part, file=row["file"]), words.number(row[part]))
        if row[part]
        else html.text(words.number(row[part]))
        for row in rows
    ]
    return Column(words.column(part), cells, "number", [row[part] for row in rows])


def plain_table(rows: Rows, at: State, words: Words, caption: str) -> Markup:
    """A table as it is, with its columns named; a patent leads to its card."""
    if not rows:
        return Markup("")
    return html.table([_plain_column(name, rows, at, words) for name in rows[0]], caption)


def _plain_column(name: str, rows: Rows, at: State, words: Words) -> Column:
    values = [row[name] for row in rows]
    if name == "patent":
        links = [html.link(at.href("card", patent=value), value) for value in values]
        return Column(words.column(name), links)
    if _numbers(values):
        places = name == "row"  # where something stands, no amount
        texts = [cell_text(value) if places else words.number(value) for value in values]
        return Column(words.column(name), [html.text(each) for each in texts], "number", values)
    said = [_said(name, value, words) for value in values]
    if name in {"value", "reason"}:
        return html.wide_column(name, said, words)
    style = "short" if max(map(len, said)) <= SHORT else ""
    return Column(words.column(name), [html.text(each) for each in said], style)


def _said(column: str, value: object, words: Words) -> str:
    text = words.value(_plain(value))
    return in_words(text, words.lang) if column == "reason" else text


def unread_sums(rows: Rows, at: State, words: Words) -> tuple[Markup, Markup]:
    """What was not annotated, by language, with a sentence that says what it means."""
    about = html.note(words("data.unread_about" if rows else "data.all_read"))
    return about, plain_table(rows, at, words, words("data.unread_sums"))


def quality_table(report: Row, names: Mapping[str, str], words: Words) -> Markup:
    """Precision and recall of the cut: the whole chain first, then its nodes."""
    rows = [report["chain"], *report["nodes"]]
    shown = [names.get(row["node"], words("data.chain")) for row in rows]
    columns = [
        Column(words.column("node"), [html.text(name) for name in shown], "name"),
        html.number_column("assigned", rows, words, 0),
        html.number_column("reviewed", rows, words, 0),
        Column(words.column("precision"), [_estimate(row["precision"], words) for row in rows]),
        Column(words.column("recall"), [_estimate(row["recall"], words) for row in rows]),
        Column(words.column("use"), [html.text(use_words(row["use"], words.lang)) for row in rows]),
    ]
    return html.table(columns, words("data.quality"), marked=0)


def _estimate(found: Row, words: Words) -> Markup:
    """A share with its interval; only the lower limit where there is no value."""
    if found["low"] is None or not found["n"]:
        return html.text(words.percent(None))
    if found["value"] is None:
        return html.text(f"≥ {words.percent(found['low'], 0)}")
    low, high = words.percent(found["low"], 0), words.percent(found["high"], 0)
    return html.text(f"{words.percent(found['value'], 0)} ({low} – {high})")


def settings_facts(
    settings: ProjectFile, names: Mapping[str, str], words: Words
) -> list[tuple[str, Markup]]:
    """Unit, weighting, regions and thresholds of the project; `names` are those of places."""
    regions = [names.get(code, code) for code in settings.benchmark_regions]
    limits = settings.thresholds.model_dump()
    plain = {
        "unit": settings.unit,
        "weighting": settings.weighting,
        "home_region": names.get(settings.home_region, settings.home_region),
        "benchmark_regions": words("join").join(regions),
        "cutoff": settings.cutoff,
    } | {name: words.number(value, 2) for name, value in limits.items()}
    return [
        (words(f"setting.{name}"), html.text(words.value(value))) for name, value in plain.items()
    ]


def manifest_table(manifest: Mapping[str, Any], words: Words) -> Markup:
    """The tables of the snapshot with rows and hash."""
    files = [{"file": name, **entry} for name, entry in sorted(manifest["files"].items())]
    columns = [
        html.text_column("file", files, words),
        html.number_column("rows", files, words),
        Column("SHA-256", [html.code(row["sha256"][:12]) for row in files]),
    ]
    return html.table(columns, words("data.tables"))


def shown(part: int, whole: int, words: Words) -> Markup:
    """Say that a table shows a part only; nothing when it shows all."""
    if not whole:
        return html.note(words("app.empty"))
    return html.note(words("app.more", shown=part, all=whole)) if part < whole else Markup("")


def key_table(kind: Kind, rows: Rows, at: State, names: Names, words: Words) -> Markup:
    """One of the four key lists, with rank interval and links to its evidence."""
    columns = [
        html.number_column("rank", rows, words),
        Column(
            words.column("rank_interval"),
            [html.text(words.interval(row["rank_low"], row["rank_high"], 0)) for row in rows],
            style="number",
        ),
        *(_list_column(name, rows, names, words) for name in LISTS[kind]),
        Column(words.column("evidence"), [_evidence(kind, row, at, words) for row in rows], "wide"),
    ]
    return html.table(columns, words("page.lists"))


LISTS: dict[Kind, tuple[str, ...]] = {  # columns of each list, in order; see core/tables.yaml
    "enterprise": (
        "name", "kind", "place", "families", "in_force", "status_known", "recent", "growth",
        "quality", "nodes", "top_node", "partners",
    ),
    "technology": (
        "technology", "top_node", "families", "owners", "recent", "growth", "quality", "top_effect",
    ),
    "product": ("product", "category", "top_node", "families", "owners", "recent", "quality"),
    "talent": (
        "name", "organisation_name", "place", "top_node", "families", "first_share", "last_year",
        "organisations", "quality", "flag",
    ),
}  # fmt: skip
CODED = {"kind", "category", "top_effect", "flag"}
TEXTS = {"name", "technology", "product", "organisation_name"}
SHARES = {"growth", "first_share"}


def _list_column(name: str, rows: Rows, names: Names, words: Words) -> Column:
    if name in CODED:
        return html.value_column(name, rows, words)
    if name in TEXTS:
        return html.text_column(name, rows, words)
    if name in SHARES:
        return html.percent_column(name, rows, words)
    if name == "last_year":
        return html.year_column(name, rows, words)
    if name in {"place", "top_node"}:
        known = names.places if name == "place" else names.nodes
        return Column(
            words.column(name),
            [html.text(known.get(row[name] or "", row[name])) for row in rows],
            "name" if name == "top_node" else "",
        )
    return html.number_column(name, rows, words)


def _evidence(kind: Kind, row: Row, at: State, words: Words, most: int = 3) -> Markup:
    """The most telling patents of an entry, and the way to all of them."""
    keys = [] if row["evidence"] is None else list(row["evidence"])[:most]
    links = [html.link(at.href("card", patent=key), key) for key in keys]
    entry = {"kind": kind, "node": at.node, "place": at.place, "entry": row[KEY[kind]]}
    return html.joined([*links, html.link(at.href("lists", **entry), words("lists.all"))], " ")


def entry_table(rows: Rows, at: State, words: Words) -> Markup:
    """All patents of an entry of a list, each with the words that name it and why it counts."""
    columns = [
        _patents(rows, at, words),
        html.wide_column("title", [words.title(row) for row in rows], words),
        html.value_column("section", rows, words),
        html.wide_column("quote", [row["quote"] for row in rows], words),
        html.wide_column("reason", [row[f"reason_{words.lang}"] for row in rows], words),
    ]
    return html.table(columns, words("node.patents"))


def _patents(rows: Rows, at: State, words: Words, **lit: str) -> Column:
    return Column(
        words.column("publication"),
        [
            html.link(
                at.href("card", patent=row["patent"], **lit), row["publication"] or row["patent"]
            )
            for row in rows
        ],
    )


def _plain(value: object) -> object:
    """A value for one cell: lists as text, dates in ISO form."""
    if isinstance(value, list | tuple):
        return ", ".join(str(_plain(item)) for item in value)
    return value
