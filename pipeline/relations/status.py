"""Has the money moved? Features of tense, mood, modality, negation and promise around an amount.

« va investir » and « s'engage à verser » are plans, « a versé » is done, « aurait versé » is hearsay, « ne versera
pas » is cancelled; a date after the publication makes a plan likely.
"""

from __future__ import annotations

import itertools
import re

from pipeline.relations import triggers
from pipeline.relations.features import AmountView, Features, first_class
from pipeline.relations.features_base import is_passive, is_verb
from pipeline.relations.syntax import Sentence, Token

NEGATIONS = {"ne", "n'", "n’", "pas", "plus", "jamais", "aucun", "aucune", "ni"}
_FUTURE_ENDINGS = ("ai", "as", "a", "ons", "ez", "ont")
_FUTURE_STEMS = (
    "aur",
    "ser",
    "fer",
    "ir",
    "pourr",
    "devr",
    "voudr",
    "viendr",
    "tiendr",
    "recevr",
    "enverr",
    "verr",
    "faudr",
)
_TENSES = {"Fut": "future", "Imp": "imperfect", "Past": "past", "Pres": "present"}


def tense_of(sentence: Sentence, verb: Token) -> str:
    """Tense and mood of a verb group: ``past`` (a versé), ``future``, ``conditional_past`` (aurait versé) …"""
    auxiliaries = [sentence.tokens[i] for i in sentence.children[verb.i] if sentence.tokens[i].dep.startswith("aux")]
    finite = next((a for a in auxiliaries if "VerbForm=Fin" in a.morph), None)
    if finite is None:
        if "VerbForm=Inf" in verb.morph:
            return "infinitive"
        if "VerbForm=Part" in verb.morph:
            return "participle" if "Tense=Pres" not in verb.morph else "gerund"
        return _simple(verb)
    base = _simple(finite)
    if is_passive(sentence, verb) and not any(a.lower in ("été",) for a in auxiliaries):
        return base + "_passive"
    return {"present": "perfect", "imperfect": "pluperfect", "future": "future_perfect"}.get(base, base + "_perfect")


def _simple(token: Token) -> str:
    if "Mood=Cnd" in token.morph or re.search(r"r(?:ait|aient|ais|ions)$", token.lower):
        return "conditional"
    if _is_future(token):
        return "future"
    if "Mood=Sub" in token.morph:
        return "subjunctive"
    for code, name in _TENSES.items():
        if f"Tense={code}" in token.morph:
            return name
    return "unknown"


def _is_future(token: Token) -> bool:
    """« accorderont », « consacrerons » are no present tense, whatever the tagger says."""
    stems = (token.lemma.removesuffix("e"), *_FUTURE_STEMS)
    return any(
        token.lower == stem + ending for stem in stems for ending in _FUTURE_ENDINGS if token.lower.endswith(ending)
    )


_PROMISED = {"promettre", "prévoir", "annoncer", "promesse", "promis", "prévu", "attendre", "attendu"}
MOVES = {"give", "invest", "lend", "spend", "receive", "raise", "acquire", "sell"}
PAST = {"perfect", "pluperfect", "past", "past_perfect"}
# Money of which a bare participle says that it went its way; « accordé » and « consacré » may be plans.
_MOVED = frozenset(
    "verser dépenser débourser décaisser distribuer déverser injecter réunir récolter collecter percevoir toucher"
    " encaisser engloutir lever".split()
)
_SAID_TO_COME = re.compile(
    r"\s+(?:(?:de \w+ )?(?:promis|prévu|annoncé|attendu|espéré|escompté|convenu)e?s?"
    r"|qui (?:dev(?:ai|rai)(?:en)?t|doi(?:ven)?t))\b"
)
_FROM_TO = re.compile(r"\bpass\w+(?: \w+){0,3} de (?:\w+ ){0,2}$", re.IGNORECASE)
_TO = re.compile(r"\s+(?:\w+ ){0,4}à\s+(?:\w+ ){0,2}\d")
_HABIT = re.compile(r"\b(?:chaque (?:année|mois|trimestre)|par an|annuels?|annuellement|tous les ans)\b", re.IGNORECASE)
_HEARSAY = re.compile(
    r"\b(?:aurai(?:t|ent)|(?:affirme|assure|prétend|dit|jure)(?:nt)? (?:\w+ment )?avoir)\b", re.IGNORECASE
)


