"""Which date of the text is the event's: candidates of the amount's sentence and its neighbours, scored."""

from __future__ import annotations

import datetime
from dataclasses import replace

from pipeline.records import DateExpression
from pipeline.relations import triggers
from pipeline.relations.features import AmountView, Features, bucket, first_class, path
from pipeline.relations.features_base import adposition, is_verb
from pipeline.relations.status import MOVES, PAST, tense_of

_PUBLICATION = ("publié le", "publie le", "mis à jour", "modifié le", "posté le")


def candidates(view: AmountView) -> list[DateExpression]:
    """Resolved dates of the amount's sentence and of the sentences next to it, in text order."""
    spans = view.context.spans
    low = spans[max(0, view.index - 1)][0]
    high = spans[min(len(spans) - 1, view.index + 1)][1]
    found = [d for d in view.context.dates if low <= d.start < high and d.first is not None]
    return [_until_now(d, view.context.published) for d in found]


def _until_now(date: DateExpression, published: str) -> DateExpression:
    """« Depuis 2004, 60 milliards ont été versés »: from 2004 until the day of publication."""
    if not date.text.lower().startswith("depuis ") or len(published) < 10 or date.last is None:
        return date
    today = datetime.date.fromisoformat(published[:10])
    return replace(date, last=today, edtf=f"{date.first}/{today}") if date.last < today else date


def features(view: AmountView, date: DateExpression) -> Features:
    """Features of the link between the amount of ``view`` and ``date``."""
    f: Features = {"bias": 1.0}
    context = view.context
    index = context.sentence_of(date.start)
    gap = index - view.index
    before = context.text[max(0, date.start - 24) : date.start].lower()
    f[f"gap={gap}"] = 1.0
    f[f"grain={date.grain}"] = f[f"anchor={date.anchor}"] = 1.0
    f[f"grain={date.grain}|gap={gap}"] = f[f"anchor={date.anchor}|gap={gap}"] = 1.0
    words = before.split()
    f[f"left={words[-1] if words else '^'}"] = 1.0
    first = date.text.lower().split()
    f[f"first={first[0] if first else ''}"] = 1.0
    if first[:1] == ["depuis"] and gap == 0 and view.verb is not None:  # « depuis 2004, 3 millions ont été versés »
        moves = bool(MOVES & set(triggers.verb_classes(view.verb.lemma)[:2]))
        f[f"since={tense_of(view.sentence, view.verb) in PAST}|{moves}"] = 1.0
    if any(p in before for p in _PUBLICATION):
        f["publication_line"] = 1.0
    published = context.published[:10]
    if published and date.first is not None and date.last is not None:
        side = "future" if str(date.first) > published else "past" if str(date.last) < published else "now"
        f[f"side={side}"] = f[f"side={side}|grain={date.grain}"] = 1.0
        f[f"side={side}|verb={view.verb_class}"] = 1.0
        if view.verb is not None:
            for m in view.verb.morph.split("|"):
                f[f"side={side}|{m}"] = 1.0
    if gap == 0:
        _within(f, view, date)
    elif view.index in context.parses:
        f[f"noun={view.noun_class}|gap={gap}"] = 1.0
        own = [d for d in candidates(view) if context.sentence_of(d.start) == view.index]
        f[f"gap|own={min(len(own), 2)}"] = 1.0
    rivals = len(candidates(view))
    f[f"rivals={min(rivals, 4)}"] = 1.0
    f[f"index={min(view.index, 3)}"] = 1.0
    f[f"amount_others={min(len(view.others), 3)}"] = 1.0
    return f


def _within(f: Features, view: AmountView, date: DateExpression) -> None:
    sentence, amount = view.sentence, view.amount
    after = date.start >= amount.end
    where = "after" if after else "before"
    head = sentence.head_of(date.start, date.end)
    if head is None:
        return
    low, high = sorted((head.i, view.head.i))
    f[f"where={where}"] = f[f"where={where}|dist={bucket(high - low)}"] = 1.0
    f["log_dist"] = min(high - low, 40) / 40
    crossed = sum(1 for a in view.others if min(date.end, amount.end) <= a.start < max(date.start, amount.start))
    if crossed:
        f["crossed"] = f[f"crossed|{where}"] = 1.0
    nearer = [
        d
        for d in view.context.dates
        if d.start != date.start and min(date.end, amount.end) <= d.start < max(date.start, amount.start)
    ]
    f[f"between={min(len(nearer), 2)}"] = 1.0
    prep = adposition(sentence, head)
    f[f"prep={prep}"] = f[f"dep={head.dep}"] = f[f"dep={head.dep}|{where}"] = 1.0
    chain = sentence.ancestors(head)
    verb = next((t for t in chain if is_verb(t)), None)
    own = {t.i for t in [view.head, *sentence.ancestors(view.head)]}
    if verb is not None:
        f[f"verb={first_class(verb)}"] = f[f"verb={first_class(verb)}|own={verb.i in own}"] = 1.0
        f[f"verb_lemma={verb.lemma}"] = 1.0
        if view.verb is not None and verb.i == view.verb.i:
            f["same_verb"] = f[f"same_verb|{first_class(verb)}"] = 1.0
        if "say" in triggers.verb_classes(verb.lemma):
            f["said_then"] = f[f"said_then|{view.verb_class}"] = 1.0
    direct = chain[0] if chain else None
    if direct is not None:
        f[f"direct={first_class(direct)}"] = 1.0
        f[f"direct_own={direct.i in own}"] = 1.0
    between = view.context.text[min(date.end, amount.end) : max(date.start, amount.start)]
    for cue in (",", "(", ";", "dont", "et", "que", "qui", "pour", "contre"):
        if cue in between:
            f[f"btw={cue}|{where}"] = 1.0
    f[f"start_of_sentence={date.start - sentence.start < 6}"] = 1.0
    here = [d.start for d in view.context.dates if sentence.start <= d.start < sentence.end and d.first is not None]
    f[f"here={min(len(here), 3)}"] = f[f"here={min(len(here), 3)}|{where}"] = 1.0
    mine = min((a.start for a in (*view.others, amount)), key=lambda s: abs(s - date.start)) == amount.start
    f[f"mine={mine}"] = f[f"mine={mine}|{where}"] = 1.0
    up, down, lca = path(sentence, view.head, head)
    f[f"path={min(len(up), 4)}|{min(len(down), 4)}"] = f[f"lca={first_class(lca)}|{len(down) < 2}"] = 1.0
    if verb is not None:
        moods = [m for m in verb.morph.split("|") if m.startswith(("Tense", "VerbForm", "Mood"))]
        for m in moods:
            f[f"dated={m}"] = f[f"dated={m}|own={verb.i in own}"] = 1.0
        below = any(t.i in own for t in sentence.ancestors(verb)) and verb.i not in own
        f[f"below={below}"] = f[f"below={below}|{first_class(verb)}"] = 1.0
