"""The command line: the only room that prints. Heavy rooms are imported inside the commands that need them."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli import look, make, reasons, work

app = typer.Typer(
    name="quifinance",
    help="Who funded what, when and for how much, from French news.",
    epilog="Example: quifinance run articles/ --output tables",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"quifinance {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


for room in (work, look, make, reasons):
    room.register(app)


def main() -> None:
    """Entry point of the console command."""
    # Processes share the cores, and many threads on small matrices cost more than they gain: linear algebra gets one,
    # which it must know before it is loaded.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    app()
