"""The meanings of date expressions: what was said, before anybody knows which days it means.

Each form resolves itself in a ``Reading``; None means that the text and the publication date do not tell.
``symbol`` is the class of the form in the later passes of the grammar.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar

from pipeline.dates import calendar
from pipeline.dates.reading import Reading, Span, days_from


@dataclass(frozen=True, slots=True)
class Form:
    """Base of all meanings."""

    symbol: ClassVar[str] = "f_other"

    def resolve(self, r: Reading) -> Span | None:
        """The days that are meant, or None."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Unresolved(Form):
    """An expression of time that names no days: « ces dernières années »."""

    def resolve(self, r: Reading) -> Span | None:
        return None


@dataclass(frozen=True, slots=True)
class Date(Form):
    """A day or a month, with or without its year: « le 3 mars », « en février dernier »."""

    month: int
    day: int | None = None
    year: int | None = None
    shift: int = 0
    weekday: int | None = None
    loose: bool = False  # no date unless the text is nothing else
    symbol: ClassVar[str] = "f_date"

    def days(self, year: int) -> calendar.Days | None:
        """The days in ``year``, None when there is no such day."""
        first, last = calendar.month(year, self.month)
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
        for distance in (0, -1, 1, -2, 2, -3, 3):
            days = self.days(r.year + distance)
            if days and days[0].weekday() == self.weekday:
                return Span(*days, "day", "published")
        return None


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
            first, last = calendar.month_at(base.year * 12 + base.month - 1 + offset)
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
class Days(Form):
    """Several days of one month: « du 13 au 15 juillet », « les 4 et 7 mai »."""

    first: Date
    last: Date
    symbol: ClassVar[str] = "f_range"

    def resolve(self, r: Reading) -> Span | None:
        return _between(self.first, self.last, r)


@dataclass(frozen=True, slots=True)
class Year(Form):
    """A calendar year."""

    year: int
    symbol: ClassVar[str] = "f_year"

    def resolve(self, r: Reading) -> Span | None:
        return Span(*calendar.year(self.year), "year")


@dataclass(frozen=True, slots=True)
class Years(Form):
    """A run of years: « 2014-2020 »; a decade when ``grain`` says so."""

    first: int
    last: int
    grain: str = "range"
    symbol: ClassVar[str] = "f_years"

    def resolve(self, r: Reading) -> Span | None:
        return Span(*calendar.years(self.first, self.last), self.grain)


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
class Weekday(Form):
    """« jeudi », « lundi dernier », « ce mardi »; ``weeks`` adds whole weeks (« lundi en huit »)."""

    weekday: int
    shift: int | None = None  # None bare, 0 « ce », -1, 1
    weeks: int = 0
    loose: bool = False  # no date unless the text is nothing else
    symbol: ClassVar[str] = "f_weekday"

    def resolve(self, r: Reading) -> Span | None:
        if r.day is None:
            return None
        ahead = (self.weekday - r.day.weekday()) % 7
        behind = ahead - 7
        if self.shift == -1:
            offset = behind
        elif self.shift == 1:
            offset = ahead or 7
        elif ahead == 0:
            offset = 0
        else:
            offset = self._bare(r, ahead, behind)
        return Span(*days_from(r.day, offset + 7 * self.weeks), "day", "published")

    def _bare(self, r: Reading, ahead: int, behind: int) -> int:
        if r.alone or self.weeks:
            return ahead
        tense = r.tense()
        if tense:
            return ahead if tense > 0 else behind
        if self.shift == 0:
            return ahead if ahead <= 3 else behind
        return behind


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
        day = calendar.nth_weekday(span.first, span.last, self.weekday, 1)
        return Span(day, day, "day", span.anchor) if day else None


@dataclass(frozen=True, slots=True)
class Deictic(Form):
    """``offset`` days from the publication: « hier », « ce matin »."""

    offset: int
    symbol: ClassVar[str] = "f_deictic"

    def resolve(self, r: Reading) -> Span | None:
        return Span(*days_from(r.day, self.offset), "day", "published") if r.day else None


@dataclass(frozen=True, slots=True)
class Tonight(Form):
    """A night by its relation to the publication: from ``offset`` days to one day later."""

    offset: int
    this: bool = False  # « cette nuit » may be the coming one
    symbol: ClassVar[str] = "f_night"

    def resolve(self, r: Reading) -> Span | None:
        if r.day is None:
            return None
        ahead = self.offset < 0 and self.this and r.tense() > 0
        first = r.day + timedelta(days=self.offset + ahead)
        return Span(first, first + timedelta(days=1), "range", "published")


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
class FromText(Form):
    """Days from the day that the text speaks of: « la veille », « le lendemain »."""

    offset: int
    symbol: ClassVar[str] = "f_deictic"

    def resolve(self, r: Reading) -> Span | None:
        base = r.previous_day.first if r.previous_day else r.day
        anchor = "context" if r.previous_day else "published"
        return Span(*days_from(base, self.offset), "day", anchor) if base else None


