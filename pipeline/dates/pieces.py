"""Very long texts are read in pieces, so that their tokens never stand in memory together."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager

PIECE = 50_000  # characters read at once
_SLACK = 5_000  # where the end of a piece may be looked for
# Where no expression goes on, then where hardly any does: an empty line, a line, a sentence, a word.
_CUTS = tuple(map(re.compile, (r"\n(?=[ \t\r]*\n)", r"\n(?=[^a-zà-ÿ0-9])", r"[.!?] (?=[A-ZÀ-Ý])", r"\n", " ")))


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Spans of a text, one after the other: cut between paragraphs, else lines, sentences, words.

    A text that has lines or sentences of less than five thousand characters is read as if it were not cut.

    >>> list(pieces("Un don du 3 mai."))
    [(0, 16)]
    """
    start = 0
    while len(text) - start > PIECE:
        end = _cut(text, start + PIECE - _SLACK, start + PIECE)
        yield start, end
        start = end
    yield start, len(text)


def _cut(text: str, low: int, high: int) -> int:
    """The best place to cut between two offsets."""
    for cut in _CUTS:
        if m := cut.search(text, low, high):
            return m.end()
    return high


@contextmanager
def collector_paused() -> Iterator[None]:
    """No search for reference cycles inside the block: a reading makes none, but a million results to look through.

    The collector would walk all the results found so far again and again, which takes more than linear time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
