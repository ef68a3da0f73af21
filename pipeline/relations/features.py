"""Features of a link between an amount and a candidate payer or recipient, and of an amount on its own.

A feature is a name with a number; names of the form ``dep=nsubj`` are indicators. The same features serve the scorer
of payers, of recipients and of dates; nothing here depends on a proper name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.entities import lexicon
from pipeline.records import Amount, DateExpression
from pipeline.relations import frames, triggers
from pipeline.relations.candidates import Candidate, fold
from pipeline.relations.context import Context
from pipeline.relations.features_base import adposition, is_passive
from pipeline.relations.syntax import Sentence, Token

Features = dict[str, float]

_DISTANCES = (1, 2, 3, 5, 8, 12, 20, 35)
_QUOTES = re.compile(r'["«»“”]')
# Pronouns by whom they stand for: somebody named before, or the speaker.
_STAND_INS = {
    **dict.fromkeys(("il", "elle", "celui-ci", "celle-ci"), "one"),
    **dict.fromkeys(("ils", "elles", "ceux-ci", "celles-ci"), "many"),
    **dict.fromkeys(("lui", "leur"), "dative"),
    **dict.fromkeys(("nous", "je", "j'", "on"), "speaker"),
}


def bucket(n: int) -> str:
    """A distance as one of a few ranges, so that a feature stands for many distances."""
    for limit in _DISTANCES:
        if n <= limit:
            return str(limit)
    return "far"


def classes(token: Token) -> tuple[str, ...]:
    """Trigger classes of a verb or noun, prefixed by its part of speech."""
    if token.pos in ("VERB", "AUX") or "VerbForm" in token.morph:
        return tuple(f"v:{c}" for c in triggers.verb_classes(token.lemma)) or ("v:",)
    if token.pos in ("NOUN", "PROPN", "ADJ"):
        return tuple(f"n:{c}" for c in triggers.noun_classes(token.lemma)) or ("n:",)
    return (f"p:{token.pos}",)


def first_class(token: Token) -> str:
    """The most typical class, or the part of speech."""
    return classes(token)[0]


def governors(sentence: Sentence, token: Token) -> tuple[Token | None, Token | None]:
    """The nearest governing noun (below any verb) and the nearest governing verb of ``token``."""
    noun = verb = None
    for ancestor in sentence.ancestors(token):
        if ancestor.pos in ("VERB", "AUX") or "VerbForm" in ancestor.morph:
            verb = ancestor
            break
        if noun is None and ancestor.pos in ("NOUN", "PROPN"):
            noun = ancestor
    return noun, verb


def path(sentence: Sentence, a: Token, b: Token) -> tuple[list[str], list[str], Token]:
    """Dependency labels from ``a`` up, from ``b`` up, and the lowest common ancestor."""
    up_a = [a, *sentence.ancestors(a)]
    ids = {t.i: k for k, t in enumerate(up_a)}
    down: list[str] = []
    node = b
    for node in [b, *sentence.ancestors(b)]:
        if node.i in ids:
            return [t.dep for t in up_a[: ids[node.i]]], down, node
        down.append(node.dep)
    return [t.dep for t in up_a], down, node


class AmountView:
    """What every link of one amount shares: its sentence, head, governors and the classes around it."""

    def __init__(self, context: Context, amount: Amount):
        self.context = context
        self.amount = amount
        self.index = context.sentence_of(amount.start)
        self.sentence = context.parses[self.index]
        head = self.sentence.head_of(amount.start, amount.end)
        self.head = head if head is not None else self.sentence.tokens[0]
        self.noun, self.verb = governors(self.sentence, self.head)
        self.noun_class = first_class(self.noun) if self.noun else "-"
        self.verb_class = first_class(self.verb) if self.verb else "-"
        self.passive = self.verb is not None and is_passive(self.sentence, self.verb)
        self.others = [
            a for a in context.amounts if self.sentence.start <= a.start < self.sentence.end and a is not amount
        ]
        self.hits = frames.read(self.sentence, self.head)
        self.roles = {hit.role for hits in self.hits.values() for hit in hits}
        self.settled = {hit.role for hits in self.hits.values() for hit in hits if hit.strong}
        self.sentence_classes = sorted({c for t in self.sentence.tokens for c in classes(t) if len(c) > 2})
        self.pronouns = self._pronouns()

    def holds(self, date: DateExpression) -> bool:
        """Whether ``date`` stands in the amount's own sentence."""
        return self.context.sentence_of(date.start) == self.index

    def _pronouns(self) -> list[tuple[Token, str]]:
        """The pronouns that play a part in the frame of the amount, with that part: whom they stand for plays it."""
        found = []
        for i, hits in sorted(self.hits.items()):
            token = self.sentence.tokens[i]
            if token.pos == "PRON" and token.lower in _STAND_INS:
                found += [(token, f"{hit.role}{'!' * hit.strong}") for hit in hits]
        return found


