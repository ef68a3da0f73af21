"""The French knowledge that reading amounts takes, in the form the grammar looks it up in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from pipeline import lexicon
from pipeline.money.tokens import split

_NO_NOUN = frozenset(
    {"droit", "billet", "nouveau", "nouvelle", "ancien", "nuevo"}
)  # first words that name nothing alone
_KEPT_FINAL = frozenset({"des", "les", "ses", "franc", "us", "cfa"})


@dataclass(frozen=True, slots=True)
class Currency:
    """What a currency word says: one code, or a noun that several currencies share.

    ``parts`` is 100 for a minor unit such as the centime.
    """

    code: str
    noun: str
    candidates: tuple[str, ...] = ()
    parts: int = 1
    minor_of: tuple[str, ...] = ()


@dataclass(slots=True)
class Node:
    """A step of a word-by-word search tree; ``value`` is set where a name may end."""

    value: Currency | None = None
    next: dict[str, Node] = field(default_factory=dict)

    def add(self, words: Iterable[str], value: Currency) -> None:
        """Enter a name; the first one entered keeps its place."""
        node = self
        for word in words:
            node = node.next.setdefault(word, Node())
        node.value = node.value or value


@lru_cache(maxsize=1 << 16)
def key(word: str) -> str:
    """A word without case, accents and plural.

    >>> key("Américains")
    'americain'
    """
    plain = unicodedata.normalize("NFKD", word.lower().replace("œ", "oe").replace("ł", "l"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return plain[:-1] if len(plain) > 3 and plain[-1] in "sx" and plain not in _KEPT_FINAL else plain


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Look-up tables; words in lower case, signs and abbreviations as written."""

    names: Node  # by `key`
    signs: Node  # as written
    glued: Mapping[str, tuple[Decimal, Currency]]  # MEUR, kF
    starts: frozenset[str]  # first words of names (by `key`)
    minors: Mapping[str, Currency]
    defaults: Mapping[str, str]
    candidates: Mapping[str, tuple[str, ...]]
    currency_of: Mapping[str, str]  # country -> currency
    words: Mapping[str, int]
    magnitudes: Mapping[str, Decimal]
    abbreviations: Mapping[str, Decimal]
    weak: Mapping[str, Decimal]
    english: Mapping[str, Decimal]
    collectives: Mapping[str, int]
    fractions: Mapping[str, Decimal]
    vague: frozenset[str]
    vague_included: frozenset[str]
    fillers_before: frozenset[str]
    fillers_after: frozenset[str]


@cache
def load() -> Lexicon:
    """The tables, built once from the data files of ``pipeline/lexicon/money``."""
    rows = lexicon.csv_rows("money/currencies.csv")
    nouns, numbers = lexicon.toml("money/nouns.toml"), lexicon.toml("money/numbers.toml")
    candidates = _candidates(rows)
    defaults = {key(noun): code for noun, code in nouns["default"].items()} | {
        name: row["default"] for name, row in nouns["minor"].items()
    }
    names, minors = _names(rows, candidates, nouns), _minors(nouns["minor"])
    signs = _signs(rows, candidates, nouns["kinds"])
    starts = frozenset(names.next)
    return Lexicon(
        names=names,
        signs=signs,
        glued=_glued(signs),
        starts=starts,
        minors=minors,
        defaults=defaults,
        candidates=candidates,
        currency_of=_currency_of(rows),
        words=numbers["words"],
        magnitudes=_decimals(numbers["magnitudes"]),
        abbreviations=_decimals(numbers["abbreviations"]),
        weak=_decimals(numbers["weak"]),
        english=_decimals(numbers["english"]),
        collectives=numbers["collectives"],
        fractions=_decimals(numbers["fractions"]),
        vague=frozenset(numbers["vague"]["words"]),
        vague_included=frozenset(numbers["vague"]["included"]),
        fillers_before=frozenset(numbers["fillers"]["before"]),
        fillers_after=frozenset(numbers["fillers"]["after"]),
    )


