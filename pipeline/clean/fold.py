"""Characters that stand for the same thing become one: the working text, with the way back to the source.

Most of it is one character for one and costs nothing. What changes length (entities, soft hyphens, ligatures, broken
UTF-8, runs of blanks) is found by one regular expression and becomes a segment of its own.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable

from pipeline.clean.mojibake import find_mojibake
from pipeline.records import Segment

_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\v\f"
_APOSTROPHES = "’‘‛ʼ＇´`′"
_QUOTES = "“”„‟"
_HYPHENS = "‐‑"  # hyphen and no-break hyphen; dashes keep their form, since ranges are written with them
_LINES = "\u2028\u2029\u0085"
_OTHER_CONTROLS = "".join(map(chr, [*range(9), *range(14, 32), 127, *range(0x86, 0xA0)]))
FOLDED = str.maketrans(
    {
        **dict.fromkeys(_SPACES + _OTHER_CONTROLS, " "),
        **dict.fromkeys(_APOSTROPHES, "'"),
        **dict.fromkeys(_QUOTES, '"'),
        **dict.fromkeys(_HYPHENS, "-"),
        **dict.fromkeys(_LINES, "\n"),
        "−": "-",
    }
)
_LIGATURES = {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "ĳ": "ij"}
_DROPPED = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\r"
# Elided words whose apostrophe some exports store as a double quote: l"État, qu"il, aujourd"hui.
_ELIDED = re.compile(r"(?:^|[^\w'\"])(?:[cdjlmnst]|(?:jus|lors|puis|quoi|quel|pres)?qu|aujourd)$", re.IGNORECASE)
_CHANGES = re.compile(
    rf"(?P<drop>[{_DROPPED}]+)"
    r"|(?P<entity>&(?:amp;)?(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,20});)"
    rf"|(?P<ligature>[{''.join(_LIGATURES)}])"
    r"|(?P<accent>(?<=[a-zA-Z])[\u0300-\u030c\u0327])"
    r"|(?P<lines>[ ]*\r?\n(?:[ ]*\r?\n)+[ ]*)"
    r"|(?P<margin>[ ]+(?=\r?\n)|(?<=\n)[ ]+)"
    r"|(?P<run>[ ]{2,})"
    r"|(?P<quote>(?<=[a-zA-Z])\"(?=[^\W\d_]))"
)
# Where a change may begin: a search for one of these characters is many times faster than trying every alternative.
_RARE = re.compile(rf"[{_DROPPED}&{''.join(_LIGATURES)}\u0300-\u030c\u0327\"\n]|[ ](?=[ \r\n])|(?<=\n)[ ]")


def fold(source: str, start: int, end: int) -> tuple[str, list[Segment]]:
    """The working text of ``source[start:end]`` and its segments; offsets of the text begin at 0.

    Examples
    --------
    >>> fold("l’&Eacute;tat", 0, 13)
    ("l'État", [Segment(start=0, source=0, length=2, source_length=None), \
Segment(start=2, source=2, length=1, source_length=8), Segment(start=3, source=10, length=3, source_length=None)])
    """
    raw = source[start:end]
    plain = raw.translate(FOLDED)
    if "\r" in plain and "\n" not in plain:
        plain = plain.replace("\r", "\n")
    parts: list[str] = []
    segments: list[Segment] = []
    done = at = 0

    def keep(until: int) -> None:
        nonlocal at
        if until > done:
            parts.append(plain[done:until])
            segments.append(Segment(at, start + done, until - done))
            at += until - done

    for left, right, new in _changes(raw, plain):
        keep(left)
        if new:
            parts.append(new)
            segments.append(Segment(at, start + left, len(new), right - left))
            at += len(new)
        done = right
    keep(len(plain))
    return "".join(parts), segments


def _changes(raw: str, plain: str) -> list[tuple[int, int, str]]:
    """Stretches whose length changes, in order, each with what takes its place."""
    broken = [(left, right, new.translate(FOLDED)) for left, right, new in find_mojibake(raw)]
    found: list[tuple[int, int, str]] = []
    at = 0
    while spot := _RARE.search(plain, at):
        at = spot.end()
        match = _CHANGES.match(plain, spot.start())
        if match and (change := _change(match, raw)):
            found.append(change)
            at = change[1]
    return _without_overlap(sorted([*broken, *found])) if broken else found


def _without_overlap(changes: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for change in changes:
        if not kept or change[0] >= kept[-1][1]:
            kept.append(change)
    return kept


def _change(match: re.Match[str], raw: str) -> tuple[int, int, str] | None:
    kind = match.lastgroup or ""
    left, right = match.span()
    if kind == "accent":
        left -= 1  # the letter that carries it
    elif kind == "quote" and not _ELIDED.search(match.string, max(0, left - 9), left):
        return None
    new = _FIXED.get(kind)
    if new is None:
        new = _READ[kind](raw[left:right])
    return None if new is None or new == match.string[left:right] else (left, right, new)


def _entity(raw: str) -> str | None:
    character = html.unescape(html.unescape(raw))
    return character.translate(FOLDED) if len(character) == 1 else None


_FIXED = {"drop": "", "lines": "\n\n", "quote": "'", "margin": "", "run": " "}
_READ: dict[str, Callable[[str], str | None]] = {
    "entity": _entity,
    "ligature": lambda raw: _LIGATURES[raw],
    "accent": lambda raw: unicodedata.normalize("NFC", raw),
}
