"""The passages of tests/cases/relations*.toml through the stages of a run.

A statistical scorer is not right everywhere: the corpus as a whole is held by floors a group, clear passages and
negatives one by one (tests/cases/relations_exact.txt).
"""

from __future__ import annotations

import floors
import pytest
import relations_corpus as corpus
from relations_corpus import Case, Outcome

CASES = {case.id: case for case in corpus.read_cases()}
EXACT = corpus.read_exact()
FIGURES = ("event", "funder", "recipient")
NEGATIVE = sorted({case.category for case in CASES.values() if case.negative})


class Outcomes(dict[str, Outcome]):
    """Every case read once, when it is first asked for."""

    def __missing__(self, case_id: str) -> Outcome:
        self[case_id] = corpus.read(CASES[case_id])
        return self[case_id]


@pytest.fixture(scope="session")
def outcomes(request: pytest.FixtureRequest) -> dict[str, Outcome]:
    found = Outcomes()
    if request.config.getoption("--remeasure"):
        corpus.write_exact(found[case_id] for case_id in CASES)
    return found


@pytest.fixture
def _list_holds(request: pytest.FixtureRequest, outcomes: dict[str, Outcome]) -> None:
    if request.config.getoption("--remeasure"):
        pytest.skip("the list of exact cases was written anew: run again without --remeasure")


def known(case_id: str) -> Case:
    """The case with an id of the list."""
    assert case_id in CASES, f"{corpus.EXACT.name}: {case_id} is no case"
    return CASES[case_id]


@pytest.mark.usefixtures("_list_holds")
@pytest.mark.parametrize("case_id", [i for i in EXACT if i in CASES and not CASES[i].negative])
def test_clear_passage_is_right(case_id: str, outcomes: dict[str, Outcome]) -> None:
    assert outcomes[case_id].exact, outcomes[case_id].events


@pytest.mark.usefixtures("_list_holds")
@pytest.mark.parametrize("category", NEGATIVE)
def test_negatives_give_no_event(category: str, outcomes: dict[str, Outcome]) -> None:
    listed = [i for i in EXACT if known(i).category == category]
    assert {i: outcomes[i].events for i in listed if outcomes[i].events} == {}


def test_floors_of_the_groups(outcomes: dict[str, Outcome], gate: floors.Gate) -> None:
    every = [outcomes[case_id] for case_id in CASES]
    positive, negative = [o for o in every if not o.case.negative], [o for o in every if o.case.negative]
    measured = {"negatives left alone": sum(not o.events for o in negative) / len(negative)}
    for group, categories in corpus.GROUPS.items():
        members = [o for o in positive if o.case.category in categories]
        measured |= {f"{group} {figure}": corpus.f1(members, figure) for figure in FIGURES}
    measured |= {f"all {figure}": corpus.f1(positive, figure) for figure in (*FIGURES, "when", "status")}
    assert gate.check("cases", floors.hash_of(corpus.CASES), measured) == []


# --------------------------------------------------------------------------- the lists themselves


@pytest.fixture
def listed() -> list[Case]:
    return [known(i) for i in corpus.read_exact()]


def test_every_listed_case_exists_once(listed: list[Case]) -> None:
    assert len({case.id for case in listed}) == len(listed)


def test_the_list_is_long_enough(listed: list[Case]) -> None:
    assert sum(not case.negative for case in listed) >= 120
    assert sum(case.negative for case in listed) >= 70


def test_nearly_every_category_of_negatives_is_held(listed: list[Case]) -> None:
    assert len({case.category for case in listed if case.negative}) >= len(NEGATIVE) - 3


def test_every_positive_category_stands_in_one_group() -> None:
    grouped = [category for categories in corpus.GROUPS.values() for category in categories]
    assert sorted(grouped) == sorted({case.category for case in CASES.values() if not case.negative})
