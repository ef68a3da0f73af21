"""Parties and status that the text settles, whatever is learned."""

from __future__ import annotations

import pytest
import relations_marks as marks

from pipeline.records import Event
from pipeline.relations import events, model


def found(marked: str) -> list[Event]:
    """The events of a marked text, by the models that ship."""
    return events.find(marks.build(marked, "2024-05-06"), model.load(), events.Thresholds())


def test_an_apposition_is_its_name() -> None:
    text = "Le groupe [ORG Altis] a racheté la [ORG laiterie Norvia], un fabricant de yaourts, pour 3 millions d'euros."
    (event,) = found(text)
    assert [p.name.split()[-1] for p in event.funders] == ["Altis"]
    assert [p.name for p in event.recipients] == ["laiterie Norvia"]


@pytest.mark.parametrize(
    "marked",
    [
        "Ce fonds de 12 millions d'euros pour les refuges est géré par la [ORG Caisse des monts].",
        "L'aide de 12 millions d'euros aux refuges est pilotée par la [ORG Caisse des monts].",
    ],
)
def test_who_runs_the_money_does_not_pay_it(marked: str) -> None:
    assert [p.name for e in found(marked) for p in e.funders] == []


@pytest.mark.parametrize(
    ("marked", "statuses"),
    [
        ("La [ORG Chine] s'est engagée pour 45 millions d'euros en faveur de l'[ORG Unicef].", ["planned"]),
        ("La [ORG Ligue] verse chaque année 5 millions d'euros à l'[ORG Institut Lavoisier].", ["done"]),
        ("La [ORG région] a versé 5 millions d'euros à l'[ORG Institut Lavoisier].", ["done"]),
        ("La [ORG région] compte verser 5 millions d'euros à l'[ORG Institut Lavoisier].", ["planned"]),
        ("La [ORG région] aurait versé 5 millions d'euros à l'[ORG Institut Lavoisier].", ["reported"]),
        ("L'[ORG Unicef] a reçu 9 millions d'euros sur les 29 millions promis.", ["done", "planned"]),
    ],
)
def test_status(marked: str, statuses: list[str]) -> None:
    assert [e.status for e in found(marked)] == statuses


def test_a_line_that_is_only_a_name_is_party_to_nothing() -> None:
    events_found = found("[ORG Norvia Hebdo]\nUne aide de 3 millions d'euros sera versée.\nElle servira à rénover.")
    assert "Norvia Hebdo" not in {p.name for e in events_found for p in (*e.funders, *e.recipients)}
