"""Later passes, over forms: parts of a period, ranges, open ranges."""

from __future__ import annotations

from pipeline.dates.forms import Form, Unresolved
from pipeline.dates.forms_compound import (
    Containing,
    Counted,
    InYear,
    Night,
    NthOf,
    Open,
    Part,
    Range,
    Share,
    Shifted,
    WeekdayOf,
)
from pipeline.dates.forms_dated import Date, DayOfMonth, DaysOfMonth, Quarter, Season, Year, Years
from pipeline.dates.forms_relative import FromText, Offset, Run, Unit, Weekday
from pipeline.dates.grammar import Match, Pass

PARTS = Pass()
RANGES = Pass()
SIDES = Pass()
part_rule, range_rule, side_rule = PARTS.rule, RANGES.rule, SIDES.rule


# ------------------------------------------------------------------ parts


@part_rule("part of? the? form", "part dash the? form", "part of? the? form dash form:second")
def part(m: Match) -> Form | None:
    """« fin 2022 », « début du mois de mars », « mi-juillet », « au cours de l'été »."""
    whole = m["form"]
    if m.has("second"):
        return None
    if isinstance(whole, Weekday | DayOfMonth) or (isinstance(whole, Date) and whole.day is not None):
        return None
    return Part(m["part"], whole)


@part_rule(
    "part of? the? unit", "part dash of? unit", "all the|this:det unit", "in part of the? unit", "within the unit"
)
def part_of_unit(m: Match) -> Form | None:
    """« fin de l'année », « en début de semaine », « toute la semaine », « dans le mois »."""
    if m["unit"] == "century" or (m["unit"] == "day" and m["part"] != "whole"):
        return None
    which = m["part"] or "whole"
    if m["unit"] in ("day", "decade") and which == "whole":
        return None
    if m.has("within") and m["unit"] == "year":  # « deux fois dans l'année »
        return None
    return Part(which, Unit(m["unit"]))


@part_rule("part of? the? roman")
def part_of_century(m: Match) -> Form | None:
    """« la fin du XVIIIe »."""
    number = m["roman"]
    return Part(m["part"], Years((number - 1) * 100 + 1, number * 100)) if number <= 20 else None


@part_rule("of unit1:unit")
def of_weekend(m: Match) -> Form | None:
    """« les violences du week-end »."""
    return Unit("weekend") if m["unit"] == "weekend" and m["of"] == "du" else None


@part_rule(
    "ordinal|nth|last:number f_weekday of the? f_date|f_unit|f_year:whole",
    "ordinal|nth|last:number f_weekday of the? unit",
)
def nth_weekday(m: Match) -> Form | None:
    """« le premier mardi de mars », « le dernier vendredi du mois »."""
    weekday = m["f_weekday"]
    if not isinstance(weekday, Weekday) or weekday.shift is not None:
        return None
    return NthOf(m["number"], "day", m["whole"] or Unit(m["unit"]), weekday.weekday)


@part_rule("ordinal|nth:number f_weekday")
def some_weekday(m: Match) -> Form | None:
    """« le premier dimanche » of something that is not said."""
    return Unresolved()


@part_rule("ordinal|nth|last:number unit of the? form", "the? last:number unit of the? form")
def nth_unit(m: Match) -> Form | None:
    """« la première semaine de septembre », « le premier trimestre de l'an prochain »."""
    unit, number, whole = m["unit"], m["number"], m["form"]
    if unit == "fortnight":
        return Share(2 if number == -1 else number, 2, whole) if number <= 2 else None
    if unit in ("quarter", "half", "third", "sixth"):
        return Quarter(number, unit, whole)
    return None if unit in ("century", "decade") else NthOf(number, unit, whole)


@part_rule("ordinal|nth|last:number unit of the|this? unit:whole")
def nth_unit_of_unit(m: Match) -> Form | None:
    """« le dernier jour du mois », « le premier trimestre de l'année »."""
    if m["unit"] == "century" or m["whole"] in ("century", "day"):
        return None
    if m["unit"] in ("quarter", "half", "third", "sixth"):
        return Quarter(m["number"], m["unit"], Unit(m["whole"]))
    return NthOf(m["number"], m["unit"], Unit(m["whole"]))


@part_rule("ordinal|nth:number share of the? form", "ordinal|nth:number share of the? unit")
def share(m: Match) -> Form | None:
    """« la seconde moitié des années 2000 »."""
    if m["number"] > m["share"]:
        return None
    return Share(m["number"], m["share"], m["form"] or Unit(m["unit"]))


