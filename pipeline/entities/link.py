"""Within one article: which mentions are the same actor, and what it is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.entities.names import name_key, stable_id
from pipeline.records import Mention


def link(mentions: Sequence[Mention], text: str) -> list[Mention]:
    """The mentions with their canonical name and the id of their actor."""
    names: dict[tuple[str, str], str] = {}
    for m in mentions:
        names.setdefault((m.label, name_key(m.text)), m.text)
    return [
        replace(m, name=names[m.label, name_key(m.text)], actor_id=stable_id(m.label, name_key(m.text)))
        for m in mentions
    ]
