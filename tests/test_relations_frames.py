"""Which role the grammar gives to whom: every sentence of tests/cases/relations_frames.txt, one test each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.relations import frames, syntax
from pipeline.relations.frames import Hit

CORPUS = Path(__file__).parent / "cases" / "relations_frames.txt"
LINES = [line for line in CORPUS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
_MARK = re.compile(r"\{(?P<amount>[^}]+)\}|\[(?P<role>[prsn]) (?P<words>[^\]]+)\]")
ROLES = {"p": frames.PAYER, "r": frames.RECIPIENT, "s": frames.SPEAKER}
PARTS = (frames.PAYER, frames.RECIPIENT)
Marked = list[tuple[str, int, int]]


def unmarked(line: str) -> tuple[str, Marked]:
    """The sentence without its marks, and the marked spans (``amount`` or the letter of a role)."""
    text, spans, at = "", [], 0
    for mark in _MARK.finditer(line):
        text += line[at : mark.start()]
        words = mark["amount"] or mark["words"]
        spans.append((mark["role"] or "amount", len(text), len(text) + len(words)))
        text, at = text + words, mark.end()
    return text + line[at:], spans


def hits_of(text: str, spans: Marked) -> tuple[syntax.Sentence, dict[int, list[Hit]]]:
    """The hits of the grammar around the amount."""
    sentence = syntax.parse(text, [(0, len(text))], [0])[0]
    (amount,) = [(start, end) for name, start, end in spans if name == "amount"]
    head = sentence.head_of(*amount)
    assert head is not None
    return sentence, frames.read(sentence, head)


@pytest.mark.parametrize("line", LINES)
def test_roles(line: str) -> None:
    text, spans = unmarked(line)
    sentence, hits = hits_of(text, spans)
    given = {
        (role, text[start:end]): [hit for t in sentence.at(start, end) for hit in hits.get(t.i, ())]
        for role, start, end in spans
        if role != "amount"
    }
    without = {key for key, found in given.items() if key[0] != "n" and ROLES[key[0]] not in {h.role for h in found}}
    settled = {
        key for key, found in given.items() if key[0] == "n" and any(h.strong and h.role in PARTS for h in found)
    }
    assert (without, settled) == (set(), set())


@pytest.mark.parametrize(
    ("rule", "strong"),
    [
        ("subject:give", True),
        ("subject:give^advcl", False),
        ("subject:measure", False),
        ("agent:give+conj", True),
        ("to:give:à", True),
        ("to:-:à", False),
        ("of:noun", False),
    ],
)
def test_what_a_frame_settles_alone(rule: str, strong: bool) -> None:
    assert Hit(0, frames.PAYER, rule).strong is strong


def test_the_corpus_is_large_enough() -> None:
    assert len(set(LINES)) == len(LINES) >= 40
