"""The project's own scorer."""

from __future__ import annotations

import importlib.util
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline import evaluate, tables
from pipeline.records import AmountRow, DateRow, EntityRow, FundingRow

TEXT = "L'État verse 3 millions d'euros à Brest et à Quimper le 4 mars 2021."
GOLD: dict[str, Any] = {
    "id": "a1",
    "text": TEXT,
    "amounts": [{"text": "3 millions d'euros", "value": 3_000_000, "min": None, "max": None, "currency": "EUR"}],
    "dates": [{"text": "4 mars 2021", "start": "2021-03-04", "end": "2021-03-04"}],
    "entities": [{"name": "État", "type": "ORG"}, {"name": "Brest", "type": "LOC"}, {"name": "Quimper", "type": "LOC"}],
    "funding": [
        {
            "funders": [["État", "gouvernement"]],
            "recipients": [["Brest"], ["Quimper"]],
            "value": 3_000_000,
            "min": None,
            "max": None,
            "currency": "EUR",
            "date": {"start": "2021-03-04", "end": "2021-03-04"},
            "kind": "grant",
            "status": "done",
        }
    ],
}
AMOUNT = AmountRow("a1", "m1", "3 millions d'euros", 13, 31, value=Decimal(3_000_000), currency="EUR")
DATE = DateRow("a1", "4 mars 2021", 56, 67, date(2021, 3, 4), date(2021, 3, 4))
ENTITIES = [EntityRow("a1", "o1", "État français", "ORG", "État", 2, 6, "lexicon")]
EVENT: dict[str, Any] = {
    "funder": "État français",
    "funder_text": "L'État",
    "value": Decimal(3_000_000),
    "currency": "EUR",
    "status": "done",
    "date_start": date(2021, 3, 4),
    "date_end": date(2021, 3, 4),
    "date_source": "text",
    "evidence_start": 0,
}


def event(recipient: str, **changes: Any) -> FundingRow:
    return FundingRow("e1", "a1", recipient=recipient, **(EVENT | changes))


def figures(tmp_path: Path, funding: list[FundingRow], gold: dict[str, Any] = GOLD) -> dict[str, tuple[int, int, int]]:
    (tmp_path / "gold").mkdir(exist_ok=True)
    (tmp_path / "gold" / "a1.json").write_text(json.dumps(gold), encoding="utf-8")
    for row_type, rows in ((AmountRow, [AMOUNT]), (DateRow, [DATE]), (EntityRow, ENTITIES), (FundingRow, funding)):
        tables.write(tmp_path, row_type, rows)
    report = evaluate.evaluate(tmp_path / "gold", tmp_path)
    return {name: (f.right, f.wrong, f.missed) for name, f in report.figures.items()}


def test_a_full_answer_is_all_right(tmp_path: Path) -> None:
    found = figures(tmp_path, [event("Brest"), event("ville de Quimper")])
    assert found == {
        "amounts": (1, 0, 0),
        "dates": (1, 0, 0),
        "entities": (1, 0, 2),
        "event": (1, 0, 0),
        "funder": (1, 0, 0),
        "recipient": (2, 0, 0),
        "when": (1, 0, 0),
        "status": (1, 0, 0),
        "argument": (6, 0, 0),
        "row": (1, 0, 0),
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], {"event": (0, 0, 1), "recipient": (0, 0, 2), "when": (0, 0, 1), "row": (0, 0, 1), "argument": (0, 0, 6)}),
        ([event("Brest")], {"event": (1, 0, 0), "recipient": (1, 0, 1), "row": (0, 1, 1)}),
        ([event("Brest", funder="", funder_text="")], {"funder": (0, 0, 1)}),
        ([event("Brest", funder="Région", funder_text="la région")], {"funder": (0, 1, 1)}),
        ([event("Brest", value=Decimal(4_000_000))], {"event": (0, 1, 1), "funder": (0, 1, 1), "status": (0, 1, 1)}),
        ([event("Brest", currency="USD")], {"event": (0, 1, 1)}),
        ([event("Brest", status="planned")], {"status": (0, 1, 1), "when": (1, 0, 0)}),
        ([event("Brest", date_source="published")], {"when": (0, 0, 1)}),
        ([event("Brest", date_end=date(2021, 3, 5))], {"when": (0, 1, 1)}),
    ],
    ids=[
        "nothing",
        "a recipient missed",
        "no funder",
        "wrong funder",
        "amount",
        "currency",
        "status",
        "fallback",
        "day",
    ],
)
def test_each_fault_costs_its_part(rows: list[FundingRow], expected: dict[str, Any], tmp_path: Path) -> None:
    found = figures(tmp_path, rows)
    assert {name: found[name] for name in expected} == expected


def test_an_event_without_amount_needs_both_parties(tmp_path: Path) -> None:
    gold = GOLD | {"funding": [GOLD["funding"][0] | {"value": None, "currency": ""}]}
    assert figures(tmp_path, [event("Brest", value=None, currency="")], gold)["event"] == (1, 0, 0)
    assert figures(tmp_path, [event("Lyon", value=None, currency="")], gold)["event"] == (0, 1, 1)


