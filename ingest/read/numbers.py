"""Bring patent numbers of any office and vendor to one form, and test the Chinese check digit.

Publications are office + serial + kind (`CN111856303B`, `US20110185700A1`, `JPH06012345A`),
applications office + serial without check digit (`CN202010302257`, `WOCN2019123456` for
PCT/CN2019/123456). What vendors leave out (the zero of US 2017/0104972, the `10` of a Korean grant,
the century of an old WO number) is put back, so that the same document has the same number
whichever export it came from.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from patnav.ingest.read.spellings import application_form, native_form

__all__ = [
    "ApplicationNumber",
    "NumberError",
    "PublicationNumber",
    "application_type_digit",
    "application_year",
    "check_digit",
    "parse_application",
    "parse_number",
    "parse_publication",
]

_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_SCIENTIFIC = re.compile(r"^[+-]?\d+(\.\d+)?E[+-]?\d+$")
_CLEAR = re.compile(r"[A-Z][0-9A-Z.]*")  # what has nothing that must be undone
_EXCEL_TEXT = re.compile(r'^="(.*)"$')
_TWICE = re.compile(r"^([A-Z]{2})\1(?=\d)")  # country WO and number "WO 2004/084720" (USPTO)
_NOISE = re.compile(r"[\s/,\-‐‑–—_()]+")
_NUMBER = re.compile(r"^([A-Z]{2})([A-Z]{0,4}\d[0-9A-Z]*?)([A-Z]\d?)?$")
_DATE_ASIDE = re.compile(
    r"\s+(?:19|20)\d{2}[-./]?\d{2}[-./]?\d{2}$|^(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}\s+"
)
_CN_APPLICATION = re.compile(r"^(?:CN|ZL|CNZL)?(\d{12}|\d{8})(?:\.?([0-9X]))?[A-Z]?$")
_CN_YEARS = re.compile(
    r"^(?:(?:19|20)\d{2}[12389]\d{7}|(?:8[5-9]|9\d|0[0-3])[12389]\d{5})$"
)  # year and type digit
_CN_SERIAL = re.compile(r"^(?:\d{7}|\d{9}|(?:8[5-9]|9[0-3])[123]\d{5})$")
_PCT = re.compile(r"^(?:PCT|WO)([A-Z]{2})(\d{4}|\d{2})(\d{5,7})[A-Z]?$")
_PCT_EPODOC = re.compile(r"^WO((?:19|20)\d{2})([A-Z]{2})(\d{5,7})[A-Z]?$")
_PCT_DOCDB = re.compile(r"^([A-Z]{2})((?:19|20)\d{2})(\d{5,7})W$")
_FLOAT = re.compile(r"\.0+$")
_DOTTED_KIND = re.compile(r"\.(?=[A-Z]\d?$)")
_CN_FLOAT = re.compile(r"^(\d{13}|\d{9})\.0+$")
_CN_SHORT = re.compile(r"^(\d{6,7})\.([0-9X])$")
_DATE = re.compile(r"^(?:19|20)\d{2}[-./]?(?:0\d|1[0-2])[-./]?[0-3]\d$")
_LAST_YEARS = {"S": 64, "H": 31, "R": 30}  # of the eras
_ERA = re.compile(r"^([HSR])(\d{2})(\d{3,6})$")
_YEAR = re.compile(r"^((?:19|20)\d{2})(\d+)$")
_JP_EMPEROR = re.compile(r"^(\d{2})(\d{6})$")
_US_LETTERS = re.compile(r"^(D|RE|PP|H|T|X|AI)?0*(\d+)$")
# Serial and year, that is not series (60 to 63) and serial.
_US_PROVISIONAL = re.compile(r"^US(?!6[0-3]\d{4}(?:[1-8]\d|9[0-4])$)\d{8}$")
_SCIENTIFIC_REASON = (
    "is a number that a spreadsheet has rounded; export the column as text and read the file again"
)


class NumberError(ValueError):
    """A number that cannot be read; the message says why and what to do.

    `mangled` is true when a spreadsheet has rounded it, so that nothing can bring it back.
    """

    def __init__(self, reason: str, *, mangled: bool = False) -> None:
        self.mangled = mangled
        super().__init__(reason)


class PublicationNumber(NamedTuple):
    """Office, serial and kind code of a published document; the kind may be empty."""

    office: str
    serial: str
    kind: str

    def __str__(self) -> str:
        return self.office + self.serial + self.kind


class ApplicationNumber(NamedTuple):
    """A normalised application number, and what is wrong with it although it can be used."""

    number: str
    doubt: str = ""


def check_digit(serial: str) -> str:
    """Check digit of a Chinese application of 8 or 12 digits: weights 2–9, 2–5, modulo 11, 10 = X.

    >>> check_digit("202010302257")
    '8'
    """
    total = sum(int(digit) * weight for digit, weight in zip(serial, _WEIGHTS, strict=False)) % 11
    return "X" if total == 10 else str(total)


def application_type_digit(application: str) -> str:
    """Digit of a Chinese application that tells its kind: 1, 2, 3, 8 or 9; empty for others."""
    if not application.startswith("CN"):
        return ""
    serial = application[2:]
    return {12: serial[4:5], 8: serial[2:3]}.get(len(serial), "")


def application_year(application: str) -> int:
    """Year in which a Chinese application number was given; 0 for others."""
    serial = application[2:]
    if not application.startswith("CN") or len(serial) not in (8, 12):
        return 0
    return int(serial[:4] if len(serial) == 12 else _century(serial[:2]))


@lru_cache(maxsize=8192)
def parse_publication(text: str, office: str = "", kind: str = "") -> PublicationNumber:
    """Read a publication number; `office` and `kind` are what the file says in other columns.

    Raises NumberError.
    """
    compact = _compact(text)
    if "." in compact:
        compact = _DOTTED_KIND.sub("", _FLOAT.sub("", compact))
    if office and compact[:1].isdigit():
        compact = office + compact
    match = _NUMBER.match(compact)
    if not match:
        raise NumberError("is not a publication number")
    found, serial, suffix = match[1], match[2], match[3] or ""
    if not suffix and kind:
        suffix = kind
    return PublicationNumber(found, _SERIALS.get(found, _plain)(serial, suffix), suffix)


@lru_cache(maxsize=8192)
def parse_application(text: str, office: str = "") -> ApplicationNumber:
    """Read an application or priority number; the check digit of a Chinese one is tested.

    A wrong check digit leaves the number usable: 12 digits that the vendor joined to the right
    document are worth more than one digit, so it is kept and the doubt returned with it. Raises
    NumberError when nothing plausible is left.
    """
    compact = text if _CLEAR.fullmatch(text) else _compact(_DATE_ASIDE.sub("", text))
    if compact.startswith(("EP", "DE")):
        compact = application_form(compact)  # while the stop before the check digit is there
    if compact.startswith(("CN", "ZL")) or (office in ("", "CN") and compact[:1].isdigit()):
        return _chinese_application(compact)
    for pattern in (_PCT, _PCT_DOCDB):
        if match := pattern.match(compact):
            return ApplicationNumber(_pct(*match.groups()))
    if match := _PCT_EPODOC.match(compact):
        return ApplicationNumber(_pct(match[2], match[1], match[3]))
    if office and compact[:1].isdigit():
        compact = office + compact
    match = _NUMBER.match(compact)
    if not match:
        raise NumberError("is not an application number")
    # A and P say only "patent" and "provisional"; U, W, T … keep numbers of other series apart.
    kind = "" if (match[3] or "A")[0] in "AP" else match[3]
    number = application_form(match[1] + match[2] + kind)
    if match[3] == "P" and _US_PROVISIONAL.match(number) and len(match[2]) != 12:
        number += "P"  # the same serial and year may be an application's
    return ApplicationNumber(number)


def parse_number(text: str) -> str:
    """Normalise a number of either sort, as family and priority columns hold them, or raise."""
    try:
        return str(parse_publication(text))
    except NumberError:
        return parse_application(text).number


def _compact(text: str) -> str:
    if _CLEAR.fullmatch(text):
        return text
    upper = unicodedata.normalize("NFKC", text).strip().upper()
    if match := _EXCEL_TEXT.match(upper):
        upper = match[1]
    upper = upper.lstrip("'")
    if _SCIENTIFIC.match(upper):
        raise NumberError(_SCIENTIFIC_REASON, mangled=True)
    if _DATE.match(upper):
        raise NumberError("is a date, not a number: the column is another one than its name says")
    return _TWICE.sub(r"\1", _NOISE.sub("", native_form(upper) if upper else ""))


def _chinese_application(compact: str) -> ApplicationNumber:
    if match := _PCT_DOCDB.match(compact):
        return ApplicationNumber(_pct(*match.groups()))
    bare = _CN_FLOAT.sub(r"\1", compact.removeprefix("CN").removeprefix("ZL"))
    if (match := _CN_SHORT.match(bare)) and check_digit(match[1].zfill(8)) == match[2]:
        bare = match[1].zfill(8)  # a spreadsheet dropped zeros; the check digit proves it
    match = _CN_APPLICATION.match(application_form(f"CN{bare}"))
    if not match:
        raise NumberError("is not a Chinese application number (8 or 12 digits and a check digit)")
    serial, given = match[1], match[2]
    if not _CN_YEARS.match(serial):
        raise NumberError("is not a Chinese application number: no such year or type digit")
    expected = check_digit(serial)
    if given and given != expected:
        doubt = f"check digit is {given}, should be {expected}: compare the number with the source"
        return ApplicationNumber("CN" + serial, doubt)
    return ApplicationNumber("CN" + serial)


def _pct(office: str, year: str, serial: str) -> str:
    return f"WO{office}{_century(year)}{int(serial):06d}"


def _century(year: str) -> str:
    if len(year) == 4:
        return year
    return ("19" if int(year) >= 70 else "20") + year


def _plain(serial: str, kind: str) -> str:
    del kind
    return serial.replace(".", "")


def _cn(serial: str, kind: str) -> str:
    del kind
    if not _CN_SERIAL.match(serial):
        raise NumberError("is not a Chinese publication number (7 or 9 digits)")
    return serial


def _us(serial: str, kind: str) -> str:
    if kind[:1] in ("A", "P", "") and (match := _YEAR.match(serial)) and 9 <= len(serial) <= 11:
        return f"{match[1]}{int(match[2]):07d}"
    match = _US_LETTERS.match(serial)
    return (match[1] or "") + match[2] if match else serial


def _wo(serial: str, kind: str) -> str:
    del kind
    if not serial.isdigit():
        raise NumberError("is not a number of WIPO (year and digits)")
    if (match := _YEAR.match(serial)) and len(serial) >= 9:
        return f"{match[1]}{int(match[2]):06d}"
    if len(serial) in (7, 8):
        return f"{_century(serial[:2])}{int(serial[2:]):06d}"
    return serial


def _jp(serial: str, kind: str) -> str:
    if match := _ERA.match(serial):
        era, year, number = match.groups()
        if int(year) > _LAST_YEARS[era]:  # JPH612345: year 6, not 61
            year, number = f"0{year[0]}", year[1] + number
        return f"{era}{year}{int(number):06d}"
    if serial.startswith("WO"):
        return "WO" + _wo(serial[2:], kind)
    if kind[:1] not in ("A", "T", "U"):
        return serial
    if (match := _YEAR.match(serial)) and len(serial) >= 9:
        return f"{match[1]}{int(match[2]):06d}"
    if match := _JP_EMPEROR.match(serial):  # Derwent leaves the letter of the era out
        return f"{'S' if int(match[1]) > 40 else 'H'}{serial}"
    return serial


def _kr(serial: str, kind: str) -> str:
    if len(serial) == 13 and serial[:2] in ("10", "20", "30") and _YEAR.match(serial[2:]):
        serial = serial[2:]
    if kind[:1] in "AU" and (match := _YEAR.match(serial)) and len(serial) >= 10:
        return f"{match[1]}{int(match[2]):07d}"
    if len(serial) == 7 and kind in ("B1", "Y1"):
        return ("10" if kind == "B1" else "20") + serial
    return serial


def _ep(serial: str, kind: str) -> str:
    del kind
    return serial.zfill(7) if serial.isdigit() else serial


_SERIALS = {"CN": _cn, "US": _us, "WO": _wo, "JP": _jp, "KR": _kr, "EP": _ep}
