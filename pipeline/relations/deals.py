"""Events without a stated sum: « Atos rachète Bull », « des sociétés financées par l'État ».

Without an amount there is nothing for the scorer to hang on, so only frames that settle both sides make an event: a
verb of buying, or of funding, between two named actors of one sentence; the same verb in the passive, whose agent is
named (« un refuge financé par la fondation Ferran »); or a named actor that invests in something (« Norvia investit
dans les tramways »).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.records import DateExpression, Event, Participant
from pipeline.relations import triggers
from pipeline.relations.candidates import Candidate
from pipeline.relations.context import DEAL, Context
from pipeline.relations.features_base import adposition, is_passive, is_verb
from pipeline.relations.frames import meant, subject_of
from pipeline.relations.status import tense_of
from pipeline.relations.syntax import Sentence, Token

_BUYING = {"racheter", "acquérir", "acheter"}
_INVESTING = {"investir"}
_FUNDING = {"financer", "cofinancer", "subventionner", "renflouer", "recapitaliser"}
_SHARES = {"part", "action", "participation", "contrôle", "majorité", "titre", "capital", "actif", "activité"}
_CONFIDENCE = 0.5  # such events are too few to calibrate: seven in 350 annotated passages, six of them right
_ATTRIBUTES = ("acl", "amod", "acl:relcl")
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
        if not is_verb(verb) or verb.lemma not in _BUYING | _FUNDING | _INVESTING:
            continue
        payers, recipients = _sides(sentence, verb, named)
        if verb.lemma in _INVESTING:
            recipients = _invested(context, sentence, verb, candidates)
        elif not payers or not recipients:
            beside = _beside(context.text, sentence, verb, list(named.values()))
            payers = payers or _after_by(context.text, verb, named.values())
            payers, recipients = beside if all(beside) else (payers, _things(context, sentence, verb, candidates))
        keys = {p.key for p in payers}
        recipients = [r for r in recipients if r.key not in keys]
        if not payers or not recipients or any(p.label == "LOC" for p in payers):
            continue
        kind = "acquisition" if verb.lemma in _BUYING else "investment" if verb.lemma in _INVESTING else "grant"
        tense = tense_of(sentence, verb)
        status = "reported" if tense == "conditional_perfect" else "planned" if tense in _PLANNED else "done"
        date = _date(context, sentence)
        yield (
            Event(
                sentence.start,
                sentence.end,
                tuple(_participant(p) for p in payers),
                tuple(_participant(r) for r in recipients),
                kind=kind,
                status=status,
                date=date,
                date_source="text" if date else "",
                rule=f"deal:{verb.lemma}",
                confidence=_CONFIDENCE,
            ),
            (payers[0].key, recipients[0].key),
        )


def _date(context: Context, sentence: Sentence) -> DateExpression | None:
    """The only date of the sentence, if there is but one."""
    here = [d for d in context.dates if sentence.start <= d.start < sentence.end and d.first is not None]
    return here[0] if len(here) == 1 else None


def _covered(event: Event, told: Sequence[Event]) -> bool:
    here = [e for e in told if e.start < event.end and event.start < e.end]
    told_of = {p.actor_id or p.name for e in here for p in (*e.funders, *e.recipients)}
    return any((p.actor_id or p.name) in told_of for p in (*event.funders, *event.recipients))


def _participant(c: Candidate) -> Participant:
    return Participant(
        c.start, c.end, c.text, (c.mention.name if c.mention else "") or c.text, c.mention.actor_id if c.mention else ""
    )


_Sides = tuple[list[Candidate], list[Candidate]]
_BY = re.compile(r"\s+par\s+(?:le |la |les |l'|un |une )?$")
_BOUGHT = re.compile(
    r"\s+(?:(?:\d+ ?% |toutes? |tous )?(?:le |la |les |l'|ses |des |du |de )*"
    r"(?:parts?|actions?|participation|contrôle|majorité|totalité|capital|actifs?|activités?)? ?"
    r"(?:de la |de l'|du |des |de |d')?(?:le |la |les |l')?"
    r"(?:start-up|société|groupe|entreprise|filiale|maison|banque|compagnie)? ?(?:\w+ ){0,2})$"
)
_HELPERS = re.compile(r"\s*(?:,.{0,60},)?\s*(?:a|ont|va|vont|avait|avaient|veut|compte|aurait)?\s*(?:aussi |alors )?$")
_SO_CALLED = re.compile(r",\s+(?:l[ea]s?\s+|l'|une?\s+|des\s+|ces\s+)(?:deux\s+|trois\s+|quatre\s+)?")
_AFTER_NAME = re.compile(r"\s*(?:\(|,)?\s*(?:a été |avait été |est |sera )?$")


def _sides(sentence: Sentence, verb: Token, named: dict[int, Candidate]) -> _Sides:
    """Who pays and who is paid, by the parse; with those coordinated with them."""
    kids = [sentence.tokens[i] for i in sentence.children[verb.i]]
    subject, _ = subject_of(sentence, verb)
    if subject is not None and subject.pos == "PRON":
        subject = meant(sentence, subject, verb) or subject
    if is_passive(sentence, verb):
        agent = next((k for k in kids if k.dep == "obl:agent" or adposition(sentence, k) == "par"), None)
        paid = sentence.tokens[verb.head] if verb.dep in _ATTRIBUTES else subject
        return _all(sentence, agent, named), _all(sentence, paid, named)
    bought = next((k for k in kids if k.dep == "obj"), None)
    return _all(sentence, subject, named), _all(sentence, bought, named) or _owned(sentence, bought, named)


def _things(context: Context, sentence: Sentence, verb: Token, candidates: Sequence[Candidate]) -> list[Candidate]:
    """What « financée par X » is said of, when no name heads it: « une enquête », « les places d'hébergement »."""
    if not is_passive(sentence, verb):
        return []
    paid = sentence.tokens[verb.head] if verb.dep in _ATTRIBUTES else subject_of(sentence, verb)[0]
    things = [c for c in candidates if paid is not None and c.head.i == paid.i and not c.pronoun]
    return _called(context.text, sentence, things[0], candidates) or things if things else []


