"""Bare numbers that borrow the unit of an amount nearby: « dont 35 financés par la ville », « contre 75 hier »."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from pipeline import lexicon
from pipeline.money.currency import currency
from pipeline.money.grammar import Found
from pipeline.money.lexicon import Currency, load
from pipeline.money.numbers import digits_value
from pipeline.money.terms import Term, term
from pipeline.money.tokens import Tokens

_REACH = 45  # tokens from an amount to the number that borrows its unit
_RATIO = 60  # how many times greater or smaller than the amount the number may be


def borrowed(tokens: Tokens, found: list[Found]) -> list[Found]:
    """``found`` with the bare numbers that share a unit with one of its amounts, in order of position."""
    extra = [*_after(tokens, found), *_in_units(tokens, found)]
    if not extra:
        return found
    seen: dict[int, Found] = {f.first: f for f in extra}
    taken = {t for f in found for t in range(f.first, f.last)}
    return sorted(found + [f for i, f in seen.items() if i not in taken], key=lambda f: f.first)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(lexicon.toml("money/cues.toml")["ellipsis"][name])


def _after(tokens: Tokens, found: list[Found]) -> Iterator[Found]:
    """Numbers after an amount, up to the next one."""
    for k, f in enumerate(found):
        if f.value is None and f.high is None:
            continue
        stop = min(f.last + _REACH, found[k + 1].first if k + 1 < len(found) else len(tokens))
        ends = 0
        for i in range(f.last, stop):
            ends += tokens.raw[i] in (".", "!", "?") or not tokens.joined(i - 1)
            if ends > 1:
                break
            if not tokens.is_number(i):
                continue
            if _may_borrow(tokens, i) and (value := _value(tokens, i, f)) is not None:
                yield Found(i, i + 1, value, currency=f.currency, scale=f.scale, shared=True)
            elif not _year(tokens.raw[i]) and tokens.word(i + 1) not in _words("aside"):
                break  # something else is being counted from here on


def _may_borrow(tokens: Tokens, i: int) -> bool:
    """Whether the words around a bare number say that it continues an amount."""
    if not tokens.joined(i - 1) or _year(tokens.raw[i]):
        return False
    before, after = tokens.word(i - 1), tokens.word(i + 1)
    if after in ("autres", "supplémentaires") and tokens.word(i + 2) in _words("after"):
        return True
    if not (after in _words("after") or i + 1 == len(tokens) or _participle(after)):
        return False
    if before in _words("before"):
        return True
    if before == "les":
        return _participle(after)
    if before == "à":
        return any(w.startswith(tuple(_words("change"))) for w in tokens.low[max(0, i - 6) : i - 1])
    return False


def _participle(word: str) -> bool:
    """« promis », « financés »: a participle, which no counted noun is."""
    return word in _words("participles") or (
        len(word) > 4 and word.endswith(("és", "ées")) and word not in _words("nouns")
    )


def _year(raw: str) -> bool:
    return len(raw) == 4 and raw.isdigit() and "1900" <= raw <= "2100"


def _value(tokens: Tokens, i: int, f: Found) -> Decimal | None:
    """The number in the unit of ``f``, when that makes an amount of a like size."""
    number = digits_value(tokens.raw[i], scaled=f.scale > 1)
    t = term(tokens, i)
    if number is None or not number or t is None or not t.bare or t.last != i + 1:
        return None
    value = number * f.scale if number < 1000 else number
    parts = f.currency.parts if f.currency else 1
    value = value / parts
    return value if f.size and f.size / _RATIO <= value <= f.size * _RATIO else None


# ---------------------------------------------------------------------- « …, en millions d'euros »


def _in_units(tokens: Tokens, found: list[Found]) -> Iterator[Found]:
    """Numbers whose unit is told once for the sentence: « 200 pour l'un et 150 pour l'autre, en millions »."""
    if "en milli" not in tokens.text:
        return
    starts = [f.first for f in found]
    for j in range(2, len(tokens)):
        if (
            tokens.low[j] not in ("millions", "milliards", "milliers")
            or tokens.low[j - 1] != "en"
            or tokens.low[j - 2] not in (",", "(", "-")
        ):
            continue
        money = currency(tokens, j + 1)
        unit = money[1] if money else None
        if unit is None and not found:
            continue
        scale = load().magnitudes[tokens.low[j]]
        near = found[max(0, bisect_right(starts, j) - 1)].currency if found and unit is None else unit
        for i in _sentence_numbers(tokens, j - 2, money[0] if money else j + 1):
            yield from _told(tokens, i, scale, near)


def _told(tokens: Tokens, i: int, scale: Decimal, unit: Currency | None) -> Iterator[Found]:
    t: Term | None = term(tokens, i)
    if (
        t is not None
        and t.bare
        and not t.year
        and t.value is not None
        and (tokens.word(t.last) in _words("after") or t.last == len(tokens))
    ):
        yield Found(t.first, t.last, t.value * scale, currency=unit, scale=scale, shared=True)


def _sentence_numbers(tokens: Tokens, first: int, last: int) -> Iterator[int]:
    """Numbers of the sentence on both sides of ``first`` … ``last``."""
    for step, i in ((-1, first - 1), (1, last)):
        while (
            0 <= i < len(tokens)
            and abs(i - first) < _REACH
            and tokens.raw[i] not in (".", "!", "?")
            and tokens.joined(min(i, i - step) if step > 0 else i)
        ):
            if tokens.is_number(i):
                yield i
            i += step
