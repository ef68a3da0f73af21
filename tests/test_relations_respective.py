"""Sums and names that run in step: « versent 3 et 4 millions d'euros respectivement »."""

from __future__ import annotations

import pytest
import relations_marks as marks

from pipeline.relations import events, model

Told = set[tuple[tuple[str, ...], str]]


def payers(marked: str) -> Told:
    """Payers and amount of each event of a marked text."""
    found = events.find(marks.build(marked), model.load(), events.Thresholds())
    return {(tuple(p.text for p in e.funders), e.amount.text) for e in found if e.amount is not None}


@pytest.mark.parametrize(
    ("marked", "told"),
    [
        (
            "La [ORG Suède] et le [ORG Danemark] versent respectivement 30 millions d'euros et 40 millions d'euros à"
            " l'[ORG Unicef].",
            {(("Suède",), "30 millions d'euros"), (("Danemark",), "40 millions d'euros")},
        ),
        (
            "[ORG Altis], [ORG Borex] et [ORG Norvia] ont donné à l'hôpital 2 millions d'euros, 3 millions d'euros et"
            " 5 millions d'euros respectivement.",
            {
                (("Altis",), "2 millions d'euros"),
                (("Borex",), "3 millions d'euros"),
                (("Norvia",), "5 millions d'euros"),
            },
        ),
    ],
)
def test_each_pays_its_own_sum(marked: str, told: Told) -> None:
    assert payers(marked) == told


def test_lists_of_other_lengths_do_not_run_in_step() -> None:
    marked = (
        "La [ORG Suède] et le [ORG Danemark] versent respectivement 30 millions d'euros, 40 millions d'euros et"
        " 50 millions d'euros à l'[ORG Unicef]."
    )
    assert not any(told == (("Danemark",), "40 millions d'euros") for told in payers(marked))
