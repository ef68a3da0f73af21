"""Amounts, dates, actors and roles in displaCy, spaCy's own viewer of a text.

``marked`` gives the data of displaCy's manual mode, ``render`` its HTML, which ``IPython.display.HTML`` draws.

>>> from pipeline.records import Amount, Event, Mention, Participant
>>> text = "L'État verse 75 millions d'euros à Numergy."
>>> amount = Amount(13, 32, "75 millions d'euros")
>>> event = Event(0, 43, (Participant(2, 6, "État"),), (Participant(35, 42, "Numergy"),), amount)
>>> [(text[e["start"] : e["end"]], e["label"]) for e in marked(text, events=[event])["ents"]]
[('État', 'PAYER'), ("75 millions d'euros", 'AMOUNT'), ('Numergy', 'RECIPIENT')]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.records import Amount, DateExpression, Event, FundingRow, Mention

if TYPE_CHECKING:
    from spacy.tokens import Doc

# As in the report: payer blue, recipient green, amount amber, date violet; actors paler.
COLOURS = {
    "PAYER": "#b9d0fa",
    "RECIPIENT": "#b5e6c9",
    "AMOUNT": "#ffd894",
    "DATE": "#dcc4f7",
    "MONEY": "#fff1d6",
    "WHEN": "#f3eafd",
    "ORG": "#e8eefb",
    "PER": "#fbe6e6",
    "LOC": "#e4f5ea",
    "PROG": "#fdf0dc",
}
Span = tuple[int, int, str]


def marked(
    text: str,
    *,
    events: Sequence[Event] = (),
    amounts: Iterable[Amount] = (),
    dates: Iterable[DateExpression] = (),
    mentions: Iterable[Mention] = (),
    title: str | None = None,
) -> dict[str, Any]:
    """Data for ``displacy.render(…, style="ent", manual=True)``.

    Offsets count code points in ``text``. displaCy draws no overlapping spans: the roles of an event come first, then
    amounts, dates and actors, and of two that overlap the earlier kind stays.

    Returns
    -------
    dict
        ``{"text", "ents": [{"start", "end", "label"}], "title"}``. Labels: PAYER, RECIPIENT, AMOUNT and DATE for the
        words of an event; MONEY, WHEN, ORG, PER, LOC and PROG for what no event uses.
    """
    spans: list[Span] = [span for event in events for span in _roles(event)]
    spans += [(a.start, a.end, "MONEY") for a in amounts]
    spans += [(d.start, d.end, "WHEN") for d in dates]
    spans += [(m.start, m.end, m.label) for m in mentions]
    return _data(text, spans, title)


def marked_doc(doc: Doc, *, title: str | None = None) -> dict[str, Any]:
    """The same for a document that went through the project's spaCy components.

    Read are ``doc._.events``, ``doc._.amounts``, ``doc._.dates`` and ``doc._.actors``, those that are there.

    Examples
    --------
    >>> import spacy
    >>> nlp = spacy.blank("fr")
    >>> pipe = nlp.add_pipe("quifinance_dates")
    >>> [ent["label"] for ent in marked_doc(nlp("La région a voté l'aide le 4 mars 2021."))["ents"]]
    ['WHEN']
    """
    return marked(
        doc.text,
        events=_extension(doc, "events"),
        amounts=_extension(doc, "amounts"),
        dates=_extension(doc, "dates"),
        mentions=_extension(doc, "actors"),
        title=title,
    )


def _extension(doc: Doc, name: str) -> Sequence[Any]:
    return (doc._.get(name) or ()) if doc.has_extension(name) else ()


def marked_row(text: str, row: FundingRow, *, title: str | None = None) -> dict[str, Any]:
    """The same for a row of funding.csv; ``text`` is the source text of its article."""
    roles = (
        (row.funder_start, row.funder_end, "PAYER"),
        (row.recipient_start, row.recipient_end, "RECIPIENT"),
        (row.amount_start, row.amount_end, "AMOUNT"),
        (row.date_char_start, row.date_char_end, "DATE"),
    )
    return _data(text, [(s, e, label) for s, e, label in roles if s is not None and e is not None], title)


def render(data: dict[str, Any] | Sequence[dict[str, Any]]) -> str:
    """HTML of what `marked` or `marked_row` gave."""
    from spacy import displacy

    html: str = displacy.render(data, style="ent", manual=True, jupyter=False, options={"colors": COLOURS})
    return html


def _roles(event: Event) -> Iterator[Span]:
    yield from ((p.start, p.end, "PAYER") for p in event.funders)
    yield from ((p.start, p.end, "RECIPIENT") for p in event.recipients)
    if event.amount:
        yield event.amount.start, event.amount.end, "AMOUNT"
    if event.date:
        yield event.date.start, event.date.end, "DATE"


def _data(text: str, spans: Iterable[Span], title: str | None) -> dict[str, Any]:
    kept: list[Span] = []
    for start, end, label in spans:
        if start < end and all(end <= other[0] or start >= other[1] for other in kept):
            kept.append((start, end, label))
    ents = [{"start": start, "end": end, "label": label} for start, end, label in sorted(kept)]
    return {"text": text, "ents": ents, "title": title}
