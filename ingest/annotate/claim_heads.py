"""What an element of a claim names: its head term, and the reference signs of the drawings."""

from __future__ import annotations

import re

from patnav.ingest.annotate.means import normal_term
from patnav.ingest.terms.lexicon import alternation
from patnav.ingest.terms.normal import quantities

__all__ = ["head_of", "named_in", "signs_of"]

_NAMED = re.compile(
    r"^(?:一[种種]|还?包括有?|以及|其中|如果|并且?|且|在|所[述说說]的?|[该該]|其余的?|每[个根块条片只组层排]?|各个?"
    rf"|第[一二三四]|{quantities()}|[一两](?![体次]))*"
)
_NOUN = "[件杆板座架块器管轴环套孔槽筒圈柱线头盖]"  # makes a noun of a verb: 连接件, 安装座
_HEAD = {
    "zh": re.compile(
        r"[\u3400-\u9fffA-Za-z0-9\-]{2,14}?(?=[(\[〔]|上|的|与|和|通过|设(?![备计施])|为|包括|包含|用于|位于"
        rf"|(?:固定|连接|安装)(?!{_NOUN})|[焊铰]接(?!接?[头件])|[并串]联|开[有设]|还(?!原)|具体"
        r"|[,:]|、|由|具有|均|内|中|下|$)"
    ),
    "en": re.compile(
        r"(?:\(?[a-z0-9]{1,4}\)\s*)?"
        r"(?:(?:in|on|at|when|upon|during|after|before)\s[^,;]{1,60},\s*)?"
        r"(?:(?:and\s+)?(?:wherein\s+)?"
        r"(?:a plurality of|one or more|at least one|an?|the|said|each(?:\s+of\s+the)?)\s+)?"
        r"([\w-]+(?:\s[\w-]+){0,5}?)"
        r"(?=\s+(?:\w+ed|for|of|that|which|having|is|are|to|in|on|with|as|being|according|and|or"
        r"|from|by|further|also|compris(?:es?|ing)|includes?|including|has|have|can|employs?)\b"
        r"|[,;:.(]|\s\(|$)",
        re.IGNORECASE,
    ),
}
_BRINGS = {  # what stands before a part that is brought in
    "zh": re.compile(
        r"(?:设置?|装|安装|连接|固定|套|开设?|形成|穿|配)[有着]|包括有?|包含有?|具有|设置|[、和与及]"
    ),
    "en": re.compile(r"\b(?:an?|one or more|at least one|a plurality of)\s", re.IGNORECASE),
}
_LONGEST = 40  # characters in which a part that is brought in has its name
_SIGN = r"\d{1,4}[A-Za-z]{0,2}'{0,2}|[A-Z]{1,2}\d{0,3}"
_ROW = rf"(?P<row>(?:{_SIGN})(?:\s*[,;、-]\s*(?:{_SIGN}))*)"
_SIGNS = {
    "zh": re.compile(rf"[(\[〔]{_ROW}[)\]〕]"),
    "en": re.compile(rf"\({_ROW}\)(?!\s+(?:an?|the)\s)"),  # “(2) a data file” numbers an item
}
_NAME = {
    "zh": re.compile(
        r"(?:包括有?|包含|设[有置]|装有|安装|装配|所[述说]的?|该|[一两三四][个只根条块片]|多个|若干个?|每个"
        r"|[另一][端侧]|(?<=[端侧部面])(?:固定|连接)|[焊铰]接|[并串]联|穿[过出入]|[将把从](?!手)|通过(?!孔)"
        r"|[,;:、。()\[\]〔〕和与及在的于有为])"
    ),
    "en": re.compile(
        r"\b(?:an?|the|said|and|or|of|to|in|on|with|by|at least one|each)\s|[,;:.()]", re.IGNORECASE
    ),
}
_FIGURE = re.compile(r"[(\[〔\d]")
_BARE = re.compile(r"(?<=[\u3400-\u9fff])(\d{1,3}[a-z]?)(?=[\u3400-\u9fff,、;。]|$)")
_COUNTED = re.compile(r"[\d%个根条片块层次步项种级至为有约共求第]")
_AMOUNT = re.compile(alternation("normal", "units"))


def head_of(text: str, lang: str) -> str:
    """Head term of an element: the component or step that it names first."""
    if lang == "en":
        found = _HEAD["en"].match(text)
        return found[1].strip().lower() if found else ""
    bare = _NAMED.sub("", text)
    found = _HEAD["zh"].match(bare)
    return normal_term(found.group() if found else bare[:8])


def named_in(text: str, lang: str) -> set[str]:
    """Head terms that an element names: its own, and those of the parts that it brings in."""
    behind = (text[one.end() : one.end() + _LONGEST] for one in _BRINGS[lang].finditer(text))
    return {head_of(text, lang), *(head_of(part, lang) for part in behind)} - {""}


def signs_of(text: str, lang: str) -> tuple[str, ...]:
    """Reference signs in the order of the text, each once: “4 底模托架”, sign and what bears it.

    Signs stand in brackets; of Chinese text without any, digits right behind a noun that no unit
    follows are signs too.
    """
    if not _FIGURE.search(text):
        return ()
    found: dict[str, str] = {}
    for match in _SIGNS[lang].finditer(text):
        name = _name(text[max(0, match.start() - 60) : match.start()], lang)
        for sign in re.split(r"\s*[,;、]\s*", match["row"]):
            if name:
                found.setdefault(sign, name)
    if not found and lang == "zh":
        found = _unbracketed(text)
    return tuple(f"{sign} {name}" for sign, name in found.items())


def _unbracketed(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _BARE.finditer(text):
        name = _name(text[max(0, match.start() - 20) : match.start()], "zh")
        around = (name[-1:], text[match.end() : match.end() + 1])
        counted = any(map(_COUNTED.match, around)) or _AMOUNT.match(text, match.end())
        if len(name) > 1 and not counted:
            found.setdefault(match[1], name)
    return found


def _name(before: str, lang: str) -> str:
    """The noun right before a sign: what follows the last word that cannot belong to it."""
    start = max((match.end() for match in _NAME[lang].finditer(before)), default=0)
    name = before[start:].strip()
    return " ".join(name.split()[-4:]) if lang == "en" else name[-14:]
