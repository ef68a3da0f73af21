"""Claims to groups, one per real-world funding: blocks of candidates, then merges that no member contradicts.

Comparing is what takes long. It goes shard by shard, each some blocks with their claims and nothing else, so that
another process can do it; which claims are joined is decided here, over all links.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

from pipeline.ledger.claims import Claim
from pipeline.ledger.compare import DISPUTED, Link, compare
from pipeline.ledger.keys import STATE

ALL_PAIRS = 24  # blocks up to this size are compared pair by pair
WINDOW = 12  # in larger ones each claim meets its next neighbours only, which keeps the work linear in the rows
SHARD = 20_000  # pairs compared at a time: a second of work or so
_REACH = 2.0  # amounts further apart than this factor are never compared
_SPREAD_DAYS = 366  # the periods of one funding lie no further apart than this

Spread = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]  # what a function gives for items, in order
Shard = tuple[dict[int, Claim], list[tuple[int, int]]]  # claims by their number, and which of them to compare


@dataclass(slots=True)
class Group:
    """Claims that tell one funding, with the reasons that brought them together."""

    claims: list[Claim]
    reasons: list[str] = field(default_factory=list)
    floor: float = 0.0  # the highest of the least amounts, and the lowest of the greatest
    ceiling: float = float("inf")
    last_first: date | None = None  # the latest begin and the earliest end of the periods told
    first_last: date | None = None
    by_article: dict[str, list[Claim]] = field(default_factory=dict)

    @classmethod
    def of(cls, claim: Claim) -> Group:
        """The group of one claim."""
        low = 0.0 if claim.low is None else claim.low
        high = float("inf") if claim.high is None else claim.high
        return cls([claim], [], low, high, claim.first, claim.last, {claim.article_id: [claim]})


def groups(claims: Sequence[Claim], spread: Spread = map) -> list[Group]:
    """The fundings behind the claims, in the order of their first claim; claims come sorted.

    ``spread`` calls the comparison on every shard, like ``map`` or on other machines.
    """
    owner = [Group.of(claim) for claim in claims]
    at = {id(claim): i for i, claim in enumerate(claims)}
    links = [link for found in spread(links_of, shards(claims)) for link in found]
    for link, i, j in sorted(links, key=lambda found: (-found[0].strength, found[1], found[2])):
        a, b = owner[i], owner[j]
        if a is not b and _may_join(a, b):
            big, small = (a, b) if len(a.claims) >= len(b.claims) else (b, a)
            _join(big, small, link)
            for claim in small.claims:
                owner[at[id(claim)]] = big
    seen: dict[int, Group] = {}
    for group in owner:
        seen.setdefault(id(group), group)
    return list(seen.values())


def _may_join(a: Group, b: Group) -> bool:
    """Whether no member speaks against it: amounts too far apart, dates too far apart, told apart by one article."""
    if max(a.floor, b.floor) > min(a.ceiling, b.ceiling) * DISPUTED:
        return False
    if a.last_first and b.first_last and (a.last_first - b.first_last).days > _SPREAD_DAYS:
        return False
    if b.last_first and a.first_last and (b.last_first - a.first_last).days > _SPREAD_DAYS:
        return False
    return not _told_apart(a, b)


def _told_apart(a: Group, b: Group) -> bool:
    """Whether an article of both groups tells two different fundings there."""
    small, big = (a, b) if len(a.claims) <= len(b.claims) else (b, a)
    pairs = ((x, y) for x in small.claims for y in big.by_article.get(x.article_id, ()))
    return any(compare(x, y) is None for x, y in pairs)


def _join(big: Group, small: Group, link: Link) -> None:
    big.claims.extend(small.claims)
    for article_id, told in small.by_article.items():
        big.by_article.setdefault(article_id, []).extend(told)
    big.reasons.extend([*small.reasons, link.reason])
    big.floor, big.ceiling = max(big.floor, small.floor), min(big.ceiling, small.ceiling)
    big.last_first = max((d for d in (big.last_first, small.last_first) if d), default=None)
    big.first_last = min((d for d in (big.first_last, small.first_last) if d), default=None)


# --------------------------------------------------------------------------- candidates


def shards(claims: Sequence[Claim]) -> Iterator[Shard]:
    """The pairs of claims that may tell one funding, each once, block by block."""
    seen: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for block in _blocks(claims):
        for i, j in _neighbours(block, claims):
            pair = i * len(claims) + j
            if pair not in seen:
                seen.add(pair)
                pairs.append((i, j))
        if len(pairs) >= SHARD:
            yield _shard(claims, pairs)
            pairs = []
    if pairs:
        yield _shard(claims, pairs)


def _shard(claims: Sequence[Claim], pairs: list[tuple[int, int]]) -> Shard:
    return {i: claims[i] for pair in pairs for i in pair}, pairs


def links_of(shard: Shard) -> list[tuple[Link, int, int]]:
    """The pairs of a shard that tell one funding, with the reason."""
    claims, pairs = shard
    compared = ((compare(claims[i], claims[j]), i, j) for i, j in pairs)
    return [(link, i, j) for link, i, j in compared if link is not None]


def _blocks(claims: Sequence[Claim]) -> list[list[int]]:
    """Claims that share a pair of parties, a recipient, a payer (and amount), or an article and amount."""
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, claim in enumerate(claims):
        for key in _block_keys(claim):
            found[key].append(i)
    return [b for key, b in found.items() if len(b) > 1 and not _covered(key, found)]


def _covered(key: tuple[str, ...], found: Mapping[tuple[str, ...], list[int]]) -> bool:
    """Whether a wider block is small enough to be compared pair by pair anyway."""
    wider = {"both": ("recipient", key[-1]), "payer": key[:2]}.get(key[0])
    return wider is not None and wider != key and 0 < len(found.get(wider, ())) <= ALL_PAIRS


def _block_keys(claim: Claim) -> set[tuple[str, ...]]:
    wanted = (claim.recipient_keys or claim.described) | claim.shared_by
    keys: set[tuple[str, ...]] = {("both", p, r) for p in claim.payer_keys for r in wanted}
    keys |= {("recipient", r) for r in wanted}
    if claim.low is not None:
        amount = f"{claim.low if claim.value is None else claim.value:.6g}"
        keys |= {("payer", p, amount) for p in claim.payer_keys}
        keys |= {("payer", p) for p in claim.payer_keys if p != STATE}
        keys.add(("article", claim.article_id, amount))
    return keys


def _neighbours(block: list[int], claims: Sequence[Claim]) -> Iterator[tuple[int, int]]:
    """Pairs that stand near each other once the block is sorted by amount, recipient and date."""
    if len(block) <= ALL_PAIRS:
        yield from combinations(block, 2)
        return
    order = sorted(block, key=lambda i: (*_place(claims[i]), i))
    for n, i in enumerate(order):
        reach = max(0.0, _place(claims[i])[0] * _REACH)
        for j in order[n + 1 : n + 1 + WINDOW]:
            if _place(claims[j])[0] > reach:
                break
            yield (i, j) if i < j else (j, i)


def _place(claim: Claim) -> tuple[float, str, date]:
    value = claim.value if claim.value is not None else claim.low
    recipient = min(claim.recipient_keys | claim.described, default="")
    return (-1.0 if value is None else value), recipient, claim.first or date.min
