"""From scored links to events: joint decisions over payer, recipient, date, status and kind.

One real event is often told twice in an article (headline and body), so the mentions of one sum are pooled: the
headline's « 80 millions pour les refuges » finds its payer three sentences later.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.records import Amount, DateExpression, Event, Mention, Participant
from pipeline.relations import coupled, deals, frames, gold, respective, triggers, when
from pipeline.relations import status as statuses
from pipeline.relations.candidates import Candidate, key_of_mention
from pipeline.relations.context import Context
from pipeline.relations.features import AmountView, Features, actor_kind, event_features, known_kind, link_features
from pipeline.relations.model import Models, sigmoid

_CONVERSION = re.compile(
    r"^\s*(?:,\s*)?(?:\(|soit|ou|environ|[-–—]|:)*\s*(?:soit|ou|environ|près de|quelque|à peu près|\+ ?de|plus de|"
    r"l'équivalent de|équivalent à|un peu (?:plus|moins) de)?\s*$"
)
_THAT_IS = re.compile(
    r"\bsoit,?\s+(?:(?:environ|près de|quelque|plus de|en moyenne|presque|l'équivalent de|un peu (?:plus|moins) de) )*"
    r"$",
    re.IGNORECASE,
)

SPLIT = 0.9  # mentions of one sum are two events when their own sentences name different participants this clearly
SPLIT_BESIDE = 0.5  # the same for two mentions in one sentence
FLOOR = -4.0  # log-odds below which a candidate is no candidate, and its referent is not looked for
LIKELY = 0.4  # probability from which a payer in the amount's own sentence makes one elsewhere give way …
FIRM = 0.5  # the same for a role that the grammar settles, before which what only stands near gives way
GIVES_WAY = 1.0  # … by these log-odds
ECHO = 0.4  # how much the other mentions of one sum weigh in whether it funds
AGREEMENT = 0.4  # how much the other amounts of an article weigh in the status of one


_BODIES = {"company", "association", "bank", "public_body", "local"}
DOUBTFUL = 0.5  # log-odds of a recipient below which the confidence of its row falls faster
_PUBLIC, _PUBLIC_KINDS = "@public", frozenset(("state", "public_body"))
_ELSEWHERE = frozenset(("context", "headline"))  # rules of a party that another sentence names
RUNS_IT = -3.0  # log-odds that one who only runs the money (« géré par X ») pays it


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Operating points, chosen on cross-validated predictions (see ``train``)."""

    event: float = 0.40
    payer: float = 0.36
    recipient: float = 0.15
    also: float = 0.4
    when: float = 0.40
    beside: float = 0.5  # of a date in the sentence before or after


@dataclass(slots=True)
class Link:
    """A candidate with the features of its links to one amount mention."""

    candidate: Candidate
    features: Features
    payer: float = 0.45
    recipient: float = 0.0


@dataclass(slots=True)
class Reading:
    """One amount mention with everything that is scored about it."""

    view: AmountView
    event: Features
    status: Features
    links: list[Link] = field(default_factory=list)
    dates: list[tuple[DateExpression, Features]] = field(default_factory=list)
    probability: float = 0.0
    status_scores: dict[str, float] = field(default_factory=dict)

    @property
    def amount(self) -> Amount:
        """The amount read."""
        return self.view.amount


def read(context: Context) -> list[Reading]:
    """Features of every amount mention of the article; conversions and restatements are left out."""
    readings = []
    for k, amount in enumerate(context.amounts):
        if amount.start not in context.likely or is_conversion(context, k) or restates(context, k):
            continue
        view = AmountView(context, amount)
        if not view.sentence.tokens:
            continue
        reading = Reading(view, event_features(view), statuses.features(view))
        reading.links = [Link(c, link_features(view, c)) for c in context.candidates(amount)]
        reading.dates = [(d, when.features(view, d)) for d in when.candidates(view)]
        readings.append(reading)
    return readings


def is_conversion(context: Context, k: int) -> bool:
    """True for « (182 millions d'euros) » right after an amount in another currency."""
    if k == 0:
        return False
    before, amount = context.amounts[k - 1], context.amounts[k]
    if before.currency == amount.currency or not 0 <= amount.start - before.end <= 24:
        if k > 1 and context.amounts[k - 2].end > amount.start - 60 and is_conversion(context, k - 1):
            between = context.text[before.end : amount.start]
            return bool(re.fullmatch(r"\s*(?:ou|et|,|/|-|soit)\s*", between))
        return False
    between = context.text[before.end : amount.start]
    return bool(re.search(r"[(–—-]|soit|ou\s|équivalent", between)) and bool(_CONVERSION.match(between))


