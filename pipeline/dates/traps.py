"""What looks like a date and is none: years that count something, planets, names, participles."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from pipeline import lexicon
from pipeline.dates.forms import Form
from pipeline.dates.forms_compound import Open, Part, Range
from pipeline.dates.forms_dated import Date, DayOfMonth, DaysOfMonth, Holiday, IsoWeek, Quarter, Season, Year, Years
from pipeline.dates.forms_relative import Deictic, FromText, Offset, Unit, Weekday

_NEXT = re.compile(r"[ \u00a0\u202f]?([%€$£°]|[^\W\d_]+['’]?)")
_MORE = re.compile(r" (?:et|à|ou) \d[\d .]{0,8}(?= )")


def word_pattern(frame: str, name: str) -> re.Pattern[str]:
    """A pattern with the words of the list ``name`` in place of ``%s``; curly apostrophes match too."""
    words = sorted(_words(name), key=lambda word: (-len(word), word))
    return re.compile("(?i)" + frame % "|".join(re.escape(word).replace("'", "['’]") for word in words))


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(lexicon.toml("dates/traps.toml")[name])


_STREET = word_pattern(r"\b(?:%s) (?:du |de la |de l['’]|de |d['’]|le )$", "streets")
_HABIT = word_pattern(r"\b(?:%s) le $", "opening")
_EMERGENCY = word_pattern(r"\b(?:%s)\b[^.!?]{0,30}$", "emergency")


def counts_from_event(text: str, end: int, form: Form) -> bool:
    """Whether an offset counts from an event that is named next: « deux jours avant sa mort »."""
    if not (isinstance(form, Offset) and form.from_text and text[end - 5 : end].lower().strip() in ("avant", "après")):
        return False
    return bool(_after(text, end)) and text[end : end + 1] != "\n"


def is_date(text: str, start: int, end: int, form: Form, *, alone: bool = False) -> bool:
    """Whether the words around an expression leave it a date; ``alone`` when the text is nothing else."""
    if isinstance(form, Open):
        form = form.inner
        start = max(start, text.rfind(" ", start, end) + 1, text.rfind("'", start, end) + 1)
    if alone and not isinstance(form, Year):
        return True
    if isinstance(form, Quarter) and form.loose:
        return _before(text, start).lower() in _words("before_code")
    if isinstance(form, Date) and form.loose is not None:
        return form.loose == "/" and _before(text, start).lower() in _words("before_slash")
    if isinstance(form, Weekday | Unit) and form.loose:
        return False
    if isinstance(form, IsoWeek) and form.year is None:
        return False
    if isinstance(form, Year):
        return (
            _is_year(text, end - 4, end, form)
            if text[end - 4 : end].isdigit()
            else _is_spelled_year(text, start, end, alone)
        )
    if isinstance(form, Years) or (isinstance(form, Range) and isinstance(form.first, Year)):
        return not _counts(text, end) and _before(text, start).lower() not in _words("before_number")
    check = _CHECKS.get(type(form))
    return check is None or check(text, start, end, form)


def _before(text: str, start: int) -> str:
    """The word, or the mark that can stand for one, right before ``start``; "" when there is none."""
    low = max(0, start - 30)
    end = start - (start > low and text[start - 1] == "\n")
    end -= end > low and text[end - 1] in " \u00a0\u202f-"
    first = end - (end > low and text[end - 1] in "'’")
    while first > low and text[first - 1].isalnum():
        first -= 1
    word = text[first:end]
    if word[:1].isalnum():
        return word.replace("’", "'")
    return text[end - 1] if end > low and text[end - 1] in "°.:&+" else ""


def _after(text: str, end: int) -> str:
    m = _NEXT.match(text, end)
    return m[1].replace("’", "'") if m else ""


def _counts(text: str, end: int) -> bool:
    """Whether the number before ``end`` counts what follows: a currency, a unit, a noun."""
    if more := _MORE.match(text, end):  # « entre 2000 et 3000 euros »
        end = more.end()
    following = _after(text, end).lower()
    return following in _words("counted")


def _is_year(text: str, start: int, end: int, form: Year) -> bool:
    previous = _before(text, start)
    low = previous.lower()
    if low in _words("before_year"):
        return _after(text, end).lower() not in _words("counted")
    if _counts(text, end):
        return False
    if low in _words("not_before_year") or not 1700 <= form.year <= 2100:
        return False
    if (start and text[start - 1] in "+€$£#-_@/=") or text[end : end + 1] in ("/", "_", "@", "="):
        return False  # an address, a reference
    if previous[:1].isupper() and low not in _words("events") and not _sentence_start(text, start, previous):
        return False
    following = _after(text, end)
    return not following.islower() or following in _words("after_year") or not _looks_like_noun(following)


def _is_spelled_year(text: str, start: int, end: int, alone: bool) -> bool:
    """« en deux mille dix-sept »; also « l'an 800 », « en 98 »."""
    if text[end - 2 : end].isdigit() and not text[end - 3 : end].isdigit():
        return alone or (text[start : start + 2].lower() == "en" and _after(text, end) == "")
    return (
        alone
        or _before(text, start).lower() in _words("before_year")
        or text[start : start + 2].lower() in ("l'", "an")
    )


def _looks_like_noun(word: str) -> bool:
    return len(word) > 3 and word.endswith("s")


