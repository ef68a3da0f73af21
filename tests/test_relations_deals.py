"""Events that tell no sum: purchases, and funding between two named actors."""

from __future__ import annotations

from dataclasses import replace

import pytest
import relations_marks as marks

from pipeline import dates
from pipeline.records import Event
from pipeline.relations import context as contexts
from pipeline.relations import deals

Told = tuple[str, str, str, str]


def found(marked: str) -> list[Event]:
    """The deals of a marked text."""
    return deals.find(marks.build(marked), [])


def told(marked: str) -> list[Told]:
    """Payer, recipient, kind and status of each deal."""
    return [(e.funders[0].text, e.recipients[0].text, e.kind, e.status) for e in found(marked)]


@pytest.mark.parametrize(
    ("marked", "deal"),
    [
        ("[ORG Norvia] a racheté [ORG Laiterie Ponsard].", ("Norvia", "Laiterie Ponsard", "acquisition", "done")),
        ("[ORG Norvia] rachètera [ORG Ponsard] en juin.", ("Norvia", "Ponsard", "acquisition", "planned")),
        ("Le [ORG groupe Norvia] va racheter [ORG Ponsard].", ("groupe Norvia", "Ponsard", "acquisition", "planned")),
        (
            "Le [ORG groupe Norvia] aurait racheté la [ORG laiterie Ponsard].",
            ("groupe Norvia", "laiterie Ponsard", "acquisition", "reported"),
        ),
        ("[ORG Ponsard] a été racheté par [ORG Norvia].", ("Norvia", "Ponsard", "acquisition", "done")),
        (
            "La [ORG laiterie Ponsard], rachetée par [ORG Norvia], embauche.",
            ("Norvia", "laiterie Ponsard", "acquisition", "done"),
        ),
        (
            "Le [ORG groupe Norvia] a racheté les parts de la [ORG laiterie Ponsard].",
            ("groupe Norvia", "laiterie Ponsard", "acquisition", "done"),
        ),
        ("[ORG Ponsard] est financé par [ORG Norvia].", ("Norvia", "Ponsard", "grant", "done")),
        (
            "La [ORG région Bretagne] a renfloué le [ORG journal Ponsard].",
            ("région Bretagne", "journal Ponsard", "grant", "done"),
        ),
        ("[ORG Ponsard] (racheté par [ORG Norvia]) embauche.", ("Norvia", "Ponsard", "acquisition", "done")),
        ("[ORG Norvia] rachète [ORG Ponsard] et ses marques.", ("Norvia", "Ponsard", "acquisition", "done")),
        (
            "[ORG Norvia] a acquis 75 % de la [ORG laiterie Ponsard].",
            ("Norvia", "laiterie Ponsard", "acquisition", "done"),
        ),
        (
            "Un refuge financé par la [ORG fondation Ferran] rouvre.",
            ("fondation Ferran", "refuge", "grant", "done"),
        ),
        ("Ces lits sont financés par la [ORG région Bretagne].", ("région Bretagne", "lits", "grant", "done")),
        ("Le [ORG groupe Norvia] investit dans les tramways.", ("groupe Norvia", "tramways", "investment", "done")),
        (
            "Le [ORG groupe Norvia] veut investir dans les tramways.",
            ("groupe Norvia", "tramways", "investment", "planned"),
        ),
        ("[ORG Norvia] dit qu'il investira dans [ORG Ponsard].", ("Norvia", "Ponsard", "investment", "planned")),
        ("Ce moulin a été acheté par [PER Anne Ferrand].", ("Anne Ferrand", "moulin", "acquisition", "done")),
        (
            "La volonté de [ORG Norvia] d'acquérir la [ORG laiterie Ponsard] divise les élus.",
            ("Norvia", "laiterie Ponsard", "acquisition", "planned"),
        ),
        (
            "Le projet de [ORG Norvia] de racheter [ORG Ponsard] inquiète les salariés.",
            ("Norvia", "Ponsard", "acquisition", "planned"),
        ),
        (
            "[ORG Norvia] rachète la participation de l'[ORG État] dans la société [ORG Ponsard].",
            ("Norvia", "Ponsard", "acquisition", "done"),
        ),
    ],
)
def test_deal(marked: str, deal: Told) -> None:
    assert told(marked) == [deal]


@pytest.mark.parametrize(
    "marked",
    [
        "[ORG Norvia] a racheté une laiterie.",
        "[ORG Norvia] a salué [ORG Ponsard].",
        "[ORG Norvia] financera son usine de [LOC Ponsard].",
        "[ORG Norvia] a racheté la confiance de tous, dit [PER Ponsard].",
        "[LOC Ponsard] a racheté [ORG Norvia].",
        "[ORG Norvia] sera investi dans ses fonctions en mai.",
        "Un fonds investit dans les tramways, dit [ORG Norvia].",
        "[ORG Norvia] investit dans les tramways 3 millions d'euros.",
    ],
)
def test_no_deal(marked: str) -> None:
    assert told(marked) == []


