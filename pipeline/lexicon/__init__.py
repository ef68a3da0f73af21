"""French knowledge as data: the one module that loads the files of this folder.

A data file says in its first lines what it is and who reads it. Stages ask for a table by its path within this folder,
for example ``toml("money/units.toml")`` or ``csv_rows("entities/actors.csv")``.
"""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib import resources
from typing import Any


def text(path: str) -> str:
    """The content of the data file ``path`` (relative to the lexicon folder)."""
    return resources.files(__name__).joinpath(path).read_text(encoding="utf-8")


@cache
def toml(path: str) -> dict[str, Any]:
    """A TOML data file, parsed once. Callers must not change the returned value."""
    return tomllib.loads(text(path))


@cache
def csv_rows(path: str) -> tuple[dict[str, str], ...]:
    """The rows of a CSV data file; lines that start with ``#`` are comments."""
    lines = [line for line in text(path).splitlines() if line and not line.startswith("#")]
    return tuple(csv.DictReader(lines))