@part_rule("f_weekday of the? f_unit:week", "f_weekday of this? f_unit:week")
def weekday_of_week(m: Match) -> Form | None:
    """« mardi de la semaine prochaine »."""
    weekday, week = m["f_weekday"], m["week"]
    if not isinstance(weekday, Weekday) or weekday.shift is not None or getattr(week, "unit", "") != "week":
        return None
    return WeekdayOf(weekday.weekday, week)


@part_rule("f_weekday of the? f_date|f_unit|f_year:whole", "f_weekday of the? unit")
def last_weekday(m: Match) -> Form | None:
    """« le dernier lundi de mars »."""
    weekday = m["f_weekday"]
    if not isinstance(weekday, Weekday) or weekday.shift != -1:
        return None
    return NthOf(-1, "day", m["whole"] or Unit(m["unit"]), weekday.weekday)


@part_rule("f_unit of the? form", "f_unit of the? unit")
def last_unit(m: Match) -> Form | None:
    """« la dernière semaine de mai », « le dernier jour du mois »."""
    last = m["f_unit"]
    if not isinstance(last, Unit) or not last.loose or m["unit"] == "century":
        return None
    whole = m["form"] or Unit(m["unit"])
    if last.unit == "fortnight":
        return Share(2, 2, whole)
    if last.unit in ("quarter", "half", "third", "sixth"):
        return Quarter(-1, last.unit, whole)
    return NthOf(-1, last.unit, whole)


@part_rule(
    "day|number:count ordinal:first unit of the? form",
    "day|number:count ordinal:first unit of the? unit:whole",
    "f_range of the? form",
    "f_range of the? unit:whole",
)
def first_units(m: Match) -> Form | None:
    """« les trois premiers mois de 2014 », « les dix derniers jours de mars »."""
    whole = m["form"] or (Unit(m["whole"]) if m["whole"] not in (None, "century") else None)
    if whole is None:
        return None
    if m.has("f_range"):
        run = m["f_range"]
        return NthOf(-1, run.unit, whole, count=run.count) if isinstance(run, Run) and run.shift == -1 else None
    if m["first"] != 1 or m["unit"] in ("century", "decade"):
        return None
    return NthOf(1, m["unit"], whole, count=m["count"])


@part_rule("f_deictic of the? f_date|f_weekday|f_range|f_day:day")
def eve_of(m: Match) -> Form | None:
    """« la veille de Noël », « le lendemain du 14 juillet »."""
    return Shifted(m["day"], m["f_deictic"].offset) if isinstance(m["f_deictic"], FromText) else None


@part_rule("f_offset the? f_date|f_day|f_weekday|f_year|f_unit|f_deictic:start")
def counted(m: Match) -> Form | None:
    """« deux jours avant Noël »."""
    offset = m["f_offset"]
    known = isinstance(offset, Offset) and offset.linked and offset.parts[0][0] is not None
    return Counted(offset, m["start"]) if known else None


@part_rule("day|nth|ordinal:day of f_unit", "the1 day|nth:day of unit1:unit")
def day_of_unit(m: Match) -> Form | None:
    """« le 3 du mois prochain »."""
    unit = m["f_unit"] or Unit(m["unit"])
    return NthOf(m["day"], "day", unit) if getattr(unit, "unit", "") == "month" else None


@part_rule("unit of the? f_date|f_day|f_range:day", "unit of the day|nth:number")
def containing(m: Match) -> Form | None:
    """« la semaine du 22 juin », « le week-end du 20 juin »."""
    if m["unit"] not in ("week", "weekend"):
        return None
    day = m["day"] or DayOfMonth(m["number"])
    if isinstance(day, Date) and day.day is None:
        return None
    return Containing(m["unit"], day)


@part_rule("f_date of the? f_unit", "f_date f_unit")
def in_year(m: Match) -> Form | None:
    """« en mars de l'année dernière », « au printemps de cette année »."""
    unit = getattr(m["f_unit"], "unit", "")
    return InYear(m["f_date"], m["f_unit"]) if unit == "year" else None


# ------------------------------------------------------------------ ranges

_SIDE = "f_date|f_day|f_year|f_weekday|f_part|f_unit|f_range|f_years|f_deictic|f_other"


@range_rule(f"of|from|since:of in? the? {_SIDE}:first to|until:to the? to? in? the:the2? {_SIDE}:last")
def from_to(m: Match) -> Form | None:
    """« de 2014 à 2020 », « du 27 mai au 8 octobre 2017 »."""
    return _range(m["first"], m["last"])


@range_rule(f"between the? {_SIDE}:first and|to:to the:the2? {_SIDE}:last")
def between(m: Match) -> Form | None:
    """« entre 2023 et 2026 », « entre le 2 mai et le 14 juin »."""
    return _range(m["first"], m["last"])


