"""Past or future: what the verbs around an expression say."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipeline import lexicon

REACH = 160  # characters on either side that can belong to the same clause
_WORD = re.compile(r"[^\W\d_]+")
_BREAK = re.compile(r"[.!?;\n]")
_ARTICLES = frozenset(("le", "la", "les", "un", "une", "des", "ses", "ces", "du", "au", "aux", "l", "d"))
_HOUR = re.compile(r",? (?:à|dès|vers|de) \d{1,2} ?(?:h|heures)\b|,? \d{1,2} ?h\b")
_AUXILIARIES = frozenset(("être", "été", "pas", "bien", "déjà", "ensuite", "finalement", "officiellement", "aussi"))


@cache
def _tables() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in lexicon.toml("dates/tense.toml").items()}


@lru_cache(maxsize=20_000)
def word_tense(word: str) -> int:
    """1 for a word of the future, -1 of the past, 0 for any other."""
    tables = _tables()
    if word in tables["future"]:
        return 1
    if word in tables["past"]:
        return -1
    if len(word) > 4:
        if word.endswith(tuple(tables["future_endings"])) and word not in tables["not_future"]:
            return 1
        if word.endswith(tuple(tables["past_endings"])) and word not in tables["not_past"]:
            return -1
    return 0


def tense_at(text: str, start: int, end: int) -> int:
    """The tense of the nearest telling word around ``text[start:end]`` within its sentence; 0 when none tells.

    A word before the expression counts as nearer than one after it, because a French date mostly follows its verb.
    """
    left = _left(text[max(0, start - REACH) : start])
    if left and left[0] <= 4:  # nothing after can be nearer
        return left[1]
    right = _right(text[end : end + REACH])
    if left and right:
        return left[1] if left[0] <= right[0] * 2 + 2 else right[1]
    if left or right:
        return left[1] if left else right[1] if right else 0
    return 1 if _HOUR.search(text, start, end + 14) else 0  # « samedi à 20 h » without a verb announces


def tense_before(text: str, start: int) -> int:
    """The tense of the word or two right before ``start``: « a commencé dès lundi » is over."""
    left = _before(_words_before(text[max(0, start - REACH) : start])[:4])
    return left[1] if left and left[0] <= 2 else 0


@lru_cache(maxsize=1_000)  # ranges ask twice, and some texts say the same again and again
def _left(before: str) -> tuple[int, int] | None:
    """Distance and tense of the nearest telling word at the end of ``before``."""
    return _before(_words_before(before))


@lru_cache(maxsize=1_000)
def _right(after: str) -> tuple[int, int] | None:
    """Distance and tense of the nearest telling word at the beginning of ``after``."""
    stop = _BREAK.search(after)
    return _after(_WORD.findall(after[: stop.start() if stop else None].lower()))


def _words_before(before: str) -> list[str]:
    """The words of the last sentence of ``before``, nearest first."""
    cut = max((m.end() for m in _BREAK.finditer(before)), default=0)
    return _WORD.findall(before[cut:].lower())[::-1]


def _before(words: list[str]) -> tuple[int, int] | None:
    """Distance and tense of the nearest telling word, walking away to the left."""
    participle = 0
    for distance, word in enumerate(words, 1):
        tense = word_tense(word)
        if word == "a" and distance > 1 and words[distance - 2] == "priori":
            continue
        if tense:
            return (participle or distance), tense
        if participle and word not in _AUXILIARIES:
            return participle, -1
        noun = words[distance] in _ARTICLES if distance < len(words) else False
        if not participle and distance <= 3 and not noun and is_participle(word):
            participle = distance
    return (participle, -1) if participle else None


def _after(words: list[str]) -> tuple[int, int] | None:
    for distance, word in enumerate(words, 1):
        if tense := word_tense(word):
            return distance, tense
    return None


@lru_cache(maxsize=20_000)
def is_participle(word: str) -> bool:
    """Whether a word looks like a past participle (« annoncée », « promis »)."""
    tables = _tables()
    if word in tables["participles"]:
        return True
    return len(word) > 3 and word.endswith(("é", "ée", "és", "ées")) and word not in tables["not_participles"]
