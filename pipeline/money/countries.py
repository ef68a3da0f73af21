"""Which countries a text names, to tell one country's franc, dollar or dinar from another's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

from pipeline import lexicon
from pipeline.money.lexicon import key
from pipeline.money.tokens import Tokens, split


@cache
def _names() -> dict[str, list[tuple[tuple[str, ...], str, bool]]]:
    """First word -> (all words, country, whether it is written with a capital), the longest first."""
    table: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    for row in lexicon.csv_rows("money/countries.csv"):
        for name in row["names"].split("|"):
            for form in _forms(name):
                words = tuple(key(w) for w in split(form))
                table.setdefault(words[0], []).append((words, row["country"], form[0].isupper()))
    for entries in table.values():
        entries.sort(key=lambda e: -len(e[0]))
    return table


def _forms(name: str) -> Iterator[str]:
    """A nationality in both genders; other names as they are."""
    yield name
    if name[0].islower() and not name.endswith("e"):
        yield name + "ne" if name.endswith(("ien", "en")) else name + "e"


@cache
def currency_by_country() -> dict[str, str]:
    """Country -> the currency that its plain noun stands for (FR -> FRF for francs)."""
    return {row["country"]: row["currency"] for row in lexicon.csv_rows("money/countries.csv")}


def named(tokens: Tokens) -> Counter[str]:
    """How often each country is named, by its name, nationality, or main cities."""
    table, found = _names(), Counter[str]()
    i = 0
    while i < len(tokens):
        step = 1
        for words, country, capital in table.get(key(tokens.low[i]), ()):
            if capital and not tokens.raw[i][0].isupper():
                continue
            if len(words) == 1 or tuple(map(key, tokens.low[i : i + len(words)])) == words:
                found[country] += 1
                step = len(words)
                break
        i += step
    return found
