"""The lexicon of public knowledge: actors and places with their kinds and aliases, and where a text names them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline import lexicon
from pipeline.entities.names import word_sets, words

CAPITAL = "@capital"  # counts inside a sentence only, with its capital
DEFINITE = "@definite"  # counts after a definite article only
_PLURAL = re.compile(r"(?<=[a-zà-ÿ]{4})s(?=\s?$)")  # of one word
_SIZES = ("grand", "grande", "haut", "haute", "nouveau", "nouvelle")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of ``actors.csv`` or ``places.csv``.

    ``kind`` of a place is what it is when it acts; used as a place it is a ``place``. ``conditions`` say what an
    ambiguous alias needs beside it to count: cue words, a capital, or a definite article.
    """

    name: str
    label: str
    kind: str
    aliases: tuple[str, ...]
    wikidata: str
    conditions: dict[str, tuple[str, ...]]

    def __hash__(self) -> int:
        return hash((self.name, self.label))


@dataclass(frozen=True, slots=True)
class Alias:
    """One way to write an entry, and the condition it comes with."""

    entry: Entry
    text: str
    condition: tuple[str, ...]

    @property
    def capital(self) -> bool:
        """The alias starts with a capital, and so must the text.

        Not where a common noun opens it: « Fonds vert » and « fonds vert » are one, and so are « Nouveau programme
        national de renouvellement urbain » and the same in small letters. Nor where a capital follows in a programme:
        « un prêt Atout ».
        """
        if not (self.text[:1].isupper() or self.text[:1].isdigit()):
            return False
        parts = words(self.text)
        if self.entry.label == "PROG" and any(word[:1].isupper() for word in self.text.split()[1:]):
            return False
        head = parts[1] if len(parts) > 2 and parts[0] in _SIZES else parts[0]
        return len(parts) < 2 or head not in word_sets()["org_heads"] | word_sets()["prog_heads"]


def _entry(row: dict[str, str]) -> Entry:
    pairs = [part.split("=", 1) for part in row["conditions"].split(";") if part]
    return Entry(
        row["name"],
        row["label"],
        row["kind"],
        tuple(a for a in row["aliases"].split("|") if a),
        row["wikidata"],
        {alias: tuple(cues.split(",")) for alias, cues in pairs},
    )


@cache
def entries() -> tuple[Entry, ...]:
    """Every row of the lexicon, actors before places."""
    return tuple(_entry(r) for path in ("entities/actors.csv", "entities/places.csv") for r in lexicon.csv_rows(path))


@cache
def index() -> dict[tuple[str, ...], tuple[Alias, ...]]:
    """Aliases by their folded words; a name that an actor and a place share (Orange) has both."""
    found: dict[tuple[str, ...], list[Alias]] = defaultdict(list)
    for entry in entries():
        for alias in dict.fromkeys((entry.name, *entry.aliases)):
            found[words(alias)].append(Alias(entry, alias, entry.conditions.get(alias, ())))
    for known in [a for aliases in found.values() for a in aliases if a.entry.label == "PROG"]:
        if (single := _singular(known.text)) not in found:
            found[single].append(known)
    return {key: tuple(aliases) for key, aliases in found.items()}


def _singular(alias: str) -> tuple[str, ...]:
    """« Programme d'investissement d'avenir » for « … d'investissements … »: the press mixes up such numbers."""
    first, *rest = re.split(r"(?<=[ '’])", alias)
    return words("".join([first, *(_PLURAL.sub("", part) for part in rest)]))


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """For the first word of an alias, the lengths that aliases have, longest first."""
    found: dict[str, set[int]] = defaultdict(set)
    for key in index():
        found[key[0]].add(len(key))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


def lookup(name: str) -> tuple[Alias, ...]:
    """The aliases written like ``name``, with or without its leading article."""
    key = words(name)
    found = index().get(key, ())
    if not found and len(key) > 1 and key[0] in ("l", "le", "la", "les"):
        found = index().get(key[1:], ())
    return found or index().get(("la", *key), ()) or index().get(("le", *key), ()) or index().get(("l", *key), ())


def matches(folded: list[str]) -> Iterator[tuple[int, int, tuple[Alias, ...]]]:
    """Spans of words that write an alias: the longest from each word on, overlaps included."""
    lengths, known = _lengths(), index()
    for i, word in enumerate(folded):
        for n in lengths.get(word, ()):
            found = known.get(tuple(folded[i : i + n]))
            if found and i + n <= len(folded):
                yield i, i + n, found
                break


def allowed(alias: Alias, *, written: str, before: str, first: bool, around: frozenset[str], near: str = "") -> bool:
    """Whether an alias counts where it stands, by its condition and without any model.

    Parameters
    ----------
    alias
        The alias found.
    written
        The words as written.
    before
        The folded word before it.
    first
        The span opens a sentence.
    around
        The folded words of the article.
    near
        The folded words of the article in order, for cues of several words.
    """
    if alias.capital and not (written[:1].isupper() or written[:1].isdigit()):
        return False
    if alias.text.isupper() and len(alias.text) <= 4 and not written.isupper():
        return False
    if not alias.condition:
        return True
    if alias.condition == (CAPITAL,):
        return not first
    if alias.condition == (DEFINITE,):
        return before in ("l", "le", "la", "du", "au", "les")
    return any(_heard(words(cue), around, near) for cue in alias.condition)


def _heard(cue: tuple[str, ...], around: frozenset[str], near: str) -> bool:
    return cue[0] in around and (len(cue) == 1 or " ".join(cue) in near)
