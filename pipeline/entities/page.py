"""An article as a row of words: what the candidates and their features are read from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.entities.names import fold, straighten

if TYPE_CHECKING:
    from spacy.tokens import Doc

_WORD = re.compile(r"[^\W_]+")
_OPENING = re.compile(r"[.!?…:\n•]|\n\s*-")
_QUOTES = '"«»“”'


@dataclass(slots=True)
class Page:
    """The words of an article with their places.

    ``folded[i]`` is word ``i`` lower-cased and without accents, ``starts[i]`` and ``ends[i]`` its offsets, ``first[i]``
    whether it opens a sentence, a line or a quotation, and ``tokens[i]`` the index of its spaCy token.
    """

    text: str
    words: list[str]
    folded: list[str]
    starts: list[int]
    ends: list[int]
    first: list[bool]
    tokens: list[int]
    where: dict[str, list[int]] = field(default_factory=dict)

    def span_text(self, i: int, j: int) -> str:
        """The text from word ``i`` up to word ``j`` (exclusive)."""
        return self.text[self.starts[i] : self.ends[j - 1]]

    def gap(self, i: int) -> str:
        """The characters between word ``i - 1`` and word ``i``."""
        return self.text[self.ends[i - 1] : self.starts[i]] if 0 < i < len(self.words) else "\n"

    def capital(self, i: int) -> bool:
        """Word ``i`` starts with a capital or a digit beside letters."""
        word = self.words[i]
        return word[0].isupper() or (word[0].isdigit() and any(c.isupper() for c in word))

    def word_at(self, offset: int) -> int:
        """The word that holds or follows ``offset``."""
        k = bisect_right(self.starts, offset) - 1
        return k if k >= 0 and offset < self.ends[k] else k + 1


def read_page(doc: Doc) -> Page:
    """The words of a spaCy document."""
    text = straighten(doc.text)
    found = list(_WORD.finditer(text))
    token_starts = doc.to_array("IDX").tolist()
    where: dict[str, list[int]] = defaultdict(list)
    folded = [fold(m.group()) for m in found]
    for i, word in enumerate(folded):
        where[word].append(i)
    first, last_end = [], 0
    for m in found:
        between = text[last_end : m.start()]
        first.append(last_end == 0 or bool(_OPENING.search(between)) or any(q in between for q in _QUOTES[:2] + "“"))
        last_end = m.end()
    return Page(
        text,
        [m.group() for m in found],
        folded,
        [m.start() for m in found],
        [m.end() for m in found],
        first,
        [bisect_right(token_starts, m.start()) - 1 for m in found],
        where,
    )