def link_features(view: AmountView, candidate: Candidate) -> Features:
    """Features of the link between the amount of ``view`` and ``candidate``."""
    f: Features = {"bias": 1.0}
    _lexical(f, view, candidate)
    _salience(f, view, candidate)
    if candidate.sentence == view.index:
        _within(f, view, candidate)
    else:
        _across(f, view, candidate)
    if view.pronouns and not candidate.pronoun:
        _stood_for(f, view, candidate)
    return f


def _stood_for(f: Features, view: AmountView, candidate: Candidate) -> None:
    """« Elle a investi 3 millions »: may the candidate be whom « elle » stands for, and what does « elle » do?"""
    gap = candidate.sentence - view.index
    speaks = gap == 0 and any(hit.role == frames.SPEAKER for hit in view.hits.get(candidate.head.i, ()))
    subject = candidate.head.dep.startswith("nsubj")
    for token, role in view.pronouns:
        who = _STAND_INS[token.lower]
        fits = frames.agreement(candidate.head, token)
        place = "speaker" if speaks else f"{max(-3, min(gap, 1))}{'s' if subject else ''}"
        if gap == 0 and candidate.start > view.sentence.tokens[token.i].start and not speaks:
            place = "later"
        played = f"pro={who}:{role}"
        _on(f, played, f"{played}|{place}", f"pro={role}|{fits}", f"{played}|{place}|{fits}")
        _on(f, f"{played}|{candidate.label}", f"{played}|{place}|{candidate.label}")


def _on(f: Features, *names: str) -> None:
    for name in names:
        f[name] = 1.0


@lru_cache(maxsize=4096)
def _kind(lemma: str) -> str:
    kinds = triggers.actor_classes(lemma)
    return kinds[0] if kinds else ""


def candidate_kind(candidate: Candidate) -> str:
    """Label of a named candidate, or the kind of its common noun."""
    if candidate.pronoun:
        return f"pron:{candidate.text.lower()}"
    kind = _kind(candidate.head.lemma) or _kind(fold(candidate.head.text))
    if candidate.label:
        first = _kind(fold(candidate.text.split()[0])) if candidate.text.split() else ""
        return f"{candidate.label}:{kind or first}"
    return f"np:{kind}"


@lru_cache(maxsize=4096)
def known_kind(name: str) -> str:
    """Kind of a name that the lexicon knows, or an empty string."""
    found = lexicon.lookup(name)
    return found[0].entry.kind if found else ""


def actor_kind(candidate: Candidate) -> str:
    """Kind of a named actor that the lexicon knows (``media``, ``state``, ``bank`` …), or an empty string."""
    if not candidate.label:
        return ""
    return known_kind(candidate.mention.name) or known_kind(candidate.text) if candidate.mention else ""


