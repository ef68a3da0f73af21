"""Whom « nous » and « je » stand for in a quotation."""

from __future__ import annotations

import pytest
import relations_marks as marks

from pipeline.relations import speech


def speaker(marked: str) -> str | None:
    """Whom the first « nous » or « je » of the text stands for."""
    context = marks.build(marked)
    spoken = [c for cs in context.by_sentence.values() for c in cs if c.text.lower() in speech.FIRST_PERSON]
    mention = context.referent(spoken[0])
    return mention.text if mention is not None else None


@pytest.mark.parametrize(
    ("marked", "who"),
    [
        ("« Nous consacrons 3 millions d'euros aux bourses », a indiqué [PER Anne Lorrain].", "Anne Lorrain"),
        ('"Je verserai 3 millions d\'euros aux refuges", promet [PER Luc Ferran].', "Luc Ferran"),
        (
            "[PER Anne Lorrain] a parlé.\n« Nous consacrons 3 millions d'euros aux bourses », a-t-elle dit.",
            "Anne Lorrain",
        ),
        (
            "La recette a plu à [PER Paul Oster], dit [PER Anne Lorrain].\n"
            "« Nous consacrons 3 millions d'euros aux bourses », a-t-elle ajouté.",
            "Anne Lorrain",
        ),
        # Whom the quotation itself names does not say it.
        ("« Avec [PER Paul Oster], nous mettons 3 millions d'euros », dit [PER Anne Lorrain].", "Anne Lorrain"),
        (
            "[PER Anne Lorrain] a parlé.\n« Avec [PER Paul Oster], nous mettons 3 millions d'euros sur la table. »",
            "Anne Lorrain",
        ),
        ("« Nous consacrons 3 millions d'euros aux bourses », dit la [ORG région Bretagne].", None),
        ("[PER Luc Ferran] est là.\nIl pleut.\nIl vente.\nIl neige.\nIl gèle.\nNous donnons 3 millions d'euros.", None),
    ],
)
def test_who_speaks(marked: str, who: str | None) -> None:
    assert speaker(marked) == who


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("« un | » deux", True),
        ("« un » | deux", False),
        ("“un | ”", True),
        ('"un | "', True),
        ('"un" | deux', False),
        ("un | deux", False),
    ],
)
def test_a_quotation_is_open(text: str, inside: bool) -> None:
    assert speech.quoted(text, 0, text.index("|")) is inside


def test_a_quotation_that_opens_before_the_start_is_not_seen() -> None:
    assert not speech.quoted("« un deux »", 2, 5)
