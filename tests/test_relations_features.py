"""What the extractors make is what the models weigh: a feature under another name would silently count for nothing.

``tests/gold/features.txt`` holds a fingerprint of what the extractors make of some cases, and of the events found.
A change of the extractors shows there, and asks for ``quifinance train`` before ``pytest --remeasure`` writes the
fingerprints anew.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import floors
import pytest
import relations_corpus as corpus
from relations_corpus import Case

from pipeline.relations import events, explain, model, train
from pipeline.relations.events import Thresholds
from pipeline.relations.train import Example

PER_CATEGORY = 5
FINGERPRINTS = Path(__file__).parent / "gold" / "features.txt"
SAME_PARSES = 0.97  # the parser may differ in a sentence from machine to machine, and its features with it
RARE = 2  # families of a model that the few passages read here may lack, or that training found to weigh nothing
Families = dict[str, set[str]]


def family(name: str) -> str:
    """The name of a feature without its values: ``t0=perfect|give`` is of the family ``t0=|``."""
    first, *rest = name.split("|")
    head = first.partition("=")[0] + "=" if "=" in first else first
    return "|".join([head, *(part.partition("=")[0] + "=" if "=" in part else "" for part in rest)])


@cache
def examples() -> dict[str, Example]:
    """A few passages of every category, read as training reads them."""
    by_category: dict[str, list[Case]] = defaultdict(list)
    for case in corpus.read_cases():
        by_category[case.category].append(case)
    chosen = [case for cases in by_category.values() for case in cases[:PER_CATEGORY]]
    return {case.id: train.passage_example(case.gold) for case in chosen}


@pytest.fixture(scope="module")
def made() -> dict[str, dict[str, float]]:
    """The features that training reads from the passages, by model."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for example in examples().values():
        for name, rows in train.ROWS.items():
            for features, _, _ in rows(example):
                found[name].update(features)
    return found


def digest(parts: Iterable[object]) -> str:
    """A short fingerprint of a sequence."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:10]


def fingerprint(example: Example) -> list[str]:
    """Of the parses of a passage, of the features of each model with their classes, and of what comes out."""
    sentences = [s for _, s in sorted(example.context.parses.items())]
    parts = [digest((t.text, t.lemma, t.pos, t.dep, t.head, t.morph) for s in sentences for t in s.tokens)]
    for rows in train.ROWS.values():
        parts.append(
            digest((y, sorted((n, round(v, 6)) for n, v in features.items())) for features, y, _ in rows(example))
        )
    hits = [hit for r in example.readings for hits in r.view.hits.values() for hit in hits]
    found = events.find(example.context, model.load(), Thresholds(), example.readings)
    why = explain.reasons(example.context, example.readings, found)
    return [*parts, digest(hits), digest(found), digest(sorted(why.items()))]


def test_features_are_those_that_the_weights_were_trained_on(gate: floors.Gate) -> None:
    found = {name: fingerprint(example) for name, example in sorted(examples().items())}
    if gate.down:
        stages = ", ".join(["parses", *train.ROWS, "frames", "events", "reasons"])
        head = f"# Fingerprints of the features of some cases: {stages}; see {Path(__file__).name}.\n"
        lines = (" ".join([name, *parts]) + "\n" for name, parts in found.items())
        FINGERPRINTS.write_text(head + "".join(lines), encoding="utf-8")
    rows = [line.split() for line in FINGERPRINTS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    known = {name: parts for name, *parts in rows}
    assert set(known) == set(found)
    same = [name for name in found if found[name][0] == known[name][0]]
    assert len(same) >= SAME_PARSES * len(found)
    assert {name: found[name] for name in same if found[name] != known[name]} == {}


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
