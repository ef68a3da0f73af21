"""What date expressions mean: what was said, before anybody knows which days it means.

Each form resolves itself in a ``Reading``; None means that the text and the publication date do not tell.
``symbol`` is the class of the form in the later passes of the grammar.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pipeline.dates.reading import Reading, Span


@dataclass(frozen=True, slots=True)
class Form:
    """Base of all meanings."""

    symbol: ClassVar[str] = "f_other"

    def resolve(self, r: Reading) -> Span | None:
        """The days that are meant, or None."""
        raise NotImplementedError

    @property
    def dated(self) -> bool:
        """Whether the form says its own year, or needs none."""
        return True

    def in_year(self, year: int) -> Form:
        """The form with its year filled in, where it has room for one."""
        return self


@dataclass(frozen=True, slots=True)
class Unresolved(Form):
    """An expression of time that names no days: « ces dernières années »."""

    def resolve(self, r: Reading) -> Span | None:
        return None


def grain_of(unit: str) -> str:
    """The grain (a column value of dates.csv) of a unit of the grammar."""
    known = {"day", "week", "month", "quarter", "half", "season", "year", "decade"}
    return unit if unit in known else "range"
