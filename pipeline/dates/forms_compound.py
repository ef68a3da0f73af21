"""Forms made of other forms: parts of a period, ranges, open ranges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

from pipeline.dates import periods
from pipeline.dates.forms import Form, grain_of
from pipeline.dates.forms_relative import Offset, Unit, Weekday
from pipeline.dates.reading import Reading, Span, days_from


@dataclass(frozen=True, slots=True)
class WeekdayOf(Form):
    """A weekday within a week named apart: « mardi de la semaine prochaine »."""

    weekday: int
    week: Form
    symbol: ClassVar[str] = "f_weekday"

    def resolve(self, r: Reading) -> Span | None:
        span = self.week.resolve(r)
        if span is None:
            return None
        day = periods.nth_weekday(span.first, span.last, self.weekday, 1)
        return Span(day, day, "day", span.anchor) if day else None


@dataclass(frozen=True, slots=True)
class Night(Form):
    """« la nuit de vendredi à samedi »: both days."""

    first: Form
    last: Form
    symbol: ClassVar[str] = "f_night"

    def resolve(self, r: Reading) -> Span | None:
        end = self.last.resolve(r)
        if end is None:
            return None
        if isinstance(self.first, Weekday):
            back = (end.first.weekday() - self.first.weekday) % 7
            return Span(end.first - timedelta(days=back), end.last, "range", end.anchor)
        return _between(self.first, self.last, r)


@dataclass(frozen=True, slots=True)
class Part(Form):
    """« fin 2022 », « début du mois de mars », « mi-juillet »."""

    which: str
    whole: Form
    symbol: ClassVar[str] = "f_part"

    def resolve(self, r: Reading) -> Span | None:
        span = self.whole.resolve(r)
        if span is None:
            return None
        days = self._days(span)
        turns = isinstance(self.whole, Unit) and self.whole.shift == 0 and self.whole.unit != "week"
        if turns and isinstance(self.whole, Unit) and r.day and days:
            turn = -1 if days[0] > r.day and r.tense() < 0 else int(days[1] < r.day and r.tense() > 0)
            if turn and (moved := Unit(self.whole.unit, turn).resolve(r)):
                days = self._days(moved)
        grain = span.grain if self.which == "whole" else "range"
        return Span(*days, grain, span.anchor) if days else None

    def _days(self, span: Span) -> periods.Days | None:
        return periods.part(self.which, span.grain, (span.first, span.last))

    @property
    def dated(self) -> bool:
        return self.whole.dated

    def in_year(self, year: int) -> Form:
        return replace(self, whole=self.whole.in_year(year))


@dataclass(frozen=True, slots=True)
class Share(Form):
    """« la seconde moitié des années 2000 », « la première quinzaine de mai »."""

    number: int
    of: int
    whole: Form
    symbol: ClassVar[str] = "f_range"

    def resolve(self, r: Reading) -> Span | None:
        span = self.whole.resolve(r)
        if span is None:
            return None
        if self.of == 2 and span.grain == "month":
            middle = span.first + timedelta(days=14)
            days = (span.first, middle) if self.number == 1 else (middle + timedelta(days=1), span.last)
        else:
            days = periods.share(self.number, self.of, (span.first, span.last))
        return Span(*days, "range", span.anchor)

    @property
    def dated(self) -> bool:
        return self.whole.dated

    def in_year(self, year: int) -> Form:
        return replace(self, whole=self.whole.in_year(year))


@dataclass(frozen=True, slots=True)
class NthOf(Form):
    """« le premier mardi de mars », « la dernière semaine de mai », « le dernier jour du mois »; -1 is the last."""

    number: int
    unit: str
    whole: Form
    weekday: int | None = None
    count: int = 1
    symbol: ClassVar[str] = "f_range"

    def resolve(self, r: Reading) -> Span | None:
        span = self.whole.resolve(r)
        if span is None:
            return None
        days = self._days(span) if self.count == 1 else self._several(span)
        if days is None or days[0] > span.last:
            return None
        grain = "day" if days[0] == days[1] else (self.unit if self.unit in ("month", "year") else "range")
        return Span(*days, grain, span.anchor)

    def _several(self, span: Span) -> periods.Days:
        """The first or last ``count`` units."""
        step = timedelta(days=1)
        if self.number < 0:
            return max(span.first, periods.shift(self.unit, span.last + step, -self.count)), span.last
        return span.first, min(span.last, periods.shift(self.unit, span.first, self.count) - step)

    def _days(self, span: Span) -> periods.Days | None:
        if self.weekday is not None:
            day = periods.nth_weekday(span.first, span.last, self.weekday, self.number)
            return (day, day) if day else None
        if self.unit == "week":
            step = timedelta(days=7)
            if self.number < 0:
                return span.last - step + timedelta(days=1), span.last
            start = span.first + step * (self.number - 1)
            return start, start + step - timedelta(days=1)
        if self.unit == "weekend":
            saturday = periods.nth_weekday(span.first, span.last, 5, self.number)
            return (saturday, saturday + timedelta(days=1)) if saturday else None
        if self.number < 0:
            return periods.period(self.unit, span.last)
        return periods.period(self.unit, periods.shift(self.unit, span.first, self.number - 1))

    @property
    def dated(self) -> bool:
        return self.whole.dated

    def in_year(self, year: int) -> Form:
        return replace(self, whole=self.whole.in_year(year))


@dataclass(frozen=True, slots=True)
class Containing(Form):
    """« la semaine du 22 juin », « le week-end du 20 juin »."""

    unit: str
    day: Form
    symbol: ClassVar[str] = "f_unit"

    def resolve(self, r: Reading) -> Span | None:
        span = self.day.resolve(r)
        if span is None:
            return None
        if self.unit == "weekend" and 0 < (span.last - span.first).days < 5:
            return span
        return Span(*periods.period(self.unit, span.first), grain_of(self.unit), span.anchor)


@dataclass(frozen=True, slots=True)
class Shifted(Form):
    """Days from a day that is named: « la veille de Noël »."""

    inner: Form
    offset: int
    symbol: ClassVar[str] = "f_deictic"

    def resolve(self, r: Reading) -> Span | None:
        span = self.inner.resolve(r)
        if span is None:
            return None
        base = span.first if self.offset < 0 else span.last
        return Span(*days_from(base, self.offset), "day", span.anchor)


@dataclass(frozen=True, slots=True)
class Counted(Form):
    """« deux jours avant Noël », « un an après le 3 mars 2019 »."""

    offset: Offset
    start: Form
    symbol: ClassVar[str] = "f_offset"

    def resolve(self, r: Reading) -> Span | None:
        span = self.start.resolve(r)
        if span is None:
            return None
        unit = self.offset.parts[-1][1]
        grain = "day" if unit in ("day", "week", "fortnight") or span.grain == "day" else unit
        day = self.offset.moved(span.first if self.offset.sign < 0 else span.last)
        return Span(*periods.period(grain, day), grain_of(grain), span.anchor)


@dataclass(frozen=True, slots=True)
class InYear(Form):
    """A day, month or season whose year is named by another form: « en mars de l'année dernière »."""

    inner: Form
    year: Form
    symbol: ClassVar[str] = "f_date"

    def resolve(self, r: Reading) -> Span | None:
        span = self.year.resolve(r)
        if span is None:
            return None
        found = self.inner.in_year(span.first.year).resolve(r)
        return replace(found, anchor=span.anchor) if found else None


