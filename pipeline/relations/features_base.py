"""Small questions about a parsed token that the grammar and the features share."""

from __future__ import annotations

from pipeline.relations.syntax import Sentence, Token

_PREPOSITIONS = {"du": "de", "des": "de", "d'": "de", "d’": "de", "au": "à", "aux": "à", "l'": ""}


_HAVE = frozenset("a ai as ont avait avaient aura auront aurait auraient ait aient avoir ayant".split())


def is_verb(token: Token) -> bool:
    """True for finite verbs, infinitives and participles."""
    return token.pos in ("VERB", "AUX") or "VerbForm" in token.morph


def is_passive(sentence: Sentence, verb: Token) -> bool:
    """True for « est financé par », « doté de »: a participle whose subject is not its agent."""
    kids = [sentence.tokens[i] for i in sentence.children[verb.i]]
    if any(k.dep.startswith("expl") and k.lower in ("s'", "se", "s’") for k in kids):
        return False  # « s'est engagée à verser » has the auxiliary of a passive and is none
    helpers = {k.lower for k in kids if k.dep.startswith("aux")}
    if helpers & _HAVE and "été" not in helpers:
        return False  # « a racheté » is active, whatever the parser calls its subject
    if any(k.dep in ("nsubj:pass", "aux:pass", "obl:agent") for k in kids):
        return True
    return (
        "VerbForm=Part" in verb.morph
        and "Tense=Pres" not in verb.morph
        and verb.dep in ("acl", "amod")
        and not any(k.dep.startswith("aux") for k in kids)
    )


def adposition(sentence: Sentence, token: Token) -> str:
    """The preposition that governs ``token`` (« pour », « à », « par » …), or an empty string."""
    for i in sentence.children[token.i]:
        child = sentence.tokens[i]
        if i < token.i and (child.dep in ("case", "mark") or child.lower in ("du", "des", "au", "aux")):
            return _PREPOSITIONS.get(child.lower, child.lower)
    return ""
