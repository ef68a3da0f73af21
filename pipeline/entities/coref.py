"""What « le groupe », « la start-up » or « elle » stand for, when the article says so clearly."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pipeline import lexicon
from pipeline.entities.kinds import kind_of
from pipeline.entities.names import fold, word_sets, words
from pipeline.records import Mention

REACH = 4  # sentences back that a definite noun phrase may refer over
NEAR = 1  # the same for a pronoun


# The article before a name tells its gender: « elle » is not « le Fonds vert ».
_MASCULINE = re.compile(r"\b(?:le|du|au|un|ce|cet) $", re.IGNORECASE)
_FEMININE = re.compile(r"\b(?:la|une|cette) $", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Noun:
    """A common noun of definite noun phrases: the label and kinds it may stand for."""

    label: str
    kinds: frozenset[str]


@cache
def _nouns() -> dict[str, Noun]:
    table = lexicon.toml("entities/kinds.toml")["nouns"]
    return {w: Noun(row["label"], frozenset(row["kinds"])) for row in table.values() for w in row["words"].split()}


@cache
def _pronouns() -> frozenset[str]:
    table = lexicon.toml("entities/kinds.toml")["pronouns"]
    return frozenset(table["feminine"] + table["masculine"])


def antecedent(
    text: str, start: int, end: int, mentions: Sequence[Mention], sentences: Sequence[tuple[int, int]]
) -> Mention | None:
    """The mention that the definite noun phrase or pronoun ``text[start:end]`` stands for, or None.

    Parameters
    ----------
    text
        The text of the article.
    start, end
        The phrase: « le groupe », « cette start-up », « elle »…
    mentions
        The linked mentions of the article.
    sentences
        The spans of its sentences, in order.

    Returns
    -------
    Mention or None
        The latest mention of the one actor that fits; None when none or several do.

    Examples
    --------
    >>> text = "La start-up Voltelis grandit. La jeune pousse a levé 3 millions d'euros."
    >>> found = [Mention(12, 20, "Voltelis", "ORG")]
    >>> antecedent(text, 30, 45, found, [(0, 29), (30, 72)]).text
    'Voltelis'
    """
    found = antecedents(text, start, end, mentions, sentences)
    return found[0] if len(found) == 1 else None


def antecedents(
    text: str, start: int, end: int, mentions: Sequence[Mention], sentences: Sequence[tuple[int, int]]
) -> tuple[Mention, ...]:
    """The mentions that a phrase stands for: one, or as many as « les deux entreprises » says; none when unclear."""
    phrase = [w for w in words(text[start:end]) if w not in word_sets()["determiners"]]
    pronoun = text[start:end].strip().lower()
    if (len(phrase) == 1 and phrase[0] in _pronouns()) or pronoun in ("elle", "il"):
        one = _of_pronoun(text, pronoun, start, mentions, sentences)
        return (one,) if one else ()
    noun = next((_nouns()[w] for w in _joined(phrase) if w in _nouns()), None)
    if noun is None:
        return ()
    count = {"deux": 2, "trois": 3, "quatre": 4}.get(phrase[0], 1)
    before = _before(start, mentions, sentences, REACH)
    fits = [m for m in before if _fits(noun, m)]
    if count > 1:
        return _last_several(fits, count, sentences)
    one = (
        _by_apposition(text, phrase, [m for m in before if _may_fit(noun, m)], mentions)
        or _only(fits)
        or _topic(fits, mentions, start)
    )
    return (one,) if one else ()


def _joined(phrase: Sequence[str]) -> list[str]:
    """The words of a phrase and their hyphenated pairs: « start up » is « start-up »."""
    return [*(f"{a}-{b}" for a, b in pairwise(phrase)), *phrase]


def _sentence(offset: int, sentences: Sequence[tuple[int, int]]) -> int:
    return bisect_right([s for s, _ in sentences], offset) - 1


def _before(start: int, mentions: Sequence[Mention], sentences: Sequence[tuple[int, int]], reach: int) -> list[Mention]:
    """Mentions before an offset, at most ``reach`` sentences back, in order."""
    here = _sentence(start, sentences)
    return [m for m in mentions if m.end <= start and here - _sentence(m.start, sentences) <= reach]


def _fits(noun: Noun, mention: Mention) -> bool:
    if noun.label not in (mention.label, "ANY") or (noun.label == "ANY" and mention.label not in ("ORG", "PROG")):
        return False
    return kind_of(mention.name or mention.text, mention.label) in noun.kinds


def _may_fit(noun: Noun, mention: Mention) -> bool:
    """The same, for an actor of unknown kind too: good enough where the article itself calls it so."""
    unknown = kind_of(mention.name or mention.text, mention.label) == "unknown"
    return _fits(noun, mention) or (unknown and noun.label in ("ORG", "ANY") and mention.label == "ORG")


def _same(mention: Mention) -> str:
    return mention.actor_id or fold(mention.name or mention.text)


def _only(fits: Sequence[Mention]) -> Mention | None:
    """The latest mention, when all are of one actor."""
    return fits[-1] if fits and len({_same(m) for m in fits}) == 1 else None


def _by_apposition(
    text: str, phrase: Sequence[str], fits: Sequence[Mention], mentions: Sequence[Mention]
) -> Mention | None:
    """The one actor that the article itself calls so: « la start-up X », « X, une start-up »."""
    heads = {w for w in _joined(phrase) if w in _nouns()}
    ends = {b.start: a.end for a, b in pairwise(sorted(mentions, key=lambda m: m.start))}
    called = [m for m in fits if heads & _beside(text, m, ends.get(m.start, 0))]
    actors = {_same(m) for m in called}
    if len(actors) != 1:
        return None
    return next(m for m in reversed(fits) if _same(m) in actors)


def _beside(text: str, mention: Mention, floor: int) -> set[str]:
    """The nouns right before a mention, from ``floor`` on, and in the apposition right after it."""
    left = words(text[max(floor, mention.start - 40) : mention.start].rsplit(",", 1)[-1])[-3:]
    after = text[mention.end : mention.end + 40]
    right = words(after[1:])[:4] if after.startswith(",") else ()
    return {*_joined(left), *_joined(right)}


def _topic(fits: Sequence[Mention], mentions: Sequence[Mention], start: int) -> Mention | None:
    """Of several, the actor that opens and dominates what precedes."""
    counts = Counter(_same(m) for m in mentions if m.end <= start and any(_same(m) == _same(f) for f in fits))
    ranked = counts.most_common(2)
    if len(ranked) == 2 and ranked[0][1] >= 3 and ranked[0][1] >= 2 * ranked[1][1]:
        return next(m for m in reversed(fits) if _same(m) == ranked[0][0])
    return None


def _last_several(fits: Sequence[Mention], count: int, sentences: Sequence[tuple[int, int]]) -> tuple[Mention, ...]:
    """The actors of the nearest sentence that names exactly so many; « les deux » never guesses."""
    last: dict[int, dict[str, Mention]] = {}
    for m in fits:
        last.setdefault(_sentence(m.start, sentences), {})[_same(m)] = m
    for k in sorted(last, reverse=True):
        if len(last[k]) == count:
            return tuple(sorted(last[k].values(), key=lambda m: m.start))
        if len(last[k]) > count:
            return ()
    return ()


def _of_pronoun(
    text: str, pronoun: str, start: int, mentions: Sequence[Mention], sentences: Sequence[tuple[int, int]]
) -> Mention | None:
    """The subject of the sentence before, or of this one: its first mention, when no other could be meant."""
    near = [m for m in _before(start, mentions, sentences, NEAR) if m.label in ("ORG", "PER", "PROG")]
    one = _only(near)
    other = {"elle": _MASCULINE, "il": _FEMININE}.get(pronoun)
    return None if one and other and other.search(text, max(0, one.start - 8), one.start) else one
