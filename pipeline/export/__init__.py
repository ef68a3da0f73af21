"""The tables in other shapes: open-data standards, a Frictionless data package, answers to SQL.

>>> from pathlib import Path
>>> done = write(Path("outputs"), "ocds")  # doctest: +SKIP
>>> done.paths, done.report.lines()  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.export.datapackage import datapackage
from pipeline.export.ftm import ftm
from pipeline.export.grants import giving360, scdl
from pipeline.export.ocds import ocds
from pipeline.export.query import Answer, QueryError, query
from pipeline.export.source import STANDARDS, Content, ExportError, Report, gather, save, settings

__all__ = ["STANDARDS", "Answer", "ExportError", "Exported", "QueryError", "Report", "datapackage", "query", "write"]

_WRITERS: dict[str, Callable[[Content, Report], str]] = {
    "360giving": giving360,
    "scdl-subventions": scdl,
    "ftm": ftm,
    "ocds": ocds,
}


@dataclass(frozen=True, slots=True)
class Exported:
    """The files that an export wrote, and what it could not say."""

    paths: tuple[Path, ...]
    report: Report


def write(output_dir: str | Path, standard: str, target: str | Path | None = None) -> Exported:
    """Write the ledger of an output folder in an open-data standard.

    Parameters
    ----------
    output_dir
        The output folder of a run.
    standard
        ``360giving``, ``scdl-subventions``, ``ftm`` or ``ocds``.
    target
        File to write; by default one named after the standard, in ``output_dir``.

    Returns
    -------
    Exported
        The files, and a report of what was left out and of the mandatory fields that press articles do not tell:
        those are left empty, never invented.

    Raises
    ------
    ExportError
        The standard is unknown, the folder holds no tables, or the file cannot be written.
    """
    if standard not in STANDARDS:
        raise ExportError(f"unknown standard {standard!r}; there are {', '.join(STANDARDS)}")
    folder = Path(output_dir)
    report = Report(standard)
    text = _WRITERS[standard](gather(folder), report)
    path = save(Path(target) if target else folder / settings(standard)["file"], text)
    return Exported((path,), report)
