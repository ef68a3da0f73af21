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
_MONEY = r"(?:subvention|aide|prêt|crédit|financement|cofinancement|dotation|don|bourse|allocation|avance)s?\b"
_GRANT = r"\b(?:allou|vers|accord|octro|attribu)\w*(?: \S+){0,3}? " + _MONEY
# Words of buying and funding that make an event of two named actors without a sum (see ``deals`` and ``grants``).
DEAL = re.compile(
    r"\b(?:rach[aeè]t|acqu(?:ér|iert|ièr)|(?:a|ont|avoir|avait) acquis\b|(?:co)?financée?s? par\b|subventionn|renflou"
    r"|recapitalis|achetée?s? (?:\w+ )?par\b|investi(?:t|r|ssent|ra|ront)?\s+(?:\w+\s+)?(?:dans|en)\b"
    r"|(?:reçoi|reçu|perç|obt[ie]|bénéfici|décroch)\w*(?: \S+){0,3}? (?:d')?" + _MONEY + r" (?:\w+ )?(?:de|du|des)\b"
    r"|" + _MONEY + r"(?: \w+){0,2} (?:allou|vers|accord|octroy|attribu)ée?s?\b"
    r"|(?:acquisition|financement)s? (?:de |du |des |d').{1,60}?\bpar\b)|" + _GRANT,
    re.IGNORECASE,
)
ONE_NAME = re.compile(  # those that make an event of one name and a thing
    r"\b(?:(?:co)?financ|r?achet|subventionn|renflou|recapitalis)ée?s?\s+(?:\w+\s+)?par\b|\binvesti|" + _GRANT,
    re.IGNORECASE,
)
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
