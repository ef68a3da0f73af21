"""French date expressions as intervals of days."""

from __future__ import annotations

from pipeline.dates.find import find_dates, parse_date

__all__ = ["find_dates", "parse_date"]