def _lexical(f: Features, view: AmountView, candidate: Candidate) -> None:
    sentence = view.context.parses[candidate.sentence]
    head = candidate.head
    kind = candidate_kind(candidate)
    prep = adposition(sentence, head)
    left = view.context.text[max(0, candidate.start - 40) : candidate.start].lower()
    left = re.sub(r"(?:\b(?:les?|la|une?|des|cet?t?e?s?|son|sa|ses|leurs?)\s+|l['’])$", "", left)
    to_r = triggers.ends_with_phrase("to_recipient", left)
    to_p = triggers.ends_with_phrase("to_payer", left)
    words = left.split()
    _on(f, f"kind={kind}", f"dep={head.dep}", f"prep={prep}", f"lemma={head.lemma}", f"pos={head.pos}")
    _on(f, f"label={candidate.label}", f"left={words[-1] if words else '^'}")
    _on(f, f"kind={kind}|dep={head.dep}", f"kind={kind}|prep={prep}", f"label={candidate.label}|prep={prep}")
    known = actor_kind(candidate)
    if candidate.label:
        _on(
            f,
            f"known={known}",
            f"known={known}|dep={head.dep}",
            f"known={known}|prep={prep}",
            f"known={known}|{candidate.label}",
        )
    if to_r:
        _on(f, "to_recipient", f"to_recipient={to_r}", f"to_recipient|kind={kind}")
    if to_p:
        _on(f, "to_payer", f"to_payer={to_p}")
    if "Number=Plur" in head.morph:
        _on(f, "plural", f"plural|label={candidate.label}")
    determiner = next(
        (sentence.tokens[i].lower for i in sentence.children[head.i] if sentence.tokens[i].dep == "det"), ""
    )
    _on(f, f"det={determiner}")
    noun, verb = governors(sentence, head)
    gov = verb if verb is not None else noun
    if noun is not None:
        _on(f, f"in={first_class(noun)}", f"in_kind={_kind(noun.lemma)}|{prep}")
    if gov is not None:
        passive = "pass" if is_passive(sentence, gov) else ""
        _on(f, f"gov={first_class(gov)}|{head.dep}{passive}", f"gov={gov.lemma}|{head.dep}{passive}")
        for c in classes(gov):
            _on(f, f"govc={c}|{head.dep}{passive}|{prep}")
    for c in classes(head):
        _on(f, f"head={c}")


def _salience(f: Features, view: AmountView, candidate: Candidate) -> None:
    context = view.context
    size = context.group_size.get(candidate.key, 1)
    f["mentions"] = min(size, 6) / 6
    if candidate.key in context.in_headline:
        _on(f, "headline_key", f"headline_key|label={candidate.label}")
    if candidate.sentence < 2:
        _on(f, f"headline={candidate.sentence}|dep={candidate.head.dep}")
    _on(f, f"amount_noun={view.noun_class}|kind={candidate_kind(candidate)}")
    _on(f, f"amount_verb={view.verb_class}|kind={candidate_kind(candidate)}")


def _within(f: Features, view: AmountView, candidate: Candidate) -> None:
    """Where the candidate stands to the amount, what lies between them, and how the parse joins them."""
    side = (
        "after" if candidate.start >= view.amount.end else "before" if candidate.end <= view.amount.start else "inside"
    )
    rivals = [c for c in view.context.by_sentence[candidate.sentence] if _strictly_between(c, candidate, view.amount)]
    _place(f, view, candidate, side, len(rivals))
    _between(f, view, candidate, side)
    lca, up = _joined(f, view, candidate)
    _frame(f, view, candidate)
    _neighbours(f, view, candidate, lca, up)
    prep, kind = adposition(view.sentence, candidate.head), candidate_kind(candidate)
    if side == "after" and not rivals:
        _on(f, f"next|{prep}", f"next|{kind}")
    if side == "before" and not rivals:
        _on(f, f"previous|{prep}", f"previous|{kind}|{view.head.dep}")