def _sentence_start(text: str, start: int, previous: str) -> bool:
    """Whether the capital of the word before is only that of a sentence."""
    at = text.rfind(previous, 0, start)
    lead = text[max(0, at - 50) : at].rstrip(' "«“(')
    return at <= 0 or lead[-1:] in ("", *".!?\n:;") or "\n" in text[at - 2 : at]


def _is_month(text: str, start: int, end: int, form: Form) -> bool:
    written, following = text[start:end], _after(text, end)
    if isinstance(form, Date) and _names_street(text, start):
        return False
    if not isinstance(form, Date) or form.day or form.year or form.shift or " " in written:
        return True
    capital = written[:1].isupper() and not written.isupper()
    if _before(text, start).lower() in _words("before_capital_month" if capital else "before_month"):
        return True
    if capital:
        return not following[:1].isupper() and following.lower() not in _words("verbs") and _opens_sentence(text, start)
    return not (written == "mars" and following[:1] == "-")


def _names_street(text: str, start: int) -> bool:
    """« la rue du 8 mai 1945 »."""
    link = _before(text, start).lower() in ("du", "de", "d'", "la", "l'", "le")
    return link and bool(_STREET.search(text, max(0, start - 40), start))


def _opens_sentence(text: str, start: int) -> bool:
    lead = text[max(0, start - 10) : start]
    return not lead.rstrip(' "«“(') or lead.rstrip(' "«“(')[-1] in ".!?:;,/\n" or "\n" in lead[len(lead.rstrip()) :]


def _is_season(text: str, start: int, end: int, form: Form) -> bool:
    if isinstance(form, Season) and not form.year and not form.shift and _before(text, start).lower() in ("de", "d'"):
        return False  # « les ventes de printemps » come every year
    if not isinstance(form, Season) or form.number != 2 or form.year or text[start : start + 1].lower() not in "ée":
        return True
    previous = _before(text, start).lower()
    return previous in _words("before_summer") and (text[start].islower() or previous in ("l'", "d'", "cet"))


def _is_weekday(text: str, start: int, end: int, form: Form) -> bool:
    if not isinstance(form, Weekday) or form.shift is not None:
        return True
    written = text[start:end].split()[0].lower()
    if _HABIT.search(text, max(0, start - 30), start):
        return False  # « fermé le dimanche »
    return not written.endswith(("dis", "dimanches")) and _before(text, start).lower() not in _words("habit")


def _is_day(text: str, start: int, end: int, form: Form) -> bool:
    if isinstance(form, DayOfMonth) and (form.weekday is not None or form.sure):
        return True
    if not text[start:end].lower().startswith(("le ", "le\u00a0")) and not text[start:end].isdigit():
        return False
    if isinstance(form, DayOfMonth) and form.day in (15, 17, 18) and _EMERGENCY.search(text, max(0, start - 40), start):
        return False
    return _ends_clause(text, start, end, form)


def _ends_clause(text: str, start: int, end: int, form: Form) -> bool:
    """Whether nothing follows that a bare number could count."""
    rest = text[end : end + 20]
    if not rest.strip():
        return True
    if rest[0] in ',.;:!?)»"\n':
        return not rest[1:2].isdigit()
    return _after(text, end).lower() in _words("after_day")


def _is_holiday(text: str, start: int, end: int, form: Form) -> bool:
    if not isinstance(form, Holiday):
        return True
    following = _after(text, end)
    if text[start - 1 : start] == "-" or following[:1] == "-" or _names_street(text, start):
        return False
    if " " not in text[start:end] and following[:1].isupper() and not form.year:
        return False  # « Noël Dupont »
    before = text[max(0, start - 30) : start].lower().split()
    if before and (
        before[-1] in _words("before_name")
        or (len(before) > 1 and before[-1] == "de" and before[-2] in _words("before_name"))
    ):
        return False
    row = lexicon.toml("dates/holidays.toml")["holiday"][form.number]
    if row.get("shy") and " " not in text[start:end]:
        return text[start : start + 1].isupper() and _before(text, start).lower() in ("l'", "les", "des", "aux")
    return True


def _is_quarter(text: str, start: int, end: int, form: Form) -> bool:
    return _before(text, start).lower() not in _words("habit")


def _is_eve(text: str, start: int, end: int, form: Form) -> bool:
    """« au lendemain de la guerre » counts from an event, not from a date."""
    return _after(text, end).lower() not in ("de", "du", "des", "d'")


def _is_part(text: str, start: int, end: int, form: Form) -> bool:
    """« les fêtes de fin d'année » come every year."""
    if isinstance(form, Part) and isinstance(form.whole, Year) and text.startswith("Horizon", start):
        return _before(text, start).lower() in ("l'", "à")
    bare = isinstance(form, Part) and isinstance(form.whole, Unit) and form.whole.shift == 0
    return not (bare and _before(text, start).lower() == "de" and text[end - 7 : end].lower().startswith(("d'", "d’")))


def _is_deictic(text: str, start: int, end: int, form: Form) -> bool:
    """« ce jour férié », « ce jour où » are no « today »."""
    following = _after(text, end)
    return text[start:end].lower() != "ce jour" or not following.islower() or following in _words("after_day")


_CHECKS: dict[type[Form], Callable[[str, int, int, Form], bool]] = {
    Date: _is_month,
    Season: _is_season,
    Weekday: _is_weekday,
    DayOfMonth: _is_day,
    DaysOfMonth: _ends_clause,
    Holiday: _is_holiday,
    Quarter: _is_quarter,
    FromText: _is_eve,
    Part: _is_part,
    Deictic: _is_deictic,
}
