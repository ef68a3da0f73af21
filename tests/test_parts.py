"""Tables as folders of parts: the same rows as single files, readable by everything that reads tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fuzz.kills import table_hashes

from pipeline import export, tables
from pipeline.records import ROW_TYPES, FundingRow
from pipeline.run import corpus, run

TEXTS = [f"La région Bretagne verse {n} millions d'euros à la ville de Brest, « =selon » lui." for n in range(2, 9)]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Output folders of the same articles: single files, parts in CSV, parts in Parquet."""
    folder = tmp_path_factory.mktemp("parts")
    source = folder / "articles"
    source.mkdir()
    for number, text in enumerate(TEXTS):
        (source / f"a{number}.txt").write_text(text, encoding="utf-8")
    for name, options in {"single": {}, "csv": {"parts": 3}, "parquet": {"parts": 3, "parquet": True}}.items():
        run(source, folder / name, cache=folder / "kept", **options)  # type: ignore[arg-type]
    return {name: folder / name for name in ("single", "csv", "parquet")}


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("row_type", ROW_TYPES, ids=lambda t: t.TABLE)
def test_parts_hold_the_rows_of_single_files(row_type: Any, form: str, ran: dict[str, Path]) -> None:
    expected = tables.read(ran["single"], row_type)
    assert tables.read(ran[form], row_type) == expected
    parts = tables.parts_of(ran[form], row_type)
    assert {path.suffix for path in parts} == {f".{form}"}
    assert len(parts) == (1 if row_type.TABLE in ("actors", "ledger") else 3)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_parts_answer_queries_as_single_files_do(form: str, ran: dict[str, Path]) -> None:
    sql = "select f.funder, f.value, l.ledger_id, f.evidence from funding f, ledger l where l.event_ids = f.event_id"
    expected = export.query(ran["single"], sql + " order by 2, 3")
    assert export.query(ran[form], sql + " order by 2, 3") == expected
    assert len(expected.rows) == len(TEXTS)


def test_texts_are_parts_too(ran: dict[str, Path]) -> None:
    import duckdb

    found = duckdb.sql(f"select text from read_parquet('{ran['parquet']}/texts/*.parquet') order by article_id")
    assert [text for (text,) in found.fetchall()] == TEXTS


def test_a_run_without_articles_has_parts_with_columns(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run(tmp_path / "empty", tmp_path / "out", parts=5)
    assert tables.read(tmp_path / "out", FundingRow) == []


def test_an_unchanged_run_writes_no_part_again(
    jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = jsonl(*TEXTS[:3]), tmp_path / "out"
    counts = run(source, out, parts=2).counts
    before = table_hashes(out)
    with monkeypatch.context() as patched:
        patched.setattr(corpus, "write_tables", lambda *_: pytest.fail("written again"))
        assert run(source, out, parts=2).counts == counts
    (out / "funding" / "part-000001.csv").unlink()
    run(source, out, parts=2)
    assert table_hashes(out) == before
    run(source, out)
    assert not (out / "funding").exists()
    assert (out / "funding.csv").is_file()


def test_a_folder_of_the_user_with_the_name_of_a_table_stays(jsonl: Callable[..., Path], tmp_path: Path) -> None:
    mine = tmp_path / "out" / "articles" / "mine.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("Brest.", encoding="utf-8")
    source = jsonl(*TEXTS[:3])
    for options in ({}, {"parts": 2}, {"parts": 1}, {}):
        run(source, tmp_path / "out", **options)  # type: ignore[arg-type]
        assert mine.read_text(encoding="utf-8") == "Brest."
    assert len(tables.read(tmp_path / "out", FundingRow)) == 3
