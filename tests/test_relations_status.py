"""Tense, mood and voice of the verb that moves the money."""

from __future__ import annotations

import pytest
import relations_marks as marks

from pipeline.relations import syntax
from pipeline.relations.features import AmountView
from pipeline.relations.status import settled, tense_of

CASES = {
    "L'État a *versé* trois millions au port.": "perfect",
    "L'État *versait* trois millions au port.": "imperfect",
    "L'État *versera* trois millions au port.": "future",
    "L'État *verserait* trois millions au port.": "conditional",
    "L'État aurait *versé* trois millions au port.": "conditional_perfect",
    "L'État avait *versé* trois millions au port.": "pluperfect",
    "L'État aura *versé* trois millions au port.": "future_perfect",
    "Nous *consacrerons* trois millions au port.": "future",
    "La dotation *ira* au port.": "future",
    "L'État va *verser* trois millions au port.": "infinitive",
    "La région et la métropole *accorderont* une aide aux refuges.": "future",
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


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Seuls 2 millions d'euros versés par la ville sont arrivés.", "done"),
        ("La salle oublie les 3 millions d'euros dépensés à ce jour.", "done"),
        ("La dotation passera de 4 millions d'euros par an à 2 millions.", "done"),
        ("La région vient de verser 2 millions d'euros au port.", "done"),
        ("La ville a versé 2 millions d'euros au port.", "done"),
        ("Les 5 millions d'euros promis au port se font attendre.", "planned"),
        ("Les 5 millions d'euros qui devaient aller au port se font attendre.", "planned"),
        ("Les 5 millions d'euros accordés au port font débat.", None),
        ("La région verse 2 millions d'euros au port.", None),
        ("Le port ne passera pas de contrat, 4 millions d'euros à la clé.", None),
    ],
)
def test_a_status_that_the_words_settle(sentence: str, status: str | None) -> None:
    context = marks.build(sentence)
    verdict = settled(AmountView(context, context.amounts[0]))
    assert (verdict[0] if verdict else None) == status


def test_what_is_computed_from_a_sum_that_should_come_may_have_come() -> None:
    context = marks.build("La moitié des 6 millions d'euros qui devaient aller au port aurait été dépensée.")
    half, whole = context.amounts
    assert (half.stated_value is not None, whole.stated_value is None) == (True, True)
    assert settled(AmountView(context, half)) == ("reported", 0.5)
    assert settled(AmountView(context, whole)) == ("planned", 0.7)
