"""A whole run: inputs to a folder of tables."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, astuple, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pipeline import read
from pipeline.records import Article, ArticleRow, ArticleTables, Failure
from pipeline.run import codec, record, store, workers
from pipeline.run import output as output_room
from pipeline.run.record import RunResult, log
from pipeline.run.rows import short_hash
from pipeline.run.settings import Layout, Settings

if TYPE_CHECKING:
    from pipeline.ledger.corrections import Correction

ReportProgress = Callable[[int], None]


@dataclass(slots=True)
class _Progress:
    """What is known of every input so far, in input order."""

    fresh: bool
    progress: ReportProgress
    keys: list[str] = field(default_factory=list)  # of the kept result, or of ``apart``
    apart: dict[str, bytes] = field(default_factory=dict)  # results that are not kept for the next run
    failures: list[Failure] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)
    reused: int = 0

    def fail(self, failure: Failure) -> None:
        """Note an input that could not be read or worked on."""
        self.failures.append(failure)
        log("input failed", level=logging.WARNING, file=failure.file, line=failure.line, cause=failure.cause)


def run(
    inputs: str | Path | Sequence[str | Path],
    output: str | Path = "outputs",
    *,
    tables: str = "all",
    any_language: bool = False,
    parquet: bool = False,
    parts: int = 0,
    jobs: int = 1,
    fresh: bool = False,
    cache: str | Path | None = None,
    corrections: str | Path | None = None,
    engine: str = "local",
    address: str = "",
    progress: ReportProgress | None = None,
) -> RunResult:
    """Read articles, write every table of who funded what, when and for how much.

    Parameters
    ----------
    inputs
        Files, folders or globs of articles (``.txt``, ``.html``, ``.pdf``, ``.docx``, ``.jsonl``, ``.csv`` …).
    output
        Folder of the tables. It is replaced as a whole, at the end, in one step; files of yours in it stay.
    tables
        ``all``, or ``funding`` for the funding tables only (several times faster on general news).
    any_language
        Read articles that are not in French as well.
    parquet
        Write a Parquet file beside every CSV table.
    parts
        For large runs: each table is a folder of files with the rows of so many articles each (CSV, or with ``parquet``
        Parquet alone); there is no report and no ``datapackage.json``. 0 writes one file a table.
    jobs
        Processes to work in. More than one needs the ``if __name__ == "__main__"`` guard in a script.
    fresh
        Compute every article again, whatever was kept from earlier runs.
    cache
        Folder of the kept results (default: the user's cache directory, or ``QUIFINANCE_CACHE``).
    corrections
        A person's corrections to replay (default: ``corrections.csv`` in a folder of the inputs, or in ``output``).
    engine, address
        ``ray`` works on the Ray cluster at ``address`` (empty: one on this machine) with ``jobs`` actors, and compares
        the claims of the ledger there; ``cache`` must then be a folder that all of its machines see.
    progress
        Called with the number of articles done so far.

    Returns
    -------
    RunResult
        Rows by table, failures, warnings and duration in seconds.

    Raises
    ------
    OutputError
        Another run writes into ``output``, or it cannot be written.
    CorrectionError
        The corrections cannot be used; every line of them that is wrong is named.

    Examples
    --------
    >>> run("seeds", "outputs").counts["funding"]  # doctest: +SKIP
    42
    """
    begun = time.monotonic()
    wanted = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    settings = Settings(tables, any_language)
    layout = Layout(parts, parquet)
    work = _engine(engine, settings, jobs, address, Path(cache) if cache else None)
    target = Path(output)
    fixes = _corrections(corrections, [*wanted, target])
    given: dict[str, Any] = {"inputs": [str(item) for item in wanted], "engine": engine, "jobs": jobs}
    log("run started", output=str(target), **given)
    with output_room.locked(target), closing(_store(cache)) as kept, closing(work):
        found = _Progress(fresh, progress or (lambda done: None))
        _extract(_new_articles(wanted, settings, kept, found), work, kept, found)
        key = record.run_key([*found.keys, *found.apart.values()], fixes, astuple(layout))
        former = None if fresh else record.up_to_date(target, key)
        if former is not None:
            counts, warnings = former["counts"], former["warnings"]
        else:
            with output_room.staged(target) as folder:
                counts, warnings = _write(folder, lambda: _results(found, kept), fixes, layout, work)
                warnings = [*filter(None, [kept.warning]), *warnings]
                entry = {**given, "settings": asdict(settings), "reused": found.reused, "key": key}
                told = {"counts": counts, "failures": list(map(str, found.failures)), "warnings": warnings}
                record.write(folder, {"seconds": round(time.monotonic() - begun, 3), **entry, **told})
    seconds = round(time.monotonic() - begun, 3)
    result = RunResult(target, counts, tuple(found.failures), tuple(warnings), seconds, found.reused)
    log("run finished", counts=counts, seconds=seconds, reused=found.reused, warnings=warnings)
    return result


def _write(
    folder: Path,
    results: Callable[[], Iterator[bytes]],
    fixes: Sequence[Correction],
    layout: Layout,
    engine: Engine,
) -> tuple[dict[str, int], list[str]]:
    """Every file of the output folder, run.json apart; gives the rows by table and the warnings."""
    from pipeline import export, report  # here, and not above: a run that changes nothing needs none of it
    from pipeline.run import corpus

    written = corpus.write_tables(folder, results, fixes, layout, engine.spread)
    if not layout.parts:
        if layout.parquet:
            corpus.add_parquet(folder)
        export.datapackage(folder)
        report.write(folder)
    return dict(written.counts), written.warnings


class Engine(Protocol):
    """Who does the work: this machine (workers.Local) or a cluster (cluster.Cluster)."""

    def extract(self, articles: Iterator[tuple[int, Article]]) -> Iterator[workers.Result]:
        """Results of all articles in any order."""

    def spread(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterable[Any]:
        """What ``function`` gives for each item, in order."""

    def close(self) -> None:
        """Nothing more is asked."""


def _engine(name: str, settings: Settings, jobs: int, address: str, shared: Path | None) -> Engine:
    if name == "local":
        return workers.Local(settings, jobs)
    if name == "ray":
        from pipeline.run import cluster

        return cluster.Cluster(settings, jobs, address, shared)
    raise ValueError(f"engine is {name!r}: choose one of local, ray")


def _corrections(named: str | Path | None, folders: Sequence[str | Path]) -> tuple[Correction, ...]:
    """The corrections of the file named, else of the first folder that holds some."""
    beside = (Path(folder) / "corrections.csv" for folder in folders)
    path = named if named is not None else next((path for path in beside if path.is_file()), None)
    if path is None:
        return ()
    from pipeline.ledger import corrections

    return corrections.load(path)


def _store(cache: str | Path | None) -> store.Store:
    return store.Store(Path(cache) / "articles.sqlite" if cache else store.default_path())


def _extract(articles: Iterator[tuple[int, Article]], work: Engine, kept: store.Store, found: _Progress) -> None:
    """Every article worked on, its result in the store (or apart, when it must not be reused)."""
    for done in work.extract(articles):
        if done.ok:
            kept.put(found.keys[done.index], done.blob)
        else:
            found.apart[found.keys[done.index]] = done.blob
            found.fail(_failure(done.blob))
        found.progress(len(found.keys))
    kept.commit()


def _new_articles(
    inputs: Sequence[str | Path], settings: Settings, kept: store.Store, found: _Progress
) -> Iterator[tuple[int, Article]]:
    """The articles that have no kept result, with their number; everything read is noted in ``found``."""
    failed: list[Failure] = []  # whose article, without what failed in it, may come next
    for item in read.read(inputs):
        if isinstance(item, Failure):
            found.fail(item)
            failed.append(item)
            continue
        _note_failures([f for f in failed if not _is_of(f, item)], found)
        failed.clear()
        article = _with_unique_id(item, found.ids)
        key = store.article_key(article, settings)
        found.keys.append(key)
        if not found.fresh and kept.has(key):
            found.reused += 1
        else:
            yield len(found.keys) - 1, article
    _note_failures(failed, found)


def _is_of(failure: Failure, article: Article) -> bool:
    """Whether an article was read all the same, and says what failed in it."""
    return failure.file == article.file and failure.cause.partition(";")[0] in article.warning


def _note_failures(failures: list[Failure], found: _Progress) -> None:
    """A row of articles.csv for each input that gave no article."""
    for failure in failures:
        row = ArticleRow(f"failed-{short_hash(failure.file, failure.line)}", file=failure.file, warning=str(failure))
        found.keys.append(row.article_id)
        found.apart[row.article_id] = codec.pack(ArticleTables(row, source=""))


def _failure(blob: bytes) -> Failure:
    article = codec.unpack(blob).article
    return Failure(article.file, f"article {article.article_id}: {article.warning}", "please report it with the text")


def _with_unique_id(article: Article, ids: Counter[str]) -> Article:
    """The article, renamed when an earlier one has its id: no row may belong to two articles."""
    ids[article.article_id] += 1
    again = ids[article.article_id]
    if again == 1:
        return article
    warning = f"the id {article.article_id} was used before"
    return _with_unique_id(
        replace(
            article,
            article_id=f"{article.article_id}-{again}",
            warning="; ".join(filter(None, [article.warning, warning])),
        ),
        ids,
    )


def _results(found: _Progress, kept: store.Store) -> Iterator[bytes]:
    for key in found.keys:
        blob = found.apart.get(key) or kept.get(key)
        assert blob is not None, f"no result under {key}"
        yield blob
