"""What looks like a date and is none: years that count something, planets, names, participles."""

from __future__ import annotations

import re
from functools import cache

from pipeline import lexicon
from pipeline.dates.forms import Date, DayOfMonth, Form, Holiday, Quarter, Range, Season, Weekday, Year, Years
from pipeline.dates.grammar import Item

_NEXT = re.compile(r"[ \u00a0\u202f]?([%€$£°]|[^\W\d_]+['’]?)")
_PREVIOUS = re.compile(r"([^\W_]+['’]?|[°.:&+])[ \u00a0\u202f-]?$")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(lexicon.toml("dates/traps.toml")[name])


def is_date(text: str, start: int, end: int, item: Item, form: Form) -> bool:
    """Whether the words around an expression leave it a date."""
    if isinstance(form, Year):
        return _is_year(text, start, end, form)
    if isinstance(form, Years):
        return not _counts(text, end)
    if isinstance(form, Range) and isinstance(form.first, Year):
        return not _counts(text, end)
    if isinstance(form, Date) and form.day is None and form.year is None:
        return _is_month(text, start, end)
    if isinstance(form, Season) and form.year is None:
        return _is_season(text, start, end, form)
    if isinstance(form, Weekday) and form.shift is None:
        return _is_weekday(text, start, end)
    if isinstance(form, DayOfMonth) and form.weekday is None:
        return _is_day(text, end)
    if isinstance(form, Holiday):
        return _is_holiday(text, start, end, form)
    if isinstance(form, Quarter) and form.year is None:
        return _before(text, start) not in _words("habit")
    return True


def _before(text: str, start: int) -> str:
    m = _PREVIOUS.search(text[max(0, start - 30) : start])
    return m[1].lower().replace("’", "'") if m else ""


def _before_cased(text: str, start: int) -> str:
    m = _PREVIOUS.search(text[max(0, start - 30) : start])
    return m[1].replace("’", "'") if m else ""


def _after(text: str, end: int) -> str:
    m = _NEXT.match(text, end)
    return m[1].replace("’", "'") if m else ""


def _counts(text: str, end: int) -> bool:
    """Whether the number before ``end`` counts what follows: a currency, a unit, a noun."""
    following = _after(text, end)
    return following.lower() in _words("counted") or following in "%€$£°" and following != ""


def _is_year(text: str, start: int, end: int, form: Year) -> bool:
    written = text[start:end]
    if not written[-1:].isdigit() or len(written) != 4:
        return written[:4] != written or not written.isalpha() if not written.isdigit() else False
    if _counts(text, end):
        return False
    previous = _before_cased(text, start)
    low = previous.lower()
    if low in _words("before_year"):
        return True
    if low in _words("not_before_year") or not 1700 <= form.year <= 2100:
        return False
    if text[max(0, start - 1) : start] in ("+", "€", "$", "£", "#", "-", "_", "@"):
        return False
    following = _after(text, end)
    if following and following.islower() and following.lower() not in _words("after_year"):
        return not _looks_like_noun(following)
    if previous[:1].isupper() and low not in _words("before_year") and low not in _words("events"):
        return _sentence_start(text, start, previous)
    return True


def _looks_like_noun(word: str) -> bool:
    return len(word) > 3 and word.endswith("s")


def _sentence_start(text: str, start: int, previous: str) -> bool:
    """Whether the capital of the word before is only that of a sentence."""
    at = text.rfind(previous[0], 0, start)
    at = text.rfind(previous, 0, start) if text.rfind(previous, 0, start) >= 0 else at
    lead = text[:at].rstrip(' "«“(')[-1:]
    return at == 0 or lead in ".!?\n:;" or lead == ""


def _is_month(text: str, start: int, end: int) -> bool:
    written = text[start:end]
    previous = _before(text, start)
    if " " in written or previous in _words("before_month"):
        return True
    following = _after(text, end)
    if written[:1].isupper() and not written.isupper():
        return not following[:1].isupper() and _sentence_start_here(text, start) and following.lower() not in _words("verbs")
    return not (written == "mars" and following[:1] == "-")


def _sentence_start_here(text: str, start: int) -> bool:
    lead = text[:start].rstrip(' "«“(')
    return not lead or lead[-1] in ".!?:;,/\n" or "\n" in text[len(lead) : start]


def _is_season(text: str, start: int, end: int, form: Season) -> bool:
    if form.number != 2 or " " in text[start:end]:
        return True
    previous = _before(text, start)
    return previous in _words("before_summer") and text[start : start + 1].islower() | (previous in ("l'", "d'", "cet"))


def _is_weekday(text: str, start: int, end: int) -> bool:
    written = text[start:end].split()[0].lower()
    if written.endswith("dis") or written == "dimanches":
        return False
    return _before(text, start) not in _words("habit")


def _is_day(text: str, end: int) -> bool:
    rest = text[end : end + 20]
    if not rest.strip():
        return True
    if rest[0] in ",.;:!?)»\"\n":
        return not rest[1:2].isdigit()
    following = _after(text, end)
    return following.lower() in _words("after_day")


def _is_holiday(text: str, start: int, end: int, form: Holiday) -> bool:
    row = lexicon.toml("dates/holidays.toml")["holiday"][form.number]
    if row.get("shy") and " " not in text[start:end]:
        return text[start : start + 1].isupper() and _before(text, start) in ("l'", "les", "des", "aux")
    return not _after(text, end)[:1] == "-"
