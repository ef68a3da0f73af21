"""Which stretches of a copied page are left out of the body.

The rule is to keep when in doubt: to lose a paragraph costs more than to keep a menu. A line is left out when the
lexicon knows it, and a whole part of the page (comments, related articles, footer) only below its heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.clean.debris import Line, read_lines
from pipeline.records import Skipped

_SEEN = 150  # characters of running text after which the head of the page is over
_TEASER = 170  # characters: a longer line with a full stop is no teaser of another article
_SENTENCE = 30  # characters of the shortest sentence that is told from a title by its full stop
_ABOUT_LINES = 8  # what a press release says of its author at its end is no longer
_SURE = ("navigation", "comments", "footer", "advert", "related")  # kinds that only pages have
_NAME_PART = re.compile(r"(?:[A-ZÀ-Ý][\w'’.-]{0,20}|et|avec|de|du|la|le|d'|/|&),?")


def find_debris(text: str, start: int, end: int) -> list[Skipped]:
    """The stretches of ``text[start:end]`` that are no part of the body, in order, with their kind.

    >>> text = "Le maire a signé un prêt de 3 millions d'euros avec sa banque.\\n\\nPartager sur Facebook"
    >>> [(part.kind, text[part.start : part.end]) for part in find_debris(text, 0, len(text))]
    [('navigation', 'Partager sur Facebook')]
    """
    lines = read_lines(text, start, end)
    kinds = _line_kinds(_Page(lines))
    _mark_repeated_headlines(lines, kinds)
    _mark_bylines(lines, kinds)
    _mark_tail(lines, kinds)
    if any(kind in _SURE for kind in kinds):
        _mark_signature(text, lines, kinds)
    if all(kinds):
        return []  # a page of which nothing would remain is taken as it is
    return _stretches(lines, kinds)


def _stretches(lines: Sequence[Line], kinds: Sequence[str]) -> list[Skipped]:
    """Neighbouring lines of the same kind make one stretch."""
    found: list[Skipped] = []
    last = -2
    for at, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        if not kind:
            continue
        if found and last == at - 1 and found[-1].kind == kind:
            found[-1] = Skipped(kind, found[-1].start, line.end)
        else:
            found.append(Skipped(kind, line.start, line.end))
        last = at
    return found


# --------------------------------------------------------------------------- lines and parts of the page


class _Page:
    """The lines of a page, and where the last paragraph and the last trace of a comment stand."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.last_body = max((at for at, line in enumerate(lines) if _is_body(line)), default=-1)
        self.last_mark = max((at for at, line in enumerate(lines) if _is_mark(line)), default=-1)


def _is_body(line: Line) -> bool:
    return line.is_paragraph and line.length >= _TEASER


def _is_mark(line: Line) -> bool:
    return line.mark or (line.opens == "comments" and not line.maybe)


def _line_kinds(page: _Page) -> list[str]:
    """Kind of debris of every line, empty for the body."""
    lines = page.lines
    kinds = [""] * len(lines)
    seen = at = 0
    while at < len(lines):
        until, kind = _part(page, at, seen)
        if kind:
            _fill(kinds, lines, at, until, kind)
        elif lines[at].is_paragraph:
            seen += lines[at].length
        at = until
    return kinds


def _part(page: _Page, at: int, seen: int) -> tuple[int, str]:
    """Where the part that begins with line ``at`` ends, and its kind (empty for a line of the body)."""
    lines = page.lines
    line = lines[at]
    if line.opens and (until := _part_end(page, at, seen)) > at:
        return until, "other" if line.opens == "about" else line.opens
    if line.announces and _is_name(lines, at + 1):
        return at + 2, "metadata"
    if _is_menu(lines, at, seen):
        return _block_end(lines, at), "navigation"
    return at + 1, "" if line.weak else line.kind


def _fill(kinds: list[str], lines: Sequence[Line], start: int, end: int, kind: str) -> None:
    """Mark a part of the page; what the site's own headings announce within it keeps their kind."""
    for at in range(start, end):
        own = lines[at].opens
        if at > start and own in ("footer", "related") and not lines[at].maybe:
            kind = own
        kinds[at] = kind


def _part_end(page: _Page, at: int, seen: int) -> int:
    """Where the part that the heading at line ``at`` opens ends; ``at`` itself when it opens none."""
    lines = page.lines
    opens = lines[at].opens
    if opens == "comments":
        return _comments_end(page, at, seen)
    if opens == "related":
        return _related_end(lines, at) if seen >= _SEEN or _in_box(lines, at) else at + 1
    if opens == "about":
        return _about_end(lines, at, seen)
    return len(lines) if seen >= _SEEN and page.last_body <= at else at + 1


def _comments_end(page: _Page, at: int, seen: int) -> int:
    """All the rest of the page, once there was a body; a mere counter in the head of the page is one line."""
    line = page.lines[at]
    if seen < _SEEN:
        return at if line.maybe else at + 1
    if line.maybe and page.last_mark <= at < page.last_body:
        return at  # « Réactions »: a subheading of the body
    return len(page.lines)


