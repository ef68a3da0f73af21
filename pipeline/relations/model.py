"""Linear models over named features: small, readable, the same bits on every machine.

A model is a JSON object ``{"classes": [...], "weights": {feature: [w, ...]}}`` with one weight a class (one only for a
yes/no model). Features that training did not see weigh nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

Features = Mapping[str, float]

FOLDER = "models/relations"
NAMES = ("gate", "event", "payer", "recipient", "when", "status", "kind", "row")


def sigmoid(x: float) -> float:
    """Logistic function, safe for large arguments."""
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


@dataclass(frozen=True, slots=True)
class Linear:
    """A logistic (one weight a feature) or softmax (one weight a class and feature) model."""

    classes: tuple[str, ...]
    weights: Mapping[str, tuple[float, ...]]

    def logit(self, features: Features) -> float:
        """Log-odds of a yes/no model."""
        get = self.weights.get
        total = 0.0
        for name, value in features.items():
            w = get(name)
            if w is not None:
                total += w[0] * value
        return total

    def probability(self, features: Features) -> float:
        """Probability of « yes »."""
        return sigmoid(self.logit(features))

    def distribution(self, features: Features) -> dict[str, float]:
        """Probability of each class."""
        sums = [0.0] * len(self.classes)
        for name, value in features.items():
            for k, w in enumerate(self.weights.get(name, ())):
                sums[k] += w * value
        top = max(sums)
        exps = [math.exp(s - top) for s in sums]
        total = sum(exps)
        return {c: e / total for c, e in zip(self.classes, exps, strict=True)}

    def contributions(self, features: Features, limit: int = 6) -> list[tuple[str, float]]:
        """The features that weigh most, for explanations."""
        parts = [(n, self.weights[n][0] * v) for n, v in features.items() if n in self.weights]
        return sorted(parts, key=lambda p: -abs(p[1]))[:limit]

    def dumps(self) -> str:
        """JSON text, features sorted, four decimals."""
        weights = {n: [round(w, 4) for w in ws] for n, ws in sorted(self.weights.items())}
        lines = ",\n".join(f"{json.dumps(n, ensure_ascii=False)}: {json.dumps(ws)}" for n, ws in weights.items())
        return f'{{"classes": {json.dumps(list(self.classes))},\n"weights": {{\n{lines}\n}}}}\n'

    @classmethod
    def loads(cls, text: str) -> Linear:
        """Read what ``dumps`` wrote."""
        data = json.loads(text)
        return cls(tuple(data["classes"]), {n: tuple(ws) for n, ws in data["weights"].items()})


@dataclass(frozen=True, slots=True)
class Models:
    """The models of the relation stage, by name."""

    by_name: Mapping[str, Linear]

    def __getitem__(self, name: str) -> Linear:
        return self.by_name[name]


@cache
def load() -> Models:
    """The models that ship with the package."""
    folder = resources.files("pipeline").joinpath(FOLDER)
    return Models({n: Linear.loads(folder.joinpath(f"{n}.json").read_text(encoding="utf-8")) for n in NAMES})
