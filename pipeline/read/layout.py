"""From the words of printed pages to running text: columns, lines, paragraphs, hyphens at line ends, running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.lexicon import toml

_HYPHENS = "-\u00ad‐"
_MARGIN = 0.12  # of the page's height: where running heads and folios stand
_REPEATS = 0.6  # of the pages that must carry the same head
_END = re.compile(r"[.!?…:»\"”][\s»\"”)]{0,2}$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box on the page, in points from the top left corner."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """The words of one page and its size in points."""

    width: float
    height: float
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of print within one column."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def size(self) -> float:
        """Height of the line, which follows the size of its type."""
        return self.bottom - self.top


def join_pages(pages: Sequence[Page]) -> str:
    """The running text of ``pages``: one paragraph a line, blank lines between them."""
    laid = [(page, read_page(page, gutters)) for page, gutters in zip(pages, _usual_gutters(pages), strict=True)]
    heads = _running_heads(laid)
    lines = [line for page, found in laid for line in found if not _is_running(line, page, heads)]
    return "\n\n".join(paragraphs(lines))


def read_page(page: Page, gutters: list[float]) -> list[Line]:
    """Lines of a page in reading order: what spans the page first, then each column from top to bottom."""
    lines: list[Line] = []
    for band in _bands(page, gutters):
        for column in _columns(band, page.width):
            lines += _lines(column)
    return lines


def _rows(words: Iterable[Word]) -> list[list[Word]]:
    """Words grouped by the line they stand on, over all columns, from top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda w: ((w.top + w.bottom) / 2, w.x0)):
        middle = (word.top + word.bottom) / 2
        if rows and middle <= max(w.bottom for w in rows[-1][:1]) - 0.2 * (word.bottom - word.top):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w.x0) for row in rows]


def _gutters(page: Page) -> list[float]:
    """Middles of the white bands that run down between columns: no word crosses them over most of the page."""
    rows = [row for row in _rows(page.words) if len(row) > 1]
    found: Counter[int] = Counter()
    for row in rows:
        for left, right in pairwise(row):
            if right.x0 - left.x1 > 0.8 * (left.bottom - left.top):
                found.update(range(int(left.x1) + 1, int(right.x0) + 1))
    enough = max(4, 0.5 * len(rows))
    inner = sorted(x for x, count in found.items() if count >= enough and 0.1 < x / page.width < 0.9)
    groups: list[list[int]] = []
    for x in inner:
        if groups and x - groups[-1][-1] <= 2:
            groups[-1].append(x)
        else:
            groups.append([x])
    return [sum(group) / len(group) for group in groups]


def _usual_gutters(pages: Sequence[Page]) -> list[list[float]]:
    """The gutters of each page; a page with too few lines to tell takes those of the page before, where they fit."""
    found: list[list[float]] = []
    usual: list[float] = []
    for page in pages:
        own = _gutters(page)
        usual = own or usual
        found.append(own or [g for g in usual if _fits(page, g)])
    return found


def _fits(page: Page, gutter: float) -> bool:
    rows = _rows(page.words)
    beside = sum(any(w.x1 < gutter for w in row) and any(w.x0 > gutter for w in row) for row in rows)
    across = sum(any(w.x0 < gutter < w.x1 for w in row) or _spans(row, gutter) for row in rows)
    return beside - across > across


def _bands(page: Page, gutters: list[float]) -> list[tuple[list[Word], list[float]]]:
    """Horizontal bands of a page: rows that cross a gutter (headlines) stand apart from rows set in columns."""
    bands: list[tuple[list[Word], list[float]]] = []
    for row in _rows(page.words):
        crossing = any(w.x0 < g < w.x1 for g in gutters for w in row) or any(_spans(row, g) for g in gutters)
        own = [] if crossing else gutters
        if bands and bands[-1][1] == own:
            bands[-1][0].extend(row)
        else:
            bands.append((list(row), own))
    return bands


def _spans(row: Sequence[Word], gutter: float) -> bool:
    """Whether the row runs on over the gutter with no more than a word space there."""
    left = max((w for w in row if w.x1 <= gutter), key=lambda w: w.x1, default=None)
    right = min((w for w in row if w.x0 >= gutter), key=lambda w: w.x0, default=None)
    return bool(left and right and right.x0 - left.x1 < 0.6 * (left.bottom - left.top))


