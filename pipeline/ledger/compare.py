"""Are two claims the same real-world funding? Payer, recipient, amount, date and kind decide, and say why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from rapidfuzz import fuzz

from pipeline.ledger.claims import Claim
from pipeline.ledger.keys import Party, words_of

SAME, OPEN, OTHER = 2, 1, 0  # how two payers, or two recipients, relate: the same, unknown, different
_SPELLING = 90  # similarity (0–100) from which two long names are spellings of one
_SHORT = 6  # names up to this length are compared to the letter
_ROUNDED_DIGITS = 2  # a rounded figure still has this many digits: 13 for 13.36, but not 10 for 13.36
_CONVERTED = 1.06  # two conversions of one sum differ by no more than this factor
DISPUTED = 1.5  # papers that tell one dated event with amounts within this factor disagree on the amount
_SLIP_DAYS = 31  # neighbouring dates of one event: decided, signed, announced
_YEAR_DAYS = 366
_DATED_DAYS = 92  # a date as narrow as a quarter identifies an event
_MONTHS_APART = 550  # undated events told further apart than this are told of different times


@dataclass(frozen=True, slots=True)
class Link:
    """Why two claims are one funding; a higher ``strength`` is decided first."""

    strength: int
    reason: str


def compare(a: Claim, b: Claim) -> Link | None:
    """The reason why ``a`` and ``b`` are one funding, or None.

    The claims may come in either order.
    """
    money, when = amounts(a, b), periods(a, b)
    if money is None or when is None or not kinds(a, b):
        return None
    if a.article_id == b.article_id:
        return _in_one_article(a, b, money, when)
    payer, recipient = payers(a, b), recipients(a, b)
    if money in ("equal", "close") and (_divided_among(a, b) or _divided_among(b, a)):
        recipient = SAME
    if payer == SAME and recipient == SAME:
        return _same_parties(a, b, money, when)
    if money not in ("equal", "close"):
        return None
    if recipient == SAME:
        return _same_recipient(a, b, payer, money, when)
    if payer == SAME:
        return _same_payer(a, b, recipient, money)
    return None


def _same_parties(a: Claim, b: Claim, money: str, when: str) -> Link | None:
    if a.row.kind != b.row.kind and {a.row.kind, b.row.kind} & {"spending"} and not _sure_pair(a, b, when):
        return None
    if money in ("equal", "close"):
        return Link(9 if money == "equal" else 8, f"same payer and recipient, {money} amount{_dated(when)}")
    if money == "unknown":
        if a.row.kind == b.row.kind and (_bought_once(a, when) or (when == "same" and a.row.status == b.row.status)):
            return Link(4, f"same payer, recipient and kind{_dated(when)}, amount not said by all")
        return None
    if when == "same" and a.row.kind == b.row.kind and _narrow(a) and _narrow(b):
        return Link(3, "same payer, recipient, kind and date, amounts disagree")
    return None


def _bought_once(claim: Claim, when: str) -> bool:
    """A company is bought by another once, whenever the papers tell it."""
    return claim.row.kind == "acquisition" and when != "near"


def _sure_pair(a: Claim, b: Claim, when: str) -> bool:
    """Money promised and money spent are one funding when recipient and date are exactly the same."""
    return a.recipient_keys == b.recipient_keys and bool(a.recipient_keys) and when == "same"


def _same_recipient(a: Claim, b: Claim, payer: int, money: str, when: str) -> Link | None:
    if payer == OPEN:
        return Link(6, f"same recipient and {money} amount{_dated(when)}, payer not said by all")
    rounds = {a.row.kind, b.row.kind} <= {"fundraising", "investment"}
    if rounds and "fundraising" in (a.row.kind, b.row.kind):
        return Link(5, f"one funding round: same recipient and {money} amount, other investors named")
    return None


def _same_payer(a: Claim, b: Claim, recipient: int, money: str) -> Link | None:
    if named_in(a, b) or named_in(b, a):
        return Link(6, f"same payer and {money} amount, the recipient of one is named beside the other")
    if recipient == OPEN and money == "equal" and _share_words(a, b):
        return Link(5, "same payer and amount, recipient not named by all, same subject")
    if money == "equal" and a.row.status == b.row.status and _each_tells_of_both(a, b):
        return Link(5, "same payer, amount and status; neither sentence says who is paid, and both papers tell of both")
    return None


def _each_tells_of_both(a: Claim, b: Claim) -> bool:
    """Whether recipients differ only because each was taken from another sentence of its article.

    « La ville a dépensé 12 millions » after a paragraph on the project, and after one on the firm that it made:
    each article has other events with the party that the other took, where that is named.
    """
    named = [(c.recipient_keys, other.about) for c, other in ((a, b), (b, a)) if c.recipient_keys]
    return a.elsewhere and b.elsewhere and bool(named) and not any(keys.isdisjoint(about) for keys, about in named)


def _in_one_article(a: Claim, b: Claim, money: str, when: str) -> Link | None:
    """An article repeats a funding with the same parties, or comes back to an envelope that it told before."""
    if money != "equal" or payers(a, b) != SAME:
        return None
    if a.spot == b.spot and a.spot != (None, None):
        return Link(7, "same payer, and the very same words for the amount")
    if a.row.status != b.row.status:
        return None
    if (a.retold or b.retold) and {a.row.kind, b.row.kind} != {"spending", "budget"}:
        return Link(7, "same payer, and an envelope that the article told before")
    if recipients(a, b) == SAME and a.recipient_keys == b.recipient_keys:
        return Link(7, f"told twice by one article: same payer, recipient and amount{_dated(when)}")
    return None


def _dated(when: str) -> str:
    return {"same": ", dates agree", "near": ", dates close", "unknown": ""}[when]


# --------------------------------------------------------------------------- parties


def payers(a: Claim, b: Claim) -> int:
    """How the payers relate. « investisseurs » or no payer at all is open."""
    return _relate(a.payer_keys, b.payer_keys, a.funders, b.funders)


def recipients(a: Claim, b: Claim) -> int:
    """How the recipients relate; a recipient that is described, not named, is open."""
    relation = _relate(a.recipient_keys, b.recipient_keys, a.recipients, b.recipients)
    if relation != OPEN or not a.described or not b.described:
        return relation
    return SAME if any(x == y or spelt_alike(x, y) for x in a.described for y in b.described) else OPEN


def _relate(a: frozenset[str], b: frozenset[str], all_a: tuple[Party, ...], all_b: tuple[Party, ...]) -> int:
    if not a or not b:
        return OPEN
    if not a.isdisjoint(b):
        return SAME
    return SAME if any(spelt_alike(x, y) for x in a for y in b) else OTHER


def _divided_among(total: Claim, whole: Claim) -> bool:
    """Whether one article divides among the very recipients that the other names together."""
    return bool(total.shared_by) and total.shared_by <= whole.recipient_keys | whole.shared_by


def spelt_alike(x: str, y: str) -> bool:
    """Whether two keys are spellings of one name: a slip in a long name, or one name inside the other."""
    if x.startswith("@") or y.startswith("@") or min(len(x), len(y)) < _SHORT:
        return False
    if fuzz.ratio(x, y, score_cutoff=_SPELLING):
        return True
    short, long = sorted((x, y), key=len)
    return f" {long} ".startswith(f" {short} ") and long.count(" ") - short.count(" ") <= 2


def named_in(a: Claim, b: Claim) -> bool:
    """Whether a named recipient of ``a`` stands in the sentence of ``b``, which has no other claim to it."""
    return any(not k.startswith("@") and len(k) > 2 and f" {k} " in b.words for k in a.recipient_keys)


def _share_words(a: Claim, b: Claim) -> bool:
    """Whether two sentences have at least three long words in common."""
    words_a = {w for w in a.words.split() if len(w) > 6}
    return len(words_a & {w for w in b.words.split() if len(w) > 6}) >= 3


# --------------------------------------------------------------------------- kinds, amounts, dates


def kinds(a: Claim, b: Claim) -> bool:
    """Whether two kinds may be two papers' words for one funding."""
    x, y = a.row.kind, b.row.kind
    return x == y or _one_family(x, y)


