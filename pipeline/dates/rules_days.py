"""First pass, over tokens: days, months, weekdays, nights."""

from __future__ import annotations

from pipeline.dates.forms import Form, Unresolved
from pipeline.dates.forms_compound import Night, Range
from pipeline.dates.forms_dated import Date, DayOfMonth
from pipeline.dates.forms_relative import Deictic, FromText, Tonight, UnitFromText, Weekday
from pipeline.dates.grammar import Match, Pass

WORDS = Pass()
rule = WORDS.rule


def _day(m: Match, name: str = "day") -> int | None:
    """The day of the month that an item stands for; only the first is an ordinal word."""
    value: int = m[name]
    return value if 1 <= value <= 31 else None


# ------------------------------------------------------------------ days and months


@rule(
    "this? weekday daypart? comma? the? day|nth|ordinal:day month|month_short:month dot? comma? year|short_year:year",
    "this? weekday daypart? comma? the? day|nth|ordinal:day month last|past|next|coming:shift?",
    "this? weekday daypart? comma? the? day|nth|ordinal:day month_short:month dot?",
    "weekday next|last|past:shift comma? the? day|nth:day month year?",
    "weekday_short dot? comma? the? day|nth:day month|month_short:month dot? year?",
    "day|nth|ordinal:day of? month|month_short:month dot? comma? year|short_year:year",
    "day|nth|ordinal:day dash|slash month|month_short:month dot? dash|slash:second year",
    "day|nth|ordinal:day dash? month last|past|next|coming:shift?",
    "day|nth:day month_short:month dot? last|past|next|coming:shift?",
)
def day_month(m: Match) -> Form | None:
    """« mardi 3 mars 2020 », « 3 mars dernier », « 14 avr. 2015 »."""
    day = _day(m)
    year = m["year"]
    if day is None or (year is not None and not is_year(year)):
        return None
    weekday = m["weekday"] if m.has("weekday") else m["weekday_short"]
    return Date(m["month"], day, year, m["shift"] or 0, weekday)


def is_year(year: int) -> bool:
    return year >= 1000 or 32 <= year <= 99


@rule("weekday? comma? month day|nth:day comma? year")
def month_first(m: Match) -> Form | None:
    """« mars 3, 2015 », as translations write it."""
    return Date(m["month"], m["day"], m["year"], 0, m["weekday"]) if m.has("weekday") or not m.has("comma") else None


@rule("this? weekday? comma? the? full_date")
def full_date(m: Match) -> Form | None:
    """« 13/01/2015 », « 2015-01-13 », « 13.01.15 »."""
    if (m.has("comma") or m.has("this")) and not m.has("weekday"):
        return None
    year, month, day = m["full_date"]
    return Date(month, day, year)


@rule(
    "this? weekday comma? the? day_month",
    "weekday_short dot? day_month",
    "day_month",
)
def day_slash_month(m: Match) -> Form | None:
    """« 15/02 », « mardi 15.02 »; without a weekday, 15/02 is a fraction and 15.02 a number first."""
    day, month, separator = m["day_month"]
    named = m.has("weekday") or m.has("weekday_short")
    return Date(month, day, None, 0, m["weekday"], loose=None if named else separator)


@rule(
    "month|month_short:month dot? of? year",
    "month year|short_year:year",
    "month last|past|next|coming:shift",
    "this? unit of month year?",
    "unit of month last|past|next|coming:shift",
    "month",
)
def month(m: Match) -> Form | None:
    """« mars 2024 », « en février dernier », « le mois de mai », « mai 68 »."""
    if m.has("unit") and m["unit"] != "month":
        return None
    year = m["year"]
    return Date(m["month"], None, year, m["shift"] or 0) if year is None or is_year(year) else None


@rule("month_year")
def month_year(m: Match) -> Form | None:
    """« 03/2020 », « 2020-03 »."""
    year, number = m["month_year"]
    return Date(number, None, year)