@dataclass(frozen=True, slots=True)
class Unit(Form):
    """A unit by its relation to the publication: « la semaine dernière », « cette année », « le mois prochain »."""

    unit: str
    shift: int = 0
    loose: bool = False  # no date unless the text is nothing else
    symbol: ClassVar[str] = "f_unit"

    def resolve(self, r: Reading) -> Span | None:
        base = r.reference(self.unit)
        if base is None:
            return None
        if self.unit == "weekend" and self.shift == 0 and base.weekday() < 2 and not r.alone and r.tense() <= 0:
            return Span(*calendar.weekend(base - timedelta(days=7)), "range", "published")
        count = self.shift
        if self.unit == "weekend" and self.shift == 1 and base.weekday() < 5 and not r.alone:
            count = 0
        days = calendar.period(self.unit, calendar.shift(self.unit, base, count))
        return Span(*days, grain_of(self.unit), "published")


@dataclass(frozen=True, slots=True)
class UnitFromText(Form):
    """A unit by its relation to the date that the text speaks of: « l'année suivante », « cette année-là »."""

    unit: str
    shift: int
    symbol: ClassVar[str] = "f_unit"

    def resolve(self, r: Reading) -> Span | None:
        previous = r.previous_day if self.unit == "day" else r.previous
        if previous is None:
            return Unit(self.unit, self.shift).resolve(r) if self.shift else None
        if self.unit == "decade" and previous.grain == "range":
            length = previous.last.year - previous.first.year
            if length >= 8:
                first = previous.first.year - 10 if self.shift < 0 else previous.last.year + 1
                return Span(*calendar.years(first, first + 9), "range", "context")
        base = previous.first if self.shift <= 0 else previous.last
        days = calendar.period(self.unit, calendar.shift(self.unit, base, self.shift))
        return Span(*days, grain_of(self.unit), "context")


@dataclass(frozen=True, slots=True)
class Offset(Form):
    """A number of units before or after: « il y a deux ans », « dans trois mois », « un an plus tard ».

    ``parts`` are (count, unit) pairs; ``count`` None is « quelques ». The result has the grain of the finest unit.
    """

    parts: tuple[tuple[int | None, str], ...]
    sign: int
    from_text: bool = False
    upto: int | None = None  # « deux ou trois semaines »
    symbol: ClassVar[str] = "f_offset"

    def resolve(self, r: Reading) -> Span | None:
        unit = self.parts[-1][1]
        base, anchor = (r.reference("day" if unit == "week" else unit), "published")
        grain_limit = ""
        if self.from_text and r.previous:
            base, anchor = r.previous.first if self.sign < 0 else r.previous.last, "context"
            grain_limit = r.previous.grain
        if base is None or any(count is None for count, _ in self.parts):
            return None
        grain = "day" if unit in ("week", "fortnight") else unit
        if self.from_text and grain == "year" and grain_limit in ("month", "day"):
            grain = "month"
        first = self._move(base, 1)
        if self.upto is not None:
            last = calendar.shift(unit, base, self.sign * self.upto)
            ends = sorted((calendar.period(grain, first), calendar.period(grain, last)))
            return Span(ends[0][0], ends[1][1], "range", anchor)
        return Span(*calendar.period(grain, first), grain_of(grain), anchor)

    def _move(self, base: date, factor: int) -> date:
        for count, unit in self.parts:
            base = calendar.shift(unit, base, self.sign * factor * (count or 0))
        return base


@dataclass(frozen=True, slots=True)
class Run(Form):
    """The last or next ``count`` whole units: « ces trois dernières années », « les deux prochains mois »."""

    count: int
    unit: str
    shift: int
    rolling: bool = False  # « les quatre ans qui viennent »: from the day of publication
    symbol: ClassVar[str] = "f_range"

    def resolve(self, r: Reading) -> Span | None:
        base = r.reference(self.unit)
        if base is None:
            return None
        if self.rolling and r.day:
            end = calendar.shift(self.unit, base, self.count) - timedelta(days=1)
            return Span(base, end, "range", "published")
        near = calendar.period(self.unit, calendar.shift(self.unit, base, self.shift))
        far = calendar.period(self.unit, calendar.shift(self.unit, base, self.shift * self.count))
        grain = grain_of(self.unit) if self.count == 1 else "range"
        return Span(min(near[0], far[0]), max(near[1], far[1]), grain, "published")


