"""What must hold for every row, and what happens to a row that breaks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.records import AmountRow, ArticleRow, ArticleTables, DateRow, EntityRow, FundingRow, SkippedRow
from pipeline.run import checks

SOURCE = "Brest reçoit 3 millions d'euros le 4 mars 2021."
AMOUNT = AmountRow("a1", "m1", "3 millions d'euros", 13, 31, value=Decimal(3_000_000), event_id="e1", role="funding")
DATE = DateRow("a1", "4 mars 2021", 35, 46, date(2021, 3, 4), date(2021, 3, 4), "2021-03-04")
FUNDING = FundingRow("e1", "a1", evidence=SOURCE, evidence_start=0, evidence_end=47, confidence=0.5)
TABLES = ArticleTables(ArticleRow("a1"), SOURCE, amounts=(AMOUNT,), dates=(DATE,), funding=(FUNDING,))


def test_sound_rows_pass_as_they_are() -> None:
    assert checks.checked(TABLES) is TABLES


@pytest.mark.parametrize(
    ("table", "row", "fault"),
    [
        ("amounts", replace(AMOUNT, char_start=12), "offsets 12-31 do not hold"),
        ("amounts", replace(AMOUNT, char_end=99), "offsets 13-99 are not in the text"),
        ("amounts", replace(AMOUNT, char_start=31, char_end=13), "offsets 31-13 are not in the text"),
        ("amounts", replace(AMOUNT, text="3 millions", char_end=31), "do not hold"),
        ("amounts", replace(AMOUNT, value=Decimal(0)), "amount 0 is not positive"),
        ("amounts", replace(AMOUNT, value=Decimal("Infinity")), "not positive and finite"),
        ("amounts", replace(AMOUNT, value=Decimal("NaN")), "not positive and finite"),
        ("amounts", replace(AMOUNT, value=None, value_min=Decimal(5), value_max=Decimal(2)), "range 5-2"),
        ("amounts", replace(AMOUNT, value_min=Decimal(5)), "both a value and a range"),
        ("dates", replace(DATE, date_end=None), "one bound without the other"),
        ("dates", replace(DATE, date_start=date(2021, 3, 5)), "is after"),
        ("dates", replace(DATE, date_start=None, date_end=None), "EDTF 2021-03-04 without bounds"),
        ("funding", replace(FUNDING, confidence=1.5), "confidence 1.5"),
        ("funding", replace(FUNDING, evidence_start=None), "are not in the text"),
        ("funding", replace(FUNDING, date_start=date(2021, 3, 5), date_end=date(2021, 3, 4)), "is after"),
        ("entities", EntityRow("a1", "o1", "Brest", "LOC", "Brest", 0, 6, "model"), "do not hold"),
    ],
)
def test_a_row_that_breaks_a_rule_is_left_out_and_named(table: str, row: Any, fault: str) -> None:
    found = checks.checked(replace(TABLES, **{table: (row,)}))
    assert getattr(found, table) == ()
    assert fault in found.article.warning
    assert found.warnings


def test_what_was_skipped_may_be_shortened() -> None:
    row = SkippedRow("a1", "footer", 0, 47, SOURCE[:20])
    assert checks.checked(replace(TABLES, skipped=(row,))).skipped == (row,)


def test_an_amount_does_not_name_an_event_that_was_left_out() -> None:
    found = checks.checked(replace(TABLES, funding=(replace(FUNDING, confidence=-1),)))
    assert found.amounts[0].event_id == ""