@cache
def _one_family(x: str, y: str) -> bool:
    families = (words_of("kinds", name) for name in ("give", "lend", "buy", "raise"))
    return not x or not y or any({x, y} <= family for family in families)


def amounts(a: Claim, b: Claim) -> str | None:
    """``equal``, ``close`` (rounded, qualified, converted), ``unknown``, ``differ`` (disputed) or None (no match)."""
    if a.low is None or b.low is None or a.high is None or b.high is None:
        return "unknown"
    if a.row.currency != b.row.currency and a.row.currency and b.row.currency:
        return _in_euros(a, b)
    if a.low > b.high * DISPUTED or b.low > a.high * DISPUTED:
        return None
    if a.row.value is not None and a.row.value == b.row.value:
        return "equal"
    if a.low <= b.high and b.low <= a.high:
        ranges = a.row.value is None and b.row.value is None
        return "equal" if ranges and (a.low, a.high) == (b.low, b.high) else "close"
    if a.row.value is None or b.row.value is None:
        return None
    if is_rounding(a.row.value, b.row.value):
        return "close"
    return "differ"


def _in_euros(a: Claim, b: Claim) -> str | None:
    x, y = a.row.value_eur, b.row.value_eur
    if x is None or y is None or min(x, y) <= 0:
        return None
    return "close" if float(max(x, y)) <= float(min(x, y)) * _CONVERTED else None


