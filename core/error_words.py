"""What errors and commands say, in the reader's language: Chinese for forms that are known.

All is written in English, once, where it arises; pages, sheets and a command line in Chinese show
it by its form (`data/error_words.yaml`, `reason_words.yaml` for what was read and judged,
`said_words.yaml` for what commands say on the way).
A form without Chinese is shown as it is.
"""

from __future__ import annotations

import locale
import os
import re
from functools import cache, lru_cache

from patnav.data import load_yaml, resource
from patnav.errors import PatnavError

__all__ = [
    "LANGUAGE",
    "in_cell",
    "in_words",
    "machine_language",
    "reason_in",
    "refusal",
    "table_words",
]

LANGUAGE = "PATNAV_LANG"
"""Environment variable: the language of the command line, zh or en."""
_FILES = ("error_words.yaml", "reason_words.yaml")
_ON_THE_WAY = "said_words.yaml"  # broad forms, that would take errors for what they are not
_MARK = re.compile(r"\{(\w+)\}")
_CLAUSES = re.compile(r"；|; ")
_INNER = "why"  # the mark of a part that has a form of its own


def machine_language() -> str:
    """What is spoken on the command line: as PATNAV_LANG says, else as the machine does.

    zh where the one that is set (of LC_ALL, LC_MESSAGES and LANG the first) says Chinese, else en.
    """
    named = (os.environ.get(name) for name in (LANGUAGE, "LC_ALL", "LC_MESSAGES", "LANG"))
    said = next(filter(None, named), None) or locale.getlocale()[0] or ""
    return "zh" if said.lower().startswith(("zh", "chinese")) else "en"


def refusal(error: PatnavError, lang: str) -> str:
    """What happened, where, and what to do about it; `lang` is zh or en."""
    if lang != "zh":
        return str(error)
    what, where, remedy = (in_words(one, lang) for one in (error.what, error.where, error.remedy))
    head = f"{where}：{what}" if where else what
    return f"{head}——{remedy}" if remedy else head


def in_words(text: str, lang: str, *, on_the_way: bool = False) -> str:
    """What is said in the language; words in it that are the user's stay as they are.

    `on_the_way`: it may be what a command says before it ends, and no error or reason.
    """
    return _chinese(text, on_the_way) if lang == "zh" else text


@lru_cache(maxsize=4096)
def reason_in(text: str, lang: str) -> str:
    """The reason of a node in the language, clause by clause, whichever it was written in.

    A clause whose form is not in `node_words.yaml` stays as it is, and with it all of the reason.
    """
    clauses = [_clause(one, lang) for one in _CLAUSES.split(text.rstrip("。."))]
    if not text or None in clauses:
        return text
    told = [one for one in clauses if one]
    if lang == "zh":
        return "；".join(told) + "。"
    sentence = "; ".join(told) + "."
    return sentence[0].upper() + sentence[1:]


def _clause(text: str, lang: str) -> str | None:
    for form, said in _node_forms():
        if found := form.fullmatch(text[:1].lower() + text[1:]):
            return said[lang].format(**found.groupdict())
    return None


@cache
def _node_forms() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    """Forms of either language as expressions, with what they say in both, as in the file."""
    listed: dict[str, str] = load_yaml(resource("node_words.yaml"))
    pairs = [{"en": english, "zh": chinese} for english, chinese in listed.items()]
    return tuple((_expression(form), said) for said in pairs for form in said.values())


def in_cell(column: str, text: str, lang: str) -> str:
    """What patnav itself says in a column of a table, in the language."""
    return table_words()[1].get(column, {}).get(text, text) if lang == "zh" else text


@cache
def table_words() -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Chinese of the headings of tables, and by column of what stands in its cells."""
    words = load_yaml(resource("table_words.yaml"))
    return words["heads"], words["cells"]


@lru_cache(maxsize=4096)  # a table repeats its reasons
def _chinese(text: str, on_the_way: bool) -> str:
    for form, chinese in _forms(on_the_way):
        if found := form.fullmatch(text):
            parts = found.groupdict()
            if _INNER in parts:
                parts[_INNER] = _chinese(parts[_INNER], on_the_way)
            return chinese.format(**parts)
    return text


@cache
def _forms(on_the_way: bool) -> tuple[tuple[re.Pattern[str], str], ...]:
    """English forms as expressions with their Chinese: first those with an inner form, then those
    that say most.
    """
    listed: dict[str, str] = {}
    for name in (*_FILES, _ON_THE_WAY) if on_the_way else _FILES:
        listed |= load_yaml(resource(name))
    said_most = sorted(
        listed, key=lambda form: (f"{{{_INNER}}}" not in form, -len(_MARK.sub("", form)))
    )
    return tuple((_expression(form), listed[form]) for form in said_most)


def _expression(form: str) -> re.Pattern[str]:
    parts = _MARK.split(form)  # words, name of a mark, words, …
    built = (
        f"(?P<{part}>.+?)" if number % 2 else re.escape(part) for number, part in enumerate(parts)
    )
    return re.compile("".join(built), re.DOTALL)
