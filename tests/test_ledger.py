"""The ledger: names, amounts and dates compared, the status ladder, conflicts, totals and parts, stable rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import ledger_gold as gold
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import ledger, lexicon
from pipeline.ledger import compare, parts
from pipeline.ledger.claims import claims_of
from pipeline.ledger.keys import STATE, fold, name_key
from pipeline.records import ArticleRow, FundingRow, LedgerRow

CASES = gold.read_cases()


def told(
    event: str, article: str, funder: str = "Région Bretagne", to: str = "Naval Group", **cells: Any
) -> FundingRow:
    """A funding row: 2 million euros of a grant that was made, unless the cells say something else."""
    plain: dict[str, Any] = {"kind": "grant", "status": "done", "value": Decimal(2_000_000), "currency": "EUR"}
    (row,) = gold.rows_of(event, [funder] if funder else [], [to] if to else [], article_id=article, **(plain | cells))
    return row


def build(rows: list[FundingRow], **published: str) -> list[LedgerRow]:
    articles = sorted({row.article_id for row in rows})
    return ledger.build(rows, [ArticleRow(a, published=published.get(a, "")) for a in articles])


# --------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    "name",
    [
        "État",
        "l'Etat",
        "L’État français",
        "Bercy",
        "gouvernement",
        "ministère de la Culture",
        "Grand emprunt",
        "la France",
    ],
)
def test_names_of_the_state_have_one_key(name: str) -> None:
    assert name_key(name) == STATE


@pytest.mark.parametrize(
    "name", ["Île-de-France", "Air France", "France 2030", "État sénégalais", "gouvernement du Québec", "Bercy Village"]
)
def test_other_names_are_not_the_state(name: str) -> None:
    assert name_key(name) != STATE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Société générale", "SOCIETE GENERALE SA"),
        ("projet Andromède", "Andromede"),
        ("le groupe Bolloré", "Bolloré"),
        ("ville de Brest", "Brest"),
        ("L’Œuvre des anges", "oeuvre des anges"),
    ],
)
def test_spellings_share_a_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("fondation bettencourt schueller", "fondation bettencourt schuller", True),
        ("lycee chaptal", "lycee chaptal quimper", True),
        ("orange", "orangina", False),
        ("institut national", "institut national recherche agronomique alimentation environnement", False),
        ("metropole lyon", "lyon", False),
        ("bnp", "bnb", False),
        ("@etat", "@etats", False),
    ],
)
def test_spelt_alike(one: str, other: str, same: bool) -> None:
    assert compare.spelt_alike(one, other) is same
    assert compare.spelt_alike(other, one) is same


@pytest.mark.parametrize("section", ["purses", "names", "cues"])
def test_word_lists_are_folded_and_without_duplicates(section: str) -> None:
    lists = lexicon.toml("ledger/words.toml")[section]
    words = [(key, word) for key, found in lists.items() for word in found]
    assert len(words) == len(set(words))
    assert all(word == fold(word) for _, word in words)


# --------------------------------------------------------------------------- amounts and dates


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("150000000 EUR", "150000000 EUR", "equal"),
        ("13360000 EUR", "13000000 EUR", "close"),
        ("13360000 EUR", "13400000 EUR", "close"),
        ("~150000000 EUR", "145000000 EUR", "close"),
        (">13000000 EUR", "13900000 EUR", "close"),
        ("<20000000 EUR", "19000000 EUR", "close"),
        ("5000000..10000000 EUR", "8000000 EUR", "close"),
        ("5000000..10000000 EUR", "5000000..10000000 EUR", "equal"),
        ("50000000 EUR", "60000000 EUR", "differ"),
        ("10000000 EUR", "13360000 EUR", "differ"),
        ("150000000 EUR", "285000000 EUR", None),
        ("5000000..10000000 EUR", "80000000 EUR", None),
        ("10000000 EUR", "10000000 USD", None),
        ("10000000 EUR", "", "unknown"),
    ],
)
def test_amounts(one: str, other: str, expected: str | None) -> None:
    rows = [replace(told(f"e{n}", f"a{n}", value=None), **gold.amount(text)) for n, text in enumerate((one, other))]
    a, b = claims_of(rows, [])
    assert compare.amounts(a, b) == expected
    assert compare.amounts(b, a) == expected


def test_conversions_of_one_sum_are_close() -> None:
    dollars = told("e1", "a1", value=Decimal(110), currency="USD", value_eur=Decimal("101.5"))
    a, b = claims_of([dollars, told("e2", "a2", value=Decimal(100), value_eur=Decimal(100))], [])
    assert compare.amounts(a, b) == "close"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2012", "2012-10-02", "same"),
        ("2012-10-02", "2012-10-20", "near"),
        ("2012-10-02", "2012-12-20", None),
        ("2021", "2022", None),
        ("2012", "", "unknown"),
        ("", "", "unknown"),
    ],
)
def test_periods(one: str, other: str, expected: str | None) -> None:
    spans = [gold.period(text) for text in (one, other)]
    rows = [told(f"e{n}", f"a{n}", date_start=first, date_end=last) for n, (first, last) in enumerate(spans)]
    a, b = claims_of(rows, [])
    assert compare.periods(a, b) == expected
    assert compare.periods(b, a) == expected


def test_the_day_of_publication_is_no_claim() -> None:
    day = date(2020, 1, 6)
    rows = [told("e1", "a1", date_start=day, date_end=day, date_source="published")]
    (row,) = build(rows, a1="2020-01-06")
    assert (row.date_start, row.first_published) == (None, "2020-01-06")


# --------------------------------------------------------------------------- status, conflict


@pytest.mark.parametrize(
    ("steps", "status", "conflict"),
    [
        (["2018-01-01 planned"], "planned", ""),
        (["2018-01-01 reported", "2018-02-01 planned", "2019-01-01 done"], "done", ""),
        (["2019-01-01 done", "2018-01-01 planned"], "done", ""),
        (["2018-01-01 done", "2018-01-20 planned"], "done", ""),
        (["2018-01-01 done", "2019-01-01 planned"], "done", "status"),
        (["2018-01-01 planned", "2019-01-01 cancelled"], "cancelled", ""),
        (["2018-01-01 done", "2019-01-01 cancelled"], "cancelled", "status"),
        (["2018-01-01 cancelled", "2019-01-01 done"], "done", "status"),
        (["2018-01-01 planned", "2019-01-01 reported"], "planned", ""),
    ],
    ids=" > ".join,
)
def test_status_ladder(steps: list[str], status: str, conflict: str) -> None:
    days = {f"a{n}": step.split()[0] for n, step in enumerate(steps)}
    rows = [told(f"e{n}", f"a{n}", kind="investment", status=step.split()[1]) for n, step in enumerate(steps)]
    (row,) = build(rows, **days)
    assert (row.status, row.conflict) == (status, conflict)
    assert row.history == "|".join(sorted(steps))


def test_papers_that_differ_on_a_dated_amount_are_in_conflict() -> None:
    day = date(2021, 5, 2)
    rows = [
        told(f"e{n}", f"a{n}", value=Decimal(value), date_start=day, date_end=day, date_source="text")
        for n, value in enumerate((50_000_000, 60_000_000, 60_000_000))
    ]
    (row,) = build(rows)
    assert (row.value, row.conflict, row.articles) == (60_000_000, "amount", 3)
    assert (row.value_min, row.value_max) == (50_000_000, 60_000_000)


def test_dates_of_one_status_that_disagree() -> None:
    days = [gold.period("2021-01-05"), gold.period("2021-02-01"), gold.period("2021-02-20")]
    rows = [
        told(f"e{n}", f"a{n}", date_start=first, date_end=last, date_source="text")
        for n, (first, last) in enumerate(days)
    ]
    (row,) = build(rows)
    assert row.conflict == "date"


def test_rounding_is_no_conflict() -> None:
    rows = [told("e1", "a1", value=Decimal(13_360_000)), told("e2", "a2", value=Decimal(13_000_000))]
    (row,) = build(rows)
    assert (row.conflict, row.value_min, row.value_max) == ("", None, None)


# --------------------------------------------------------------------------- who


def test_investors_of_one_round_come_together() -> None:
    rows = [
        told("e1", "a1", "Tiger Global", "Qonto", kind="fundraising"),
        told("e2", "a2", "TCV", "Qonto", kind="fundraising"),
    ]
    (row,) = build(rows)
    assert (row.funder, row.recipient, row.articles) == ("Tiger Global; TCV", "Qonto", 2)


def test_two_donors_of_one_sum_stay_apart() -> None:
    rows = [told("e1", "a1", "ville de Lyon", "Habitat"), told("e2", "a2", "métropole de Lyon", "Habitat")]
    assert len(build(rows)) == 2


def test_a_name_goes_before_a_description() -> None:
    rows = [
        told("e1", "a1", "Bercy", "Andromède", evidence="Bercy investit dans Andromède."),
        told("e2", "a2", "État", "service de serveurs", evidence="Un service de serveurs, Andromède, payé par l'État."),
    ]
    (row,) = build(rows)
    assert (row.funder, row.recipient) == ("État", "Andromède")


def test_an_article_that_tells_two_things_apart_keeps_them_apart() -> None:
    rows = [
        told("e1", "a1", to="Brest", evidence="Brest touche 2 millions."),
        told("e2", "a1", to="Quimper", evidence="Quimper en touche autant."),
        told("e3", "a2", to="villes", evidence="La région aide Brest et Quimper."),
    ]
    found = {e: row.ledger_id for row in build(rows) for e in row.event_ids.split("|")}
    assert found["e1"] != found["e2"]


@pytest.mark.parametrize(
    ("evidence", "rows"),
    [("L'État choisit de partager l'enveloppe entre Cloudwatt et Numergy.", 1), ("Numergy reçoit le même montant.", 2)],
    ids=["same envelope", "another equal sum"],
)
def test_an_envelope_told_again(evidence: str, rows: int) -> None:
    first = told("e1", "a1", "État", "champion français", evidence="L'État financera un champion français.")
    again = told("e2", "a1", "État", "Numergy", amount_source="inferred", evidence=evidence)
    assert len(build([first, again])) == rows


@pytest.mark.parametrize(
    ("rule", "about", "rows"),
    [("recipient=context", "Altis", 1), ("recipient=to:give", "Altis", 2), ("recipient=context", "Brest", 2)],
    ids=["taken from elsewhere", "said in the sentence", "one paper does not know the other's"],
)
def test_recipients_that_no_sentence_of_theirs_names(rule: str, about: str, rows: int) -> None:
    """Two papers tell one expense; each takes who was paid from another sentence, and tells of the other's too."""
    spent = {"kind": "spending", "value": Decimal(75), "rule": f"payer=subject:spend; {rule}"}
    found = [
        told("e1", "a1", "Bercy", "Norvia", **spent),
        told("e2", "a1", "Orange", about, value=Decimal(3)),
        told("e3", "a2", "ministère de l'Économie", "Altis", **spent),
        told("e4", "a2", "SFR", "Norvia", value=Decimal(9)),
    ]
    assert len([row for row in build(found) if row.value == 75]) == rows


