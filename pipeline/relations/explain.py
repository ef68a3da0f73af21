"""Why an amount gave an event, or none: the cues, candidates and scores behind the decision, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.records import Amount, Body, DateExpression, Mention
from pipeline.relations import context, events, model
from pipeline.relations.events import Reading, Thresholds
from pipeline.relations.model import Models, sigmoid

SHOWN = 4  # candidates, dates and cues that are worth showing


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was weighed about one amount. ``reason`` says why there is no event; it is empty when there is one."""

    amount: Amount
    reason: str
    lines: tuple[str, ...]


def explain(
    body: Body,
    amounts: Sequence[Amount],
    dates: Sequence[DateExpression],
    mentions: Sequence[Mention],
    *,
    published: str = "",
) -> list[Explanation]:
    """One explanation per amount that was weighed, in text order (parameters as for ``find_events``).

    Examples
    --------
    For « Il a coûté 3 millions d'euros. » the reason reads ``no funding event (probability 0.04, needed 0.40)``.
    """
    read = context.build(body.text, body.sentences, amounts, dates, mentions, published)
    readings = events.read(read)
    models, thresholds = model.load(), Thresholds()
    events.score(readings, models)
    return [
        Explanation(r.amount, _reason(r, thresholds), tuple(_lines(r, models, thresholds)))
        for r in sorted(readings, key=lambda r: r.amount.start)
    ]


def _reason(reading: Reading, thresholds: Thresholds) -> str:
    if reading.probability < thresholds.event:
        return f"no funding event (probability {reading.probability:.2f}, needed {thresholds.event:.2f})"
    payers, recipients = events.choose([reading], thresholds)
    return "" if payers or recipients else "neither a payer nor a recipient is likely enough"


def _lines(reading: Reading, models: Models, thresholds: Thresholds) -> Iterator[str]:
    yield f"funding event: {reading.probability:.2f} (needed {thresholds.event:.2f})"
    cues = models["event"].contributions(reading.event, SHOWN)
    yield "  cues: " + ", ".join(f"{name} {weight:+.2f}" for name, weight in cues)
    for slot, needed in (("payer", thresholds.payer), ("recipient", thresholds.recipient)):
        ranked = sorted(reading.links, key=lambda link: (-getattr(link, slot), link.candidate.start))[:SHOWN]
        scores = [f"« {link.candidate.text} » {sigmoid(getattr(link, slot)):.2f}" for link in ranked]
        yield f"{slot} (needed {needed:.2f}): " + (", ".join(scores) or "no candidate")
        for link in ranked[:1]:
            weights = models[slot].contributions(link.features, SHOWN)
            yield "  cues: " + ", ".join(f"{name} {weight:+.2f}" for name, weight in weights)
    scored = sorted(((models["when"].probability(f), d.text) for d, f in reading.dates), reverse=True)[:SHOWN]
    shown = ", ".join(f"« {text} » {p:.2f}" for p, text in scored) or "no candidate"
    yield f"date (needed {thresholds.when:.2f}): {shown}"
    statuses = sorted(reading.status_scores.items(), key=lambda pair: -pair[1])
    yield "status: " + ", ".join(f"{name} {p:.2f}" for name, p in statuses)
