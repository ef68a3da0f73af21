"""Publication dates: of a metadata value, of a file name, of the line in which a text says when it was published."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

from pipeline.lexicon import toml
from pipeline.read.plain import plain_form

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[t ]\d{1,2}[:h].{0,30})?")
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\D.{0,30})?")
_WORDS = re.compile(r"(?:[a-z]{2,9}\.?,? )?(?:le )?(\d{1,2})(?:er)? ([a-z]{3,10})\.?,? (\d{4})(?:\D.{0,30})?")
_MONTH_YEAR = re.compile(r"([a-z]{3,10})\.? (\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:t?\d{4,6}z?)?")
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:([-_.]?)(\d{2})(?:\2(\d{2}))?)?(?!\d)")
_DAY_MONTH_IN_NAME = re.compile(r"(?<!\d)(\d{2})[-_.](\d{2})[-_.]((?:19|20)\d{2})(?!\d)")
_HEAD_LINES, _ALONE_LINES, _TAIL_LINES = 25, 12, 4
_HEAD_CHARS, _TAIL_CHARS, _LINE_CHARS = 8_000, 600, 160


@cache
def _months() -> dict[str, int]:
    return {name: number for number, names in enumerate(toml("read/published.toml")["months"], 1) for name in names}


@cache
def _announced() -> re.Pattern[str]:
    """A line, or the part of it, that says « publié le » and a day."""
    table = toml("read/published.toml")
    verbs = "|".join(table["announcements"])
    months = "|".join(sorted(_months(), key=len, reverse=True))
    days = "|".join(table["weekdays"])
    worded = rf"(?:(?:{days})\.?,? )?\d{{1,2}}(?:er)? (?:{months})\.? \d{{4}}"
    numeric = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2}"
    return re.compile(rf"\b(?:{verbs}) ?:? ?(?:le |on )?:? ?({worded}|{numeric})(?!\d)")


@cache
def _alone() -> re.Pattern[str]:
    """A line that holds a day and little else: « 25/09/2014 2 minutes », « Paris, le 3 novembre 2021 »."""
    table = toml("read/published.toml")
    months = "|".join(sorted(_months(), key=len, reverse=True))
    days = "|".join(table["weekdays"])
    place = r"(?:[a-z][a-z' -]{1,30}, ?|(?:par|by) [^.;:!?|]{2,60} ?[|•·] ?)?"
    worded = rf"(?:le )?(?:(?:{days})\.?,? )?(?:le )?\d{{1,2}}(?:er)? (?:{months})\.? \d{{4}}"
    tail = r"(?: ?[-|•·,à]? ?\d{1,2} ?[h:] ?\d{0,2})?(?: ?[-|•·]? ?\d{1,3} ?(?:minutes?|min)\.?)?"
    return re.compile(rf"{place}((?:{worded})|(?:le )?\d{{1,2}}/\d{{1,2}}/\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}){tail} ?\.?")


def parse_published(value: object) -> str | None:
    """ISO day, month or year of a metadata value; empty for an empty value, None for one that is no date.

    >>> parse_published("6 août 2020 à 11h55"), parse_published("2015-01"), parse_published("bientôt")
    ('2020-08-06', '2015-01', None)
    """
    if isinstance(value, date):
        return value.isoformat()[:10]
    text = plain_form(str(value if value is not None else ""))
    if not text or text in ("none", "null", "nan"):
        return ""
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return iso(*found.groups())
    if found := _NUMERIC.fullmatch(text):
        return iso(found[3], found[2], found[1])
    return _worded(text)


def _worded(text: str) -> str | None:
    if (found := _WORDS.fullmatch(text)) and found[2] in _months():
        return iso(found[3], _months()[found[2]], found[1])
    if (found := _MONTH_YEAR.fullmatch(text)) and found[1] in _months():
        return iso(found[2], _months()[found[1]])
    return None


def iso(year: str | int, month: str | int | None = None, day: str | int | None = None) -> str | None:
    """ISO form of a year, a month or a day; None when there is no such day."""
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if not month:
        return f"{int(year):04d}"
    return f"{int(year):04d}-{int(month):02d}" + (f"-{int(day):02d}" if day else "")


def from_file_name(stem: str) -> str:
    """ISO date in a file name; a bare year must stand at its beginning, since other numbers look like one.

    >>> from_file_name("2015-01-13_orange-rachete-cloudwatt"), from_file_name("note 2030")
    ('2015-01-13', '')
    """
    for number in _IN_NAME.finditer(stem):
        year, _, month, day = number.groups()
        known = iso(year, month, day) if month or number.start() == 0 else None
        if known and (month or _ends_word(stem, number.end())):
            return known
    if found := _DAY_MONTH_IN_NAME.search(stem):
        return iso(found[3], found[2], found[1]) or ""
    return ""


def _ends_word(stem: str, at: int) -> bool:
    return at == len(stem) or stem[at] in "_- ."


def from_text(text: str) -> str:
    """ISO day of the line in which the text itself says when it was published; empty when none does.

    Only lines that announce it (« publié le … ») or that hold nothing else are read, near the head or at the very end.

    >>> from_text("Budget voté\\n\\nPublié le mardi 6 août 2019 à 11h55\\n\\nLa ville versera 3 millions d’euros.")
    '2019-08-06'
    """
    lines = [line.strip() for line in text[:_HEAD_CHARS].split("\n") if line.strip()][:_HEAD_LINES]
    tail = [line.strip() for line in text[-_TAIL_CHARS:].split("\n") if line.strip()][-_TAIL_LINES:]
    if day := announced([*lines, *tail]):
        return day
    for line in lines[:_ALONE_LINES]:
        if len(line) <= _LINE_CHARS and (found := _alone().fullmatch(plain_form(line))):
            return parse_published(found[1].removeprefix("le ")) or ""
    return ""


def announced(lines: Iterable[str]) -> str:
    """ISO day of the first short line that announces one (« publié le … »); empty when none does."""
    for line in lines:
        if len(line) <= _LINE_CHARS and (found := _announced().search(plain_form(line))):
            return parse_published(found[1]) or ""
    return ""


_COMMENT = re.compile(r"^.{0,40}\ble (\d{1,2})/(\d{1,2})/(\d{4})(?: a)? \d{1,2}[:h]\d{2}$")
_ENOUGH = 3


def from_comments(text: str) -> str:
    """ISO day on which readers began to comment, when several did on that very day: that of publication, most likely.

    >>> from_comments("Zoé a écrit le 06/05/2016 à 7:02\\nBravo\\nLéo a écrit le 07/05/2016 à 9:00\\nNon")
    ''
    """
    days: dict[str, int] = {}
    for line in text.split("\n"):
        if 14 <= len(line) <= 80 and line[-3:-2] in ":hH" and (found := _COMMENT.match(plain_form(line))):
            day = iso(found[3], found[2], found[1]) or ""
            days[day] = days.get(day, 0) + 1
    first = min(filter(None, days), default="")
    return first if days.get(first, 0) >= _ENOUGH else ""
