"""A claim: one event as one article tells it, rebuilt from its rows and ready to be compared."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pipeline.ledger.keys import Keys, Party, fold, words_of
from pipeline.records import ArticleRow, FundingRow

# How far a qualified amount may lie from the words: « environ 100 », « plus de 100 », « moins de 100 ».
_REACH = {"approx": (0.93, 1.07), "at_least": (1.0, 1.15), "at_most": (0.85, 1.0)}
_OTHER_SENTENCES = frozenset(("context", "headline", "whole"))  # rules that read a party from another sentence
# A capital that does not come from the start of a sentence: after a lower-case letter, a comma or an apostrophe.
_CAPITALISED = re.compile(r"(?<=[a-zà-ÿ,] )[A-ZÀ-ÖØ-Þ][\w\-]{2,}|(?<=[a-zà-ÿ]['’])[A-ZÀ-ÖØ-Þ][\w\-]{2,}")


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """One event of one article. ``first`` and ``last`` are empty when only the publication date is known."""

    event_id: str
    article_id: str
    day: date | None  # first day of the publication date
    funders: tuple[Party, ...]
    recipients: tuple[Party, ...]
    payer_keys: frozenset[str]  # named payers only
    recipient_keys: frozenset[str]  # named recipients only
    described: frozenset[str]  # keys of recipients that the text describes but does not name
    value: float | None  # the stated value, as a number to compare
    low: float | None  # what the amount may be, qualifier and range considered
    high: float | None
    first: date | None
    last: date | None
    words: str  # folded evidence and object, padded with blanks
    retold: bool  # the sentence comes back to a sum told before (« cette enveloppe »), without its figures
    row: FundingRow
    shared_by: frozenset[str] = frozenset()  # named recipients of the parts that the article divides the amount into
    elsewhere: bool = False  # who is paid is read from other sentences than the one that tells the event
    about: frozenset[str] = frozenset()  # the parties that the other events of the article name

    @property
    def spot(self) -> tuple[int | None, int | None]:
        """Where the amount stands in the article."""
        return self.row.amount_start, self.row.amount_end


def first_day(published: str) -> date | None:
    """First day of an ISO day, month or year; None for anything else."""
    parts = published[:10].split("-")
    try:
        year, month, day = [*map(int, parts), 1, 1][:3]
        return date(year, month, day)
    except ValueError:
        return None


def claims_of(funding: Iterable[FundingRow], articles: Iterable[ArticleRow]) -> list[Claim]:
    """The claims of a run, in the order of their ids."""
    rows = list(funding)
    keys = Keys(rows)
    days = {a.article_id: first_day(a.published) for a in articles}
    events: dict[tuple[str, str], list[FundingRow]] = defaultdict(list)
    for row in rows:
        events[row.event_id, row.article_id].append(row)
    claims = [_claim(keys, events[key], days) for key in sorted(events)]
    parties: dict[str, Counter[str]] = defaultdict(Counter)
    for claim in claims:
        parties[claim.article_id].update(claim.payer_keys | claim.recipient_keys)
    return [replace(c, about=_told_besides(c, parties[c.article_id])) if c.elsewhere else c for c in claims]


def _told_besides(claim: Claim, parties: Counter[str]) -> frozenset[str]:
    own = claim.payer_keys | claim.recipient_keys
    return frozenset(key for key, events in parties.items() if events > (key in own))


def _claim(keys: Keys, rows: list[FundingRow], days: Mapping[str, date | None]) -> Claim:
    row = rows[0]
    funders = _parties(keys, [(r.funder_id, r.funder) for r in rows])
    recipients = _parties(keys, [(r.recipient_id, r.recipient) for r in rows])
    low, high = bounds(row)
    claimed = row.date_source != "published"
    words = f" {squash(row.evidence)} {squash(row.object)} "
    return Claim(
        event_id=row.event_id,
        article_id=row.article_id,
        day=days.get(row.article_id),
        funders=funders,
        recipients=recipients,
        payer_keys=frozenset(p.key for p in funders if p.named or p.key.startswith("@")),
        recipient_keys=frozenset(p.key for p in recipients if p.named),
        described=frozenset(p.key for p in recipients if not p.named),
        value=None if row.value is None else float(row.value),
        low=low,
        high=high,
        first=row.date_start if claimed else None,
        last=(row.date_end or row.date_start) if claimed else None,
        words=words,
        retold=row.amount_source == "inferred" and any(f" {cue} " in words for cue in words_of("cues", "envelope")),
        row=row,
        elsewhere=_elsewhere(row),
    )


def _elsewhere(row: FundingRow) -> bool:
    """Whether the rules of a row say that its recipients stand in other sentences."""
    told = [rule for rule in row.rule.split("; ") if rule.startswith("recipient=")]
    return bool(told) and all(rule.removeprefix("recipient=") in _OTHER_SENTENCES for rule in told)


def _parties(keys: Keys, cells: Iterable[tuple[str, str]]) -> tuple[Party, ...]:
    found: dict[str, Party] = {}
    for actor_id, name in cells:
        party = keys.party(actor_id, name)
        if party is not None:
            found.setdefault(party.key, party)
    return tuple(found.values())


def squash(text: str) -> str:
    """Folded words with single blanks between them."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(text)))


def bounds(row: FundingRow) -> tuple[float | None, float | None]:
    """What the amount of a row may be: ``(low, high)``, both empty without an amount."""
    if row.value is not None:
        value = float(row.value)
        down, up = _REACH.get(row.qualifier, (1.0, 1.0))
        return value * down, value * up
    if row.value_min is None and row.value_max is None:
        return None, None
    low = 0.0 if row.value_min is None else float(row.value_min)
    return low, math.inf if row.value_max is None else float(row.value_max)


def says(claim: Claim, cue: str) -> bool:
    """Whether the sentence holds a phrase of the cue list ``cue``."""
    return any(f" {phrase} " in claim.words for phrase in words_of("cues", cue))


def topic(claims: Iterable[Claim]) -> frozenset[str]:
    """What the sentences are about: the parties named and the capitalised words, without the State."""
    found: set[str] = set()
    for claim in claims:
        found.update(claim.payer_keys, claim.recipient_keys)
        found.update(fold(w) for w in _CAPITALISED.findall(claim.row.evidence))
    return frozenset(k for k in found if not k.startswith("@") and k not in words_of("purses", "names"))
