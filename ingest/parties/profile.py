"""What a name is made of, computed once, so that names can be compared without comparing all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from patnav.ingest.parties.canonical import parted, rewrite
from patnav.ingest.parties.identity import identify, normalise
from patnav.ingest.parties.known import known
from patnav.ingest.parties.name_words import name_words, region_letters, romanise
from patnav.ingest.wording import has_east_asian

__all__ = ["Profile", "distance_is_one", "profile"]

_ADMINISTRATIVE = "市省"
_LONGEST_REGION = 3  # words: inner mongolia, xi an, hong kong
_CORRECTABLE = 6  # letters; shorter words are too near to other words
_KANA = re.compile("[\u3040-\u30ff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_HAN = re.compile("[\u3400-\u9fff]")
_JAPANESE_FORMS = frozenset({"株式会社", "有限会社", "合同会社"})


@dataclass(frozen=True, slots=True)
class Profile:
    """Parts of a name.

    `key` is its own key, `organisation` that of the legal person, `country` where a known one sits;
    `core` is the key without legal form. `tokens` are the words of a Latin core as written, `words`
    the same in full spelling with mistakes in usual words mended. `regions` are Chinese places in
    letters, `ahead` is the one that heads the name, `brackets` whether anything stands in brackets.
    `rest` is the core without regions, `meanings` are its usual words, `unmatched` is all else and
    `residue` the same in letters; `japanese` says that Japan reads its Han signs. `sounded` says
    that the letters are those by which other countries know the name: it is Korean or Japanese,
    and no Chinese reading stands in them.
    """

    name: str
    key: str
    organisation: str
    known: bool
    country: str
    kind: str
    east_asian: bool
    core: str
    form: str
    tokens: tuple[str, ...]
    words: tuple[str, ...]
    regions: frozenset[str]
    ahead: str
    brackets: bool
    rest: str
    unmatched: str
    residue: str
    japanese: bool
    meanings: frozenset[str]
    sounded: bool


@lru_cache(maxsize=65_536)
def profile(name: str) -> Profile:
    """Take a name apart."""
    key, alias = rewrite(name).key, known(name)
    core, form = _parted(key)
    tokens, words = _latin_words(core) if not has_east_asian(key) else ((), ())
    japanese = not words and _is_japanese(key, form)
    pieces = _latin_pieces(words) if words else _han_pieces(core, japanese=japanese)
    return Profile(
        name=name,
        key=key,
        organisation=alias.organisation if alias else key,
        known=alias is not None,
        country=alias.country if alias else "",
        kind=identify(name).kind,
        east_asian=has_east_asian(key),
        core=core,
        form=form,
        tokens=tokens,
        words=words,
        regions=frozenset(pieces.regions),
        ahead=pieces.ahead,
        brackets="(" in normalise(name),
        rest=pieces.rest,
        unmatched=pieces.unmatched,
        residue=romanise(pieces.unmatched),
        japanese=japanese,
        meanings=frozenset(
            name_words().coarse.get(meaning, meaning) for meaning in pieces.meanings
        ),
        sounded=_is_sounded(key, form, pieces.unmatched),
    )


def _parted(key: str) -> tuple[str, str]:
    core, form = parted(key)
    if form and (second := parted(core))[1] in _JAPANESE_FORMS:
        return second  # 株式会社ユアサコーポレーション
    if not form and key.endswith("公司") and len(key) > 4:
        return key.removesuffix("公司"), "公司"
    return core, form


def _is_japanese(key: str, form: str) -> bool:
    return form in _JAPANESE_FORMS or _KANA.search(key) is not None


def _is_sounded(key: str, form: str, unmatched: str) -> bool:
    foreign = _is_japanese(key, form) or _HANGUL.search(key) is not None
    return foreign and not _HAN.search(unmatched)


@dataclass(slots=True)
class _Pieces:
    regions: list[str]
    meanings: list[str]
    unmatched: str
    rest: str
    ahead: str


def _han_pieces(core: str, *, japanese: bool) -> _Pieces:
    words = name_words()
    spelled = words.spelled_in_japan if japanese else words.spelled
    pieces = words.japanese if japanese else words.pieces
    found = _Pieces([], [], "", "", "")
    last = 0
    for match in spelled.finditer(core):
        between = core[last : match.start()]
        found.unmatched, found.rest = found.unmatched + between, found.rest + between
        region, meanings, reading = pieces[match[0]]
        if reading:
            found.unmatched += reading
            found.rest += match[0]
        elif region:
            found.regions.append(region)
            found.ahead = match[0] if match.start() == 0 else found.ahead
        else:
            found.meanings += meanings
            found.rest += match[0]
        last = match.end()
    found.unmatched += core[last:]
    found.rest += core[last:]
    found.rest = found.rest.lstrip(_ADMINISTRATIVE) if found.ahead else found.rest
    found.unmatched = found.unmatched.lstrip(_ADMINISTRATIVE) if found.ahead else found.unmatched
    return found


def _latin_pieces(words: Sequence[str]) -> _Pieces:
    found = _Pieces([], [], "", "", "")
    meanings = _meanings()
    for place, word in enumerate(words):
        if word in region_letters():
            found.regions.append(word)
            found.ahead = word if place == 0 else found.ahead
            continue
        found.rest += f" {word}"
        if word in meanings:
            found.meanings.append(word)
        else:
            found.unmatched += word
    return found


@cache
def _meanings() -> frozenset[str]:
    return frozenset(name_words().latin.values()) | frozenset(name_words().coarse)


def _latin_words(core: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words as written and in their full spelling; several words of one region become one."""
    words = name_words()
    tokens = tuple(_joined_regions([word for word in core.split() if word not in words.stop]))
    full = [(token, _full_spelling(token)) for token in tokens]
    kept = [pair for pair in full if pair[1] not in words.slips] or full
    return tuple(token for token, _ in kept), tuple(word for _, word in kept)


def _joined_regions(tokens: Sequence[str]) -> Iterator[str]:
    place = 0
    while place < len(tokens):
        length = next(
            (
                length
                for length in range(_LONGEST_REGION, 1, -1)
                if "".join(tokens[place : place + length]) in region_letters()
            ),
            1,
        )
        yield "".join(tokens[place : place + length])
        place += length


@lru_cache(maxsize=65_536)
def _full_spelling(token: str) -> str:
    words = name_words()
    if token in words.latin:
        return words.latin[token]
    if token in region_letters() or token in words.coarse or len(token) < _CORRECTABLE:
        return token
    near = {_vocabulary()[key] for key in _deletes(token) if key in _vocabulary()}
    meant = {word for spelling in near for word in spelling if distance_is_one(token, word)}
    full = {words.latin.get(word, word) for word in meant}
    return full.pop() if len(full) == 1 else token


@cache
def _vocabulary() -> dict[str, tuple[str, ...]]:
    """Usual words and regions by themselves with one letter left out, for finding mistakes."""
    found: dict[str, set[str]] = {}
    for word in (*name_words().latin, *region_letters(), *name_words().slips):
        if len(word) >= _CORRECTABLE:
            for key in _deletes(word):
                found.setdefault(key, set()).add(word)
    return {key: tuple(sorted(words)) for key, words in found.items()}


def _deletes(word: str) -> Iterator[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def distance_is_one(one: str, other: str) -> bool:
    """Tell whether one letter more, less, another, or two exchanged make one word the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    a, b = one[start:], other[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    return a[1:] == b or a == b[1:]
