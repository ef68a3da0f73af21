"""Is it money? A number in millions without a currency, and nouns such as « livres » that are not always money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pipeline import lexicon
from pipeline.money.grammar import Found
from pipeline.money.lexicon import key, load
from pipeline.money.tokens import Tokens

_SENTENCE = frozenset({".", "!", "?", "…"})
_NEAR = 14  # tokens around an amount that are looked at
_MILLION, _MILLIARD = Decimal(10) ** 6, Decimal(10) ** 9
_SHORT = 14  # tokens of a text that is hardly more than the amount


@dataclass(frozen=True, slots=True)
class _Tables:
    nouns: frozenset[str]
    big: frozenset[str]
    cues: frozenset[str]
    counted: frozenset[str]
    adjectives: frozenset[str]
    quantities: frozenset[str]
    determiners: frozenset[str]
    units: frozenset[str]
    none: frozenset[str]
    pounds: frozenset[str]


@cache
def _tables() -> _Tables:
    data = lexicon.toml("money/judge.toml")
    return _Tables(
        frozenset(key(w) for w in data["money"]["nouns"]),
        frozenset(key(w) for w in data["money"]["nouns"] + data["money"]["big"]),
        frozenset(key(w) for w in data["money"]["cues"]),
        frozenset(key(w) for w in data["count"]["near"]),
        frozenset(data["money"]["adjectives"]),
        frozenset(data["money"]["quantities"]),
        frozenset(data["money"]["determiners"]),
        frozenset(data["count"]["units"]),
        frozenset(data["count"]["none"]),
        frozenset(key(w) for w in lexicon.toml("money/traps.toml")["nouns"]["livre"]["countries"]),
    )


def money_only(tokens: Tokens, found: list[Found]) -> list[Found]:
    """The items of ``found`` that are amounts of money."""
    named = [f for f in found if f.currency is not None]
    kept: list[Found] = []
    counted = -1  # token after the last count of something else
    for f in found:
        if f.currency is not None:
            if not _trapped(tokens, f) and not _never(tokens, f):
                kept.append(f)
        elif _counts_noun(tokens, f):
            counted = f.last
        elif _elliptic_money(tokens, f, bool(named), counted):
            kept.append(f)
    return kept


def _money_noun(tokens: Tokens, j: int, f: Found) -> bool:
    """Whether a noun that is counted in money stands at token ``j``, perhaps after an adjective."""
    nouns = _tables().big if f.scale >= _MILLIARD else _tables().nouns
    for _ in range(3):
        if tokens.word(j) not in _tables().adjectives or tokens.word(j) in ("plus", "moins"):
            break
        j += 1
    return key(tokens.word(j)) in nouns


def _counts_noun(tokens: Tokens, f: Found) -> bool:
    """« 75 millions d'utilisateurs »: what is counted stands right after and is not money."""
    j = f.last + 1 if tokens.word(f.last) == '"' else f.last
    if tokens.word(j) not in ("de", "d'", "des", "du"):
        return key(tokens.word(j)) in _tables().counted
    after = tokens.word(j + 1)
    if tokens.word(j) in ("du", "des") or after in _tables().determiners:
        return key(tokens.word(j + 1)) in _tables().counted or key(tokens.word(j + 2)) in _tables().counted
    if tokens.is_number(j + 1) or after in _tables().quantities:
        return False
    return not _money_noun(tokens, j + 1, f)


def _elliptic_money(tokens: Tokens, f: Found, named: bool, counted: int) -> bool:
    """« 12 millions » with neither currency nor noun: money if the text and the words around say so."""
    if (
        tokens.word(f.last) in _tables().units
        or tokens.word(f.first - 2) == "%"
        or tokens.word(f.first - 1) in ("article", "n")
    ):
        return False
    if f.value is None and f.high is None and not _vague_money(tokens, f, named):
        return False
    if tokens.word(f.last) in ("de", "d'") and _money_noun(tokens, f.last + 1, f):
        return True
    before, after = _around(tokens, f)
    cue = any(key(w) in _tables().cues for w in before + after)
    if f.scale < _MILLION:
        return named and f.size > 0 and tokens.raw[f.last - 1] in ("k", "K") and (cue or _ends_there(tokens, f))
    if counted >= 0 and f.first - counted < 2 * _NEAR and not cue:
        return False
    if any(key(w) in _tables().counted for w in before + after[:6]) and not cue:
        return False
    return named or cue or len(tokens) <= _SHORT


def _ends_there(tokens: Tokens, f: Found) -> bool:
    """Nothing that « 500k » could count follows it."""
    j = f.last
    if j >= len(tokens) or "\n" in tokens.text[tokens.end[j - 1] : tokens.start[j]]:
        return True
    return not tokens.raw[j][0].isalpha() or tokens.low[j] in ("pour", "en", "au", "auprès", "à", "et", "ou")


def _vague_money(tokens: Tokens, f: Found, named: bool) -> bool:
    """« plusieurs milliards », « des milliards supplémentaires », but not « en millions »."""
    bare = tokens.word(f.first - 1) == "des" and tokens.word(f.last) in load().fillers_after
    said = tokens.word(f.first) in load().vague_included or bare
    return said and f.scale >= _MILLION and named


def _around(tokens: Tokens, f: Found) -> tuple[list[str], list[str]]:
    """The words before and after an amount within its sentence."""
    first, last = f.first, f.last
    while first > 0 and f.first - first < _NEAR and tokens.raw[first - 1] not in _SENTENCE:
        first -= 1
    while last < len(tokens) and last - f.last < _NEAR and tokens.raw[last] not in _SENTENCE:
        last += 1
    return tokens.low[first : f.first], tokens.low[f.last : last]


def _sentence(tokens: Tokens, f: Found) -> list[str]:
    before, after = _around(tokens, f)
    return before + after


def _trapped(tokens: Tokens, f: Found) -> bool:
    """« un franc succès », « dix livres de poche »: the noun is no currency here."""
    assert f.currency is not None
    noun = f.currency.noun
    trap = lexicon.toml("money/traps.toml")["nouns"].get(noun)
    if trap is None or key(tokens.word(f.last - 1)) != noun:
        return False
    after = tokens.word(f.last)
    if after in trap.get("after", ()):
        return True
    if trap.get("one") and f.value == 1 and not tokens.is_number(f.first):
        return True
    if noun != "livre":
        return any(w in trap.get("near", ()) for w in _sentence(tokens, f))
    return _books(tokens, f, trap)


def _never(tokens: Tokens, f: Found) -> bool:
    """« jamais versé un centime »: none at all."""
    if f.currency is None or f.currency.parts == 1 or tokens.word(f.first) not in ("un", "une"):
        return False
    return any(w in _tables().none for w in _around(tokens, f)[0][-6:])


def _books(tokens: Tokens, f: Found, trap: dict[str, list[str]]) -> bool:
    """Livres without « sterling » are money where the text is about money or about a country of pounds."""
    if tokens.word(f.last) in ("de", "d'", "pour", "par"):
        goes_on = tokens.word(f.last + 1)
        if tokens.word(f.last) in ("de", "d'") and key(goes_on) not in _tables().nouns:
            return True
    around = _sentence(tokens, f)
    if any(w in trap["near"] for w in around) or (f.size < 100 and any(w in trap["weight"] for w in around)):
        return True
    if len(tokens) <= _SHORT or f.scale > 1:
        return False
    return not any(key(w) in _tables().cues or key(w) in _tables().pounds for w in tokens.low)
