"""Sentence boundaries, against the corpus of tests/cases/sentences.txt."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.clean import split_sentences
from pipeline.clean.wrap import unwrap

CORPUS = Path(__file__).parent / "cases" / "sentences.txt"


def read_cases() -> list[tuple[str, str, list[str]]]:
    """Name, text and expected sentences of every case; lines that begin with ``-- `` give the marked form apart."""
    cases = []
    for part in CORPUS.read_text(encoding="utf-8").split("\n== ")[1:]:
        name, _, content = part.partition("\n")
        lines = content.strip("\n").split("\n")
        marked = [line[3:] for line in lines if line.startswith("-- ")]
        plain = [line for line in lines if not line.startswith("-- ")]
        wanted = "\n".join(marked or plain)
        sentences = [piece.strip() for piece in wanted.split("¦")]
        cases.append((name, "\n".join(plain).replace("¦", ""), sentences))
    return cases


@pytest.mark.parametrize(("text", "sentences"), [pytest.param(t, s, id=name) for name, t, s in read_cases()])
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in split_sentences(unwrap(text))] == sentences