@dataclass(frozen=True, slots=True)
class Range(Form):
    """« de 2014 à 2020 », « entre mars et mai », « du 27 mai au 8 octobre 2017 »."""

    first: Form
    last: Form
    symbol: ClassVar[str] = "f_range"

    def resolve(self, r: Reading) -> Span | None:
        return _between(self.first, self.last, r)

    @property
    def dated(self) -> bool:
        return self.last.dated

    def in_year(self, year: int) -> Form:
        return replace(self, first=self.first.in_year(year), last=self.last.in_year(year))


@dataclass(frozen=True, slots=True)
class Open(Form):
    """A date with an unbounded side: ``after`` for « depuis 2011 », ``before`` for « jusqu'en 2023 »."""

    inner: Form
    side: str
    tense: int = 0  # « depuis » looks back, « d'ici » ahead; « dès », « jusqu'à » look ahead before a weekday
    sure: bool = False
    symbol: ClassVar[str] = "f_open"

    def resolve(self, r: Reading) -> Span | None:
        ahead = isinstance(self.inner, Weekday) or (isinstance(self.inner, Part) and isinstance(self.inner.whole, Unit))
        if self.tense and (self.sure or (ahead and r.verb_before() >= 0)):
            r = replace(r, tense=lambda: self.tense, alone=False, certain=self.sure)
        span = self.inner.resolve(r)
        return replace(span, open=self.side) if span else None


def _between(first: Form, last: Form, r: Reading) -> Span | None:
    """From the first day of one form to the last day of the other; a missing year comes from the other side."""
    if isinstance(last, Weekday) and isinstance(first, Weekday):
        return _weekdays(first, last, r)
    end = last.resolve(r)
    if end is None:
        return None
    start = first.resolve(r)
    if not first.dated:
        start = first.in_year(end.first.year).resolve(r)
        if start and start.first > end.last:
            start = first.in_year(end.first.year - 1).resolve(r)
    elif start and not last.dated:
        end = last.in_year(start.first.year).resolve(r)
        if end and end.last < start.first:
            end = last.in_year(start.first.year + 1).resolve(r)
    if start is None or end is None or start.first > end.last:
        return None
    anchor = end.anchor if end.anchor != "absolute" else start.anchor
    return Span(start.first, end.last, "range", anchor)


def _weekdays(first: Weekday, last: Weekday, r: Reading) -> Span | None:
    start = first.resolve(r)
    if start is None:
        return None
    return Span(start.first, start.first + timedelta(days=(last.weekday - first.weekday) % 7), "range", "published")
