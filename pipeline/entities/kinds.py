"""The kind of an actor: company, state, public body… from the lexicon, or from the common nouns of its name."""

from __future__ import annotations

from functools import cache, lru_cache

from pipeline import lexicon
from pipeline.entities.lexicon import Entry, lookup
from pipeline.entities.names import KEPT, fold, words

KINDS = (
    "company",
    "state",
    "public_body",
    "local_authority",
    "bank",
    "fund",
    "association",
    "person",
    "programme",
    "place",
    "media",
    "international",
    "unknown",
)


@lru_cache(maxsize=KEPT)
def known_entry(name: str, label: str) -> Entry | None:
    """The lexicon's entry for a name used with a label, or None.

    A place that acts (label ORG) keeps its entry; a person never has one. Where an actor and a place share the name
    (Orange), the label decides.
    """
    if label == "PER":
        return None
    found = [alias.entry for alias in lookup(name) if _written_alike(alias.text, name)]
    if label == "LOC":
        return next((e for e in found if e.label == "LOC"), None)
    same = next((e for e in found if e.label == label), None)
    return same or (next((e for e in found if e.label == "LOC"), None) if label == "ORG" else None)


def _written_alike(alias: str, name: str) -> bool:
    """An acronym of up to four letters counts in capitals only; a name with a capital counts with one."""
    if alias.isupper() and len(alias) <= 4:
        return name.isupper() or (name.istitle() and len(alias) > 2)
    return not alias[:1].isupper() or any(c.isupper() or c.isdigit() for c in name)


@cache
def _kind_words() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple(
        (kind, frozenset(value.split())) for kind, value in lexicon.toml("entities/kinds.toml")["kinds"].items()
    )


@cache
def kind_of(name: str, label: str) -> str:
    """The kind of an actor, one of ``KINDS``; ``unknown`` where neither the lexicon nor its name says.

    >>> kind_of("région Bretagne", "ORG"), kind_of("Orange", "ORG"), kind_of("Orange", "LOC")
    ('local_authority', 'company', 'place')
    """
    if label in ("PER", "LOC"):
        return {"PER": "person", "LOC": "place"}[label]
    entry = known_entry(name, label)
    if entry is not None and (label == entry.label or entry.label == "LOC"):
        return entry.kind
    parts = words(name)
    if label == "PROG":
        return "fund" if parts and parts[0] in ("fonds", "fund") else "programme"
    return _by_words(fold(name), parts)


def _by_words(folded: str, parts: tuple[str, ...]) -> str:
    for kind, phrases in lexicon.toml("entities/kinds.toml")["phrases"].items():
        if any(phrase in folded for phrase in phrases):
            return str(kind)
    for word in parts:
        for kind, known in _kind_words():
            if word in known:
                return kind
    return "unknown"
