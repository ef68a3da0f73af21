"""Worker processes: order, deaths, recycling, and their end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from pipeline import entities
from pipeline.entities import names
from pipeline.records import Article, ArticleRow, ArticleTables
from pipeline.relations import syntax
from pipeline.run import codec, models, workers
from pipeline.run.settings import Settings


def echo(connection: Connection, settings: Settings) -> None:
    """A worker that answers with the text as title; « mourir » kills it, « une fois » only the first time."""
    while True:
        try:
            articles = [codec.unpack_article(blob) for blob in workers._split(connection.recv_bytes())]
        except EOFError:
            return
        for article in articles:
            mark = Path(article.file) if article.file else None
            if article.text == "mourir" or (article.text == "une fois" and mark and not mark.exists()):
                if mark:
                    mark.touch()
                os._exit(9)
        answers = (ArticleTables(ArticleRow(a.article_id, title=f"{os.getpid()} {a.text}"), a.text) for a in articles)
        connection.send_bytes(workers._join(b"\1" + codec.pack(answer) for answer in answers))


def articles(texts: list[str], file: str = "") -> Iterator[tuple[int, Article]]:
    return ((i, Article(f"a{i}", file, text)) for i, text in enumerate(texts))


def titles(results: list[workers.Result]) -> dict[int, str]:
    return {r.index: codec.unpack(r.blob).article.title.split(" ", 1)[-1] for r in results}


@pytest.fixture
def pool() -> workers.Pool:
    return workers.Pool(2, Settings(), target=echo)


def test_every_article_has_one_result(pool: workers.Pool) -> None:
    texts = [f"texte {i}" for i in range(70)]
    results = list(pool.results(articles(texts)))
    assert len(results) == len(texts)
    assert titles(results) == dict(enumerate(texts))


def test_no_article_gives_no_result_and_starts_nobody(pool: workers.Pool) -> None:
    assert list(pool.results(articles([]))) == []
    assert pool._workers == []


def test_an_article_that_kills_its_worker_costs_only_itself(pool: workers.Pool) -> None:
    texts = ["a", "b", "mourir", *[f"texte {i}" for i in range(40)]]
    results = {r.index: r for r in pool.results(articles(texts))}
    assert sorted(results) == list(range(len(texts)))
    assert [i for i, r in results.items() if not r.ok] == [2]
    assert "died 2 times (exit code 9)" in codec.unpack(results[2].blob).article.warning


def test_a_worker_that_dies_once_is_replaced(pool: workers.Pool, tmp_path: Path) -> None:
    results = list(pool.results(articles(["a", "une fois", "b"], str(tmp_path / "mark"))))
    assert all(r.ok for r in results)
    assert titles(results) == {0: "a", 1: "une fois", 2: "b"}


def test_workers_are_recycled() -> None:
    pool = workers.Pool(1, Settings(), target=echo, recycle_after=workers.CHUNK)
    results = list(pool.results(articles(["x"] * (3 * workers.CHUNK))))
    processes = {codec.unpack(r.blob).article.title.split()[0] for r in results}
    assert len(processes) == 3


def test_leaving_early_stops_the_workers(pool: workers.Pool) -> None:
    stream = pool.results(articles(["x"] * 100))
    next(stream)
    processes = [w.process for w in pool._workers]
    stream.close()
    assert pool._workers == []
    assert all(p.exitcode is not None for p in processes)


def test_thread_settings_of_the_user_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    with workers._single_threaded():
        assert (os.environ["OMP_NUM_THREADS"], os.environ["MKL_NUM_THREADS"]) == ("3", "1")
    assert "MKL_NUM_THREADS" not in os.environ


@pytest.mark.parametrize("blobs", [[], [b""], [b"a", b"", b"xyz" * 1000]], ids=["none", "empty", "three"])
def test_messages_are_joined_and_split(blobs: list[bytes]) -> None:
    assert list(workers._split(workers._join(blobs))) == blobs


def test_a_worker_gets_its_next_articles_before_results_are_stored(pool: workers.Pool) -> None:
    read: list[int] = []

    def source() -> Iterator[tuple[int, Article]]:
        for i, article in articles(["x"] * (5 * workers.CHUNK)):
            read.append(i)
            yield i, article

    stream = pool.results(source())
    next(stream)
    assert len(read) == 3 * workers.CHUNK  # two under way, and what was read ahead for the one that is done
    assert all(w.task for w in pool._workers)
    stream.close()


def test_models_that_share_their_words_have_one_memory_zone() -> None:
    syntax.load.cache_clear()
    assert syntax.load().vocab is entities.load().vocab
    with models.memory_zones():
        assert entities.load()("Norvia verse l'aide.")[0].text == "Norvia"
        assert len(syntax.parse("Norvia verse l'aide.", [(0, 20)], [0])[0].tokens) == 5


def test_a_parser_that_is_loaded_in_a_memory_zone_keeps_its_words() -> None:
    syntax.load.cache_clear()
    before = syntax.parse("Norvia verse une aide.", [(0, 22)], [0])[0]
    syntax.load.cache_clear()
    with entities.load().memory_zone():
        assert syntax.load().vocab is not entities.load().vocab
    assert syntax.parse("Norvia verse une aide.", [(0, 22)], [0])[0] == before
    syntax.load.cache_clear()


def test_names_are_forgotten_with_their_zone() -> None:
    with models.memory_zones():
        names.fold("Énergie de Sudel")
        assert names.fold.cache_info().currsize
    assert names.fold.cache_info().currsize == 0
    assert names.fold("Énergie de Sudel") == "energie de sudel"
