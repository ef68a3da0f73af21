"""Names as the ledger compares them: folded, without what adds nothing, and one key for every name of the State."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline import lexicon
from pipeline.records import FundingRow

STATE = "@etat"
_WORD = re.compile(r"[a-z0-9]+")
_NAMES_KEPT = 1 << 19  # names remembered in folded form; more than a run of 200,000 rows has


@lru_cache(maxsize=_NAMES_KEPT)
def fold(text: str) -> str:
    """Lower case, no accents, straight apostrophes: « L’État » gives « l'etat »."""
    text = text.replace("’", "'").replace("œ", "oe").replace("Œ", "oe")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


@cache
def words_of(section: str, key: str) -> frozenset[str]:
    """A word list of ``lexicon/ledger/words.toml``."""
    return frozenset(lexicon.toml("ledger/words.toml")[section][key])


@lru_cache(maxsize=_NAMES_KEPT)
def name_key(name: str) -> str:
    """What two spellings of a name share; every name of the State's purse has the key ``@etat``.

    >>> name_key("le projet Andromède") == name_key("ANDROMEDE")
    True
    >>> name_key("ministère de l'Économie")
    '@etat'
    """
    found = _WORD.findall(fold(name))
    plain = [w for w in found if w not in words_of("names", "link_words")]
    if not plain:
        return " ".join(found)
    if plain[0] in words_of("purses", "first_words") or " ".join(plain) in words_of("purses", "names"):
        return STATE
    while len(plain) > 1 and plain[-1] in words_of("names", "legal_forms"):
        plain.pop()
    while len(plain) > 1 and (plain[0] in words_of("names", "heads") or plain[0] in words_of("names", "legal_forms")):
        plain.pop(0)
    return " ".join(plain)


@dataclass(frozen=True, slots=True)
class Party:
    """A payer or a recipient: its key, its name, and whether the text names it (« Thales ») or describes it."""

    key: str
    name: str
    named: bool


@lru_cache(maxsize=_NAMES_KEPT)
def looks_named(name: str) -> bool:
    """Whether a name holds a proper noun: a capital anywhere, beyond « l'État »."""
    return any(c.isupper() for c in name)


class Keys:
    """One key for every name and id that stand for the same party over all rows of a run."""

    def __init__(self, rows: Iterable[FundingRow]) -> None:
        self._root: dict[str, str] = {}
        for row in rows:
            self._tie(row.funder_id, row.funder)
            self._tie(row.recipient_id, row.recipient)

    def _tie(self, actor_id: str, name: str) -> None:
        if actor_id and name:
            a, b = self._find("#" + actor_id), self._find(name_key(name))
            if a != b:
                # The smallest name stands for all, so that the order of the rows says nothing.
                low, high = sorted((a, b), key=lambda k: (k.startswith("#"), k))
                self._root[high] = low

    def _find(self, key: str) -> str:
        root = self._root
        while (up := root.get(key, key)) != key:
            root[key] = root.get(up, up)
            key = up
        return key

    def party(self, actor_id: str, name: str) -> Party | None:
        """The party behind the two cells of a row; None when they are empty."""
        if not name:
            return None
        return Party(self._find(name_key(name)), name, bool(actor_id) or looks_named(name))
