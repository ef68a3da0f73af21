"""Amounts of money in French text: found, read as numbers, given a currency, and told apart from other numbers."""

from __future__ import annotations

from pipeline.money.find import find_amounts, parse_amount
from pipeline.money.rates import to_eur

__all__ = ["find_amounts", "parse_amount", "to_eur"]
