"""The command that says why: ``explain``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import console

if TYPE_CHECKING:
    from pipeline.records import Article


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command(epilog="Example: quifinance explain seeds/breve-theatre.txt --amount 1")(explain)


def explain(
    article: Annotated[Path, typer.Argument(help="The file of the article, or of several (.jsonl, .csv).")],
    article_id: Annotated[str, typer.Option("--id", help="Which article of the file. [default: all]")] = "",
    amount: Annotated[int | None, typer.Option(min=1, help="Number of one amount, in text order.")] = None,
) -> None:
    """Show the cues, candidates and scores behind each event of an article, or behind its absence."""
    from pipeline import read
    from pipeline.records import Failure

    there = False
    for found in read.read([article]):
        if isinstance(found, Failure):
            console.refuse(str(found))
        if article_id in ("", found.article_id):
            there = True
            _explain(found, amount)
    if not there:
        console.refuse(f"{article}: no article {article_id or 'there'}")


def _explain(article: Article, amount: int | None) -> None:
    from pipeline.relations import explain as room
    from pipeline.run import Settings
    from pipeline.run.article import read_stages

    found = read_stages(article, Settings(any_language=True))
    parts = (found.body, found.amounts, found.dates, found.mentions)
    try:
        text = room.explain(*parts, published=article.published, amount=amount)
    except ValueError as error:
        console.refuse(f"{article.article_id}: {error}")
    typer.echo(f"{article.article_id}: {len(found.amounts)} amounts, {len(found.events)} events\n\n{text}\n")