def _called(text: str, sentence: Sentence, thing: Candidate, candidates: Sequence[Candidate]) -> list[Candidate]:
    """« Altis et Borex, les deux scieries financées par la région » are Altis and Borex."""
    named = {c.head.i: c for c in candidates if c.label and c.end < thing.start}
    last = max(named.values(), key=lambda c: c.end, default=None)
    if last is None or not _SO_CALLED.fullmatch(text, last.end, thing.start):
        return []
    return _all(sentence, last.head, named)


def _invested(context: Context, sentence: Sentence, verb: Token, candidates: Sequence[Candidate]) -> list[Candidate]:
    """What « investit », « a investi », « veut investir » puts money in, where the sentence states no sum."""
    if any(sentence.start <= a.start < sentence.end for a in context.amounts) or is_passive(sentence, verb):
        return []
    above = sentence.tokens[verb.head]
    intended = verb.dep == "xcomp" and "promise" in triggers.verb_classes(above.lemma)
    tense = tense_of(sentence, verb)
    finite = tense not in ("infinitive", "participle", "gerund") or verb.lower == "investit"  # the tagger's participle
    if not finite and not intended:
        return []
    into = [
        sentence.tokens[i]
        for i in sentence.children[verb.i]
        if i > verb.i and adposition(sentence, sentence.tokens[i]) in ("dans", "en")
    ]
    return [c for c in candidates if into and c.head.i == into[0].i and not c.pronoun]


def _after_by(text: str, verb: Token, named: Iterable[Candidate]) -> list[Candidate]:
    """The name right after « financé par », which the parser may hang on the noun before."""
    return [c for c in named if c.start >= verb.end and _BY.fullmatch(text, verb.end, c.start)]


def _beside(text: str, sentence: Sentence, verb: Token, named: Sequence[Candidate]) -> _Sides:
    """The same by what stands next to the verb: « Norvia (racheté par Altis) », « Altis rachète Norvia »."""
    before = [c for c in named if c.end <= verb.start]
    after = [c for c in named if c.start >= verb.end]
    if not before or not after:
        return [], []
    left, right = before[-1], after[0]
    if _BY.fullmatch(text, verb.end, right.start) and _AFTER_NAME.fullmatch(text, left.end, verb.start):
        return [right], [left]
    if _BOUGHT.fullmatch(text, verb.end, right.start) and _HELPERS.fullmatch(text, left.end, verb.start):
        return [left], [right]
    return [], []


def _all(sentence: Sentence, token: Token | None, named: dict[int, Candidate]) -> list[Candidate]:
    """The named actor that ``token`` heads and those coordinated with it."""
    first = _named(sentence, token, named)
    if first is None:
        return []
    ordered = sorted(named.values(), key=lambda c: c.start)
    at = ordered.index(first)
    chosen = [first]
    for other in reversed(ordered[:at]):
        if not _joined(sentence, other, chosen[0]):
            break
        chosen.insert(0, other)
    for other in ordered[at + 1 :]:
        if not _joined(sentence, chosen[-1], other):
            break
        chosen.append(other)
    return chosen


def _joined(sentence: Sentence, a: Candidate, b: Candidate) -> bool:
    """Whether only « et » and small words stand between two names."""
    between = [t.lower for t in sentence.tokens if a.end <= t.start and t.end <= b.start]
    return "et" in between and set(between) <= {"et", "le", "la", "les", "l'", "de", "du", "des", "par"}


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


def _owned(sentence: Sentence, bought: Token | None, named: dict[int, Candidate]) -> list[Candidate]:
    """« les parts de X et de Y », « le contrôle de X »: what is bought is X."""
    if bought is None or bought.lemma not in _SHARES:
        return []
    owner = next((sentence.tokens[i] for i in sentence.children[bought.i] if i in named), None)
    return _all(sentence, owner, named)