def restates(context: Context, k: int) -> bool:
    """True for « soit 250 000 euros chacun » after a sum of the same sentence: that sum again, in other words."""
    amount = context.amounts[k]
    if k == 0 or amount.stated_value is not None:
        return False
    opens = context.spans[context.sentence_of(amount.start)][0]
    after_another = context.amounts[k - 1].start >= opens
    return after_another and bool(_THAT_IS.search(context.text, max(opens, amount.start - 40), amount.start))


def score(readings: Sequence[Reading], models: Models) -> None:
    """Fill the probabilities and log-odds of ``readings`` in place."""
    for reading in readings:
        reading.probability = models["event"].probability(reading.event)
        reading.status_scores = models["status"].distribution(reading.status)
        for link in reading.links:
            link.payer = models["payer"].logit(link.features)
            link.recipient = models["recipient"].logit(link.features)
            if f"strong={frames.OPERATOR}" in link.features:
                link.payer = min(link.payer, RUNS_IT)
    respective.pair(readings)
    coupled.share(readings)
    _echo(readings)
    _agree(readings)
    for reading in readings:
        if verdict := statuses.settled(reading.view):
            status, weight = verdict
            reading.status_scores = {
                s: (1 - weight) * p + weight * (s == status) for s, p in reading.status_scores.items()
            }


def _echo(readings: Sequence[Reading]) -> None:
    """Let the mentions of one sum inform each other: headline and body tell of a gift, or both of a turnover."""
    told: dict[tuple[str, str, str, str], list[float]] = {}
    for r in readings:
        told.setdefault(key_of(r.amount), []).append(_log_odds(r.probability))
    for r in readings:
        logits = told[key_of(r.amount)]
        if len(logits) > 1:
            own = _log_odds(r.probability)
            r.probability = sigmoid(own + ECHO * (sum(logits) - own) / (len(logits) - 1))


def _agree(readings: Sequence[Reading]) -> None:
    """Let the amounts of one article inform each other: an article tells of plans, or of things done."""
    if len(readings) < 2:
        return
    weights = [r.probability for r in readings]
    total = sum(weights)
    sums = {
        s: sum(w * r.status_scores[s] for w, r in zip(weights, readings, strict=True))
        for s in readings[0].status_scores
    }
    for r, w in zip(readings, weights, strict=True):
        rest = total - w
        if rest > 0.3:
            share = AGREEMENT * min(1.0, rest)
            own = dict(r.status_scores)
            r.status_scores = {s: (1 - share) * p + share * (sums[s] - w * p) / rest for s, p in own.items()}


def key_of(amount: Amount) -> tuple[str, str, str, str]:
    """What two mentions of one sum have in common."""
    return (str(amount.value), str(amount.value_min), str(amount.value_max), amount.currency)


def group(readings: Sequence[Reading], thresholds: Thresholds) -> list[list[Reading]]:
    """Mentions that speak of one event, in text order."""
    groups: dict[tuple[str, str, str, str], list[list[Reading]]] = {}
    ordered: list[list[Reading]] = []
    for reading in readings:
        same = groups.setdefault(key_of(reading.amount), [])
        for members in same:
            if _compatible(members, reading):
                members.append(reading)
                break
        else:
            same.append([reading])
            ordered.append(same[-1])
    return ordered


def _best_here(reading: Reading, slot: str, floor: float) -> str | None:
    """Key of the likeliest participant within the amount's own sentence, when it is likely enough."""
    here = [link for link in reading.links if link.candidate.sentence == reading.view.index]
    best = max(here, key=lambda link: getattr(link, slot), default=None)
    return best.candidate.key if best is not None and sigmoid(getattr(best, slot)) >= floor else None


def _compatible(members: Sequence[Reading], reading: Reading) -> bool:
    """Whether ``reading`` tells the event of ``members`` again: no participant of its own sentence contradicts it."""
    if (reading.amount.stated_value is None) != (members[0].amount.stated_value is None):
        return False
    beside = any(m.view.index == reading.view.index for m in members)
    sure = SPLIT_BESIDE if beside else SPLIT
    for slot in ("payer", "recipient"):
        own = _best_here(reading, slot, sure)
        known = {_best_here(m, slot, sure) for m in members} - {None}
        if own is not None and known and own not in known:
            return False
    purses = _purses(reading)
    return not purses or all(purses & other for m in members if (other := _purses(m)))


