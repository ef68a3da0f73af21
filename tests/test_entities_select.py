"""From scored candidates to names: what the lexicon and the article add to the judge's word."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.entities import lexicon
from pipeline.entities.candidates import Candidate
from pipeline.entities.features import Features
from pipeline.entities.names import words
from pipeline.entities.select import FLOOR, informed
from pipeline.entities.tags import LABELS

ORG, LOC = LABELS.index("ORG"), LABELS.index("LOC")


def judged(name: str, row: Features, **beliefs: float) -> tuple[str, float]:
    """Label and probability of a form after beliefs of the judge are informed."""
    candidate = Candidate(words(name), [(0, 1)], aliases=lexicon.lookup(name))
    given = [beliefs.get(label, 0.0) for label in LABELS]
    (found,) = informed(np.array([[*given, 1 - sum(given)]], dtype="f4"), [candidate], [row])
    return LABELS[int(found[:-1].argmax())], 1 - float(found[-1])


@pytest.mark.parametrize(("org", "label"), [(0.5, "LOC"), (0.8, "ORG")], ids=["hardly", "clearly"])
def test_a_country_acts_where_the_judge_is_clear(org: float, label: str) -> None:
    assert judged("Japon", {}, ORG=org, LOC=0.95 - org)[0] == label


def test_the_odds_of_other_names_stay() -> None:
    assert judged("Voltelis", {}, ORG=0.5, LOC=0.45)[0] == "ORG"


@pytest.mark.parametrize(("heard", "named"), [(0.1, False), (0.3, True)])
def test_a_known_name_that_the_judge_half_hears_is_one(heard: float, named: bool) -> None:
    label, sure = judged("Bpifrance", {"known_ORG": 1.0}, ORG=heard)
    assert (label, sure >= FLOOR) == ("ORG", named)


@pytest.mark.parametrize(
    ("name", "row", "named"),
    [("prêt Atout", {"lower_head": 1.0}, True), ("loi de finances", {"lower_head": 1.0, "lower_last": 1.0}, False)],
)
def test_a_known_product_that_the_judge_does_not_hear(name: str, row: Features, named: bool) -> None:
    assert (judged(name, {"known_PROG": 1.0, **row}, PROG=0.1)[1] >= FLOOR) is named


@pytest.mark.parametrize(
    ("name", "row", "named"),
    [
        ("Région", {}, True),
        ("Conseil général", {}, True),
        ("région", {"lower_head": 1.0}, False),
        ("Région", {"first": 1.0}, False),
        ("Région", {"after=de": 1.0}, False),
        ("Hangar", {}, False),
    ],
    ids=["capital", "two words", "no capital", "opens the sentence", "has a name", "another noun"],
)
def test_a_body_with_a_capital_and_no_name(name: str, row: Features, named: bool) -> None:
    assert (judged(name, row, ORG=0.3)[1] >= FLOOR) is named
