"""Currencies as written: signs, ISO codes, French names, abbreviations, minor units."""

from __future__ import annotations

from pipeline.money.lexicon import Currency, Node, key, load
from pipeline.money.tokens import Tokens

_REACH = 7  # words of the longest name


def currency(tokens: Tokens, i: int) -> tuple[int, Currency] | None:
    """The currency named at token ``i`` (« d'euros », « $ CA », « francs suisses »).

    Returns the token after it and what it says, or None.
    """
    j = _after_preposition(tokens, i)
    return name(tokens, j) if j == i or tokens.raw[j][0].isalpha() or tokens.raw[j] in ("€", "$") else None


def _after_preposition(tokens: Tokens, i: int) -> int:
    """Skip « de », one adjective before it (supplémentaires), or an opening bracket."""
    table = load()
    j = i
    if tokens.word(j) == "(" and tokens.word(j + 1) in ("d'", "de"):
        j += 1
    if tokens.word(j) in table.fillers_after and tokens.word(j + 1) in ("d'", "de"):
        j += 1
    if tokens.word(j) in ("d'", "de"):
        j += 1
        if tokens.word(j) in ("nos", "vos", "ses", "leurs", "vrais", "bons", "nouveaux", "anciens"):
            j += 1
    return j if j < len(tokens) else i


def name(tokens: Tokens, i: int) -> tuple[int, Currency] | None:
    """The longest currency name or sign that begins at token ``i``."""
    if i >= len(tokens):
        return None
    minor = load().minors.get(tokens.low[i])
    if minor is not None:
        return _minor(tokens, i, minor)
    found = _walk(load().signs, tokens.raw, i)
    other = (
        _walk(load().names, [key(w) for w in tokens.low[i : i + _REACH]], 0)
        if key(tokens.low[i]) in load().starts
        else None
    )
    if other is not None and (found is None or other[0] + i >= found[0]):
        found = (other[0] + i, other[1])
    return found


def _walk(node: Node, words: list[str], i: int) -> tuple[int, Currency] | None:
    best = None
    while i < len(words) and (step := node.next.get(words[i])) is not None:
        node, i = step, i + 1
        if node.value is not None:
            best = (i, node.value)
    return best


def _minor(tokens: Tokens, i: int, minor: Currency) -> tuple[int, Currency] | None:
    """A minor unit, with the currency it is a part of where that is said (« cents d'euro »)."""
    if tokens.raw[i] in ("Cent", "Cents"):
        return None
    if tokens.word(i + 1) in ("d'", "de") and (whole := name(tokens, i + 2)) is not None and whole[1].parts == 1:
        return whole[0], Currency(whole[1].code, whole[1].noun, whole[1].candidates, minor.parts)
    return i + 1, minor


def qualified(tokens: Tokens, i: int, noun: str) -> tuple[int, Currency] | None:
    """What tells a sign in front apart, written after the number: « $ 10 millions US »."""
    node = load().names.next.get(noun)
    if node is None or i >= len(tokens):
        return None
    found = _walk(Node(None, node.next), [key(w) for w in tokens.low[i : i + _REACH]], 0)
    return (found[0] + i, found[1]) if found else None
