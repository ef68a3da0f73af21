"""Articles through `extract_article`, in this process or in several.

A worker process gets a few articles at a time, and answers with bytes, one result an article. One that dies is replaced
and its articles are tried again, one by one, so that a single article can cost no more than itself. A worker ends by
itself when its parent does.
"""

from __future__ import annotations

import logging
import os
import signal
import struct
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from pipeline.records import Article, ArticleRow, ArticleTables
from pipeline.run import codec, models
from pipeline.run.record import log
from pipeline.run.settings import Settings

CHUNK = 16  # articles a worker gets at a time: enough to forget the cost of asking, few enough to share fairly
STOCK = 500  # articles whose words a process keeps: enough for the common ones
RECYCLE_AFTER = 3000  # articles after which a worker is replaced: spaCy's string store grows with every new word
TRIES = 2
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_OK, _FAILED = b"\1", b"\0"
_LENGTH = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Result:
    """The packed tables of the article number ``index``; ``ok`` is false when a stage failed on it."""

    index: int
    ok: bool
    blob: bytes


# --------------------------------------------------------------------------- one article


def extract_packed(article: Article, settings: Settings) -> tuple[bool, bytes]:
    """The packed tables of one article. A stage that fails costs the article, never the run."""
    from pipeline.run.article import extract_article
    from pipeline.run.checks import checked

    try:
        return True, codec.pack(checked(extract_article(article, settings)))
    except Exception as error:  # whatever a stage raises on a text nobody thought of
        return False, codec.pack(failed_tables(article, f"{type(error).__name__}: {error}"))


def failed_tables(article: Article, cause: str) -> ArticleTables:
    """The tables of an article that could not be worked on: its own row, with the cause."""
    row = ArticleRow(
        article_id=article.article_id,
        file=article.file,
        title=article.title,
        published=article.published,
        published_source=article.published_source,
        chars=len(article.text),
        sha256=article.sha256,
        warning="; ".join(filter(None, [article.warning, f"not extracted: {cause}"])),
    )
    return ArticleTables(row, source=article.text, extracted=article.extracted, warnings=(cause,))


class Reader:
    """Articles to packed tables, chunk after chunk, in one process.

    The words of the first articles stay, as a stock of common words; those that only later ones have are forgotten
    with each chunk, which keeps memory flat.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._read = 0

    def __call__(self, articles: Sequence[Article]) -> list[tuple[bool, bytes]]:
        """Whether each article went well, and its packed tables."""
        models.quicken()
        with models.memory_zones() if self._read >= STOCK else nullcontext():
            found = [extract_packed(article, self._settings) for article in articles]
        self._read += len(articles)
        return found


def in_process(articles: Iterable[tuple[int, Article]], settings: Settings) -> Iterator[Result]:
    """Results of all articles, computed here."""
    reader = Reader(settings)
    for chunk in _chunks(iter(articles), CHUNK):
        found = reader([article for _, article in chunk])
        for (index, _), (ok, blob) in zip(chunk, found, strict=True):
            yield Result(index, ok, blob)


def _chunks(items: Iterator[tuple[int, Article]], size: int) -> Iterator[list[tuple[int, Article]]]:
    while chunk := list(islice(items, size)):
        yield chunk


# --------------------------------------------------------------------------- several processes


def _join(blobs: Iterable[bytes]) -> bytes:
    return b"".join(_LENGTH.pack(len(blob)) + blob for blob in blobs)


def _split(message: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(message):
        (length,) = _LENGTH.unpack_from(message, at)
        yield message[at + _LENGTH.size : at + _LENGTH.size + length]
        at += _LENGTH.size + length


def serve(connection: Connection, settings: Settings) -> None:
    """The life of a worker: articles in, results out, until the other side closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends the run
    reader = Reader(settings)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            found = reader([codec.unpack_article(blob) for blob in _split(connection.recv_bytes())])
            connection.send_bytes(_join((_OK if ok else _FAILED) + blob for ok, blob in found))


@dataclass(slots=True)
class _Task:
    articles: list[tuple[int, Article]]
    tries: int = 0


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    connection: Connection
    task: _Task | None = None
    done: int = 0

    def give(self, task: _Task) -> None:
        """Hand over a task; a worker that is already dead is found out when its answer is awaited."""
        self.task = task
        with suppress(BrokenPipeError, ConnectionResetError):
            self.connection.send_bytes(_join(codec.pack_article(article) for _, article in task.articles))

    def dismiss(self) -> None:
        """End a worker that has nothing to finish: taking its models apart would keep the run waiting."""
        self.process.kill()
        self.stop()

    def stop(self) -> None:
        self.connection.close()
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


