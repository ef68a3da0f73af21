"""Spelled French numbers: « dix-sept », « deux mille vingt », « mil neuf cent quatre-vingt-dix »."""

from __future__ import annotations

from functools import cache

from pipeline import lexicon


@cache
def words() -> dict[str, tuple[str, int]]:
    """Number word -> (kind, value); kind is ``unit``, ``ten`` or ``scale``."""
    tables = lexicon.toml("dates/numbers.toml")
    return {word: (kind, value) for kind, table in tables.items() for word, value in table.items()}


def value(spelled: list[str]) -> int | None:
    """The number that a list of words spells, or None when they spell none.

    Examples
    --------
    >>> value(["deux", "mille", "dix", "sept"])
    2017
    """
    total = hundreds = small = 0
    for word in spelled:
        kind, number = words()[word]
        if kind == "unit":
            if small and not _may_follow(small, number):
                return None
            small += number
        elif kind == "ten":
            if number == 20 and small == 4:  # « quatre-vingts »
                small = 80
            elif small:
                return None
            else:
                small = number
        elif number == 100:
            if hundreds:
                return None
            hundreds, small = (small or 1) * 100, 0
        else:
            if total:
                return None
            total, hundreds, small = (hundreds + small or 1) * 1000, 0, 0
    return total + hundreds + small


def _may_follow(small: int, number: int) -> bool:
    """Whether a unit may follow what stands already: « vingt-deux », « soixante-dix », « dix-sept »."""
    if small in (60, 80):
        return number < 20
    if small in (70, 90) and number >= 10:
        return False
    if small % 20 == 10 and small in (10, 70, 90):
        return number in (7, 8, 9) or small > 10
    return small % 10 == 0 and 20 <= small < 100 and number < 10
