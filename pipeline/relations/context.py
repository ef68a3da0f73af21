"""What the relation stage knows of one article: sentences, parses, amounts, dates and candidates in one place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline import entities
from pipeline.records import Amount, DateExpression, Mention
from pipeline.relations import candidates as cands
from pipeline.relations import gate, references, speech, syntax
from pipeline.relations.candidates import Candidate
from pipeline.relations.syntax import Sentence

_APPOSED = re.compile(r",\s+une?\s+")
_DEFINITE = re.compile(r"\b(?:le |la |l'|ce |cet |cette |du |au )$")
BEFORE, AFTER = 4, 1  # sentences around an amount where a payer or recipient is looked for
CHAIN = 8  # sentences over which « le projet » is the project of before: one noun said again is clearer than another
HEADLINES = 2  # the first sentences: headline and lead say what the article is about


@dataclass(slots=True)
class Context:
    """One article as the relation stage sees it; all offsets are in the body text."""

    text: str
    spans: Sequence[tuple[int, int]]
    amounts: Sequence[Amount]
    dates: Sequence[DateExpression]
    mentions: Sequence[Mention]
    published: str = ""
    likely: set[int] = field(default_factory=set)  # where the amounts start that the gate lets pass
    parses: dict[int, Sentence] = field(default_factory=dict)
    by_sentence: dict[int, list[Candidate]] = field(default_factory=dict)
    group_size: dict[str, int] = field(default_factory=dict)
    in_headline: set[str] = field(default_factory=set)
    referents: dict[tuple[int, int], Mention | None] = field(default_factory=dict)

    def sentence_of(self, offset: int) -> int:
        """Index of the sentence that holds ``offset``."""
        return max(0, bisect_right(self.spans, (offset, 1 << 60)) - 1)

    def window(self, sentence: int) -> list[int]:
        """Sentences where the participants of an amount in ``sentence`` are looked for."""
        near = range(max(0, sentence - BEFORE), min(len(self.spans), sentence + AFTER + 1))
        return sorted({*range(min(HEADLINES, len(self.spans))), *near})

    def referent(self, candidate: Candidate) -> Mention | None:
        """The named mention that a pronoun or a definite phrase (« le groupe ») stands for, when the text is clear."""
        if candidate.mention is not None:
            return None
        key = (candidate.start, candidate.end)
        if key not in self.referents:
            named = self._apposed(candidate)
            if candidate.text.lower() in speech.FIRST_PERSON:
                named = speech.speaker(self, candidate)
            elif named is None and (candidate.pronoun or self._definite(candidate)):
                named = entities.antecedent(self.text, *key, self.mentions, self.spans) or self._chained(candidate)
            self.referents[key] = named
        return self.referents[key]

    def _chained(self, candidate: Candidate) -> Mention | None:
        """« Le projet » again, a few sentences after « le projet » that is known to be Arcadie."""
        if candidate.pronoun:
            return None
        for index in range(candidate.sentence - 1, candidate.sentence - 1 - CHAIN, -1):
            for earlier in reversed(self.by_sentence.get(index, ())):
                if earlier.key == candidate.key and earlier.mention is None:
                    return self.referent(earlier)
        return None

    def _apposed(self, candidate: Candidate) -> Mention | None:
        """« Norvia, un fabricant de vélos »: the maker is Norvia."""
        here = self.by_sentence.get(candidate.sentence, ())
        before = [c for c in here if c.mention is not None and c.end < candidate.start]
        if candidate.pronoun or not before:
            return None
        return before[-1].mention if _APPOSED.fullmatch(self.text, before[-1].end, candidate.start) else None

    def _definite(self, candidate: Candidate) -> bool:
        left = self.text[max(0, candidate.start - 7) : candidate.start].lower()
        return bool(_DEFINITE.search(left)) and " " not in candidate.text

    def candidates(self, amount: Amount) -> list[Candidate]:
        """The candidates around ``amount``, in text order."""
        return [c for i in self.window(self.sentence_of(amount.start)) for c in self.by_sentence.get(i, ())]


def _deals(context: Context) -> set[int]:
    """Sentences that may tell a purchase or funding without a sum: two named actors, or one after « financé par »."""
    found = set()
    for index, (start, end) in enumerate(context.spans):
        if gate.DEAL.search(context.text, start, end):
            named = sum(1 for m in context.mentions if start <= m.start < end and m.label != "LOC")
            if named >= 2 or (named and gate.ONE_NAME.search(context.text, start, end)):
                found.add(index)
    return found


def _only_a_name(text: str, span: tuple[int, int], mentions: Sequence[Mention]) -> bool:
    """True for a line above the text that is nothing but a name: the paper's own, which is party to nothing."""
    return any(text[span[0] : span[1]].strip() == text[m.start : m.end] for m in mentions)


def build(
    text: str,
    spans: Sequence[tuple[int, int]],
    amounts: Sequence[Amount],
    dates: Sequence[DateExpression],
    mentions: Sequence[Mention],
    published: str = "",
    *,
    gated: bool = True,
) -> Context:
    """Parse the sentences that matter for ``amounts`` and collect their candidates.

    ``gated`` leaves out the amounts that the cheap gate rules out; training reads them all.
    """
    likely = [a for a in amounts if not gated or gate.passes(text, a)]
    computed = references.resolve(text, amounts) if likely else []
    context = Context(text, spans, sorted([*amounts, *computed], key=lambda a: a.start), dates, mentions, published)
    context.likely = {a.start for a in (*likely, *computed)}
    windows = {i for start in context.likely for i in context.window(context.sentence_of(start))}
    needed = sorted(windows | _deals(context))
    context.parses = syntax.parse(text, spans, needed)
    mentions_in: dict[int, list[Mention]] = defaultdict(list)
    for mention in mentions:
        mentions_in[context.sentence_of(mention.start)].append(mention)
    blocked: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for span in [(a.start, a.end) for a in context.amounts] + [(d.start, d.end) for d in dates]:
        blocked[context.sentence_of(span[0])].append(span)
    for i in needed:
        found = cands.of_sentence(text, context.parses[i], mentions_in[i], blocked[i])
        if i < HEADLINES and _only_a_name(text, spans[i], mentions_in[i]):
            found = []
        context.by_sentence[i] = found
        for candidate in found:
            context.group_size[candidate.key] = context.group_size.get(candidate.key, 0) + 1
            if i < HEADLINES:
                context.in_headline.add(candidate.key)
    return context
