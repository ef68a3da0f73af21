"""Roles of the sentences of tests/cases/money_roles.tsv, and the training that makes the weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import lexicon
from pipeline.money import find_amounts, train
from pipeline.money.role import groups, weights

CORPUS = Path(__file__).parent / "cases" / "money_roles.tsv"
LINES = [line.split("\t") for line in CORPUS.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]


@pytest.mark.parametrize(("label", "text"), LINES, ids=[f"{label}-{i}" for i, (label, _) in enumerate(LINES)])
def test_every_sentence_states_an_amount(label: str, text: str) -> None:
    assert find_amounts(text)


@pytest.mark.parametrize("label", sorted({label for label, _ in LINES}))
def test_roles_of_a_kind(label: str) -> None:
    """Nine sentences in ten have the right role."""
    wanted = "funding" if label == "funding" else "other"
    roles = [a.role == wanted for kind, text in LINES if kind == label for a in find_amounts(text)]
    assert sum(roles) >= 0.9 * len(roles) - 1


@pytest.mark.parametrize("label", sorted({label for label, _ in LINES if label != "funding"}))
def test_reasons_of_a_kind(label: str) -> None:
    """Two thirds of what is told apart from funding has the reason its sentence was written for."""
    reasons = [a.reason for kind, text in LINES if kind == label for a in find_amounts(text) if a.role == "other"]
    assert reasons.count(label) >= 2 * len(reasons) / 3


def test_every_reason_is_known_and_has_sentences() -> None:
    table = lexicon.toml("money/roles.toml")["groups"]
    assert {label for label, _ in LINES} - {"funding"} == {g["reason"] for g in table.values() if "reason" in g}


@pytest.mark.parametrize("name", sorted(lexicon.toml("money/roles.toml")["groups"]))
def test_every_group_finds_its_words(name: str) -> None:
    words = lexicon.toml("money/roles.toml")["groups"][name]["words"]
    assert len(set(words)) == len(words)
    assert all(name in groups(word.rstrip("*")) for word in words)


def test_weights_name_known_groups() -> None:
    known = set(lexicon.toml("money/roles.toml")["groups"])
    words = ("first:", "word:", "then:", "size:")
    named = [f for f in weights() if ":" in f and not f.startswith(words)]
    assert named
    assert {f.split(":", 1)[1] for f in named} <= known


def test_training_is_deterministic_and_learns() -> None:
    data = [e for passage, weight in train.passages([CORPUS]) for e in train.examples(passage, weight)]
    first, second = train.fit(data), train.fit(data[:])
    assert first == second
    scored = [(sum(v * first.get(k, 0.0) for k, v in f.items()) > 0) == funding for f, funding, _ in data]
    assert sum(scored) > 0.8 * len(scored)
