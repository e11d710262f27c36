"""Synthetic patents as rows of vendor exports: incoPat columns and Lens columns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from operator import mul

from patnav.data.synthetic.patent import Right, SyntheticPatent

__all__ = ["INCOPAT", "LENS", "incopat_rows", "lens_rows", "patent_key"]

# The columns of an incoPat download, in its order: the default set, then those a user picks.
INCOPAT = (
    "序号",
    "标题 (中文)",
    "标题 (英文)",
    "摘要 (中文)",
    "摘要 (英文)",
    "申请人",
    "公开（公告）号",
    "公开（公告）日",
    "申请号",
    "申请日",
    "公开类型",
    "专利类型",
    "公开国别",
    "链接到incoPat",
    "IPC主分类",
    "IPC",
    "CPC",
    "标准化申请人",
    "申请人国家/地区",
    "申请人地址",
    "发明人",
    "首项权利要求",
    "权利要求数量",
    "被引证次数",
    "简单同族",
    "简单同族ID",
    "简单同族个数",
    "优先权号",
    "最早优先权日",
    "专利有效性",
    "当前法律状态",
    "授权公告日",
    "转让次数",
    "许可次数",
)
# The columns of a Lens export of 2024.
LENS = (
    *("#", "Jurisdiction", "Kind", "Display Key", "Lens ID", "Publication Date"),
    *("Publication Year", "Application Number", "Application Date", "Priority Numbers"),
    *("Earliest Priority Date", "Title", "Abstract", "Applicants", "Inventors", "Owners", "URL"),
    *("Document Type", "Has Full Text", "Cites Patent Count", "Cited by Patent Count"),
    *("Simple Family Size", "Simple Family Members", "Simple Family Member Jurisdictions"),
    *("Extended Family Size", "Extended Family Members", "Extended Family Member Jurisdictions"),
    *("Sequence Count", "CPC Classifications", "IPCR Classifications", "US Classifications"),
    *("NPL Citation Count", "NPL Resolved Citation Count", "NPL Resolved Lens ID(s)"),
    *("NPL Resolved External ID(s)", "NPL Citations", "Legal Status"),
)
Row = list[str | int | date]

_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_VALIDITY = {"pending": "审中", "in_force": "有效", "lapsed": "失效"}
_LENS_STATUS = {"pending": "Pending", "in_force": "Active", "lapsed": "Inactive"}


def check_digit(digits: str) -> str:
    """Check digit of a Chinese application number of twelve digits: weights 2-9, 2-5, modulo 11."""
    rest = sum(map(mul, map(int, digits), _WEIGHTS)) % 11
    return "X" if rest == 10 else str(rest)


def _chinese_application(patent: SyntheticPatent, right: Right) -> str:
    # Serials above five million are never given out, so no real application is named.
    serial = 5_000_000 + patent.serial * 3_141_593 % 5_000_000
    return f"{right.filed.year}{2 if patent.idea.utility else 1}{serial:07d}"


def _chinese_publication(patent: SyntheticPatent, kind: str) -> str:
    serial = patent.serial * 2_718_281 % 10_000_000
    return f"CN{29 if patent.idea.utility else 19}{serial:07d}{kind}"


def _foreign_serial(patent: SyntheticPatent) -> str:
    block, place = divmod(patent.serial, 1_000_000)
    return f"{block * 1_000_000 + place * 314_159 % 1_000_000:06d}"


def _foreign_application(patent: SyntheticPatent, right: Right) -> str:
    form = {"US": "US {y}99{s} A", "JP": "JP {y}{s} A", "KR": "KR {y}9{s} A", "DE": "DE 10{y}{s} A"}
    return form[right.office].format(y=right.filed.year, s=_foreign_serial(patent))


def _foreign_publication(patent: SyntheticPatent, right: Right, granted: bool) -> str:
    filed = {"US": "US {y}/9{s} A1", "JP": "JP {y}{s} A", "KR": "KR {y}9{s} A"}
    grant = {"US": "US 99{s} B2", "JP": "JP 9{s} B2", "KR": "KR 109{s} B1"}
    if right.office == "DE":
        form, year = f"DE 10{{y}}{{s}} {'B4' if granted else 'A1'}", right.filed.year
    else:
        form, year = (grant if granted else filed)[right.office], right.published.year
    return form.format(y=year, s=_foreign_serial(patent))


def patent_key(patent: SyntheticPatent, right: Right) -> str:
    """Key of a right: office and serial without check digit and kind."""
    if right.office == "CN":
        return f"CN{_chinese_application(patent, right)}"
    return _foreign_application(patent, right).removesuffix(" A").replace(" ", "")


def _publications(patent: SyntheticPatent) -> list[str]:
    """All documents of the family, in the spelling of the Lens."""
    numbers = []
    for right in patent.rights:
        documents = (False,) if patent.idea.utility or right.granted is None else (False, True)
        if right.office == "CN":
            kinds = "U" if patent.idea.utility else "AB"[: len(documents)]
            numbers += [_spaced(_chinese_publication(patent, kind)) for kind in kinds]
        else:
            numbers += [_foreign_publication(patent, right, granted) for granted in documents]
    return numbers


def _spaced(number: str) -> str:
    return f"{number[:2]} {number[2:-1]} {number[-1]}"


def incopat_rows(patent: SyntheticPatent) -> Iterator[tuple[bool, Row]]:
    """Rows of the Chinese right as incoPat gives them, each with whether it is a granted invention.

    An invention has a row per document (A, then B); a utility model has one.
    """
    right = patent.rights[-1]
    if right.office != "CN":
        return
    yield False, _incopat(patent, right, "U" if patent.idea.utility else "A")
    if right.granted is not None and not patent.idea.utility:
        yield True, _incopat(patent, right, "B")


def _incopat(patent: SyntheticPatent, right: Right, kind: str) -> Row:
    digits = _chinese_application(patent, right)
    publication = _chinese_publication(patent, kind)
    text, node = patent.chinese, patent.idea.node
    assert text is not None
    published = right.granted if kind == "B" and right.granted else right.published
    documents = {"A": "发明申请", "B": "发明授权", "U": "实用新型"}
    return [
        0,
        text.title,
        patent.idea.product.en,
        text.abstract,
        "",
        "; ".join(spelling for _, spelling in patent.owners),
        publication,
        published,
        f"CN{digits}.{check_digit(digits)}",
        right.filed,
        documents[kind],
        "实用新型" if kind == "U" else "发明授权" if right.granted else "发明申请",
        "中国",
        f"到incoPat中查看\n{publication}",
        node.ipc[0 if patent.serial % 4 else -1],
        "; ".join(node.ipc),
        node.ipc[0],
        f"[{'; '.join(f'{owner.standard}-C' for owner, _ in patent.owners)}]",
        patent.cell.region.country,
        patent.owners[0][0].address,
        "; ".join(name for name, _ in patent.inventors),
        text.claim,
        *_facts(patent, right),
    ]


def _facts(patent: SyntheticPatent, right: Right) -> Row:
    """The columns from 权利要求数量 to the end: counts, family, priority, legal state."""
    family = (number.replace(" ", "").replace("/", "") for number in _publications(patent))
    return [
        patent.claims,
        patent.cited,
        "; ".join(family),
        str(900_000_000 + patent.serial),
        len(patent.rights),
        *_priority(patent),
        _VALIDITY[right.state],
        _legal_status(right),
        right.granted or "",
        patent.transfers or "",
        patent.licences or "",
    ]


def _priority(patent: SyntheticPatent) -> tuple[str, str | date]:
    if len(patent.rights) == 1:
        return "", ""
    home = patent.rights[0]
    number = _foreign_application(patent, home).removesuffix(" A").replace(" ", "")
    return number, home.filed


def _legal_status(right: Right) -> str:
    if right.granted is not None:
        return "授权" if right.state == "in_force" else "未缴年费"
    return "实质审查" if right.state == "pending" else "撤回"


def lens_rows(patent: SyntheticPatent) -> Iterator[Row]:
    """Rows of the foreign right as the Lens gives them: the application, then the grant."""
    right = patent.rights[0]
    if right.office == "CN":
        return
    yield _lens(patent, right, granted=False)
    if right.granted is not None:
        yield _lens(patent, right, granted=True)


def _lens(patent: SyntheticPatent, right: Right, *, granted: bool) -> Row:
    key = _foreign_publication(patent, right, granted)
    published = right.granted if granted and right.granted else right.published
    application = _foreign_application(patent, right)
    owner, text, node = patent.owners[0][0], patent.english, patent.idea.node
    assert text is not None
    members, offices = _publications(patent), [other.office for other in patent.rights]
    family: Row = [len(members), ";;".join(members), ";;".join(offices)]
    lens_id = "-".join(f"{patent.serial * 2 + granted:015d}"[k : k + 3] for k in range(0, 15, 3))
    return [
        *(0, right.office, key.rsplit(" ", 1)[1], key, lens_id, published, published.year),
        *(application, right.filed, f"{application} {right.filed:%Y%m%d}", right.filed),
        *(text.title, text.abstract, owner.name_en),
        ";;".join(name for _, name in patent.inventors),
        *(f"{owner.name_en} ({published.isoformat()})", f"https://lens.org/{lens_id}"),
        *("Granted Patent" if granted else "Patent Application", "yes", 0, patent.cited),
        *family,
        *family,
        *(0, node.ipc[0], ";;".join(node.ipc), "", 0, 0, "", "", "", _LENS_STATUS[right.state]),
    ]
