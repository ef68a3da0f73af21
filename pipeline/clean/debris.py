"""What each line of a copied page is: part of the body, or debris of some kind, by the phrases of the lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pipeline.lexicon import toml
from pipeline.read.plain import plain_form

_LONGEST = 1500  # characters: no phrase of the lexicon is longer, and such a line is a paragraph
_PARAGRAPH = 120  # characters of a line that is running text whatever it ends with
_SENTENCE_END = re.compile(r"[.!?…»\"”:;)][\s»\"”)]{0,3}$")
_PARTS = re.compile(r" ?[|•·›»>/–—-] ")
_SMALL = 34  # characters of a menu entry


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source text that is not blank, and what it looks like.

    ``kind`` is the kind of debris that the line itself is, ``opens`` what begins with it; both are empty for text.
    ``block`` numbers the groups of lines that blank lines separate.
    """

    start: int
    end: int
    block: int
    plain: str
    kind: str = ""
    opens: str = ""
    weak: bool = False
    maybe: bool = False  # opens comments only if there are some below
    announces: bool = False  # the next line is what it announces
    mark: bool = False  # gives a reader's comment away
    section: bool = False  # the name of a section, as menus have them
    sentence: bool = False  # ends like one

    @property
    def length(self) -> int:
        """Characters of the line."""
        return self.end - self.start

    @property
    def is_paragraph(self) -> bool:
        """Running text by its length and its end."""
        return not self.kind and not self.opens and (self.length >= _PARAGRAPH or (self.length >= 60 and self.sentence))


def read_lines(text: str, start: int, end: int) -> list[Line]:
    """The lines of ``text[start:end]`` that are not blank, each with what it looks like."""
    lines: list[Line] = []
    block = 0
    for found in re.finditer(r"[^\r\n]+", text[start:end]):
        raw = found[0]
        stripped = raw.strip(_BLANKS)
        if not stripped:
            continue
        left = start + found.start() + raw.index(stripped)
        if lines and _blank_between(text, lines[-1].end, left):
            block += 1
        lines.append(_line(left, left + len(stripped), block, stripped))
    return lines


_BLANKS = " \t\v\f\u00a0\u202f\u2009\u200b\ufeff"


def _blank_between(text: str, left: int, right: int) -> bool:
    between = text[left:right]
    return between.count("\n") + between.count("\r") - between.count("\r\n") > 1


def _line(start: int, end: int, block: int, text: str) -> Line:
    sentence = bool(_SENTENCE_END.search(text))
    if len(text) > _LONGEST:
        return Line(start, end, block, "", sentence=True)
    plain = plain_form(text)
    if len(text) > 300 and "cookie" not in plain and "traceur" not in plain:
        return Line(start, end, block, plain, sentence=sentence)
    opens, maybe = _opener(plain)
    kind, weak = ("", False) if opens else _kind(plain)
    return Line(
        start,
        end,
        block,
        plain,
        kind,
        opens,
        weak,
        maybe,
        bool(_pattern("followed", "metadata").fullmatch(plain)),
        bool(_pattern("marks", "comments").fullmatch(plain)),
        bool(_pattern("menu", "sections").fullmatch(plain)),
        sentence,
    )


def is_byline(text: str) -> bool:
    """Whether a line says who wrote or published the text, or when.

    >>> is_byline("Agence de l'Ouest, publié le jeudi 5 mars 2020 à 7h12")
    True
    """
    return bool(_pattern("weak", "metadata").fullmatch(plain_form(text)))


@cache
def _pattern(table: str, key: str) -> re.Pattern[str]:
    return _any(toml("clean/debris.toml")[table][key])


def _any(expressions: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{expression})" for expression in expressions))


def _opener(plain: str) -> tuple[str, bool]:
    for kind in ("comments", "related", "footer", "about"):
        if _pattern("openers", kind).fullmatch(plain):
            return kind, False
    return ("comments", True) if _pattern("openers", "maybe_comments").fullmatch(plain) else ("", False)


def _kind(plain: str) -> tuple[str, bool]:
    for kind in ("navigation", "metadata", "advert", "footer", "related"):
        if _pattern("lines", kind).fullmatch(plain):
            return kind, False
    if _is_trail(plain):
        return "navigation", False
    return ("metadata", True) if _pattern("weak", "metadata").fullmatch(plain) else ("", False)


def _is_trail(plain: str) -> bool:
    """« Accueil > Économie > Numérique », « Mentions légales | Contact | Plan du site »."""
    parts = [part.strip() for part in _PARTS.split(plain) if part.strip()]
    if len(parts) < 2 or any(len(part) > _SMALL for part in parts):
        return False
    known = sum(
        bool(
            _pattern("menu", "sections").fullmatch(part)
            or _pattern("lines", "navigation").fullmatch(part)
            or _pattern("openers", "footer").fullmatch(part)
        )
        for part in parts
    )
    return known >= 2 or (known == 1 and len(parts) >= 3 and parts[0] in ("accueil", "home"))
