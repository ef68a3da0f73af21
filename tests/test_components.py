"""The whole pipeline inside spaCy: the same findings as `extract`, from `load` or from components in any pipeline."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language

import pipeline

TEXT = "Le 3 mars, la région Bretagne a versé 5 millions d’euros au Théâtre des Quais. Jeudi, la ville a dit merci."
PARTS = ("money", "dates", "entities", "funding")


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline.load("2022-06-11")


def test_analysis_finds_no_problem(nlp: Language) -> None:
    assert not any(nlp.analyze_pipes()["problems"].values())


def test_events_are_those_of_extract(nlp: Language) -> None:
    (event,) = nlp(TEXT)._.events
    (row,) = pipeline.extract(TEXT, "2022-06-11").rows["funding"]
    assert [p.text for p in event.funders] == [row.funder_text]
    assert [p.text for p in event.recipients] == [row.recipient_text]
    assert (event.amount.value, event.kind, event.status) == (row.value, row.kind, row.status)
    assert event.date.text == row.date_text


def test_offsets_count_in_the_document(nlp: Language) -> None:
    doc = nlp(TEXT)
    found = [*doc._.amounts, *doc._.dates, *doc._.actors]
    assert len(found) >= 4
    assert [doc.text[value.start : value.end].replace("’", "'") for value in found] == [
        value.text.replace("’", "'") for value in found
    ]


def test_publication_date_of_one_document(nlp: Language) -> None:
    doc = nlp.make_doc(TEXT)
    doc._.published = "2019-03-08"
    assert [date.edtf for date in nlp(doc)._.dates] == ["2019-03-03", "2019-03-07"]


def test_components_in_a_blank_pipeline() -> None:
    own = spacy.blank("fr")
    for part in PARTS:
        own.add_pipe(f"quifinance_{part}")
    (event,) = own("Bpifrance a prêté 4 millions d'euros à la Caisse des dépôts.")._.events
    assert [p.name for p in event.funders + event.recipients] == ["Bpifrance", "Caisse des dépôts"]


def test_document_without_money(nlp: Language) -> None:
    assert nlp("Il pleut sur Brest depuis lundi.")._.events == ()


def test_funding_alone_says_what_it_needs() -> None:
    own = spacy.blank("fr")
    own.add_pipe("quifinance_funding")
    assert own.analyze_pipes()["problems"]["quifinance_funding"] == ["doc._.amounts", "doc._.dates", "doc._.actors"]
