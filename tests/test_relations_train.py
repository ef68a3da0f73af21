"""Training on gold: the same weights from the same passages, read back by the package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import relations_corpus as corpus

from pipeline.relations import events, train
from pipeline.relations.model import Linear, Models

STEP = 12  # every twelfth case: all kinds of passages, in seconds


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few passages as a gold folder."""
    path = tmp_path_factory.mktemp("gold")
    for case in corpus.read_cases()[::STEP]:
        passage: dict[str, Any] = {"published": None} | case.gold
        (path / f"{case.id}.json").write_text(json.dumps(passage, default=str), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def weights(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("weights")
    train.run([folder], None, output)
    return output


def test_every_model_is_written(weights: Path) -> None:
    names = {path.stem for path in weights.iterdir()}
    assert names >= {*train.ROWS, "row"}


def test_the_same_gold_gives_the_same_bytes(folder: Path, weights: Path, tmp_path: Path) -> None:
    train.run([folder], None, tmp_path)
    for path in weights.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_trained_weights_find_the_events_they_saw(folder: Path, weights: Path) -> None:
    models = Models({p.stem: Linear.loads(p.read_text(encoding="utf-8")) for p in weights.iterdir()})
    examples = [e for e in train.load_examples(folder) if any(e.targets)]
    found = [events.find(e.context, models, events.Thresholds(), e.readings) for e in examples]
    assert sum(bool(f) for f in found) >= 0.8 * len(examples)


def test_cases_are_examples_too(tmp_path: Path) -> None:
    path = tmp_path / "cases.toml"
    path.write_text(
        '[[case]]\nid = "x"\ntext = "Brest reçoit 3 millions d\'euros de l\'État."\nfunding = []\n', "utf-8"
    )
    (example,) = train.load_examples(path)
    assert (example.name, len(example.readings)) == ("x", 1)


def test_confidence_is_judged_on_the_gold(folder: Path, weights: Path) -> None:
    models = Models({p.stem: Linear.loads(p.read_text(encoding="utf-8")) for p in weights.iterdir()})
    judged = [j for e in train.load_examples(folder) for j in train.judge(e, models, events.Thresholds())]
    assert {j.right for j in judged} == {True, False}
    assert set(models["row"].weights) <= {name for j in judged for name in j.features}
