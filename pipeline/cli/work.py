"""Commands that extract: ``run`` and ``extract``."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from pipeline.cli import console

if TYPE_CHECKING:
    from pipeline.run import RunResult

LOOK_NEXT = ("funding.csv", "ledger.csv", "report.html")


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command(epilog="Example: quifinance run press/ dossier.pdf --output tables --jobs 4")(run)
    app.command(epilog='Example: quifinance extract "Brest reçoit 3 millions d\'euros." --published 2021-03-04')(
        extract
    )


def run(
    inputs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[INPUT]...", help="Files, folders or globs of articles; - for standard input. [default: seeds]"
        ),
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder of the tables.")] = Path("outputs"),
    tables: Annotated[
        Literal["all", "funding"], typer.Option(help="All tables, or the funding tables only (faster on general news).")
    ] = "all",
    format: Annotated[
        Literal["csv", "parquet"], typer.Option(help="parquet: Parquet files beside the CSV tables.")
    ] = "csv",
    parts: Annotated[
        int,
        typer.Option(min=0, metavar="ARTICLES", help="Large runs: tables in parts of so many articles, no report."),
    ] = 0,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0, help="Processes; 0 for one a core.")] = 0,
    fresh: Annotated[bool, typer.Option("--fresh", help="Compute every article again.")] = False,
    cache: Annotated[Path | None, typer.Option(help="Folder of the results kept between runs.")] = None,
    corrections: Annotated[
        Path | None, typer.Option(help="Corrections to replay. [default: corrections.csv beside the articles]")
    ] = None,
    engine: Annotated[
        Literal["local", "ray"], typer.Option(help="ray: on a Ray cluster, with --jobs actors.")
    ] = "local",
    address: Annotated[str, typer.Option(help="Address of the Ray cluster. [default: this machine]")] = "",
    any_language: Annotated[
        bool, typer.Option("--any-language", help="Read articles that are not in French too.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no summary.")] = False,
    log: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a structured log (JSON lines).")] = None,
) -> None:
    """Read articles and write every table of who funded what, when and for how much.

    Exit status: 0 when every article was read, 1 when one was not (named on stderr and in articles.csv), 2 when the
    arguments cannot be used.
    """
    from pipeline import run as room
    from pipeline.ledger.corrections import CorrectionError

    options: dict[str, Any] = {"tables": tables, "parquet": format == "parquet", "any_language": any_language}
    options |= {
        "parts": parts,
        "engine": engine,
        "address": address,
        "jobs": jobs or usable_cores(),
        "fresh": fresh,
        "cache": cache,
        "corrections": corrections,
    }
    with console.log_file(log), console.progress("Reading", quiet=quiet) as progress:
        try:
            result = room.run(inputs or ["seeds"], output, progress=progress, **options)
        except (room.OutputError, room.ClusterError, CorrectionError, FileNotFoundError) as error:
            console.refuse(str(error))
        except KeyboardInterrupt:
            console.say("quifinance: interrupted. The former tables are untouched; run again to go on from here.")
            raise typer.Exit(console.INTERRUPTED) from None
    for failure in result.failures:
        console.say(f"quifinance: {failure}")
    if not quiet:
        _summary(result)
    raise typer.Exit(result.exit_status)


def usable_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _summary(result: RunResult) -> None:
    counts = result.counts
    lines = [
        ["articles", str(counts["articles"]) + (f" ({result.reused} kept from before)" if result.reused else "")],
        ["amounts", str(counts["amounts"])],
        ["dates", str(counts["dates"])],
        ["actors", str(counts["actors"])],
        ["funding rows", f"{counts['funding']} ({counts['events']} events)"],
        ["fundings over all articles", str(counts["ledger"])],
        ["seconds", f"{result.seconds:.1f}"],
    ]
    console.table("", ["", ""], lines)
    present = [str(result.output / name) for name in LOOK_NEXT if (result.output / name).exists()]
    typer.echo("Look next: " + ", ".join(present))


# --------------------------------------------------------------------------- extract


def extract(
    text: Annotated[str, typer.Argument(help="The text; - reads standard input.")],
    published: Annotated[str, typer.Option(help="Publication date: an ISO day, month or year.")] = "",
    title: Annotated[str, typer.Option(help="Headline of the text.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print every table as JSON.")] = False,
) -> None:
    """Print who funded what, when and for how much in one text."""
    import pipeline

    try:
        found = pipeline.extract(sys.stdin.read() if text == "-" else text, published, title=title)
    except ValueError as error:
        console.refuse(str(error))
    if as_json:
        typer.echo(json.dumps(_as_json(found.rows), ensure_ascii=False, indent=1))
        return
    rows = [
        [_who(r.funder), _who(r.recipient), _amount(r), _when(r), r.status, f"{r.confidence:.2f}"]
        for r in found.rows["funding"]
    ]
    if rows:
        console.table("", ["Funder", "Recipient", "Amount", "When", "Status", "Confidence"], rows)
    else:
        typer.echo("No funding event found.")
        for amount in found.rows["amounts"]:
            typer.echo(f"  {amount.text}: {amount.role}" + (f" ({amount.reason})" if amount.reason else ""))


def _as_json(rows: dict[str, tuple[Any, ...]]) -> dict[str, list[dict[str, str]]]:
    from pipeline.tables import columns, to_cells

    return {
        name: [dict(zip(columns(type(row)), to_cells(row), strict=True)) for row in found]
        for name, found in rows.items()
    }


def _who(name: str) -> str:
    return name or "?"


def _amount(row: Any) -> str:
    numbers = [row.value] if row.value is not None else [row.value_min, row.value_max]
    if numbers == [None, None]:
        return "?"
    return "–".join("…" if n is None else f"{n:,f}".replace(",", " ") for n in numbers) + f" {row.currency}"


def _when(row: Any) -> str:
    if row.date_start is None:
        return "?"
    return str(row.edtf) + (" (published)" if row.date_source == "published" else "")
