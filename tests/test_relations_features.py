"""What the extractors make is what the models weigh: a feature under another name would silently count for nothing."""

from __future__ import annotations

import math
from collections import defaultdict

import pytest
import relations_corpus as corpus
from relations_corpus import Case

from pipeline.relations import model, train

PER_CATEGORY = 2
RARE = 2  # families of a model that the few passages read here may lack, or that training found to weigh nothing
Families = dict[str, set[str]]


def family(name: str) -> str:
    """The name of a feature without its values: ``t0=perfect|give`` is of the family ``t0=|``."""
    first, *rest = name.split("|")
    head = first.partition("=")[0] + "=" if "=" in first else first
    return "|".join([head, *(part.partition("=")[0] + "=" if "=" in part else "" for part in rest)])


@pytest.fixture(scope="module")
def made() -> dict[str, dict[str, float]]:
    """The features that training reads from a few passages of every category, by model."""
    by_category: dict[str, list[Case]] = defaultdict(list)
    for case in corpus.read_cases():
        by_category[case.category].append(case)
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for case in (case for cases in by_category.values() for case in cases[:PER_CATEGORY]):
        example = train.passage_example(case.gold)
        for name, rows in train.ROWS.items():
            for features, _, _ in rows(example):
                found[name].update(features)
    return found


@pytest.mark.parametrize("name", [name for name in model.NAMES if name in train.ROWS])
def test_models_and_extractors_know_the_same_features(name: str, made: dict[str, dict[str, float]]) -> None:
    weighed = set(map(family, model.load()[name].weights)) - set(train.WRITTEN)
    extracted = set(map(family, made[name]))
    assert len(weighed ^ extracted) <= RARE, (weighed - extracted, extracted - weighed)


@pytest.mark.parametrize("name", [name for name in model.NAMES if name in train.ROWS])
def test_features_are_small_numbers(name: str, made: dict[str, dict[str, float]]) -> None:
    assert {n: v for n, v in made[name].items() if not math.isfinite(v) or abs(v) > 50} == {}


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("when", {"where=after", "where=before", "side=past", "side=future", "side=now", "said_then", "same_verb"}),
        ("when", {"gap=0", "gap=-1", "grain=day", "anchor=published", "direct_own=True", "start_of_sentence=True"}),
        ("event", {"bias", "currency=EUR", "role=funding"}),
        ("gate", {"bias", "currency=EUR", "role=funding", "reason=price", "magnitude=7", "l0=de", "r0=pour"}),
        ("status", {"bias", "no_verb", "negated", "t0=perfect", "t0=future", "has=present", "root=perfect"}),
    ],
)
def test_features_that_a_model_must_know(name: str, known: set[str], made: dict[str, dict[str, float]]) -> None:
    assert known - set(made[name]) == set()
    assert known - set(model.load()[name].weights) == set()
