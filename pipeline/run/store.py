"""Kept results: one per article, so that a run after a change of the inputs, or after a crash, does only what is new.

An SQLite file holds each article's tables under a key of its content, the settings and `code_version`. What it holds
can always be computed again: an unusable file is put aside, never an error.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import suppress
from dataclasses import astuple
from hashlib import blake2b
from pathlib import Path

from pipeline.records import Article
from pipeline.run.settings import Settings
from pipeline.run.version import code_version

DAYS_KEPT = 60
COMMIT_SECONDS = 1.0
_SCHEMA = """
create table if not exists results (
    key text primary key, version text not null, day integer not null, blob blob not null
) without rowid;
create index if not exists results_day on results (day);
"""


def default_path() -> Path:
    """Where results are kept: ``QUIFINANCE_CACHE`` when set, else the user's cache directory."""
    folder = os.environ.get("QUIFINANCE_CACHE")
    if folder:
        return Path(folder) / "articles.sqlite"
    from platformdirs import user_cache_path

    return user_cache_path("quifinance") / "articles.sqlite"


def article_key(article: Article, settings: Settings) -> str:
    """Key of the result of one article under the current code, lexicon, model and settings."""
    content = repr((astuple(article), astuple(settings))).encode("utf-8", "backslashreplace")
    return blake2b(code_version().encode() + content, digest_size=20).hexdigest()


class Store:
    """Results by key. ``path`` None keeps them for this run only, in a temporary file.

    ``warning`` says why results cannot be kept, when they cannot; the run goes on without.
    """

    def __init__(self, path: Path | None) -> None:
        self.warning = ""
        self._path = path
        self._uncommitted: dict[str, bytes] = {}
        self._last_commit = time.monotonic()
        try:
            self._databases = [_connect(path)]
        except (sqlite3.Error, OSError) as error:
            self._databases = [_connect(None)]
            self._give_up(error)

    def get(self, key: str) -> bytes | None:
        """The kept result, or None."""
        for database in self._databases:
            found = database.execute("select blob from results where key = ?", (key,)).fetchone()
            if found is not None:
                return bytes(found[0])
        return None

    def has(self, key: str) -> bool:
        """Whether there is a kept result."""
        return any(db.execute("select 1 from results where key = ?", (key,)).fetchone() for db in self._databases)

    def put(self, key: str, blob: bytes) -> None:
        """Keep a result; it survives a kill of the process from about a second later on."""
        self._uncommitted[key] = blob
        try:
            self._insert(key, blob)
        except sqlite3.Error as error:
            self._carry_on_elsewhere(error)
        if time.monotonic() - self._last_commit > COMMIT_SECONDS:
            self.commit()

    def commit(self) -> None:
        """Make what was put durable."""
        try:
            self._databases[-1].commit()
        except sqlite3.Error as error:
            self._carry_on_elsewhere(error)
        self._uncommitted.clear()
        self._last_commit = time.monotonic()

    def _insert(self, key: str, blob: bytes) -> None:
        row = (key, code_version(), int(time.time() // 86400), blob)
        self._databases[-1].execute("insert or replace into results values (?, ?, ?, ?)", row)

    def _carry_on_elsewhere(self, error: sqlite3.Error) -> None:
        """A full disk, most often: what is committed stays readable, what is not goes to a temporary file."""
        with suppress(sqlite3.Error):
            self._databases[-1].rollback()
        self._give_up(error)
        self._databases.append(_connect(None))
        for key, blob in self._uncommitted.items():
            self._insert(key, blob)

    def _give_up(self, error: Exception) -> None:
        self.warning = f"{self._path}: kept results cannot be used ({error}); the next run computes them again"

    def close(self) -> None:
        """Commit, forget what no version of the last weeks used, and close."""
        self.commit()
        with suppress(sqlite3.Error):
            old = int(time.time() // 86400) - DAYS_KEPT
            forget = "delete from results where day < ? and version <> ?"
            self._databases[-1].execute(forget, (old, code_version()))
            self._databases[-1].commit()
        for database in self._databases:
            with suppress(sqlite3.Error):
                database.close()


def _connect(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path or "", timeout=30, check_same_thread=False)
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = normal")
    db.executescript(_SCHEMA)
    return db
