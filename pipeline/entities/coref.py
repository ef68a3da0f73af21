"""What « le groupe », « la start-up » or « elle » stand for, when the article says so clearly."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.records import Mention


def antecedent(
    text: str, start: int, end: int, mentions: Sequence[Mention], sentences: Sequence[tuple[int, int]]
) -> Mention | None:
    """The mention that the definite noun phrase or pronoun ``text[start:end]`` stands for, or None."""
    return None
