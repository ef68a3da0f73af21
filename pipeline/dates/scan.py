"""Text to symbols: one character per token, by the word classes of ``lexicon/dates/words.toml``.

The rules of the grammar are regular expressions over the resulting string; a token that plays no part in any date
is ``_``, and a line or paragraph boundary that no expression crosses is ``|``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from pipeline import lexicon
from pipeline.dates import numerals

OTHER, BARRIER = "_", "|"
REACH = 12, 6  # tokens before and after a telling word that can belong to its expression
_CLOSING = frozenset((".", ",", ";", ":", ")", "\n", "!", "?", "»", '"'))
_DIGITS = frozenset("0123456789")
PUNCTUATION = {
    ",": "comma",
    ".": "dot",
    "-": "dash",
    "–": "dash",
    "—": "dash",
    "/": "slash",
    '"': "quote",
    "«": "quote",
    "»": "quote",
    "“": "quote",
    "”": "quote",
    "(": "open",
    ")": "close",
}
# Classes that do not come from a word list.
_EXTRA = (
    "day",
    "number",
    "year",
    "nth",
    "full_date",
    "day_month",
    "month_year",
    "year_range",
    "day_range",
    "code",
    "packed_date",
    "short_year",
    "short_range",
    "roman",
    *sorted(set(PUNCTUATION.values())),
)
_TOKEN = re.compile(
    r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)"  # 1 500
    r"|\d+(?:[.,/\-–]\d+)+"  # 13/01/2015
    r"|(?<!\w)(?:[TSQHtsqh][1-4]|[1-4][TSts](?=\d{4}(?!\d)|\W|$))(?!(?<=\d)\d|[^\W\d_])"  # T3
    r"|\d{1,2}(?i:(?<=1) er|er|ère|ere|nde|nd|ème|eme|ième|e|è)(?!\w)"  # 1er
    r"|\d+"
    r"|[^\W\d_]+'?"
    r"|\n(?=[ \t\r]*\n|[^a-zà-ÿ0-9])"  # a line that does not run on
    r"|[^\s\w]"
)
_FULL = re.compile(r"^(\d{1,2})([./\-–])(\d{1,2})\2(\d{4}|\d{2})$")
_ISO = re.compile(r"^(\d{4})([./\-–])(\d{1,2})\2(\d{1,2})$")
_DAY_MONTH = re.compile(r"^(\d{1,2})([./])(\d{1,2})$")
_DAY_RANGE = re.compile(r"^(\d{1,2})[-–](\d{1,2})$")
_SHORT_RANGE = re.compile(r"^(\d{2})[-–/](\d{2})$")
_MONTH_YEAR = re.compile(r"^(\d{1,2})[./\-](\d{4})$")
_YEARS = re.compile(r"^(\d{4})([./\-–])(\d{4}|\d{2})$")
_NTH = re.compile(r"^(\d{1,2}) ?[a-zèé]+$")
_CODE = re.compile(r"^(?:(?P<unit>[tsqh])(?P<number>[1-4])|(?P<first>[1-4])(?P<kind>[ts]))$")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word classes: ``words`` for single tokens, ``phrases`` by first token (longest first), ``symbol`` by class.

    ``known`` holds every word that may begin something, ``telling`` those without which there is no date.
    """

    words: dict[str, tuple[str, Any]]
    phrases: dict[str, list[tuple[tuple[str, ...], str, Any]]]
    symbol: dict[str, str]
    known: frozenset[str]
    telling: frozenset[str]


@dataclass(slots=True)
class Symbols:
    """The token string of a text, with offsets and values by position."""

    string: str = ""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, span: tuple[int, int], value: Any) -> None:
        """Append the offsets and the value of one token."""
        self.starts.append(span[0])
        self.ends.append(span[1])
        self.values.append(value)


