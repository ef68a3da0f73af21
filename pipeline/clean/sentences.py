"""Sentence boundaries in French press text, by rules: fast, and unmoved by « », apostrophes and abbreviations."""

from __future__ import annotations

import re
from functools import cache

from pipeline.lexicon import toml

_OPENERS = "\"«“‘'(\\[—–\\-"
_UPPER = "A-ZÀ-ÖØ-Þ"
_LOWER = "a-zß-öø-ÿœ"
# A stop, what closes after it, and the blank (or nothing, in glued text) before the next sentence. A straight quote
# after a blank closes nothing unless another blank follows: it opens the next sentence.
_CLOSER = r"(?:[\"”’')\]¹²³⁰⁴-⁹]|\s?»|\s[\"”](?=\s|\Z))"
_STOP = re.compile(rf"(?P<stop>\.{{3}}|…|[.!?]{{1,3}})(?P<close>{_CLOSER}{{0,3}})(?P<gap>\s*)(?=\S|\Z)")
_BREAK = re.compile(r"\n+")
_WORD_BEFORE = re.compile(r"([\w'&-]{1,25}(?:\.[\w-]{1,4}){0,4})$")
_STARTS = re.compile(rf"[{_OPENERS}\s]{{0,4}}[{_UPPER}\d@#€$]")


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(toml("clean/abbreviations.toml")["before_a_name"])


@cache
def _rarely_final() -> frozenset[str]:
    return frozenset(toml("clean/abbreviations.toml")["before_a_number"])


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences of ``text``, in order, without the blanks between them.

    Headlines, list items and other lines of their own are sentences too.

    >>> text = "M. Le Maire a parlé de « 3 millions ! ». L'État paiera."
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['M. Le Maire a parlé de « 3 millions ! ».', "L'État paiera."]
    """
    spans: list[tuple[int, int]] = []
    at = 0
    for line_end, next_line in _lines(text):
        _split_line(text, at, line_end, spans)
        at = next_line
    return tuple(spans)


def _lines(text: str) -> list[tuple[int, int]]:
    """End of each line and start of the next."""
    return [*(m.span() for m in _BREAK.finditer(text)), (len(text), len(text))]


def _split_line(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    at = start
    for stop in _STOP.finditer(text, start, end):
        if _ends_sentence(text, stop, at, end):
            cut = stop.end("close")
            _add(text, at, cut, spans)
            at = cut
    _add(text, at, end, spans)


def _add(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append((start, end))


def _ends_sentence(text: str, stop: re.Match[str], begun: int, end: int) -> bool:
    """Whether the text goes on with a new sentence after ``stop``."""
    after = stop.end()
    if after >= end:
        return False  # the line's own end closes the sentence
    if not _STARTS.match(text, after, end):
        return False
    if not stop["gap"]:
        return _glued(text, stop)
    if stop["stop"] != "." or stop["close"].strip():
        return _after_strong_stop(text, stop)
    return not _is_abbreviation(text, stop, begun)


def _glued(text: str, stop: re.Match[str]) -> bool:
    """« … cette année.Le maire … »: a lower-case word, a stop, and a capital with no blank between."""
    before, nxt = text[stop.start() - 1 : stop.start()], text[stop.end() : stop.end() + 2]
    if stop["close"]:
        return bool(re.match(rf"[{_UPPER}«]", nxt)) and stop["stop"] != "."
    if stop["stop"] in ("?", "!"):
        return bool(re.match(rf"[{_UPPER}][{_LOWER}']", nxt))
    word = _WORD_BEFORE.search(text, max(0, stop.start() - 40), stop.start())
    return (
        bool(re.match(rf"[{_LOWER}»\d%)]", before))
        and bool(re.match(rf"(?:[{_UPPER}][{_LOWER}' ]|«)", nxt))
        and not (word and "." in word[1])
        and not _TOP_LEVEL.match(text, stop.end())
        and not _looks_like_address(text, stop)
    )


_TOP_LEVEL = re.compile(r"(?:Com|Fr|Org|Net|Info|Eu|Be|Ch|Io|Ai|Tv|Co)\b")


def _looks_like_address(text: str, stop: re.Match[str]) -> bool:
    word = text[max(0, stop.start() - 80) : stop.start()].rpartition(" ")[2]
    return bool(re.match(r"https?:|www\.|[\w.-]{1,40}@", word))


def _after_strong_stop(text: str, stop: re.Match[str]) -> bool:
    """After « ? », « ! », « … » or a closing quote a capital begins a sentence, but a speaker's verb does not."""
    if stop["stop"] in ("…", "...") and not stop["close"]:
        return bool(re.match(rf"[{_OPENERS}\s]{{0,4}}[{_UPPER}]", text[stop.end() : stop.end() + 6]))
    return True


def _is_abbreviation(text: str, stop: re.Match[str], begun: int) -> bool:
    word = _WORD_BEFORE.search(text, max(begun, stop.start() - 40), stop.start())
    if not word:
        return False
    token = word[1]
    bare = token.rpartition("'")[2]
    if bare == "M" and text[word.start(1) - 2 : word.start(1)].strip().isdigit():
        return False  # « 3 M. »: millions
    if bare.lower() in _abbreviations() and (bare.lower() not in _CASED or bare[0].isupper()):
        return True
    nxt = text[stop.end() : stop.end() + 1]
    if bare.lower() in _rarely_final() and nxt.isdigit():
        return True
    if _INITIALS.fullmatch(bare):
        return _is_initial(text, word.start(1), stop.end(), begun)
    return _list_number(text, word.start(1), bare, begun)


# Abbreviations that are common words when they begin with a small letter.
_CASED = frozenset({"m", "mm", "me", "mes", "mlle"})


_INITIALS = re.compile(rf"(?:[{_UPPER}]\.)?[{_UPPER}]h?(?:\.?-[{_UPPER}]h?)?")
_LAST_WORD = re.compile(r"([\w']{1,25}) ?$")
_FIRST_WORD = re.compile(rf"[{_OPENERS}\s]{{0,4}}([\w]{{1,25}})")


def _is_initial(text: str, start: int, end: int, begun: int) -> bool:
    """« J. Morel », « J.-M. Caradec »: capitals before a name, unlike those of « le plan B. Il … », « 3 M. Elle … »."""
    before = _LAST_WORD.search(text, max(begun, start - 30), start)
    after = _FIRST_WORD.match(text, end)
    words = toml("clean/abbreviations.toml")
    if before and (before[1].lower() in words["lettered"] or before[1][-1].isdigit()):
        return False
    return not (after and after[1].lower() in words["openers"])


def _list_number(text: str, start: int, bare: str, begun: int) -> bool:
    """« 1. Le financement »: a number that opens its line."""
    return bare.isdigit() and len(bare) <= 2 and not text[begun:start].strip()
