"""Sentences with their names marked, ``[ORG Atos] rachète [ORG Bull]``, as the relation stage meets them."""

from __future__ import annotations

import re

from pipeline import dates, money
from pipeline.records import Body, Mention, Segment
from pipeline.relations import context as contexts
from pipeline.relations.context import Context

_MARK = re.compile(r"\[(?P<label>ORG|PER|LOC|PROG) (?P<name>[^\]]+)\]")


def read(marked: str) -> tuple[Body, list[Mention]]:
    """The text without its marks, one sentence a line, and the mentions marked in it."""
    text, mentions, at = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        name = mark["name"]
        mentions.append(Mention(len(text), len(text) + len(name), name, mark["label"], "model", name, f"o-{name}"))
        text, at = text + name, mark.end()
    text += marked[at:]
    sentences = tuple((m.start(), m.end()) for m in re.finditer(r"[^\n]+", text))
    return Body(text, (Segment(0, 0, len(text)),), sentences), mentions


def build(marked: str, published: str = "") -> Context:
    """The context of a marked text."""
    body, mentions = read(marked)
    amounts, days = money.find_amounts(body.text), dates.find_dates(body.text, published)
    return contexts.build(body.text, body.sentences, amounts, days, mentions, published)
