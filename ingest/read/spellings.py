"""Spellings of numbers that only one office or one system uses, brought to the usual one.

Native: 特開平06-012345 is JPH06012345A, 10-2019-0012345 is KR1020190012345. EPODOC counts years in
full and fills with zeros (EP19990203729, US20100657848, DE20171100123), DOCDB as the offices do
(EP99203729, US65784810, DE102017100123): applications take the form of DOCDB. Sources: WIPO
Handbook on Industrial Property Information and Documentation, part 7.2; the EPO's descriptions of
number formats in OPS and DOCDB.
"""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["application_form", "native_form"]

_JAPANESE = re.compile(
    r"^(?:JP)?(特[開开]|特表|再表|特公|特[許许]|[実实][開开]|[実实]公|[実实]登|特[願愿]|[実实][願愿])第?"
    r"(平成?|昭和?|令和?|[HSR])?(\d.*?)号?(?:公報|公报)?([A-Z]\d?)?$"
)
_KINDS = {
    "特開": "A", "特表": "A", "再表": "A1", "特公": "B2", "特許": "B2", "実開": "U", "実公": "Y2",
    "実登": "U", "特願": "", "実願": "U",
}  # fmt: skip
_JAPANESE_SIGNS = str.maketrans("开许实愿", "開許実願")
_ERAS = {"平": "H", "昭": "S", "令": "R", "H": "H", "S": "S", "R": "R"}
_ERA_SIGNS = re.compile(r"^(JP)?(平|昭|令)[成和]?(?=\d)")
_KOREAN = re.compile(r"^([123]0)-(\d{4}-)?\d{7}")
_ERA_APPLICATION = re.compile(r"^JP([HSR])(\d{2})(\d{6})([A-Z]?)$")
_ERA_STARTS = {"S": 1925, "H": 1988, "R": 2018}

# Series of the USPTO: utility, design (29, 35), provisional (60 to 63), reexamination (90, 95, 96).
_US_SERIES = "0[2-9]|1[0-9]|29|35|6[0-3]|90|95|96"

_APPLICATIONS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (rf"^US(?:19|20)\d{{2}}({_US_SERIES})(\d{{6}})$", lambda m: f"US{m[1]}{m[2]}"),
        (r"^US(?:19|20)(\d{2})0?(\d{6})$", lambda m: f"US{m[2]}{m[1]}"),
        (r"^EP(?:19|20)(\d{2})0(\d{6})$", lambda m: f"EP{m[1]}{m[2]}"),
        (r"^EP(\d{8})\.?\d$", lambda m: f"EP{m[1]}"),
        (r"^JP((?:19|20)\d{2})0(\d{6})$", lambda m: f"JP{m[1]}{m[2]}"),
        (r"^KR10((?:19|20)\d{9})$", lambda m: f"KR{m[1]}"),
        (r"^KR20((?:19|20)\d{9})$", lambda m: f"KR{m[1]}U"),
        (r"^DE(\d{12})\.?\d$", lambda m: f"DE{m[1]}"),
        (r"^DE(20\d{2})([12])(\d{6})$", lambda m: f"DE{m[2]}0{m[1]}{m[3]}"),
        (r"^DE19(\d{2})1(\d{5})$", lambda m: f"DE1{m[1]}{m[2]}"),
        (r"^TW((?:19|20)\d{2})0(\d{6})$", lambda m: f"TW{int(m[1]) - 1911}{m[2]}"),
        (r"^CN(?:19|20)(\d{2})([123])0(\d{5})$", lambda m: f"CN{m[1]}{m[2]}{m[3]}"),
    )
)
_OF_OFFICE = {
    office: tuple(form for form in _APPLICATIONS if form[0].pattern.startswith(f"^{office}"))
    for office in ("US", "EP", "JP", "KR", "DE", "TW", "CN")
}


def native_form(text: str) -> str:
    """Bring a Japanese or Korean number in its own words to letters; others stay as they are.

    `text` is in NFKC and upper case.
    """
    if text[0] in "123" and _KOREAN.match(text):
        return f"KR{text}"
    if match := _JAPANESE.match(text):
        word, era, number, kind = match.groups(default="")
        prefix = "JPWO" if word == "再表" else "JP"
        kind = kind or _KINDS[word.translate(_JAPANESE_SIGNS)]
        return f"{prefix}{_ERAS[era[0]] if era else ''}{number}{kind}"
    return _ERA_SIGNS.sub(lambda match: f"JP{_ERAS[match[2]]}", text)


def application_form(number: str) -> str:
    """Bring an application number (office and serial, no blanks) to the form of DOCDB."""
    if match := _ERA_APPLICATION.match(number):
        year = _ERA_STARTS[match[1]] + int(match[2])
        return f"JP{year}{match[3]}{match[4]}"
    for pattern, make in _OF_OFFICE.get(number[:2], ()):
        if match := pattern.match(number):
            return make(match)
    return number
