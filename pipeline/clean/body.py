"""The body of an article: what is kept of the source text, folded, with its sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.clean.fold import fold
from pipeline.clean.sentences import split_sentences
from pipeline.records import Article, Body, Segment, Skipped

SEPARATOR = "\n\n"


def clean(article: Article) -> Body:
    """The body of ``article``.

    Examples
    --------
    >>> from pipeline.records import Article
    >>> clean(Article("a", "a.txt", "L’État prêtera 3&nbsp;millions.")).text
    "L'État prêtera 3 millions."
    """
    start, end = article.body or (0, len(article.text))
    skipped: list[Skipped] = []
    kept = [(start, end)]
    text, segments = join(article.text, kept)
    return Body(text, segments, split_sentences(text), tuple(skipped))


def join(source: str, kept: Iterable[tuple[int, int]]) -> tuple[str, tuple[Segment, ...]]:
    """The kept stretches of ``source``, folded, with a blank line between them."""
    parts: list[str] = []
    segments: list[Segment] = []
    at = 0
    for start, end in kept:
        text, own = fold(source, start, end)
        if not text.strip():
            continue
        if parts:
            parts.append(SEPARATOR)
            at += len(SEPARATOR)
        parts.append(text)
        segments += [replace(segment, start=segment.start + at) for segment in own]
        at += len(text)
    return "".join(parts), tuple(segments)
