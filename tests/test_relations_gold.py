"""Gold as training targets: names, amounts, and annotations kept apart from their texts."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import relations_marks as marks

from pipeline.records import Amount
from pipeline.relations import gold, train

THREE = Amount(0, 18, "3 millions d'euros", Decimal(3_000_000), currency="EUR")


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("la Région Bretagne", "région Bretagne", True),
        ("Caisse des dépôts", "Caisse des Dépôts et Consignations", True),
        ("Cloud Watt", "Cloudwatt", True),
        ("Norvia", "Ponsard", False),
        ("EDF", "EDF Énergies nouvelles réparties sur tout le territoire national", False),
        ("", "Norvia", False),
    ],
)
def test_names(a: str, b: str, same: bool) -> None:
    assert gold.same_name(a, b) is same
    assert gold.same_name(b, a) is same


@pytest.mark.parametrize(
    ("event", "same"),
    [
        ({"value": 3_010_000, "currency": "EUR"}, True),
        ({"value": 3_100_000, "currency": "EUR"}, False),
        ({"value": 3_000_000, "currency": "USD"}, False),
        ({"min": 3_000_000, "max": None, "currency": "EUR"}, False),
        ({"currency": "EUR"}, False),
        ({"amount_text": "3 millions"}, True),
        ({"amount_text": "4 millions"}, False),
    ],
)
def test_amounts(event: dict[str, Any], same: bool) -> None:
    assert gold.same_amount(THREE, event) is same


def test_ranges_agree_at_both_ends() -> None:
    amount = Amount(0, 9, "", None, Decimal(1_000_000), Decimal(2_000_000), "EUR")
    assert gold.same_amount(amount, {"min": 1_000_000, "max": 2_000_000, "currency": "EUR"})
    assert not gold.same_amount(amount, {"min": 1_000_000, "max": None, "currency": "EUR"})


@pytest.mark.parametrize(
    ("participants", "words", "label"),
    [
        ([["région Bretagne", "Région"]], "région Bretagne", 1),
        ([["département"]], "région Bretagne", 0),
        ([["écoles"]], "rénovation des écoles", -1),
    ],
    ids=["named", "another", "holds the name"],
)
def test_label(participants: list[list[str]], words: str, label: int) -> None:
    context = marks.build("La [ORG région Bretagne] verse 3 millions d'euros pour la rénovation des écoles.")
    candidate = next(c for c in context.by_sentence[0] if c.text == words)
    assert gold.label(candidate, participants) == label


def test_the_nearest_evidence_decides() -> None:
    text = "Norvia a 3 millions d'euros. Ponsard a 3 millions d'euros."
    events = [{"value": 3_000_000, "currency": "EUR", "evidence": e} for e in ("Norvia a 3", "Ponsard a 3", "")]
    second = Amount(text.rindex("3"), len(text) - 1, "", Decimal(3_000_000), currency="EUR")
    assert gold.event_of(second, {"funding": events}, text) is events[1]
    assert gold.event_of(second, {"funding": events[:1]}, text) is events[0]
    assert gold.event_of(second, {"funding": []}, text) is None


# --------------------------------------------------------------------------- files

ROWS = """# Annotations of articles kept elsewhere.
id,amount,payers,recipients,kind,status,date_start,date_end
a,3 millions d'euros,région Bretagne|Région&État,port,grant,done,2021-03-04,2021-03-04
b,,,,,,,
"""
TEXTS = [
    {"id": "a", "title": "Le port", "text": "La région Bretagne et l'État versent 3 millions d'euros au port."},
    {"id": "b", "title": "Le marché", "text": "Le kilo coûte 9 euros.", "published": "2021-03-05T08:00"},
    {"id": "c", "title": "Autre", "text": "Il pleut."},
]


@pytest.fixture(params=["texts.jsonl", "texts.jsonl.gz"])
def standoff(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path]:
    annotations, texts = tmp_path / "gold.csv", tmp_path / request.param
    annotations.write_text(ROWS, encoding="utf-8")
    opener = gzip.open if texts.suffix == ".gz" else open
    with opener(texts, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(t) + "\n" for t in TEXTS)
    return annotations, texts


def test_annotations_meet_their_texts(standoff: tuple[Path, Path]) -> None:
    first, second = gold.standoff(*standoff)
    assert first["text"].startswith("Le port\n\nLa région")
    assert first["funding"][0]["funders"] == [["région Bretagne", "Région"], ["État"]]
    assert first["funding"][0]["date"] == {"start": "2021-03-04", "end": "2021-03-04"}
    assert (second["funding"], second["published"]) == ([], "2021-03-05")


def test_examples_of_annotations(standoff: tuple[Path, Path]) -> None:
    told, silent = train.load_examples(*standoff)
    assert [target is not None for target in told.targets] == [True]
    assert [target is not None for target in silent.targets] == [False]


def test_annotations_without_texts_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="together with its texts"):
        train.load_examples(tmp_path / "gold.csv")
