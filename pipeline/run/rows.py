"""Stage values to table rows: offsets move from the body to the source text, and every row gets its id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from itertools import product

from pipeline import money
from pipeline.records import (
    Amount,
    AmountRow,
    Article,
    ArticleRow,
    Body,
    DateExpression,
    DateRow,
    EntityRow,
    Event,
    FundingRow,
    Mention,
    Participant,
    SkippedRow,
    Stake,
    StakeRow,
)

SKIPPED_CHARS = 120
NO_EVENT = "nothing in the article speaks of funding"
_CENT = Decimal("0.01")


def short_hash(*parts: object) -> str:
    """Ten hexadecimal digits that depend on the content alone."""
    return blake2b("\x1f".join(map(str, parts)).encode("utf-8", "replace"), digest_size=5).hexdigest()


@dataclass(frozen=True, slots=True)
class Frame:
    """One article seen from its rows: the source text, and the way from body offsets to it."""

    article: Article
    body: Body

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Source span of a body span."""
        return self.body.source_span(start, end)

    def text(self, start: int, end: int) -> str:
        """The words of the source text at a body span."""
        left, right = self.span(start, end)
        return self.article.text[left:right]

    def span_or_none(self, part: Participant | Amount | DateExpression | None) -> tuple[int | None, int | None]:
        """Source span of a part of an event; nothing for a part that the text does not have."""
        return self.span(part.start, part.end) if part is not None and part.end > part.start else (None, None)

    @property
    def day(self) -> date | None:
        """First day of the publication date."""
        return first_day(self.article.published)


def first_day(published: str) -> date | None:
    """First day of an ISO day, month or year; None for anything else.

    >>> first_day("2015-01")
    datetime.date(2015, 1, 1)
    """
    parts = published[:10].split("-") if published else []
    try:
        year, month, day = [*map(int, parts), 1, 1][:3]
        return date(year, month, day)
    except ValueError:
        return None


def article_row(frame: Frame, *, language: str = "") -> ArticleRow:
    """The row of articles.csv."""
    article, body = frame.article, frame.body
    first, last = frame.span(0, len(body.text)) if body.text else (None, None)
    return ArticleRow(
        article_id=article.article_id,
        file=article.file,
        title=article.title,
        publisher=article.publisher,
        author=article.author,
        url=article.url,
        published=article.published,
        published_source=article.published_source,
        language=language,
        chars=len(article.text),
        body_start=first,
        body_end=last,
        body_chars=len(body.text),
        sentences=len(body.sentences),
        sha256=article.sha256,
        warning=article.warning,
    )


def skipped_rows(frame: Frame) -> Iterator[SkippedRow]:
    """What was left out of the body, in the order of the source text."""
    for part in sorted(frame.body.skipped, key=lambda p: (p.start, p.end)):
        text = frame.article.text[part.start : part.end]
        yield SkippedRow(frame.article.article_id, part.kind, part.start, part.end, text[:SKIPPED_CHARS])


def entity_rows(frame: Frame, mentions: Iterable[Mention]) -> Iterator[EntityRow]:
    """One row per mention; an actor's id and name are the article's own until the actors of the run are merged."""
    for m in sorted(mentions, key=lambda m: (m.start, m.end)):
        start, end = frame.span(m.start, m.end)
        text = frame.article.text[start:end]
        yield EntityRow(frame.article.article_id, m.actor_id, m.name or text, m.label, text, start, end, m.source)


def date_rows(frame: Frame, found: Iterable[DateExpression]) -> Iterator[DateRow]:
    """One row per date expression."""
    for d in sorted(found, key=lambda d: (d.start, d.end)):
        start, end = frame.span(d.start, d.end)
        text = frame.article.text[start:end]
        yield DateRow(frame.article.article_id, text, start, end, d.first, d.last, d.edtf, d.grain, d.anchor)


# --------------------------------------------------------------------------- amounts and events


def in_euros(amount: Amount, day: date | None) -> Decimal | None:
    """The value in euros at the rate of ``day``; without a day only where no rate is needed."""
    if amount.value is None or not amount.currency:
        return None
    if amount.currency == "EUR":
        return amount.value
    euros = money.to_eur(amount.value, amount.currency, day) if day else None
    return None if euros is None else euros.quantize(_CENT)


def event_ids(frame: Frame, events: Sequence[Event]) -> list[str]:
    """An id per event from the article, the evidence, the amount and the parties; equal ones are numbered."""
    ids: list[str] = []
    for event in events:
        amount = (event.amount.start, event.amount.end, event.amount.value) if event.amount else ()
        parties = [(p.start, p.text) for p in (*event.funders, *event.recipients)]
        key = short_hash(frame.article.article_id, *frame.span(event.start, event.end), *amount, *parties, event.status)
        again = ids.count(key)
        ids.append(f"e{key}" if not again else f"e{key}-{again + 1}")
    return ids


