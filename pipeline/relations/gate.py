"""The cheap gate before the parse: can this amount be a funding at all?

A small model over the words around an amount, without any parse. Its threshold lets nearly every funding pass (see
``tests/gold/README.md``); what stays out (prices, fines, fortunes) needs neither names nor syntax, which is what makes
funding-only runs over general news fast. Full runs use the same gate, so that their funding table is the same.
"""

from __future__ import annotations

import re

from pipeline.records import Amount
from pipeline.relations.model import Features, load

REACH = 90  # characters on each side
THRESHOLD = 0.15  # 99 % of annotated fundings pass, and one article in ten of general news
_WORD = re.compile(r"[^\W\d_]{2,}")


def features(text: str, amount: Amount) -> Features:
    """Features of an amount from its words alone.

    « La ville verse une aide de 3 millions d'euros au club » gives ``l=aide``, ``r=club``, ``role=funding`` …
    """
    left = _WORD.findall(text[max(0, amount.start - REACH) : amount.start].lower())
    right = _WORD.findall(text[amount.end : amount.end + REACH].lower())
    f: dict[str, float] = {"bias": 1.0, f"role={amount.role}": 1.0, f"reason={amount.reason}": 1.0}
    for word in left:
        f[f"l={word}"] = f[f"w={word}"] = 1.0
    for word in right:
        f[f"r={word}"] = f[f"w={word}"] = 1.0
    for k, word in enumerate(reversed(left[-3:])):
        f[f"l{k}={word}"] = 1.0
    for k, word in enumerate(right[:3]):
        f[f"r{k}={word}"] = 1.0
    value = amount.value or amount.value_min or amount.value_max
    f[f"magnitude={len(str(int(value))) if value else 0}"] = 1.0
    f[f"currency={amount.currency}"] = 1.0
    return f


def passes(text: str, amount: Amount) -> bool:
    """False when the words around the amount rule a funding out."""
    return load()["gate"].probability(features(text, amount)) >= THRESHOLD