def settled(view: AmountView) -> tuple[str, float] | None:
    """Status that tense and verb settle by themselves, with the weight it has against what is learned.

    « compte investir » is a plan, « a versé » and « verse chaque année » are done, « aurait versé » is hearsay.
    """
    verbs = [t for t in view.sentence.ancestors(view.head) if is_verb(t)][:2]
    if _promised(view):
        return "planned", 0.7
    if _moved(view) or _former(view):
        return "done", 0.6
    if not verbs:
        return None
    verb = verbs[0]
    negated = any(view.sentence.tokens[i].lower in NEGATIONS for v in verbs for i in view.sentence.children[v.i])
    moves = bool(MOVES & set(triggers.verb_classes(verb.lemma)[:2]))
    tense = tense_of(view.sentence, verb)
    if (_intends(verbs) or _pledges(view, verb)) and not negated:
        return "planned", 0.7
    if _HEARSAY.search(view.context.text, view.sentence.start, view.sentence.end):
        return "reported", 0.5
    recent = tense == "infinitive" and len(verbs) > 1 and verbs[1].lemma == "venir"  # « vient de verser »
    if moves and not negated and (tense in PAST or recent or (tense == "present" and _habitual(view))):
        return "done", 0.5
    return None


def _promised(view: AmountView) -> bool:
    """« sur les 29 millions promis », « 3 millions de promesses de dons »: the sum itself is said to be promised."""
    for i in view.sentence.children[view.head.i]:
        child = view.sentence.tokens[i]
        if child.i > view.head.i and child.lemma in _PROMISED and child.dep in ("acl", "amod", "nmod"):
            return True
    # « les 5 millions qui devaient être versés »; half of them may have been spent
    return view.amount.stated_value is None and bool(_SAID_TO_COME.match(view.context.text, view.amount.end))


def _moved(view: AmountView) -> bool:
    """« sur les 5 millions versés », « 3 millions dépensés à ce jour »: the sum itself is said to have moved."""
    for i in view.sentence.children[view.head.i]:
        child = view.sentence.tokens[i]
        if child.i > view.head.i and child.lemma in _MOVED and tense_of(view.sentence, child) == "participle":
            return True
    return False


def _former(view: AmountView) -> bool:
    """« passera de 4 millions par an à 2 millions »: the first sum is what is given today."""
    text, low = view.context.text, max(view.sentence.start, view.amount.start - 60)
    end = min(view.sentence.end, view.amount.end + 60)
    return bool(_FROM_TO.search(text, low, view.amount.start) and _TO.match(text, view.amount.end, end))


def _intends(verbs: list[Token]) -> bool:
    """True for « compte investir », « souhaitait financer »: an infinitive under a verb of promise."""
    if len(verbs) < 2 or "VerbForm=Inf" not in verbs[0].morph:
        return False
    return "promise" in triggers.verb_classes(verbs[1].lemma) and verbs[1].lemma not in ("devoir", "pouvoir")


def _pledges(view: AmountView, verb: Token) -> bool:
    """True for « s'est engagée pour 3 millions »."""
    kids = [view.sentence.tokens[i] for i in view.sentence.children[verb.i]]
    return verb.lemma == "engager" and any(k.dep.startswith("expl") for k in kids)


def _habitual(view: AmountView) -> bool:
    low = max(view.sentence.start, view.amount.start - 60)
    return bool(_HABIT.search(view.context.text, low, min(view.sentence.end, view.amount.end + 30)))


def features(view: AmountView) -> Features:
    """Status features of one amount mention."""
    f: Features = {"bias": 1.0}
    sentence = view.sentence
    chain = sentence.ancestors(view.head)
    verbs = [t for t in chain if is_verb(t)][:3]
    for level, verb in enumerate(verbs):
        tense = tense_of(sentence, verb)
        f[f"t{level}={tense}"] = f[f"t{level}={tense}|{first_class(verb)}"] = 1.0
        f[f"t{level}={tense}|{verb.dep}"] = 1.0
        f[f"v{level}={verb.lemma}"] = f[f"v={verb.lemma}"] = 1.0
        for c in triggers.verb_classes(verb.lemma):
            f[f"v{level}c={c}"] = f[f"v{level}c={c}|{tense}"] = 1.0
        if any(sentence.tokens[i].lower in NEGATIONS for i in sentence.children[verb.i]):
            f["negated"] = f[f"negated{level}|{tense}"] = 1.0
    if not verbs:
        f["no_verb"] = f[f"no_verb|headline={view.index < 2}"] = 1.0
    f["chain=" + ">".join(tense_of(sentence, v) for v in verbs)] = 1.0
    _participles(f, view)
    _root(f, sentence)
    _around(f, view)
    _dates(f, view)
    _kind(f, view)
    _nearest_date(f, view)
    return f


