"""« 4 millions d'euros sur les 11 annoncés », « 18 millions d'aides, dont 6 ont été versés »: one pair of parties.

The second sum is the whole of the first, or a part of it that is told by its fate alone. Neither has parties of its own
in the sentence, so each candidate is as likely for one as it is for the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.relations.events import Reading

_OF_ALL = re.compile(
    r"(?:\s+(?:déjà |effectivement )?\w+ée?s?\b)?,?\s+sur\s+"
    r"(?:un (?:total|montant|objectif|budget) (?:de |d')|une enveloppe (?:de |d')|les |des |ses )?"
    r"(?:quelque |environ |près de |plus de )?",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(
    r"[^.;:]{0,40}?,?\s+dont\s+(?:seulement |seuls |quelque |environ |près de |plus de )?", re.IGNORECASE
)
_FATE = re.compile(
    r"\s+(?:(?:ont|sont|a|est|seront|sera|avaient|étaient) (?:déjà |aussi )?(?:été )?)?(?:déjà |effectivement )?"
    r"(?:versé|débloqué|confirmé|dépensé|engagé|décaissé|payé|promis|reçu|collecté|distribué|consommé)e?s?\b"
    r"(?! (?:à|au|aux|pour|par)\b)",
    re.IGNORECASE,
)


def share(readings: Sequence[Reading]) -> None:
    """Give the sums of such a pair the log-odds of the likelier link, candidate by candidate, in place."""
    for one, other in pairwise(readings):
        if one.view.index == other.view.index and _coupled(one, other):
            known = {link.candidate: link for link in one.links}
            for link in other.links:
                twin = known.get(link.candidate)
                if twin is not None:
                    link.payer = twin.payer = max(link.payer, twin.payer)
                    link.recipient = twin.recipient = max(link.recipient, twin.recipient)


def _coupled(one: Reading, other: Reading) -> bool:
    text, end = one.view.context.text, other.amount.end
    if _OF_ALL.fullmatch(text, one.amount.end, other.amount.start):
        return True
    return bool(_OF_WHICH.fullmatch(text, one.amount.end, other.amount.start) and _FATE.match(text, end))
