"""The tags of the tagger, and the best legal sequence of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

LABELS = ("ORG", "PER", "LOC", "PROG")
#: Outside, then beginning, inside, last and only word of each label.
TAGS = ("O", *(f"{place}-{label}" for label in LABELS for place in "BILU"))
TAG_INDEX = {tag: i for i, tag in enumerate(TAGS)}
QUIET = 0.98  # a token this surely outside every name is not searched

Floats = NDArray[np.float32]


def _opens(tag: str) -> bool:
    return tag[0] in "BU"


def _legal(a: str, b: str) -> bool:
    if a[0] in "BI":
        return b[0] in "IL" and b[2:] == a[2:]
    return b == "O" or _opens(b)


@cache
def _grammar() -> tuple[Floats, Floats, Floats]:
    """Costs of tag pairs, of first tags and of last tags: 0 where legal."""
    bad = np.float32(-1e9)
    pairs = np.array([[0 if _legal(a, b) else bad for b in TAGS] for a in TAGS], dtype="f")
    first = np.array([0 if t == "O" or _opens(t) else bad for t in TAGS], dtype="f")
    last = np.array([0 if t == "O" or t[0] in "LU" else bad for t in TAGS], dtype="f")
    return pairs, first, last


def best_tags(scores: Floats) -> list[int]:
    """The best legal sequence for log probabilities of shape (tokens, tags)."""
    pairs, first, last = _grammar()
    best = scores[0] + first
    back = np.zeros(scores.shape, dtype=np.intp)
    for i in range(1, len(scores)):
        ways = best[:, None] + pairs
        back[i] = ways.argmax(0)
        best = ways.max(0) + scores[i]
    tag = int((best + last).argmax())
    out = [tag]
    for i in range(len(scores) - 1, 0, -1):
        tag = int(back[i, tag])
        out.append(tag)
    return out[::-1]


def _stretches(busy: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Runs of busy tokens."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], busy.astype(np.int8), [0]))))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def spans(tags: Iterable[int], offset: int = 0) -> Iterator[tuple[int, int, str]]:
    """The (first token, end token, label) of a legal sequence."""
    start = offset
    for i, index in enumerate(tags, offset):
        tag = TAGS[index]
        if tag[0] in "BU":
            start = i
        if tag[0] in "LU":
            yield start, i + 1, tag[2:]


def decode(probabilities: Floats, bias: float = 0.0) -> list[tuple[int, int, str]]:
    """The best legal spans for probabilities of shape (tokens, tags).

    ``bias`` is added to the log probability of being outside: below zero, more spans are found.
    """
    if not len(probabilities):
        return []
    scores = np.log(probabilities + 1e-9)
    scores[:, 0] += bias
    found: list[tuple[int, int, str]] = []
    for a, b in _stretches(probabilities[:, 0] < QUIET):
        found.extend(spans(best_tags(scores[a:b]), a))
    return found