@dataclass(frozen=True, slots=True)
class Season(Form):
    """« l'été 2020 », « l'hiver dernier », « au printemps »."""

    number: int
    year: int | None = None
    shift: int = 0
    this: bool = False
    symbol: ClassVar[str] = "f_date"

    def days(self, year: int) -> calendar.Days:
        """The season that begins in ``year``."""
        return calendar.season(self.number, year)

    def resolve(self, r: Reading) -> Span | None:
        if self.year is not None:
            return Span(*self.days(self.year), "season")
        if self.shift or r.day is None:
            likely = r.likely(self.days, self.shift)
            return Span(*likely[0], "season", likely[1]) if likely else None
        return Span(*self._near(r.day, 0 if self.this else r.tense()), "season", "published")

    def _near(self, day: date, tense: int) -> calendar.Days:
        """The turn that holds ``day``, else the one of the same calendar year unless the tense says otherwise."""
        last, this, following = (self.days(day.year + k) for k in (-1, 0, 1))
        for days in (last, this):
            if days[0] <= day <= days[1]:
                return days
        if tense > 0 and this[1] < day:
            return following
        return last if tense < 0 and this[0] > day and (this[0] - day).days > 120 else this


@dataclass(frozen=True, slots=True)
class Holiday(Form):
    """« Noël », « la Toussaint 2019 »; ``number`` is the row of the lexicon."""

    number: int
    year: int | None = None
    shift: int = 0
    symbol: ClassVar[str] = "f_date"

    def resolve(self, r: Reading) -> Span | None:
        if self.year is not None:
            days = calendar.holiday(self.number, self.year)
            return Span(*days, "day") if days else None
        likely = r.likely(lambda year: calendar.holiday(self.number, year), self.shift)
        return Span(*likely[0], "day", likely[1]) if likely else None


@dataclass(frozen=True, slots=True)
class Rentree(Form):
    """« la rentrée »: September."""

    year: int | None = None
    shift: int = 0
    symbol: ClassVar[str] = "f_date"

    def resolve(self, r: Reading) -> Span | None:
        if self.year is None and r.day and not self.shift:
            year = r.day.year + (r.tense() > 0 and r.day.month > 9)
            return Span(*calendar.month(year, 9), "month", "published")
        return Date(9, None, self.year, self.shift).resolve(r)


@dataclass(frozen=True, slots=True)
class Quarter(Form):
    """The ``number``-th part of a year: « premier trimestre 2014 », « S1 2019 »; ``unit`` gives its length."""

    number: int
    unit: str
    year: Form | None = None
    loose: bool = False
    symbol: ClassVar[str] = "f_date"

    def days(self, year: int) -> calendar.Days:
        """The days in ``year``."""
        size = calendar.MONTHS_OF[self.unit]
        number = 12 // size if self.number < 0 else self.number
        return calendar.months(year, (number - 1) * size + 1, size)

    def resolve(self, r: Reading) -> Span | None:
        if self.number > 12 // calendar.MONTHS_OF[self.unit]:
            return None
        grain = grain_of(self.unit)
        if self.year is not None:
            span = self.year.resolve(r)
            return Span(*self.days(span.first.year), grain, span.anchor) if span else None
        if r.context_year is None and r.day is None and r.year is not None:
            return Span(*self.days(r.year), grain, "published")
        likely = r.likely(self.days)
        return Span(*likely[0], grain, likely[1]) if likely else None


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
        if isinstance(self.whole, Unit) and self.whole.shift == 0 and r.day and days:
            turn = -1 if days[0] > r.day and r.tense() < 0 else int(days[1] < r.day and r.tense() > 0)
            if turn and (moved := Unit(self.whole.unit, turn).resolve(r)):
                days = self._days(moved)
        grain = span.grain if self.which == "whole" else "range"
        return Span(*days, grain, span.anchor) if days else None

    def _days(self, span: Span) -> calendar.Days | None:
        return calendar.part(self.which, span.grain, (span.first, span.last))


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
            days = calendar.share(self.number, self.of, (span.first, span.last))
        return Span(*days, "range", span.anchor)


