"""From the cells of a row to values of a publication: classes, numbers, parties, legal state."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from patnav.ingest.industries import Scheme, read_industry
from patnav.ingest.read.cells import Cells, as_text
from patnav.ingest.read.classes import is_locarno, parse_symbol, symbol_list
from patnav.ingest.read.dialects import Field
from patnav.ingest.read.kinds import status_of
from patnav.ingest.read.numbers import NumberError, parse_application, parse_number
from patnav.ingest.read.scheme import scheme_doubt
from patnav.ingest.read.splitting import is_name, join_parties, join_place, region_word
from patnav.model import Party, Status

__all__ = [
    "PARTY_FIELDS",
    "filed_and_owned",
    "industries",
    "inventors",
    "ipc_symbols",
    "numbers",
    "status_words",
    "symbols",
]


_SCHEMES: dict[Field, Scheme] = {"industries": "gbt4754", "emerging_industries": "sei"}
# Names stand between the codes, and hold the same signs.
_NEXT_CODE = re.compile(r"[,，;；、]\s*(?=(?:[A-T]\d{2,4}|\d{4}|\d(?:\.\d+)+|OTH)(?![0-9A-Z.]))")


class _Role(NamedTuple):
    """The columns that tell who: those who filed, or those who own."""

    names: Field
    standard: Field
    address: Field
    places: tuple[Field, Field, Field]
    country: Field


_FILED = _Role(
    "applicants", "standard_applicants", "address", ("province", "city", "county"), "country"
)
_OWN = _Role(
    "owners",
    "standard_owners",
    "owner_address",
    ("owner_province", "owner_city", "owner_county"),
    "owner_country",
)
PARTY_FIELDS: tuple[Field, ...] = tuple(
    field
    for role in (_FILED, _OWN)
    for field in (role.names, role.standard, role.address, *role.places, role.country)
)


def ipc_symbols(cells: Cells) -> tuple[str, tuple[str, ...]]:
    """Main symbol and all symbols; a main column of subclasses points into the list."""
    listed = symbols(cells, "ipc")
    column, text = cells.line("ipc_main")
    try:
        main = parse_symbol(text)
    except ValueError as error:
        if not is_locarno(text):
            cells.damaged(column, text, str(error))
        main = ""
    if not main:
        wanted = text.upper() if text.isascii() else ""
        main = next((symbol for symbol in listed if symbol.startswith(wanted)), "")
        main = main or (listed[0] if listed else "")
    found = listed if main in listed or not main else (main, *listed)
    for symbol in found:
        if doubt := scheme_doubt(symbol):
            cells.damaged(cells.line("ipc")[0] or column, symbol, doubt)
    return main, found


def symbols(cells: Cells, field: Field) -> tuple[str, ...]:
    """IPC or CPC symbols of a field; what is none is noted as damage."""
    found, strange = symbol_list(tuple(filter(_tells, cells.items(field))))
    for item in strange:
        cells.damaged(cells.line(field)[0], item, "is not an IPC or CPC symbol")
    return found


def industries(cells: Cells) -> tuple[str, ...]:
    """Codes of industries of both schemes, each once; what is none is noted as damage."""
    found: dict[str, None] = {}
    for field, scheme in _SCHEMES.items():
        listed = cells.items(field)
        for item in chain.from_iterable(map(_NEXT_CODE.split, filter(_tells, listed))):
            try:
                found[read_industry(item, scheme)] = None
            except ValueError as error:
                cells.damaged(cells.line(field)[0], item, str(error))
    return tuple(found)


def numbers(cells: Cells, field: Field) -> tuple[str, ...]:
    """Normalised numbers of a field, each once; what is none is noted as damage."""
    read = _application if field == "priorities" else parse_number
    found: dict[str, None] = {}
    for item in filter(_tells, cells.items(field)):
        try:
            found[read(item)] = None
        except NumberError as error:
            cells.damaged(cells.line(field)[0], item, str(error))
    return tuple(found)


def _tells(item: str) -> bool:
    return item.strip("-") != ""


def _application(text: str) -> str:
    return parse_application(text).number


def inventors(cells: Cells) -> tuple[str, ...]:
    """Names of the inventors, each once."""
    return tuple(dict.fromkeys(filter(is_name, cells.items("inventors"))))


def filed_and_owned(cells: Cells) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Those who filed and those who own; who does both has what is known of either."""
    filed, own = _parties(cells, _FILED), _parties(cells, _OWN)
    if not own:
        return filed, own
    return _completed(filed, own), _completed(own, filed)


def _parties(cells: Cells, role: _Role) -> tuple[Party, ...]:
    standard = [name.strip("[] ") for name in cells.items(role.standard)]
    names = cells.items(role.names) or standard
    if not names:
        return ()
    addresses, countries = cells.items(role.address), cells.items(role.country)
    if not addresses:
        addresses, told = _places(cells, role.places)
        countries = countries or told
    return join_parties(names, standard, addresses, countries)


def _places(cells: Cells, fields: Sequence[Field]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Places from the columns of province, city and county, and the countries that stand there."""
    told = [[region_word(item) for item in cells.items(field)] for field in fields]
    columns = [[pair for pair in column if any(pair)] for column in told]  # codes alone go
    length = max(map(len, columns))
    whole = [column for column in columns if len(column) == length]
    places = tuple(join_place([place for place, _ in pairs]) for pairs in zip(*whole, strict=True))
    countries = tuple(max(code for _, code in pairs) for pairs in zip(*whole, strict=True))
    return places, countries if any(countries) else ()


def _completed(parties: Sequence[Party], others: Sequence[Party]) -> tuple[Party, ...]:
    known = {party.name: party for party in others}
    pairs = [(party, known.get(party.name, party)) for party in parties]
    return tuple(Party(*(own or other for own, other in zip(*pair, strict=True))) for pair in pairs)


def status_words(cells: Cells) -> tuple[Status, str]:
    """Legal state, and the words of the file for it."""
    _, text = cells.line("status_text")
    for _, cell in cells.filled("status"):
        status = status_of(as_text(cell))
        if status != "unknown":
            return status, text
    return "unknown", text
