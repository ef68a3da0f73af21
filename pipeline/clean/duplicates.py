"""The same dispatch on another site: near-duplicate articles, recognised while they stream by.

Each text gets a MinHash signature of its word triples (Broder 1997): the share of equal values in two signatures
estimates the share of triples that the texts have in common. Texts whose signatures agree in a band are compared.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any

_WORD = re.compile(r"\w+")
_SHINGLE = 3  # words
_BANDS, _BAND = 16, 3  # two texts that share 60 % of their triples meet in one of 16 bands of 3 with odds of 98 %
_HASHES = _BANDS * _BAND
_WIDTH = 4  # bytes of one value
_MIX = 0x9E3779B97F4A7C15  # the odd integer next to 2 ** 64 over the golden ratio
_LEAST = 25  # words below which a text is too short to be called a copy
_ALIKE = 0.55  # share of common triples from which two texts are the same dispatch


def fingerprint(text: str) -> bytes:
    """Signature of ``text``: bytes that are mostly equal for mostly equal texts, empty for a very short one.

    Punctuation, case and typography do not count.

    Examples
    --------
    >>> text = "La ville a emprunté trois millions d'euros pour rénover le théâtre, fermé depuis un incendie. " * 2
    >>> fingerprint(text) == fingerprint(text.upper().replace("'", "’"))
    True
    >>> fingerprint("Trois millions pour le port")
    b''
    """
    import numpy

    words = _WORD.findall(text.lower())
    if len(words) < _LEAST:
        return b""
    digests = numpy.frombuffer(b"".join(map(_digest, words)), dtype="<u8")
    # One value a triple: each word of it weighs differently, so that their order counts.
    values = numpy.zeros(len(words) - _SHINGLE + 1, dtype="<u8")
    for place in range(_SHINGLE):
        values = values * numpy.uint64(_MIX) + digests[place : len(words) - _SHINGLE + 1 + place]
    values ^= values >> numpy.uint64(29)
    factors, terms = _permutations()
    hashed = (factors[:, None] * values[None, :] + terms[:, None]) >> numpy.uint64(32)
    return bytes(hashed.min(axis=1).astype("<u4").tobytes())


@lru_cache(maxsize=1 << 16)
def _digest(word: str) -> bytes:
    return blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()


@cache
def _permutations() -> tuple[Any, Any]:
    """Odd factors and terms of the multiply-shift hashes, the same in every run."""
    import numpy

    digests = b"".join(blake2b(f"{at}".encode(), digest_size=16).digest() for at in range(_HASHES))
    numbers = numpy.frombuffer(digests, dtype="<u8").reshape(_HASHES, 2)
    return numbers[:, 0] | numpy.uint64(1), numbers[:, 1]


def similarity(one: bytes, other: bytes) -> float:
    """Estimated share of word triples that two texts have in common, from their fingerprints; 0 to 1."""
    if not one or not other:
        return 0.0
    pairs = range(0, _HASHES * _WIDTH, _WIDTH)
    return sum(one[at : at + _WIDTH] == other[at : at + _WIDTH] for at in pairs) / _HASHES


class DuplicateIndex:
    """Remembers the articles seen so far and tells which of them a new one repeats.

    Memory grows by about 2 kB an article. The answers depend on the order in which articles are added, and on nothing
    else.

    Examples
    --------
    >>> index = DuplicateIndex()
    >>> text = "La ville a emprunté trois millions d'euros pour rénover le théâtre, fermé depuis un incendie. " * 2
    >>> index.add("agence", fingerprint(text)), index.add("journal", fingerprint(text + "Lire la suite."))
    ('', 'agence')
    """

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._prints: list[bytes] = []
        self._first: dict[int, int] = {}  # by band: the first article that has it, and the others, which are few
        self._others: dict[int, list[int]] = {}

    def add(self, article_id: str, mark: bytes) -> str:
        """Note an article by its fingerprint; the id of the earlier one that it repeats, or an empty string."""
        if not mark:
            return ""
        step = _BAND * _WIDTH
        keys = [int.from_bytes(mark[at : at + step]) * _BANDS + at // step for at in range(0, len(mark), step)]
        met = sorted({number for key in keys if key in self._first for number in self._with(key)})
        best = max(met, key=lambda number: (similarity(mark, self._prints[number]), -number), default=None)
        if best is not None and similarity(mark, self._prints[best]) >= _ALIKE:
            return self._ids[best]
        number = len(self._ids)
        for key in keys:
            if self._first.setdefault(key, number) != number:
                self._others.setdefault(key, []).append(number)
        self._ids.append(article_id)
        self._prints.append(mark)
        return ""

    def _with(self, key: int) -> list[int]:
        return [self._first[key], *self._others.get(key, ())]
