"""Amounts from terms: ranges, lists with a shared unit, bounds — everything the words themselves say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipeline import lexicon
from pipeline.money.lexicon import Currency, key, load
from pipeline.money.numbers import dot_decimals
from pipeline.money.terms import Term, term
from pipeline.money.tokens import Tokens

_LISTED = 6  # terms of one list


@dataclass(frozen=True, slots=True)
class Found:
    """An amount as the words say it, tokens ``first`` to ``last`` (exclusive)."""

    first: int
    last: int
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    currency: Currency | None = None
    scale: Decimal = Decimal(1)
    approx: bool = False
    shared: bool = False  # its currency was said by a neighbour

    @property
    def size(self) -> Decimal:
        """A number to compare amounts by."""
        return self.value or self.high or self.low or Decimal(0)


_ANCHOR, _BEGINS = 1, 2
_SPAN = 16  # tokens from the first word of an amount to its magnitude or currency


@lru_cache(maxsize=1 << 16)
def _class(word: str) -> int:
    """What a token can do: make a number an amount (magnitude, currency), begin an amount."""
    table, low = load(), word.lower()
    if "0" <= word[0] <= "9":
        return _BEGINS
    name = key(low) in table.starts or word in table.signs.next
    anchor = name or low in table.magnitudes or low in table.collectives or low in table.minors
    anchor = anchor or word in table.abbreviations or word in table.glued or word in ("k", "K", "M")
    begins = name or low in table.words or low in table.fractions or low in table.collectives or low in table.magnitudes
    begins = begins or low in table.vague_included or low == "entre"
    return _ANCHOR * anchor + _BEGINS * begins


def scan(tokens: Tokens) -> list[Found]:
    """Every amount and every « 12 millions » of the text, in order.

    Only numbers with a magnitude or a currency within reach are read at all.
    """
    classes = list(map(_class, tokens.raw))
    anchors = [i for i, c in enumerate(classes) if c & _ANCHOR]
    if not anchors:
        return []
    habit = dot_decimals(tokens.text)
    found: list[Found] = []
    free = k = 0
    for i in [i for i, c in enumerate(classes) if c & _BEGINS]:
        if i < free:
            continue
        while k < len(anchors) and anchors[k] < i:
            k += 1
        if k == len(anchors):
            break
        if anchors[k] - i > _SPAN:
            continue
        free, items = _at(tokens, i, habit)
        found.extend(items)
    return found


def _at(tokens: Tokens, i: int, habit: bool) -> tuple[int, list[Found]]:
    """What begins at token ``i``: where to go on, and the amounts."""
    if tokens.low[i] == "entre":
        return _between(tokens, i, habit)
    first = term(tokens, i, habit=habit)
    if first is None:
        return i + 1, []
    terms, links = _list(tokens, first, habit)
    if len(terms) > 1:
        return terms[-1].last, list(_listed(tokens, terms, links))
    return max(first.last, i + 1), ([] if first.bare else [single(first)])


def single(t: Term) -> Found:
    """The amount of one term."""
    if t.value is None:
        parts = t.currency.parts if t.currency else 1
        return Found(
            t.first,
            t.last,
            None,
            low=t.quantity.scale / parts,
            currency=t.currency,
            scale=t.quantity.scale,
            approx=True,
        )
    return Found(t.first, t.last, t.value, currency=t.currency, scale=t.quantity.scale, approx=t.quantity.approx)


def _between(tokens: Tokens, i: int, habit: bool) -> tuple[int, list[Found]]:
    """Entre 5 et 10 millions d'euros."""
    if i + 1 >= len(tokens) or (a := term(tokens, i + 1, habit=habit)) is None:
        return i + 1, []
    j = a.last
    if tokens.word(j) != "et" or j + 1 >= len(tokens):
        return i + 1, []
    b = term(tokens, j + 1, habit=habit)
    if b is None or (a.bare and b.bare) or a.year or a.value is None or b.value is None:
        return (max(a.last, i + 1), []) if a.bare else (i + 1, [])
    return b.last, [_range(i, a, b)]


def _range(first: int, a: Term, b: Term) -> Found:
    """One range from its two ends, which share what only one of them says."""
    money = b.currency or a.currency
    low, high = share(a, b), share(b, a) if b.bare else b.value
    assert low is not None
    assert high is not None
    return Found(first, b.last, None, min(low, high), max(low, high), money, max(a.quantity.scale, b.quantity.scale))


def share(a: Term, b: Term) -> Decimal | None:
    """The value of ``a`` with the magnitude (or the minor unit) that only its neighbour ``b`` writes."""
    if a.value is None or not a.bare:
        return a.value
    parts = b.currency.parts if b.currency else 1
    if b.quantity.plain:
        return a.value / parts
    scale = b.quantity.scale
    if a.value >= 1000:
        return a.value
    if a.value > b.quantity.coefficient and b.value is not None and a.value * scale > 100 * b.value:
        return a.value * (scale / 1000 if scale > 1000 else 1)  # « de 500 à 1,2 milliard »
    return a.value * scale


