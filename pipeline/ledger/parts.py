"""Totals and their parts, linked and never merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.ledger.claims import Claim, says
from pipeline.ledger.compare import gap_days

_TOLERANCE = 0.006  # parts add up to their total within this share of it: papers round
_MOST_PARTS = 12


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
        """Whether the parts make the total, rounding aside."""
        return abs(self.gap) <= _TOLERANCE * (self.total.value or 0.0)


def splits(claims: Sequence[Claim]) -> list[Split]:
    """The totals of all articles with their parts, article by article in the order of the claims."""
    articles: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.value and claim.row.status != "cancelled":
            articles[claim.article_id].append(claim)
    return [split for told in articles.values() if len(told) > 1 for split in _of_article(told)]


def _of_article(claims: list[Claim]) -> Iterator[Split]:
    """Splits that add up; what is left is linked by its words (« dont 3 millions pour… »)."""
    told = sorted(claims, key=_place)
    used: set[str] = set()
    for total in sorted(told, key=lambda c: (-(c.value or 0.0), *_place(c))):
        found = list(_runs(total, [c for c in told if c.event_id not in used]))
        worded = tuple(c for c in told if c.event_id not in used and _may_be_part(c, total) and _worded_part(c, total))
        for parts in found or ([worded] if worded else []):
            used.update(p.event_id for p in parts)
            yield Split(total, parts, says(total, "split") or any(says(p, "split") for p in parts))


def _runs(total: Claim, told: list[Claim]) -> Iterator[tuple[Claim, ...]]:
    """Runs of claims that follow each other in the text and make the total, each claim in one run at most."""
    start = 0
    while start < len(told):
        run = _run(total, told[start : start + _MOST_PARTS + 1])
        if run:
            yield run
        start += len(run) or 1


def _run(total: Claim, told: list[Claim]) -> tuple[Claim, ...]:
    """The run at the head of ``told`` that makes the total; the total itself may stand among its parts."""
    value, summed = total.value or 0.0, 0.0
    parts: list[Claim] = []
    best: tuple[float, int] | None = None  # how far from the total, and after how many parts
    for claim in told:
        if claim is total and parts:
            continue
        if not _may_be_part(claim, total) or any(not _apart(claim, p) for p in parts):
            break
        parts.append(claim)
        summed += claim.value or 0.0
        gap = abs(summed - value)
        if len(parts) > 1 and gap <= _TOLERANCE * value and (best is None or gap < best[0]):
            best = gap, len(parts)
        if summed > value:
            break
    run = tuple(parts[: best[1]]) if best else ()
    # What others add to a payer's sum is no part of it, unless some of the total is the payer's own.
    return run if any(_one_purse(p, total) for p in run) else ()


def _may_be_part(part: Claim, total: Claim) -> bool:
    if part is total or not part.value or not total.value or part.value >= total.value:
        return False
    if part.row.currency != total.row.currency or _of_other_times(part, total):
        return False
    return _one_purse(part, total) or not _received(part).isdisjoint(_received(total))


def _one_purse(a: Claim, b: Claim) -> bool:
    return not a.payer_keys or not b.payer_keys or not a.payer_keys.isdisjoint(b.payer_keys)


def _of_other_times(a: Claim, b: Claim) -> bool:
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return False
    return gap_days(a.first, a.last, b.first, b.last) > 0


def _worded_part(part: Claim, total: Claim) -> bool:
    """Whether the sentence of the total itself counts the part out of it, or splits it."""
    same = part.row.evidence_start == total.row.evidence_start and part.row.evidence == total.row.evidence
    return same and (says(part, "part") or says(part, "split"))


def _place(claim: Claim) -> tuple[int, int, str]:
    row = claim.row
    return row.evidence_start or 0, row.amount_start or 0, claim.event_id


def _apart(a: Claim, b: Claim) -> bool:
    """Whether two parts are of different money, and not one part told twice."""
    if a.spot == b.spot and a.spot != (None, None):
        return False
    return a.value != b.value or a.payer_keys != b.payer_keys or _received(a) != _received(b)


def _received(claim: Claim) -> frozenset[str]:
    return claim.recipient_keys | claim.described


def with_parts(claims: Sequence[Claim], found: Iterable[Split]) -> list[Claim]:
    """The claims, a total knowing the named recipients of its parts when these are all of it."""
    more: dict[str, frozenset[str]] = {}
    for split in found:
        if split.adds_up:
            keys = frozenset(k for p in split.parts for k in p.recipient_keys)
            more[split.total.event_id] = more.get(split.total.event_id, frozenset()) | keys
    return [replace(c, shared_by=more[c.event_id]) if c.event_id in more else c for c in claims]


def part_of(found: Iterable[Split], owner: Mapping[str, int]) -> dict[int, int]:
    """Ledger position of a part to that of its total; ``owner`` has the position of each event.

    A link that would lead in a circle is left out.
    """
    links: dict[int, int] = {}
    for split in found:
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
