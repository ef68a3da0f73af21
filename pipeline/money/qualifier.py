"""Exact, approximate, at least or at most: the words right before and right after an amount."""

from __future__ import annotations

from functools import cache

from pipeline import lexicon

_REACH = 40  # characters of the longest phrase, and some room
_ORDER = ("at_most", "at_least", "approx")


@cache
def _phrases(side: str) -> tuple[tuple[str, str], ...]:
    """(phrase, qualifier) pairs, the longest phrase first."""
    table = lexicon.toml("money/qualifiers.toml")
    pairs = [(phrase, name) for name in _ORDER for phrase in table[name][side]]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _all(side: str) -> tuple[str, ...]:
    return tuple(phrase for phrase, _ in _phrases(side))


def qualifier(text: str, start: int, end: int, *, approx: bool = False) -> str:
    """The qualifier of the amount at ``text[start:end]`` (folded text).

    Parameters
    ----------
    text : folded text
    start, end : offsets of the amount
    approx : the amount itself is approximate (« une centaine de millions »)

    Examples
    --------
    >>> qualifier("La région mise plus de 3 millions d'euros.", 23, 41)
    'at_least'
    """
    before = text[max(0, start - _REACH) : start].lower().rstrip(' "(:')
    if before.endswith(_all("before")):
        for phrase, name in _phrases("before"):
            if before.endswith(phrase) and not before[: -len(phrase)][-1:].isalnum():
                return _not_negated(before, phrase, name)
    after = text[end : end + _REACH].lower().lstrip(" ,(")
    if after.startswith(_all("after")):
        for phrase, name in _phrases("after"):
            if after.startswith(phrase) and not after[len(phrase) :][:1].isalnum():
                return name
    return "approx" if approx else "exact"


def _not_negated(before: str, phrase: str, name: str) -> str:
    """« ne dépasse pas » and « n'atteint pas plus de » turn a lower bound into an upper one."""
    head = before[: -len(phrase)].rstrip()
    return "at_most" if name == "at_least" and head.endswith((" pas", " jamais", "n'", " ne")) else name
