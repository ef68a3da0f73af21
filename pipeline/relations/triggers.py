"""Trigger words: which class of funding verb, noun or actor a lemma belongs to."""

from __future__ import annotations

import re
from functools import cache

from pipeline import lexicon

_PATH = "relations/triggers.toml"


@cache
def _classes(section: str) -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for name, lemmas in lexicon.toml(_PATH)[section].items():
        for lemma in lemmas:
            table.setdefault(lemma, [])
            if name not in table[lemma]:
                table[lemma].append(name)
    return {lemma: tuple(names) for lemma, names in table.items()}


def verb_classes(lemma: str) -> tuple[str, ...]:
    """Classes of a verb lemma (``give``, ``receive``, ``raise`` …), most typical first; empty for other verbs."""
    return _classes("verbs").get(lemma, ())


def noun_classes(lemma: str) -> tuple[str, ...]:
    """Classes of a noun lemma (``grant``, ``budget``, ``revenue`` …)."""
    return _classes("nouns").get(lemma, ())


def actor_classes(lemma: str) -> tuple[str, ...]:
    """Kinds of payer or payee that a common noun names (``state``, ``company``, ``people`` …)."""
    return _classes("actors").get(lemma, ())


@cache
def phrases(name: str) -> tuple[str, ...]:
    """The phrases of a list, longest first."""
    return tuple(sorted(lexicon.toml(_PATH)["phrases"][name], key=len, reverse=True))


@cache
def phrase_pattern(name: str) -> re.Pattern[str]:
    """One alternation of a list's phrases, for a search in lower-cased text."""
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(p) for p in phrases(name)) + ")")


def ends_with_phrase(name: str, left: str) -> str:
    """The phrase of a list that ``left`` (lower-cased text before a noun phrase) ends with, or an empty string."""
    left = left.rstrip()
    for phrase in phrases(name):
        if left.endswith(phrase) and (len(left) == len(phrase) or not left[-len(phrase) - 1].isalnum()):
            return phrase
    return ""


_ENDINGS = (
    "e es ons ez ent ais ait ions iez aient ai as a èrent é ée és ées ant er"
    " erai eras era erons erez eront erais erait erions eriez eraient"
).split()


def _forms(verb: str) -> set[str]:
    """Inflected forms of a verb in -er, spelling changes included (finançait, lève, engageons, possède)."""
    stem = verb[:-2]
    forms = {stem + e for e in _ENDINGS}
    soft = {"c": "ç", "g": "ge"}.get(stem[-1:], "")
    if soft:
        forms |= {stem[:-1] + soft + e for e in ("ons", "ais", "ait", "aient", "ai", "a", "ant")}
    open_vowel = re.sub(r"[eé]([a-zç]{1,2})$", r"è\1", stem)
    if open_vowel != stem:
        forms |= {open_vowel + e for e in _ENDINGS if e.startswith("e") and e not in ("ez", "er")}
    if stem.endswith("oy"):
        forms |= {stem[:-1] + "i" + e for e in ("e", "es", "ent", "era", "eront", "erait", "eraient")}
    return forms


@cache
def _lemmas() -> dict[str, str]:
    table: dict[str, str] = {}
    for lemma in _classes("verbs"):
        if lemma.endswith("er"):
            for form in _forms(lemma):
                table.setdefault(form, lemma)
    return table


def verb_lemma(form: str, guess: str) -> str:
    """Lemma of a verb form: the lemmatiser's guess when it is a trigger, else the trigger with that form."""
    return guess if guess in _classes("verbs") else _lemmas().get(form, guess)


_MONEY_CLASSES = {"give", "invest", "lend", "spend", "receive", "raise", "acquire", "sell"}


@cache
def _money_forms() -> dict[str, str]:
    table: dict[str, str] = {}
    for lemma, names in _classes("verbs").items():
        if lemma.endswith("er") and names[0] in _MONEY_CLASSES:
            present = {f for f in _forms(lemma) if f.endswith(("e", "ent")) and not f.endswith("aient")}
            for form in present:
                table.setdefault(form, lemma)
    return table


def money_verb(form: str) -> str:
    """Lemma of the verb of moving money whose present tense ``form`` is (« dépense », « injectent »), or nothing."""
    return _money_forms().get(form, "")
