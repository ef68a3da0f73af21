"""Commands that make something of the tables: ``export``, ``report``, ``train``."""

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
    app.command(epilog="Example: quifinance train tests/gold/seeds --part relations --to weights")(train)


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


def report(
    output: Output,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A picture of it too (PNG; needs Chromium).")
    ] = None,
) -> None:
    """Write report.html again from the tables of a run."""
    from pipeline import report as room
    from pipeline import tables

    try:
        path = room.write(output)
        typer.echo(f"Written: {path}")
        if picture:
            typer.echo(f"Written: {room.picture(path, picture, view={'lang': 'en'})}")
    except (tables.TableError, room.NoBrowser) as error:
        console.refuse(str(error))


# --------------------------------------------------------------------------- training


def train(
    gold: Annotated[
        list[Path],
        typer.Argument(help="Folders of gold files, .toml files of cases, .csv files that annotate --texts."),
    ],
    part: Annotated[Literal["relations", "names"], typer.Option(help="What to train.")] = "relations",
    target: Annotated[
        Path | None, typer.Option("--to", help="Folder of the weights. [default: those that the package uses]")
    ] = None,
    texts: Annotated[Path | None, typer.Option(help="Articles (.jsonl, .jsonl.gz) that a .csv annotates.")] = None,
) -> None:
    """Train the scorers of links and events, or of names: the same annotated passages give the same weights."""
    for folder in gold:
        if folder.is_dir() and not any(folder.glob("*.json")):
            console.refuse(f"{folder}: no gold in it (one .json file a passage is expected)")
    if part == "names":
        _train_names(gold, texts, target)
    else:
        _train_relations(gold, texts, target)


def _train_names(gold: list[Path], texts: Path | None, target: Path | None) -> None:
    from pipeline.entities import model
    from pipeline.entities.train import train as fit

    try:
        meta = fit(gold, target or model.WEIGHTS, texts=texts, say=typer.echo)
    except (ValueError, OSError) as error:
        console.refuse(str(error))
    typer.echo(f"Written: {target or model.WEIGHTS} ({sum(meta['passages'].values())} passages)")


def _train_relations(gold: list[Path], texts: Path | None, target: Path | None) -> None:
    from pipeline.relations import model
    from pipeline.relations import train as room

    folder = target or Path(room.__file__).resolve().parents[1] / model.FOLDER
    try:
        room.run(gold, texts, folder)
    except ImportError as error:
        console.refuse(f"training needs scikit-learn ({error}): pip install 'quifinance[train]'")
    except (ValueError, KeyError, OSError) as error:
        console.refuse(f"{error}")
    typer.echo(f"Written: {folder}")
