"""Commands that look at what a run wrote: ``evaluate``, ``check``, ``query``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli import console

if TYPE_CHECKING:
    from pipeline.ledger import Finding

Output = Annotated[Path, typer.Argument(help="Output folder of a run.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command(epilog="Example: quifinance evaluate tests/gold/seeds outputs --errors")(evaluate)
    app.command(epilog="Example: quifinance check outputs")(check)
    app.command(epilog='Example: quifinance query outputs "select funder, sum(value_eur) from ledger group by 1"')(
        query
    )


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


# --------------------------------------------------------------------------- contradictions


def check(output: Output) -> None:
    """List what the articles disagree on, sums that fail, and sums that would count twice, with the quotes."""
    from pipeline import ledger, tables
    from pipeline.records import ArticleRow, EntityRow, FundingRow, LedgerRow

    try:
        rows, funding = tables.read(output, LedgerRow), tables.read(output, FundingRow)
        articles, entities = tables.read(output, ArticleRow), tables.read(output, EntityRow)
    except tables.TableError as error:
        console.refuse(str(error))
    findings = ledger.check(rows, funding, articles, entities)
    for finding in findings:
        _print_finding(finding)
    typer.echo(f"{len(findings)} findings" if findings else "Nothing contradicts itself.")


def _print_finding(finding: Finding) -> None:
    typer.echo(f"{finding.kind}: {finding.message}")
    for quote in finding.quotes:
        typer.echo(f"  {quote.source or quote.article_id} {quote.published}  {quote.amount}")
        typer.echo(f"    « {' '.join(quote.text.split())} »")
    typer.echo("")


# --------------------------------------------------------------------------- SQL


def query(
    output: Output, sql: Annotated[str, typer.Argument(metavar="SQL", help="One SELECT over the tables.")]
) -> None:
    """Answer a question in SQL over the tables of a run (DuckDB)."""
    from pipeline import export

    try:
        answer = export.query(output, sql)
    except export.QueryError as error:
        console.refuse(str(error))
    console.table("", list(answer.columns), [[_shown(value) for value in row] for row in answer.rows])


def _shown(value: Any) -> str:
    from decimal import Decimal

    from pipeline.tables import plain_decimal

    if value is None:
        return ""
    return plain_decimal(value) if isinstance(value, Decimal) else str(value)