def _purses(reading: Reading) -> set[str]:
    """The organisations that the grammar makes pay in the amount's own sentence; a State and its bodies are one."""
    found = set()
    for link in reading.links:
        c = link.candidate
        if c.sentence != reading.view.index or c.label != "ORG" or sigmoid(link.payer) < FIRM:
            continue
        if any(hit.role == "payer" and hit.strong for hit in reading.view.hits.get(c.head.i, ())):
            found.add(_PUBLIC if actor_kind(c) in _PUBLIC_KINDS else c.key)
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen participant and its log-odds."""

    candidate: Candidate
    logit: float
    rule: str = ""
    referent: Mention | None = None  # the named mention that a pronoun or « le groupe » stands for

    @property
    def who(self) -> str:
        """Key of the actor or noun that is chosen."""
        return key_of_mention(self.referent) if self.referent is not None else self.candidate.key


def pool(members: Sequence[Reading], slot: str) -> dict[str, Choice]:
    """Best mention of each referent over the mentions of one event, by referent key.

    A pronoun counts in the amount's own sentence only: elsewhere it says too little of whom it stands for. A payer of
    another sentence gives way where the amount's own names a likely one, and what only stands near the amount gives
    way to whom the grammar gives the role.
    """
    best: dict[str, Choice] = {}
    settled = _settled(members, slot)
    likely_here = slot == "payer" and any(_best_here(reading, slot, LIKELY) for reading in members)
    for reading in members:
        for link in reading.links:
            value, c = getattr(link, slot), link.candidate
            elsewhere = c.sentence != reading.view.index
            if value < FLOOR or (c.pronoun and elsewhere):
                continue
            if (likely_here and elsewhere) or (settled and not elsewhere and c not in settled):
                value -= GIVES_WAY
            mention = reading.view.context.referent(c)
            if c.pronoun and mention is None:
                continue
            key = key_of_mention(mention) if mention is not None else c.key
            known = best.get(key)
            if known is None or value > known.logit:
                best[key] = Choice(c, value, _rule(reading, link, slot), mention)
    return best


def _settled(members: Sequence[Reading], slot: str) -> list[Candidate]:
    """The candidates to which the grammar gives the role, where it gives it firmly to a likely one; else none."""
    played = [
        (link, hit.strong)
        for reading in members
        for link in reading.links
        if link.candidate.sentence == reading.view.index
        for hit in reading.view.hits.get(link.candidate.head.i, ())
        if hit.role == slot
    ]
    firm = any(strong and sigmoid(getattr(link, slot)) >= FIRM for link, strong in played)
    return [link.candidate for link, _ in played] if firm else []


def _rule(reading: Reading, link: Link, slot: str) -> str:
    hits = reading.view.hits.get(link.candidate.head.i, ()) if link.candidate.sentence == reading.view.index else ()
    for hit in hits:
        if hit.role == slot:
            return hit.rule
    if link.candidate.sentence == reading.view.index:
        return "sentence"
    return "headline" if link.candidate.sentence < 2 else "context"


def _one_party(p: Choice, r: Choice) -> bool:
    """Whether two choices are one party: « le groupe » and « le groupe », « Norvia » and « le groupe Norvia »."""
    a, b = p.candidate, r.candidate
    if p.who == r.who or _overlap(a, b):
        return True
    short, long_ = sorted((gold.words(a.text), gold.words(b.text)), key=len)
    if short == long_:
        return True
    outer = a if gold.words(a.text) == long_ else b
    kinds = {*triggers.actor_classes(outer.head.lemma)}
    return bool(kinds & _BODIES) and any(long_[i : i + len(short)] == short for i in range(len(long_) - len(short) + 1))


def _overlap(a: Candidate, b: Candidate) -> bool:
    return a.start < b.end and b.start < a.end


def choose(members: Sequence[Reading], thresholds: Thresholds) -> tuple[list[Choice], list[Choice]]:
    """The payers and recipients of one event, decided together: nobody pays himself."""
    payers = sorted(pool(members, "payer").values(), key=lambda c: (-c.logit, c.candidate.start))[:8]
    recipients = sorted(pool(members, "recipient").values(), key=lambda c: (-c.logit, c.candidate.start))[:8]
    best: tuple[float, Choice | None, Choice | None] = (float("-inf"), None, None)
    floor_p, floor_r = _logit(thresholds.payer), _logit(thresholds.recipient)
    for p in [None, *payers]:
        for r in [None, *recipients]:
            if p and r and _one_party(p, r):
                continue
            gain = (p.logit - floor_p if p else 0.0) + (r.logit - floor_r if r else 0.0)
            if gain > best[0]:
                best = (gain, p, r)
    _, payer, recipient = best
    chosen_p, chosen_r = (
        _with_others(payer, payers, recipient, thresholds),
        _with_others(recipient, recipients, payer, thresholds),
    )
    return chosen_p, chosen_r


def _with_others(
    first: Choice | None, ranked: Sequence[Choice], opposite: Choice | None, thresholds: Thresholds
) -> list[Choice]:
    """The chosen participant and those coordinated with it (« la région et le département »)."""
    if first is None:
        return []
    chosen = [first]
    for other in ranked:
        if other is first or (
            opposite and (other.who == opposite.who or _overlap(other.candidate, opposite.candidate))
        ):
            continue
        if sigmoid(other.logit) >= thresholds.also and any(_coordinated(c.candidate, other.candidate) for c in chosen):
            chosen.append(other)
    return sorted(chosen, key=lambda c: c.candidate.start)


def _coordinated(a: Candidate, b: Candidate) -> bool:
    if a.sentence != b.sentence or _overlap(a, b):
        return False
    heads = {a.head.i if a.head.dep != "conj" else a.head.head, a.head.i}
    return (b.head.dep == "conj" and b.head.head in heads) or (a.head.dep == "conj" and a.head.head == b.head.i)


def _logit(p: float) -> float:
    return math.log(p / (1 - p))


def _log_odds(p: float) -> float:
    """The same of a probability that may be 0 or 1."""
    return _logit(min(max(p, 0.001), 0.999))


def participant(choice: Choice) -> Participant:
    """The record of a chosen candidate."""
    c, m = choice.candidate, choice.referent
    if m is not None:
        start, end = (m.start, m.end) if c.pronoun else (c.start, c.end)
        return Participant(start, end, m.text if c.pronoun else c.text, m.name or m.text, m.actor_id)
    c = c.whole or c
    if c.mention is not None:
        return Participant(c.start, c.end, c.text, c.mention.name or c.text, c.mention.actor_id)
    return Participant(c.start, c.end, c.text, c.text, "")


def build(
    context: Context,
    members: Sequence[Reading],
    models: Models,
    thresholds: Thresholds,
    witnesses: Sequence[Reading] = (),
) -> Event | None:
    """The event that ``members`` tell, or None when it has neither payer nor recipient.

    ``witnesses`` are mentions of the same sum that tell no funding by themselves: they may still know its date.
    """
    payers, recipients = choose(members, thresholds)
    if not payers and not recipients:
        return None
    main = max(members, key=lambda r: (r.probability, -r.amount.start))
    date, _ = pick_date([*members, *witnesses], models, thresholds)
    status = {s: sum(m.probability * m.status_scores[s] for m in members) for s in main.status_scores}
    kind = models["kind"].distribution(main.event)
    computed = [f"computed={main.amount.reason}"] if main.amount.stated_value is not None else []
    rules = [*computed] + [f"payer={c.rule}" for c in payers] + [f"recipient={c.rule}" for c in recipients]
    sure = models["row"].probability(row_features(members, payers, recipients)) if "row" in models.by_name else 0.0
    return Event(
        start=main.view.sentence.start,
        end=main.view.sentence.end,
        funders=tuple(participant(c) for c in payers),
        recipients=tuple(participant(c) for c in recipients),
        amount=main.amount,
        amount_source="stated" if main.amount.stated_value is None else "inferred",
        object=_purpose(context, main, [*payers, *recipients]),
        attribution=_speaker(context, main),
        kind=max(kind, key=lambda k: kind[k]),
        status=max(status, key=lambda k: status[k]),
        date=date,
        date_source=_date_source(context, main, date),
        rule="; ".join(rules),
        confidence=round(min(sure, main.probability), 3),  # no row is surer than that there is an event
    )


def row_features(members: Sequence[Reading], payers: Sequence[Choice], recipients: Sequence[Choice]) -> Features:
    """What the confidence of a row is read from: the log-odds of the decisions that made it."""
    f: Features = {"bias": 1.0}
    f["event"] = _clip(_log_odds(max(m.probability for m in members)))
    for slot, chosen in (("payer", payers), ("recipient", recipients)):
        if chosen:
            f[slot] = _clip(max(c.logit for c in chosen))
            if slot == "recipient":  # what is doubtful weighs more than what is sure: the line bends here
                f["recipient_low"] = min(f[slot], DOUBTFUL)
            if all(c.rule in _ELSEWHERE for c in chosen):
                f[f"{slot}_elsewhere"] = 1.0
        else:
            f[f"no_{slot}"] = 1.0
    if payers:
        others = [c.logit for c in pool(members, "payer").values() if c not in payers]
        f["lead_payer"] = _clip(max(c.logit for c in payers) - max(others, default=-4.0))
    return f


def _clip(x: float) -> float:
    return max(-4.0, min(4.0, x))


_SAYS = re.compile(
    r"\b(?:selon|d'après|rapporte(?:nt)?|révèle(?:nt)?)\s+(?:le |la |les |l'|un |une |des )?$", re.IGNORECASE
)


def _speaker(context: Context, main: Reading) -> str:
    """Who says so: the subject of the verb of saying above the amount, or the source after « selon »."""
    here = context.by_sentence.get(main.view.index, [])
    for candidate in here:
        hits = main.view.hits.get(candidate.head.i, ())
        if not candidate.pronoun and any(h.role == "speaker" for h in hits):
            return candidate.text
    for candidate in here:
        if _SAYS.search(context.text[max(0, candidate.start - 30) : candidate.start]):
            return candidate.text
    return ""


def _purpose(context: Context, main: Reading, taken: Sequence[Choice]) -> str:
    """What the money is for: a « pour … » phrase of the amount's sentence that is neither payer nor recipient."""
    for candidate in context.by_sentence.get(main.view.index, []):
        if candidate.pronoun or candidate.start < main.amount.end:
            continue
        if any(_overlap(candidate, c.candidate) for c in taken):
            continue
        hits = main.view.hits.get(candidate.head.i, ())
        if any(h.role == "recipient" and h.rule.startswith(("purpose", "pour:")) for h in hits):
            return candidate.text
    return ""