def _columns(band: tuple[list[Word], list[float]], width: float) -> list[list[Word]]:
    words, gutters = band
    edges = [0.0, *gutters, width + 1e6]
    return [[w for w in words if left <= (w.x0 + w.x1) / 2 < right] for left, right in pairwise(edges)]


def _lines(words: Iterable[Word]) -> list[Line]:
    return [
        Line(
            " ".join(w.text for w in row),
            row[0].x0,
            max(w.x1 for w in row),
            min(w.top for w in row),
            max(w.bottom for w in row),
        )
        for row in _rows(words)
    ]


# --------------------------------------------------------------------------- running heads


def _pattern(line: Line) -> str:
    """The line without its figures, so that « Le Relevé – 12 » and « Le Relevé – 13 » are the same head."""
    return re.sub(r"\W+", " ", re.sub(r"\d+", "", line.text)).strip().lower()


def _in_margin(line: Line, page: Page) -> bool:
    return line.bottom < _MARGIN * page.height or line.top > (1 - _MARGIN) * page.height


def _running_heads(laid: Sequence[tuple[Page, list[Line]]]) -> frozenset[str]:
    """What stands in the margin of most pages."""
    counts: Counter[str] = Counter()
    for page, lines in laid:
        counts.update({_pattern(line) for line in lines if _in_margin(line, page)})
    needed = max(2, _REPEATS * len(laid) - 1)
    return frozenset(pattern for pattern, count in counts.items() if count >= needed)


def _is_running(line: Line, page: Page, heads: frozenset[str]) -> bool:
    folio = re.fullmatch(r"(?:page |p\. ?)?[-–—]? ?\d{1,4} ?(?:[-–—/]|sur)? ?(?:\d{1,4})?", line.text.strip().lower())
    return _in_margin(line, page) and (bool(folio) or _pattern(line) in heads)


# --------------------------------------------------------------------------- paragraphs


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Lines joined into paragraphs, words cut at a line end made whole.

    >>> lines = [Line("Le département versera une sub-", 0, 200, 0, 10), Line("vention de 3 millions.", 0, 120, 12, 22)]
    >>> paragraphs(lines)
    ['Le département versera une subvention de 3 millions.']
    """
    if not lines:
        return []
    leading = _leading(lines)
    found = [lines[0].text]
    for above, line in pairwise(lines):
        if _begins_paragraph(above, line, leading):
            found.append(line.text)
        else:
            found[-1] = _joined(found[-1], line.text)
    return found


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance from one line to the next."""
    steps = [b.top - a.top for a, b in pairwise(lines) if 0 < b.top - a.top < 4 * max(a.size, 1)]
    return median(steps) if steps else 0.0


def _begins_paragraph(above: Line, line: Line, leading: float) -> bool:
    step = line.top - above.top
    if abs(line.size - above.size) > 0.18 * max(line.size, above.size):
        return True  # another size of type: a headline, a caption
    if step <= 0 or abs(line.x0 - above.x0) > 60:  # the next column or page: the sentence may run on
        return bool(_END.search(above.text)) and not line.text[:1].islower()
    if step > 1.45 * leading:
        return True
    indented = 3 < line.x0 - above.x0 < 40
    return bool(_END.search(above.text)) and indented


def _joined(text: str, more: str) -> str:
    """``text`` with the next line; a hyphen that only divides a word goes."""
    if text[-1:] in _HYPHENS and text[-2:-1].isalpha():
        return (text if _is_compound(text, more) else text[:-1]) + more
    return f"{text} {more}"


def _is_compound(text: str, more: str) -> bool:
    """Whether the hyphen between two lines belongs to the word: « sous-traitant », « celui-ci », « Seine-Maritime »."""
    if text[-1] == "\u00ad":
        return False
    if not more[:1].islower():
        return True
    table = toml("read/hyphens.toml")
    first, second = _LAST_PART.search(text), _FIRST_PART.match(more)
    return bool((first and first[1].lower() in table["first"]) or (second and second[0].lower() in table["second"]))


_LAST_PART = re.compile(r"([\w'’]{1,30})[-‐]$")
_FIRST_PART = re.compile(r"\w{1,30}")
