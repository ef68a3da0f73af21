"""Records to tables and back."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import tables
from pipeline.records import ROW_TYPES, AmountRow, ArticleRow, EntityRow, FundingRow, StakeRow

ROW = FundingRow(
    "e1",
    "a1",
    funder="Région Bretagne",
    recipient='Théâtre « L\'Aire "libre" »',
    value=Decimal("2.50E+6"),
    currency="EUR",
    date_start=date(2021, 3, 4),
    n_funders=1,
    confidence=0.875,
    evidence="Première ligne,\r\nseconde ligne",
    evidence_start=0,
)


def header_of(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as handle:
        return next(csv.reader(handle))


@pytest.mark.parametrize("row_type", ROW_TYPES, ids=lambda t: t.TABLE)
def test_a_table_without_rows_has_its_header(row_type: Any, tmp_path: Path) -> None:
    assert tables.write(tmp_path, row_type, []) == 0
    assert header_of(tables.path_of(tmp_path, row_type)) == list(tables.columns(row_type))
    assert tables.read(tmp_path, row_type) == []


def test_columns_stand_in_the_order_of_the_contract() -> None:
    assert tables.columns(EntityRow) == (
        "article_id",
        "actor_id",
        "name",
        "label",
        "text",
        "char_start",
        "char_end",
        "source",
    )


def test_a_row_comes_back_as_it_was(tmp_path: Path) -> None:
    tables.write(tmp_path, FundingRow, [ROW])
    assert tables.read(tmp_path, FundingRow) == [ROW]


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("value", "2500000"),
        ("date_start", "2021-03-04"),
        ("value_min", ""),
        ("evidence_start", "0"),
        ("confidence", "0.875"),
        ("funder", "Région Bretagne"),
    ],
)
def test_cells_follow_the_conventions(column: str, cell: str) -> None:
    assert tables.to_cells(ROW)[tables.columns(FundingRow).index(column)] == cell


@pytest.mark.parametrize(
    ("value", "digits"),
    [
        ("1E+9", "1000000000"),
        ("2.50", "2.5"),
        ("0.005", "0.005"),
        ("1E-7", "0.0000001"),
        ("100", "100"),
        ("10.0", "10"),
    ],
)
def test_decimals_have_no_exponent(value: str, digits: str) -> None:
    assert tables.plain_decimal(Decimal(value)) == digits


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=SOMME(A1)", "'=SOMME(A1)"),
        ("+33 millions", "'+33 millions"),
        ("-5", "'-5"),
        ("@cmd", "'@cmd"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("'=x", "''=x"),
        ("'40 millions'", "'40 millions'"),
        ("10 = 10", "10 = 10"),
        ("L'État", "L'État"),
    ],
)
def test_formulas_are_guarded_and_given_back(text: str, cell: str) -> None:
    assert tables.guard(text) == cell
    assert tables.unguard(cell) == text


@given(st.text())
@settings(derandomize=True, max_examples=200)
def test_guard_is_reversible(text: str) -> None:
    cell = tables.guard(text)
    assert tables.unguard(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(
    st.lists(
        st.tuples(
            st.text(),
            st.text(alphabet="a,\"\r\n'=\x00 é"),
            st.decimals(allow_nan=False, allow_infinity=False, places=3),
        )
    )
)
@settings(derandomize=True, max_examples=100)
def test_any_text_survives_the_file(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str, Decimal]]
) -> None:
    folder = tmp_path_factory.mktemp("tables")
    rows = [StakeRow("a1", owner=a, company=b, percent=c) for a, b, c in cells]
    tables.write(folder, StakeRow, rows)
    assert tables.read(folder, StakeRow) == rows


def test_lines_end_in_newline_alone(tmp_path: Path) -> None:
    tables.write(tmp_path, EntityRow, [EntityRow("a", "o1", "Bercy", "ORG", "Bercy", 0, 5, "lexicon")])
    content = (tmp_path / "entities.csv").read_bytes()
    assert content.endswith(b"lexicon\n")
    assert b"\r" not in content


def test_a_lone_surrogate_is_replaced() -> None:
    assert tables.guard("a\ud800b") == "a\ufffdb"


def test_unknown_columns_are_ignored_and_missing_ones_keep_their_default(tmp_path: Path) -> None:
    (tmp_path / "articles.csv").write_text("article_id,file,new\na1,a.txt,x\n", encoding="utf-8")
    assert tables.read(tmp_path, ArticleRow) == [ArticleRow("a1", "a.txt")]


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(tables.TableError, match=r"amounts\.csv: no such table"):
        tables.read(tmp_path, AmountRow)


def test_a_bad_cell_is_named_with_file_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "articles.csv").write_text("article_id,chars\na1,12\na2,douze\n", encoding="utf-8")
    with pytest.raises(tables.TableError, match=r"articles\.csv, line 3, column chars: 'douze' does not fit"):
        tables.read(tmp_path, ArticleRow)


def test_parquet_holds_the_same_values(tmp_path: Path) -> None:
    import duckdb

    guarded = FundingRow("e2", "a1", funder="=x", evidence="ligne\r\nsuivante")
    tables.write(tmp_path, FundingRow, [ROW, guarded])
    path = tables.to_parquet(tmp_path, FundingRow)
    found = duckdb.sql(f"select funder, value, date_start, evidence, value_min, n_funders from '{path}'").fetchall()
    assert found == [
        ("Région Bretagne", Decimal("2500000.000000"), date(2021, 3, 4), ROW.evidence, None, 1),
        ("=x", None, None, guarded.evidence, None, 0),
    ]


def test_frame_has_numbers_and_dates() -> None:
    frame = tables.frame(FundingRow, [ROW, FundingRow("e2", "a1")])
    assert list(frame.columns) == list(tables.columns(FundingRow))
    assert frame["value"].sum() == 2_500_000
    assert frame["date_start"].dt.year.tolist()[0] == 2021
    assert frame["value"].isna().tolist() == [False, True]


def test_frame_without_rows_keeps_the_column_types() -> None:
    assert str(tables.frame(FundingRow, [])["date_start"].dtype).startswith("datetime64")
