"""Forms that count from the publication or from the date that the text speaks of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar

from pipeline.dates import periods
from pipeline.dates.forms import Form, grain_of
from pipeline.dates.reading import Reading, Span, days_from


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
            return Span(*periods.weekend(base - timedelta(days=7)), "range", "published")
        count = self.shift
        if self.unit == "weekend" and self.shift == 1 and base.weekday() < 5 and not r.alone:
            count = 0
        days = periods.period(self.unit, periods.shift(self.unit, base, count))
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
                return Span(*periods.years(first, first + 9), "range", "context")
        base = previous.first if self.shift <= 0 else previous.last
        days = periods.period(self.unit, periods.shift(self.unit, base, self.shift))
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
    linked: bool = False  # « deux jours avant … »
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
        first = self.moved(base)
        if self.upto is not None:
            last = periods.shift(unit, base, self.sign * self.upto)
            ends = sorted((periods.period(grain, first), periods.period(grain, last)))
            return Span(ends[0][0], ends[1][1], "range", anchor)
        return Span(*periods.period(grain, first), grain_of(grain), anchor)

    def moved(self, base: date) -> date:
        """``base`` moved by the offset."""
        for count, unit in self.parts:
            base = periods.shift(unit, base, self.sign * (count or 0))
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
            end = periods.shift(self.unit, base, self.count) - timedelta(days=1)
            return Span(base, end, "range", "published")
        near = periods.period(self.unit, periods.shift(self.unit, base, self.shift))
        far = periods.period(self.unit, periods.shift(self.unit, base, self.shift * self.count))
        grain = grain_of(self.unit) if self.count == 1 else "range"
        return Span(min(near[0], far[0]), max(near[1], far[1]), grain, "published")


@dataclass(frozen=True, slots=True)
class Since(Form):
    """A length of time that is read as a date only where nothing else is asked for: « depuis deux ans »."""

    start: Form
    open: str = "after"
    symbol: ClassVar[str] = "f_open"

    def resolve(self, r: Reading) -> Span | None:
        span = self.start.resolve(r) if r.alone else None
        return replace(span, open=self.open) if span else None