def _decimals(table: Mapping[str, Any]) -> dict[str, Decimal]:
    return {word: Decimal(str(value)).normalize() for word, value in table.items()}


def _keys(name: str) -> list[str]:
    return [key(word) for word in split(name)]


def _candidates(rows: Sequence[Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    """Noun -> the currencies that bear it, those in use before those of the past."""
    found: dict[str, dict[str, bool]] = {}
    for row in rows:
        for name in row["names"].split("|"):
            if (noun := _keys(name)[0]) not in _NO_NOUN:
                found.setdefault(noun, {})[row["code"]] = bool(row["countries"])
    ordered = {noun: sorted(codes, key=lambda c: not codes[c]) for noun, codes in found.items()}
    return {noun: tuple(codes) for noun, codes in ordered.items()} | {"cfa": ("XOF", "XAF")}


def _shared(noun: str, candidates: Mapping[str, tuple[str, ...]]) -> Currency:
    codes = candidates[noun]
    return Currency(codes[0], noun) if len(codes) == 1 else Currency("", noun, codes)


def _names(
    rows: Sequence[Mapping[str, str]], candidates: Mapping[str, tuple[str, ...]], nouns: Mapping[str, Any]
) -> Node:
    root = Node()
    for row in rows:
        for name in row["names"].split("|"):
            words = _keys(name)
            noun = words[words[0] in _NO_NOUN]
            root.add(words, _shared(noun, candidates) if len(words) == 1 else Currency(row["code"], noun))
    for noun in candidates.keys() - {"cfa"}:
        root.add([noun], _shared(noun, candidates))
    for name, noun in nouns["kinds"].items():
        if name[0].isalpha() and " " in name:
            root.add(_keys(name), _shared(noun, candidates))
    for form, noun in nouns["plurals"].items():
        target = root.next[key(noun)]
        root.next.setdefault(key(form), target)
    return root


def _signs(
    rows: Sequence[Mapping[str, str]], candidates: Mapping[str, tuple[str, ...]], kinds: Mapping[str, str]
) -> Node:
    root = Node()
    for sign, noun in kinds.items():
        root.add(split(sign), _shared(noun, candidates))
    for row in rows:
        noun = _keys(row["names"].split("|")[0])[0]
        for sign in filter(None, row["signs"].split("|")):
            root.add(split(sign), Currency(row["code"], noun))
    return root


def _glued(signs: Node) -> dict[str, tuple[Decimal, Currency]]:
    """Magnitude and currency in one word: MEUR, k€ written KE, MFCFA."""
    units = {"k": 3, "K": 3, "M": 6, "m": 6, "Md": 9, "Mds": 9, "Mrd": 9, "G": 9}
    codes = [
        "EUR",
        "USD",
        "GBP",
        "CHF",
        "CAD",
        "XOF",
        "XAF",
        "FCFA",
        "F",
        "FF",
        "FB",
        "DH",
        "Dh",
        "Dhs",
        "DA",
        "DT",
        "MAD",
        "DZD",
        "TND",
    ]
    table = {
        unit + code: (Decimal(10) ** power, value)
        for unit, power in units.items()
        for code in codes
        if (value := signs.next[code].value) is not None and (unit + code) not in {"MDA", "GF", "mF", "kDA"}
    }
    euro = Currency("EUR", "euro")
    table |= {unit + "E": (Decimal(10) ** power, euro) for unit, power in units.items() if unit in ("k", "K", "M")}
    table |= {
        unit + word: (Decimal(10) ** p, euro) for unit, p in units.items() for word in ("euros", "euro", "Euros", "eur")
    }
    return table


def _minors(table: Mapping[str, Any]) -> dict[str, Currency]:
    minors: dict[str, Currency] = {}
    for name, row in table.items():
        value = Currency(
            row["default"] if len(row["currencies"]) == 1 else "",
            name,
            tuple(row["currencies"]),
            row["parts"],
            tuple(map(key, row["nouns"])),
        )
        minors |= dict.fromkeys(row["forms"], value)
    return minors


def _currency_of(rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {country: row["code"] for row in rows for country in row["countries"].split()}
