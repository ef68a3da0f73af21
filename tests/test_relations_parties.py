"""Parties and status that the text settles, whatever is learned."""

from __future__ import annotations

import pytest
import relations_marks as marks

from pipeline import money
from pipeline.records import Event
from pipeline.relations import events, explain, model


def found(marked: str) -> list[Event]:
    """The events of a marked text, by the models that ship."""
    return events.find(marks.build(marked, "2024-05-06"), model.load(), events.Thresholds())


def test_an_apposition_is_its_name() -> None:
    text = "Le groupe [ORG Altis] a racheté la [ORG laiterie Norvia], un fabricant de yaourts, pour 3 millions d'euros."
    (event,) = found(text)
    assert [p.name.split()[-1] for p in event.funders] == ["Altis"]
    assert [p.name for p in event.recipients] == ["laiterie Norvia"]


@pytest.mark.parametrize(
    "marked",
    [
        "Ce fonds de 12 millions d'euros pour les refuges est géré par la [ORG Caisse des monts].",
        "L'aide de 12 millions d'euros aux refuges est pilotée par la [ORG Caisse des monts].",
    ],
)
def test_who_runs_the_money_does_not_pay_it(marked: str) -> None:
    assert [p.name for e in found(marked) for p in e.funders] == []


@pytest.mark.parametrize(
    ("marked", "statuses"),
    [
        ("La [ORG Chine] s'est engagée pour 45 millions d'euros en faveur de l'[ORG Unicef].", ["planned"]),
        ("La [ORG Ligue] verse chaque année 5 millions d'euros à l'[ORG Institut Lavoisier].", ["done"]),
        ("La [ORG région] a versé 5 millions d'euros à l'[ORG Institut Lavoisier].", ["done"]),
        ("La [ORG région] compte verser 5 millions d'euros à l'[ORG Institut Lavoisier].", ["planned"]),
        ("La [ORG région] aurait versé 5 millions d'euros à l'[ORG Institut Lavoisier].", ["reported"]),
        ("L'[ORG Unicef] a reçu 9 millions d'euros sur les 29 millions promis.", ["done", "planned"]),
    ],
)
def test_status(marked: str, statuses: list[str]) -> None:
    assert [e.status for e in found(marked)] == statuses


def test_a_line_that_is_only_a_name_is_party_to_nothing() -> None:
    events_found = found("[ORG Norvia Hebdo]\nUne aide de 3 millions d'euros sera versée.\nElle servira à rénover.")
    assert "Norvia Hebdo" not in {p.name for e in events_found for p in (*e.funders, *e.recipients)}


@pytest.mark.parametrize(
    ("marked", "sums"),
    [
        (
            "La [ORG région] verse 2 millions d'euros à huit refuges, soit 250 000 euros chacun.",
            ["2 millions d'euros"],
        ),
        (
            "La [ORG région] versera 4 millions d'euros aux refuges, soit en moyenne 1 million par an.",
            ["4 millions d'euros"],
        ),
        ("La [ORG région] offre aux refuges la totalité du fonds, soit 4 millions d'euros.", ["4 millions d'euros"]),
    ],
)
def test_a_sum_told_in_other_words_is_no_event_of_its_own(marked: str, sums: list[str]) -> None:
    assert [e.amount.text for e in found(marked) if e.amount] == sums


def test_why_a_restated_sum_has_no_event() -> None:
    body, mentions = marks.read("La [ORG région] verse 2 millions d'euros à huit refuges, soit 250 000 euros chacun.")
    _, why = explain.decide(body, money.find_amounts(body.text), [], mentions)
    assert list(why.values()) == ["restates « 2 millions d'euros »"]


def test_the_payer_of_the_amount_s_own_sentence_comes_first() -> None:
    (event,) = found(
        "La [ORG région Bretagne] finance les refuges.\nLa [ORG région Bretagne] aime les refuges.\n"
        "La [ORG fondation Ferran] a donné 3 millions d'euros à l'[ORG orchestre de Brest]."
    )
    assert [p.name for p in event.funders] == ["fondation Ferran"]


def test_a_bare_noun_is_named_by_its_whole_phrase() -> None:
    (event,) = found("La [ORG région Bretagne] consacre 3 millions d'euros à un plan de relance.")
    assert [p.text for p in event.recipients] == ["plan de relance"]


