"""Text to symbols: one character per token, by the word classes of ``lexicon/dates/words.toml``.

The rules of the grammar are regular expressions over the resulting string; a token that plays no part in any date
is ``_``, and a line or paragraph boundary that no expression crosses is ``|``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from pipeline import lexicon
from pipeline.dates import numbers

OTHER, BARRIER = "_", "|"
PUNCTUATION = {",": "comma", ".": "dot", "-": "dash", "–": "dash", "—": "dash", "/": "slash", '"': "quote", "«": "quote",
               "»": "quote", "“": "quote", "”": "quote", "(": "open", ")": "close"}
# Classes that do not come from a word list.
_EXTRA = ("day", "number", "year", "nth", "full_date", "day_month", "month_year", "year_range", "day_range", "code", "packed_date",
          "roman", *sorted(set(PUNCTUATION.values())))
_TOKEN = re.compile(
    r"(?P<thousands>(?<!\d)\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d))"
    r"|(?P<run>\d+(?:[.,/\-–]\d+)+)"
    r"|(?P<code>(?<!\w)(?:[TSQHtsqh][1-4]|[1-4][TSts](?=\d{4}(?!\d)|\W|$))(?!(?<=\d)\d|[^\W\d_]))"
    r"|(?P<nth>\d{1,2}(?:er|ère|ere|nde|nd|ème|eme|ième|e|è)(?!\w))"
    r"|(?P<digits>\d+)"
    r"|(?P<word>[^\W\d_]+['’]?)"
    r"|(?P<line>\n(?=[ \t\r]*\n|[^a-zà-ÿ0-9]))"
    r"|(?P<mark>[^\s\w])"
)
_ROMAN = re.compile(r"^([IVX]{1,6})(?:e|ème|è|er)$")
_FULL = re.compile(r"^(\d{1,2})([./\-–])(\d{1,2})\2(\d{4}|\d{2})$")
_ISO = re.compile(r"^(\d{4})([./\-–])(\d{1,2})\2(\d{1,2})$")
_DAY_MONTH = re.compile(r"^(\d{1,2})([./])(\d{1,2})$")
_DAY_RANGE = re.compile(r"^(\d{1,2})[-–](\d{1,2})$")
_MONTH_YEAR = re.compile(r"^(\d{1,2})[./\-](\d{4})$")
_YEARS = re.compile(r"^(\d{4})([./\-–])(\d{4}|\d{2})$")
_FOLD = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " ", "ʼ": "'"})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word classes: ``words`` for single tokens, ``phrases`` by first token (longest first), ``symbol`` by class."""

    words: dict[str, tuple[str, Any]]
    phrases: dict[str, list[tuple[tuple[str, ...], str, Any]]]
    symbol: dict[str, str]


@dataclass(slots=True)
class Symbols:
    """The token string of a text, with offsets and values by position."""

    string: str = ""
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)