def amount_rows(
    frame: Frame,
    amounts: Iterable[Amount],
    events: Sequence[Event],
    ids: Sequence[str],
    why: Mapping[tuple[int, int], str],
) -> Iterator[AmountRow]:
    """One row per amount, with the event that uses it or the reason why none does (``why``: by its span).

    An article often tells one event twice: another mention of the same sum belongs to the same event.
    """
    told = [(event, event_id) for event, event_id in zip(events, ids, strict=True) if event.amount]
    used = {(e.amount.start, e.amount.end): (e, i) for e, i in reversed(told) if e.amount}
    sums = {_sum(e.amount): (e, i) for e, i in reversed(told) if e.amount}
    for a in sorted(amounts, key=lambda a: (a.start, a.end)):
        start, end = frame.span(a.start, a.end)
        again = sums.get(_sum(a)) if a.role == "funding" else None
        event, event_id = used.get((a.start, a.end)) or again or (None, "")
        day = event.date.first if event and event.date and event.date.first else frame.day
        yield AmountRow(
            article_id=frame.article.article_id,
            amount_id=f"m{short_hash(frame.article.article_id, start, end)}",
            text=frame.article.text[start:end],
            char_start=start,
            char_end=end,
            value=a.value,
            value_min=a.value_min,
            value_max=a.value_max,
            currency=a.currency,
            qualifier=a.qualifier,
            role="funding" if event else a.role,
            event_id=event_id,
            reason="" if event else a.reason if a.role == "other" else why.get((a.start, a.end), NO_EVENT),
            value_eur=in_euros(a, day),
            currency_candidates="|".join(a.candidates),
        )


def _sum(amount: Amount) -> tuple[object, ...]:
    return amount.value, amount.value_min, amount.value_max, amount.currency


def funding_rows(frame: Frame, events: Sequence[Event], ids: Sequence[str]) -> Iterator[FundingRow]:
    """One row per event, funder and recipient; a party that the text does not name leaves its cells empty."""
    order = sorted(zip(events, ids, strict=True), key=lambda pair: (pair[0].start, _amount_start(pair[0]), pair[1]))
    for event, event_id in order:
        for funder, recipient in product(event.funders or (None,), event.recipients or (None,)):
            yield _funding_row(frame, event, event_id, funder, recipient)


def _amount_start(event: Event) -> int:
    return event.amount.start if event.amount else -1


def _funding_row(
    frame: Frame, event: Event, event_id: str, funder: Participant | None, recipient: Participant | None
) -> FundingRow:
    amount, when = event.amount, event.date
    first, last, edtf, source = _period(frame, event)
    evidence = frame.span(event.start, event.end)
    spans = [frame.span_or_none(part) for part in (amount, funder, recipient, when)]
    return FundingRow(
        event_id=event_id,
        article_id=frame.article.article_id,
        funder=funder.name or funder.text if funder else "",
        funder_id=funder.actor_id if funder else "",
        funder_text=frame.text(funder.start, funder.end) if funder else "",
        recipient=recipient.name or recipient.text if recipient else "",
        recipient_id=recipient.actor_id if recipient else "",
        recipient_text=frame.text(recipient.start, recipient.end) if recipient else "",
        object=event.object,
        kind=event.kind,
        status=event.status,
        value=amount.value if amount else None,
        value_min=amount.value_min if amount else None,
        value_max=amount.value_max if amount else None,
        currency=amount.currency if amount else "",
        qualifier=amount.qualifier if amount else "",
        value_eur=in_euros(amount, first) if amount else None,
        amount_text=frame.text(amount.start, amount.end) if amount else "",
        amount_source=event.amount_source if amount else "",
        date_start=first,
        date_end=last,
        edtf=edtf,
        date_text=frame.text(when.start, when.end) if when else "",
        date_source=source,
        attribution=event.attribution,
        n_funders=len(event.funders),
        n_recipients=len(event.recipients),
        evidence=frame.article.text[evidence[0] : evidence[1]],
        evidence_start=evidence[0],
        evidence_end=evidence[1],
        rule=event.rule,
        confidence=round(event.confidence, 3),
        amount_start=spans[0][0],
        amount_end=spans[0][1],
        funder_start=spans[1][0],
        funder_end=spans[1][1],
        recipient_start=spans[2][0],
        recipient_end=spans[2][1],
        date_char_start=spans[3][0],
        date_char_end=spans[3][1],
    )


def _period(frame: Frame, event: Event) -> tuple[date | None, date | None, str, str]:
    """First day, last day, EDTF and source of the event's date; the publication date stands in, and says so."""
    when = event.date
    if when is not None and when.first is not None:
        return when.first, when.last or when.first, when.edtf, event.date_source or "text"
    return (*published_period(frame.article.published), "published") if frame.day else (None, None, "", "")


def published_period(published: str) -> tuple[date | None, date | None, str]:
    """First and last day of a publication date, and its EDTF.

    >>> published_period("2015-02")
    (datetime.date(2015, 2, 1), datetime.date(2015, 2, 28), '2015-02')
    """
    first = first_day(published)
    if first is None:
        return None, None, ""
    grain = published[:10].count("-")
    if grain == 2:
        return first, first, published[:10]
    after = date(first.year + 1, 1, 1) if grain == 0 else date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first, date.fromordinal(after.toordinal() - 1), published[:7]


def stake_rows(frame: Frame, stakes: Iterable[Stake]) -> Iterator[StakeRow]:
    """One row per holding."""
    for s in sorted(stakes, key=lambda s: (s.start, s.owner.start, s.company.start)):
        start, end = frame.span(s.start, s.end)
        yield StakeRow(
            article_id=frame.article.article_id,
            owner=s.owner.name or s.owner.text,
            owner_id=s.owner.actor_id,
            company=s.company.name or s.company.text,
            company_id=s.company.actor_id,
            percent=s.percent,
            date_start=s.date.first if s.date else None,
            date_end=s.date.last if s.date else None,
            status=s.status,
            evidence=frame.article.text[start:end],
            evidence_start=start,
            evidence_end=end,
            confidence=round(s.confidence, 3),
        )
