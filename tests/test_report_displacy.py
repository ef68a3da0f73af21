"""Roles, amounts, dates and actors as displaCy draws them."""

from __future__ import annotations

import pytest
import spacy
from report_sample import sample
from spacy.tokens import Doc

from pipeline.records import Amount, DateExpression, Event, Mention, Participant
from pipeline.report.displacy import COLOURS, marked, marked_doc, marked_row, render

TEXT = "Le 3 mars 2021, la Ville de Brest a versé 2 millions d'euros 🎭 au Théâtre des Quais, selon Jeanne Kervella."


def span(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


AMOUNT = Amount(*span("2 millions d'euros"), "2 millions d'euros")
DATE = DateExpression(*span("Le 3 mars 2021"), "Le 3 mars 2021")
EVENT = Event(
    0,
    len(TEXT),
    (Participant(*span("Ville de Brest"), "Ville de Brest"),),
    (Participant(*span("Théâtre des Quais"), "Théâtre des Quais"),),
    AMOUNT,
    date=DATE,
)
MENTIONS = [
    Mention(*span(name), name, label)
    for name, label in (("Ville de Brest", "ORG"), ("Brest", "LOC"), ("Jeanne Kervella", "PER"))
]


def words(data: dict) -> list[tuple[str, str]]:
    return [(data["text"][e["start"] : e["end"]], e["label"]) for e in data["ents"]]


def test_roles_come_before_what_they_overlap() -> None:
    assert words(marked(TEXT, events=[EVENT], amounts=[AMOUNT], dates=[DATE], mentions=MENTIONS)) == [
        ("Le 3 mars 2021", "DATE"),
        ("Ville de Brest", "PAYER"),
        ("2 millions d'euros", "AMOUNT"),
        ("Théâtre des Quais", "RECIPIENT"),
        ("Jeanne Kervella", "PER"),
    ]


def test_what_no_event_uses_keeps_its_own_label() -> None:
    assert words(marked(TEXT, amounts=[AMOUNT], dates=[DATE], mentions=MENTIONS)) == [
        ("Le 3 mars 2021", "WHEN"),
        ("Ville de Brest", "ORG"),
        ("2 millions d'euros", "MONEY"),
        ("Jeanne Kervella", "PER"),
    ]


def test_a_row_of_the_table() -> None:
    made = sample(1, 2)
    row = made.funding[1]
    found = words(marked_row(made.texts[row.article_id], row, title="a0"))
    assert sorted(found) == sorted(
        [(row.funder, "PAYER"), (row.recipient, "RECIPIENT"), (row.amount_text, "AMOUNT"), (row.date_text, "DATE")]
    )


def test_a_document_of_the_components() -> None:
    doc = spacy.blank("fr")(TEXT)
    for name, found in (("events", [EVENT]), ("amounts", [AMOUNT]), ("dates", [DATE]), ("actors", MENTIONS)):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)
        doc._.set(name, found)
    assert marked_doc(doc) == marked(TEXT, events=[EVENT], amounts=[AMOUNT], dates=[DATE], mentions=MENTIONS)


def test_a_document_without_components_has_no_marks() -> None:
    assert marked_doc(spacy.blank("fr")(TEXT)) == {"text": TEXT, "ents": [], "title": None}


@pytest.mark.parametrize("label", COLOURS)
def test_every_label_has_its_colour_in_the_drawing(label: str) -> None:
    html = render({"text": "Brest", "ents": [{"start": 0, "end": 5, "label": label}], "title": None})
    assert COLOURS[label] in html


def test_text_of_an_article_is_escaped() -> None:
    html = render(marked("<script>alert(1)</script> verse 5 euros", amounts=[Amount(32, 39, "5 euros")]))
    assert "<script>" not in html