def _list(tokens: Tokens, first: Term, habit: bool) -> tuple[list[Term], list[str]]:
    """Terms that stand side by side: « 5 à 10 M€ », « 10, 20 ou 50 euros », « 40 puis 60 millions »."""
    terms, links = [first], list[str]()
    while len(terms) < _LISTED:
        link, at = _link(tokens, terms[-1].last)
        if not link or at >= len(tokens) or (following := term(tokens, at, habit=habit)) is None:
            break
        if not _may_follow(tokens, terms, following, link):
            break
        terms.append(following)
        links.append(link)
        if not following.bare:
            break
    while len(terms) > 1 and terms[-1].bare:
        terms.pop()
        links.pop()
    return terms, links


def _link(tokens: Tokens, j: int) -> tuple[str, int]:
    """The word that ties two terms together, and the token after it."""
    word = tokens.word(j)
    if word == "-":
        even = tokens.glued(j - 1) == tokens.glued(j)
        return ("-", j + 1) if even and tokens.joined(j - 1) else ("", j)
    if word == "," and tokens.word(j + 1) in ("puis", "voire"):
        return tokens.word(j + 1), j + 2
    if word == "sur" and tokens.word(j + 1) == "les":
        return "des", j + 2
    if word in ("à", "ou", "et", "puis", ",", "/", "voire", "des"):
        if word == "à" and tokens.word(j + 1) in ("quelque", "environ"):
            return word, j + 2
        return word, j + 1
    return "", j


def _may_follow(tokens: Tokens, terms: list[Term], b: Term, link: str) -> bool:
    """Whether one more neighbour belongs to a range or list."""
    a = terms[-1]
    if a.year and not b.bare and b.quantity.scale > 1:
        return False
    if not a.bare:
        return link in ("à", "-", "ou") and not b.bare and a.value is not None and b.value is not None and _alike(a, b)
    if b.prefixed:
        return False
    if link in ("à", "-", "/", "ou", "puis", "voire", "des"):
        return b.value is not None and not (link == "des" and b.quantity.plain)
    if link == "," and tokens.glued(a.last - 1) and tokens.glued(a.last):
        return False
    return not a.year and a.value is not None and b.value is not None and _governed(tokens, terms[0])


def _alike(a: Term, b: Term) -> bool:
    """Both ends of a range are money of one kind."""
    if a.currency is None or b.currency is None:
        return a.currency is None
    return a.currency.noun == b.currency.noun


def _governed(tokens: Tokens, a: Term) -> bool:
    """A bare number that leads a list of amounts, not a day, an article or a count of something."""
    return tokens.word(a.first - 1) in lexicon.toml("money/cues.toml")["list"]["before"] or a.first == 0


def _listed(tokens: Tokens, terms: list[Term], links: list[str]) -> Iterator[Found]:
    """The amounts of a list: a range where its word makes one, otherwise one amount a term."""
    last = terms[-1]
    two = len(terms) == 2
    if two and links[0] in ("à", "-", "/") and _is_range(tokens, *terms):
        yield _range(terms[0].first, *terms)
        return
    if two and links[0] in ("ou", "voire") and _close(*terms):
        yield _range(terms[0].first, *terms)
        return
    if links[-1] == "," and len(terms) == 2:
        yield single(last)
        return
    for t in terms[:-1]:
        money = t.currency or last.currency
        yield Found(
            t.first, t.last, share(t, last), currency=money, scale=last.quantity.scale, shared=t.currency is None
        )
    yield single(last)


def _close(a: Term, b: Term) -> bool:
    low, high = share(a, b), b.value
    return low is not None and high is not None and low < high <= 3 * low


def _is_range(tokens: Tokens, a: Term, b: Term) -> bool:
    """« de 2 à 3 millions » is a range, « passer de 2 à 3 millions » is two amounts."""
    low, high = share(a, b), b.value
    if low is None or high is None or low >= high:
        return False
    if tokens.word(a.first - 1) not in ("de", "d'", "des", "du") or tokens.word(a.first - 2) in (
        "ordre",
        "entre",
        "fourchette",
    ):
        return True
    return not _changes(tokens, a.first - 1)


def _changes(tokens: Tokens, i: int) -> bool:
    """Whether the words before token ``i`` tell of a change from one amount to another."""
    cues = lexicon.toml("money/cues.toml")["change"]
    stems = tuple(cues["verbs"])
    for j in range(i - 1, max(-1, i - cues["reach"] - 1), -1):
        word = tokens.low[j]
        if word in (".", ";", ":"):
            return False
        if word.startswith(stems) and word not in cues["not"]:
            return True
        if j < i - 1 and word in cues["nouns"]:
            return True
    return False
