"""Forms that name a place in the calendar: days, months, seasons, holidays, quarters, years."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar

from pipeline.dates import periods
from pipeline.dates.forms import Form, grain_of
from pipeline.dates.reading import Reading, Span, days_from


@dataclass(frozen=True, slots=True)
class Date(Form):
    """A day or a month, with or without its year: « le 3 mars », « en février dernier »."""

    month: int
    day: int | None = None
    year: int | None = None
    shift: int = 0
    weekday: int | None = None
    loose: str | None = None  # « 15/02 »: the separator; a number first, unless the words around make it a date
    symbol: ClassVar[str] = "f_date"

    def days(self, year: int) -> periods.Days | None:
        """The days in ``year``, None when there is no such day."""
        first, last = periods.month(year, self.month)
        if self.day is None:
            return first, last
        if self.day > last.day:
            return None
        return days_from(first, self.day - 1)

    def resolve(self, r: Reading) -> Span | None:
        grain = "month" if self.day is None else "day"
        if self.year is not None:
            year = self.year if self.year > 99 else r.full_year(self.year)
            days = self.days(year)
            return Span(*days, grain) if days else None
        if self.weekday is not None and (found := self._by_weekday(r)):
            return found
        likely = r.likely(self.days, self.shift)
        return Span(*likely[0], grain, likely[1]) if likely else None

    def _by_weekday(self, r: Reading) -> Span | None:
        """The year nearest to the publication in which the date falls on the weekday that is named."""
        if r.year is None:
            return None
        near = self.days(r.year)
        if near and r.day and abs((near[0] - r.day).days) <= 2:  # a slip of the pen is likelier than another year
            return Span(*near, "day", "published")
        if told := self._in_year_told(r):
            return told
        for distance in (0, -1, 1, -2, 2, -3, 3):
            days = self.days(r.year + distance)
            if days and days[0].weekday() == self.weekday:
                return Span(*days, "day", "published")
        return None

    def _in_year_told(self, r: Reading) -> Span | None:
        """« En 2008, … Le dimanche 28 septembre, … »: the year read before, when its 28 September is a Sunday."""
        if r.previous is None or r.year is None or r.previous.first.year == r.year:
            return None
        here, then = self.days(r.year), self.days(r.previous.first.year)
        if then is None or then[0].weekday() != self.weekday or (here and here[0].weekday() == self.weekday):
            return None
        return Span(*then, "day", "context")

    @property
    def dated(self) -> bool:
        return self.year is not None or bool(self.shift)

    def in_year(self, year: int) -> Form:
        return replace(self, year=year) if self.year is None else self


@dataclass(frozen=True, slots=True)
class DayOfMonth(Form):
    """A day without its month: « le 15 », « mardi 25 »."""

    day: int
    weekday: int | None = None
    sure: bool = False  # « la journée du 15 »
    symbol: ClassVar[str] = "f_day"

    def resolve(self, r: Reading) -> Span | None:
        base = r.day
        if base is None:
            return None
        found = []
        for offset in range(-3, 4):
            first, last = periods.month_at(base.year * 12 + base.month - 1 + offset)
            if self.day <= last.day:
                day = first + timedelta(days=self.day - 1)
                if self.weekday in (None, day.weekday()):
                    found.append(day)
        return self._choose(found, base, r)

    def _choose(self, found: list[date], base: date, r: Reading) -> Span | None:
        if not found:
            return None
        tense = r.tense()
        if base in found:
            chosen = base
        elif r.alone and not tense:
            chosen = min((d for d in found if d > base), default=found[-1])
        elif tense and (side := [d for d in found if (d > base) == (tense > 0)]):
            chosen = min(side, key=lambda d: abs((d - base).days))
        else:
            chosen = min(found, key=lambda d: (d.month != base.month, abs((d - base).days)))
        return Span(chosen, chosen, "day", "published")


@dataclass(frozen=True, slots=True)
class DaysOfMonth(Form):
    """Days without their month: « du 4 au 22 »."""

    first: int
    last: int
    symbol: ClassVar[str] = "f_range"

    def resolve(self, r: Reading) -> Span | None:
        start = DayOfMonth(self.first).resolve(r)
        if start is None or self.last > periods.period("month", start.first)[1].day:
            return None
        return Span(start.first, start.first.replace(day=self.last), "range", "published")


@dataclass(frozen=True, slots=True)
class Year(Form):
    """A calendar year."""

    year: int
    symbol: ClassVar[str] = "f_year"

    def resolve(self, r: Reading) -> Span | None:
        return Span(*periods.year(self.year), "year")


@dataclass(frozen=True, slots=True)
class Years(Form):
    """A run of years: « 2014-2020 »; a decade when ``grain`` says so."""

    first: int
    last: int
    grain: str = "range"
    symbol: ClassVar[str] = "f_years"

    def resolve(self, r: Reading) -> Span | None:
        return Span(*periods.years(self.first, self.last), self.grain)


@dataclass(frozen=True, slots=True)
class SchoolYear(Form):
    """From September to August; ``first`` is the year it begins in."""

    first: int | None
    symbol: ClassVar[str] = "f_range"

    def resolve(self, r: Reading) -> Span | None:
        start = self.first
        if start is None:
            if r.day is None:
                return None
            start = r.day.year - (r.day.month < 8)
        return Span(date(start, 9, 1), date(start + 1, 8, 31), "range", "absolute" if self.first else "published")


@dataclass(frozen=True, slots=True)
class Season(Form):
    """« l'été 2020 », « l'hiver dernier », « au printemps »."""

    number: int
    year: int | None = None
    shift: int = 0
    this: bool = False
    symbol: ClassVar[str] = "f_date"

    def days(self, year: int) -> periods.Days:
        """The season that begins in ``year``."""
        return periods.season(self.number, year)

    def resolve(self, r: Reading) -> Span | None:
        if self.year is not None:
            return Span(*self.days(self.year), "season")
        if self.shift or r.day is None:
            likely = r.likely(self.days, self.shift)
            return Span(*likely[0], "season", likely[1]) if likely else None
        return Span(*self._near(r.day, 0 if self.this else r.tense()), "season", "published")

    def _near(self, day: date, tense: int) -> periods.Days:
        """The turn that holds ``day``, else the one of the same calendar year unless the tense says otherwise."""
        last, this, following = (self.days(day.year + k) for k in (-1, 0, 1))
        for days in (last, this):
            if days[0] <= day <= days[1]:
                return days
        if tense > 0 and this[1] < day:
            return following
        return last if tense < 0 and this[0] > day and (this[0] - day).days > 120 else this

    @property
    def dated(self) -> bool:
        return self.year is not None or bool(self.shift)

    def in_year(self, year: int) -> Form:
        return replace(self, year=year) if self.year is None else self


@dataclass(frozen=True, slots=True)
class Holiday(Form):
    """« Noël », « la Toussaint 2019 »; ``number`` is the row of the lexicon."""

    number: int
    year: int | None = None
    shift: int = 0
    symbol: ClassVar[str] = "f_date"

    def resolve(self, r: Reading) -> Span | None:
        if self.year is not None:
            days = periods.holiday(self.number, self.year)
            return Span(*days, "day") if days else None
        likely = r.likely(lambda year: periods.holiday(self.number, year), self.shift)
        return Span(*likely[0], "day", likely[1]) if likely else None

    @property
    def dated(self) -> bool:
        return self.year is not None or bool(self.shift)

    def in_year(self, year: int) -> Form:
        return replace(self, year=year) if self.year is None else self


@dataclass(frozen=True, slots=True)
class Rentree(Form):
    """« la rentrée »: September."""

    year: int | None = None
    shift: int = 0
    symbol: ClassVar[str] = "f_date"

    def resolve(self, r: Reading) -> Span | None:
        if self.year is None and r.day and not self.shift:
            year = r.day.year + (r.tense() > 0 and r.day.month > 9)
            return Span(*periods.month(year, 9), "month", "published")
        return Date(9, None, self.year, self.shift).resolve(r)

    @property
    def dated(self) -> bool:
        return self.year is not None or bool(self.shift)

    def in_year(self, year: int) -> Form:
        return replace(self, year=year) if self.year is None else self


@dataclass(frozen=True, slots=True)
class Quarter(Form):
    """The ``number``-th part of a year: « premier trimestre 2014 », « S1 2019 »; ``unit`` gives its length."""

    number: int
    unit: str
    year: Form | None = None
    loose: bool = False
    symbol: ClassVar[str] = "f_date"

    def days(self, year: int) -> periods.Days:
        """The days in ``year``."""
        size = periods.MONTHS_OF[self.unit]
        number = 12 // size if self.number < 0 else self.number
        return periods.months(year, (number - 1) * size + 1, size)

    def resolve(self, r: Reading) -> Span | None:
        if self.number > 12 // periods.MONTHS_OF[self.unit]:
            return None
        grain = grain_of(self.unit)
        if self.year is not None:
            span = self.year.resolve(r)
            return Span(*self.days(span.first.year), grain, span.anchor) if span else None
        if r.day is None:
            year = r.context_year or r.year
            if year is None:
                return None
            return Span(*self.days(year), grain, "context" if r.context_year else "published")
        return Span(*self._near(r.day, r.tense()), grain, "published")

    def _near(self, day: date, tense: int) -> periods.Days:
        """The turn of this year, unless the tense speaks of another or it is still far ahead."""
        days = self.days(day.year)
        ahead = (days[0] - day).days
        if tense > 0 and days[1] < day:
            return self.days(day.year + 1)
        if ahead > (60 if tense < 0 else 180) and tense <= 0:
            return self.days(day.year - 1)
        return days

    @property
    def dated(self) -> bool:
        return self.year is not None

    def in_year(self, year: int) -> Form:
        return replace(self, year=Year(year)) if self.year is None else self


@dataclass(frozen=True, slots=True)
class IsoWeek(Form):
    """« semaine 12 de 2014 »."""

    number: int
    year: int | None = None
    symbol: ClassVar[str] = "f_unit"

    def resolve(self, r: Reading) -> Span | None:
        year = self.year or r.year
        if year is None:
            return None
        days = periods.week(date.fromisocalendar(year, self.number, 1))
        return Span(*days, "week", "absolute" if self.year else "published")