@pytest.mark.parametrize(
    ("marked", "payers", "recipients"),
    [
        ("[ORG Norvia] et [ORG Altis] rachètent les parts de l'[ORG État].", ["Norvia", "Altis"], ["État"]),
        ("[ORG Norvia] rachète les parts de l'[ORG État] et de [ORG Altis].", ["Norvia"], ["État", "Altis"]),
        (
            "[ORG Norvia] est financé par la [ORG région] et le [ORG département].",
            ["région", "département"],
            ["Norvia"],
        ),
    ],
)
def test_all_the_parties(marked: str, payers: list[str], recipients: list[str]) -> None:
    (event,) = found(marked)
    assert [p.text for p in event.funders] == payers
    assert [p.text for p in event.recipients] == recipients


@pytest.mark.parametrize(
    ("marked", "deals_told"),
    [
        (
            "[ORG Altis] a acquis des actions de [ORG Norvia], et [ORG Borex] celles de [ORG Luméa].",
            [("Altis", ["Norvia"]), ("Borex", ["Luméa"])],
        ),
        (
            "[ORG Altis] rachète [ORG Norvia] et [ORG Borex] [ORG Luméa].",
            [("Altis", ["Norvia"]), ("Borex", ["Luméa"])],
        ),
        ("[ORG Altis] rachète [ORG Norvia] et [ORG Borex].", [("Altis", ["Norvia", "Borex"])]),
        (
            "[ORG Altis] et [ORG Borex] acquièrent les actions de la [ORG région], "
            "avec celles de [ORG Norvia] pour l'un et celles de [ORG Luméa] pour l'autre.",
            [("Altis", ["région", "Norvia"]), ("Borex", ["région", "Luméa"])],
        ),
    ],
    ids=["those of", "no verb", "no second buyer", "one and other"],
)
def test_one_verb_may_tell_two_deals(marked: str, deals_told: list[tuple[str, list[str]]]) -> None:
    assert [(e.funders[0].text, [r.text for r in e.recipients]) for e in found(marked)] == deals_told


def test_those_who_are_called_so_are_paid() -> None:
    (event,) = found("[ORG Altis] et [ORG Borex], les deux scieries financées par [ORG Norvia], embauchent.")
    assert [p.text for p in event.recipients] == ["Altis", "Borex"]


@pytest.mark.parametrize(
    ("marked", "day"),
    [
        ("[ORG Norvia] a racheté [ORG Ponsard] en mars 2019.", "2019-03-01"),
        ("Né en 1990, [ORG Ponsard] a été racheté par [ORG Norvia] en mars 2019.", None),
        ("[ORG Norvia] a racheté [ORG Ponsard].", None),
    ],
)
def test_the_only_date_of_its_sentence_dates_a_deal(marked: str, day: str | None) -> None:
    (event,) = found(marked)
    assert (str(event.date.first) if event.date else None, event.date_source) == (day, "text" if day else "")


@pytest.mark.parametrize(
    ("marked", "day"),
    [
        ("En mars 2019, [ORG Norvia] ferme deux ateliers. [ORG Altis] rachète [ORG Norvia].", "2019-03-01"),
        ("[ORG Norvia] ferme deux ateliers en mars 2019. [ORG Altis] rachète [ORG Norvia].", None),
        ("En mars 2019, [ORG Norvia] ferme deux ateliers.\n[ORG Altis] rachète [ORG Norvia].", None),
    ],
    ids=["opens the sentence before", "stands in it", "another paragraph"],
)
def test_the_date_that_opens_the_sentence_before_dates_a_deal(marked: str, day: str | None) -> None:
    body, mentions = marks.read(marked)
    second = body.text.index("Altis")
    spans = [(0, second - 1), (second, len(body.text))]
    context = contexts.build(body.text, spans, [], dates.find_dates(body.text, ""), mentions)
    (event,) = deals.find(context, [])
    assert (str(event.date.first) if event.date else None, event.date_source) == (day, "context" if day else "")


def test_a_deal_is_told_once() -> None:
    assert len(found("[ORG Norvia] a racheté [ORG Ponsard].\n[ORG Norvia] a bien racheté [ORG Ponsard].")) == 1


def test_an_event_with_a_sum_covers_the_deal() -> None:
    context = marks.build("[ORG Norvia] a racheté [ORG Ponsard].")
    (event,) = deals.find(context, [])
    assert deals.find(context, [event]) == []
    assert deals.find(context, [replace(event, start=event.end, end=event.end + 9)]) == [event]


def test_the_rule_names_the_verb() -> None:
    (event,) = found("[ORG Norvia] a racheté [ORG Ponsard].")
    assert event.rule == "deal:racheter"
    assert event.funders[0].actor_id == "o-Norvia"
