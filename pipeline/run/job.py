"""A whole run: inputs to a folder of tables."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from pipeline import read
from pipeline.records import Article, ArticleRow, ArticleTables, Failure
from pipeline.run import codec, corpus, output, store, version, workers
from pipeline.run.rows import short_hash
from pipeline.run.settings import Settings

ReportProgress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run did. ``counts`` holds the rows by table, ``failures`` the inputs that gave no rows, and why."""

    output: Path
    counts: dict[str, int]
    failures: tuple[Failure, ...]
    warnings: tuple[str, ...]
    seconds: float
    reused: int = 0

    @property
    def exit_status(self) -> int:
        """0 when every article was read, 1 when one was not."""
        return 1 if self.failures else 0


@dataclass(slots=True)
class _Progress:
    """What is known of every input so far, in input order."""

    keys: list[str] = field(default_factory=list)  # of the kept result, or of ``apart``
    apart: dict[str, bytes] = field(default_factory=dict)  # results that are not kept for the next run
    failures: list[Failure] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)
    reused: int = 0


def run(
    inputs: str | Path | Sequence[str | Path],
    output: str | Path = "outputs",
    *,
    tables: str = "all",
    any_language: bool = False,
    parquet: bool = False,
    jobs: int = 1,
    fresh: bool = False,
    cache: str | Path | None = None,
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
    jobs
        Processes to work in. More than one needs the ``if __name__ == "__main__"`` guard in a script.
    fresh
        Compute every article again, whatever was kept from earlier runs.
    cache
        Folder of the kept results (default: the user's cache directory, or ``QUIFINANCE_CACHE``).
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

    Examples
    --------
    >>> run("seeds", "outputs").counts["funding"]  # doctest: +SKIP
    42
    """
    begun = time.monotonic()
    wanted = [inputs] if isinstance(inputs, str | Path) else list(inputs)
    settings = Settings(tables, any_language)
    target = Path(output)
    with _locked(target):
        kept = store.Store(Path(cache) / "articles.sqlite" if cache else store.default_path())
        try:
            found = _extract(wanted, settings, kept, jobs, fresh, progress)
            with _staged(target) as folder:
                written = corpus.write_tables(folder, lambda: _results(found, kept))
                if parquet:
                    corpus.add_parquet(folder)
                warnings = [*filter(None, [kept.warning]), *written.warnings]
                result = RunResult(
                    target,
                    dict(written.counts),
                    tuple(found.failures),
                    tuple(warnings),
                    round(time.monotonic() - begun, 3),
                    found.reused,
                )
                _write_record(folder, result, settings, jobs)
        finally:
            kept.close()
    return result


_locked, _staged = output.locked, output.staged  # ``output`` is also the name of a parameter


def _extract(
    inputs: Sequence[str | Path],
    settings: Settings,
    kept: store.Store,
    jobs: int,
    fresh: bool,
    progress: ReportProgress | None,
) -> _Progress:
    """Every input worked on, its result in the store (or apart, when it must not be reused)."""
    found = _Progress()
    new = _new_articles(inputs, settings, kept, fresh, found)
    for done in workers.extract_all(new, settings, jobs):
        if done.ok:
            kept.put(found.keys[done.index], done.blob)
        else:
            found.apart[found.keys[done.index]] = done.blob
            found.failures.append(_failure(done.blob))
        if progress:
            progress(len(found.keys))
    kept.commit()
    return found


def _new_articles(
    inputs: Sequence[str | Path], settings: Settings, kept: store.Store, fresh: bool, found: _Progress
) -> Iterator[tuple[int, Article]]:
    """The articles that have no kept result, with their number; everything read is noted in ``found``."""
    failed: list[Failure] = []  # whose article, without what failed in it, may come next
    for item in read.read(inputs):
        if isinstance(item, Failure):
            found.failures.append(item)
            failed.append(item)
            continue
        _note_failures([f for f in failed if not _is_of(f, item)], found)
        failed.clear()
        article = _with_unique_id(item, found.ids)
        key = store.article_key(article, settings)
        found.keys.append(key)
        if not fresh and kept.has(key):
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


def _results(found: _Progress, kept: store.Store) -> Iterator[ArticleTables]:
    for key in found.keys:
        blob = found.apart.get(key) or kept.get(key)
        assert blob is not None, f"no result under {key}"
        yield codec.unpack(blob)


def _write_record(folder: Path, result: RunResult, settings: Settings, jobs: int) -> None:
    """run.json: what is needed to reproduce the tables, and how long they took. The only file with times in it."""
    record = {
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": result.seconds,
        "jobs": jobs,
        "reused": result.reused,
        "settings": asdict(settings),
        "code": version.code_version(),
        "versions": version.library_versions(),
        "counts": result.counts,
        "failures": [str(f) for f in result.failures],
        "warnings": list(result.warnings),
        "tables": {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.csv"))},
    }
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    (folder / "run.json").write_text(text, encoding="utf-8")
