"""The peer of reading: an incoPat file in pandas, its values in the forms that patnav gives them.

As a practised user of pandas would write it: whole columns at a time, plain Python where that is
faster (lists, symbols), each symbol, number and name looked at once. It gives what `Publication`
holds: numbers without check digit and which check digits are wrong, dates, counts, cleaned texts
with their languages, applicants with standard names and addresses, lists, symbols, type, stage,
state. It does not look for damaged, rounded or shifted values, repeated headers, files of other
vendors, and takes no precaution against hostile workbooks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

__all__ = ["peer"]

_DATES = ("公开（公告）日", "申请日", "最早优先权日", "授权公告日")
_TEXTS = {
    "标题 (中文)": "zh",
    "标题 (英文)": "en",
    "摘要 (中文)": "zh",
    "摘要 (英文)": "en",
    "首项权利要求": "",
}
_COUNTS = ("权利要求数量", "被引证次数", "简单同族个数")
_STAGES = {"A": "application", "B": "grant", "C": "grant", "U": "grant", "Y": "grant", "S": "grant"}
_TYPES = {"发明": "invention", "实用": "utility_model", "外观": "design"}
_STATES = {"有效": "in_force", "审中": "pending", "失效": "lapsed"}
_NO_NAMES = {"", "-", "不公告发明人", "请求不公布姓名"}
_WEIGHTS = np.array([2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5])
_SYMBOL = re.compile(r"^([A-HY]\d{2}[A-Z])\s*0*(\d{1,4})\s*/\s*(\d{2,6})")
_NUMBER = re.compile(r"^([A-Z]{2})([A-Z]{0,4}\d\w*?)([A-Z]\d?)?$")


def peer(path: Path) -> pd.DataFrame:
    """Read an incoPat file, XLSX or CSV, and bring its values into one form."""
    if path.suffix == ".xlsx":
        frame = pd.read_excel(path, engine="openpyxl", dtype=str).fillna("")
    else:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    _numbers(frame)
    for name in frame.columns.intersection(_DATES):
        frame[name] = pd.to_datetime(frame[name], format="ISO8601", errors="coerce")
    for name in frame.columns.intersection(_COUNTS):
        frame[name] = pd.to_numeric(frame[name], errors="coerce")
    _texts(frame)
    _lists(frame)
    _words(frame)
    return frame


def _numbers(frame: pd.DataFrame) -> None:
    publication = frame["公开（公告）号"].str.strip().str.upper()
    frame[["office", "serial", "kind"]] = publication.str.extract(_NUMBER).fillna("")
    year = frame["serial"].str.extract(r"^((?:19|20)\d{2})(\d{5,7})$")
    padded = (year[0] + year[1].str.zfill(7)).where(frame["office"].eq("US"))
    frame["serial"] = padded.fillna(frame["serial"])
    frame["number"] = frame["office"] + frame["serial"] + frame["kind"]
    filed = frame["申请号"].str.strip().str.upper()
    chinese = filed.str.extract(r"^(?:CN|ZL)?(\d{12}|\d{8})\.?([\dX])?$")
    frame["application"] = ("CN" + chinese[0]).fillna(filed)
    frame["check_digit_wrong"] = False
    long = chinese[chinese[0].str.len().eq(12) & chinese[1].notna()]
    if len(long):
        digits = np.array([list(serial) for serial in long[0]], dtype=np.int64)
        expected = pd.Series(digits @ _WEIGHTS % 11, long.index).astype(str).replace("10", "X")
        frame.loc[long.index, "check_digit_wrong"] = expected.ne(long[1])


def _texts(frame: pd.DataFrame) -> None:
    for name in frame.columns.intersection(list(_TEXTS)):
        column = frame[name].str.replace(r"_x000D_|<br\s*/?>", "\n", regex=True)
        column = column.str.replace(r"[\x00-\x08\x0b-\x1f\u200b-\u200f\ufeff]", "", regex=True)
        column = column.str.replace(r"[ \t\u00a0\u3000]{2,}", " ", regex=True).str.strip()
        frame[name] = column
        chinese = column.str.contains(r"[\u3400-\u9fff]") if not _TEXTS[name] else None
        language = _TEXTS[name] if chinese is None else np.where(chinese, "zh", "en")
        frame[f"{name} language"] = language


def _lists(frame: pd.DataFrame) -> None:
    for name, item in (
        ("IPC", _symbol), ("CPC", _symbol), ("优先权号", _number), ("简单同族", _number),
        ("发明人", _name),
    ):  # fmt: skip
        if name in frame:
            frame[name] = _each(frame[name], item)
    frame["IPC主分类"] = frame["IPC主分类"].map(_symbol)
    empty = pd.Series("", frame.index)
    columns = [frame.get(name, empty) for name in ("申请人", "标准化申请人", "申请人地址")]
    frame["applicants"] = list(map(_applicants, *columns))


def _each(column: pd.Series, item: Callable[[str], str]) -> list[list[str]]:
    return [
        list(dict.fromkeys(filter(None, map(item, cell.split(";"))))) if cell else []
        for cell in column
    ]


@cache
def _symbol(text: str) -> str:
    match = _SYMBOL.match(text.strip().upper())
    return f"{match[1]}{match[2]}/{match[3]}" if match else ""


@cache
def _number(text: str) -> str:
    match = _NUMBER.match(text.strip().upper().partition(".")[0])
    return "".join(filter(None, match.groups())) if match else ""


@cache
def _name(text: str) -> str:
    name = text.strip()
    return "" if name in _NO_NAMES else name


@cache
def _applicants(names: str, standard: str, addresses: str) -> tuple[tuple[str, str, str], ...]:
    listed = [_name(name) for name in names.split(";")]
    others = [name.strip(" []") for name in standard.split(";")]
    places = [place.strip() for place in addresses.split(";")]
    if len(others) != len(listed):
        others = [""] * len(listed)
    if len(places) != len(listed):
        places = [*places[:1], *[""] * (len(listed) - 1)]
    return tuple(dict.fromkeys(row for row in zip(listed, others, places, strict=True) if row[0]))


def _words(frame: pd.DataFrame) -> None:
    frame["stage"] = frame["kind"].str[:1].map(_STAGES)
    frame["patent_type"] = frame["专利类型"].str[:2].map(_TYPES).fillna("other")
    frame["state"] = frame["专利有效性"].str.strip().map(_STATES).fillna("unknown")