# --------------------------------------------------------------------------- groups


def dated(day: str, **cells: Any) -> dict[str, Any]:
    first, last = gold.period(day)
    return {"date_start": first, "date_end": last, "date_source": "text", **cells}


@pytest.mark.parametrize("days", [("2019-01", "", "2021-06"), ("2021-06", "", "2019-01")], ids=["rising", "falling"])
def test_an_undated_claim_does_not_tie_two_years_together(days: tuple[str, ...]) -> None:
    rows = [told(f"e{n}", f"a{n}", kind="investment", **(dated(day) if day else {})) for n, day in enumerate(days)]
    assert sorted(row.articles for row in build(rows)) == [1, 2]


def test_a_chain_of_disputes_does_not_tie_distant_amounts() -> None:
    rows = [told(f"e{n}", f"a{n}", **dated("2021-05-02", value=Decimal(v))) for n, v in enumerate((40, 55, 75))]
    assert sorted(row.articles for row in build(rows)) == [1, 2]


def test_the_surest_match_goes_first() -> None:
    rows = [
        told("e0", "a2", **dated("2021-05-02", value=Decimal(12))),
        told("e1", "a1", **dated("2021-05-02", value=Decimal(10))),
        told("e2", "a2", **dated("2021-05-02", value=Decimal(10))),
    ]
    assert sorted(row.event_ids for row in build(rows)) == ["e0", "e1|e2"]