def test_what_stands_outside_the_annotated_stretch_does_not_count(tmp_path: Path) -> None:
    gold = GOLD | {"body_start": "à Quimper", "amounts": [], "dates": GOLD["dates"], "entities": [], "funding": []}
    found = figures(tmp_path, [event("Brest")], gold)
    assert (found["amounts"], found["event"], found["dates"]) == ((0, 0, 0), (0, 0, 0), (1, 0, 0))


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("l'État", "Etat", True),
        ("Caisse des dépôts", "Caisse des Dépôts et Consignations", True),
        ("Cloud Watt", "Cloudwatt", True),
        ("SFR", "Orange", False),
        ("EDF", "EDF Énergies nouvelles réparties sur tout le territoire national", False),
        ("A", "A B", False),
        ("", "Brest", False),
        ("La", "la", True),
    ],
)
def test_names(a: str, b: str, same: bool) -> None:
    assert evaluate.same_name(a, b) is same
    assert evaluate.same_name(b, a) is same


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "no gold in it"), ("{", "not a gold file"), ('{"id": "a1", "text": ""}', "it lacks amounts, dates")],
    ids=["empty folder", "not json", "incomplete"],
)
def test_unusable_gold_is_named(content: str | None, message: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "a1.json").write_text(content, encoding="utf-8")
    with pytest.raises(evaluate.GoldError, match=message):
        evaluate.load_gold(tmp_path)


def test_missing_tables_are_named(tmp_path: Path) -> None:
    (tmp_path / "a1.json").write_text(json.dumps(GOLD), encoding="utf-8")
    with pytest.raises(evaluate.GoldError, match=r"amounts\.csv: no such table"):
        evaluate.evaluate(tmp_path, tmp_path)


# --------------------------------------------------------------------------- beside the reference scorer


def spoiled_tables(gold: Path, output: Path) -> None:
    """Tables made from gold with regular faults, so that every rule of the scorer is met."""
    made: dict[Any, list[Any]] = {AmountRow: [], DateRow: [], EntityRow: [], FundingRow: []}
    for path in sorted(gold.glob("*.json")):
        passage = json.loads(path.read_text(encoding="utf-8"))
        for name, rows in (("amounts", made[AmountRow]), ("dates", made[DateRow]), ("entities", made[EntityRow])):
            rows.extend(_spoil(name, passage["id"], i, item) for i, item in enumerate(passage[name]) if i % 7 != 3)
        for i, item in enumerate(passage["funding"]):
            made[FundingRow].extend(_spoil_event(passage["id"], i, item))
    for row_type, rows in made.items():
        tables.write(output, row_type, rows)


def _number(value: Any, factor: int = 1) -> Decimal | None:
    return None if value is None else Decimal(str(value)) * factor


def _spoil(name: str, article: str, i: int, item: dict[str, Any]) -> Any:
    if name == "amounts":
        low, high = _number(item["min"]), _number(item["max"])
        value = _number(item["value"], 2 if i % 5 == 4 else 1)
        return AmountRow(article, f"m{i}", item["text"], 0, 1, value, low, high, item["currency"] or "")
    if name == "dates":
        days = [date.fromisoformat(item[k]) if item[k] else None for k in ("start", "end")]
        return DateRow(article, item["text"], 0, 1, days[0] if i % 5 else days[1], days[1])
    label = item["type"] if i % 5 else "PER"
    return EntityRow(article, "o", item["name"], label, f"la {item['name']}", 0, 1, "rule")


def _spoil_event(article: str, i: int, item: dict[str, Any]) -> list[FundingRow]:
    day = item.get("date") or {}
    names = [(f[0], r[-1]) for f in item["funders"] or [[""]] for r in item["recipients"][: 1 + i % 2] or [["on"]]]
    return [
        FundingRow(
            f"{article}-{i}",
            article,
            funder=funder if i % 4 else "Autre",
            recipient=recipient,
            status=item["status"] if i % 3 else "reported",
            value=_number(item["value"], 3 if i % 6 == 5 else 1),
            value_min=_number(item["min"]),
            value_max=_number(item["max"]),
            currency=item["currency"] or "",
            date_start=date.fromisoformat(day["start"]) if day.get("start") else date(2020, 1, 1),
            date_end=date.fromisoformat(day["end"]) if day.get("end") else date(2020, 1, 1),
            date_source="published" if i % 5 == 1 else "text",
        )
        for funder, recipient in names
    ]


@pytest.mark.parametrize("part", ["dev", "articles", "train"])
def test_figures_are_those_of_the_reference_scorer(part: str, shared: Path, tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("score", shared / "eval" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    spoiled_tables(shared / "eval" / part, tmp_path)
    wanted = {n: (f["tp"], f["fp"], f["fn"]) for n, f in scorer.score(shared / "eval" / part, tmp_path).items()}
    report = evaluate.evaluate(shared / "eval" / part, tmp_path)
    assert {n: (f.right, f.wrong, f.missed) for n, f in report.figures.items()} == wanted
