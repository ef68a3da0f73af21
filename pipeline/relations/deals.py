"""Events without a stated sum: « Atos rachète Bull », « des sociétés financées par l'État ».

Without an amount there is nothing for the scorer to hang on, so only frames that settle both sides make an event: a
verb of buying, or of funding, between two named actors of one sentence; the same verb in the passive, whose agent is
named (« un refuge financé par la fondation Ferran »); or a named actor that invests in something (« Norvia investit
dans les tramways »).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from pipeline.records import DateExpression, Event, Participant
from pipeline.relations import gate, grants, triggers
from pipeline.relations.candidates import Candidate
from pipeline.relations.context import Context
from pipeline.relations.features_base import adposition, is_passive, is_verb
from pipeline.relations.frames import MAX_CLIMB, meant, subject_of
from pipeline.relations.parties import listed
from pipeline.relations.status import NEGATIONS, tense_of
from pipeline.relations.syntax import Sentence, Token

_BUYING = {"racheter", "acquérir", "acheter"}
_INVESTING = {"investir"}
_FUNDING = {"financer", "cofinancer", "subventionner", "renflouer", "recapitaliser"}
_SHARES = {"part", "action", "participation", "contrôle", "majorité", "titre", "capital", "actif", "activité"}
_CONFIDENCE = 0.5  # such events are too few to calibrate: seven in 350 annotated passages, six of them right
_ATTRIBUTES = ("acl", "amod", "acl:relcl")
_PLANNED = {"future", "conditional", "infinitive", "future_perfect", "future_passive"}


def find(context: Context, told: Sequence[Event]) -> list[Event]:
    """Events without amount that the events already ``told`` with one do not cover."""
    events: list[Event] = []
    seen: set[tuple[str, str]] = set()
    for index, sentence in sorted(context.parses.items()):
        if not gate.DEAL.search(context.text, sentence.start, sentence.end):
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
        if recipients:
            recipients = _held(context.text, verb, recipients, named.values())
        if not payers or not recipients or any(p.label == "LOC" for p in payers):
            continue
        kind = "acquisition" if verb.lemma in _BUYING else "investment" if verb.lemma in _INVESTING else "grant"
        for who, what in _apart(context.text, sentence, verb, (payers, recipients), named):
            yield _event(context, sentence, grants.Found(verb, who, what, kind, verb.lemma)), (who[0].key, what[0].key)
    if any(sentence.start <= a.start < sentence.end for a in context.amounts):
        return
    for told in grants.find(sentence, candidates, named):
        keys = {p.key for p in told.payers}
        apart = keys.isdisjoint(r.key for r in told.recipients)
        if keys and told.recipients and apart and all(p.label != "LOC" for p in told.payers):
            yield _event(context, sentence, told), (told.payers[0].key, told.recipients[0].key)


def _event(context: Context, sentence: Sentence, told: grants.Found) -> Event:
    date = _date(context, sentence)
    return Event(
        sentence.start,
        sentence.end,
        tuple(_participant(p) for p in told.payers),
        tuple(_participant(r) for r in told.recipients),
        kind=told.kind,
        status=_status(sentence, told.anchor),
        date=date,
        date_source="" if date is None else "text" if date.start >= sentence.start else "context",
        rule=f"deal:{told.word}",
        confidence=_CONFIDENCE,
    )


def _status(sentence: Sentence, anchor: Token) -> str:
    """Status from the tense of the verb that tells the deal; « n'a pas accordé » is cancelled."""
    kids = {sentence.tokens[i].lower for i in sentence.children[anchor.i]}
    if len(kids & NEGATIONS) > 1:
        return "cancelled"
    tense = tense_of(sentence, anchor) if is_verb(anchor) else ""
    return "reported" if tense == "conditional_perfect" else "planned" if tense in _PLANNED else "done"


def _date(context: Context, sentence: Sentence) -> DateExpression | None:
    """The only date of the sentence; or, where it has none, the one that opens the sentence before (« En 2011, … »)."""
    here = _dates(context, sentence.start, sentence.end)
    if here or not sentence.index:
        return here[0] if len(here) == 1 else None
    start, end = context.spans[sentence.index - 1]
    before = _dates(context, start, end)
    same_paragraph = "\n" not in context.text[end : sentence.start]
    opens = len(before) == 1 and _OPENING.fullmatch(context.text, start, before[0].start)
    return before[0] if same_paragraph and opens else None


def _dates(context: Context, start: int, end: int) -> list[DateExpression]:
    return [d for d in context.dates if start <= d.start < end and d.first is not None]


def _covered(event: Event, told: Sequence[Event]) -> bool:
    here = [e for e in told if e.start < event.end and event.start < e.end]
    told_of = {p.actor_id or p.name for e in here for p in (*e.funders, *e.recipients)}
    return any((p.actor_id or p.name) in told_of for p in (*event.funders, *event.recipients))


def _participant(c: Candidate) -> Participant:
    return Participant(
        c.start, c.end, c.text, (c.mention.name if c.mention else "") or c.text, c.mention.actor_id if c.mention else ""
    )