@pytest.mark.parametrize(("second", "rows"), [("2015-09-01", 1), ("2020-09-01", 2)], ids=["same season", "years later"])
def test_undated_rounds(second: str, rows: int) -> None:
    found = [told(f"e{n}", f"a{n}", "", "Deezer", kind="fundraising") for n in range(2)]
    assert len(build(found, a0="2015-06-01", a1=second)) == rows


@pytest.mark.parametrize(
    ("sentence", "rows"),
    [
        ("Le gouvernement consacre deux millions aux agriculteurs touchés par la sécheresse.", 1),
        ("Le gouvernement réserve deux millions à une campagne de vaccination.", 2),
    ],
    ids=["same subject", "other subject"],
)
def test_described_recipients(sentence: str, rows: int) -> None:
    first = "Les agriculteurs touchés par la sécheresse auront deux millions du gouvernement."
    found = [
        told("e1", "a1", "gouvernement", "agriculteurs", evidence=first),
        told("e2", "a2", "gouvernement", "campagne" if rows == 2 else "exploitations", evidence=sentence),
    ]
    assert len(build(found)) == rows


def test_amounts_of_one_year_are_not_one_disputed_amount() -> None:
    rows = [told(f"e{n}", f"a{n}", **dated("2021", value=Decimal(v))) for n, v in enumerate((50, 60))]
    assert len(build(rows)) == 2