def unaccented(word: str) -> str:
    """``word`` without its diacritics."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c)).replace("œ", "oe")


@cache
def load() -> Lexicon:
    """The word classes, from the data files."""
    tables = dict(lexicon.toml("dates/words.toml"))
    folded = set(tables.pop("fold")["classes"]) | {"holiday"}
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
        entries = {w: None for w in table["words"]} if "words" in table else table
        for entry, value in entries.items():
            for form in {entry, unaccented(entry)} if name in folded else {entry}:
                _add(words, phrases, form, symbol[name], value)
    for options in phrases.values():
        options.sort(key=lambda option: -len(option[0]))
    return Lexicon(words, phrases, symbol)


def _add(words: dict[str, Any], phrases: dict[str, Any], form: str, symbol: str, value: Any) -> None:
    tokens = tuple(m.group() for m in _TOKEN.finditer(form))
    if len(tokens) == 1:
        words.setdefault(form, (symbol, value))
    else:
        phrases.setdefault(tokens[0], []).append((tokens, symbol, value))


def scan(text: str) -> Symbols:
    """Split ``text`` into classified tokens. Offsets count code points of ``text``."""
    lex, out, symbols = load(), Symbols(), []
    folded = text.translate(_FOLD)
    lowered = folded.lower()
    if len(lowered) != len(folded):  # a few capitals grow when lowered; offsets must hold
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)
    tokens = [(m.lastgroup, m.start(), m.end()) for m in _TOKEN.finditer(folded)]
    raw = [lowered[start:end] for _, start, end in tokens]
    spelled = numbers.words()
    k, count = 0, len(tokens)
    while k < count:
        kind, start, end = tokens[k]
        word, step, symbol, value = raw[k], 1, OTHER, None
        if kind == "word":
            if word in lex.phrases and (phrase := _phrase(lex.phrases[word], raw, k)):
                step, symbol, value = len(phrase[0]), phrase[1], phrase[2]
            elif word in spelled and not (word == "sept" and k and tokens[k - 1][0] in ("digits", "nth")):
                step, symbol, value = _spelled(raw, k, spelled, lex)
            elif word in lex.words:
                symbol, value = lex.words[word]
            elif word[0] in "ivx" and (roman := _ROMAN.match(folded[start:end])):
                symbol, value = lex.symbol["roman"], _roman(roman[1])
        elif kind == "mark":
            symbol = lex.symbol.get(PUNCTUATION.get(word, ""), OTHER)
        elif kind == "line":
            symbol = BARRIER
        elif word in lex.phrases or word in lex.words:
            symbol, value = lex.words.get(word, (OTHER, None))
            if phrase := _phrase(lex.phrases.get(word, []), raw, k):
                step, symbol, value = len(phrase[0]), phrase[1], phrase[2]
            elif symbol == OTHER:
                name, value = _numeric(kind or "", word)
                symbol = lex.symbol.get(name, OTHER)
        else:
            name, value = _numeric(kind or "", word)
            symbol = lex.symbol.get(name, OTHER)
        symbols.append(symbol)
        out.starts.append(start)
        out.ends.append(tokens[k + step - 1][2])
        out.values.append(value)
        k += step
    out.string = "".join(symbols)
    return out


def _phrase(options: list[tuple[tuple[str, ...], str, Any]], raw: list[str], at: int) -> Any:
    for option in options:
        if tuple(raw[at : at + len(option[0])]) == option[0]:
            return option
    return None


def _spelled(raw: list[str], at: int, spelled: dict[str, Any], lex: Lexicon) -> tuple[int, str, Any]:
    """The longest spelled number at ``at``: (tokens, symbol, value)."""
    found = [raw[at]]
    best = (1, numbers.value(found))
    k = at + 1
    while k < min(len(raw), at + 14):
        if raw[k] in ("-", "et") and k + 1 < len(raw) and raw[k + 1] in spelled:
            if raw[k] == "et" and raw[k + 1] not in ("un", "une", "onze"):
                break
            k += 1
        if raw[k] not in spelled:
            break
        found.append(raw[k])
        number = numbers.value(found)
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


def _numeric(kind: str, word: str) -> tuple[str, Any]:
    """Class and value of a token made of digits."""
    if kind == "digits":
        if len(word) == 8 and word[:2] in ("19", "20"):
            name, value = _valid(int(word[:4]), int(word[4:6]), int(word[6:]))
            return ("packed_date", value) if name else ("", None)
        if len(word) > 4:
            return "", None
        if len(word) == 3 or (len(word) == 4 and not 1000 <= int(word) <= 2199):
            return ("number", int(word)) if len(word) == 3 and word[0] != "0" else ("", None)
        return _size(int(word)), int(word)
    if kind == "nth":
        number = int(re.match(r"\d+", word)[0])  # type: ignore[index]
        return ("nth", number) if number <= 31 else ("", None)
    if kind == "code":
        size = "quarter" if ("t" in word or "q" in word) else "half"
        number = int(word.strip("tsqh"))
        return ("code", (size, number)) if size == "quarter" or number <= 2 else ("", None)
    if kind == "run":
        return _run(word)
    return "", None


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
    if separator == "." or last <= first or last - first > 200:
        return "", None
    if len(second) == 2 and int(second) <= 12 and last - first > 1 and separator == "-":
        return "month_year", (first, int(second))
    return "year_range", (first, last)


def _roman(letters: str) -> int:
    values = {"I": 1, "V": 5, "X": 10}
    total = 0
    for letter, following in zip(letters, [*letters[1:], ""], strict=True):
        sign = -1 if following and values[following] > values[letter] else 1
        total += sign * values[letter]
    return total
