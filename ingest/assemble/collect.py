"""From the rows of all files to the collected tables of a snapshot.

Every table is made of the rows alone: the order of files and of rows does not change a byte, and a
further file changes only what it speaks of. Rows come as parts on disk (`patnav.ingest.parts`) and
are seen twice: their numbers and dates all at once, to plan which of them are one patent (plan.py),
then everything, some thousand patents at a time (portions.py), each giving its rows to the tables,
which are written as they grow. Families are told in families.py, names in identity.py, places in
locate.py; docs/parties.md explains the rules to users.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from patnav.ingest.assemble.conflicts import conflicts
from patnav.ingest.assemble.contradictions import family_conflicts
from patnav.ingest.assemble.events import events
from patnav.ingest.assemble.families import MEMBERS, families
from patnav.ingest.assemble.links import raw_citations, raw_links, write_linked
from patnav.ingest.assemble.merge import Group
from patnav.ingest.assemble.owners import Owners
from patnav.ingest.assemble.ownership import ages, ownership
from patnav.ingest.assemble.patents import Facts, facts, industries, texts
from patnav.ingest.assemble.plan import make_plan
from patnav.ingest.assemble.portions import portions
from patnav.ingest.assemble.rows import Row, Rows, TableFile
from patnav.ingest.assemble.technology import technology_fields
from patnav.ingest.assemble.us_filings import us_filing
from patnav.ingest.parties.decisions import NO_DECISIONS, Parties
from patnav.ingest.parts import Part, Reading, write_part
from patnav.ingest.pausing import seldom_collected
from patnav.model import FamilyRule, Publication
from patnav.tables import COLLECTED, SCHEMAS, Tables, arrange, empty

__all__ = ["Reading", "assemble", "read_tables", "write_tables"]

_UNFINISHED = (
    "patents",
    "conflicts",
    "links",
    "citations",
)  # need a second look when all patents are known


def assemble(
    readings: Iterable[Reading],
    home_office: str = "CN",
    parties: Parties = NO_DECISIONS,
    rule: FamilyRule = "simple",
) -> Tables:
    """Make the collected tables out of the rows of all files; see `write_tables`.

    A file that comes twice counts once.
    """
    with TemporaryDirectory(prefix="patnav-") as scratch, seldom_collected():
        folder = Path(scratch)
        parts: dict[str, Part] = {}
        for reading in sorted(readings, key=lambda reading: (reading.file, reading.name)):
            if reading.file not in parts:
                parts[reading.file] = write_part(reading, folder / str(len(parts)))
        write_tables(list(parts.values()), folder, home_office, parties, rule)
        return read_tables(folder)


def write_tables(
    parts: Sequence[Part],
    folder: Path,
    home_office: str = "CN",
    parties: Parties = NO_DECISIONS,
    rule: FamilyRule = "simple",
) -> None:
    """Write the collected tables of parts into a folder, `NAME.parquet` each.

    `home_office` is the office whose member a family shows first, `parties` knows what was decided
    about organisations, `rule` says what a family is. The same rows and decisions give the same
    bytes, whatever the order of parts and rows; sources keep rows = publications + rejections.
    Texts wait on disk; memory grows by what is known of numbers, owners and families of a row
    (docs/reading.md has the figures).
    """
    parts = sorted(parts, key=lambda part: part.facts.file)
    with TemporaryDirectory(prefix=".collecting-", dir=folder) as scratch, seldom_collected():
        files = {name: TableFile(name, folder) for name in COLLECTED if name not in _UNFINISHED}
        files |= {name: TableFile(name, Path(scratch)) for name in _UNFINISHED}
        files["sources"].extend(_source(part) for part in parts)
        for name in ("rejections", "damages"):
            files[name].add(arrange(name, pa.concat_tables(_refused(parts, name))))
        members = _add_patents(files, parts, Path(scratch), parties)
        found = families(members, home_office, rule)
        files["families"].add(found.table)
        for file in files.values():
            file.finish()
        _finish_patents(files["patents"].path, found.of_member, folder)
        extra = family_conflicts(parts, folder / "publications.parquet", found.contradictions)
        _finish_conflicts(files["conflicts"].path, extra, folder)
        write_linked({name: files[name] for name in ("links", "citations")}, folder)


def read_tables(folder: Path) -> Tables:
    """Read what `write_tables` has written."""
    return {
        name: pq.read_table(folder / f"{name}.parquet").cast(SCHEMAS[name]) for name in COLLECTED
    }


def _add_patents(
    files: Mapping[str, TableFile], parts: Sequence[Part], scratch: Path, parties: Parties
) -> pa.Table:
    """Write what is known of patents one by one, and of owners; return the members of families."""
    members, owners = Rows(MEMBERS), Owners(parties)
    _add_portions(files, parts, scratch, members, owners)
    for name, rows in owners.tables():
        files[name].extend(rows)
    return members.taken()


def _add_portions(
    files: Mapping[str, TableFile],
    parts: Sequence[Part],
    scratch: Path,
    members: Rows,
    owners: Owners,
) -> None:
    """Go through all patents; the plan and the last of them are let go when this is done."""
    plan = make_plan(parts)
    known = ages(parts, plan.newest)
    for portion in portions(parts, plan, scratch):
        for each in portion:
            fact = facts(each)
            members.extend([_member(each, fact)])
            owners.add(each)
            owners.know(_add_ownership(files, each, known, owners.organisation))
            _add_rows(files, each, fact)
        for file in files.values():
            file.settle()


def _add_rows(files: Mapping[str, TableFile], each: Group, fact: Facts) -> None:
    """Rows that follow from one patent alone."""
    files["patents"].extend([fact.row(family="")])
    files["publications"].extend(_publication(each.key, row) for row in each.rows)
    files["texts"].extend((each.key, *text) for text in texts(each.rows))
    files["classifications"].extend((each.key, *symbol) for symbol in fact.symbols)
    ipc = [symbol for scheme, symbol, *_ in fact.symbols if scheme == "ipc"]
    files["technology_fields"].extend((each.key, *told) for told in technology_fields(ipc))
    files["industries"].extend((each.key, *told) for told in industries(each.rows))
    files["events"].extend(events(each))
    files["links"].extend(raw_links(each))
    files["citations"].extend(raw_citations(each))
    if len(each.rows) > 1:
        files["conflicts"].extend((each.key, *conflict) for conflict in conflicts(each))


def _add_ownership(
    files: Mapping[str, TableFile],
    each: Group,
    known: Mapping[str, date],
    key: Callable[[str], str],
) -> dict[str, str]:
    """Add who owned the patent when; return the owners by key."""
    owned = ownership(each, known, key)
    files["ownership"].extend(owned.rows)
    files["conflicts"].extend((each.key, *conflict) for conflict in owned.conflicts)
    return owned.names


def _finish_patents(without: Path, family: pa.Array, folder: Path) -> None:
    """Write the patents anew, now that their families are known."""
    place = SCHEMAS["patents"].get_field_index("family")
    file, end = TableFile("patents", folder), 0
    with pq.ParquetFile(without) as waiting:
        for number in range(waiting.num_row_groups):
            rows = waiting.read_row_group(number)
            begin, end = end, end + len(rows)
            column = family.slice(begin, len(rows)).cast(pa.string())
            file.add(rows.set_column(place, "family", column))
    file.finish()


def _finish_conflicts(without: Path, extra: pa.Table, folder: Path) -> None:
    """Write the conflicts anew with further ones, both in the order of the patents."""
    file = TableFile("conflicts", folder)
    with pq.ParquetFile(without) as waiting:
        for number in range(waiting.num_row_groups):
            rows = waiting.read_row_group(number)
            here = pc.less_equal(extra["patent"], pc.max(rows["patent"]))
            file.add(arrange("conflicts", pa.concat_tables([rows, extra.filter(here)])))
            extra = extra.filter(pc.invert(here))
    file.add(arrange("conflicts", extra))
    file.finish()


def _source(part: Part) -> Row:
    facts = part.facts
    return (
        facts.file, part.name, facts.dialect, facts.rows, facts.publications, facts.rejections,
    )  # fmt: skip


def _refused(parts: Sequence[Part], name: str) -> list[pa.Table]:
    return [empty(name), *(part.refused(name) for part in parts)]


def _member(each: Group, fact: Facts) -> Row:
    claimed = _unique(us_filing(number) for row in each.rows for number in row.priorities)
    own = _unique(us_filing(row.application) for row in each.rows)
    return (
        each.key,
        fact.country,
        fact.granted,
        fact.priority_date,
        _unique(row.family for row in each.rows),
        _unique(row.number for row in each.rows),
        _unique(number for row in each.rows for number in row.members),
        claimed or own,
        _unique(row.extended_family for row in each.rows),
        _unique(number for row in each.rows for number in row.extended_members),
    )


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({word for word in words if word}))


def _publication(patent: str, row: Publication) -> Row:
    return (
        row.number, patent, row.country, row.kind_code, row.patent_type, row.stage,
        row.publication_date, row.source.file, row.source.row,
    )  # fmt: skip
