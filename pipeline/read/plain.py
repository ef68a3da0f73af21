"""The plain form of a line, which the phrases of the lexicon are written for."""

from __future__ import annotations

import unicodedata

_BASES = {
    code: "".join(c for c in unicodedata.normalize("NFKD", chr(code)) if not unicodedata.combining(c)).lower()
    for code in [*range(0xA0, 0x250), *range(0x1E00, 0x2000), *range(0x2000, 0x2070), *range(0xFB00, 0xFB07)]
}
_PLAIN = {**_BASES, **dict.fromkeys(range(0x300, 0x370), ""), ord("’"): "'", ord("‘"): "'", 0x200B: "", 0xAD: ""}


def plain_form(text: str) -> str:
    """Lower case, unaccented, with straight apostrophes and single blanks.

    >>> plain_form("À lire aussi\\u00a0: L’État paie")
    "a lire aussi : l'etat paie"
    """
    return " ".join(text.translate(_PLAIN).lower().split())
