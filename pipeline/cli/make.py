"""Commands that make something of the tables, or of gold: ``train``, ``export``, ``report``."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
