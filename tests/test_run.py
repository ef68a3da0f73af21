"""A run from Python: every table, ids and offsets that hold, kept results, isolation of what fails."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fuzz.kills import table_hashes

import pipeline
from pipeline import read as read_room
from pipeline import tables
from pipeline.records import ROW_TYPES, ActorRow, AmountRow, Article, ArticleRow, EntityRow, FundingRow
from pipeline.run import Settings, article, corpus, extract_article, job, run
from pipeline.run.rows import first_day, published_period

TEXT = (
    "La région Bretagne a versé 3 millions d’euros à la ville de Brest le 4 mars 2021. "
    "L'usine vaut 40 millions d'euros.\n\nLe groupe Verrier va investir entre 5 et 7 M$ dans l'atelier."
)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a run over the text above."""
    folder = tmp_path_factory.mktemp("ran")
    row = {"id": "a0", "text": TEXT, "published": "2021-03-05", "url": "https://exemple.be/a"}
    (folder / "a.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    run(folder / "a.jsonl", folder / "out", cache=folder / "kept")
    return folder / "out"


@pytest.mark.parametrize("row_type", ROW_TYPES, ids=lambda t: t.TABLE)
def test_every_table_is_written(row_type: Any, ran: Path) -> None:
    header = (ran / f"{row_type.TABLE}.csv").read_text("utf-8").splitlines()[0]
    assert header == ",".join(tables.columns(row_type))


def test_rows_say_what_the_text_says(ran: Path) -> None:
    amounts = tables.read(ran, AmountRow)
    assert [a.text for a in amounts] == ["3 millions d’euros", "40 millions d'euros", "entre 5 et 7 M$"]
    assert [a.text for a in amounts] == [TEXT[a.char_start : a.char_end] for a in amounts]
    assert amounts[0].value_eur == 3_000_000
    assert (ran / "texts" / "a0.txt").read_text("utf-8") == TEXT


def test_events_amounts_and_actors_refer_to_each_other(ran: Path) -> None:
    funding = tables.read(ran, FundingRow)
    events = {row.event_id for row in funding}
    actors = {row.actor_id for row in tables.read(ran, ActorRow)}
    assert events
    assert {a.event_id for a in tables.read(ran, AmountRow)} - {""} <= events
    assert {i for row in funding for i in (row.funder_id, row.recipient_id)} - {""} <= actors
    assert {row.actor_id for row in tables.read(ran, EntityRow)} <= actors


def test_an_amount_without_event_says_why(ran: Path) -> None:
    assert all(bool(a.event_id) != bool(a.reason) for a in tables.read(ran, AmountRow))


def test_the_record_of_a_run_lets_it_be_reproduced(ran: Path) -> None:
    told = json.loads((ran / "run.json").read_text("utf-8"))
    assert told["counts"]["articles"] == 1
    assert told["settings"] == {"tables": "all", "any_language": False}
    assert told["versions"]["spacy"]
    assert set(told["files"]) == {f"{t.TABLE}.csv" for t in ROW_TYPES} | {"datapackage.json", "report.html"}


def test_ids_used_twice_are_told_apart(jsonl: Callable[..., Path], tmp_path: Path) -> None:
    run(jsonl(*[{"id": "x", "text": f"Brest reçoit {n} euros."} for n in (5, 6, 7)]), tmp_path / "out")
    rows = tables.read(tmp_path / "out", ArticleRow)
    assert [row.article_id for row in rows] == ["x", "x-2", "x-3"]
    assert "the id x was used before" in rows[1].warning


def test_an_article_that_a_stage_fails_on_costs_only_itself(
    jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = article.money.find_amounts

    def fail(text: str, **options: str) -> Any:
        if "Quimper" in text:
            raise RuntimeError("no such town")
        return find(text, **options)

    monkeypatch.setattr(article.money, "find_amounts", fail)
    source = jsonl("Quimper reçoit 3 euros.", "Brest reçoit 3 euros.")
    result = run(source, tmp_path / "out")
    assert result.exit_status == 1
    assert "article a0: not extracted: RuntimeError: no such town" in str(result.failures[0])
    rows = tables.read(tmp_path / "out", ArticleRow)
    assert [bool(row.warning) for row in rows] == [True, False]
    monkeypatch.undo()
    assert run(source, tmp_path / "out").exit_status == 0  # a failure is not kept


# --------------------------------------------------------------------------- kept results


def test_an_unchanged_run_extracts_nothing(
    jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = jsonl("Brest reçoit 3 euros.", "Quimper reçoit 4 euros.")
    first = run(source, tmp_path / "one")
    monkeypatch.setattr(article, "extract_article", lambda *_: pytest.fail("extracted again"))
    again = run(source, tmp_path / "two")
    assert (first.reused, again.reused) == (0, 2)
    for path in (tmp_path / "one").glob("*.csv"):
        assert (tmp_path / "two" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        lambda out: (out / "funding.csv").write_text("spoiled", encoding="utf-8"),
        lambda out: (out / "texts" / "a0.txt").unlink(),
        lambda out: (out / "report.html").unlink(),
        lambda out: (out / "run.json").unlink(),
    ],
    ids=["table changed", "text gone", "report gone", "record gone"],
)
def test_outputs_are_left_alone_only_when_they_are_whole(
    change: Callable[[Path], None], jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, out = jsonl("Brest reçoit 3 euros."), tmp_path / "out"
    counts = run(source, out).counts
    before = table_hashes(out)
    writes: list[Path] = []
    write = corpus.write_tables
    monkeypatch.setattr(corpus, "write_tables", lambda folder, *rest: (writes.append(folder), write(folder, *rest))[1])
    assert run(source, out).counts == counts
    assert writes == []
    change(out)
    run(source, out)
    assert len(writes) == 1
    assert table_hashes(out) == before


def test_only_new_articles_are_extracted(
    jsonl: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(jsonl("Brest reçoit 3 euros."), tmp_path / "out")
    seen: list[str] = []
    extract = article.extract_article

    def watch(item: Article, settings: Settings) -> Any:
        seen.append(item.article_id)
        return extract(item, settings)

    monkeypatch.setattr(article, "extract_article", watch)
    source = jsonl("Brest reçoit 3 euros.", "Quimper reçoit 4 euros.")
    run(source, tmp_path / "out")
    assert seen == ["a1"]
    run(source, tmp_path / "out", fresh=True)
    assert seen == ["a1", "a0", "a1"]


def test_parquet_stands_beside_every_table(jsonl: Callable[..., Path], tmp_path: Path) -> None:
    run(jsonl("Brest reçoit 3 euros."), tmp_path / "out", parquet=True)
    assert {p.stem for p in (tmp_path / "out").glob("*.parquet")} == {t.TABLE for t in ROW_TYPES}


def test_corrections_are_replayed(jsonl: Callable[..., Path], tmp_path: Path) -> None:
    fixes = tmp_path / "mine.csv"
    fixes.write_text("action,target,value\nalias,Brest,Brest métropole\nalias,personne,X\n", encoding="utf-8")
    result = run(jsonl("La région Bretagne verse 3 millions d'euros à Brest."), tmp_path / "out", corrections=fixes)
    assert "Brest métropole" in {row.name for row in tables.read(tmp_path / "out", EntityRow)}
    assert any("personne" in warning and "matches no row" in warning for warning in result.warnings)


# --------------------------------------------------------------------------- from Python


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, pipeline; print({'spacy', 'pandas', 'numpy', 'typer'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_the_package_can_be_called_to_run(jsonl: Callable[..., Path], tmp_path: Path) -> None:
    assert pipeline.run(jsonl("Brest reçoit 3 euros."), tmp_path / "out").counts["articles"] == 1
    assert "extract" in dir(pipeline)
    with pytest.raises(AttributeError, match="no attribute 'extrait'"):
        pipeline.extrait  # noqa: B018


@pytest.mark.parametrize("table", [t.TABLE for t in ROW_TYPES])
def test_extract_gives_a_frame_per_table(table: str) -> None:
    found = pipeline.extract(TEXT, published="2021-03-05")
    frame = getattr(found, table)
    assert list(frame.columns) == list(tables.columns({t.TABLE: t for t in ROW_TYPES}[table]))
    assert len(frame) == len(found.rows[table])


def test_extract_refuses_what_it_cannot_use() -> None:
    with pytest.raises(ValueError, match="published is '5 mars'"):
        pipeline.extract(TEXT, published="5 mars")
    with pytest.raises(ValueError, match="there is no table 'money'"):
        pipeline.extract("Brest.").table("money")


def test_unknown_engines_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="choose one of local, ray"):
        run([], tmp_path / "out", engine="slurm")


# --------------------------------------------------------------------------- network


@pytest.fixture
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any socket to another machine fails the test."""

    def refuse(*args: Any, **_: Any) -> Any:
        raise AssertionError(f"the network was asked for: {args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


@pytest.mark.usefixtures("no_sockets")
def test_a_run_never_asks_the_network(jsonl: Callable[..., Path], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    body = f"<p>{TEXT}</p>" * 3
    page.write_text(f"<html><head><title>Brest</title></head><body><article>{body}</article></body></html>", "utf-8")
    assert run([jsonl(TEXT), page], tmp_path / "out", parquet=True).failures == ()


# --------------------------------------------------------------------------- small parts


@pytest.mark.parametrize(
    ("published", "first", "last", "edtf"),
    [
        ("2021-03-05", "2021-03-05", "2021-03-05", "2021-03-05"),
        ("2024-02", "2024-02-01", "2024-02-29", "2024-02"),
        ("2021-12", "2021-12-01", "2021-12-31", "2021-12"),
        ("2021", "2021-01-01", "2021-12-31", "2021"),
    ],
)
def test_the_period_of_a_publication_date(published: str, first: str, last: str, edtf: str) -> None:
    assert tuple(map(str, published_period(published))) == (first, last, edtf)


@pytest.mark.parametrize("published", ["", "hier", "2021-13", "2021-02-30", "20210305"])
def test_what_is_no_date_gives_none(published: str) -> None:
    assert first_day(published) is None
    assert published_period(published) == (None, None, "")


@pytest.mark.parametrize(
    ("url", "publisher", "country"),
    [
        ("https://www.journal.be/a.html", "", "BE"),
        ("", "gazette.ch", "CH"),
        ("https://news.com/a.be", "", ""),
        ("", "Le Journal", ""),
        ("journal.sn/a", "", "SN"),
    ],
)
def test_the_country_of_a_site(url: str, publisher: str, country: str) -> None:
    assert article.country(Article("a", "", "", url=url, publisher=publisher)) == country


def test_funding_only_does_not_load_a_model_without_an_amount(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article.entities, "load", lambda: pytest.fail("the model was loaded"))
    found = extract_article(Article("a", "", "Il pleut sur Brest."), Settings(tables="funding"))
    assert (found.amounts, found.entities) == ((), ())


def test_inputs_are_read_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead: list[int] = []

    def stream(inputs: Any) -> Iterator[Article]:
        for i in range(60):
            ahead.append(i)
            yield Article(f"a{i}", "", f"Brest reçoit {i + 1} euros.")

    monkeypatch.setattr(read_room, "read", stream)
    most = 0

    def watch(done: int) -> None:
        nonlocal most
        most = max(most, len(ahead) - done)

    assert job.run([], tmp_path / "out", tables="funding", progress=watch).counts["articles"] == 60
    assert most <= 1
