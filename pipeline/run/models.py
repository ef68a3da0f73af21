"""How a process that reads article after article treats spaCy's models: fast, and with flat memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any


@contextmanager
def memory_zones() -> Iterator[None]:
    """spaCy's memory zones for the models that this process has loaded by now: what is read inside is forgotten.

    So are the keys of the names in it, which would else stay by the ten thousand.
    """
    from pipeline import entities

    one_each = {id(model.vocab): model for model in loaded()}  # a vocabulary that models share has one zone
    with ExitStack() as zones:
        for model in one_each.values():
            zones.enter_context(model.memory_zone())
        yield
    entities.forget()


def loaded() -> list[Any]:
    """The models that this process has loaded by now."""
    from pipeline import entities
    from pipeline.relations import syntax

    return [load() for load in (entities.load, syntax.load) if load.cache_info().currsize]


def quicken() -> None:
    """Make the models that are loaded by now fast; their answers stay the same."""
    for model in loaded():
        _index_lemmas(model)


@cache
def _index_lemmas(model: Any) -> None:
    """Known words as sets: spaCy's French lemmatizer looks each word up in a list of all nouns, verbs or adjectives."""
    if "lemmatizer" in model.pipe_names:
        index = model.get_pipe("lemmatizer").lookups.get_table("lemma_index")
        for part_of_speech in list(index):
            index[part_of_speech] = frozenset(index[part_of_speech])
