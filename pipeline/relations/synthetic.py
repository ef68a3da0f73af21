"""Training sentences made from the project's own patterns.

Real articles show some frames too rarely for their weights to be learned (« X lève N auprès de Y » stands a dozen
times in three hundred articles). The patterns of ``lexicon/relations/templates.txt`` teach these frames; they weigh
less than real articles in training and are never used to measure.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline import lexicon

_SLOT = re.compile(r"\{([A-Z])(?:\.([prx]))?\}")
_CONTRACTIONS = (
    (" à le ", " au "),
    (" à les ", " aux "),
    (" de le ", " du "),
    (" de les ", " des "),
    (" de des ", " de "),
    (" de un ", " d'un "),
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A synthetic passage: its text, the amount in question with its span, the payers and the recipients."""

    text: str
    amount: tuple[int, int]
    payers: tuple[str, ...]
    recipients: tuple[str, ...]


def patterns() -> list[str]:
    """The sentence patterns, comments left out."""
    lines = lexicon.text("relations/templates.txt").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def passages(copies: int, seed: int) -> Iterator[Passage]:
    """``copies`` passages of every pattern, the same for the same ``seed``."""
    rng = random.Random(seed)
    for _ in range(copies):
        for pattern in patterns():
            yield _fill(pattern, rng)


def _fill(pattern: str, rng: random.Random) -> Passage:
    fillers = lexicon.toml("relations/templates.toml")
    used: set[str] = set()
    names: dict[str, list[str]] = {"p": [], "r": [], "x": []}
    amount = ""

    def value(match: re.Match[str]) -> str:
        nonlocal amount
        kind, role = match.group(1), match.group(2)
        choices = [f for f in fillers["A" if kind == "B" else kind] if f not in used]
        chosen = rng.choice(choices)
        used.add(chosen)
        if kind == "A":
            amount = chosen
            return f"\x00{chosen}\x01"
        if role:
            names[role].append(chosen)
        return str(chosen)

    text = _SLOT.sub(value, pattern)
    for before, after in _CONTRACTIONS:
        text = text.replace(before, after)
    text = re.sub(r"(^|[.] )([a-zé])", lambda m: m.group(1) + m.group(2).upper(), text)
    start = text.index("\x00")
    text = text.replace("\x00", "").replace("\x01", "")
    return Passage(text, (start, start + len(amount)), tuple(names["p"]), tuple(names["r"]))
