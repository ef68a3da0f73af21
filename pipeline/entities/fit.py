"""Fit the judge: a small network over the features of candidates, averaged over a few seeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.entities.features import Features
from pipeline.entities.select import Judge
from pipeline.entities.tags import LABELS, Floats

CLASSES = len(LABELS) + 1
HIDDEN = 32
RARE = 5  # features seen on fewer candidates are left out


def feature_names(rows: Sequence[Features], rare: int = RARE) -> dict[str, int]:
    """The features seen often enough to learn from, in a fixed order."""
    counts: Counter[str] = Counter(name for row in rows for name in row)
    return {name: k for k, name in enumerate(sorted(n for n, c in counts.items() if c >= rare))}


def _adam(grads: list[Floats], state: list[tuple[Floats, Floats]], step: int, rate: float) -> list[Floats]:
    """The steps of Adam for the gradients; ``state`` is updated in place."""
    out = []
    for grad, (m, v) in zip(grads, state, strict=True):
        m += 0.1 * (grad - m)
        v += 0.01 * (grad * grad - v)
        out.append(rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.99**step)) + 1e-8))
    return out


def _network(
    x: Floats,
    y: Floats,
    weight: Floats,
    rng: np.random.Generator,
    *,
    epochs: int,
    drop: float,
    decay: float,
    rate: float,
) -> list[Floats]:
    n = x.shape[1]
    params = [
        rng.normal(0, 1 / np.sqrt(60), (n, HIDDEN)).astype("f"),
        np.zeros(HIDDEN, "f"),
        rng.normal(0, 1 / np.sqrt(HIDDEN), (HIDDEN, CLASSES)).astype("f"),
        np.zeros(CLASSES, "f"),
    ]
    state = [(np.zeros_like(p), np.zeros_like(p)) for p in params]
    average = [p.copy() for p in params]
    step, size = 0, 256
    total = epochs * (len(x) // size + 1)
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for at in range(0, len(x), size):
            rows = order[at : at + size]
            step += 1
            a = x[rows] * (rng.random((len(rows), n), dtype="f") > drop) / (1 - drop)
            z = a @ params[0] + params[1]
            mask = (rng.random(z.shape, dtype="f") > 0.3) / np.float32(0.7)
            h = np.maximum(z, 0) * mask
            logits = h @ params[2] + params[3]
            p = np.exp(logits - logits.max(1, keepdims=True))
            p /= p.sum(1, keepdims=True)
            d = (p - y[rows]) * weight[rows, None] / len(rows)
            dh = (d @ params[2].T) * mask * (z > 0)
            grads = [a.T @ dh, dh.sum(0), h.T @ d, d.sum(0)]
            now = rate * max(0.05, 1 - step / total)
            for param, move in zip(params, _adam(grads, state, step, now), strict=True):
                if param.ndim == 2:
                    param *= 1 - now * decay
                param -= move
            keep = min(0.99, step / (step + 10))
            for mean, param in zip(average, params, strict=True):
                mean += (1 - keep) * (param - mean)
    return average


def fit_judge(
    rows: Sequence[Features],
    labels: Sequence[int],
    *,
    seeds: Sequence[int] = (0, 1, 2, 3, 4, 5),
    epochs: int = 12,
    drop: float = 0.15,
    decay: float = 0.6,
    rate: float = 0.004,
    rare: int = RARE,
    weights: NDArray[np.float32] | None = None,
) -> Judge:
    """A judge of candidates.

    Parameters
    ----------
    rows
        The features of each candidate.
    labels
        Its class: the index of its label in ``LABELS``, or ``len(LABELS)`` for no name.
    seeds
        One network is fitted for each; the judge is their mean (of logits), as one wider network.
    epochs, drop, decay, rate, rare
        Passes over the data, dropped features, weight decay, learning rate, and the least count of a feature.
    weights
        The weight of each candidate, shape (candidates,).
    """
    names = feature_names(rows, rare)
    x = Judge(names, ()).matrix(list(rows))
    scale = np.maximum(x.std(0), 0.15).astype("f")
    x /= scale
    y = np.eye(CLASSES, dtype="f")[np.asarray(labels)]
    w = np.ones(len(x), "f") if weights is None else weights
    nets = [
        _network(x, y, w, np.random.default_rng(seed), epochs=epochs, drop=drop, decay=decay, rate=rate)
        for seed in seeds
    ]
    first: Floats = (np.concatenate([net[0] for net in nets], axis=1) / scale[:, None]).astype("f")
    second: Floats = (np.concatenate([net[2] for net in nets]) / len(nets)).astype("f")
    biases: tuple[Floats, Floats] = (
        np.concatenate([net[1] for net in nets]).astype("f"),
        np.mean([net[3] for net in nets], axis=0).astype("f"),
    )
    return Judge(names, ((first, biases[0]), (second, biases[1])))