def test_a_mention_that_tells_no_funding_may_know_the_date() -> None:
    text = (
        "La [ORG région Bretagne] verse 22 millions d'euros à l'[ORG orchestre de Brest].\n"
        "On en a parlé.\nLes recettes dépasseront les 22 millions d'euros de 2019."
    )
    context = marks.build(text, "2024-05-06")
    readings = events.read(context)
    (event,) = events.find(context, model.load(), events.Thresholds(), readings)
    first, last = readings
    last.probability = 0.1
    built = events.build(context, [first], model.load(), events.Thresholds(), [last])
    assert event.date is not None
    assert built is not None
    assert built.date is not None
    assert (event.date.edtf, built.date.edtf) == ("2019", "2019")
    alone = events.build(context, [first], model.load(), events.Thresholds())
    assert alone is not None
    assert alone.date is None


@pytest.mark.parametrize(
    ("marked", "sums"),
    [
        (
            "[ORG Norvia] verse 3 millions de dollars (2,7 millions d'euros) au port et 5 millions d'euros à la ville.",
            ["3 millions de dollars", "5 millions d'euros"],
        ),
        (
            "[ORG Norvia] verse 3 millions de livres (3,5 millions d'euros ou 3,8 millions de dollars) au port.",
            ["3 millions de livres"],
        ),
        (
            "[ORG Norvia] verse 3 millions de dollars au port, soit 2,7 millions d'euros.",
            ["3 millions de dollars"],
        ),
        (
            "[ORG Norvia] verse 3 millions de dollars au port. [ORG Altis] met 2 millions d'euros.",
            ["3 millions de dollars", "2 millions d'euros"],
        ),
        (
            "[ORG Norvia] verse 4 millions d'euros au port, soit 1 million par an, et 2 millions d'euros à la ville.",
            ["4 millions d'euros", "2 millions d'euros"],
        ),
    ],
)
def test_sums_that_are_read(marked: str, sums: list[str]) -> None:
    assert [r.amount.text for r in events.read(marks.build(marked))] == sums


def test_one_sum_of_two_purses_is_two_events() -> None:
    found_events = found(
        "La [ORG Sudel] versera 30 millions d'euros au port.\nLe port plaît.\n[ORG Norvia] versera 30 millions d'euros"
        " au port."
    )
    assert sorted(p.name for e in found_events for p in e.funders) == ["Norvia", "Sudel"]
    assert len(found_events) == 2


def test_one_sum_told_again_is_one_event() -> None:
    found_events = found(
        "[ORG Norvia] versera 30 millions d'euros au port.\n[ORG Norvia] a promis 30 millions d'euros."
    )
    assert len(found_events) == 1


def test_the_mentions_of_one_sum_inform_each_other() -> None:
    context = marks.build(
        "La [ORG région] verse 3 millions d'euros au port.\nLe bénéfice du port atteint 3 millions d'euros."
    )
    readings = events.read(context)
    events.score(readings, model.load())
    alone = [model.load()["event"].probability(r.event) for r in readings]
    told = [r.probability for r in readings]
    assert alone[0] > told[0] > told[1] > alone[1]


def test_half_of_a_sum_goes_where_the_whole_was_to_go() -> None:
    first, second = found(
        "La [ORG région Bretagne] consacrera 12 millions d'euros à l'[ORG orchestre de Brest].\nOn en a parlé.\n"
        "Finalement, la [ORG région Bretagne] n'a dépensé que la moitié de cette somme."
    )
    assert [r.name for r in second.recipients] == [r.name for r in first.recipients] == ["orchestre de Brest"]
    assert second.amount is not None
    assert (second.amount.value, second.rule.split("; ")[-1]) == (6_000_000, "recipient=whole")


def test_half_of_what_another_paid_says_nothing_of_who_is_paid() -> None:
    events_found = found(
        "La [ORG région Bretagne] consacrera 12 millions d'euros à l'[ORG orchestre de Brest].\nOn en a parlé.\n"
        "La [ORG fondation Ferran] a dépensé la moitié de cette somme pour les refuges."
    )
    (half,) = [e for e in events_found if e.amount_source == "inferred"]
    assert "recipient=whole" not in half.rule
    assert [r.name for r in half.recipients] == ["refuges"]
