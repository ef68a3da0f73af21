"""`check`: contradictions, failed sums, promises and double counts, each with its quotes."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import ledger_gold as gold
import pytest

from pipeline import ledger, tables
from pipeline.ledger import Finding
from pipeline.records import ArticleRow, EntityRow, FundingRow, LedgerRow
from pipeline.run import run

SHARED = Path(__file__).parents[1].parent / "shared" / "eval" / "articles"


def event(n: int, article: str, funder: str, to: str, value: int, **cells: Any) -> list[FundingRow]:
    """Rows of one event with a sentence that tells it."""
    plain = {
        "kind": "investment",
        "status": "planned",
        "currency": "EUR",
        "evidence": f"{funder} → {to}, {value} euros.",
        "amount_text": f"{value} euros",
        "evidence_start": n * 100,
    }
    payees = to.split("|")
    return gold.rows_of(f"e{n}", [funder], payees, article_id=article, value=Decimal(value), **(plain | cells))


def findings(*events: list[FundingRow], about: dict[str, list[str]] | None = None) -> list[Finding]:
    rows = [row for found in events for row in found]
    articles = [ArticleRow(a, publisher=f"Journal {a}") for a in sorted({row.article_id for row in rows})]
    entities = [
        EntityRow(a, f"x-{name}", name, "ORG", name, 0, len(name), "model")
        for a, names in (about or {}).items()
        for name in names
    ]
    return ledger.check(ledger.build(rows, articles), rows, articles, entities)


def kinds(found: list[Finding]) -> list[str]:
    return [f.kind for f in found]


CLOUD = ["Cloudwatt", "Numergy", "Orange", "SFR", "Andromède"]


def test_two_papers_two_amounts_for_one_project() -> None:
    found = findings(
        event(1, "a1", "État", "Andromède", 150_000_000),
        event(2, "a2", "gouvernement", "futur champion français", 285_000_000),
        about={"a1": CLOUD, "a2": CLOUD[:4]},
    )
    (finding,) = found
    assert finding.kind == "amount"
    assert [(q.source, q.amount) for q in finding.quotes] == [
        ("Journal a1", "150000000 euros"),
        ("Journal a2", "285000000 euros"),
    ]
    assert "150 000 000 EUR against 285 000 000 EUR" in finding.message


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a1", "État", "Andromède", 150_000_000), ("a2", "État", "ligne à grande vitesse", 285_000_000)),
        (("a1", "Orange", "Andromède", 150_000_000), ("a2", "SFR", "Andromède", 285_000_000)),
        (("a1", "État", "Andromède", 150_000_000), ("a2", "État", "Andromède", 9_150_000_000)),
        (("a1", "État", "Andromède", 150_000_000), ("a1", "État", "Andromède", 285_000_000)),
    ],
    ids=["another subject", "another payer", "another scale", "one article tells both"],
)
def test_no_contradiction(one: tuple[str, str, str, int], other: tuple[str, str, str, int]) -> None:
    about = {"a1": CLOUD} if other[2] != "ligne à grande vitesse" else {"a1": CLOUD, "a2": ["SNCF", "Alstom"]}
    assert findings(event(1, *one), event(2, *other), about=about) == []


@pytest.mark.parametrize(
    ("payer", "about"),
    [
        ("État", {"a1": CLOUD[:2], "a2": CLOUD[:2]}),
        ("État", {"a1": [*CLOUD, *"BCDFGHJKLMNP"], "a2": [*CLOUD[:3], *"QRSTUVWXYZ", "BA", "BE", "BI"]}),
        ("État|Orange", {"a1": CLOUD, "a2": CLOUD}),
    ],
    ids=["two names in common", "few names in common", "not alone to pay"],
)
def test_articles_on_other_subjects_do_not_contradict(payer: str, about: dict[str, list[str]]) -> None:
    first = gold.rows_of(
        "e1",
        payer.split("|"),
        ["usine"],
        article_id="a1",
        value=Decimal(150),
        currency="EUR",
        kind="investment",
        status="planned",
    )
    assert findings(first, event(2, "a2", "État", "futur champion", 285), about=about) == []


@pytest.mark.parametrize(
    ("kinds_told", "status", "expected"),
    [
        (("spending", "investment"), "done", []),
        (("spending", "spending"), "done", ["amount"]),
        (("grant", "investment"), "done", ["amount"]),
        (("spending", "investment"), "planned", ["amount"]),
    ],
    ids=["spent so far, and given", "both spent", "both given", "both promised"],
)
def test_only_statements_of_one_kind_contradict(kinds_told: tuple[str, str], status: str, expected: list[str]) -> None:
    told = [
        gold.rows_of(
            f"e{n}",
            ["État"],
            ["Andromède"],
            article_id=f"a{n}",
            value=Decimal(value),
            currency="EUR",
            kind=kind,
            status=status,
        )
        for n, (kind, value) in enumerate(zip(kinds_told, (75_000_000, 150_000_000), strict=True), 1)
    ]
    assert kinds(findings(*told)) == expected


def test_papers_that_agree_give_no_finding() -> None:
    assert findings(event(1, "a1", "État", "Cloudwatt", 75), event(2, "a2", "Bercy", "Cloudwatt", 75)) == []


def test_promised_against_paid() -> None:
    (finding,) = findings(
        event(1, "a1", "État", "Cloudwatt|Numergy", 150_000_000),
        event(2, "a2", "Bercy", "Cloudwatt|Numergy", 75_000_000, kind="spending", status="done"),
    )
    assert finding.kind == "promised"
    assert "150 000 000 EUR promised, 75 000 000 EUR paid" in finding.message
    assert [q.article_id for q in finding.quotes] == ["a1", "a2"]


def test_a_paper_that_told_of_the_plan_may_contradict_what_was_paid() -> None:
    about = dict.fromkeys(("a1", "a2"), CLOUD)
    found = findings(
        event(1, "a1", "État", "Cloudwatt", 75_000_000),
        event(2, "a2", "État", "Cloudwatt", 75_000_000, status="done"),
        event(3, "a1", "État", "Cloudwatt", 40_000_000, status="reported"),
        about=about,
    )
    assert "40 000 000 EUR against 75 000 000 EUR" in next(f.message for f in found if f.kind == "amount")


def test_more_paid_than_promised_is_no_broken_promise() -> None:
    events = [
        event(1, "a1", "État", "Cloudwatt|Numergy", 150),
        event(2, "a2", "Bercy", "Cloudwatt|Numergy", 225, kind="spending", status="done"),
    ]
    assert findings(*events) == []


def test_a_part_that_is_paid_breaks_no_promise() -> None:
    events = [
        event(1, "a1", "Région", "Brest|Quimper", 10),
        event(2, "a1", "Région", "Brest", 7, status="done"),
        event(3, "a1", "Région", "Quimper", 3, status="done"),
    ]
    assert findings(*events) == []


@pytest.mark.parametrize(
    ("article", "status"), [("a1", "planned"), ("a2", "done")], ids=["two gifts of one article", "planned and done"]
)
def test_equal_sums_that_are_no_single_envelope(article: str, status: str) -> None:
    events = [
        event(1, "a1", "Région", "Brest", 5, evidence="Cinq millions pour la rade."),
        event(2, article, "Région", "Quimper", 5, status=status, evidence="Cinq millions pour la gare."),
    ]
    assert findings(*events, about={"a1": CLOUD, article: CLOUD}) == []


def test_equal_sums_of_two_papers_on_one_subject_may_be_one_envelope() -> None:
    (finding,) = findings(
        event(1, "a1", "Région", "Brest", 5, evidence="Cinq millions pour la rade."),
        event(2, "a2", "Région", "Quimper", 5, evidence="Cinq millions pour la gare."),
        about={"a1": CLOUD, "a2": CLOUD},
    )
    assert (finding.kind, "may be one envelope" in finding.message) == ("double", True)


def test_a_row_in_conflict_is_told() -> None:
    first, last = gold.period("2021-05-02")
    dated = {"date_start": first, "date_end": last, "date_source": "text", "status": "done"}
    (finding,) = findings(
        event(1, "a1", "Meridiam", "Allego", 50_000_000, **dated),
        event(2, "a2", "Meridiam", "Allego", 60_000_000, **dated),
    )
    assert (finding.kind, len(finding.ledger_ids)) == ("amount", 1)


SPLIT = "La région répartit 10 millions entre Brest ({} millions) et Quimper (3 millions)."


@pytest.mark.parametrize(
    ("first", "expected"), [(7, []), (5, ["parts"]), (9, ["parts"])], ids=["fits", "lacks", "exceeds"]
)
def test_parts_against_their_total(first: int, expected: list[str]) -> None:
    told = {"evidence": SPLIT.format(first).replace("répartit", "a réparti"), "kind": "grant", "evidence_start": 0}
    found = findings(
        event(1, "a1", "Région", "villes bretonnes", 10_000_000, **told),
        event(2, "a1", "Région", "Brest", first * 1_000_000, **told),
        event(3, "a1", "Région", "Quimper", 3_000_000, **told),
    )
    assert kinds(found) == expected


def test_an_open_list_of_parts_may_lack_something() -> None:
    told = {"evidence": "La région donne 10 millions, dont 3 millions à Brest.", "kind": "grant", "evidence_start": 0}
    found = findings(
        event(1, "a1", "Région", "villes", 10_000_000, **told), event(2, "a1", "Région", "Brest", 3_000_000, **told)
    )
    assert found == []


def test_an_envelope_that_one_article_tells_twice() -> None:
    again = {"amount_source": "inferred", "evidence": "L'État répartit cette enveloppe entre Cloudwatt et Numergy."}
    (finding,) = findings(
        event(1, "a1", "État", "champion français", 285_000_000),
        event(2, "a1", "État", "Cloudwatt|Numergy", 285_000_000, **again),
    )
    assert finding.kind == "double"
    assert "count it once" in finding.message


def test_findings_come_in_a_fixed_order() -> None:
    events = [
        event(1, "a1", "État", "Cloudwatt|Numergy", 150_000_000),
        event(2, "a2", "Bercy", "Cloudwatt|Numergy", 75_000_000, kind="spending", status="done"),
        event(3, "a3", "État", "Cloudwatt|Numergy", 285_000_000),
    ]
    assert findings(*events) == findings(*reversed(events))
    assert kinds(findings(*events)) == ["amount", "promised", "promised"]


# --------------------------------------------------------------------------- real papers


@pytest.fixture(scope="module")
def papers() -> tuple[list[Any], list[Finding]]:
    """Ledger and findings over the events of five real articles on one subject."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not here")
    rows: list[FundingRow] = []
    articles = []
    for path in sorted(SHARED.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8")) | {"id": path.stem}
        articles.append(ArticleRow(path.stem, published=told.get("published") or ""))
        for n, found in enumerate(told["funding"]):
            rows += gold.seed_rows(f"e-{path.stem}-{n}", told, found)
    built = ledger.build(rows, articles)
    return built, ledger.check(built, rows, articles)


@pytest.mark.parametrize(
    ("payers", "payees", "value", "status", "articles"),
    [
        ({"Orange", "Thales"}, {"Cloudwatt"}, 150_000_000, "done", 1),
        ({"SFR", "Bull"}, {"Numergy"}, 150_000_000, "done", 1),
        ({"État"}, {"Andromède"}, 150_000_000, "planned", 2),
        ({"État"}, {"Cloudwatt", "Numergy"}, 285_000_000, "planned", 1),
        ({"Bercy", "Ministère de l’Economie"}, {"Cloudwatt", "Numergy"}, 75_000_000, "done", 2),
    ],
    ids=["Orange", "SFR", "État 150", "État 285", "75 dépensés"],
)
def test_fundings_that_stand_once(
    papers: tuple[list[Any], list[Finding]], payers: set[str], payees: set[str], value: int, status: str, articles: int
) -> None:
    rows = [r for r in papers[0] if set(r.recipient.split("; ")) == payees and r.value == value]
    assert [(r.status, r.articles) for r in rows] == [(status, articles)]
    assert set(rows[0].funder.split("; ")) <= payers


@pytest.mark.parametrize(("low", "high"), [("150 000 000", "285 000 000"), ("37 500 000", "75 000 000")])
def test_contradictions_between_papers(papers: tuple[list[Any], list[Finding]], low: str, high: str) -> None:
    found = [f for f in papers[1] if f.kind == "amount" and f"{low} EUR against {high} EUR" in f.message]
    assert len(found) == 1
    assert len({q.article_id for q in found[0].quotes}) >= 2
    assert all(q.text for q in found[0].quotes)


# --------------------------------------------------------------------------- the same papers, read by the program


Read = tuple[list[LedgerRow], list[Finding]]


@pytest.fixture(scope="module")
def read_papers(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Ledger and findings of a whole run over the same five articles."""
    source = SHARED.parents[1] / "articles"
    if not source.is_dir():
        pytest.skip(f"{source} is not here")
    folder = tmp_path_factory.mktemp("papers")
    run(source, folder / "out", jobs=1, cache=folder / "kept")
    built = list(tables.iter_rows(folder / "out", LedgerRow))
    kinds_of_rows: tuple[Any, ...] = (FundingRow, ArticleRow, EntityRow)
    return built, ledger.check(built, *(list(tables.iter_rows(folder / "out", kind)) for kind in kinds_of_rows))


@pytest.mark.parametrize(
    ("payers", "payee", "value", "status", "articles"),
    [
        ({"Orange", "Thales"}, "Cloudwatt", 150_000_000, "done", 1),
        ({"SFR", "Bull"}, "Numergy", 150_000_000, "done", 1),
        ({"État"}, "Andromède", 150_000_000, "planned", 2),
        ({"État"}, "Andromède", 285_000_000, "planned", 1),
        ({"État"}, "Cloudwatt", 75_000_000, "done", 3),  # the third told of the plan
    ],
    ids=["Orange", "SFR", "État 150", "État 285", "75 dépensés"],
)
def test_fundings_that_the_program_reads_once(
    read_papers: Read, payers: set[str], payee: str, value: int, status: str, articles: int
) -> None:
    rows = [r for r in read_papers[0] if r.recipient == payee and r.value == value]
    assert [(set(r.funder.split("; ")), r.status, r.articles) for r in rows] == [(payers, status, articles)]


@pytest.mark.parametrize(("low", "high"), [("150 000 000", "285 000 000"), ("37 500 000", "75 000 000")])
def test_contradictions_that_the_program_finds(read_papers: Read, low: str, high: str) -> None:
    found = [f for f in read_papers[1] if f.kind == "amount" and f"{low} EUR against {high} EUR" in f.message]
    assert len(found) == 1
    assert len({q.article_id for q in found[0].quotes}) >= 2
