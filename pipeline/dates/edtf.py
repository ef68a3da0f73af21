"""Write a span as an ISO 8601-2 (EDTF) string that says neither more nor less than its days."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from pipeline.dates import periods
from pipeline.dates.reading import Span


@lru_cache(maxsize=2_000)
def write(span: Span) -> str:
    """The EDTF of a span: ``2020-02-01``, ``2024-03``, ``199X``, ``2014/2020``, ``2011/..``."""
    if span.open == "after":
        return f"{_start(span)}/.."
    if span.open == "before":
        return f"../{_end(span)}"
    return _single(span.first, span.last) or "/".join(_ends(span.first, span.last))


def _single(first: date, last: date) -> str:
    if first == last:
        return first.isoformat()
    if (first, last) == periods.month(first.year, first.month):
        return first.isoformat()[:7]
    if (first, last) == periods.year(first.year):
        return f"{first.year:04}"
    if first.year % 10 == 0 and (first, last) == periods.years(first.year, first.year + 9):
        return f"{first.year // 10:03}X"
    return ""


def _ends(first: date, last: date) -> tuple[str, str]:
    """The two ends, both as years, months or days: the coarsest that is exact."""
    if first.day == 1 and last == periods.month(last.year, last.month)[1]:
        if first.month == 1 and last.month == 12:
            return f"{first.year:04}", f"{last.year:04}"
        return first.isoformat()[:7], last.isoformat()[:7]
    return first.isoformat(), last.isoformat()


def _start(span: Span) -> str:
    single = _single(span.first, span.last)
    return single if single and "X" not in single else _ends(span.first, span.last)[0]


def _end(span: Span) -> str:
    single = _single(span.first, span.last)
    return single if single and "X" not in single else _ends(span.first, span.last)[1]
