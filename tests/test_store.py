"""Kept results: their keys, and that losing them costs time only."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.records import AmountRow, Article, ArticleRow, ArticleTables, DateRow, FundingRow
from pipeline.run import codec, store, version
from pipeline.run.settings import Settings

ARTICLE = Article("a1", "a1.txt", "Brest reçoit 3 millions d'euros.", published="2021-03-04", body=(0, 12))
TABLES = ArticleTables(
    ArticleRow("a1", "a1.txt", title="=Brest", body_start=0, warning="à relire"),
    ARTICLE.text,
    extracted=True,
    amounts=(AmountRow("a1", "m1", "3 millions d'euros", 13, 31, value=Decimal("3E6"), currency="EUR"),),
    dates=(DateRow("a1", "hier", 0, 4, date(2021, 3, 3), date(2021, 3, 3), "2021-03-03", "day", "published"),),
    funding=(FundingRow("e1", "a1", value_min=Decimal("0.5"), confidence=0.123),),
    warnings=("à relire",),
)


@pytest.fixture
def kept(tmp_path: Path) -> store.Store:
    return store.Store(tmp_path / "deep" / "articles.sqlite")


def test_tables_and_articles_come_back_from_their_bytes() -> None:
    assert codec.unpack(codec.pack(TABLES)) == TABLES
    assert codec.unpack_article(codec.pack_article(ARTICLE)) == ARTICLE


def test_only_the_tables_asked_for_are_read() -> None:
    found = codec.unpack(codec.pack(TABLES), only=("dates",))
    assert found == replace(TABLES, amounts=(), funding=())


def test_a_result_is_kept_for_the_next_run(kept: store.Store, tmp_path: Path) -> None:
    kept.put("k", b"tables")
    kept.close()
    again = store.Store(tmp_path / "deep" / "articles.sqlite")
    assert again.has("k")
    assert again.get("k") == b"tables"
    assert again.get("other") is None


@pytest.mark.parametrize(
    ("article", "settings"),
    [
        (replace(ARTICLE, text=ARTICLE.text + " "), Settings()),
        (replace(ARTICLE, published="2021-03-05"), Settings()),
        (replace(ARTICLE, article_id="a2"), Settings()),
        (ARTICLE, Settings(tables="funding")),
        (ARTICLE, Settings(any_language=True)),
    ],
    ids=["text", "published", "id", "tables", "language"],
)
def test_the_key_changes_with(article: Article, settings: Settings) -> None:
    assert store.article_key(article, settings) != store.article_key(ARTICLE, Settings())


def test_the_key_changes_with_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    before = store.article_key(ARTICLE, Settings())
    assert store.article_key(ARTICLE, Settings()) == before
    monkeypatch.setattr(store, "code_version", lambda: "another")
    assert store.article_key(ARTICLE, Settings()) != before


def test_the_version_covers_lexicon_and_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "PACKAGE", tmp_path)
    (tmp_path / "lexicon" / "money").mkdir(parents=True)
    (tmp_path / "lexicon" / "money" / "units.toml").write_text("a = 1")
    before = version.code_version.__wrapped__()
    (tmp_path / "lexicon" / "money" / "units.toml").write_text("a = 2")
    assert version.code_version.__wrapped__() != before


def test_a_file_that_is_no_store_costs_time_only(tmp_path: Path) -> None:
    path = tmp_path / "articles.sqlite"
    path.write_bytes(b"this is not a database, and long enough to be looked at" * 30)
    kept = store.Store(path)
    kept.put("k", b"x")
    assert kept.get("k") == b"x"
    assert "kept results cannot be used" in kept.warning


def test_results_of_versions_long_unused_are_forgotten(kept: store.Store, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "articles.sqlite"
    kept.put("k", b"x")
    kept.close()
    with sqlite3.connect(path) as db:
        db.execute("update results set day = day - 100, version = 'older'")
    store.Store(path).close()
    assert not store.Store(path).has("k")


def test_the_folder_of_kept_results_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUIFINANCE_CACHE", str(tmp_path))
    assert store.default_path() == tmp_path / "articles.sqlite"
    monkeypatch.delenv("QUIFINANCE_CACHE")
    assert store.default_path().parts[-2:] == ("quifinance", "articles.sqlite")


def test_an_unknown_choice_of_tables_is_refused() -> None:
    with pytest.raises(ValueError, match="choose one of all, funding"):
        Settings(tables="money")
