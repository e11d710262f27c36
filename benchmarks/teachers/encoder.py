"""Training of the transformer teacher, and what it thinks of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - as everybody calls it
from numpy.typing import NDArray
from torch import Tensor

from patnav.gold import GoldDocument, Labels
from patnav.ingest.annotate.tagger import Passage
from patnav.ingest.learn.lessons import passage
from teachers.labels import FIELDS, UNSAID, Ints, directions, labelled, places
from teachers.network import Batch, Teacher
from teachers.pretrained import Pretrained
from teachers.windows import TRAITS, Window, windows

__all__ = ["Course", "think", "train"]

_SHARE_OF_WARMING, _LEAST = 0.08, 0.02
_SMOOTHING, _DIRECTION = 0.03, 0.3
_SIZE = 4000  # pieces of a batch
_TEXTS = 16  # of a batch at most
_JITTER = 60  # pieces by which lengths are mixed
_ROUND = 32  # lengths are filled up to a multiple of it


@dataclass(frozen=True, slots=True)
class Course:
    """How to train: epochs, peak steps of encoder and head, seed."""

    epochs: int = 4
    encoder_step: float = 1e-4
    head_step: float = 1.5e-3
    seed: int = 0


class _Lesson(NamedTuple):
    """A window with wanted places (pieces, 3) and directions (pieces)."""

    window: Window
    places: Ints
    directions: Ints


def train(
    pairs: Sequence[tuple[GoldDocument, Labels]],
    file: Pretrained,
    course: Course,
    say: Callable[[str], None],
) -> Teacher:
    """Fine-tune a pretrained encoder on labelled abstracts (AdamW: Loshchilov & Hutter 2019)."""
    torch.manual_seed(course.seed)
    rng = np.random.default_rng(course.seed)
    lessons = [lesson for pair in pairs for lesson in _lessons(*pair, file)]
    shown = [lesson.window for lesson in lessons]
    teacher = Teacher(file)
    encoder, head = teacher.groups()
    groups = [
        {"params": encoder, "lr": course.encoder_step},
        {"params": head, "lr": course.head_step},
    ]
    adam = torch.optim.AdamW(groups, weight_decay=0.01)
    total = course.epochs * len(_batches(shown))
    pace = torch.optim.lr_scheduler.LambdaLR(adam, lambda step: _pace(step, total))
    for epoch in range(1, course.epochs + 1):
        teacher.train()
        losses = []
        for batch in _batches(shown, rng):
            loss = _loss(teacher, [lessons[at] for at in batch], file.specials.fill)
            adam.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
            adam.step()
            pace.step()
            losses.append(loss.item())
        say(f"epoch {epoch} of {course.epochs}: loss {np.mean(losses):.4f}")
    return teacher


def _lessons(document: GoldDocument, labels: Labels, file: Pretrained) -> Iterator[_Lesson]:
    count = len(document.text)
    spans = labelled(document, labels)
    wanted = np.stack([places(count, one) for one in spans.values()], 1)
    for column, name in enumerate(FIELDS.values()):
        if name not in labels.labelled:
            wanted[:, column] = UNSAID
    ways = directions(document, labels)
    for window in windows(passage(document), file):
        yield _Lesson(window, wanted[window.starts], ways[window.starts])


def _pace(step: int, total: int) -> float:
    """Warm up, then go down in a line."""
    return min(1.0, (step + 1) / (total * _SHARE_OF_WARMING)) * max(_LEAST, 1 - step / total)


def _loss(teacher: Teacher, lessons: Sequence[_Lesson], fill: int) -> Tensor:
    batch = _batch([lesson.window for lesson in lessons], fill)
    found, ways = teacher(batch)
    length = batch.hints.shape[1]
    wanted = _filled([lesson.places for lesson in lessons], length, UNSAID)
    said = _filled([lesson.directions for lesson in lessons], length, UNSAID)
    loss = F.cross_entropy(
        found.reshape(-1, 3), wanted.reshape(-1), ignore_index=UNSAID, label_smoothing=_SMOOTHING
    )
    if bool((said >= 0).any()):
        ways = ways.reshape(-1, ways.shape[-1])
        loss = loss + _DIRECTION * F.cross_entropy(ways, said.reshape(-1), ignore_index=UNSAID)
    return loss


def think(
    teacher: Teacher, passages: Sequence[Passage], file: Pretrained
) -> list[NDArray[np.float32]]:
    """Shares of each text's characters, (characters, 13) as `patnav train --teach` reads them."""
    teacher.eval()
    cut = [(at, one) for at, given in enumerate(passages) for one in windows(given, file)]
    made = [np.zeros((len(given.folded), 13), np.float32) for given in passages]
    for batch in _batches([window for _, window in cut]):
        read = [cut[at][1] for at in batch]
        with torch.no_grad():
            found, ways = teacher(_batch(read, file.specials.fill))
        shares = torch.cat([found.softmax(-1).flatten(2), ways.softmax(-1)], -1).numpy()
        for at, window, share in zip(batch, read, shares, strict=True):
            _spread(made[cut[at][0]], window, share)
    return made


def _spread(shares: NDArray[np.float32], window: Window, found: NDArray[np.float32]) -> None:
    """Give each character what its piece got; a span begins at the first one only."""
    count = len(window.starts)
    shares[window.starts] = found[:count]
    of = np.repeat(np.arange(count), np.diff([*window.starts, window.end]))
    behind = np.arange(window.starts[0], window.end)
    later = window.starts[of] != behind
    rows = found[of[later]]
    for begin in range(1, 3 * len(FIELDS), 3):
        rows[:, begin + 1] += rows[:, begin]
        rows[:, begin] = 0
    shares[behind[later]] = rows


def _batch(given: Sequence[Window], fill: int) -> Batch:
    pieces = max(len(window.tokens) for window in given)
    pieces = -(-pieces // _ROUND) * _ROUND
    length = max(len(window.starts) for window in given)
    lengths = torch.tensor([len(window.tokens) for window in given])
    return Batch(
        tokens=_filled([np.array(window.tokens) for window in given], pieces, fill),
        mask=torch.arange(pieces)[None] < lengths[:, None],
        first=torch.tensor([window.first for window in given]),
        traits={
            name: _filled([window.traits[name] for window in given], length) for name in TRAITS
        },
        hints=_filled([window.hints for window in given], length),
    )


def _filled(rows: Sequence[Ints], length: int, value: int = 0) -> Tensor:
    made = np.full((len(rows), length, *rows[0].shape[1:]), value, np.int64)
    for number, row in enumerate(rows):
        made[number, : len(row)] = row
    return torch.from_numpy(made)


def _batches(given: Sequence[Window], rng: np.random.Generator | None = None) -> list[list[int]]:
    """Places of windows of like length together; in random order where there is `rng`."""
    lengths = np.array([len(window.tokens) for window in given])
    mixed = lengths // 16 if rng is None else lengths + rng.integers(0, _JITTER, len(lengths))
    made: list[list[int]] = [[]]
    held = 0
    for at in np.argsort(mixed, kind="stable"):
        made[-1].append(int(at))
        held += len(given[at].starts)
        if held > _SIZE or len(made[-1]) == _TEXTS:
            made.append([])
            held = 0
    made = [batch for batch in made if batch]
    if rng is not None:
        rng.shuffle(made)
    return made
