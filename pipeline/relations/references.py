"""Amounts that the text gives by reference: « la moitié des 30 millions », « le même montant », « deux fois plus ».

The reference becomes an amount of its own, computed from the one it points to; the computation stays in
``Amount.reason`` (and ends in the row's ``rule``), so that nothing computed passes for stated. Source: the ways press
articles refer back to a sum, e.g. « La région a versé 4 millions d'euros, le département le même montant. »
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.records import Amount

_FRACTIONS = {
    "moitié": Decimal("0.5"),
    "tiers": Decimal(1) / Decimal(3),
    "deux tiers": Decimal(2) / Decimal(3),
    "quart": Decimal("0.25"),
    "trois quarts": Decimal("0.75"),
    "double": Decimal(2),
    "triple": Decimal(3),
}
_WHOLE = (
    r"(?:cette (?:somme|enveloppe|dotation|aide|subvention)|ce (?:montant|budget|total|prêt)|"
    r"(?:la|des|les|de la) sommes? (?:promises?|promis|prévues?|annoncées?|engagées?|initiales?)|l'enveloppe|"
    r"ces (?:fonds|crédits))"
)
_PART = re.compile(
    r"\b(?:(?:la|le|les|un|une|au) )?(?P<f>deux tiers|trois quarts|moitié|tiers|quart|double|triple)(?: environ)?,? "
    r"(?:de |d'|des |du )(?:quelque |environ |ces |cette |ce )??(?P<w>" + _WHOLE + r"|sommes? \w+|(?=\d))",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\b(?:(?:le|du|un) même (?:montant|investissement|effort|budget|apport)|"
    r"(?:la|une) même (?:somme|enveloppe|mise|contribution)|"
    r"(?:une somme|une contribution|une enveloppe) (?:équivalente|identique|égale)|"
    r"un (?:montant|apport|effort) (?:équivalent|identique|égal))\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"(?<![\d.,])(?P<p>\d{1,3}(?:[.,]\d)?)\s?% (?:de |d')(?:cette somme|ce montant|cette enveloppe|ce budget|ce total)",
    re.IGNORECASE,
)
_EARNED = re.compile(
    r"\b(?:chiffres? d'affaires?|recettes?|factur\w+|bénéfices?|ventes?|revenus?|pertes?|dettes?)\b", re.IGNORECASE
)
REACH = 700  # characters back: a reference points to a sum of the same or the preceding paragraph


def resolve(text: str, amounts: Sequence[Amount]) -> list[Amount]:
    """Amounts computed from references in ``text``, in text order; references that point nowhere are left out."""
    found: list[Amount] = []
    for match in _PART.finditer(text):
        target = _target(text, match, amounts)
        factor = _FRACTIONS[match.group("f").lower()]
        if target is not None:
            end = target.end if target.start >= match.end() else match.end()
            found.append(_computed(text, match.start(), end, target, factor))
    for match in _PERCENT.finditer(text):
        target = _before(text, match.start(), amounts)
        factor = Decimal(match.group("p").replace(",", ".")) / 100
        if target is not None and factor:
            found.append(_computed(text, match.start(), match.end(), target, factor))
    for match in _SAME.finditer(text):
        target = _before(text, match.start(), amounts)
        if target is not None:
            found.append(_computed(text, match.start(), match.end(), target, Decimal(1)))
    return sorted(found, key=lambda a: a.start)


def _target(text: str, match: re.Match[str], amounts: Sequence[Amount]) -> Amount | None:
    if not match.group("w"):
        return next((a for a in amounts if 0 <= a.start - match.end() <= 3), None)
    return _before(text, match.start(), amounts)


def _before(text: str, offset: int, amounts: Sequence[Amount]) -> Amount | None:
    """The nearest earlier sum that can be meant: takings and results are not what one promises half of."""
    for a in reversed(amounts):
        near = a.end <= offset and offset - a.end <= REACH
        if (
            near
            and a.value is not None
            and a.role != "other"
            and not _EARNED.search(text, max(0, a.start - 60), a.end + 40)
        ):
            return a
    return None


def _computed(text: str, start: int, end: int, target: Amount, factor: Decimal) -> Amount:
    def times(value: Decimal | None) -> Decimal | None:
        if value is None:
            return None
        exact = value * factor
        return exact.quantize(Decimal(1)) if exact >= 1000 else exact.quantize(Decimal("0.01"))

    return replace(
        target,
        start=start,
        end=end,
        text=text[start:end],
        value=times(target.value),
        value_min=times(target.value_min),
        value_max=times(target.value_max),
        qualifier="approx" if factor not in (1, 2) else target.qualifier,
        role="funding",
        reason=f"{factor.quantize(Decimal('0.001')).normalize()} × {target.text}",
        stated_value=target.value,
    )
