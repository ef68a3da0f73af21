"""What a run may be told, beside its inputs and its output folder."""

from __future__ import annotations

from dataclasses import dataclass

TABLE_CHOICES = ("all", "funding")


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that change what one article gives; they are part of the key of its kept result.

    ``tables`` is ``all``, or ``funding`` for the funding, amounts and ledger tables only, which spares the language
    model on articles that cannot hold a funding event. ``any_language`` reads articles that are not French as well.
    """

    tables: str = "all"
    any_language: bool = False

    def __post_init__(self) -> None:
        if self.tables not in TABLE_CHOICES:
            raise ValueError(f"tables is {self.tables!r}: choose one of {', '.join(TABLE_CHOICES)}")

    @property
    def funding_only(self) -> bool:
        """Whether only the funding tables are wanted."""
        return self.tables == "funding"


@dataclass(frozen=True, slots=True)
class Layout:
    """How tables lie in the output folder: ``parts`` articles a part (0: one file a table), Parquet or not."""

    parts: int = 0
    parquet: bool = False

    @property
    def suffix(self) -> str:
        """Ending of the parts."""
        return ".parquet" if self.parquet else ".csv"


class ClusterError(RuntimeError):
    """Ray is not installed, or the cluster cannot be reached."""
