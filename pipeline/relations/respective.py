"""« La Suède et le Danemark versent 3 et 4 millions d'euros respectivement »: who has which sum.

The word says that two lists of one length run in step. Of the names in the list, each is then a party only of the sum
in its own place; whether the list pays or is paid is what the scorer says of its likeliest member.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.relations.candidates import Candidate

if TYPE_CHECKING:
    from pipeline.relations.events import Link, Reading

_CUE = re.compile(r"\brespecti(?:vement|fs?|ves?)\b", re.IGNORECASE)
_BETWEEN_SUMS = re.compile(r"\s*(?:,|et|puis|, et)\s*")
_BETWEEN_NAMES = re.compile(
    r"\s*(?:,|et|puis|, et)\s+(?:(?:à |de |par |pour )?(?:le |la |les |l'|d')|du |des |au |aux )?"
)
_PLAUSIBLE = -1.4  # log-odds of the list's likeliest member from which the list plays the part at all
_SURE, _OUT = 1.5, -9.0


def pair(readings: Sequence[Reading]) -> None:
    """Set the log-odds of the links of sums and names that run in step, in place."""
    for sums in _lists_of_sums(readings):
        text, sentence = sums[0].view.context.text, sums[0].view.index
        if not _CUE.search(text, sums[0].view.sentence.start, sums[0].view.sentence.end):
            continue
        names = [c for c in sums[0].view.context.by_sentence.get(sentence, ()) if c.label]
        for run in _runs(text, names):
            if len(run) == len(sums):
                for slot in ("payer", "recipient"):
                    _deal_out(sums, run, slot)


def _lists_of_sums(readings: Sequence[Reading]) -> Iterator[list[Reading]]:
    """Sums of one sentence that only commas and « et » part."""
    current: list[Reading] = []
    for reading in readings:
        if current and _adjoin(current[-1], reading):
            current.append(reading)
            continue
        if len(current) > 1:
            yield current
        current = [reading]
    if len(current) > 1:
        yield current


def _adjoin(a: Reading, b: Reading) -> bool:
    between = a.view.context.text[a.amount.end : b.amount.start]
    return a.view.index == b.view.index and _BETWEEN_SUMS.fullmatch(between) is not None


def _runs(text: str, names: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Names that only commas, « et » and small words part."""
    current: list[Candidate] = []
    for name in names:
        if current and _BETWEEN_NAMES.fullmatch(text, current[-1].end, name.start):
            current.append(name)
            continue
        if len(current) > 1:
            yield current
        current = [name]
    if len(current) > 1:
        yield current


def _deal_out(sums: Sequence[Reading], names: Sequence[Candidate], slot: str) -> None:
    links = [[_link(reading, name) for name in names] for reading in sums]
    best = max((getattr(link, slot) for row in links for link in row if link is not None), default=_OUT)
    if best < _PLAUSIBLE:
        return
    for i, row in enumerate(links):
        for j, link in enumerate(row):
            if link is not None:
                setattr(link, slot, max(best, _SURE) if i == j else _OUT)


def _link(reading: Reading, name: Candidate) -> Link | None:
    return next((link for link in reading.links if link.candidate is name), None)
