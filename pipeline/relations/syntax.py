"""The dependency parse of the sentences that can take part in a funding event.

Parsing is the dear step, so only the sentences that are asked for are parsed, each as a document of its own, and no
spaCy object leaves this room's functions: ``Sentence`` keeps what the grammar and the scorer read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pipeline import entities
from pipeline.entities.model import BASE_MODEL, split_links
from pipeline.relations import repair, triggers
from pipeline.relations.repair import Word

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
    """The parser: fr_core_news_md without its entity recogniser (loaded once a process).

    Words and vectors are those of the pipeline that finds the names, so that they are read and held once; but not where
    that is about to forget its words (a memory zone), for the parser's own must stay.
    """
    import spacy

    known = entities.load().vocab
    if known.in_memory_zone:
        nlp = spacy.load(BASE_MODEL, exclude=["ner", "senter"])
    else:
        nlp = spacy.load(BASE_MODEL, vocab=known, exclude=["ner", "senter", "vocab"])
    split_links(nlp)
    return nlp


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
    words = [Word(t.i, t.lower_, _lemma(t), t.pos_, t.dep_, t.head.i, str(t.morph)) for t in doc]
    repair.mend(words)
    children: list[list[int]] = [[] for _ in words]
    for w in words:
        if w.head != w.i:
            children[w.head].append(w.i)
    edges = _edges(children)
    tokens = tuple(
        Token(
            w.i,
            offset + t.idx,
            offset + t.idx + len(t.text),
            t.text,
            w.lower,
            w.lemma,
            w.pos,
            w.dep,
            w.head,
            w.morph,
            *edges[w.i],
        )
        for w, t in zip(words, doc, strict=True)
    )
    return Sentence(index, span[0], span[1], tokens, tuple(tuple(c) for c in children))


def _lemma(token: Any) -> str:
    lemma = str(token.lemma_.lower())
    if lemma == "prêt" and token.pos_ == "ADJ":
        return "disposé"  # « prêt à financer » is no loan
    return triggers.verb_lemma(token.lower_, lemma) if token.pos_ in ("VERB", "AUX", "ADJ") else lemma


def _edges(children: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """First and last token of each subtree; a cycle, which no tree has, ends the walk."""
    out = []
    for i in range(len(children)):
        seen, stack = {i}, [i]
        while stack:
            for c in children[stack.pop()]:
                if c not in seen:
                    seen.add(c)
                    stack.append(c)
        out.append((min(seen), max(seen)))
    return out
