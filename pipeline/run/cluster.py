"""The same work on a Ray cluster (``pip install quifinance[cluster]``): the same functions, called on other machines.

Three steps are spread. The articles that have no kept result are written as Parquet parts, which Ray Data hands out to
a pool of actors; each loads the models once. Blocks of results become rows (blocks.py), and the pairs of claims that
may tell one funding are compared, shard by shard of the ledger's blocking keys. A worker that dies is replaced and its
part done again by Ray; results carry the number of their article and blocks come back in their order, so that nothing
is lost or doubled, and the tables are those of a run in one process. A part that kills worker after worker is read in a
process of this machine, which tells which article is to blame.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.records import Article
from pipeline.run import codec
from pipeline.run.record import log
from pipeline.run.settings import ClusterError, Settings
from pipeline.run.workers import CHUNK, THREADS, Pool, Reader, Result

PART = 64  # articles a Parquet part: what an actor that dies costs at most
RETRIES = 3  # of a part or a block whose worker dies
AHEAD = 2  # blocks under way for each worker
Batch = dict[str, Any]


class Extractor:
    """What every actor runs: a batch of packed articles in, their packed tables out."""

    def __init__(self, settings: Settings) -> None:
        self._read = Reader(settings)

    def __call__(self, batch: Batch) -> Batch:
        articles = [codec.unpack_article(blob) for blob in batch["article"]]
        found = self._read(articles)
        return {"index": batch["index"], "ok": [ok for ok, _ in found], "blob": [blob for _, blob in found]}


@dataclass(slots=True)
class Cluster:
    """A Ray cluster, met when there is something to do for it.

    Parameters
    ----------
    settings : what the articles are read with.
    jobs : actors to read with.
    address : of the cluster; empty for one on this machine alone.
    shared : a folder that all machines see, where the parts stand while they work.
    """

    settings: Settings
    jobs: int
    address: str = ""
    shared: Path | None = None
    _ray: Any = field(default=None, init=False)

    def extract(self, articles: Iterator[tuple[int, Article]]) -> Iterator[Result]:
        """Results of all articles in any order.

        Raises
        ------
        ClusterError
            Ray is not installed, or there is no cluster at ``address``.
        """
        with TemporaryDirectory(prefix="parts-", dir=self.shared) as folder:
            parts = _write_parts(articles, Path(folder))
            if not parts:
                return
            data = self._connected().data.read_parquet(folder, override_num_blocks=parts)
            found = data.map_batches(
                Extractor,
                fn_constructor_args=(self.settings,),
                compute=self._ray.data.ActorPoolStrategy(size=self.jobs),
                batch_size=CHUNK,
                num_cpus=1,
                max_task_retries=RETRIES,
            )
            done: set[int] = set()
            for row in found.iter_rows():
                done.add(int(row["index"]))
                yield Result(int(row["index"]), bool(row["ok"]), bytes(row["blob"]))
            yield from Pool(1, self.settings).results(_left_over(Path(folder), done))

    def spread(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        """What ``function`` gives for each item, in order, from the machines of the cluster.

        What a ``partial`` holds is sent once and not with every item.
        """
        waiting = iter(items)
        first = list(islice(waiting, 2))
        if len(first) < 2:  # one block is not worth asking others for
            yield from map(function, first)
            return
        ray = self._connected()
        whole, held = (function.func, function.args) if isinstance(function, partial) else (function, ())
        shared = [ray.put(value) for value in held]
        task = ray.remote(whole).options(num_cpus=1, max_retries=RETRIES)
        under_way: deque[Any] = deque(task.remote(*shared, item) for item in first)
        while under_way:
            while len(under_way) < AHEAD * self.jobs and (more := list(islice(waiting, 1))):
                under_way.append(task.remote(*shared, *more))
            yield ray.get(under_way.popleft())

    def close(self) -> None:
        """Leave the cluster."""
        if self._ray is not None:
            self._ray.shutdown()

    def _connected(self) -> Any:
        if self._ray is None:
            self._ray = _connect(self.jobs, self.address)
        return self._ray


def _connect(jobs: int, address: str) -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise ClusterError(f"--engine ray needs Ray ({error}): pip install 'quifinance[cluster]'") from None
    options: dict[str, Any] = {"log_to_driver": False, "logging_level": "error"}
    # Workers share the cores of their machine: one thread each for linear algebra, as in a run of several processes.
    options["runtime_env"] = {"env_vars": dict.fromkeys(THREADS, "1")}
    try:
        if address:
            ray.init(address=address, **options)
        else:
            # One more than the actors take: else nothing is left to read the parts with.
            ray.init(num_cpus=jobs + 1, include_dashboard=False, **options)
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise ClusterError(f"--address {address}: no Ray cluster there ({error})") from None
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.max_errored_blocks = -1  # what Ray gives up is read here
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    return ray


def _write_parts(articles: Iterator[tuple[int, Article]], folder: Path) -> int:
    """The articles as Parquet parts; returns how many parts there are."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise ClusterError(f"--engine ray needs Ray ({error}): pip install 'quifinance[cluster]'") from None
    parts = 0
    while part := list(islice(articles, PART)):
        columns = {"index": [i for i, _ in part], "article": [codec.pack_article(article) for _, article in part]}
        pyarrow.parquet.write_table(pyarrow.table(columns), folder / f"part-{parts:06d}.parquet")
        parts += 1
    return parts


def _left_over(folder: Path, done: Collection[int]) -> Iterator[tuple[int, Article]]:
    """The articles of the parts that have no result."""
    import pyarrow.parquet

    for path in sorted(folder.glob("part-*.parquet")):
        for row in pyarrow.parquet.read_table(path).to_pylist():
            if row["index"] not in done:
                log("given up by the cluster", level=logging.WARNING, article=row["index"])
                yield row["index"], codec.unpack_article(row["article"])
