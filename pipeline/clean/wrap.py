"""Paragraphs that were cut into lines of one width (mail, old agency wires): their lines are joined again."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from pipeline.lexicon import toml

_LEAST = 45  # characters of a line that was cut because it was full
_SPREAD = 30  # most that full lines of one paragraph differ in length
_END = re.compile(r"[.!?…:;»\"”)]$")
_ITEM = re.compile(r"(?:[-–—•*·►]|\d{1,2}[.)])\s")


def unwrap(text: str) -> str:
    """``text`` with the line breaks within hard-wrapped paragraphs made blanks; its length does not change.

    >>> unwrap("Le conseil régional a voté jeudi soir, à une large majorité, une\\nsubvention de 3 millions.")
    'Le conseil régional a voté jeudi soir, à une large majorité, une subvention de 3 millions.'
    """
    if "\n" not in text:
        return text
    return "\n\n".join(_unwrap_block(block) if "\n" in block else block for block in text.split("\n\n"))


def _unwrap_block(block: str) -> str:
    lines = block.split("\n")
    full = [len(line) for line in lines[:-1]]
    even = len(lines) > 2 and min(full) >= _LEAST and max(full) - min(full) <= _SPREAD and len(lines[-1]) <= max(full)
    even = even and any(_runs_on(above, below) for above, below in pairwise(lines))
    joints = [" " if _joins(above, below, even) else "\n" for above, below in pairwise(lines)]
    return "".join(piece for pair in zip(lines, [*joints, ""], strict=True) for piece in pair)


def _joins(above: str, below: str, even: bool) -> bool:
    if _ITEM.match(below) or not below:
        return False
    return even or (len(above) >= _LEAST and _runs_on(above, below))


def _runs_on(above: str, below: str) -> bool:
    """Whether a sentence goes on from one line to the next."""
    if below[:1].islower():
        return not _END.search(above)
    return above.rpartition(" ")[2].lower() in _run_on()


@cache
def _run_on() -> frozenset[str]:
    return frozenset(toml("clean/wrap.toml")["run_on"])
