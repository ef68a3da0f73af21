"""Why an amount made an event, or none."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
import relations_marks as marks

from pipeline import dates, money, relations
from pipeline.records import Amount, Body, DateExpression, Event, Mention
from pipeline.relations import context, events, explain, model
from pipeline.relations.events import Thresholds

DAY = "2021-03-05"
NOT_FUNDING = r"not a funding(?: \(p=0\.\d\d, needs 0\.\d\d\)|: the words around it rule it out)"
GRANT = "La [ORG région Bretagne] a versé 3 millions d'euros à la [ORG ville de Brest] le 4 mars 2021."


@dataclass(frozen=True)
class Found:
    """What the stages before found in a marked text."""

    body: Body
    amounts: list[Amount]
    days: list[DateExpression]
    mentions: list[Mention]

    @property
    def parts(self) -> tuple[Body, list[Amount], list[DateExpression], list[Mention]]:
        """The arguments of the stage, in order."""
        return self.body, self.amounts, self.days, self.mentions

    def decide(self) -> tuple[list[Event], dict[str, str]]:
        """The events, and the reasons by the words of the amount."""
        found, why = explain.decide(*self.parts, published=DAY)
        return found, {self.body.text[start:end]: reason for (start, end), reason in why.items()}


def stages(marked: str) -> Found:
    """Read a marked text."""
    body, mentions = marks.read(marked)
    return Found(body, money.find_amounts(body.text), dates.find_dates(body.text, DAY), mentions)


# --------------------------------------------------------------------------- reasons


def test_an_event_needs_no_reason() -> None:
    found, why = stages(GRANT).decide()
    assert [(e.funders[0].text, e.recipients[0].text) for e in found] == [("région Bretagne", "ville de Brest")]
    assert why == {}


@pytest.mark.parametrize(
    ("marked", "words", "reason"),
    [
        ("Le kilo de cerises coûte 9 euros au marché.", "9 euros", NOT_FUNDING),
        (
            "La [ORG région Bretagne] a versé 3 millions de dollars (2,7 millions d'euros) à la [ORG ville de Brest].",
            "2,7 millions d'euros",
            "conversion of « 3 millions de dollars »",
        ),
        (
            "La [ORG région Bretagne] a versé 3 millions d'euros à la [ORG ville de Brest].\n"
            "Les 3 millions d'euros ont été versés à la [ORG ville de Brest] par la [ORG région Bretagne].",
            r"3 millions d'euros",
            "same event as « 3 millions d'euros »",
        ),
    ],
    ids=["price", "conversion", "told twice"],
)
def test_reason(marked: str, words: str, reason: str) -> None:
    _, why = stages(marked).decide()
    assert list(why) == [words]
    assert re.fullmatch(reason, why[words])


def test_nobody_pays_and_nobody_is_paid() -> None:
    found = stages(GRANT)
    read = context.build(found.body.text, found.body.sentences, found.amounts, found.days, found.mentions, DAY)
    readings = events.read(read)
    events.score(readings, model.load())
    why = explain.reasons(read, readings, [], Thresholds(event=0.0))
    assert list(why.values()) == ["no payer or recipient is likely enough"]


def test_an_amount_that_was_not_read() -> None:
    found = stages(GRANT)
    read = context.build(found.body.text, found.body.sentences, found.amounts, found.days, found.mentions, DAY)
    assert list(explain.reasons(read, [], []).values()) == ["not a funding: the words around it rule it out"]


@pytest.mark.parametrize(
    "marked",
    [
        GRANT,
        "Le kilo de cerises coûte 9 euros au marché.",
        "La [ORG région Bretagne] verse 3 millions d'euros, l'[ORG État] le même montant.",
        "Le [ORG groupe Norvia] a racheté la [ORG laiterie Ponsard].",
    ],
    ids=["grant", "price", "reference", "deal"],
)
def test_events_are_those_of_the_stage(marked: str) -> None:
    found = stages(marked)
    assert found.decide()[0] == relations.find_events(*found.parts, published=DAY)


# --------------------------------------------------------------------------- in full


def test_candidates_scores_and_decision_are_shown() -> None:
    text = explain.explain(*stages(GRANT).parts, published=DAY)
    lines = [line.strip() for line in text.splitlines()]
    assert lines[0] == "[1] « 3 millions d'euros »: funding"
    assert lines[1].startswith("event: région Bretagne → ville de Brest (")
    assert any(re.match(r"funding event: \d\.\d\d \(needed \d\.\d\d\)", line) for line in lines)
    assert any(re.match(r"\d\.\d\d « région Bretagne », payer by subject:give", line) for line in lines)
    assert any(re.match(r"\d\.\d\d « ville de Brest », recipient by to:give:à", line) for line in lines)
    assert any(re.match(r"date \(needed \d\.\d\d\): « 4 mars 2021 » \d\.\d\d", line) for line in lines)
    assert any(line.startswith("status: done ") for line in lines)


def test_other_sentences_are_counted() -> None:
    text = explain.explain(*stages("Le maire est là.\nLa région promet.\n" + GRANT).parts, published=DAY)
    assert "« maire », 2 sentences before" in text
    assert "« région », 1 sentence before" in text


def test_one_amount_alone() -> None:
    found = stages(GRANT + "\nLe kilo de cerises coûte 9 euros.")
    text = explain.explain(*found.parts, published=DAY, amount=2)
    assert text.startswith("[2] « 9 euros »: other")
    assert "no event: not a funding" in text
    assert "[1]" not in text


def test_a_computed_sum_says_how() -> None:
    marked = "La [ORG région Bretagne] verse 3 millions d'euros au port, l'[ORG État] le même montant."
    assert "computed: 1 × 3 millions d'euros" in explain.explain(*stages(marked).parts, published=DAY)


def test_an_event_without_a_sum_is_shown() -> None:
    text = explain.explain(*stages("Le [ORG groupe Norvia] a racheté la [ORG laiterie Ponsard].").parts)
    assert text.splitlines()[0] == "without an amount"
    assert "event: groupe Norvia → laiterie Ponsard (acquisition, done, no date; deal:racheter" in text


def test_a_text_without_money() -> None:
    assert explain.explain(*stages("Il pleut.").parts) == "no amount of money, and no funding without one"


@pytest.mark.parametrize("number", [0, 2])
def test_an_amount_that_is_not_there(number: int) -> None:
    with pytest.raises(ValueError, match=f"there is no amount {number}: the article has 1, numbered from 1"):
        explain.explain(*stages(GRANT).parts, amount=number)
