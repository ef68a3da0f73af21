"""Commands that make something of the tables: ``export``, ``report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from pipeline.cli import console

Output = Annotated[Path, typer.Argument(help="Output folder of a run.")]
Standard = Literal["360giving", "scdl-subventions", "ftm", "ocds"]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command(epilog="Example: quifinance export outputs --standard 360giving")(export)
    app.command(epilog="Example: quifinance report outputs")(report)


def export(
    output: Output,
    standard: Annotated[Standard, typer.Option(help="The open-data standard to write.")],
    target: Annotated[Path | None, typer.Option("--to", help="File to write. [default: in the output folder]")] = None,
) -> None:
    """Write the ledger in an open-data standard, and say what press articles cannot tell it."""
    from pipeline import export as room

    try:
        done = room.write(output, standard, target)
    except room.ExportError as error:
        console.refuse(str(error))
    for line in done.report.lines():
        typer.echo(line)
    for path in done.paths:
        typer.echo(f"Written: {path}")


def report(output: Output) -> None:
    """Write report.html again from the tables of a run."""
    from pipeline import report as room
    from pipeline import tables

    try:
        path = room.write(output)
    except tables.TableError as error:
        console.refuse(str(error))
    typer.echo(f"Written: {path}")
