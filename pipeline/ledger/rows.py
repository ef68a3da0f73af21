"""One group of claims to one row of the ledger: who, what, how much and when, as far as the papers agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from itertools import pairwise

from pipeline.ledger.claims import Claim
from pipeline.ledger.cluster import Group
from pipeline.ledger.compare import amounts, gap_days
from pipeline.ledger.keys import STATE, Party, fold, name_key
from pipeline.records import LedgerRow

RUNGS = ("reported", "planned", "done", "cancelled")  # the ladder, lowest rung first
_FINAL = ("done", "cancelled")
_ROUNDS = {"fundraising", "investment", "acquisition"}  # each paper names some of the payers
_LATE_DAYS = 31  # « will pay », printed this long after « has paid », is a disagreement and not a slow desk
_SLIP_DAYS = 31


def ledger_row(group: Group, published: Mapping[str, str]) -> LedgerRow:
    """The ledger row of one funding; its id comes later, once all rows are known.

    Parameters
    ----------
    group
        The claims that tell it.
    published
        Publication date of each article, as the articles table has it.
    """
    claims = sorted(group.claims, key=lambda c: (c.day or date.min, c.event_id))
    money = _money_claim(claims)
    when = _date_claim(claims)
    days = sorted(filter(None, (published.get(c.article_id, "") for c in claims)))
    kind = _most(c.row.kind for c in claims)
    conflicts = _conflicts(claims)
    low, high = _bounds(claims, money, disputed="amount" in conflicts)
    return LedgerRow(
        ledger_id="",
        funder=_names(claims, lambda c: c.funders, everyone=kind in _ROUNDS),
        recipient=_names(claims, lambda c: c.recipients, everyone=False),
        kind=kind,
        status=_status(claims),
        value=money.row.value if money else None,
        value_min=low,
        value_max=high,
        currency=money.row.currency if money else "",
        value_eur=money.row.value_eur if money else None,
        date_start=when.first if when else None,
        date_end=when.last if when else None,
        edtf=when.row.edtf if when else "",
        articles=len({c.article_id for c in claims}),
        first_published=days[0] if days else "",
        last_published=days[-1] if days else "",
        event_ids="|".join(sorted({c.event_id for c in claims})),
        conflict="|".join(conflicts),
        history="|".join(_history(claims, published)),
        reason="|".join(sorted(set(group.reasons))),
    )


def with_ids(rows: Sequence[LedgerRow]) -> list[str]:
    """An id per row from who, to whom, how much and when; equal ones are numbered in the order of their events."""
    ids: dict[int, str] = {}
    taken: Counter[str] = Counter()
    for i in sorted(range(len(rows)), key=lambda i: rows[i].event_ids):
        r = rows[i]
        told = (r.funder, r.recipient, r.value, r.value_min, r.value_max, r.currency, r.date_start)
        key = "l" + blake2b("\x1f".join(map(str, told)).encode("utf-8", "replace"), digest_size=5).hexdigest()
        taken[key] += 1
        ids[i] = key if taken[key] == 1 else f"{key}-{taken[key]}"
    return [ids[i] for i in range(len(rows))]


def _most(values: Iterable[str]) -> str:
    counts = Counter(v for v in values if v)
    return min(counts, key=lambda v: (-counts[v], v)) if counts else ""


# --------------------------------------------------------------------------- who


def _names(claims: Sequence[Claim], of: Callable[[Claim], tuple[Party, ...]], *, everyone: bool) -> str:
    """The names of one side, `; `-separated: the set that most articles give, or all that are named.

    Named parties go before described ones: « Andromède » before « un service de serveurs ».
    """
    told: dict[frozenset[str], set[str]] = defaultdict(set)
    names: dict[str, Counter[str]] = defaultdict(Counter)
    order: dict[str, int] = {}
    for claim in claims:
        for party in _best(of(claim)):
            names[party.key][party.name] += 1
            order.setdefault(party.key, len(order))
        told[frozenset(p.key for p in _best(of(claim)))].add(claim.article_id)
    named = {p.key for c in claims for p in of(c) if p.named}
    sets = [s for s in told if s and (not named or s & named)]
    if not sets:
        return ""
    main = set().union(*sets) if everyone else min(sets, key=lambda s: (-len(told[s]), -len(s), sorted(s)))
    wanted = sorted(main, key=lambda k: order[k])
    return "; ".join(_shown(k, names[k]) for k in wanted)


def _best(parties: tuple[Party, ...]) -> tuple[Party, ...]:
    return tuple(p for p in parties if p.named) or parties


def _shown(key: str, names: Counter[str]) -> str:
    """The name of a party that most articles use; « État » for the State once an article calls it so."""
    if key == STATE and any(name_key(n) == STATE and "etat" in fold(n).split("'")[-1].split()[:1] for n in names):
        return "État"
    return min(names, key=lambda n: (-names[n], -len(n), n))


# --------------------------------------------------------------------------- how much, when


def _money_claim(claims: Sequence[Claim]) -> Claim | None:
    """The claim whose amount stands for all: what most articles say, then the exact, then the latest."""
    stated = [c for c in claims if c.low is not None]
    if not stated:
        return None
    said: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for c in stated:
        said[_amount(c)].add(c.article_id)

    def rank(n: int) -> tuple[object, ...]:
        c = stated[n]
        whole = c.row.value is not None
        exact = whole and c.row.qualifier in ("", "exact")
        return len(said[_amount(c)]), exact, whole, c.row.currency != "", c.row.amount_source != "inferred", n

    return stated[max(range(len(stated)), key=rank)]


def _bounds(claims: Sequence[Claim], money: Claim | None, *, disputed: bool) -> tuple[Decimal | None, Decimal | None]:
    """The range that the articles tell, or the least and the greatest amount of articles that disagree."""
    if money is None:
        return None, None
    told = [c.row.value for c in claims if c.row.value is not None and c.row.currency == money.row.currency]
    if disputed and money.row.value is not None and len(set(told)) > 1:
        return min(told), max(told)
    return money.row.value_min, money.row.value_max


def _amount(claim: Claim) -> tuple[object, ...]:
    return claim.row.value, claim.row.value_min, claim.row.value_max, claim.row.currency


def _date_claim(claims: Sequence[Claim]) -> Claim | None:
    """The claim with the narrowest date of its own; the date of a publication is not one."""
    dated = [c for c in claims if c.first is not None and c.last is not None]
    return min(dated, key=lambda c: (c.row.date_source != "text", _days(c), c.first, c.event_id)) if dated else None


def _days(claim: Claim) -> int:
    return (claim.last - claim.first).days if claim.first and claim.last else 0


# --------------------------------------------------------------------------- status


def _status(claims: Sequence[Claim]) -> str:
    """The latest known status; a paper that looks back at the plan does not undo what was done since.

    Claims come in the order of publication.
    """
    status = ""
    for claim in claims:
        said = claim.row.status
        if said in _FINAL or (status not in _FINAL and _rung(said) >= _rung(status)):
            status = said
    return status


def _rung(status: str) -> int:
    return RUNGS.index(status) if status in RUNGS else -1


def _history(claims: Sequence[Claim], published: Mapping[str, str]) -> list[str]:
    """Each step of the ladder with the day of the first article that tells it: ``2012-10-02 planned``."""
    steps: list[str] = []
    seen: set[str] = set()
    for claim in claims:
        if claim.row.status and claim.row.status not in seen:
            seen.add(claim.row.status)
            steps.append(f"{published.get(claim.article_id, '')} {claim.row.status}".strip())
    return steps


# --------------------------------------------------------------------------- conflict


def _conflicts(claims: Sequence[Claim]) -> list[str]:
    found = {
        "amount": any(amounts(a, b) in ("differ", None) for a, b in _extremes(claims)),
        "date": _dates_disagree(claims),
        "status": _statuses_disagree(claims),
    }
    return [name for name, disagrees in found.items() if disagrees]


def _extremes(claims: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """The claims of the smallest and the largest amount, per currency and between currencies."""
    by_currency: dict[str, list[Claim]] = defaultdict(list)
    for c in claims:
        if c.low is not None:
            by_currency[c.row.currency].append(c)
    pairs = []
    for stated in by_currency.values():
        stated.sort(key=lambda c: c.value if c.value is not None else c.low or 0.0)
        pairs += [(stated[0], stated[-1])] if len(stated) > 1 else []
    firsts = [stated[0] for stated in by_currency.values()]
    return [*pairs, *pairwise(firsts)]


def _dates_disagree(claims: Sequence[Claim]) -> bool:
    """Whether two claims of the same status have dates more than a month apart."""
    bounds: dict[str, tuple[date, date]] = {}
    for c in claims:
        if c.first is None or c.last is None:
            continue
        begin, end = bounds.get(c.row.status, (c.first, c.last))
        bounds[c.row.status] = max(begin, c.first), min(end, c.last)
    return any(gap_days(begin, begin, end, end) > _SLIP_DAYS and begin > end for begin, end in bounds.values())


def _statuses_disagree(claims: Sequence[Claim]) -> bool:
    """Done and cancelled, or done for one paper and only planned for a much later one."""
    said = {c.row.status for c in claims}
    if {"done", "cancelled"} <= said:
        return True
    done = [c.day for c in claims if c.row.status == "done" and c.day]
    lagging = [c.day for c in claims if c.row.status in ("planned", "reported") and c.day]
    return bool(done and lagging) and (max(lagging) - min(done)).days > _LATE_DAYS