def unaccented(word: str) -> str:
    """``word`` without its diacritics."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c)).replace("œ", "oe")


@cache
def load() -> Lexicon:
    """The word classes, from the data files."""
    tables = dict(lexicon.toml("dates/words.toml"))
    folded = set(tables.pop("fold")["classes"]) | {"holiday"}
    silent = {symbol_name for name in tables.pop("silent")["classes"] for symbol_name in (name, name + "_s")}
    tables["holiday"] = {
        name: number
        for number, row in enumerate(lexicon.toml("dates/holidays.toml")["holiday"])
        for name in row["names"]
    }
    names = (*tables, *_EXTRA)
    symbol = {name: chr(0x100 + k) for k, name in enumerate(names)}
    words: dict[str, tuple[str, Any]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str, Any]]] = {}
    for name, table in tables.items():
        entries = dict.fromkeys(table["words"]) if "words" in table else table
        for entry, value in entries.items():
            for form in {entry, unaccented(entry)} if name in folded else {entry}:
                _add(words, phrases, form, symbol[name], value)
    for options in phrases.values():
        options.sort(key=lambda option: -len(option[0]))
    words |= {"\n": (BARRIER, None)} | {mark: (symbol[name], None) for mark, name in PUNCTUATION.items()}
    words |= {numeral: (symbol["roman"], number) for numeral, number in _numerals()}
    codes = {f"{letter}{n}" for letter in "tsqh" for n in "1234"} | {f"{n}{letter}" for letter in "ts" for n in "1234"}
    known = frozenset((*words, *phrases, *numerals.words(), *codes))
    mute = {symbol[name] for name in silent if name in symbol} | {BARRIER}
    telling = {word for word, (char, _) in words.items() if char not in mute and word not in PUNCTUATION}
    telling |= {max(tokens, key=len) for options in phrases.values() for tokens, char, _ in options if char not in mute}
    return Lexicon(words, phrases, symbol, known, frozenset(telling | codes | {"mil", "mille", "cent"}))


def _add(words: dict[str, Any], phrases: dict[str, Any], form: str, symbol: str, value: Any) -> None:
    tokens = tuple(m.group() for m in _TOKEN.finditer(form))
    if len(tokens) == 1:
        words.setdefault(form, (symbol, value))
    else:
        phrases.setdefault(tokens[0], []).append((tokens, symbol, value))


def scan(text: str) -> Symbols:
    """The classified tokens of ``text`` around the words that can make a date. Offsets are those of ``text``.

    A barrier stands between stretches that are apart, and tokens that mean nothing here are merged.
    """
    lex, out, symbols = load(), Symbols(), [BARRIER]
    folded = fold(text)
    lowered = folded.lower()
    if len(lowered) != len(folded):  # a few capitals grow when lowered; offsets must hold
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)
    spans = [m.span() for m in _TOKEN.finditer(folded)]
    raw = [lowered[start:end] for start, end in spans]
    out.add((0, 0), None)
    for first, last in _stretches(raw, lex):
        if symbols[-1] != BARRIER:
            symbols.append(BARRIER)
            out.add(spans[first], None)
        k = first
        while k < last:
            step, symbol, value = _classify(raw, k, lex)
            if symbol != OTHER or symbols[-1] != OTHER:
                if symbol == lex.symbol["roman"] and not folded[spans[k][0]].isupper():
                    symbol = OTHER  # « xie » is no numeral
                symbols.append(symbol)
                out.add((spans[k][0], spans[k + step - 1][1]), value)
            k += step
    out.string = "".join(symbols)
    return out


def _stretches(raw: list[str], lex: Lexicon) -> Iterator[tuple[int, int]]:
    """The runs of tokens that lie near a telling word or a number."""
    telling = lex.telling
    first = last = 0
    for k in [k for k, word in enumerate(raw) if word in telling or word[0] in _DIGITS]:
        if k - REACH[0] > last:
            if last:
                yield first, last
            first = k - REACH[0]
        last = min(len(raw), k + REACH[1] + 1)
    if last:
        yield first, last


def fold(text: str) -> str:
    """``text`` with straight apostrophes and plain spaces, character for character."""
    for odd, plain in (("’", "'"), ("ʼ", "'"), ("\u00a0", " "), ("\u202f", " ")):
        text = text.replace(odd, plain)
    return text


def _classify(raw: list[str], at: int, lex: Lexicon) -> tuple[int, str, Any]:
    """Tokens taken, symbol and value of the token ``raw[at]`` and those that belong to it."""
    word = raw[at]
    if word[0] not in _DIGITS and word not in lex.known:
        return 1, OTHER, None
    if (options := lex.phrases.get(word)) and (phrase := _phrase(options, raw, at)):
        return len(phrase[0]), phrase[1], phrase[2]
    if word in numerals.words() and not (word == "sept" and _september(raw, at)):
        return _spelled(raw, at, numerals.words(), lex)
    if word in lex.words:
        symbol, value = lex.words[word]
        return 1, symbol, value
    if len(word) == 2 and "32" <= word <= "99" and _short_year(raw, at, lex):
        return 1, lex.symbol["short_year"], int(word)
    name, value = _numeric(word)
    return 1, lex.symbol.get(name, OTHER), value


def _short_year(raw: list[str], at: int, lex: Lexicon) -> bool:
    """Whether a number is a year without its century: « juin 98, » but not « juin 38 degrés »."""
    month = raw[at - 2] if at > 1 and raw[at - 1] == "." else raw[at - 1] if at else ""
    if lex.words.get(month, ("",))[0] not in (lex.symbol["month"], lex.symbol["month_short"]):
        return False
    return raw[at - 1 : at + 1] == ["mai", "68"] or at + 1 == len(raw) or raw[at + 1] in _CLOSING


def _september(raw: list[str], at: int) -> bool:
    """Whether « sept » is the month: « 12 sept. », « sept. 2013 »."""
    after = raw[at + 1 : at + 3]
    return (at > 0 and raw[at - 1][0].isdigit()) or (
        len(after) == 2 and after[0] == "." and len(after[1]) == 4 and after[1].isdigit()
    )


def _phrase(options: list[tuple[tuple[str, ...], str, Any]], raw: list[str], at: int) -> Any:
    for option in options:
        if tuple(raw[at : at + len(option[0])]) == option[0]:
            return option
    return None


def _spelled(raw: list[str], at: int, spelled: dict[str, Any], lex: Lexicon) -> tuple[int, str, Any]:
    """The longest spelled number at ``at``: (tokens, symbol, value)."""
    found = [raw[at]]
    best = (1, numerals.value(found))
    k = at + 1
    while k < min(len(raw), at + 14):
        join = 3 if raw[k : k + 3] == ["-", "et", "-"] else int(raw[k] in ("-", "et"))
        if join and k + join < len(raw) and raw[k + join] in spelled:
            if "et" in raw[k : k + join] and raw[k + join] not in ("un", "une", "onze"):
                break
            k += join
        if raw[k] not in spelled:
            break
        found.append(raw[k])
        number = numerals.value(found)
        k += 1
        if number is not None:
            best = (k - at, number)
        elif raw[k - 2] != "-":
            break
    step, number = best
    if number is None:
        return 1, OTHER, None
    if step == 1 and number == 1:
        return 1, lex.symbol["one"], 1
    if step == 1 and number >= 100:
        return 1, OTHER, None
    return step, lex.symbol[_size(number)], number


def _size(number: int) -> str:
    if 1 <= number <= 31:
        return "day"
    return "year" if 1000 <= number <= 2199 else "number"


def _numeric(word: str) -> tuple[str, Any]:
    """Class and value of a token that holds digits."""
    if word.isdecimal():
        return _digits(word)
    if m := _CODE.match(word):
        size = "quarter" if (m["unit"] or m["kind"]) in "tq" else "half"
        number = int(m["number"] or m["first"])
        return ("code", (size, number)) if size == "quarter" or number <= 2 else ("", None)
    if m := _NTH.match(word):
        return ("nth", int(m[1])) if int(m[1]) <= 31 else ("", None)
    return _run(word)


def _digits(word: str) -> tuple[str, Any]:
    if len(word) == 8 and word[:2] in ("19", "20"):
        name, value = _valid(int(word[:4]), int(word[4:6]), int(word[6:]))
        return ("packed_date", value) if name else ("", None)
    number = int(word) if len(word) <= 4 else 0
    if (len(word) == 4 and not 1000 <= number <= 2199) or (len(word) == 3 and word[0] == "0") or len(word) > 4:
        return "", None
    return _size(number), number


def _run(word: str) -> tuple[str, Any]:
    """Digits joined by full stops, slashes or dashes: a date, a range, or neither."""
    if m := _ISO.match(word):
        return _valid(int(m[1]), int(m[3]), int(m[4]))
    if m := _FULL.match(word):
        return _valid(int(m[4]), int(m[3]), int(m[1]))
    if (m := _YEARS.match(word)) and 1000 <= int(m[1]) <= 2199:
        return _year_range(int(m[1]), m[2], m[3])
    if (m := _MONTH_YEAR.match(word)) and 1 <= int(m[1]) <= 12 and 1800 <= int(m[2]) <= 2199:
        return "month_year", (int(m[2]), int(m[1]))
    if (m := _DAY_MONTH.match(word)) and 1 <= int(m[1]) <= 31 and 1 <= int(m[3]) <= 12:
        return "day_month", (int(m[1]), int(m[3]), m[2])
    if (m := _DAY_RANGE.match(word)) and 1 <= int(m[1]) < int(m[2]) <= 31:
        return "day_range", (int(m[1]), int(m[2]))
    if (m := _SHORT_RANGE.match(word)) and int(m[2]) == (int(m[1]) + 1) % 100 and int(m[1]) > 31:
        return "short_range", (1900 + int(m[1]), 1901 + int(m[1]))
    return "", None


def _valid(year: int, month: int, day: int) -> tuple[str, Any]:
    """A full date as (year, month, day); a year below 100 has lost its century."""
    if month > 12 >= day:
        month, day = day, month
    try:
        date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return "", None
    return "full_date", (year, month, day)


def _year_range(first: int, separator: str, second: str) -> tuple[str, Any]:
    last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
    if len(second) == 2 and last <= first:
        last += 100
        if last != first + 1 and first % 100 != 99:
            return ("month_year", (first, int(second))) if 1 <= int(second) <= 12 and separator != "–" else ("", None)
    if separator == "." or last <= first or last - first > (60 if len(second) == 2 else 200):
        return "", None
    if len(second) == 2 and int(second) <= 12 and last - first > 1 and separator == "-":
        return "month_year", (first, int(second))
    return "year_range", (first, last)


def _numerals() -> Iterator[tuple[str, int]]:
    """The ordinals of centuries in Roman numerals, in lower case: « xixe »."""
    ones = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
    for number in range(1, 26):
        numeral = "x" * (number // 10) + ones[number % 10]
        for ending in ("e", "ème", "è", "er"):
            yield numeral + ending, number
