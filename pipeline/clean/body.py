"""The body of an article: what is kept of the source text, folded, with its sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.clean.cut import find_debris
from pipeline.clean.debris import is_byline
from pipeline.clean.fold import fold
from pipeline.clean.sentences import split_sentences
from pipeline.clean.wrap import unwrap
from pipeline.read.plain import plain_form
from pipeline.records import Article, Body, Segment, Skipped

_SEPARATOR = "\n\n"
_TITLE_CHARS = 220
_HEAD_LINES = 7


def clean(article: Article) -> Body:
    """The body of ``article``: debris left out and listed, characters folded, sentences found.

    What is kept is not rewritten: `Body.source_span` leads from any stretch of it to the source text.

    Examples
    --------
    >>> from pipeline.records import Article
    >>> text = "Accueil > Économie\\n\\nL’État prêtera 3&nbsp;millions d’euros à Sète.\\n\\nPartager sur Facebook"
    >>> body = clean(Article("a", "a.txt", text))
    >>> body.text
    "L'État prêtera 3 millions d'euros à Sète."
    >>> [(part.kind, text[part.start : part.end]) for part in body.skipped]
    [('navigation', 'Accueil > Économie'), ('navigation', 'Partager sur Facebook')]
    """
    start, end = article.body or (0, len(article.text))
    inside = find_debris(article.text, start, end)
    text, segments = _join(article.text, _kept(start, end, inside))
    text = unwrap(text)
    outside = _outside(article.text, start, end)
    return Body(text, segments, split_sentences(text), (*outside, *inside), _title_end(text, article.title))


def _outside(text: str, start: int, end: int) -> list[Skipped]:
    """What an extractor left before and after the body it found: front matter, by-lines."""
    spans = ((0, start), (end, len(text)))
    return [Skipped("metadata", *_stripped(text, *span)) for span in spans if text[slice(*span)].strip()]


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())


def _kept(start: int, end: int, skipped: Iterable[Skipped]) -> list[tuple[int, int]]:
    spans = []
    at = start
    for part in skipped:
        spans.append((at, part.start))
        at = part.end
    return [*spans, (at, end)]


def _join(source: str, kept: Iterable[tuple[int, int]]) -> tuple[str, tuple[Segment, ...]]:
    """The kept stretches of ``source``, folded, with a blank line between them."""
    parts: list[str] = []
    segments: list[Segment] = []
    at = 0
    for span in kept:
        if not source[slice(*span)].strip():
            continue
        text, own = fold(source, *_stripped(source, *span))
        if parts:
            parts.append(_SEPARATOR)
            at += len(_SEPARATOR)
        parts.append(text)
        segments += [replace(segment, start=segment.start + at) for segment in own] if at else own
        at += len(text)
    return "".join(parts), tuple(segments)


def _title_end(text: str, title: str) -> int:
    """End of the headline: the title that is given, or the lines before the text that are no sentences."""
    first = text.partition("\n")[0]
    if title and plain_form(first) == plain_form(title):
        return len(first)
    at = 0
    for line in text.split("\n", _HEAD_LINES)[:_HEAD_LINES]:
        if line and not _is_headline(line, text[at + len(line) :]):
            break
        at += len(line) + 1
    return len(text[:at].rstrip())


def _is_headline(line: str, rest: str) -> bool:
    """Whether a line at the head is a headline: no sentence, no dateline, shorter than what follows."""
    if len(line) > _TITLE_CHARS or line.rstrip(' »"').endswith((".", ",", ";", ":")) or is_byline(line):
        return False
    return any(len(below) > len(line) for below in rest.split("\n", 12)[:12])
