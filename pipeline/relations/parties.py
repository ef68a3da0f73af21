"""The names that a word of the parse stands for, with those coordinated with them."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.relations.candidates import Candidate
from pipeline.relations.syntax import Sentence, Token

_SMALL = frozenset(("et", "le", "la", "les", "l'", "de", "du", "des", "par"))


def listed(sentence: Sentence, token: Token | None, named: Mapping[int, Candidate]) -> list[Candidate]:
    """The named actor that ``token`` heads and those coordinated with it: « la région et le département »."""
    first = _named(sentence, token, named)
    if first is None:
        return []
    ordered = sorted(named.values(), key=lambda c: c.start)
    at = ordered.index(first)
    chosen = [first]
    for other in reversed(ordered[:at]):
        if not _joined(sentence, other, chosen[0]):
            break
        chosen.insert(0, other)
    for other in ordered[at + 1 :]:
        if not _joined(sentence, chosen[-1], other):
            break
        chosen.append(other)
    return chosen


def _joined(sentence: Sentence, a: Candidate, b: Candidate) -> bool:
    """Whether only « et » and small words stand between two names."""
    between = [t.lower for t in sentence.tokens if a.end <= t.start and t.end <= b.start]
    return "et" in between and set(between) <= _SMALL


def _named(sentence: Sentence, token: Token | None, named: Mapping[int, Candidate]) -> Candidate | None:
    """The named actor that ``token`` heads, or that it stands in apposition to (« X, société financée par … »)."""
    if token is None:
        return None
    if token.i in named:
        return named[token.i]
    if token.dep == "appos":
        return named.get(token.head)
    appositions = [i for i in sentence.children[token.i] if sentence.tokens[i].dep == "appos"]
    return next((named[i] for i in appositions if i in named), None)
