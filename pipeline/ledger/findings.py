"""What does not fit together: contradictions between papers, sums that fail, promises and payments, double counts."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipeline.ledger.claims import Claim, claims_of, topic
from pipeline.ledger.compare import SAME, kinds, named_in, payers, periods, recipients
from pipeline.ledger.keys import name_key
from pipeline.ledger.parts import splits
from pipeline.records import ArticleRow, EntityRow, FundingRow, LedgerRow

KINDS = ("amount", "parts", "promised", "double")
_MOST_APART = 4.0  # amounts further apart than this factor are of different things
_COMMON = 30  # a name that this many fundings share says little about what they have to do with each other
_SHARED_TOPIC = 0.25  # articles on one subject share this part of the names of the shorter one, rare names first,
_SHARED_NAMES = 3  # and at least so many of them
_PLANNED, _PAID = ("planned",), ("done", "reported")


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of one article that a finding rests on."""

    article_id: str
    published: str
    source: str  # publisher, or the file when it is not known
    event_id: str
    text: str
    amount: str  # as the article writes it


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should look at, with the quotes side by side.

    ``kind``: ``amount`` (papers give different amounts for one event), ``parts`` (parts do not add up to their
    total), ``promised`` (promised against paid), ``double`` (one envelope that a sum would count twice).
    """

    kind: str
    message: str
    ledger_ids: tuple[str, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Funding:
    """A row of the ledger with its claims, and what its articles are about."""

    row: LedgerRow
    claims: tuple[Claim, ...]
    subject: Mapping[str, float]  # names that its articles hold, the rarer the heavier

    def shares(self, other: Funding) -> float:
        """Which part of the names, by weight, the article with fewer of them shares with the other."""
        common = sum(weight for name, weight in self.subject.items() if name in other.subject)
        return common / max(min(sum(self.subject.values()), sum(other.subject.values())), 1e-9)

    @property
    def value(self) -> float:
        """The value of the row; 0 without one."""
        return 0.0 if self.row.value is None else float(self.row.value)


def check(
    ledger: Iterable[LedgerRow],
    funding: Iterable[FundingRow],
    articles: Iterable[ArticleRow],
    entities: Iterable[EntityRow] = (),
) -> list[Finding]:
    """Contradictions, sums that fail and double counts of a run, by kind and in a fixed order.

    Parameters
    ----------
    ledger, funding, articles
        The rows of these tables.
    entities
        Rows of the entities table, to know what the articles are about; the check sees less without them.

    Examples
    --------
    « L'État investira 150 millions » in one paper and « 285 millions d'euros » for the same project in another give a
    finding ``amount`` with both sentences.
    """
    sources = {a.article_id: a for a in articles}
    claims = claims_of(funding, sources.values())
    fundings = _fundings(ledger, claims, entities)
    found = [
        *_disputed(fundings, sources),
        *_rivals(fundings, sources),
        *_failed_sums(claims, fundings, sources),
        *_told_twice(fundings, sources),
    ]
    return sorted(found, key=lambda f: (KINDS.index(f.kind), f.ledger_ids, f.message))


def _fundings(ledger: Iterable[LedgerRow], claims: Sequence[Claim], entities: Iterable[EntityRow]) -> list[Funding]:
    told: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        told[claim.article_id].append(claim)
    subjects: dict[str, set[str]] = {a: set(topic(cs)) for a, cs in told.items()}
    for e in entities:
        if e.article_id in subjects and e.label in ("ORG", "PROG") and not name_key(e.name).startswith("@"):
            subjects[e.article_id].add(name_key(e.name))
    spread = Counter(name for names in subjects.values() for name in names)
    weight = {name: math.log(1 + len(subjects) / n) for name, n in spread.items()}
    by_event = {c.event_id: c for c in claims}
    found = []
    for row in ledger:
        own = tuple(by_event[e] for e in row.event_ids.split("|") if e in by_event)
        if own:
            names = sorted(set().union(*(subjects[c.article_id] for c in own)))
            found.append(Funding(row, own, {name: weight[name] for name in names}))
    return found


# --------------------------------------------------------------------------- quotes


def _quote(claim: Claim, sources: Mapping[str, ArticleRow]) -> Quote:
    a = sources.get(claim.article_id, ArticleRow(claim.article_id))
    source = a.publisher or a.file or a.article_id
    return Quote(claim.article_id, a.published, source, claim.event_id, claim.row.evidence, claim.row.amount_text)


def _quotes(claims: Iterable[Claim], sources: Mapping[str, ArticleRow]) -> tuple[Quote, ...]:
    """One quote per article, amount and sentence, in the order of publication."""
    seen: set[tuple[str, str, str]] = set()
    quotes = []
    for claim in sorted(claims, key=lambda c: (str(c.day or ""), c.article_id, c.row.evidence_start or 0)):
        mark = (claim.article_id, claim.row.evidence, claim.row.amount_text)
        if mark not in seen:
            seen.add(mark)
            quotes.append(_quote(claim, sources))
    return tuple(quotes)


def who(row: LedgerRow) -> str:
    """« État → Andromède », with a question mark for who is not known."""
    return f"{row.funder or '?'} → {row.recipient or '?'}"


def money(row: LedgerRow) -> str:
    """« 150 000 000 EUR » in digits that a reader can count."""
    if row.value is None:
        return "an amount that is not said"
    return f"{row.value:,.0f} {row.currency}".replace(",", " ").strip()


# --------------------------------------------------------------------------- amount, promised


def _disputed(fundings: Sequence[Funding], sources: Mapping[str, ArticleRow]) -> Iterator[Finding]:
    """Rows of the ledger whose own articles disagree on the amount."""
    for f in fundings:
        if "amount" in f.row.conflict.split("|"):
            stated = [c for c in f.claims if c.low is not None]
            values = " against ".join(sorted({c.row.amount_text for c in stated}))
            yield Finding("amount", f"{who(f.row)}: {values}", (f.row.ledger_id,), _quotes(stated, sources))


def _rivals(fundings: Sequence[Funding], sources: Mapping[str, ArticleRow]) -> Iterator[Finding]:
    """Pairs of rows that seem to tell one thing with different amounts, or what became of a promise."""
    for a, b in _related(fundings):
        kind = _rivalry(a, b)
        if kind:
            first, second = (a, b) if kind == "promised" or a.value <= b.value else (b, a)
            said = "{} promised, {} paid" if kind == "promised" else "{} against {}"
            told = said.format(money(first.row), money(second.row))
            message = f"{who(first.row)}: {told} ({who(second.row)})"
            ids = (first.row.ledger_id, second.row.ledger_id)
            yield Finding(kind, message, ids, _quotes([*first.claims, *second.claims], sources))


def _related(fundings: Sequence[Funding]) -> Iterator[tuple[Funding, Funding]]:
    """Pairs of rows that share a name: a recipient, or something that their articles are about. Promises come first."""
    share: dict[str, list[int]] = defaultdict(list)
    for i, f in enumerate(fundings):
        if f.row.value is not None:
            for name in f.subject:
                share[name].append(i)
    met = Counter(pair for found in share.values() if len(found) <= _COMMON for pair in combinations(found, 2))
    for i, j in sorted(met):
        a, b = fundings[i], fundings[j]
        yield (b, a) if b.row.status == "planned" and a.row.status != "planned" else (a, b)


def _rivalry(a: Funding, b: Funding) -> str:
    """The kind of finding that two rows make; empty when they have nothing to say to each other."""
    low, high = sorted((a.value, b.value))
    if a.row.currency != b.row.currency or low <= 0 or high > low * _MOST_APART or low == high:
        return ""
    if a.row.part_of == b.row.ledger_id or b.row.part_of == a.row.ledger_id:
        return ""
    if not _same_matter(a, b):
        return ""
    if a.row.status in _PLANNED and b.row.status in _PAID:
        return "promised" if b.value < a.value else ""
    level = next((s for s in (_PLANNED, _PAID) if {a.row.status, b.row.status} <= set(s)), None)
    apart = level is not None and _tellers(a, level).isdisjoint(_tellers(b, level))
    return "amount" if apart and _same_statement(a.row, b.row) else ""


def _tellers(funding: Funding, level: Sequence[str]) -> set[str]:
    """The articles that say it of this level: one that told of the plan may tell another sum of what was paid."""
    return {c.article_id for c in funding.claims if c.row.status in level}


def _same_statement(a: LedgerRow, b: LedgerRow) -> bool:
    """What has been spent so far contradicts no sum that was given, only another sum spent."""
    if "planned" in (a.status, b.status):
        return True
    return (a.kind == "spending") == (b.kind == "spending")


def _same_matter(a: Funding, b: Funding) -> bool:
    """Whether the payers are the same, and the recipients or else the subject, at times that agree."""
    x, y = a.claims[0], b.claims[0]
    if payers(x, y) != SAME or not kinds(x, y) or periods(x, y) is None:
        return False
    about = a.shares(b)
    if recipients(x, y) == SAME or named_in(x, y) or named_in(y, x):
        return about >= _SHARED_TOPIC / 2
    names = len(a.subject.keys() & b.subject.keys())
    return x.payer_keys == y.payer_keys and about >= _SHARED_TOPIC and names >= _SHARED_NAMES


# --------------------------------------------------------------------------- parts, double


def _failed_sums(
    claims: Sequence[Claim], fundings: Sequence[Funding], sources: Mapping[str, ArticleRow]
) -> Iterator[Finding]:
    """Totals whose parts exceed them, or do not make them although the article says that they are all."""
    at = {c.event_id: f.row for f in fundings for c in f.claims}
    for split in splits(claims):
        if split.adds_up or (split.gap > 0 and not split.complete) or split.total.event_id not in at:
            continue
        total = at[split.total.event_id]
        told = " + ".join(p.row.amount_text for p in split.parts)
        message = f"{who(total)}: {told} do not make {split.total.row.amount_text}"
        ids = dict.fromkeys(at[c.event_id].ledger_id for c in (split.total, *split.parts) if c.event_id in at)
        yield Finding("parts", message, tuple(ids), _quotes((split.total, *split.parts), sources))


def _told_twice(fundings: Sequence[Funding], sources: Mapping[str, ArticleRow]) -> Iterator[Finding]:
    """One envelope told for several recipients: within a row of the ledger, or in two rows that look like one."""
    for f in fundings:
        for claims in _by_article(f.claims).values():
            named = {c.recipient_keys or c.described for c in claims}
            if len(claims) > 1 and len(named) > 1:
                message = f"{who(f.row)}: {money(f.row)} told {len(claims)} times by one article, count it once"
                yield Finding("double", message, (f.row.ledger_id,), _quotes(claims, sources))
    for a, b in _related(fundings):
        if a.value == b.value and a.value and a.row.currency == b.row.currency and _one_envelope(a, b):
            message = f"{money(a.row)} for {who(a.row)} and for {who(b.row)} may be one envelope"
            ids = (a.row.ledger_id, b.row.ledger_id)
            yield Finding("double", message, ids, _quotes([*a.claims, *b.claims], sources))


def _by_article(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    told: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        told[claim.article_id].append(claim)
    return told


def _one_envelope(a: Funding, b: Funding) -> bool:
    if a.row.part_of or b.row.part_of or a.row.status != b.row.status:
        return False
    apart = {c.article_id for c in a.claims}.isdisjoint(c.article_id for c in b.claims)
    retold = any(c.retold for c in (*a.claims, *b.claims))
    return (apart or retold) and _same_matter(a, b)