def _participles(f: Features, view: AmountView) -> None:
    nodes = [view.head] + ([view.noun] if view.noun else [])
    for node in nodes:
        for i in view.sentence.children[node.i]:
            child = view.sentence.tokens[i]
            if is_verb(child):
                tense = tense_of(view.sentence, child)
                f[f"mod={child.lemma}"] = f[f"mod={tense}"] = 1.0
                for c in triggers.verb_classes(child.lemma):
                    f[f"modc={c}|{tense}"] = 1.0
            elif child.pos == "ADJ":
                f[f"adj={child.lemma}"] = 1.0


def _root(f: Features, sentence: Sentence) -> None:
    root = next((t for t in sentence.tokens if t.head == t.i), None)
    if root is not None and is_verb(root):
        f[f"root={tense_of(sentence, root)}"] = f[f"root={tense_of(sentence, root)}|{first_class(root)}"] = 1.0
    tenses = {tense_of(sentence, t) for t in sentence.tokens if is_verb(t)}
    for tense in sorted(tenses):
        f[f"has={tense}"] = 1.0


def _around(f: Features, view: AmountView) -> None:
    text, amount, sentence = view.context.text, view.amount, view.sentence
    near = text[max(sentence.start, amount.start - 80) : min(sentence.end, amount.end + 80)].lower()
    whole = text[sentence.start : sentence.end].lower()
    for name in ("reported", "planned", "cancelled"):
        for phrase in sorted(set(triggers.phrase_pattern(name).findall(whole))):
            f[f"cue:{name}"] = f[f"cue={phrase}"] = 1.0
        for phrase in sorted(set(triggers.phrase_pattern(name).findall(near))):
            f[f"near:{name}"] = f[f"near={phrase}"] = 1.0
    words = [word for word in re.findall(r"\w+", near) if not word.isdigit()]
    for word in words:
        f[f"n={word}"] = 1.0
    for pair in itertools.pairwise(words):
        f["b=" + "_".join(pair)] = 1.0
    after = re.match(r"\s*(?:d'\w+\s+)?(\w+)", text[amount.end : sentence.end])
    if after:
        f[f"after={after[1].lower()}"] = f[f"after={after[1].lower()[-2:]}"] = 1.0
    for t in sentence.tokens:
        if t.pos in ("VERB", "NOUN", "ADV", "ADJ"):
            f[f"w={t.lemma}"] = 1.0
    if text[max(sentence.start, amount.start - 200) : amount.start].count('"') % 2 == 1:
        f["quoted"] = 1.0


def _dates(f: Features, view: AmountView) -> None:
    published = view.context.published[:10]
    if not published:
        return
    for date in view.context.dates:
        if date.first is None or date.last is None or not view.sentence.start <= date.start < view.sentence.end:
            continue
        side = "future" if str(date.first) > published else "past" if str(date.last) < published else "now"
        f[f"date={side}"] = f[f"date={side}|{date.grain}"] = 1.0


def _nearest_date(f: Features, view: AmountView) -> None:
    """Whether the date nearest to the amount lies before or after the publication."""
    published = view.context.published[:10]
    here = [d for d in view.context.dates if d.last is not None and view.sentence.start <= d.start < view.sentence.end]
    if not here or not published:
        return
    date = min(here, key=lambda d: abs(d.start - view.amount.start))
    side = "future" if str(date.first) > published else "past" if str(date.last) < published else "now"
    f[f"nearest={side}"] = f[f"nearest={side}|{view.verb_class}"] = f[f"nearest={side}|{date.grain}"] = 1.0


def _kind(f: Features, view: AmountView) -> None:
    f[f"noun={view.noun_class}"] = f[f"dep={view.head.dep}"] = 1.0
    if view.noun is not None:
        f[f"noun_lemma={view.noun.lemma}"] = 1.0
    f[f"headline={min(view.index, 2)}"] = 1.0
    context = view.context
    for i in range(min(2, len(context.spans))):
        if i in context.parses and i != view.index:
            for t in context.parses[i].tokens:
                if is_verb(t):
                    f[f"head_tense={tense_of(context.parses[i], t)}"] = 1.0
                    for c in triggers.verb_classes(t.lemma):
                        f[f"head_verb={c}"] = 1.0
