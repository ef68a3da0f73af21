"""Characters that stand for the same thing become one, one character for one, so that offsets never move."""

from __future__ import annotations

import re

_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r\v\f"
_FOLDED = {
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys("’‘‛ʼ＇´`′", "'"),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("“”„«»", '"'),
    "＄": "$",
    "￡": "£",
    "￥": "¥",
    "，": ",",
}
_ODD = re.compile(f"[{''.join(_FOLDED)}]")


def fold(text: str) -> str:
    """The text with plain spaces, apostrophes, hyphens and quotes.

    >>> fold("l’aide de 1\u202f500\u00a0€")
    "l'aide de 1 500 €"
    """
    return _ODD.sub(lambda m: _FOLDED[m.group()], text)