def is_rounding(x: Decimal, y: Decimal) -> bool:
    """Whether one value is the other, rounded or cut to its leading digits (at least two).

    >>> is_rounding(Decimal("13000000"), Decimal("13360000")), is_rounding(Decimal("10000000"), Decimal("13360000"))
    (True, False)
    """
    rough, fine = sorted((x, y), key=lambda v: len(_digits(v)))
    kept = max(len(_digits(rough)), _ROUNDED_DIGITS)
    if x <= 0 or y <= 0 or rough.adjusted() != fine.adjusted() or len(_digits(fine)) <= kept:
        return False
    unit = Decimal(1).scaleb(fine.adjusted() - kept + 1)
    return rough in (fine // unit * unit, (fine / unit).to_integral_value() * unit)


def _digits(value: Decimal) -> str:
    return "".join(map(str, value.as_tuple().digits)).strip("0")


def periods(a: Claim, b: Claim) -> str | None:
    """``same`` (overlap), ``near``, ``unknown`` (one has no date of its own) or None (different times)."""
    if a.first is None or b.first is None or a.last is None or b.last is None:
        return None if _told_far_apart(a, b) else "unknown"
    gap = gap_days(a.first, a.last, b.first, b.last)
    if gap <= 0:
        return "same"
    if gap <= _SLIP_DAYS and _narrow(a) and _narrow(b):
        return "near"
    planned_then_done = "planned" in (a.row.status, b.row.status) and a.row.status != b.row.status
    return "near" if gap <= _YEAR_DAYS and planned_then_done else None


def _told_far_apart(a: Claim, b: Claim) -> bool:
    """Whether years lie between the news of two undated rounds or gifts; plans and purchases are told for years."""
    if a.first is not None or b.first is not None or a.day is None or b.day is None:
        return False
    recurrent = {a.row.kind, b.row.kind} <= {"fundraising", "grant"} and a.row.status == b.row.status == "done"
    return recurrent and abs((a.day - b.day).days) > _MONTHS_APART


def gap_days(first_a: date, last_a: date, first_b: date, last_b: date) -> int:
    """Days between two periods; 0 or less when they overlap."""
    return max((first_b - last_a).days, (first_a - last_b).days)


def _narrow(claim: Claim) -> bool:
    return claim.first is not None and claim.last is not None and (claim.last - claim.first).days <= _DATED_DAYS