def _date_source(context: Context, main: Reading, date: DateExpression | None) -> str:
    if date is None:
        return ""
    return "text" if context.sentence_of(date.start) == main.view.index else "context"


def pick_date(
    members: Sequence[Reading], models: Models, thresholds: Thresholds
) -> tuple[DateExpression | None, float]:
    """The likeliest date over the mentions of one event, when it is likely enough."""
    scored = [(models["when"].probability(f), d, r.view) for r in members for d, f in r.dates]
    near = [(p, d) for p, d, view in scored if p >= thresholds.beside or view.holds(d)]
    if not near:
        return None, 0.0
    p, date = max(near, key=lambda s: (s[0], -s[1].start))
    return (date, p) if p >= thresholds.when else (None, p)


def _inherits(event: Event, told: Sequence[Event]) -> Event:
    """« La ville n'a réglé qu'un tiers de cette enveloppe »: on what the whole was to be spent, says the event before.

    Where the sentence of a computed sum names nobody who is paid, the recipients are those of the sum that it is
    computed from, if the same purse pays both.
    """
    amount = event.amount
    if amount is None or amount.stated_value is None:
        return event
    if any(event.start <= r.start < event.end for r in event.recipients):
        return event
    purses = {_purse(p) for p in event.funders}
    for base in reversed(told):
        whole = base.amount
        if (
            whole is not None
            and base.start < event.start
            and (whole.value, whole.currency) == (amount.stated_value, amount.currency)
            and base.recipients
            and purses & {_purse(p) for p in base.funders}
        ):
            kept = [rule for rule in event.rule.split("; ") if not rule.startswith("recipient=")]
            rule = "; ".join([*kept, *("recipient=whole" for _ in base.recipients)])
            return replace(event, recipients=base.recipients, rule=rule)
    return event


def _purse(payer: Participant) -> str:
    known = {known_kind(payer.name), known_kind(payer.text)}
    return _PUBLIC if known & _PUBLIC_KINDS else payer.actor_id or payer.name


def find(
    context: Context, models: Models, thresholds: Thresholds, readings: list[Reading] | None = None
) -> list[Event]:
    """The funding events of one article."""
    readings = read(context) if readings is None else readings
    score(readings, models)
    likely = [r for r in readings if r.probability >= thresholds.event]
    groups = group(likely, thresholds)
    told = Counter(key_of(members[0].amount) for members in groups)
    others = [r for r in readings if r.probability < thresholds.event and told[key_of(r.amount)] == 1]
    built = []
    for members in groups:
        same = [r for r in others if key_of(r.amount) == key_of(members[0].amount) and _compatible(members, r)]
        built.append(build(context, members, models, thresholds, same))
    told_of = [e for e in built if e is not None]
    events = [_inherits(e, told_of) for e in told_of]
    return sorted([*events, *deals.find(context, events)], key=lambda e: (e.start, e.amount.start if e.amount else -1))
