"""Repairs of the parse where it goes wrong over money, made before anything is read from it.

The parser of fr_core_news_md was trained on sentences without many sums. Five of its errors come back again and again
in the press, and each has a shape that is safe to mend: a present tense taken for a noun (« Le constructeur dépense
3 millions »), a headline whose verb hangs on its subject, « à hauteur de » hung on the agent, the price of a purchase
hung on the buyer, and the second of two agents hung on the verb. And verbs that « s'en » turns into idioms are told
from those that give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.relations import triggers

_MONEY = frozenset("million millions milliard milliards euro euros dollar dollars franc francs livre livres".split())
_PRICE = {"pour", "contre", "moyennant"}
_CLAUSE_ENDS = {";", ":", "(", ")", "«", "»", '"', "–", "—", "qui", "que", "qu'", "dont", "où"}
_NOMINAL = {"NOUN", "PROPN", "ADJ", "X"}
_FINITE = "Mood=Ind|Tense=Pres|VerbForm=Fin"
_TRADES = {"acquire", "sell"}
_TURNED = {"sortir", "prendre", "remettre", "donner"}
_REFLEXIVE = {"s'", "se", "m'", "nous", "vous"}


@dataclass(slots=True)
class Word:
    """A token of the parse while it is being mended; ``head`` is an index, its own at the root."""

    i: int
    lower: str
    lemma: str
    pos: str
    dep: str
    head: int
    morph: str

    @property
    def root(self) -> bool:
        """True for the word that nothing governs."""
        return self.head == self.i

    @property
    def finite(self) -> bool:
        """True for a verb with tense and person."""
        return self.pos in ("VERB", "AUX") and "VerbForm=Fin" in self.morph


def mend(words: Sequence[Word]) -> None:
    """Mend the parse of one sentence in place."""
    _hidden_verbs(words)
    _verbs_below_subjects(words)
    _shares(words)
    _prices(words)
    _coordinated(words)
    _idioms(words)


def _ancestors(words: Sequence[Word], word: Word) -> list[Word]:
    chain: list[Word] = []
    while not word.root and len(chain) < 12:
        word = words[word.head]
        chain.append(word)
    return chain


def _case(words: Sequence[Word], word: Word) -> str:
    return next((w.lower for w in words if w.head == word.i and w.dep == "case" and w.i < word.i), "")


def _hidden_verbs(words: Sequence[Word]) -> None:
    """« La mairie éponge les 3 millions » : a trigger verb in the present, read as a noun or adjective."""
    for word in words[1:-1]:
        lemma = triggers.money_verb(word.lower)
        if lemma and word.pos in ("NOUN", "ADJ", "ADP", "PROPN") and _verb_fits(words, word):
            _make_verb(words, word, lemma)


def _verb_fits(words: Sequence[Word], word: Word) -> bool:
    """A noun phrase right before, a sum right after, and no other verb in the clause so far."""
    before, after = words[word.i - 1], words[word.i + 1 : word.i + 5]
    if before.pos not in _NOMINAL or before.lower in _CLAUSE_ENDS or after[0].pos not in ("DET", "NUM", "ADP", "ADV"):
        return False
    if not any(w.pos == "NUM" or w.lower[:1].isdigit() for w in after):
        return False
    return not any(w.finite for w in words[_clause_start(words, word) : word.i])


def _clause_start(words: Sequence[Word], word: Word) -> int:
    return max((w.i + 1 for w in words[: word.i] if w.lower in _CLAUSE_ENDS), default=0)


def _make_verb(words: Sequence[Word], verb: Word, lemma: str) -> None:
    region = words[_clause_start(words, verb) : verb.i]
    inside = {w.i for w in region}
    tops = [w for w in region if w.pos in ("NOUN", "PROPN") and (w.root or w.head not in inside)]
    subject = tops[-1] if tops else next((w for w in reversed(region) if w.pos in ("NOUN", "PROPN")), None)
    if subject is None:
        return
    verb.pos, verb.lemma, verb.morph = "VERB", lemma, _FINITE
    if subject.head != verb.i:
        verb.dep, verb.head = (subject.dep, verb.i if subject.root else subject.head)
        if verb.head in inside:
            verb.dep, verb.head = "ROOT", verb.i
    subject.dep, subject.head = "nsubj", verb.i
    for w in words[verb.i + 1 :]:
        if w.pos != "PUNCT" and (w.root or w.head in inside or w.head == subject.i):
            w.head, w.dep = verb.i, "obl:mod" if _case(words, w) else "obj" if w.pos in ("NOUN", "NUM") else w.dep


def _verbs_below_subjects(words: Sequence[Word]) -> None:
    """« Le fonds déboursera 3 millions » : the finite verb hangs on its subject as if it were a participle."""
    for verb in words:
        noun = words[verb.head]
        if verb.dep == "acl" and verb.finite and noun.root and noun.i < verb.i and noun.pos in ("NOUN", "PROPN"):
            between = words[noun.i + 1 : verb.i]
            if any(w.lower in _CLAUSE_ENDS or w.finite for w in between):
                continue
            verb.dep, verb.head = "ROOT", verb.i
            noun.dep, noun.head = "nsubj", verb.i
            for w in words[verb.i + 1 :]:
                if w.head == noun.i:
                    w.head = verb.i


def _shares(words: Sequence[Word]) -> None:
    """« soutenu par l'agence à hauteur de 3 millions » : the share belongs to the verb."""
    for word in words:
        if word.lower == "hauteur" and _case(words, word) == "à" and words[word.head].pos in ("NOUN", "PROPN"):
            verb = next((a for a in _ancestors(words, word) if a.pos == "VERB" and a.i < word.i), None)
            if verb is not None:
                word.head, word.dep = verb.i, "obl:mod"


def _prices(words: Sequence[Word]) -> None:
    """« vendre sa filiale à un concurrent pour 3 millions » : the price belongs to the verb."""
    for word in words:
        if word.lower in _MONEY and word.dep == "nmod" and _case(words, word) in _PRICE:
            verb = next((a for a in _ancestors(words, word) if a.pos == "VERB"), None)
            if verb is not None and verb.i < word.i and _TRADES & set(triggers.verb_classes(verb.lemma)):
                word.head, word.dep = verb.i, "obl:mod"


def _coordinated(words: Sequence[Word]) -> None:
    """« rénové par Norvia et Sudel avec 3 millions » : a noun after « et » goes with the noun before, not the verb."""
    for word in words[2:]:
        if word.dep != "conj" or word.pos not in ("NOUN", "PROPN") or words[word.head].pos != "VERB":
            continue
        before = [w for w in words[: word.i] if w.pos != "DET"][-2:]
        if len(before) < 2 or before[1].lower not in ("et", "ou") or word.i - before[0].i > 3:
            continue
        chain = [before[0], *_ancestors(words, before[0])]
        first = next((w for w in chain if w.head == word.head and not w.root), None)
        if first is not None and first.i < word.i and first.pos in ("NOUN", "PROPN") and first.i > word.head:
            word.head = first.i


def _idioms(words: Sequence[Word]) -> None:
    """« s'en prend à », « s'en remet à »: with « s'en », verbs of giving and taking give nothing."""
    for word in words:
        before = [w.lower for w in words[max(0, word.i - 3) : word.i] if w.pos != "AUX"][-2:]
        if word.lemma in _TURNED and len(before) == 2 and before[0] in _REFLEXIVE and before[1] == "en":
            word.lemma = f"s'en {word.lemma}"
