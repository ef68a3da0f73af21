"""Commands that look at what a run wrote: ``evaluate``, ``explain``, ``check``, ``query``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import console


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command(epilog="Example: quifinance evaluate tests/gold outputs")(evaluate)


def evaluate(
    gold: Annotated[Path, typer.Argument(help="Folder of gold files, one JSON a passage.")],
    output: Annotated[Path, typer.Argument(help="Output folder of a run over the same passages.")],
    errors: Annotated[bool, typer.Option("--errors", help="List every disagreement.")] = False,
) -> None:
    """Compare the tables of a run with gold: precision, recall and F1 of each part of the answer."""
    from pipeline import evaluate as room

    try:
        report = room.evaluate(gold, output)
    except room.GoldError as error:
        console.refuse(str(error))
    if errors:
        for line in report.disagreements:
            typer.echo(line)
    rows = [
        [name, f"{f.precision:.3f}", f"{f.recall:.3f}", f"{f.f1:.3f}", f"{f.right}/{f.wrong}/{f.missed}"]
        for name, f in report.figures.items()
    ]
    console.table("", ["figure", "P", "R", "F1", "right/wrong/missed"], rows)
