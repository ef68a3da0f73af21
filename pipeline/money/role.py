"""Funding or something else: the words that govern an amount."""

from __future__ import annotations

from pipeline.money.grammar import Found
from pipeline.money.tokens import Tokens


def role(tokens: Tokens, f: Found) -> tuple[str, str]:
    """(``funding`` or ``other``, reason)."""
    return "funding", ""