@rule(
    "day|nth|ordinal:day dash|to|slash:join day|nth:day2 month|month_short:month dot? year?",
    "day|nth:day and|or:join the? day|nth:day2 month|month_short:month dot? year?",
    "weekday:w day|nth|ordinal:day and|to|dash:join the? weekday:w2 day|nth:day2 month year?",
    "day|nth:day comma day|nth:between_day and|or:join day|nth:day2 month year?",
    "day|nth:day to:join weekday:w2 day|nth:day2 month year?",
)
def days_of_month(m: Match) -> Form | None:
    """« du 13 au 15 juillet », « les 4 et 7 mai », « du lundi 3 au vendredi 7 mars 2014 »."""
    first, last = _day(m), _day(m, "day2")
    if first is None or last is None or first >= last:
        return None
    weekday = m["w2"] if m.has("w2") else None
    return Range(Date(m["month"], first, m["year"]), Date(m["month"], last, m["year"], 0, weekday))


@rule("day_range month|month_short:month dot? year?")
def day_range(m: Match) -> Form | None:
    """« 13-15 juillet 2019 »."""
    first, last = m["day_range"]
    return Range(Date(m["month"], first, m["year"]), Date(m["month"], last, m["year"]))


@rule("this? weekday comma? the? day|nth:day")
def weekday_and_day(m: Match) -> Form | None:
    """« mardi 25 »."""
    return DayOfMonth(m["day"], m["weekday"]) if 1 <= m["day"] <= 31 else None


# ------------------------------------------------------------------ weekdays, nights, parts of the day


@rule(
    "weekday daypart?",
    "weekday daypart? last|past:shift",
    "weekday daypart? next|coming:shift",
    "weekday adjacent:shift",
    "next|last:shift weekday daypart?",
)
def weekday(m: Match) -> Form | None:
    """« jeudi », « lundi dernier », « samedi prochain », « vendredi soir »."""
    return Weekday(m["weekday"], m["shift"])


@rule("weekday_short dot?", "weekday_short dot? last|next|past|coming:shift")
def weekday_short(m: Match) -> Form | None:
    """« lun. », « mar. prochain »."""
    return Weekday(m["weekday_short"], m["shift"], loose=not m.has("shift"))


@rule("weekday in day")
def weekday_in(m: Match) -> Form | None:
    """« lundi en huit », « mardi en quinze »."""
    weeks = {8: 1, 15: 2}.get(m["day"])
    return Weekday(m["weekday"], None, weeks) if weeks else None


@rule("deictic in day")
def deictic_in(m: Match) -> Form | None:
    """« d'aujourd'hui en huit »."""
    days = {8: 7, 15: 14}.get(m["day"])
    return Deictic(m["deictic"] + days) if days else None


@rule("weekday comma? to? day subday")
def weekday_at(m: Match) -> Form | None:
    """« samedi 20 h »: an hour and no day of the month."""
    return Weekday(m["weekday"])


@rule("this weekday daypart?")
def this_weekday(m: Match) -> Form | None:
    """« ce lundi »."""
    return Weekday(m["weekday"], 0)


@rule("deictic daypart?", "this daypart", "deictic to the? daypart")
def deictic(m: Match) -> Form | None:
    """« hier soir », « demain », « ce matin »."""
    return Deictic(m["deictic"] or 0)


@rule("this night", "the? night last|past:shift", "the? night next|coming:shift")
def tonight(m: Match) -> Form | None:
    """« cette nuit », « la nuit dernière », « la nuit prochaine »."""
    return Tonight(0 if m["shift"] == 1 else -1, m.has("this"))


@rule(
    "night of weekday:first to weekday:last",
    "night of weekday:first to weekday:last day|nth:day month year?",
    "night of the? day|nth:day0 to day|nth:day month year?",
)
def night(m: Match) -> Form | None:
    """« la nuit de vendredi à samedi », « la nuit du 3 au 4 mai »."""
    last: Form = Weekday(m["last"]) if m.has("last") else Unresolved()
    if m.has("month"):
        last = Date(m["month"], m["day"], m["year"], 0, m["last"])
    first: Form = Weekday(m["first"]) if m.has("first") else Date(m["month"], m["day0"], m["year"])
    return Night(first, last)


@rule("eve daypart?", "eve to the? daypart")
def eve(m: Match) -> Form | None:
    """« la veille », « le lendemain »."""
    return FromText(m["eve"])


@rule("that")
def that(m: Match) -> Form | None:
    """« ce jour-là », « cette année-là »."""
    return UnitFromText(m["that"], 0)