def _related_end(lines: Sequence[Line], at: int) -> int:
    """The titles below the heading, up to the next paragraph; a subheading right before that one is the body's."""
    until = at + 1
    while until < len(lines) and not _is_prose(lines[until]) and not _opens_another(lines[until]):
        until += 1
    if until == len(lines) or not _is_prose(lines[until]):
        return until
    own_block = until - at > 1 and lines[until - 1].block != lines[until - 2].block
    return until - 1 if own_block and not lines[until - 1].kind else until


def _is_prose(line: Line) -> bool:
    """A sentence of the text, unlike the title of another article, which rarely ends with a full stop."""
    stopped = line.plain.rstrip(' »"').endswith(".")
    return _is_body(line) or (stopped and line.length >= _SENTENCE and not line.kind and not line.opens)


def _opens_another(line: Line) -> bool:
    return line.opens not in ("", "related") and not line.maybe


def _in_box(lines: Sequence[Line], at: int) -> bool:
    """A heading in the midst of the text with its titles right below it."""
    return at + 1 < len(lines) and lines[at + 1].block == lines[at].block and not lines[at + 1].is_paragraph


def _about_end(lines: Sequence[Line], at: int, seen: int) -> int:
    """What the author of a press release says of itself, at the end; ``at`` where the heading is the body's own."""
    until = at + 1
    while until < len(lines) and until - at <= _ABOUT_LINES and not _opens_another(lines[until]):
        until += 1
    told = sum(line.length for line in lines[at:until])
    return until if until - at <= _ABOUT_LINES and seen > told and not lines[at].sentence else at


# --------------------------------------------------------------------------- the head of the page and its end


def _block_end(lines: Sequence[Line], at: int) -> int:
    until = at
    while until < len(lines) and lines[until].block == lines[at].block:
        until += 1
    return until


def _is_menu(lines: Sequence[Line], at: int, seen: int) -> bool:
    """A block of short lines of which some are certain: « Accueil / Économie / Se connecter »."""
    if at and lines[at - 1].block == lines[at].block:
        return False
    block = lines[at : _block_end(lines, at)]
    if len(block) < 3 or any(line.length > 40 or line.plain.endswith((".", "!", "?")) for line in block):
        return False
    certain = sum(line.kind == "navigation" or line.opens == "footer" for line in block)
    sections = sum(line.section for line in block)
    if seen >= _SEEN:
        return certain >= 2
    return (certain >= 1 and certain + sections >= 2) or sections >= max(3, 0.6 * len(block))


def _is_name(lines: Sequence[Line], at: int) -> bool:
    """Whether a line is short enough to be the name that the one before announces."""
    return at < len(lines) and lines[at].length <= 40 and not lines[at].sentence and not lines[at].opens


def _mark_repeated_headlines(lines: Sequence[Line], kinds: list[str]) -> None:
    """Pages give the headline several times before the text: the one next to the text is kept."""
    body = next((at for at, line in enumerate(lines) if line.is_paragraph and not kinds[at]), 0)
    last = {line.plain: at for at, line in enumerate(lines[:body])}
    for at, line in enumerate(lines[:body]):
        if not kinds[at] and last[line.plain] != at:
            kinds[at] = "metadata"


def _mark_bylines(lines: Sequence[Line], kinds: list[str]) -> None:
    """By-lines and datelines next to other debris are debris; on their own, as in a dispatch, they are part of it."""
    body = [at for at, line in enumerate(lines) if line.is_paragraph and not kinds[at]]
    first, last = (body[0], body[-1]) if body else (len(lines), -1)
    for around in (range(first), range(last + 1, len(lines))):
        if any(kinds[at] for at in around):
            for at in around:
                kinds[at] = kinds[at] or _weak_kind(lines[at])
    for order in (range(1, len(lines)), range(len(lines) - 2, -1, -1)):
        step = order.step
        for at in order:
            if lines[at].weak and not kinds[at] and kinds[at - step]:
                kinds[at] = lines[at].kind


def _weak_kind(line: Line) -> str:
    """Kind of a line that is debris beside other debris only."""
    return line.kind if line.weak else "navigation" * line.section


def _mark_tail(lines: Sequence[Line], kinds: list[str]) -> None:
    """Below the last paragraph, what follows a first piece of debris and looks like a title is of its kind."""
    last = max((at for at, line in enumerate(lines) if not kinds[at] and line.is_paragraph), default=len(lines))
    kind = ""
    for at in range(last + 1, len(lines)):
        if kinds[at] in _SURE:
            kind = kinds[at]
        elif kind and not kinds[at] and not lines[at].sentence:
            kinds[at] = kind


def _mark_signature(text: str, lines: Sequence[Line], kinds: list[str]) -> None:
    """The author's name below the last paragraph, where only debris follows."""
    kept = [at for at, kind in enumerate(kinds) if not kind]
    if not kept or kept[-1] == len(lines) - 1 or kept[-1] == 0:
        return
    line = lines[kept[-1]]
    words = text[line.start : line.end].split()
    if line.length <= 40 and len(words) <= 6 and all(map(_NAME_PART.fullmatch, words)):
        kinds[kept[-1]] = "metadata"