_Sides = tuple[list[Candidate], list[Candidate]]
_OPENING = re.compile(r"\s*(?:(?:En|Dès|Le|Depuis|Fin|Début|Au|À)\s+)?", re.IGNORECASE)
_OF = r"(?:de la |de l'|du |des |de |d')"
_AND_ANOTHER = re.compile(r",?\s+(?:et|tandis que|quand)\s+(?:le |la |les |l')?")
_THOSE_OF = re.compile(rf",?\s+(?:celles?|ceux|celui)\s+{_OF}|\s+")  # « et Borex celles de Luméa », « et Borex Luméa »
_FOR_ONE = re.compile(r"\bpour l'une?\b")
_FOR_OTHER = re.compile(r"\bpour l'autre\b")
_STAKE = re.compile(r"\b(?:parts?|actions?|participations?|titres?)\b")
_STAKE_IN = re.compile(
    r"\s+(?:dans|au sein de|au capital de)\s+(?:le |la |les |l'|sa |son |leur |cette |ce )?"
    r"(?:(?:co-?entreprise|entreprise commune|filiale|société|entreprise|groupe|start-up|banque)(?: commune)? )?"
)
_PROJECTS = frozenset(
    "annonce projet plan discussion négociation pourparler intention volonté souhait offre proposition décision"
    " tentative ambition promesse".split()
)
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


def _sides(sentence: Sentence, verb: Token, named: Mapping[int, Candidate]) -> _Sides:
    """Who pays and who is paid, by the parse; with those coordinated with them."""
    kids = [sentence.tokens[i] for i in sentence.children[verb.i]]
    subject, _ = subject_of(sentence, verb)
    if subject is None or (subject.i not in named and tense_of(sentence, verb) == "infinitive"):
        subject = _projector(sentence, verb, named) or subject
    if subject is not None and subject.pos == "PRON":
        subject = meant(sentence, subject, verb) or subject
    if is_passive(sentence, verb):
        agent = next((k for k in kids if k.dep == "obl:agent" or adposition(sentence, k) == "par"), None)
        paid = sentence.tokens[verb.head] if verb.dep in _ATTRIBUTES else subject
        return listed(sentence, agent, named), listed(sentence, paid, named)
    bought = next((k for k in kids if k.dep == "obj"), None)
    return listed(sentence, subject, named), listed(sentence, bought, named) or _owned(sentence, bought, named)


def _projector(sentence: Sentence, verb: Token, named: Mapping[int, Candidate]) -> Token | None:
    """Who means to buy: « le projet de Norvia de racheter … », « la proposition par Norvia de racheter … »."""
    subjects = [sentence.tokens[i] for i in sentence.children[verb.i] if sentence.tokens[i].dep == "nsubj"]
    for noun in (*subjects, *sentence.ancestors(verb, MAX_CLIMB)):
        if noun.lemma not in _PROJECTS:
            continue
        for i in sentence.children[noun.i]:
            if i in named and noun.i < i < verb.i and adposition(sentence, sentence.tokens[i]) in ("de", "par"):
                return sentence.tokens[i]
    return None


def _apart(
    text: str, sentence: Sentence, verb: Token, sides: _Sides, named: Mapping[int, Candidate]
) -> Iterator[_Sides]:
    """The purchases that one verb tells.

    « Altis a acquis des actions de Norvia, et Borex celles de Luméa » leaves out the second verb; « Altis et Borex
    acquièrent les actions de la ville, avec celles de Norvia pour l'un et celles de Luméa pour l'autre » has each
    buyer's own share.
    """
    payers, recipients = sides
    ordered = sorted(named.values(), key=lambda c: c.start)
    one, other = (_FOR_ONE.search(text, verb.end, sentence.end), _FOR_OTHER.search(text, verb.end, sentence.end))
    if len(payers) == 2 and one and other and one.end() < other.start():
        first = [c for c in ordered if verb.end <= c.start and c.end <= one.start()][-1:]
        second = [c for c in ordered if one.end() <= c.start and c.end <= other.start()][-1:]
        shared = [r for r in recipients if r not in first and r not in second]
        yield payers[:1], [*shared, *first] or recipients
        yield payers[1:], [*shared, *second] or recipients
        return
    for k, (buyer, bought) in enumerate(pairwise(ordered)):
        before = ordered[k - 1] if k else None
        if (
            before in recipients
            and buyer.label in ("ORG", "PER")
            and _AND_ANOTHER.fullmatch(text, before.end, buyer.start)
            and _THOSE_OF.fullmatch(text, buyer.end, bought.start)
        ):
            yield payers, [r for r in recipients if r.start < buyer.start]
            yield [buyer], listed(sentence, bought.head, named)
            return
    yield payers, recipients


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
    return listed(sentence, last.head, named)


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
        return [left], listed(sentence, right.head, {c.head.i: c for c in named})
    return [], []


def _held(text: str, verb: Token, owners: list[Candidate], named: Iterable[Candidate]) -> list[Candidate]:
    """« rachète les parts de X et de Y dans Z »: what is bought is Z."""
    following = min((c for c in named if c.start >= owners[-1].end), key=lambda c: c.start, default=None)
    if following is None or not _STAKE.search(text, verb.end, owners[0].start):
        return owners
    return [following] if _STAKE_IN.fullmatch(text, owners[-1].end, following.start) else owners


def _owned(sentence: Sentence, bought: Token | None, named: Mapping[int, Candidate]) -> list[Candidate]:
    """« les parts de X et de Y », « le contrôle de X »: what is bought is X."""
    if bought is None or bought.lemma not in _SHARES:
        return []
    owner = next((sentence.tokens[i] for i in sentence.children[bought.i] if i in named), None)
    return listed(sentence, owner, named)