@dataclass(slots=True)
class Pool:
    """Worker processes over a stream of articles; at most one chunk a worker is under way."""

    jobs: int
    settings: Settings
    target: Callable[[Connection, Settings], None] = serve
    recycle_after: int = RECYCLE_AFTER
    _workers: list[_Worker] = field(default_factory=list)
    _waiting: deque[_Task] = field(default_factory=deque)

    def results(self, articles: Iterator[tuple[int, Article]]) -> Iterator[Result]:
        """Results as they come; every article has exactly one."""
        tasks = (_Task(chunk) for chunk in _chunks(articles, CHUNK))
        try:
            while True:
                self._hand_out(tasks)
                busy = {w.connection: w for w in self._workers if w.task}
                if not busy:
                    return
                self._read_ahead(tasks)
                for ready in wait(list(busy)):
                    found = list(self._collect(busy[ready]))  # type: ignore[index]
                    self._hand_out(tasks)  # before anybody stores what was found: nobody waits for that
                    yield from found
        finally:
            self._stop_all()

    def _hand_out(self, tasks: Iterator[_Task]) -> None:
        while len([w for w in self._workers if w.task]) < self.jobs:
            task = self._waiting.popleft() if self._waiting else next(tasks, None)
            if task is None:
                return
            idle = next((w for w in self._workers if not w.task), None)
            (idle or self._start()).give(task)

    def _read_ahead(self, tasks: Iterator[_Task]) -> None:
        """Read the next task while the workers are busy, so that it is there when one of them asks."""
        if not self._waiting:
            self._waiting.extend(islice(tasks, 1))

    def _start(self) -> _Worker:
        context = get_context("spawn")  # the same everywhere; a fork would copy the threads' locks
        here, there = context.Pipe()
        process = context.Process(target=self.target, args=(there, self.settings), daemon=True)
        with _single_threaded():
            process.start()
        there.close()
        worker = _Worker(process, here)
        self._workers.append(worker)
        return worker

    def _collect(self, worker: _Worker) -> Iterator[Result]:
        task, worker.task = worker.task, None
        assert task is not None
        try:
            answers = list(_split(worker.connection.recv_bytes()))
        except (EOFError, OSError):
            self._remove(worker)
            log("worker died", level=logging.WARNING, exit_code=worker.process.exitcode, articles=len(task.articles))
            yield from self._after_death(task, worker.process.exitcode)
            return
        for (index, _), answer in zip(task.articles, answers, strict=True):
            yield Result(index, answer[:1] == _OK, answer[1:])
        worker.done += len(task.articles)
        if worker.done >= self.recycle_after:
            self._workers.remove(worker)
            worker.dismiss()

    def _after_death(self, task: _Task, exitcode: int | None) -> Iterator[Result]:
        if len(task.articles) > 1:
            self._waiting.extend(_Task([article]) for article in task.articles)
        elif task.tries + 1 < TRIES:
            self._waiting.append(replace(task, tries=task.tries + 1))
        else:
            index, article = task.articles[0]
            cause = f"its worker process died {TRIES} times (exit code {exitcode})"
            yield Result(index, False, codec.pack(failed_tables(article, cause)))

    def _remove(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.stop()

    def _stop_all(self) -> None:
        for worker in self._workers:
            worker.dismiss()
        self._workers.clear()


@contextmanager
def _single_threaded() -> Iterator[None]:
    """Workers share the cores: their linear algebra gets one thread each, which it must know before it is loaded."""
    missing = [name for name in THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(missing, "1"))
    try:
        yield
    finally:
        for name in missing:
            os.environ.pop(name, None)


@dataclass(frozen=True, slots=True)
class Local:
    """This machine, with ``jobs`` processes: the engine of a run that needs no cluster."""

    settings: Settings
    jobs: int

    def extract(self, articles: Iterator[tuple[int, Article]]) -> Iterator[Result]:
        """Results of all articles in any order."""
        return extract_all(articles, self.settings, self.jobs)

    def spread(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterable[Any]:
        """What ``function`` gives for each item, in order."""
        return map(function, items)

    def close(self) -> None:
        """Nothing is kept open."""


def extract_all(articles: Iterator[tuple[int, Article]], settings: Settings, jobs: int) -> Iterator[Result]:
    """Results of all articles in any order; a handful of articles is not worth starting processes for."""
    first = list(islice(articles, CHUNK))
    if jobs <= 1 or len(first) < CHUNK:
        yield from in_process(_chain(first, articles), settings)
    else:
        yield from Pool(jobs, settings).results(_chain(first, articles))


def _chain(first: list[tuple[int, Article]], rest: Iterator[tuple[int, Article]]) -> Iterator[tuple[int, Article]]:
    yield from first
    yield from rest
