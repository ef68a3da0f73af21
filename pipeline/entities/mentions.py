"""From the spans of the NER to the mentions of an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.records import Mention

if TYPE_CHECKING:
    from spacy.tokens import Doc

LABELS = ("ORG", "PER", "LOC", "PROG")


def find_mentions(doc: Doc, *, published: str = "") -> list[Mention]:
    """The mentions of actors in a document processed by ``load()``, in order, none overlapping."""
    return [
        Mention(ent.start_char, ent.end_char, ent.text, ent.label_) for ent in doc.ents if ent.label_ in LABELS
    ]