def test_an_exact_amount_stands_for_a_rounded_one() -> None:
    rows = [told("e1", "a1", value=Decimal(152)), told("e2", "a2", value=Decimal(150), qualifier="approx")]
    (row,) = build(rows, a1="2020-01-01", a2="2021-01-01")
    assert row.value == 152


def test_a_date_of_the_sentence_stands_for_one_of_the_context() -> None:
    rows = [told("e1", "a1", **dated("2020")), told("e2", "a2", **dated("2020-05-04", date_source="context"))]
    (row,) = build(rows)
    assert row.date_end == date(2020, 12, 31)


# --------------------------------------------------------------------------- parts


def theatre(**cells: Any) -> list[FundingRow]:
    sums = {"": 4800, "Région": 1500, "Département": 900, "État": 600, "Feder": 350, "commune": 1450}
    return [
        told(
            f"e{n}", "a1", payer, "théâtre", value=Decimal(value * 1000), evidence_start=n * 50, amount_start=n, **cells
        )
        for n, (payer, value) in enumerate(sums.items())
    ]


def test_parts_are_linked_to_their_total_and_not_merged() -> None:
    rows = build(theatre())
    total = next(row for row in rows if row.value == 4_800_000)
    assert [row.part_of for row in rows if row is not total] == [total.ledger_id] * 5
    assert total.part_of == ""


def test_sums_that_fail_link_nothing() -> None:
    rows = theatre()
    rows[1] = replace(rows[1], value=Decimal(1_900_000))
    assert {row.part_of for row in build(rows)} == {""}


def test_sums_of_other_years_are_no_parts() -> None:
    rows = theatre(date_start=date(2021, 1, 1), date_end=date(2021, 12, 31), date_source="text")
    rows[0] = replace(rows[0], date_start=date(2023, 1, 1), date_end=date(2023, 12, 31))
    assert {row.part_of for row in build(rows)} == {""}


def test_one_part_is_no_split() -> None:
    rows = [told("e1", "a1", to="rail", value=Decimal(10_000)), told("e2", "a1", to="Roscoff", value=Decimal(9_990))]
    assert {row.part_of for row in build(rows)} == {""}


def test_one_mention_of_an_amount_is_not_two_parts() -> None:
    spot = {"amount_start": 90, "amount_end": 99, "evidence_start": 80, "value": Decimal(75)}
    rows = [told("e1", "a1", to="nuage", value=Decimal(150), amount_start=5, amount_end=9)]
    rows += [told("e2", "a1", to="Cloudwatt", **spot), told("e3", "a1", to="Numergy", **spot)]
    assert {row.part_of for row in build(rows)} == {""}


def test_papers_that_turn_a_sum_around_make_no_circle() -> None:
    sums = {"a1": (("Alpha", 10), ("Beta", 7), ("Gamma", 3)), "a2": (("Beta", 9), ("Alpha", 8), ("Delta", 1))}
    rows = [
        told(
            f"e{n}{article}", article, to=to, evidence_start=n, amount_start=n, **dated("2021-05-02", value=Decimal(v))
        )
        for article, told_there in sums.items()
        for n, (to, v) in enumerate(told_there)
    ]
    totals = {row.ledger_id: row.part_of for row in build(rows)}
    assert len([part for part in totals.values() if part]) == 3
    assert all(totals[total] != part for part, total in totals.items() if total)


