"""The cheap gate before the parse: it must let fundings pass, and features come from the words alone."""

from __future__ import annotations

import pytest
import relations_corpus as corpus

from pipeline import money
from pipeline.relations import gate

LEAST = 0.98  # of the fundings of the cases


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("La ville verse une aide de 3 millions d'euros au club.", {"l=aide", "r=club", "role=funding", "l0=de"}),
        ("3 millions d'euros", {"bias", "magnitude=7", "currency=EUR"}),
        ("Entre 2 et 4 millions de dollars pour le port.", {"magnitude=7", "currency=USD", "r0=pour", "w=port"}),
    ],
)
def test_features(text: str, names: set[str]) -> None:
    (amount,) = money.find_amounts(text)
    assert set(gate.features(text, amount)) >= names


def test_words_far_away_do_not_count() -> None:
    text = "Le maire a parlé. " + "Il fait beau et le vent est tombé. " * 4 + "La ville verse 3 millions d'euros."
    (amount,) = money.find_amounts(text)
    assert "l=maire" not in gate.features(text, amount)


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("La région Bretagne verse une subvention de 3 millions d'euros à la ville de Brest.", True),
        ("La jeune pousse lève 12 millions d'euros auprès d'un fonds d'investissement.", True),
        ("Le kilo de cerises coûte 9 euros au marché.", False),
        ("Le tribunal l'a condamné à une amende de 1 500 euros.", False),
    ],
)
def test_clear_amounts(text: str, passes: bool) -> None:
    (amount,) = money.find_amounts(text)
    assert gate.passes(text, amount) is passes


def test_nearly_every_funding_passes() -> None:
    fundings = [
        (case.gold["text"], amount)
        for case in corpus.read_cases()
        for amount in money.find_amounts(case.gold["text"], published=case.gold.get("published", ""))
        if any(amount.value is not None and amount.value == f.get("value") for f in case.gold["funding"])
    ]
    assert len(fundings) > 800
    assert sum(gate.passes(*funding) for funding in fundings) >= LEAST * len(fundings)