def _place(f: Features, view: AmountView, candidate: Candidate, side: str, rivals: int) -> None:
    """Side and distance, with the other candidates and amounts on the way."""
    low, high = sorted((candidate.head.i, view.head.i))
    crossed = sum(1 for a in view.others if _strictly_between(a, candidate, view.amount))
    if candidate.head.i not in view.hits:
        _on(f, *(f"frame_elsewhere={role}" for role in sorted(view.roles)))
    own = {hit.role for hit in view.hits.get(candidate.head.i, ()) if hit.strong}
    _on(f, *(f"strong_elsewhere={role}" for role in sorted(view.settled - own)))
    d = bucket(high - low)
    _on(f, f"side={side}", f"dist={d}", f"side={side}|dist={d}", f"rivals={side}{min(rivals, 5)}")
    f["log_dist"] = min(high - low, 60) / 60
    f["rivals"] = min(rivals, 8) / 8
    f["crossed"] = min(crossed, 4) / 4
    if crossed:
        _on(f, f"crossed|{side}")
    prep = adposition(view.sentence, candidate.head)
    _on(f, f"side={side}|kind={candidate_kind(candidate)}", f"side={side}|prep={prep}")
    _on(f, f"side={side}|prep={prep}|rivals={min(rivals, 3)}", f"side={side}|dep={candidate.head.dep}")


_CUES = ("dont", "pour", "par", "à", "auprès", "et", ";", ",", "(", ":", "de", "que", "qui", "avec", "contre", "soit")


def _between(f: Features, view: AmountView, candidate: Candidate, side: str) -> None:
    """The small words and trigger classes between candidate and amount."""
    low, high = sorted((candidate.head.i, view.head.i))
    between = view.sentence.tokens[low + 1 : high]
    words = {t.lower for t in between}
    _on(f, *(f"btw={side}:{cue}" for cue in _CUES if cue in words))
    for t in between:
        _on(f, *(f"btwc={side}:{c}" for c in classes(t) if len(c) > 2))
    amount = view.amount
    if _QUOTES.search(view.context.text[min(candidate.end, amount.end) : max(candidate.start, amount.start)]):
        _on(f, "btw_quote")


def _joined(f: Features, view: AmountView, candidate: Candidate) -> tuple[Token, list[str]]:
    """The path between amount and candidate in the parse; returns where its sides meet, and the amount's side."""
    prep = adposition(view.sentence, candidate.head)
    up, down, lca = path(view.sentence, view.head, candidate.head)
    passive = "pass" if lca.pos == "VERB" and is_passive(view.sentence, lca) else ""
    if len(up) + len(down) <= 6:
        route = "^".join(up) + "*" + "v".join(down)
        _on(f, f"path={route}", f"path={route}|{first_class(lca)}{passive}", f"path={route}|{prep}")
        for c in classes(lca):
            _on(f, f"short={'^'.join(up[-1:])}*{'v'.join(down[-1:])}|{c}{passive}")
    f["path_len"] = min(len(up) + len(down), 12) / 12
    _on(f, f"up={len(up)}|down={len(down)}", f"lca={first_class(lca)}", f"down={'v'.join(down[-2:])}|prep={prep}")
    return lca, up


def _frame(f: Features, view: AmountView, candidate: Candidate) -> None:
    """What the grammar makes of the candidate."""
    kind, known = candidate_kind(candidate), actor_kind(candidate)
    for hit in view.hits.get(candidate.head.i, ()):
        how = hit.rule.partition(":")[0]
        if hit.strong:
            _on(f, f"strong={hit.role}", f"strong={hit.role}|{candidate.label}", f"strong={hit.role}|nt={known}")
        _on(f, f"frame={hit.role}", f"frame={hit.role}:{how}", f"frame={hit.role}:{hit.rule}")
        _on(f, f"frame={hit.role}|kind={kind}", f"frame={hit.rule}|known={known or kind}")