def test_a_worded_part() -> None:
    sentence = "La région met 10 millions dans le rail, dont 3 millions pour la ligne de Roscoff."
    rows = [
        told("e1", "a1", to="rail", value=Decimal(10_000_000), evidence=sentence),
        told("e2", "a1", to="ligne de Roscoff", value=Decimal(3_000_000), evidence=sentence),
    ]
    whole, part = sorted(build(rows), key=lambda row: -(row.value or 0))
    assert part.part_of == whole.ledger_id


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=8, unique=True))
@settings(max_examples=30, derandomize=True, deadline=None)
def test_any_list_of_parts_is_found(values: list[int]) -> None:
    rows = [
        told(f"e{n}", "a1", to=f"Ville {n}", value=Decimal(v), evidence_start=n * 10, amount_start=n * 10)
        for n, v in enumerate([sum(values), *values])
    ]
    (split,) = parts.splits(claims_of(rows, []))
    assert (len(split.parts), split.adds_up) == (len(values), True)


# --------------------------------------------------------------------------- rows


@given(st.randoms(use_true_random=False))
@settings(max_examples=5, derandomize=True, deadline=None)
def test_the_order_of_the_rows_says_nothing(random: Any) -> None:
    rows, articles = list(CASES.funding), list(CASES.articles)
    expected = ledger.build(rows, articles)
    # Rows of one event keep their order: it is that of the text.
    events = sorted({row.event_id for row in rows})
    random.shuffle(events)
    random.shuffle(articles)
    shuffled = [row for event in events for row in rows if row.event_id == event]
    assert ledger.build(shuffled, articles) == expected


def test_ids_are_unique_and_links_lead_somewhere() -> None:
    rows = ledger.build(CASES.funding, CASES.articles)
    ids = [row.ledger_id for row in rows]
    assert len(ids) == len(set(ids))
    assert {row.part_of for row in rows} - {""} <= set(ids)


def test_an_id_survives_one_more_article() -> None:
    rows = [told("e1", "a1"), told("e2", "a2", to="Arkéa", value=Decimal(7_000_000))]
    before = {row.recipient: row.ledger_id for row in build(rows)}
    after = {row.recipient: row.ledger_id for row in build([*rows, told("e0", "a0", to="naval group")])}
    assert {r: after[r] for r in before} == before


def test_a_merge_says_why() -> None:
    (row,) = build([told("e1", "a1"), told("e2", "a2")])
    assert row.reason == "same payer and recipient, equal amount"


NAMES = st.sampled_from(
    ["", "État", "Bercy", "Orange", "le groupe Orange", "start-up", "Brest", "=1+1", "😀", "l'", "SA"]
)
VALUES = st.none() | st.sampled_from([Decimal(0), Decimal("0.01"), Decimal(75), Decimal(150), Decimal("1E+12")])
DATES = st.none() | st.dates(date(1999, 1, 1), date(2030, 12, 31))
ROWS = st.builds(
    FundingRow,
    event_id=st.sampled_from([f"e{n}" for n in range(12)]),
    article_id=st.just("a1"),
    funder=NAMES,
    recipient=NAMES,
    recipient_id=st.sampled_from(["", "x1", "x2"]),
    kind=st.sampled_from(["", "grant", "loan", "acquisition", "spending"]),
    status=st.sampled_from(["", "done", "planned", "reported", "cancelled"]),
    value=VALUES,
    value_min=VALUES,
    value_max=VALUES,
    currency=st.sampled_from(["", "EUR", "USD"]),
    qualifier=st.sampled_from(["", "exact", "approx", "at_least", "at_most"]),
    date_start=DATES,
    date_end=DATES,
    amount_source=st.sampled_from(["", "stated", "inferred"]),
    evidence=st.sampled_from(["", "Cette enveloppe est répartie, dont 75 pour Brest.", "Orange paie."]),
)


@given(st.lists(ROWS, max_size=20), st.sampled_from(["", "2020", "2020-02", "2020-02-30", "hier"]))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_whatever_the_rows_each_event_stands_once(rows: list[FundingRow], published: str) -> None:
    # An event belongs to one article.
    rows = [replace(row, article_id=f"a{int(row.event_id[1:]) % 4}") for row in rows]
    articles = [ArticleRow(f"a{n}", published=published) for n in range(4)]
    built = ledger.build(rows, articles)
    events = [event for row in built for event in row.event_ids.split("|")]
    assert sorted(events) == sorted({row.event_id for row in rows})
    assert len({row.ledger_id for row in built}) == len(built)
    for finding in ledger.check(built, rows, articles):
        assert finding.message
        assert finding.quotes


def test_nothing_gives_nothing() -> None:
    assert ledger.build([], []) == []
