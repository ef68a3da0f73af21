"""Why an amount gave an event, or none: cues, candidates and scores behind the decision, in words.

``decide`` finds the events of an article together with the reason of every amount that made none; ``explain`` tells
what was weighed on the way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.records import Amount, Body, DateExpression, Event, Mention
from pipeline.relations import context as contexts
from pipeline.relations import events, model
from pipeline.relations.context import Context
from pipeline.relations.events import Link, Reading, Thresholds
from pipeline.relations.model import Features, Models, sigmoid

Span = tuple[int, int]

SHOWN = 4  # candidates, dates and cues that are worth showing


def decide(
    body: Body,
    amounts: Sequence[Amount],
    dates: Sequence[DateExpression],
    mentions: Sequence[Mention],
    *,
    published: str = "",
) -> tuple[list[Event], dict[Span, str]]:
    """The events of one article, and why each amount without one has none (by its span in ``body.text``).

    The events are those of ``relations.find_events``, whose parameters these are.
    """
    context = contexts.build(body.text, body.sentences, amounts, dates, mentions, published)
    readings = events.read(context)
    found = events.find(context, model.load(), Thresholds(), readings)
    return found, reasons(context, readings, found)


def explain(
    body: Body,
    amounts: Sequence[Amount],
    dates: Sequence[DateExpression],
    mentions: Sequence[Mention],
    *,
    published: str = "",
    amount: int | None = None,
) -> str:
    """What was weighed for each amount of an article, as plain text.

    Parameters
    ----------
    body, amounts, dates, mentions : what the earlier stages found; offsets count in ``body.text``.
    published : ISO day, month or year of publication, or empty.
    amount : number of one amount, from 1 in text order; without it all are explained, and events without a sum.

    Returns
    -------
    A paragraph an amount: its role, the decision (the events, or why there is none), the probability of an event with
    the features that weigh most, the likeliest payers and recipients with the frames they stand in, and the dates.
    Amounts that the text gives by reference (« le même montant ») have their own.

    Raises
    ------
    ValueError
        There is no such amount.

    Examples
    --------
    « L'État prête 40 millions d'euros à Ascoval. » shows for its amount the payer ``« État », payer by subject:lend``.
    """
    context = contexts.build(body.text, body.sentences, amounts, dates, mentions, published)
    total = len(context.amounts)
    if amount is not None and not 1 <= amount <= total:
        raise ValueError(f"there is no amount {amount}: the article has {total}, numbered from 1 in text order")
    models, thresholds = model.load(), Thresholds()
    readings = events.read(context)
    found = events.find(context, models, thresholds, readings)
    why = reasons(context, readings, found, thresholds)
    read = {_span(r.amount): r for r in readings}
    paragraphs = []
    for number, item in enumerate(context.amounts, 1):
        if amount in (None, number):
            lines = [*_decision(item, found, why)]
            lines += _lines(read[_span(item)], models, thresholds) if _span(item) in read else ()
            title = f"[{number}] « {item.text} »: {item.role}" + (f" ({item.reason})" if item.reason else "")
            paragraphs.append("\n    ".join([title, *lines]))
    if amount is None:
        paragraphs += [f"without an amount\n    event: {_event(e)}" for e in found if e.amount is None]
    return "\n\n".join(paragraphs) or "no amount of money, and no funding without one"


def _decision(amount: Amount, found: Sequence[Event], why: Mapping[Span, str]) -> Iterator[str]:
    if _span(amount) in why:
        yield f"no event: {why[_span(amount)]}"
    for event in found:
        if event.amount is not None and _span(event.amount) == _span(amount):
            yield f"event: {_event(event)}"


def _event(event: Event) -> str:
    who, whom = (", ".join(p.name or p.text for p in part) or "?" for part in (event.funders, event.recipients))
    day = event.date.text if event.date else "no date"
    return f"{who} → {whom} ({event.kind}, {event.status}, {day}; {event.rule}; confidence {event.confidence:.2f})"


def _span(amount: Amount) -> Span:
    return amount.start, amount.end


# --------------------------------------------------------------------------- reasons


def reasons(
    context: Context, readings: Sequence[Reading], found: Sequence[Event], thresholds: Thresholds | None = None
) -> dict[Span, str]:
    """Why each amount that is not an event's own made no event.

    Parameters
    ----------
    context : the article.
    readings : its amounts as ``events.find`` scored them.
    found : the events that it found.
    thresholds : those it decided by.

    Returns
    -------
    A short reason by amount span: ``not a funding (p=0.12, needs 0.40)`` (or ``: the words around it rule it out``
    when it was not even parsed), ``same event as « 3 millions d'euros »``,
    ``conversion of « 200 millions de dollars »``, ``restates « 2 millions d'euros »`` or ``no payer or recipient is
    likely enough``.
    """
    limits = thresholds or Thresholds()
    used = {_span(e.amount) for e in found if e.amount}
    read = {_span(r.amount): r for r in readings}
    groups = events.group([r for r in readings if r.probability >= limits.event], limits)
    why: dict[Span, str] = {}
    for k, amount in enumerate(context.amounts):
        span = _span(amount)
        if span in used:
            continue
        if span not in read:
            why[span] = _unread(context, k)
        elif read[span].probability < limits.event:
            why[span] = f"not a funding (p={read[span].probability:.2f}, needs {limits.event:.2f})"
        else:
            why[span] = _untold(span, groups, used)
    return why


def _unread(context: Context, k: int) -> str:
    if k and events.is_conversion(context, k):
        return f"conversion of « {context.amounts[k - 1].text} »"
    if events.restates(context, k):
        return f"restates « {context.amounts[k - 1].text} »"
    return "not a funding: the words around it rule it out"


def _untold(span: Span, groups: Sequence[Sequence[Reading]], used: set[Span]) -> str:
    """A likely funding without an event of its own: another mention tells it, or nobody pays and nobody is paid."""
    mates = next((g for g in groups if any(_span(r.amount) == span for r in g)), ())
    told = next((r.amount for r in mates if _span(r.amount) in used), None)
    return "no payer or recipient is likely enough" if told is None else f"same event as « {told.text} »"


# --------------------------------------------------------------------------- what was weighed


def _lines(reading: Reading, models: Models, thresholds: Thresholds) -> Iterator[str]:
    sentence = reading.view.sentence
    yield f"sentence: {' '.join(reading.view.context.text[sentence.start : sentence.end].split())}"
    if reading.amount.stated_value is not None:
        yield f"computed: {reading.amount.reason}"
    yield f"funding event: {reading.probability:.2f} (needed {thresholds.event:.2f})"
    yield from _cues(models, "event", reading.event)
    for slot, needed in (("payer", thresholds.payer), ("recipient", thresholds.recipient)):
        yield from _candidates(reading, slot, needed, models)
    scored = sorted(((models["when"].probability(f), d.text) for d, f in reading.dates), reverse=True)[:SHOWN]
    shown = ", ".join(f"« {text} » {p:.2f}" for p, text in scored) or "no candidate"
    yield f"date (needed {thresholds.when:.2f}): {shown}"
    for name, scores in (("status", reading.status_scores), ("kind", models["kind"].distribution(reading.event))):
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]
        yield f"{name}: " + ", ".join(f"{value} {p:.2f}" for value, p in ranked)


def _cues(models: Models, name: str, features: Features) -> Iterator[str]:
    cues = models[name].contributions(features, SHOWN)
    yield "  cues: " + ", ".join(f"{feature} {weight:+.2f}" for feature, weight in cues)


def _candidates(reading: Reading, slot: str, needed: float, models: Models) -> Iterator[str]:
    """The likeliest candidates of a slot, each with the frames it stands in; the first with the features it won by."""
    ranked = sorted(reading.links, key=lambda link: (-getattr(link, slot), link.candidate.start))[:SHOWN]
    yield f"{slot} (needed {needed:.2f}):" + ("" if ranked else " no candidate")
    for place, link in enumerate(ranked):
        name = " ".join(link.candidate.text.split())
        yield f"  {sigmoid(getattr(link, slot)):.2f} « {name} »{_grammar(reading, link)}"
        if place == 0:
            yield from (f"     {line.strip()}" for line in _cues(models, slot, link.features))


def _grammar(reading: Reading, link: Link) -> str:
    """The frames that the candidate stands in, or how many sentences from the amount it stands."""
    gap = link.candidate.sentence - reading.view.index
    if gap:
        return f", {abs(gap)} sentence{'s' if abs(gap) > 1 else ''} {'before' if gap < 0 else 'after'}"
    hits = reading.view.hits.get(link.candidate.head.i, ())
    return "".join(f", {hit.role} by {hit.rule}" for hit in hits)