def _neighbours(f: Features, view: AmountView, candidate: Candidate, lca: Token, up: list[str]) -> None:
    """Which of candidate and amount governs the other, if one does."""
    kind = candidate_kind(candidate)
    if lca.i == view.head.i:
        prep = adposition(view.sentence, candidate.head)
        _on(f, f"governed|{prep}", f"governed|{prep}|kind={kind}")
    if lca.i == candidate.head.i:
        _on(f, f"governs|head={first_class(candidate.head)}", f"governs|kind={kind}", f"governs|{'^'.join(up)}")


def _strictly_between(x: Candidate | Amount, a: Candidate, b: Amount) -> bool:
    low, high = min(a.end, b.end), max(a.start, b.start)
    return low <= x.start and x.end <= high and x is not a


def _across(f: Features, view: AmountView, candidate: Candidate) -> None:
    gap = candidate.sentence - view.index
    side = f"s{max(-4, min(gap, 2))}" if candidate.sentence >= 2 or gap >= -2 else "top"
    kind = candidate_kind(candidate)
    sentence = view.context.parses[candidate.sentence]
    prep = adposition(sentence, candidate.head)
    _on(f, *(f"gap|frame_has={role}" for role in sorted(view.roles)))
    _on(f, *(f"gap|settled={role}" for role in sorted(view.settled)))
    _on(f, f"gap={side}", f"gap={side}|kind={kind}", f"gap={side}|dep={candidate.head.dep}", f"gap={side}|prep={prep}")
    _on(f, f"gap|kind={kind}|dep={candidate.head.dep}")
    if candidate.head.dep.startswith("nsubj"):
        depth = len(sentence.ancestors(candidate.head))
        _on(f, f"gap={side}|subject", f"gap|subject_depth={min(depth, 3)}")
    others = [c for c in view.context.by_sentence[view.index] if c.key == candidate.key]
    if others:
        _on(f, "gap|also_here")
    for c in sorted({c for t in sentence.tokens for c in classes(t) if len(c) > 2}):
        _on(f, f"gap_sentence={c}")
    if any(a.start >= sentence.start and a.end <= sentence.end for a in view.context.amounts):
        _on(f, "gap_has_amount")
    first = view.sentence.tokens[0].lower if view.sentence.tokens else ""
    _on(f, f"gap|opening={first}")
    has_subject = any(c.head.dep.startswith("nsubj") and not c.pronoun for c in view.context.by_sentence[view.index])
    _on(f, f"gap|subject_here={has_subject}|{candidate.head.dep}")


def event_features(view: AmountView) -> Features:
    """Features of an amount on its own: is it a funding, of which kind and status?"""
    f: Features = {"bias": 1.0}
    amount = view.amount
    _on(
        f,
        f"role={amount.role}",
        f"reason={amount.reason}",
        f"qualifier={amount.qualifier}",
        f"currency={amount.currency}",
    )
    for hits in view.hits.values():
        for hit in hits:
            _on(f, f"hit={hit.role}", f"hit={hit.rule}", f"hit={hit.role}|{hit.strong}")
    _subject_class(f, view)
    _near_classes(f, view)
    _on(f, f"noun={view.noun_class}", f"verb={view.verb_class}", f"dep={view.head.dep}", f"passive={view.passive}")
    _on(f, f"verb={view.verb_class}|dep={view.head.dep}", f"noun={view.noun_class}|verb={view.verb_class}")
    if view.noun is not None:
        _on(f, f"noun_lemma={view.noun.lemma}")
    _verb(f, view)
    for c in view.sentence_classes:
        _on(f, f"sent={c}")
    _words(f, view)
    value = amount.value or amount.value_min or amount.value_max
    if value:
        f[f"magnitude={len(str(int(value)))}"] = 1.0
    if view.index < 2:
        _on(f, f"headline={view.index}")
    _on(f, f"others={min(len(view.others), 3)}")
    return f


