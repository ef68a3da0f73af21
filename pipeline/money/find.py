"""Amounts of a text, from words to records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from pipeline.money import judge
from pipeline.money.ellipsis import borrowed
from pipeline.money.fold import fold
from pipeline.money.grammar import Found, scan
from pipeline.money.qualifier import qualifier
from pipeline.money.resolve import Resolved, Resolver
from pipeline.money.role import Role, converts, roles
from pipeline.money.terms import term
from pipeline.money.tokens import Tokens
from pipeline.records import Amount

PIECE = 50_000  # characters read at once
MOST = Decimal(10) ** 21  # the largest French magnitude with three digits in front
_SLACK = 5_000  # where the end of a piece may be looked for


def find_amounts(text: str, *, country: str = "", published: str = "") -> list[Amount]:
    """Every amount of money in ``text``, in order of position.

    Parameters
    ----------
    text : French text
    country : ISO 3166 code of the country the text comes from; decides what a plain dollar or franc is
    published : ISO day, month or year of publication, or empty

    Returns
    -------
    list of Amount
        ``value`` in units of ``currency`` (ISO 4217), or ``value_min`` and ``value_max`` for a range or a bound.
        Offsets count code points of ``text``. Where the text does not say the currency, it is empty and ``candidates``
        are filled.

    Examples
    --------
    >>> [(a.text, a.value, a.currency) for a in find_amounts("Le fonds verse 2,5 M€, dont 800 000 € à Nevers.")]
    [('2,5 M€', Decimal('2500000'), 'EUR'), ('800 000 €', Decimal('800000'), 'EUR')]
    """
    if len(text) <= PIECE:
        return _read(text, country, published)
    found: list[Amount] = []
    read: dict[str, list[Amount]] = {}
    for start, end in pieces(text):
        piece = text[start:end]
        if piece not in read:
            read[piece] = _read(piece, country, published)
        found.extend(replace(a, start=a.start + start, end=a.end + start) for a in read[piece])
    return found


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Spans of a very long text: cut between paragraphs, else sentences, else words.

    What decides a currency or a role is looked for within a piece. Text that repeats itself is read once.

    >>> list(pieces("Un don de 5 €."))
    [(0, 14)]
    """
    start = 0
    while len(text) - start > PIECE:
        end = start + PIECE
        for mark in ("\n\n", "\n", ". ", " "):
            at = text.rfind(mark, start + PIECE - _SLACK, end)
            if at > start:
                end = at + len(mark)
                break
        yield start, end
        start = end
    yield start, len(text)


def _read(text: str, country: str, published: str) -> list[Amount]:
    tokens = Tokens(fold(text))
    found = [f for f in borrowed(tokens, judge.money_only(tokens, scan(tokens))) if _is_payable(f)]
    resolved = Resolver(tokens, found, country, published).resolve()
    amounts = [_amount(text, tokens, r, kind) for r, kind in zip(resolved, roles(tokens, found), strict=True)]
    for k in range(1, len(found)):
        if amounts[k].qualifier == "exact" and converts(tokens, found[k - 1], found[k]):
            amounts[k] = replace(amounts[k], qualifier=amounts[k - 1].qualifier)  # « près de 60 M$ (47 M€) »
    return amounts


def _is_payable(f: Found) -> bool:
    """Whether there is so much money: a longer run of digits numbers something."""
    return all(value is None or value < MOST for value in (f.value, f.low, f.high))


def _amount(text: str, tokens: Tokens, r: Resolved, kind: Role) -> Amount:
    f = r.found
    start, end = tokens.start[f.first], tokens.end[f.last - 1]
    return Amount(
        start,
        end,
        text[start:end],
        value=plain(f.value),
        value_min=plain(f.low),
        value_max=plain(f.high),
        currency=r.currency,
        qualifier=qualifier(tokens.text, start, end, approx=f.approx),
        role=kind.role,
        reason=kind.reason,
        candidates=r.candidates,
    )


def plain(value: Decimal | None) -> Decimal | None:
    """A value without exponent and without idle zeros.

    >>> plain(Decimal("1.5E+7"))
    Decimal('15000000')
    """
    if value is None:
        return None
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def parse_amount(text: str) -> Amount | None:
    """The amount that a short text states (a table cell, a price), or None.

    A number alone is accepted as an amount without currency, since the caller knows that it is one.

    >>> parse_amount("29,99 € TTC").value
    Decimal('29.99')
    """
    tokens = Tokens(fold(text))
    found = scan(tokens) or _numbers(tokens)
    resolved = list(Resolver(tokens, found, "", "").resolve()) if found else []
    if not resolved:
        return None
    first = max(resolved, key=lambda r: r.found.currency is not None)
    amount = _amount(text, tokens, first, Role("other"))
    said = first.found.currency is not None
    return (
        amount
        if said
        else Amount(
            amount.start,
            amount.end,
            amount.text,
            amount.value,
            amount.value_min,
            amount.value_max,
            "",
            amount.qualifier,
        )
    )


def _numbers(tokens: Tokens) -> list[Found]:
    for i in range(len(tokens)):
        t = term(tokens, i)
        if t is not None and t.value is not None:
            return [Found(t.first, t.last, t.value)]
    return []
