"""Funding and purchases without a sum that a noun carries."""

from __future__ import annotations

import pytest
import relations_marks as marks

from pipeline.relations import deals

Told = tuple[list[str], list[str], str, str]


def told(marked: str) -> list[Told]:
    """Payers, recipients, kind and status of what a marked text tells without a sum."""
    return [
        ([p.text for p in e.funders], [r.text for r in e.recipients], e.kind, e.status)
        for e in deals.find(marks.build(marked), [])
    ]


@pytest.mark.parametrize(
    ("marked", "wanted"),
    [
        (
            "La [ORG région Bretagne] accorde des subventions à l'[ORG orchestre de Brest].",
            (["région Bretagne"], ["orchestre de Brest"], "grant", "done"),
        ),
        (
            "La [ORG région Bretagne] et la [ORG métropole de Rennes] accorderont une aide aux refuges.",
            (["région Bretagne", "métropole de Rennes"], ["refuges"], "grant", "planned"),
        ),
        (
            "La [ORG banque Ferran] n'a pas accordé de prêt à la [ORG laiterie Ponsard].",
            (["banque Ferran"], ["laiterie Ponsard"], "loan", "cancelled"),
        ),
        (
            "Une aide versée par la [ORG commune] à l'[ORG orchestre de Brest] fait débat.",
            (["commune"], ["orchestre de Brest"], "grant", "done"),
        ),
        (
            "L'[ORG orchestre de Brest] bénéficie d'une subvention de la [ORG région Bretagne].",
            (["région Bretagne"], ["orchestre de Brest"], "grant", "done"),
        ),
        (
            "Le rachat de [ORG Ponsard] par [ORG Norvia] rassure les salariés.",
            (["Norvia"], ["Ponsard"], "acquisition", "done"),
        ),
        (
            "L'acquisition de [ORG Ponsard] par [ORG Norvia] sera examinée en mai.",
            (["Norvia"], ["Ponsard"], "acquisition", "planned"),
        ),
    ],
)
def test_told_without_a_sum(marked: str, wanted: Told) -> None:
    assert told(marked) == [wanted]


@pytest.mark.parametrize(
    "marked",
    [
        "La [ORG région Bretagne] accorde un entretien à l'[ORG orchestre de Brest].",
        "L'[ORG orchestre de Brest] bénéficie d'une subvention.",
        "La région accorde des subventions à l'[ORG orchestre de Brest].",
        "[PER Anne Ferrand] attribue une dotation à l'[ORG orchestre de Brest].",
        "La [ORG région Bretagne] accorde une aide de 3 millions d'euros à l'[ORG orchestre de Brest].",
        "Le rachat de [ORG Ponsard] inquiète [ORG Norvia].",
        "Le rachat de [ORG Ponsard] par la mairie de [LOC Brest] est annoncé.",
    ],
    ids=["no money", "no payer", "payer not named", "a person", "a sum says it", "no agent", "a place"],
)
def test_not_told(marked: str) -> None:
    assert told(marked) == []
