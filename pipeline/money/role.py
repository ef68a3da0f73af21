"""Funding or something else, and why: a small linear model over the words that govern an amount.

The words stand in groups (``roles.toml``), the weights of the groups in ``role_weights.json``; ``train.py`` makes the
weights. A conversion in brackets shares the decision of the amount it converts.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import chain

from pipeline import lexicon
from pipeline.money.grammar import Found
from pipeline.money.lexicon import key
from pipeline.money.tokens import Tokens

Features = dict[str, float]
_BEFORE, _AFTER, _ARTICLE = 25, 16, 2000  # tokens looked at
_STOPS = frozenset({".", "!", "?", "…"})
_SIZES = tuple(map(Decimal, ("100", "5000", "1e5", "1e6", "2e7", "1e9")))
_GIVEN, _AGAINST = frozenset({"give", "plan", "buy"}), -1.0
_FAINT = frozenset({"for", "each", "yearly"})


@cache
def _tables() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]], dict[str, str]]:
    """Groups by whole word and by beginning of words, and the reason of each group."""
    groups = lexicon.toml("money/roles.toml")["groups"]
    whole: dict[str, set[str]] = defaultdict(set)
    beginnings: dict[str, set[str]] = defaultdict(set)
    for name, group in groups.items():
        for word in group["words"]:
            if word.endswith("*"):
                beginnings[word[:-1]].add(name)
            else:
                whole[word].add(name)
    reasons = {name: group["reason"] for name, group in groups.items() if "reason" in group}
    return _frozen(whole), _frozen(beginnings), reasons


def _frozen(table: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {word: frozenset(names) for word, names in table.items()}


@lru_cache(maxsize=1 << 15)
def groups(word: str) -> frozenset[str]:
    """The groups of a lower-case word.

    >>> sorted(groups("subventions"))
    ['plan']
    """
    whole, beginnings, _ = _tables()
    starts = (beginnings.get(word[:length], frozenset()) for length in range(1, len(word) + 1))
    return whole.get(word, frozenset()).union(*starts)


@cache
def weights() -> Mapping[str, float]:
    """Weight of each feature; positive speaks for funding."""
    table: dict[str, float] = json.loads(lexicon.text("money/role_weights.json"))["weights"]
    return table


@dataclass(frozen=True, slots=True)
class Role:
    """``funding``, or ``other`` with its reason."""

    role: str
    reason: str = ""


def roles(tokens: Tokens, found: Sequence[Found]) -> list[Role]:
    """The role of each amount of ``found``."""
    if not found:
        return []
    table = weights()
    described = features(tokens, found)
    scores = [_settled(f, sum(value * table.get(name, 0.0) for name, value in f.items())) for f in described]
    return [
        Role("funding") if score > 0 else Role("other", _reason(f))
        for score, f in zip(_agreed(tokens, found, scores), described, strict=True)
    ]


def _settled(f: Features, score: float) -> float:
    """Against funding where the amount is made of revenue, a fine … and of nothing that is given."""
    sides = [{n.split(":")[1] for n in f if n.startswith(side)} for side in ("head:", "of:")]
    against = any(side & _decisive() and not side & _GIVEN for side in sides)
    return min(score, _AGAINST) if against else score


@cache
def _decisive() -> frozenset[str]:
    groups = lexicon.toml("money/roles.toml")["groups"]
    return frozenset(name for name, group in groups.items() if group.get("decisive"))


def _agreed(tokens: Tokens, found: Sequence[Found], scores: Sequence[float]) -> list[float]:
    """A conversion takes the score of what it converts."""
    out = list(scores)
    for k in range(1, len(found)):
        if converts(tokens, found[k - 1], found[k]):
            out[k] = out[k - 1]
    return out


def converts(tokens: Tokens, a: Found, b: Found) -> bool:
    """Whether ``b`` says ``a`` again in another currency: « 5 millions de dollars (4,2 millions d'euros) »."""
    gap = tokens.low[a.last : b.first]
    return 0 < len(gap) <= 4 and (gap[0] == "(" or "soit" in gap) and a.currency != b.currency


def features(tokens: Tokens, found: Sequence[Found]) -> list[Features]:
    """Weighted features of each amount: groups of the words around it, its size, and what the article speaks of."""
    text = _article(tokens)
    return [_features(tokens, f) | text for f in found]


def _article(tokens: Tokens) -> Features:
    """Share of each group among the telling words of the article."""
    telling = filter(None, map(groups, tokens.low[:_ARTICLE]))
    counts = Counter(chain.from_iterable(telling))
    total = sum(counts.values()) or 1
    return {f"article:{g}": 3 * n / total for g, n in counts.items()}


def _features(tokens: Tokens, f: Found) -> Features:
    before, after = _window(tokens, f)
    out: Features = {"bias": 1.0, f"size:{sum(f.size >= s for s in _SIZES)}": 1.0}
    _side(out, "before", before, 6)
    _side(out, "after", after, 5)
    head = _head(before)
    for name in head:
        out[f"head:{name}"] = 1.0
    if after[:1] and after[0] in ("de", "d'", "du", "des"):
        for name in frozenset().union(*map(groups, after[1:4])):
            out[f"of:{name}"] = 1.0
    _words(out, before, after)
    if before[:1] == ["("]:
        out["bracket"] = 1.0
    return out


def _words(out: Features, before: Sequence[str], after: Sequence[str]) -> None:
    """The telling words nearest to the amount: their groups, and the words themselves."""
    telling = [w for w in before if groups(w) - _FAINT][:3]
    following = [w for w in after if groups(w) - _FAINT][:1]
    out |= {f"near:{g}": 1.0 for w in telling[:1] for g in groups(w) - _FAINT}
    out |= {f"next:{g}": 1.0 for w in following for g in groups(w) - _FAINT}
    out |= {f"{'first' if not k else 'word'}:{key(w)}": 1.0 for k, w in enumerate(telling)}
    out |= {f"then:{key(w)}": 1.0 for w in following}


def _side(out: Features, side: str, words: Sequence[str], near: int) -> None:
    for distance, word in enumerate(words):
        for name in groups(word):
            weight = 1 / (1 + distance / near)
            out[f"{side}:{name}"] = max(out.get(f"{side}:{name}", 0.0), weight)


def _head(before: Sequence[str]) -> frozenset[str]:
    """Groups of the word that governs the amount with nothing but small words between: « une amende de plus de »."""
    links = lexicon.toml("money/roles.toml")["links"]
    for word in before[:7]:
        if word in links:
            continue
        return groups(word)
    return frozenset()


def _window(tokens: Tokens, f: Found) -> tuple[list[str], list[str]]:
    """The words of the sentence before the amount, nearest first, and after it."""
    first, last = f.first, f.last
    while first > 0 and f.first - first < _BEFORE and tokens.raw[first - 1] not in _STOPS and tokens.joined(first - 1):
        first -= 1
    while last < len(tokens) and last - f.last < _AFTER and tokens.raw[last] not in _STOPS and tokens.joined(last - 1):
        last += 1
    before, after = _plain(tokens.low[first : f.first]), _plain(tokens.low[f.last : last])
    return before[::-1], after


def _plain(words: Sequence[str]) -> list[str]:
    """The words without « à perte », which is how one spends and no loss."""
    return [w for k, w in enumerate(words) if not (w == "perte" and words[k - 1 : k] == ["à"])]


def _reason(f: Features) -> str:
    """Why an amount is not funding: the group that stands closest to it."""
    best, strength = "other", 0.0
    for name, reason in _tables()[2].items():
        score = (
            2 * f.get(f"head:{name}", 0)
            + 2 * f.get(f"of:{name}", 0)
            + f.get(f"near:{name}", 0)
            + f.get(f"next:{name}", 0)
        )
        score += f.get(f"before:{name}", 0) + f.get(f"after:{name}", 0) + f.get(f"article:{name}", 0) / 3
        if score > strength:
            best, strength = reason, score
    return best if strength > 0.3 else "other"
