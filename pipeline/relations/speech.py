"""Who says « nous » in a quotation: the person whom the sentence, or the ones before it, name as speaking.

« "Nous consacrons 3 millions d'euros aux bourses", a indiqué Anne Lorrain. »: « nous » is Anne Lorrain.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.records import Mention
from pipeline.relations.candidates import Candidate

if TYPE_CHECKING:
    from pipeline.relations.context import Context

FIRST_PERSON = frozenset({"nous", "je"})
REACH = 3  # sentences before the quotation in which its speaker is looked for
_SPEAKER_BEFORE = re.compile(r"-t-(?:il|elle|on)\b|-(?:il|elle)\b")  # « a-t-elle ajouté »: named earlier


def speaker(context: Context, candidate: Candidate) -> Mention | None:
    """The person who says « nous » or « je », or None when the text names none."""
    after = [m for m in _outside_quotes(context, candidate.sentence) if m.start > candidate.end]
    if after and not _SPEAKER_BEFORE.search(context.text, candidate.end, after[0].start):
        return after[0]
    for index in range(candidate.sentence, max(-1, candidate.sentence - REACH - 1), -1):
        before = [m for m in _outside_quotes(context, index) if m.end <= candidate.start]
        if before:
            subjects = _subjects(context, index)
            return next((m for m in reversed(before) if m.start in subjects), before[-1])
    return None


def _subjects(context: Context, index: int) -> set[int]:
    """Where the mentions start that are subjects in a sentence."""
    found = context.by_sentence.get(index, ())
    return {c.mention.start for c in found if c.mention is not None and c.head.dep.startswith("nsubj")}


def _outside_quotes(context: Context, index: int) -> list[Mention]:
    """The persons that a sentence names outside its quotations, in text order."""
    start, end = context.spans[index]
    here = [m for m in context.mentions if start <= m.start < end and m.label == "PER"]
    return [m for m in here if not quoted(context.text, start, m.start)]


def quoted(text: str, start: int, offset: int) -> bool:
    """True when a quotation that opens after ``start`` is still open at ``offset``."""
    inside = False
    for mark in re.findall(r'[«»“”"]', text[start:offset]):
        inside = not inside if mark == '"' else mark in "«“"
    return inside
