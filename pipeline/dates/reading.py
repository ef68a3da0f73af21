"""What a form needs to know to become days: the publication date, the dates read before, the tense around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.dates import periods
from pipeline.dates.periods import Days


@dataclass(frozen=True, slots=True)
class Span:
    """A resolved stretch of days. ``grain`` is its unit; ``open`` is ``after`` or ``before`` for an unbounded range."""

    first: date
    last: date
    grain: str
    anchor: str = "absolute"
    open: str = ""


@dataclass(slots=True)
class Reading:
    """The reader's state at one expression.

    ``day`` is the day of publication when it is known; ``year`` and ``month`` are known for a coarser publication
    date too. ``previous`` is the last date resolved before. ``tense`` is -1, 0 or 1; ``verb_before`` is the same for
    the very words before. ``alone`` says that the text is nothing but the expression.
    """

    day: date | None = None
    month: Days | None = None
    year: int | None = None
    previous: Span | None = None
    previous_day: Span | None = None
    context_year: int | None = None
    tense: Callable[[], int] = lambda: 0
    verb_before: Callable[[], int] = lambda: 0
    alone: bool = False
    certain: bool = False  # the tense was said by a preposition, not guessed from a verb

    @classmethod
    def at(cls, published: str) -> Reading:
        """A reading with the publication date ``published``: an ISO day, month, year, or nothing."""
        found = re.match(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:$|[T ])", published.strip())
        if not found:
            if published.strip():
                raise ValueError(
                    f"published={published!r} is not an ISO day, month or year; write 2024-03-01, 2024-03 or 2024"
                )
            return cls()
        year, month, day = (int(g) if g else None for g in found.groups())
        if year is None:
            return cls()
        if month is None:
            return cls(year=year)
        if day is None:
            return cls(year=year, month=periods.month(year, month))
        return cls(year=year, month=periods.month(year, month), day=date(year, month, day))

    def full_year(self, two_digits: int) -> int:
        """A two-digit year in the hundred years that end twenty years after the publication."""
        last = (self.year or 2020) + 20
        return last - (last - two_digits) % 100

    def this(self, unit: str) -> Days | None:
        """The ``unit`` that holds the publication date, if that date is precise enough."""
        if self.day:
            return periods.period(unit, self.day)
        if self.month and unit not in ("day", "week", "weekend", "fortnight"):
            return periods.period(unit, self.month[0])
        if self.year and unit in ("year", "decade", "century"):
            return periods.period(unit, date(self.year, 6, 1))
        return None

    def reference(self, unit: str) -> date | None:
        """A day that stands for the publication in arithmetic with ``unit``."""
        found = self.this(unit)
        return None if found is None else self.day or (self.month[0] if self.month else found[0])

    def likely(self, make: Callable[[int], Days | None], shift: int = 0) -> tuple[Days, str] | None:
        """The year's turn of a date without year that is likeliest here, with what it was anchored to.

        ``make`` gives the days of the date in a year. ``shift`` is -1 for « dernier », 1 for « prochain ».
        """
        if self.context_year is not None and not shift and (days := make(self.context_year)):
            return days, "context"
        if self.day is None:
            if self.year is None:
                return None
            days = make(self.year)
            if days and self.month is None and shift and (days[0].month <= 6) == (shift > 0):
                days = make(self.year + shift)  # « février prochain », said in any month of the year
            return (days, "published") if days else None
        year = self.day.year
        found = [d for d in map(make, range(year - 2, year + 3)) if d]
        if len(found) < 4:  # 29 February
            found = [d for d in map(make, range(year - 8, year + 9)) if d]
        past = [d for d in found if d[0] <= self.day]
        future = [d for d in found if d[1] >= self.day]
        if shift < 0:
            chosen = [d for d in found if d[1] < self.day][-1:]
        elif shift > 0:
            chosen = [d for d in found if d[0] > self.day][:1]
        else:
            chosen = self._by_tense(past, future)
        return (chosen[0], "published") if chosen else None

    def _by_tense(self, past: list[Days], future: list[Days]) -> list[Days]:
        day = self.day
        assert day is not None
        if past and future and past[-1] == future[0]:
            return past[-1:]
        tense = self.tense()
        if self.certain:
            return past[-1:] if tense < 0 else future[:1]
        if self.alone and not tense and future and future[0][0].year == day.year:
            return future[:1]
        before = (day - past[-1][1]).days if past else 10**6
        after = (future[0][0] - day).days if future else 10**6
        # The verb decides, unless one turn is around the corner and the other most of a year away.
        if tense < 0 and before < 330 and not (after < 50 and before > 270):
            return past[-1:]
        if tense > 0 and after < 250 and before > 20:
            return future[:1]
        return past[-1:] if before <= after else future[:1]


def days_from(day: date, count: int) -> Days:
    """The single day ``count`` days from ``day``."""
    moved = day + timedelta(days=count)
    return moved, moved
