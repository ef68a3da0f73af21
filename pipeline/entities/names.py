"""Names as keys: what two spellings of one actor have in common, and the stable id made from it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache, lru_cache

from pipeline import lexicon

KEPT = 1 << 15  # names and words whose keys a process keeps: more would grow with every article
_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " "})


def straighten(text: str) -> str:
    """The text with straight apostrophes and plain spaces; every offset stays where it was."""
    return text.translate(_APOSTROPHES)


@cache
def word_sets() -> dict[str, frozenset[str]]:
    """The word lists of ``lexicon/entities/words.toml`` and the given names, folded."""
    sets = {name: frozenset(value.split()) for name, value in lexicon.toml("entities/words.toml")["sets"].items()}
    given = lexicon.toml("entities/given_names.toml")["names"].split()
    return sets | {"given_names": frozenset(fold(name) for name in given)}


@lru_cache(maxsize=KEPT)
def fold(text: str) -> str:
    """Lower case, without accents, ligatures undone: « Élysée » and « ELYSEE » are both « elysee »."""
    if text.isascii():
        return text.lower()
    text = straighten(text).replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=KEPT)
def words(text: str) -> tuple[str, ...]:
    """The folded words of a name: « l'Agence France-Presse » gives l, agence, france, presse."""
    return tuple(_WORD.findall(fold(text)))


@lru_cache(maxsize=KEPT)
def name_key(name: str) -> str:
    """What identifies a name: its folded words without determiners, plain prepositions and legal forms.

    « La Société générale SA » and « société générale » have the key « societe generale ».
    """
    found = words(name)
    sets = word_sets()
    kept = [w for w in found if w not in sets["link_words"]]
    while len(kept) > 1 and kept[-1] in sets["legal_forms"]:
        kept.pop()
    return " ".join(kept or found)


def forget() -> None:
    """Forget the keys of all names read so far, as a process does that reads article after article."""
    for keyed in (fold, words, name_key):
        keyed.cache_clear()


def stable_id(label: str, key: str) -> str:
    """The id of an actor, from what it is called and nothing else: the same on every run and machine."""
    return "x" + hashlib.sha256(f"{label}\x1f{key}".encode()).hexdigest()[:12]
