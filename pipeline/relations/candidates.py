"""Noun phrases that may be the payer or the recipient of an event.

Half of the recipients that the press names are common-noun phrases (« les jeunes agriculteurs », « la rénovation des
écoles »), so every noun phrase of the sentences around an amount is a candidate, and a mention of a named actor
inside it lends it its name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.records import Mention
from pipeline.relations.syntax import Sentence, Token

_TAIL = re.compile(r"(?:\s+(?:de|du|des|à|au|en|le|la|les|près|plus|moins|quelque|environ|pour|sur|dans|d'|l'))*\s*$")
_AMPERSAND = re.compile(r"\s?&\s?\w+")
MAX_WORDS = 9  # a longer noun phrase names its referent with its first words
_CUT = {"acl:relcl", "conj", "parataxis", "appos", "punct", "cc", "advcl", "ccomp", "dislocated", "acl", "obl:mod"}
_SKIP_LEFT = {"DET", "PUNCT", "ADP", "CCONJ", "ADV", "NUM", "SYM", "PRON", "AUX", "SCONJ", "VERB", "INTJ"}
_ALL = {"tout", "toute", "tous", "toutes"}
# What is said of the sum, or of its growth, ends the phrase: « gymnases d'un montant de … », « budget en hausse ».
_MEASURED = re.compile(
    r"\s(?:(?:d'une?|pour une?|avec une?) (?:montant|valeur|total|coût|budget|somme|durée|enveloppe)"
    r"|(?:en|à la) (?:hausse|baisse))\b"
)
_CLOSING = re.compile(r"\s?»")
_REDUCED = re.compile(r"\s\w+(?:é|ée|és|ées)$")  # « un fonds doté », where « de 3 millions » follows
_AFTER_REDUCED = re.compile(r"\s(?:de|d'|par|à|en|jusqu|depuis|le|la|cette?)(?:\s|'|\b)")
_PRONOUNS = {"il", "elle", "ils", "elles", "celui-ci", "celle-ci", "ceux-ci", "qui", "nous", "on", "je", "lui", "leur"}
_NOT_ACTORS = frozenset(
    [
        "euro",
        "euros",
        "dollar",
        "dollars",
        "million",
        "millions",
        "milliard",
        "milliards",
        "franc",
        "francs",
        "livre",
        "livres",
        "an",
        "ans",
        "année",
        "années",
        "mois",
        "jour",
        "jours",
        "semaine",
        "semaines",
        "heure",
        "heures",
        "fois",
        "cours",
        "fin",
        "début",
        "milieu",
        "total",
        "moitié",
        "tiers",
        "quart",
        "partie",
        "reste",
        "ensemble",
        "nombre",
        "série",
        "centaine",
        "dizaine",
        "millier",
        "cas",
        "titre",
        "part",
        "cadre",
        "suite",
        "hauteur",
        "montant",
        "somme",
        "taux",
        "pourcentage",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
        "printemps",
        "été",
        "automne",
        "hiver",
        "raison",
        "effet",
        "occasion",
        "exemple",
        "moyenne",
        "niveau",
        "point",
        "capital",
        "acquisition",
        "achat",
        "rachat",
        # what is left of prepositions: « à destination de », « au profit de », « grâce à », « face à »
        "destination",
        "faveur",
        "profit",
        "détriment",
        "grâce",
        "face",
        "sein",
        "issue",
        "instar",
        "égard",
        "terme",
        "horizon",
        "échéance",
        "fonction",
        "ordre",
        "vue",
        "moment",
        "instant",
        "coup",
        # what a budget does, not whom it is for: « une hausse de 4 % »
        "hausse",
        "baisse",
        "urgence",  # « un fonds d'urgence »
        "augmentation",
        "diminution",
    ]
)
# « le ministre du Logement » and « la ministre de la Culture » are no housing and no culture that is paid.
_OFFICES = {"ministre", "ministère", "secrétaire", "secrétariat", "commissaire", "ministériel"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A noun phrase; ``key`` groups the mentions of one referent within the article."""

    start: int
    end: int
    text: str
    sentence: int
    head: Token
    label: str  # of the named mention that heads it, or empty
    key: str
    pronoun: bool = False
    mention: Mention | None = None
    whole: Candidate | None = None  # of « recherche » in « un programme de recherche »: the programme


def fold(text: str) -> str:
    """Lower-case, unaccented form used to compare names."""
    return unicodedata.normalize("NFKD", text.lower().replace("œ", "oe")).encode("ascii", "ignore").decode().strip()


def of_sentence(
    text: str, sentence: Sentence, mentions: Sequence[Mention], amounts: Sequence[tuple[int, int]]
) -> list[Candidate]:
    """The candidates of one sentence, in text order.

    Parameters
    ----------
    text : the body text.
    sentence : its parse.
    mentions : the mentions of named actors that lie in the sentence.
    amounts : spans of amounts and dates, which are no actors.
    """
    taken: dict[int, Candidate] = {}
    for mention in mentions:
        head = sentence.head_of(mention.start, mention.end)
        if head is not None:
            taken[head.i] = _named(text, sentence, head, mention)
    covered = [(m.start, m.end) for m in mentions] + list(amounts)
    for token in sentence.tokens:
        if token.i in taken or any(s <= token.start < e for s, e in covered):
            continue
        candidate = _common(text, sentence, token)
        if candidate is not None:
            taken[token.i] = _shorn(text, _without(text, candidate, amounts))
    for i, candidate in taken.items():
        token = sentence.tokens[i]
        if candidate.mention is None and token.head in taken and _complement(sentence, token):
            taken[i] = replace(candidate, whole=taken[token.head].whole or taken[token.head])
    return [taken[i] for i in sorted(taken)]


