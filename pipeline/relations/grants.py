"""Funding and purchases without a sum that a noun carries.

« La région accorde des subventions au théâtre », « le refuge bénéficie d'une aide de la commune », « le rachat de
Norvia par Altis ». Such phrases say who pays and who is paid only where names stand in both places, or a name and a
phrase of the right preposition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.relations.candidates import Candidate
from pipeline.relations.features_base import adposition, is_passive, is_verb
from pipeline.relations.frames import MAX_CLIMB, subject_of
from pipeline.relations.parties import listed
from pipeline.relations.syntax import Sentence, Token

_MONEY = frozenset(
    "subvention aide prêt crédit financement cofinancement dotation don bourse allocation avance".split()
)
_PUBLIC_MONEY = frozenset("subvention dotation financement cofinancement allocation crédit".split())
_GRANTING = frozenset("allouer verser accorder octroyer attribuer reverser".split())
_RECEIVING = frozenset("recevoir percevoir obtenir bénéficier décrocher".split())
_TRADES = {"rachat": "acquisition", "acquisition": "acquisition", "financement": "grant"}
_KINDS = {"prêt": "loan", "crédit": "loan", "avance": "loan"}


@dataclass(frozen=True, slots=True)
class Found:
    """Payers, recipients and kind; ``anchor`` tells tense and negation, the rule is named by ``word``."""

    anchor: Token
    payers: list[Candidate]
    recipients: list[Candidate]
    kind: str
    word: str


def find(sentence: Sentence, candidates: Sequence[Candidate], named: Mapping[int, Candidate]) -> Iterator[Found]:
    """What the sentence tells, in text order."""
    phrases = {c.head.i: c for c in candidates if not c.pronoun}
    for token in sentence.tokens:
        if is_verb(token) and token.lemma in _GRANTING:
            yield from _granted(sentence, token, named, phrases)
        elif is_verb(token) and token.lemma in _RECEIVING:
            yield from _received(sentence, token, named)
        elif token.lemma in _TRADES and token.pos == "NOUN":
            yield from _traded(sentence, token, named)


def _kids(sentence: Sentence, token: Token) -> list[Token]:
    return [sentence.tokens[i] for i in sentence.children[token.i]]


def _agent(sentence: Sentence, token: Token, named: Mapping[int, Candidate]) -> list[Candidate]:
    """The names after « par »."""
    by = [k for k in _kids(sentence, token) if k.dep == "obl:agent" or adposition(sentence, k) == "par"]
    return listed(sentence, by[0], named) if by else []


def _to(
    sentence: Sentence, tokens: Sequence[Token], named: Mapping[int, Candidate], phrases: Mapping[int, Candidate]
) -> list[Candidate]:
    """Who stands after « à » below one of the tokens."""
    for token in tokens:
        for kid in _kids(sentence, token):
            if kid.i > token.i and adposition(sentence, kid) == "à" and not is_verb(kid):
                found = listed(sentence, kid, named) or [phrases[i] for i in (kid.i,) if i in phrases]
                if found:
                    return found
    return []


def _granted(
    sentence: Sentence, verb: Token, named: Mapping[int, Candidate], phrases: Mapping[int, Candidate]
) -> Iterator[Found]:
    """« X accorde des subventions à Y », « une aide versée par X à Y »."""
    if is_passive(sentence, verb):
        said_of = sentence.tokens[verb.head]
        given: Token | None = said_of if verb.dep in ("acl", "amod") else subject_of(sentence, verb)[0]
        payers = _agent(sentence, verb, named)
    else:
        given = next((k for k in _kids(sentence, verb) if k.dep == "obj"), None)
        payers = listed(sentence, subject_of(sentence, verb)[0], named)
    if given is not None and given.lemma in _PUBLIC_MONEY:
        payers = [p for p in payers if p.label != "PER"]  # « le maire X attribue une dotation »: his town does
    if given is not None and given.lemma in _MONEY:
        recipients = _to(sentence, (verb, given), named, phrases)
        yield Found(verb, payers, recipients, _KINDS.get(given.lemma, "grant"), verb.lemma)


def _received(sentence: Sentence, verb: Token, named: Mapping[int, Candidate]) -> Iterator[Found]:
    """« Y bénéficie d'une aide de X »."""
    if is_passive(sentence, verb):
        return
    for money in _kids(sentence, verb):
        if money.lemma in _MONEY and money.i > verb.i and money.dep in ("obj", "obl", "obl:arg", "obl:mod"):
            for giver in (*_kids(sentence, money), *_kids(sentence, verb)):
                if giver.i > money.i and giver.i in named and adposition(sentence, giver) == "de":
                    recipients = listed(sentence, subject_of(sentence, verb)[0], named)
                    payers = listed(sentence, giver, named)
                    yield Found(verb, payers, recipients, _KINDS.get(money.lemma, "grant"), verb.lemma)
                    return


def _traded(sentence: Sentence, noun: Token, named: Mapping[int, Candidate]) -> Iterator[Found]:
    """« le rachat de Y par X »."""
    below = [k for k in _kids(sentence, noun) if k.i > noun.i and k.i in named and adposition(sentence, k) == "de"]
    if below:
        payers = _agent(sentence, noun, named) or _agent(sentence, below[-1], named)
        anchor = next((t for t in sentence.ancestors(noun, MAX_CLIMB) if is_verb(t)), noun)
        yield Found(anchor, payers, listed(sentence, below[0], named), _TRADES[noun.lemma], noun.lemma)
