"""From scored candidates to mentions: which forms are names, and of what."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.entities.candidates import Candidate, Span
from pipeline.entities.features import Features
from pipeline.entities.tags import LABELS, Floats

FLOOR = 0.5  # probability of being a name from which a form counts (best over the folds of training)
NONE = len(LABELS)  # the class of a form that is no name


@dataclass(frozen=True, slots=True)
class Judge:
    """A small network over the features: its feature names, their means and scales, and its weights.

    ``layers`` are (weights, bias) pairs; a rectifier stands between two of them.
    """

    names: dict[str, int]
    layers: tuple[tuple[Floats, Floats], ...]

    def matrix(self, rows: list[Features]) -> Floats:
        """The features as a matrix of shape (candidates, features); unknown features are left out."""
        out = np.zeros((len(rows), len(self.names)), dtype="f")
        for i, row in enumerate(rows):
            for name, value in row.items():
                k = self.names.get(name)
                if k is not None:
                    out[i, k] = value
        return out

    def __call__(self, rows: list[Features]) -> Floats:
        """Probabilities of ORG, PER, LOC, PROG and of no name, shape (candidates, 5)."""
        x = self.matrix(rows)
        for k, (weights, bias) in enumerate(self.layers):
            x = x @ weights + bias
            if k + 1 < len(self.layers):
                x = np.maximum(x, 0)
        x = np.exp(x - x.max(1, keepdims=True))
        out: Floats = x / x.sum(1, keepdims=True)
        return out


def save_judge(judge: Judge, path: Path) -> None:
    """Write a judge to an ``.npz`` file."""
    arrays = {"names": np.array(sorted(judge.names, key=judge.names.__getitem__))}
    for k, (weights, bias) in enumerate(judge.layers):
        arrays |= {f"weights{k}": weights.astype("f2"), f"bias{k}": bias.astype("f4")}
    np.savez_compressed(path, allow_pickle=False, **arrays)


def load_judge(path: Path) -> Judge:
    """The judge stored in ``path``."""
    with np.load(path, allow_pickle=False) as arrays:
        names = {str(name): k for k, name in enumerate(arrays["names"])}
        count = sum(name.startswith("weights") for name in arrays)
        layers = tuple((arrays[f"weights{k}"].astype("f4"), arrays[f"bias{k}"]) for k in range(count))
    return Judge(names, layers)


def settle(candidates: list[Candidate], beliefs: Floats, floor: float) -> list[tuple[Span, str, float]]:
    """The spans of the forms believed in, none overlapping: (word span, label, probability).

    A form counts where its best label is more probable than ``floor``; where two forms overlap, the longer one
    stands unless the shorter is much surer.
    """
    wanted: list[tuple[Span, str, float]] = []
    for candidate, belief in zip(candidates, beliefs, strict=True):
        k = int(belief[:NONE].argmax())
        sure = 1.0 - float(belief[NONE])
        if sure >= floor:
            wanted.extend((span, LABELS[k], sure) for span in candidate.places)
    wanted.sort(key=lambda w: (-(w[0][1] - w[0][0]), -w[2], w[0]))
    taken: set[int] = set()
    kept = []
    for span, label, sure in wanted:
        if taken.isdisjoint(range(*span)):
            taken.update(range(*span))
            kept.append((span, label, sure))
    return sorted(kept)