@range_rule("of|from? day|nth:first to f_date:last", "between the? day|nth:first and the:the2? f_date:last")
def day_to_date(m: Match) -> Form | None:
    """« du 13 au 15 juillet », when the second date carries more than a day and a month."""
    last = m["last"]
    if not isinstance(last, Date) or last.day is None or m["first"] >= last.day or m["first"] > 31:
        return None
    return Range(Date(last.month, m["first"], last.year, last.shift), last)


@range_rule(
    "f_year:first to|dash|slash:to f_year:last",
    "f_date:first to|dash:to f_date|f_part:last",
    "f_part:first to|dash|slash:to f_part|f_date:last",
    "f_weekday:first to f_weekday:last",
)
def bare_range(m: Match) -> Form | None:
    """« 2020 à 2022 », « janvier-mars 2019 », « 3 mai au 5 juin »."""
    return _range(m["first"], m["last"])


@range_rule("f_date:first and f_date:last")
def two_months(m: Match) -> Form | None:
    """« juin et juillet »: months that follow each other are one stretch."""
    first, last = m["first"], m["last"]
    if not (isinstance(first, Date) and isinstance(last, Date)) or first.day or last.day or first.year or first.shift:
        return None
    return Range(first, last) if last.month == first.month + 1 else None


@range_rule("night of f_range")
def night_of_range(m: Match) -> Form | None:
    """« la nuit du 3 au 4 mai »."""
    found = m["f_range"]
    return Night(found.first, found.last) if hasattr(found, "first") and isinstance(found.first, Form) else None


@range_rule("of|between the? f_range")
def wider(m: Match) -> Form | None:
    """« du 13 au 15 juillet », « entre le 1er et le 5 mai »: the first pass has read the days without what leads in."""
    form: Form = m["f_range"]
    return form if isinstance(form, Range) else None


def _range(first: Form, last: Form) -> Form | None:
    if isinstance(first, Weekday) != isinstance(last, Weekday):
        return None
    if isinstance(first, Year) and isinstance(last, Year):
        return Years(first.year, last.year) if first.year < last.year else None
    if isinstance(first, Years) and isinstance(last, Years):
        return Years(first.first, last.last) if first.first < last.last else None
    if isinstance(first, Season) and isinstance(last, Season) and first.number == last.number and not last.year:
        return None
    return Range(first, last)


# ------------------------------------------------------------------ sides


@side_rule("since the? form", "since to|in|of the:the2? form")
def since(m: Match) -> Form | None:
    """« depuis 2011 »."""
    return Open(m["form"], "after", -1, sure=True)


@side_rule("from the? form", "from to|in|of the:the2? form")
def from_on(m: Match) -> Form | None:
    """« à partir du 8 mars »."""
    return Open(m["form"], "after", 1)


@side_rule("until the? form", "until to|in|the:p the:the2? form", "until to|in:p the:the2? form")
def until(m: Match) -> Form | None:
    """« jusqu'en 2023 », « jusqu'au 8 août »."""
    return Open(m["form"], "before", 1)


@side_rule("by the? form", "by to|in:p the? form")
def by(m: Match) -> Form | None:
    """« d'ici 2022 », « d'ici à la fin juillet »."""
    return Open(m["form"], "before", 1, sure=True)


@side_rule("before the? form", "before in? the? form")
def before(m: Match) -> Form | None:
    """« avant l'été », « avant 2030 »."""
    return Open(m["form"], "before", 1)


@side_rule("after the? form")
def after(m: Match) -> Form | None:
    """« après 2015 »."""
    return Open(m["form"], "after")


@side_rule("the1 day", "daylong of day", "the1 nth:first", "daylong of nth:first")
def day(m: Match) -> Form | None:
    """« le 15 », « la journée du 15 »; whether « le 15 » is a day is for ``traps`` to say."""
    if m.has("first") and m["first"] != 1:  # « le 18e » is a district, or a rank
        return None
    return DayOfMonth(m["day"] or 1, sure=m.has("daylong"))


@side_rule("from day|nth:day", "until to day|nth:day", "by to|the:p day|nth:day")
def open_day(m: Match) -> Form | None:
    """« à partir du 8 », « jusqu'au 8 »."""
    return Open(DayOfMonth(m["day"], sure=False), "after" if m.has("from") else "before")


@side_rule("of day|nth:first to day|nth:last")
def days(m: Match) -> Form | None:
    """« du 4 au 22 »."""
    if (m["of"], m["to"]) != ("du", "au") or not 1 <= m["first"] < m["last"] <= 31:
        return None
    return DaysOfMonth(m["first"], m["last"])


@side_rule("daylong of the? f_date|f_weekday|f_deictic:day")
def daylong(m: Match) -> Form | None:
    """« la journée de lundi »."""
    form: Form = m["day"]
    return form
