"""The same articles through the same function on a Ray cluster (``pip install quifinance[cluster]``).

The articles that have no kept result are written as Parquet parts, which Ray Data hands out to a pool of actors; each
loads the models once. An actor that dies is replaced and its part done again by Ray; results carry the number of their
article, so that nothing is lost or doubled, and the tables are those of a run in one process.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.records import Article
from pipeline.run import codec
from pipeline.run.settings import ClusterError, Settings
from pipeline.run.workers import CHUNK, Reader, Result

PART = 64  # articles a Parquet part: what an actor that dies costs at most
Batch = dict[str, Any]


class Extractor:
    """What every actor runs: a batch of packed articles in, their packed tables out."""

    def __init__(self, settings: Settings) -> None:
        self._read = Reader(settings)

    def __call__(self, batch: Batch) -> Batch:
        articles = [codec.unpack_article(blob) for blob in batch["article"]]
        found = self._read(articles)
        return {"index": batch["index"], "ok": [ok for ok, _ in found], "blob": [blob for _, blob in found]}


def extract_all(
    articles: Iterator[tuple[int, Article]],
    settings: Settings,
    jobs: int,
    address: str = "",
    shared: Path | None = None,
) -> Iterator[Result]:
    """Results of all articles in any order, from ``jobs`` actors of the cluster at ``address`` (default: this machine).

    The parts stand in ``shared`` while the cluster works: a folder that all of its machines see.

    Raises
    ------
    ClusterError
        Ray is not installed, or there is no cluster at ``address``.
    """
    with TemporaryDirectory(prefix="parts-", dir=shared) as folder:
        parts = _write_parts(articles, Path(folder))
        if not parts:
            return
        ray = _connect(jobs, address)
        try:
            data = ray.data.read_parquet(folder, override_num_blocks=parts)
            found = data.map_batches(
                Extractor,
                fn_constructor_args=(settings,),
                compute=ray.data.ActorPoolStrategy(size=jobs),
                batch_size=CHUNK,
                num_cpus=1,
            )
            for row in found.iter_rows():
                yield Result(int(row["index"]), bool(row["ok"]), bytes(row["blob"]))
        finally:
            ray.shutdown()


def _connect(jobs: int, address: str) -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise ClusterError(f"--engine ray needs Ray ({error}): pip install 'quifinance[cluster]'") from None
    try:
        if address:
            ray.init(address=address, log_to_driver=False, logging_level="error")
        else:
            # One more than the actors take: else nothing is left to read the parts with.
            ray.init(num_cpus=jobs + 1, include_dashboard=False, log_to_driver=False, logging_level="error")
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise ClusterError(f"--address {address}: no Ray cluster there ({error})") from None
    ray.data.DataContext.get_current().enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
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
