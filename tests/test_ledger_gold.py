"""The ledger against gold: claims of one funding come together, all others stay apart."""

from __future__ import annotations

from itertools import combinations

import ledger_gold as gold
import pytest

from pipeline import ledger

FLOOR = 0.95  # B³ F1, as the project promises
CASES = gold.read_cases()
SEEDS = gold.read_seeds()


def clusters(data: gold.Gold) -> dict[str, str]:
    """Ledger id of every event."""
    rows = ledger.build(data.funding, data.articles)
    return {event: row.ledger_id for row in rows for event in row.event_ids.split("|")}


@pytest.fixture(scope="module")
def found() -> dict[str, str]:
    return clusters(CASES)


@pytest.mark.parametrize("data", [CASES, SEEDS], ids=["cases", "seeds"])
def test_merging_reaches_the_floor(data: gold.Gold) -> None:
    precision, recall, f1 = gold.b_cubed(data.truth, clusters(data))
    assert f1 >= FLOOR, f"B³ precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}"


def test_every_event_has_one_row(found: dict[str, str]) -> None:
    assert found.keys() == CASES.truth.keys()


FUNDINGS = sorted(set(CASES.truth.values()))


@pytest.mark.parametrize("name", FUNDINGS)
def test_a_funding_is_one_row(name: str, found: dict[str, str]) -> None:
    events = [e for e, told in CASES.truth.items() if told == name]
    assert len({found[e] for e in events}) == 1


@pytest.mark.parametrize("name", FUNDINGS)
def test_a_row_is_one_funding(name: str, found: dict[str, str]) -> None:
    ids = {found[e] for e, told in CASES.truth.items() if told == name}
    assert {CASES.truth[e] for e, row in found.items() if row in ids} == {name}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"a": "1", "b": "1", "c": "2"}, (1.0, 1.0, 1.0)),
        ({"a": "1", "b": "2", "c": "3"}, (1.0, 2 / 3, 0.8)),
        ({"a": "1", "b": "1", "c": "1"}, (5 / 9, 1.0, 5 / 7)),
    ],
    ids=["perfect", "all apart", "all together"],
)
def test_b_cubed(found: dict[str, str], expected: tuple[float, float, float]) -> None:
    assert gold.b_cubed({"a": "x", "b": "x", "c": "y"}, found) == pytest.approx(expected)


def test_gold_has_both_answers() -> None:
    pairs = list(combinations(CASES.truth.values(), 2))
    assert sum(a == b for a, b in pairs) > 40
    assert sum(a != b for a, b in pairs) > 1000
