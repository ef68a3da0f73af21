"""Linear models and the passages that teach them."""

from __future__ import annotations

import json
import math
import random

import pytest

from pipeline.relations import model, synthetic, train
from pipeline.relations.model import Linear

YES = Linear(("0", "1"), {"bias": (-1.0,), "near": (2.5,), "far": (-3.0,)})
THREE = Linear(("a", "b", "c"), {"x": (1.0, 0.0, -1.0), "y": (0.0, 2.0, 0.0)})


def test_log_odds_ignore_what_training_did_not_see() -> None:
    assert YES.logit({"bias": 1.0, "near": 2.0, "unseen": 9.0}) == 4.0


def test_probability_is_that_of_the_log_odds() -> None:
    assert YES.probability({"bias": 1.0}) == pytest.approx(1 / (1 + math.e))


@pytest.mark.parametrize("x", [-1000.0, -3.0, 0.0, 3.0, 1000.0])
def test_sigmoid_is_safe_and_symmetric(x: float) -> None:
    assert model.sigmoid(x) + model.sigmoid(-x) == pytest.approx(1.0)


def test_a_distribution_sums_to_one() -> None:
    found = THREE.distribution({"x": 1.0, "y": 0.2})
    assert sum(found.values()) == pytest.approx(1.0)
    assert max(found, key=lambda c: found[c]) == "a"


def test_what_weighs_most_comes_first() -> None:
    assert YES.contributions({"bias": 1.0, "near": 1.0, "far": 1.0, "unseen": 1.0}, 2) == [("far", -3.0), ("near", 2.5)]


@pytest.mark.parametrize("linear", [YES, THREE], ids=["yes or no", "classes"])
def test_round_trip(linear: Linear) -> None:
    text = linear.dumps()
    again = Linear.loads(text)
    assert (again.classes, dict(again.weights)) == (linear.classes, dict(linear.weights))
    assert again.dumps() == text


def test_the_text_does_not_depend_on_the_order_of_training() -> None:
    assert Linear(THREE.classes, dict(reversed(THREE.weights.items()))).dumps() == THREE.dumps()


@pytest.mark.parametrize("name", model.NAMES)
def test_shipped_weights_are_canonical(name: str) -> None:
    linear = model.load()[name]
    widths = {len(w) for w in linear.weights.values()}
    assert widths == {1 if len(linear.classes) == 2 else len(linear.classes)}
    assert Linear.loads(linear.dumps()).dumps() == linear.dumps()


@pytest.mark.parametrize("text", ["{", "[]", '{"classes": ["0", "1"]}'])
def test_broken_weights_are_refused(text: str) -> None:
    with pytest.raises((json.JSONDecodeError, KeyError, TypeError)):
        Linear.loads(text)


# --------------------------------------------------------------------------- training


def rows() -> train.Rows:
    draw = random.Random(7)
    return [({"bias": 1.0, "good": float(y), "noise": draw.random()}, str(y), 1.0) for y in (0, 1) * 20]


def test_training_gives_the_same_bits() -> None:
    assert train.fit(rows(), 1.0).dumps() == train.fit(rows(), 1.0).dumps()


def test_training_learns_the_sign() -> None:
    assert train.fit(rows(), 1.0).weights["good"][0] > 0.5


def test_a_rare_feature_is_left_out() -> None:
    rare = [({"bias": 1.0, "rare": 1.0}, "1", 1.0)] * (train.MIN_COUNT - 1)
    assert "rare" not in train.fit([*rows(), *rare], 1.0).weights


def test_folds_come_from_the_name_alone() -> None:
    assert [train.fold_of(f"a{i}", 5) for i in range(50)] == [train.fold_of(f"a{i}", 5) for i in range(50)]
    assert {train.fold_of(f"a{i}", 5) for i in range(50)} == set(range(5))


# --------------------------------------------------------------------------- synthetic passages


def test_passages_are_those_of_the_seed() -> None:
    assert list(synthetic.passages(2, 5)) == list(synthetic.passages(2, 5))
    assert list(synthetic.passages(1, 5)) != list(synthetic.passages(1, 6))


@pytest.mark.parametrize("pattern", synthetic.patterns())
def test_every_pattern_is_filled(pattern: str) -> None:
    passage = next(p for p, q in zip(synthetic.passages(1, 3), synthetic.patterns(), strict=True) if q == pattern)
    start, end = passage.amount
    assert "{" not in passage.text
    assert passage.text[start:end].strip()
    last_words = [name.split()[-1].lower() for name in (*passage.payers, *passage.recipients)]
    assert [word for word in last_words if word not in passage.text.lower()] == []


def test_patterns_teach_links_alone() -> None:
    example = train.synthetic_examples(1)[0]
    assert example.links_only
    assert [len(rows(example)) > 0 for name, rows in train.ROWS.items() if name in ("payer", "event")] == [False, True]