def _verb(f: Features, view: AmountView) -> None:
    """The verb that governs the amount, with its auxiliaries and negations, and what stands above it."""
    if view.verb is None:
        return
    sentence, verb = view.sentence, view.verb
    children = [sentence.tokens[i] for i in sentence.children[verb.i]]
    _on(f, f"verb_lemma={verb.lemma}", *(f"morph={m}" for m in verb.morph.split("|")))
    _on(f, *(f"aux={t.lower}" for t in children if t.dep.startswith("aux")))
    _on(f, *(f"neg={t.lower}" for t in children if t.lower in ("ne", "n'", "pas", "plus")))
    for ancestor in sentence.ancestors(verb)[:2]:
        _on(f, f"up={first_class(ancestor)}", f"up_lemma={ancestor.lemma}")
        _on(f, *(f"up_morph={m}" for m in ancestor.morph.split("|")))


_NOT_FUNDING = {"revenue", "profit", "loss", "price", "valuation", "fine", "salary", "debt", "market", "saving", "tax"}
_NEAR = 7  # tokens


def _near_classes(f: Features, view: AmountView) -> None:
    """Nouns of revenue, profit, debt … close to the amount, and on which side of it."""
    head, amount = view.head.i, view.amount
    for t in view.sentence.tokens[max(0, head - _NEAR) : head + _NEAR]:
        if t.pos not in ("NOUN", "VERB", "ADJ", "PROPN") or amount.start <= t.start < amount.end:
            continue
        side = "before" if t.start < amount.start else "after"
        for c in triggers.noun_classes(t.lemma) if t.pos != "VERB" else triggers.verb_classes(t.lemma):
            _on(f, f"near={c}|{side}")
            if c in _NOT_FUNDING and t.pos != "VERB":
                _on(f, f"near_other|{side}")


def _subject_class(f: Features, view: AmountView) -> None:
    """What the amount is said of: « les recettes atteignent 6 millions » speaks of recettes, whatever the verb."""
    if view.verb is None:
        return
    for i in view.sentence.children[view.verb.i]:
        child = view.sentence.tokens[i]
        if child.dep.startswith("nsubj") and child.i != view.head.i:
            for c in classes(child):
                _on(f, f"subject={c}", f"subject={c}|{view.verb_class}")
            _on(f, f"subject_lemma={child.lemma}")


def _words(f: Features, view: AmountView) -> None:
    context, amount = view.context, view.amount
    left = context.text[max(view.sentence.start, amount.start - 60) : amount.start].lower()
    right = context.text[amount.end : min(view.sentence.end, amount.end + 60)].lower()
    left_words, right_words = re.findall(r"\w+|[(),;:]", left)[-6:], re.findall(r"\w+|[(),;:]", right)[:6]
    for k, word in enumerate(reversed(left_words)):
        _on(f, f"l={word}")
        if k < 2:
            _on(f, f"l{k}={word}")
    for k, word in enumerate(right_words):
        _on(f, f"r={word}")
        if k < 3:
            _on(f, f"r{k}={word}")
    _on(f, "r01=" + "_".join(right_words[:2]), "l01=" + "_".join(left_words[-2:]))
    for t in view.sentence.tokens:
        if t.pos in ("VERB", "NOUN", "AUX", "ADV"):
            _on(f, f"w={t.lemma}")
    whole = view.sentence
    lowered = context.text[whole.start : whole.end].lower()
    for name in ("reported", "planned", "cancelled"):
        for phrase in sorted(set(triggers.phrase_pattern(name).findall(lowered))):
            _on(f, f"cue:{name}", f"cue:{name}={phrase}")
    head = [context.parses[i] for i in range(min(2, len(context.spans))) if i in context.parses]
    for c in sorted({c for s in head for t in s.tokens for c in classes(t) if len(c) > 2}):
        _on(f, f"headline_class={c}")
