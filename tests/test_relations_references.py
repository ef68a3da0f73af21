"""Sums that the text gives by reference to another one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.money import find_amounts
from pipeline.records import Amount
from pipeline.relations import references


def computed(text: str) -> list[Amount]:
    """The sums computed in a text from the amounts that are found in it."""
    return references.resolve(text, find_amounts(text))


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("L'État apporte la moitié des 75 millions d'euros.", "la moitié des 75 millions d'euros", 37_500_000),
        ("La région paie un tiers des 9 millions d'euros.", "un tiers des 9 millions d'euros", 3_000_000),
        ("L'Union paie les deux tiers des 9 millions d'euros.", "les deux tiers des 9 millions d'euros", 6_000_000),
        ("Le pays finance le quart de 8 millions d'euros.", "le quart de 8 millions d'euros", 2_000_000),
        ("La région verse 4 millions d'euros, l'État le même montant.", "le même montant", 4_000_000),
        ("La région verse 4 millions d'euros et l'État une somme équivalente.", "une somme équivalente", 4_000_000),
        ("La ville donne 2 millions d'euros, l'agglomération la même somme.", "la même somme", 2_000_000),
        ("Un prêt de 6 millions d'euros. Le port a la moitié de cette somme.", "la moitié de cette somme", 3_000_000),
        ("L'État a promis 10 millions d'euros. Le port reçoit 40 % de cette somme.", "40 % de cette somme", 4_000_000),
        ("L'État a promis 10 millions d'euros. Le port aura 12,5 % de ce montant.", "12,5 % de ce montant", 1_250_000),
        ("L'aide est de 5 millions d'euros. Il faut le double de ce montant.", "le double de ce montant", 10_000_000),
    ],
)  # fmt: skip
def test_value(text: str, words: str, value: int) -> None:
    (found,) = computed(text)
    assert (found.text, found.value, found.currency) == (words, Decimal(value), "EUR")
    assert text[found.start : found.end] == words
    assert found.role == "funding"


@pytest.mark.parametrize(
    "text",
    [
        "La moitié de cette somme ira au port.",
        "Le même montant sera versé l'an prochain.",
        "La moitié des communes ont voté.",
        "Le magasin a fait 3 millions d'euros de chiffre d'affaires. La moitié de cette somme vient des soldes.",
        "Il a reçu 40 % des voix.",
        "La région verse 4 millions d'euros." + " Le temps reste couvert sur tout le pays." * 20 + " Le même montant.",
    ],
    ids=["no sum", "no sum before", "no money", "not a funding", "votes", "too far"],
)
def test_what_points_nowhere(text: str) -> None:
    assert computed(text) == []


def test_both_ends_of_a_range_are_multiplied() -> None:
    (found,) = computed("L'État verse la moitié des 4 à 6 millions d'euros.")
    assert (found.value, found.value_min, found.value_max) == (None, Decimal(2_000_000), Decimal(3_000_000))


def test_a_range_before_is_no_sum_to_refer_to() -> None:
    assert computed("L'État verse de 4 à 6 millions d'euros. Le port a la moitié de cette somme.") == []


def test_the_computation_is_kept() -> None:
    (found,) = computed("L'État apporte la moitié des 75 millions d'euros.")
    assert found.reason == "0.5 × 75 millions d'euros"
    assert (found.stated_value, found.qualifier) == (Decimal(75_000_000), "approx")


def test_small_sums_keep_their_cents() -> None:
    (found,) = computed("La ville offre un bon de 25 euros. L'État verse la moitié de cette somme.")
    assert found.value == Decimal("12.50")


def test_text_order() -> None:
    text = "La région verse 4 millions d'euros, l'État le même montant. L'Union ajoute la moitié de cette somme."
    starts = [a.start for a in computed(text)]
    assert starts == sorted(starts)
    assert len(starts) == 2
