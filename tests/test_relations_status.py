"""Tense, mood and voice of the verb that moves the money."""

from __future__ import annotations

import pytest

from pipeline.relations import syntax
from pipeline.relations.status import tense_of

CASES = {
    "L'État a *versé* trois millions au port.": "perfect",
    "L'État *versait* trois millions au port.": "imperfect",
    "L'État *versera* trois millions au port.": "future",
    "L'État *verserait* trois millions au port.": "conditional",
    "L'État aurait *versé* trois millions au port.": "conditional_perfect",
    "L'État avait *versé* trois millions au port.": "pluperfect",
    "L'État aura *versé* trois millions au port.": "future_perfect",
    "L'État va *verser* trois millions au port.": "infinitive",
    "La région *donne* trois millions au port.": "present",
    "La région *donna* trois millions au port.": "past",
    "Il faut que l'État *fasse* un effort.": "subjunctive",
    "L'aide est *versée* par l'État.": "present_passive",
    "L'aide sera *versée* par l'État.": "future_passive",
    "L'aide serait *versée* par l'État.": "conditional_passive",
    "L'aide a été *versée* par l'État.": "perfect",
    "L'aide aurait été *versée* par l'État.": "conditional_perfect",
    "L'aide *versée* par l'État est utile.": "participle",
    "En *versant* trois millions, l'État aide le port.": "gerund",
    "L'*aide* est utile.": "unknown",
}


@pytest.mark.parametrize(("marked", "tense"), CASES.items())
def test_tense(marked: str, tense: str) -> None:
    before, word, after = marked.split("*")
    text = before + word + after
    sentence = syntax.parse(text, [(0, len(text))], [0])[0]
    (token,) = sentence.at(len(before), len(before) + len(word))
    assert tense_of(sentence, token) == tense
