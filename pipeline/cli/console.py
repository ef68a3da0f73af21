"""What every command says and how: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import typer

BAD_ARGUMENTS = 2
INTERRUPTED = 130


def say(text: str) -> None:
    """A line for the user, beside the results."""
    typer.echo(text, err=True)


def refuse(text: str) -> NoReturn:
    """End the command: its arguments cannot be used, and why."""
    say(f"quifinance: {text}")
    raise typer.Exit(BAD_ARGUMENTS)


def table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    """A small table on stdout."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    shown = Table(title=title or None, box=box.SIMPLE, title_justify="left", show_header=bool(any(columns)))
    for i, column in enumerate(columns):
        shown.add_column(column, justify="left" if i == 0 else "right", overflow="fold")
    for row in rows:
        shown.add_row(*row)
    Console(soft_wrap=False).print(shown, markup=False)


@contextmanager
def progress(label: str, *, quiet: bool) -> Iterator[Any]:
    """A function to report the number done with; shown on stderr, and only on a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    shown = (TextColumn(label), BarColumn(), TextColumn("{task.completed} articles"), TimeElapsedColumn())
    with Progress(*shown, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(label, total=None)
        yield lambda done: bars.update(task, completed=done)


# --------------------------------------------------------------------------- logs


class _JsonLines(logging.Formatter):
    """One JSON object a line: time, level, event, and the fields of the event."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        return json.dumps(entry, ensure_ascii=False, default=str)


@contextmanager
def log_file(path: Path | None) -> Iterator[None]:
    """Write the structured log of a command to a file; without one nothing is logged."""
    logger = logging.getLogger("pipeline")
    if path is None:
        yield
        return
    try:
        handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        refuse(f"--log {path}: {error.strerror}")
    handler.setFormatter(_JsonLines())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        handler.close()
