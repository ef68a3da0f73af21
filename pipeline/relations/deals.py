"""Events without a stated sum: « Atos rachète Bull », « des sociétés financées par l'État ».

Without an amount there is nothing for the scorer to hang on, so only frames that settle both sides make an event: a
verb of buying, or of funding, between two named actors of one sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.records import Event, Participant
from pipeline.relations.candidates import Candidate
from pipeline.relations.context import DEAL, Context
from pipeline.relations.features_base import adposition, is_passive, is_verb
from pipeline.relations.frames import subject_of
from pipeline.relations.status import tense_of
from pipeline.relations.syntax import Sentence, Token

_BUYING = {"racheter", "acquérir"}
_FUNDING = {"financer", "cofinancer", "subventionner", "renflouer", "recapitaliser"}
_SHARES = {"part", "action", "participation", "contrôle", "majorité", "titre", "capital", "actif", "activité"}
_CONFIDENCE = 0.2  # of nine such events in cross-validation, two were in gold
_PLANNED = {"future", "conditional", "infinitive", "future_perfect"}


def find(context: Context, told: Sequence[Event]) -> list[Event]:
    """Events without amount that the events already ``told`` with one do not cover."""
    events: list[Event] = []
    seen: set[tuple[str, str]] = set()
    for index, sentence in sorted(context.parses.items()):
        if not DEAL.search(context.text, sentence.start, sentence.end):
            continue
        for event, key in _of_sentence(context, sentence, context.by_sentence.get(index, [])):
            if key not in seen and not _covered(event, told):
                seen.add(key)
                events.append(event)
    return events


def _of_sentence(
    context: Context, sentence: Sentence, candidates: Sequence[Candidate]
) -> Iterator[tuple[Event, tuple[str, str]]]:
    named = {c.head.i: c for c in candidates if c.label in ("ORG", "PER", "PROG", "LOC")}
    for verb in sentence.tokens:
        if not is_verb(verb) or verb.lemma not in _BUYING | _FUNDING:
            continue
        payer, recipient = _sides(sentence, verb, named)
        if payer is None or recipient is None or payer.key == recipient.key or payer.label == "LOC":
            continue
        kind = "acquisition" if verb.lemma in _BUYING else "grant"
        tense = tense_of(sentence, verb)
        status = "reported" if tense == "conditional_perfect" else "planned" if tense in _PLANNED else "done"
        yield (
            Event(
                sentence.start,
                sentence.end,
                (_participant(payer),),
                (_participant(recipient),),
                kind=kind,
                status=status,
                rule=f"deal:{verb.lemma}",
                confidence=_CONFIDENCE,
            ),
            (payer.key, recipient.key),
        )


def _covered(event: Event, told: Sequence[Event]) -> bool:
    here = [e for e in told if e.start < event.end and event.start < e.end]
    spans = {(p.start, p.end) for e in here for p in (*e.funders, *e.recipients)}
    return any((p.start, p.end) in spans for p in (*event.funders, *event.recipients))


def _participant(c: Candidate) -> Participant:
    return Participant(
        c.start, c.end, c.text, (c.mention.name if c.mention else "") or c.text, c.mention.actor_id if c.mention else ""
    )


def _sides(sentence: Sentence, verb: Token, named: dict[int, Candidate]) -> tuple[Candidate | None, Candidate | None]:
    kids = [sentence.tokens[i] for i in sentence.children[verb.i]]
    subject, _ = subject_of(sentence, verb)
    if is_passive(sentence, verb):
        agent = next((k for k in kids if k.dep == "obl:agent" or adposition(sentence, k) == "par"), None)
        paid = sentence.tokens[verb.head] if verb.dep in ("acl", "amod", "acl:relcl") else subject
        return _named(sentence, agent, named), _named(sentence, paid, named)
    bought = next((k for k in kids if k.dep == "obj"), None)
    return _named(sentence, subject, named), _named(sentence, bought, named) or _owned(sentence, bought, named)


def _named(sentence: Sentence, token: Token | None, named: dict[int, Candidate]) -> Candidate | None:
    """The named actor that ``token`` heads, or that it stands in apposition to (« X, société financée par … »)."""
    if token is None:
        return None
    if token.i in named:
        return named[token.i]
    if token.dep == "appos":
        return named.get(token.head)
    appositions = [i for i in sentence.children[token.i] if sentence.tokens[i].dep == "appos"]
    return next((named[i] for i in appositions if i in named), None)


def _owned(sentence: Sentence, bought: Token | None, named: dict[int, Candidate]) -> Candidate | None:
    """« les parts de X », « le contrôle de X »: what is bought is X."""
    if bought is None or bought.lemma not in _SHARES:
        return None
    return next((named[i] for i in sentence.children[bought.i] if i in named), None)