def key_of_mention(mention: Mention) -> str:
    """What groups the mentions of one actor."""
    return mention.actor_id or fold(mention.name or mention.text)


def _named(text: str, sentence: Sentence, head: Token, mention: Mention) -> Candidate:
    name = key_of_mention(mention)
    return Candidate(
        mention.start, mention.end, mention.text, sentence.index, head, mention.label, name, False, mention
    )


def _without(text: str, candidate: Candidate, amounts: Sequence[tuple[int, int]]) -> Candidate:
    """The candidate cut before an amount or date inside it: « un plan de 3 millions d'euros » is « plan »."""
    for start, _ in amounts:
        if candidate.head.end <= start < candidate.end:
            phrase = _TAIL.sub("", text[candidate.start : start])
            return replace(candidate, end=candidate.start + len(phrase), text=phrase)
    return candidate


def _common(text: str, sentence: Sentence, token: Token) -> Candidate | None:
    if token.pos == "PRON":
        if token.lower not in _PRONOUNS or not token.dep.startswith(("nsubj", "obl", "iobj")):
            return None
        return Candidate(token.start, token.end, token.text, sentence.index, token, "", f"pron:{token.lower}", True)
    if token.pos not in ("NOUN", "PROPN") or token.lower in _NOT_ACTORS or not any(c.isalpha() for c in token.text):
        return None
    if _portfolio(sentence, token):
        return None
    start, end = noun_phrase(sentence, token)
    if joined := _AMPERSAND.match(text, end):  # « R&D », « Arts & Métiers »: the parser sees a coordination
        end = joined.end()
    phrase = text[start:end]
    return Candidate(
        start, end, phrase, sentence.index, token, "", fold(token.lemma if token.pos == "NOUN" else phrase)
    )


def _portfolio(sentence: Sentence, token: Token) -> bool:
    """« Logement » in « la ministre du Logement »: what an office is for, written with a capital."""
    return token.text[:1].isupper() and any(a.lemma in _OFFICES for a in sentence.ancestors(token, 2))


def _complement(sentence: Sentence, token: Token) -> bool:
    """« recherche » in « un programme de recherche »: a bare noun that only says what kind of thing is meant."""
    head = sentence.tokens[token.head]
    if token.pos != "NOUN" or token.dep != "nmod" or head.pos != "NOUN" or head.lower in _NOT_ACTORS:
        return False
    children = [sentence.tokens[i] for i in sentence.children[token.i]]
    case = [c for c in children if c.dep == "case"]
    bare = len(case) == 1 and case[0].lower in ("de", "d'", "d’")
    return bare and not any(c.dep in ("det", "nummod") or (c.dep == "amod" and c.i < token.i) for c in children)


def _shorn(text: str, candidate: Candidate) -> Candidate:
    """The candidate without what is said of it: « gymnases d'un montant », « fonds doté »."""
    if candidate.pronoun:
        return candidate
    head, phrase = candidate.head.end - candidate.start, candidate.text
    if cut := _MEASURED.search(phrase, head):
        phrase = phrase[: cut.start()]
    phrase = _quoted(text, candidate.start, phrase)
    cut = _REDUCED.search(phrase, head)
    if cut and _AFTER_REDUCED.match(text, candidate.start + len(phrase)):
        phrase = phrase[: cut.start()]
    return replace(candidate, end=candidate.start + len(phrase), text=phrase)


def _quoted(text: str, start: int, phrase: str) -> str:
    """« entreprises de « Nuage libre » »: a quotation that the phrase opens is closed in it, or left out."""
    if phrase.count("«") <= phrase.count("»"):
        return phrase
    if closing := _CLOSING.match(text, start + len(phrase)):
        return text[start : closing.end()]
    return _TAIL.sub("", phrase[: phrase.rindex("«")]) or phrase


def noun_phrase(sentence: Sentence, head: Token) -> tuple[int, int]:
    """Span of the noun phrase of ``head``: without determiner, relative clause, apposition and coordination."""
    left, right = head.left, head.right
    for i in sentence.children[head.i]:
        child = sentence.tokens[i]
        if i > head.i and child.dep in _CUT:
            right = min(right, child.left - 1)
    right = max(right, head.i)
    # A nested coordination or bracket ends the phrase too.
    for t in sentence.tokens[head.i + 1 : right + 1]:
        before = sentence.tokens[t.i - 1]
        closes = t.pos == "PUNCT" and t.text not in ('"', "-", "«", "»", "&")
        another = t.pos == "DET" and before.pos in ("NOUN", "PROPN", "ADJ") and before.lower not in _ALL
        if closes or another or t.dep in ("acl:relcl", "parataxis") or "VerbForm=Fin" in t.morph:
            right = max(head.i, t.i - 1)
            break
    while left < head.i and (sentence.tokens[left].pos in _SKIP_LEFT or sentence.tokens[left].lower in _ALL):
        left += 1
    right = min(right, left + MAX_WORDS - 1) if head.i <= left + MAX_WORDS - 1 else head.i
    while right > head.i and sentence.tokens[right].pos in ("ADP", "DET", "CCONJ", "PUNCT", "SCONJ", "ADV"):
        right -= 1
    return sentence.tokens[left].start, sentence.tokens[right].end
