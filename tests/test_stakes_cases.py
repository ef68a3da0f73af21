"""Every case of tests/cases/stakes.toml, one test each."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import relations_marks as marks

from pipeline import evaluate
from pipeline.records import Article, Mention, StakeRow
from pipeline.relations import find_stakes
from pipeline.run import extract_article

CORPUS = Path(__file__).parent / "cases" / "stakes.toml"
CASES: list[dict[str, Any]] = tomllib.loads(CORPUS.read_text(encoding="utf-8"))["case"]
UNREACHED: dict[str, str] = {
    "cede-apres": "company and buyer tagged as one name",
    "cooperative": "a firm that no other sentence names is not found",
}


def agrees(row: StakeRow, wanted: dict[str, Any]) -> bool:
    """Whether a row tells the holding: the same percentage and status, and names that agree."""
    names = ((row.owner, wanted["owner"]), (row.company, wanted["company"]))
    return (
        row.percent == Decimal(str(wanted["percent"]))
        and row.status == wanted["status"]
        and all(any(evaluate.same_name(have, name) for name in want) if want else not have for have, want in names)
    )


def read(case: dict[str, Any]) -> tuple[StakeRow, ...]:
    """The holdings that a run finds in a case."""
    return extract_article(Article(case["id"], case["id"], case["text"], published=case.get("published", ""))).stakes


def params() -> list[Any]:
    """The cases; those that the patterns do not reach yet must fail, and say why."""
    marks = {i: pytest.mark.xfail(strict=True, reason=reason) for i, reason in UNREACHED.items()}
    return [pytest.param(c, id=c["id"], marks=marks.get(c["id"], ())) for c in CASES]


@pytest.mark.parametrize("case", params())
def test_case(case: dict[str, Any]) -> None:
    rows, wanted = read(case), case["stakes"]
    assert [sum(agrees(row, w) for row in rows) for w in wanted] == [1] * len(wanted)
    assert len(rows) == len(wanted)


def test_ids_are_unique_and_known() -> None:
    ids = [case["id"] for case in CASES]
    assert len(set(ids)) == len(ids)
    assert set(UNREACHED) <= set(ids)
    assert all(bool(case["stakes"]) is not case["id"].startswith("neg-") for case in CASES)


@pytest.mark.parametrize(
    ("marked", "shares"),
    [
        (
            "Le capital d'[ORG Aqualis] revient à [ORG Norvia] (51 %), à l'[ORG État] (34 %).",
            {"Norvia": 51, "État": 34},
        ),
        ("[ORG Norvia] (51 %) et l'[ORG État] (34 %) au capital.", {}),
        ("La part d'[ORG Aqualis] est de 51 %, dit [ORG Norvia].", {}),
        ("[ORG Aqualis] possède 120 % de [ORG Norvia].", {}),
    ],
    ids=["in brackets", "no company", "no pattern", "impossible"],
)
def test_shares_among_named_actors(marked: str, shares: dict[str, int]) -> None:
    body, mentions = marks.read(marked)
    found = find_stakes(body, [], mentions)
    assert {s.owner.text: int(s.percent or 0) for s in found} == shares
    assert all(s.company.text == "Aqualis" for s in found)


def test_a_name_inside_another_is_read_once() -> None:
    body, mentions = marks.read("[ORG Aqualis Nord] est détenue à 47 % par [ORG Norvia].")
    inner = Mention(8, 12, "Nord", "LOC")
    (stake,) = find_stakes(body, [], [mentions[0], inner, mentions[1]])
    assert (stake.owner.text, stake.company.text) == ("Norvia", "Aqualis Nord")
