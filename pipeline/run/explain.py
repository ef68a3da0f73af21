"""Why an article gave its rows, or none: every stage's part in it, in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline import entities, read, relations
from pipeline.records import Amount, Article, Event, Failure
from pipeline.relations.explain import explain as explain_amounts
from pipeline.run.article import Reading, read_stages, to_tables
from pipeline.run.settings import Settings


class NothingToExplainError(ValueError):
    """No article can be read there, or it has no such amount."""


def explain(source: str | Path, article_id: str = "", amount: int | None = None) -> Iterator[str]:
    """What was weighed about each amount of an article, line by line; ``amount`` counts from 1.

    Raises
    ------
    NothingToExplainError
        The article cannot be read or is not there, or it has no amount of that number.
    """
    reading = read_stages(_article(source, article_id), Settings(any_language=True))
    if amount is not None and not 1 <= amount <= len(reading.amounts):
        raise NothingToExplainError(f"{source}: there is no amount {amount}, there are {len(reading.amounts)}")
    numbered = [(n, a) for n, a in enumerate(reading.amounts, 1) if amount in (None, n)]
    yield f"{reading.article.article_id}: {len(reading.amounts)} amounts, {len(reading.events)} events"
    if not relations.may_fund(reading.body, reading.amounts):
        yield "Nothing in the article speaks of funding: it was not parsed."
    weighed = _weighed(reading)
    for number, item in numbered:
        yield from _amount_lines(number, item, reading, weighed)
    yield from _actor_lines(reading)


def _article(source: str | Path, article_id: str) -> Article:
    for item in read.read([source]):
        if isinstance(item, Failure):
            raise NothingToExplainError(str(item))
        if article_id in ("", item.article_id):
            return item
    raise NothingToExplainError(f"{source}: no article {article_id or 'there'}")


def _weighed(reading: Reading) -> dict[int, tuple[str, tuple[str, ...]]]:
    found = explain_amounts(
        reading.body, reading.amounts, reading.dates, reading.mentions, published=reading.article.published
    )
    return {e.amount.start: (e.reason, e.lines) for e in found}


def _amount_lines(
    number: int, amount: Amount, reading: Reading, weighed: dict[int, tuple[str, tuple[str, ...]]]
) -> Iterator[str]:
    yield ""
    yield f"[{number}] « {amount.text} »: {amount.role}" + (f" ({amount.reason})" if amount.reason else "")
    reason, lines = weighed.get(amount.start, ("not weighed: it repeats or converts the amount before it", ()))
    events = [e for e in reading.events if e.amount and e.amount.start == amount.start]
    for event in events:
        yield f"    event: {_event(event)}"
    if not events:
        yield f"    no event of its own: {reason or 'told by another mention of the same sum'}"
    yield from (f"    {line}" for line in lines)


def _event(event: Event) -> str:
    who = ", ".join(p.name or p.text for p in event.funders) or "?"
    whom = ", ".join(p.name or p.text for p in event.recipients) or "?"
    when = event.date.text if event.date else "no date"
    return f"{who} → {whom} ({event.kind}, {event.status}, {when}; {event.rule}; confidence {event.confidence:.2f})"


def _actor_lines(reading: Reading) -> Iterator[str]:
    """The names that were taken for one actor, and why."""
    registry = entities.merge_actors(to_tables(reading).entities)
    merged = [(row, registry.reasons(row.actor_id)) for row in registry.rows]
    if any(reasons for _, reasons in merged):
        yield ""
        yield "Actors:"
    for row, reasons in merged:
        for reason in reasons:
            yield f"    {row.name} ← {reason}"
