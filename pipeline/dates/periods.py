"""Calendar arithmetic and the conventions that turn a French name of a period into its first and last day.

Every function returns ``(first, last)``, both inclusive, or raises ``ValueError`` for a day that does not exist.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from pipeline import lexicon

Days = tuple[date, date]
ONE_DAY = timedelta(days=1)
MONTHS_OF = {"month": 1, "sixth": 2, "quarter": 3, "third": 4, "half": 6, "year": 12, "decade": 120, "century": 1200}
_SEASON_STARTS = {1: (3, 20), 2: (6, 21), 3: (9, 22), 4: (12, 21)}


@lru_cache(maxsize=5_000)
def month(year: int, number: int) -> Days:
    """The month ``number`` (1-12) of ``year``."""
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def months(year: int, number: int, count: int) -> Days:
    """``count`` months from the month ``number`` of ``year``; ``number`` may lie outside 1-12."""
    return month_at(year * 12 + number - 1)[0], month_at(year * 12 + number - 2 + count)[1]


def month_at(index: int) -> Days:
    """The month with the running number ``index`` (year times 12 plus month minus 1)."""
    return month(index // 12, index % 12 + 1)


def year(number: int) -> Days:
    """The calendar year."""
    return date(number, 1, 1), date(number, 12, 31)


def years(first: int, last: int) -> Days:
    """The calendar years from ``first`` to ``last``."""
    return date(first, 1, 1), date(last, 12, 31)


def season(number: int, of_year: int) -> Days:
    """The season (1 spring to 4 winter) that begins in ``of_year``; winter ends in March of the next year."""
    start = date(of_year, *_SEASON_STARTS[number])
    following = date(of_year + (number == 4), *_SEASON_STARTS[number % 4 + 1])
    return start, following - ONE_DAY


def week(day: date) -> Days:
    """The week, Monday to Sunday, that holds ``day``."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def weekend(day: date) -> Days:
    """Saturday and Sunday of the week that holds ``day``."""
    monday = week(day)[0]
    return monday + timedelta(days=5), monday + timedelta(days=6)


def add_months(day: date, count: int) -> date:
    """``day`` moved by ``count`` months, kept within the month it lands in."""
    first, last = month_at(day.year * 12 + day.month - 1 + count)
    return min(first.replace(day=1) + timedelta(days=day.day - 1), last)


def period(unit: str, day: date) -> Days:
    """The period of the kind ``unit`` that holds ``day``."""
    if unit == "day":
        return day, day
    if unit == "week":
        return week(day)
    if unit == "weekend":
        return weekend(day)
    if unit == "fortnight":
        first, last = month(day.year, day.month)
        middle = first + timedelta(days=14)
        return (first, middle) if day <= middle else (middle + ONE_DAY, last)
    size = MONTHS_OF[unit]
    if unit == "century":  # the twentieth century begins in 1901
        start = (day.year - 1) // 100 * 100 + 1
        return years(start, start + 99)
    index = (day.year * 12 + day.month - 1) // size * size
    return month_at(index)[0], month_at(index + size - 1)[1]


def shift(unit: str, day: date, count: int) -> date:
    """``day`` moved by ``count`` units."""
    if unit == "day":
        return day + timedelta(days=count)
    if unit in ("week", "weekend"):
        return day + timedelta(days=7 * count)
    if unit == "fortnight":
        return day + timedelta(days=14 * count)
    return add_months(day, MONTHS_OF[unit] * count)


@lru_cache(maxsize=1_000)
def easter(of_year: int) -> date:
    """Easter Sunday (Gregorian; the anonymous algorithm of Meeus, Jones and Butcher)."""
    a, b, c = of_year % 19, of_year // 100, of_year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    el = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * el) // 451
    n = h + el - 7 * m + 114
    return date(of_year, n // 31, n % 31 + 1)


def nth_weekday(first: date, last: date, weekday: int, nth: int) -> date | None:
    """The ``nth`` ``weekday`` between two days, counted from the end when ``nth`` is -1; None when there is none."""
    if nth < 0:
        day = last - timedelta(days=(last.weekday() - weekday) % 7)
    else:
        day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    return day if first <= day <= last else None


def holiday(number: int, of_year: int) -> Days | None:
    """The holiday with the row ``number`` of the lexicon, in ``of_year``."""
    row = lexicon.toml("dates/holidays.toml")["holiday"][number]
    day: date | None
    if "day" in row:
        day = date(of_year, *map(int, row["day"].split("-")))
    elif "easter" in row:
        day = easter(of_year) + timedelta(days=row["easter"])
    else:
        of_month, weekday, nth = row["rule"]
        day = nth_weekday(*month(of_year, of_month), weekday, nth)
    return (day, day) if day else None


def part(which: str, grain: str, days: Days) -> Days | None:
    """The beginning (``start``), ``middle`` or ``end`` of a period, by the conventions of the press.

    The beginning of a year is its first two months, of a month its first ten days; the middle of a year June and
    July, of a month the days 10 to 20; the end of a year its last two months, of a month its last ten days.
    """
    first, last = days
    if which == "whole" or first == last:
        return days
    rule = {"year": _part_of_year, "month": _part_of_month, "week": _part_of_week, "decade": _part_of_decade}.get(grain)
    if grain == "range" and (last.year - first.year) == 99:
        rule = _part_of_century
    return (rule or _third)(which, first, last)


def _part_of_year(which: str, first: date, last: date) -> Days:
    start = {"start": 0, "middle": 5, "end": 10}[which]
    return months(first.year, first.month + start, 2)


def _part_of_month(which: str, first: date, last: date) -> Days:
    if which == "end":
        return last - timedelta(days=9), last
    return (first, first.replace(day=10)) if which == "start" else (first.replace(day=10), first.replace(day=20))


def _part_of_week(which: str, first: date, last: date) -> Days:
    start, end = {"start": (0, 2), "middle": (2, 3), "end": (4, 6)}[which]
    return first + timedelta(days=start), first + timedelta(days=end)


def _part_of_decade(which: str, first: date, last: date) -> Days:
    start, end = {"start": (0, 3), "middle": (4, 6), "end": (7, 9)}[which]
    return years(first.year + start, first.year + end)


def _part_of_century(which: str, first: date, last: date) -> Days:
    start, end = {"start": (0, 19), "middle": (40, 59), "end": (80, 99)}[which]
    return years(first.year + start, first.year + end)


def _third(which: str, first: date, last: date) -> Days:
    """First, second or last third, in whole months from either end where the period is that long."""
    if (last - first).days > 60:
        third = round((last - first).days / 30.5 / 3)
        inner = add_months(first, third), add_months(last + ONE_DAY, -third)
        return {
            "start": (first, inner[0] - ONE_DAY),
            "middle": (inner[0], inner[1] - ONE_DAY),
            "end": (inner[1], last),
        }[which]
    third = ((last - first).days + 1) // 3
    step = timedelta(days=third)
    return {"start": (first, first + step), "middle": (first + step, last - step), "end": (last - step, last)}[which]


def share(nth: int, of: int, days: Days) -> Days:
    """The ``nth`` of ``of`` equal shares of a period (« la seconde moitié des années 2000 »)."""
    first, last = days
    total = (last.year - first.year) * 12 + last.month - first.month + 1
    if total % of == 0 and first.day == 1:
        size = total // of
        return months(first.year, first.month + size * (nth - 1), size)
    length = (last - first).days + 1
    start = first + timedelta(days=length * (nth - 1) // of)
    return start, first + timedelta(days=length * nth // of - 1)
