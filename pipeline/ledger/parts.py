"""Totals and their parts, linked and never merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipeline.ledger.claims import Claim, says

_TOLERANCE = 0.01  # parts add up to their total within a hundredth: papers round
_MOST_PARTS = 5
_CANDIDATES = 9  # parts are sought among this many claims of an article; keeps the subsets few


@dataclass(frozen=True, slots=True)
class Split:
    """A total and its parts in one article. ``complete``: the article says that the parts are all there is."""

    total: Claim
    parts: tuple[Claim, ...]
    complete: bool

    @property
    def gap(self) -> float:
        """What the parts lack to make the total; negative when they exceed it."""
        return (self.total.value or 0.0) - sum(p.value or 0.0 for p in self.parts)

    @property
    def adds_up(self) -> bool:
        """Whether the parts make the total, within a hundredth."""
        return abs(self.gap) <= _TOLERANCE * (self.total.value or 0.0)


def splits(claims: Sequence[Claim]) -> list[Split]:
    """The totals of all articles with their parts, in the order of the claims."""
    articles: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.value:
            articles[claim.article_id].append(claim)
    return [split for told in articles.values() if len(told) > 1 for split in _of_article(told)]


def _of_article(claims: list[Claim]) -> Iterator[Split]:
    """Splits that add up first; what is left is linked by its words (« dont 3 millions pour… »)."""
    used: set[str] = set()
    for total in sorted(claims, key=lambda c: (-(c.value or 0.0), c.event_id)):
        smaller = [c for c in claims if c.event_id not in used and _may_be_part(c, total)]
        parts = _sum_to(total, smaller) or tuple(c for c in smaller if _worded_part(c, total))
        if parts:
            used.update(p.event_id for p in parts)
            complete = says(total, "split") or any(says(p, "split") for p in parts)
            yield Split(total, parts, complete)


def _may_be_part(part: Claim, total: Claim) -> bool:
    if part is total or not part.value or not total.value or part.value >= total.value:
        return False
    if part.row.currency != total.row.currency or part.row.status == "cancelled":
        return False
    return not part.payer_keys or not total.payer_keys or not part.payer_keys.isdisjoint(total.payer_keys)


def _worded_part(part: Claim, total: Claim) -> bool:
    """Whether the sentence of the total itself counts the part out of it, or splits it."""
    same = part.row.evidence_start == total.row.evidence_start and part.row.evidence == total.row.evidence
    return same and (says(part, "part") or says(part, "split"))


def _sum_to(total: Claim, smaller: list[Claim]) -> tuple[Claim, ...]:
    """The fewest claims that make the total, of other recipients each, nearest in the text first."""
    near = sorted(smaller, key=lambda c: (abs(_place(c) - _place(total)), c.event_id))[:_CANDIDATES]
    value = total.value or 0.0
    for size in range(2, min(len(near), _MOST_PARTS) + 1):
        for parts in combinations(near, size):
            if abs(sum(p.value or 0.0 for p in parts) - value) <= _TOLERANCE * value and _apart(parts):
                return parts
    return ()


def _place(claim: Claim) -> int:
    return claim.row.evidence_start or 0


def _apart(parts: tuple[Claim, ...]) -> bool:
    """Whether no recipient and no mention of an amount stands twice among the parts."""
    if len({p.spot for p in parts}) < len(parts) and all(p.spot != (None, None) for p in parts):
        return False
    named = [r for p in parts for r in (p.recipient_keys or p.described)]
    return len(named) == len(set(named))


def part_of(claims: Sequence[Claim], owner: Mapping[str, int]) -> dict[int, int]:
    """Ledger position of a part to that of its total; ``owner`` has the position of each event.

    A link that would lead in a circle is left out.
    """
    links: dict[int, int] = {}
    for split in splits(claims):
        total = owner[split.total.event_id]
        for part in split.parts:
            at = owner[part.event_id]
            if at != total and at not in links and not _leads_to(links, total, at):
                links[at] = total
    return links


def _leads_to(links: Mapping[int, int], start: int, goal: int) -> bool:
    at: int | None = start
    while at is not None:
        if at == goal:
            return True
        at = links.get(at)
    return False
