"""Two sums of one pair of parties: « 4 millions sur les 11 annoncés »."""

from __future__ import annotations

import pytest
import relations_marks as marks

from pipeline.relations import coupled, events, model


def shares(marked: str) -> bool:
    """Whether the two sums of a marked sentence come out with one and the same likelihood for each candidate."""
    readings = events.read(marks.build(marked))
    one, other = readings
    for reading in readings:
        for link in reading.links:
            link.payer = model.load()["payer"].logit(link.features)
            link.recipient = model.load()["recipient"].logit(link.features)
    coupled.share(readings)
    return [(a.payer, a.recipient) for a in one.links] == [(b.payer, b.recipient) for b in other.links]


@pytest.mark.parametrize(
    "marked",
    [
        "Le [ORG refuge des Pins] a touché 4 millions d'euros sur les 11 millions d'euros annoncés.",
        "La [ORG ville] a perçu 5 millions d'euros, sur un total de 12 millions d'euros.",
        "Le [ORG théâtre] attend 21 millions d'euros d'aides, dont 4 millions d'euros ont été versés.",
    ],
)
def test_one_pair_of_parties(marked: str) -> None:
    assert shares(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "La [ORG ville] a donné 9 millions d'euros au port et 29 millions d'euros au théâtre.",
        "La [ORG ville] a donné 21 millions d'euros au port, dont 4 millions d'euros pour les quais.",
        "La [ORG ville] a donné 21 millions d'euros au port, dont 4 millions d'euros ont été versés au théâtre.",
    ],
)
def test_parties_of_their_own(marked: str) -> None:
    assert not shares(marked)
