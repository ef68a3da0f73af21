"""Fit the press tagger: fine-tune the encoder of the general model's NER under a new softmax."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.entities.model import load_base
from pipeline.entities.tagger import build_network, trained_encoder
from pipeline.entities.tags import Floats

if TYPE_CHECKING:
    from spacy.tokens import Doc

DROPOUT = 0.25
RATE = 0.001
BATCH_WORDS = 1500
KEEP = 0.995  # of the running mean of the weights, at each step

Examples = Sequence[tuple["Doc", Floats]]


def _batches(examples: Examples, rng: random.Random) -> Iterator[list[tuple[Doc, Floats]]]:
    """The examples in a random order, in batches of about ``BATCH_WORDS`` tokens."""
    shuffled = list(examples)
    rng.shuffle(shuffled)
    batch: list[tuple[Doc, Floats]] = []
    size = 0
    for doc, target in shuffled:
        batch.append((doc, target))
        size += len(doc)
        if size >= BATCH_WORDS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class _RunningMean:
    """The mean of the weights over the last steps: steadier than the last weights."""

    def __init__(self, network: Any) -> None:
        self.nodes = [(node, name) for node in network.walk() for name in node.param_names if node.has_param(name)]
        self.means = [node.get_param(name).copy() for node, name in self.nodes]
        self.steps = 0

    def update(self) -> None:
        self.steps += 1
        keep = min(KEEP, (1 + self.steps) / (10 + self.steps))
        for (node, name), mean in zip(self.nodes, self.means, strict=True):
            mean += (1 - keep) * (node.get_param(name) - mean)

    def apply(self) -> None:
        for (node, name), mean in zip(self.nodes, self.means, strict=True):
            node.set_param(name, mean)


def fit_tagger(examples: Examples, *, seed: int, epochs: int) -> Any:
    """A tagger's network for documents with their target tag probabilities.

    Parameters
    ----------
    examples
        Documents of the general pipeline's tokenizer, each with its targets of shape (tokens, 17).
    seed
        Of the order of the examples and the dropout: the same seed, the same weights.
    epochs
        Passes over the examples.
    """
    from thinc.api import Adam, fix_random_seed, set_dropout_rate

    fix_random_seed(0)  # the new layer begins alike whatever the seed
    network = build_network(trained_encoder(load_base()))
    fix_random_seed(seed)
    rng = random.Random(seed)
    optimizer = Adam(RATE, L2=0.01, grad_clip=1.0, L2_is_weight_decay=True)
    mean = _RunningMean(network)
    set_dropout_rate(network, DROPOUT)
    step, total = 0, 0
    for _ in range(epochs):
        batches = list(_batches(examples, rng))
        total = total or len(batches) * epochs
        for batch in batches:
            optimizer.learn_rate = RATE * max(0.05, 1 - step / total)
            step += 1
            guesses, backprop = network.begin_update([doc for doc, _ in batch])
            backprop([(y - t) / (BATCH_WORDS / 10) for y, (_, t) in zip(guesses, batch, strict=True)])
            network.finish_update(optimizer)
            mean.update()
    mean.apply()
    set_dropout_rate(network, 0.0)
    return network
