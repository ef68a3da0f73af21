"""The same tables from a Ray cluster, whatever dies on the way."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fuzz.kills import children, is_worker, table_hashes

from pipeline import ledger
from pipeline.ledger import cluster as shards
from pipeline.records import Article, ArticleRow, FundingRow
from pipeline.run import ClusterError, cluster, codec, corpus, run
from pipeline.run.settings import Settings

TEXTS = [f"La région Bretagne verse {n} millions d'euros à la ville de Brest." for n in range(2, 22)]
NEEDS_RAY = "the cluster engine needs Ray: pip install 'quifinance[cluster]'"
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def ray_engine() -> Iterator[cluster.Cluster]:
    """A cluster on this machine, which all tests share: to start one takes longer than what they do with it."""
    pytest.importorskip("ray", reason=NEEDS_RAY)
    engine = cluster.Cluster(Settings(tables="funding"), jobs=2)
    yield engine
    engine.close()


@pytest.fixture
def small_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several parts, blocks and shards even of a few articles."""
    monkeypatch.setattr(cluster, "PART", 4)
    monkeypatch.setattr(corpus, "BLOCK", 3)
    monkeypatch.setattr(shards, "SHARD", 10)


@pytest.mark.usefixtures("small_shares")
@pytest.mark.parametrize("options", [{}, {"parts": 3, "parquet": True}], ids=["single files", "parts"])
def test_tables_are_those_of_one_process(
    options: dict[str, Any],
    ray_engine: cluster.Cluster,
    jsonl: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Shared(cluster.Cluster):
        def close(self) -> None:
            pass

    source = jsonl(*TEXTS)
    monkeypatch.setattr(Shared, "_connected", lambda self: setattr(self, "_ray", ray_engine._connected()) or self._ray)
    monkeypatch.setattr(cluster, "Cluster", Shared)
    run(source, tmp_path / "one", cache=tmp_path / "kept-one", tables="funding", **options)
    result = run(
        source, tmp_path / "ray", cache=tmp_path / "kept-ray", tables="funding", engine="ray", jobs=2, **options
    )
    assert result.counts["funding"] == len(TEXTS)
    assert table_hashes(tmp_path / "ray") == table_hashes(tmp_path / "one")


@pytest.mark.usefixtures("small_shares")
def test_the_actor_of_a_part_may_die(ray_engine: cluster.Cluster) -> None:
    articles = ((i, Article(f"a{i}", "", text)) for i, text in enumerate(TEXTS * 2))
    found: list[int] = []
    killed = 0
    for result in ray_engine.extract(articles):
        assert result.ok
        assert codec.unpack(result.blob).amounts
        found.append(result.index)
        if not killed:
            killed = next(p for p in children(os.getpid()) if is_worker(p))
            os.kill(killed, signal.SIGKILL)
    assert sorted(found) == list(range(2 * len(TEXTS)))


def test_the_worker_of_a_block_may_die(ray_engine: cluster.Cluster, tmp_path: Path) -> None:
    def work(mark: Path, item: int) -> tuple[int, int]:
        if item == 3 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return item, os.getpid()

    found = list(ray_engine.spread(partial(work, tmp_path / "mark"), range(9)))
    assert [item for item, _ in found] == list(range(9))
    assert os.getpid() not in {process for _, process in found}
    assert (tmp_path / "mark").exists()


def test_what_the_cluster_gives_up_is_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow", reason=NEEDS_RAY)
    monkeypatch.setattr(cluster, "PART", 4)
    articles = [(i, Article(f"a{i}", "", text)) for i, text in enumerate(TEXTS)]
    assert cluster._write_parts(iter(articles), tmp_path) == 5
    assert list(cluster._left_over(tmp_path, {*range(3), *range(6, 19)})) == [*articles[3:6], articles[19]]


def test_one_block_is_worked_on_here() -> None:
    engine = cluster.Cluster(Settings(), jobs=2)
    assert list(engine.spread(lambda item: (item, os.getpid()), [1])) == [(1, os.getpid())]
    assert list(engine.spread(str, [])) == []
    assert engine._ray is None


# --------------------------------------------------------------------------- without Ray


@pytest.mark.usefixtures("small_shares")
def test_the_ledger_is_the_same_whoever_compares() -> None:
    articles = [ArticleRow(f"a{n}", published=f"2021-0{1 + n % 9}-01") for n in range(30)]
    told = {"recipient": "Brest", "recipient_id": "b", "currency": "EUR", "kind": "grant", "status": "done"}
    rows = [
        FundingRow(f"e{n}", f"a{n}", f"Ville {n % 3}", f"o{n % 3}", value=Decimal(1 + n % 4), **told)  # type: ignore[arg-type]
        for n in range(30)
    ]
    asked: list[int] = []

    def spread(function: Callable[[Any], Any], items: Any) -> Iterator[Any]:
        for claims, pairs in items:
            asked.append(len(pairs))
            assert set(claims) == {i for pair in pairs for i in pair}
            yield function((claims, pairs))

    found = ledger.build(rows, articles, spread=spread)
    assert len(asked) > 2
    assert len(found) < len(rows)
    assert found == ledger.build(rows[::-1], articles)


def test_without_ray_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch, jsonl: Callable[..., Path]) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ClusterError, match=r"pip install 'quifinance\[cluster\]'"):
        run(jsonl("Brest."), jsonl("").parent / "out", engine="ray")


def test_nothing_to_do_asks_no_cluster() -> None:
    pytest.importorskip("pyarrow", reason=NEEDS_RAY)
    engine = cluster.Cluster(Settings(), jobs=1)
    assert list(engine.extract(iter([]))) == []
    assert engine._ray is None