@dataclass(frozen=True, slots=True)
class NthOf(Form):
    """« le premier mardi de mars », « la dernière semaine de mai », « le dernier jour du mois »; -1 counts from the end."""

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

    def _several(self, span: Span) -> calendar.Days:
        """The first or last ``count`` units."""
        step = timedelta(days=1)
        if self.number < 0:
            return max(span.first, calendar.shift(self.unit, span.last + step, -self.count)), span.last
        return span.first, min(span.last, calendar.shift(self.unit, span.first, self.count) - step)

    def _days(self, span: Span) -> calendar.Days | None:
        if self.weekday is not None:
            day = calendar.nth_weekday(span.first, span.last, self.weekday, self.number)
            return (day, day) if day else None
        if self.unit == "week":
            step = timedelta(days=7)
            if self.number < 0:
                return span.last - step + timedelta(days=1), span.last
            start = span.first + step * (self.number - 1)
            return start, start + step - timedelta(days=1)
        if self.unit == "weekend":
            saturday = calendar.nth_weekday(span.first, span.last, 5, self.number)
            return (saturday, saturday + timedelta(days=1)) if saturday else None
        if self.number < 0:
            return calendar.period(self.unit, span.last)
        return calendar.period(self.unit, calendar.shift(self.unit, span.first, self.number - 1))


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
        return Span(*calendar.period(self.unit, span.first), grain_of(self.unit), span.anchor)


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
class Since(Form):
    """« depuis deux ans »: resolved only where nothing but a date is asked for."""

    start: Offset
    symbol: ClassVar[str] = "f_open"

    def resolve(self, r: Reading) -> Span | None:
        span = self.start.resolve(r) if r.alone else None
        return replace(span, open="after") if span else None


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
        days = calendar.week(date.fromisocalendar(year, self.number, 1))
        return Span(*days, "week", "absolute" if self.year else "published")


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
        found = with_year(self.inner, span.first.year).resolve(r)
        return replace(found, anchor=span.anchor) if found else None


@dataclass(frozen=True, slots=True)
class Range(Form):
    """« de 2014 à 2020 », « entre mars et mai », « du 27 mai au 8 octobre 2017 »."""

    first: Form
    last: Form
    symbol: ClassVar[str] = "f_range"

    def resolve(self, r: Reading) -> Span | None:
        return _between(self.first, self.last, r)


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
        if self.tense and (self.sure or ahead):
            r = replace(r, tense=lambda: self.tense, alone=False, certain=self.sure)
        span = self.inner.resolve(r)
        return replace(span, open=self.side) if span else None


def grain_of(unit: str) -> str:
    """The grain (a column value of dates.csv) of a unit of the grammar."""
    known = {"day", "week", "month", "quarter", "half", "season", "year", "decade"}
    return unit if unit in known else "range"


def has_year(form: Form) -> bool:
    """Whether the form names its own year."""
    if isinstance(form, Date | Season | Holiday | Rentree | Quarter):
        return form.year is not None or bool(getattr(form, "shift", 0))
    if isinstance(form, Part | Share | NthOf):
        return has_year(form.whole)
    if isinstance(form, Days | Range):
        return has_year(form.last)
    return True


def with_year(form: Form, year: int) -> Form:
    """The form with its year filled in, where it has room for one."""
    if isinstance(form, Quarter) and form.year is None:
        return replace(form, year=Year(year))
    if isinstance(form, Date | Season | Holiday | Rentree) and form.year is None:
        return replace(form, year=year)
    if isinstance(form, Part | Share | NthOf):
        return replace(form, whole=with_year(form.whole, year))
    if isinstance(form, Days | Range):
        return replace(form, first=with_year(form.first, year), last=with_year(form.last, year))
    return form


def _between(first: Form, last: Form, r: Reading) -> Span | None:
    """From the first day of one form to the last day of the other; a missing year comes from the other side."""
    if isinstance(last, Weekday) and isinstance(first, Weekday):
        return _weekdays(first, last, r)
    end = last.resolve(r)
    if end is None:
        return None
    start = first.resolve(r)
    if not has_year(first):
        start = with_year(first, end.first.year).resolve(r)
        if start and start.first > end.last:
            start = with_year(first, end.first.year - 1).resolve(r)
    elif start and not has_year(last):
        end = with_year(last, start.first.year).resolve(r)
        if end and end.last < start.first:
            end = with_year(last, start.first.year + 1).resolve(r)
    if start is None or end is None or start.first > end.last:
        return None
    anchor = end.anchor if end.anchor != "absolute" else start.anchor
    return Span(start.first, end.last, "range", anchor)


def _weekdays(first: Weekday, last: Weekday, r: Reading) -> Span | None:
    start = first.resolve(r)
    if start is None:
        return None
    return Span(start.first, start.first + timedelta(days=(last.weekday - first.weekday) % 7), "range", "published")
