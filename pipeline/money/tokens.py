"""Cut a text into numbers, words and signs, and mark the ones an amount can begin with."""

from __future__ import annotations

import re

# Every repeat is bounded or runs over one character class: reading is linear in the length of the text.
_NUMBER = (
    r"[0-9]{1,3}([ .'])[0-9]{3}(?:\1[0-9]{3}){0,6}(?:,[0-9]{1,6}|\.[0-9]{1,2})?(?![0-9])"
    r"|[0-9]{1,3}(?:,[0-9]{3}){1,6}(?:\.[0-9]{1,6})?(?![0-9])"
    r"|[0-9]+(?:[.,][0-9]+)?"
)
_LETTER = "[A-Za-zÀ-ÖØ-öø-ɏ\u0370-\u1fff\u2c00-\ud7ff\uf900-\ufdff]"  # ranges: a good deal faster than a category
_TOKEN = re.compile(rf"{_LETTER}+(?:'(?=[€$£]|{_LETTER}))?|(?:{_NUMBER})|[^\w\s]|[½¼¾]")


def split(text: str) -> list[str]:
    """The tokens of a short text as strings.

    >>> split("1 500 € d'aide")
    ['1 500', '€', "d'", 'aide']
    """
    return [m.group() for m in _TOKEN.finditer(text)]


class Tokens:
    """Tokens of a folded text in parallel lists: as written, in lower case, and their character offsets."""

    __slots__ = ("end", "low", "raw", "start", "text")

    def __init__(self, text: str):
        spans = [m.span() for m in _TOKEN.finditer(text)]
        self.text = text
        self.raw = [text[start:end] for start, end in spans]
        self.low = list(map(str.lower, self.raw))
        self.start = [start for start, _ in spans]
        self.end = [end for _, end in spans]

    def __len__(self) -> int:
        return len(self.raw)

    def is_number(self, i: int) -> bool:
        """Whether token ``i`` is written in digits."""
        return 0 <= i < len(self.raw) and "0" <= self.raw[i][0] <= "9"

    def glued(self, i: int) -> bool:
        """Whether nothing stands between token ``i`` and the one after it."""
        return 0 <= i < len(self.raw) - 1 and self.end[i] == self.start[i + 1]

    def joined(self, i: int) -> bool:
        """Whether token ``i`` and the next stand in one paragraph."""
        if not 0 <= i < len(self.raw) - 1:
            return False
        gap = self.start[i + 1] - self.end[i]
        return gap < 2 or self.text.count("\n", self.end[i], self.start[i + 1]) < 2

    def word(self, i: int) -> str:
        """Token ``i`` in lower case; empty beyond either end."""
        return self.low[i] if 0 <= i < len(self.low) else ""
