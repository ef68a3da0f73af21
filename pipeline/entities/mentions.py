"""From the tags of the press tagger to the mentions of an article."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.entities import lexicon, model
from pipeline.entities.candidates import Span, candidates
from pipeline.entities.features import Reader
from pipeline.entities.names import name_key
from pipeline.entities.page import Page, read_page
from pipeline.entities.select import FLOOR, informed, settle
from pipeline.entities.tags import LABELS, TAGS
from pipeline.records import Mention

if TYPE_CHECKING:
    from spacy.tokens import Doc


def find_mentions(doc: Doc, *, published: str = "") -> list[Mention]:
    """The mentions of actors in a document, in order, none overlapping, without determiners.

    Parameters
    ----------
    doc
        A document made by ``load()``. Of any other pipeline, the entities it has set are kept where their labels are
        known, and the lexicon adds its own.
    published
        The day, month or year of publication, or "".

    Returns
    -------
    list of Mention
        Offsets are characters of ``doc.text``; names and ids are still empty (see ``link``).

    Examples
    --------
    >>> from pipeline import entities
    >>> doc = entities.load()("La région Bretagne verse deux millions d'euros à Naval Group.")
    >>> [(m.text, m.label) for m in entities.find_mentions(doc)]
    [('région Bretagne', 'ORG'), ('Naval Group', 'ORG')]
    """
    page = read_page(doc)
    if doc.tensor.ndim == 2 and doc.tensor.shape == (len(doc), len(TAGS)) and len(doc):
        return _judged(page, doc)
    return _without_tags(page, doc)


def _judged(page: Page, doc: Doc) -> list[Mention]:
    found = candidates(page, doc.tensor)
    if not found:
        return []
    rows = Reader(page, doc.tensor).read(found)
    beliefs = informed(model.judge()(rows), found, rows)
    voted = {span: sum(c.votes.values()) > 0 for c in found for span in c.places}
    known = {span for c in found if c.aliases for span in c.places}
    return [
        _mention(page, span, label, "model" if voted[span] else "lexicon" if span in known else "rule")
        for span, label, _ in settle(found, beliefs, FLOOR)
    ]


def _mention(page: Page, span: Span, label: str, source: str) -> Mention:
    start, end = page.starts[span[0]], page.ends[span[1] - 1]
    while end < len(page.text) and page.text[end] in "+!" and end - page.ends[span[1] - 1] < 1:
        end += 1
    return Mention(start, end, page.text[start:end], label, source)


def _without_tags(page: Page, doc: Doc) -> list[Mention]:
    """What the lexicon knows, then the entities that another pipeline set; each form takes its most frequent label."""
    taken: list[Mention] = []
    covered: set[int] = set()
    known = (_mention(page, span, label, "lexicon") for span, label in _known(page))
    for mention in (*known, *_from_ents(page, doc)):
        if covered.isdisjoint(range(mention.start, mention.end)):
            covered.update(range(mention.start, mention.end))
            taken.append(mention)
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in taken:
        labels[name_key(mention.text)][mention.label] += 1
    agreed = (replace(m, label=labels[name_key(m.text)].most_common(1)[0][0]) for m in taken)
    return sorted(agreed, key=lambda m: m.start)


def _from_ents(page: Page, doc: Doc) -> list[Mention]:
    return [
        Mention(ent.start_char, ent.end_char, page.text[ent.start_char : ent.end_char], ent.label_)
        for ent in doc.ents
        if ent.label_ in LABELS
    ]


def _known(page: Page) -> list[tuple[Span, str]]:
    """Spans that the lexicon names without doubt, the longest first."""
    around = frozenset(page.where)
    near = " ".join(page.folded)
    found = []
    for i, j, aliases in lexicon.matches(page.folded):
        before = page.folded[i - 1] if i else ""
        fits = [
            alias
            for alias in aliases
            if lexicon.allowed(
                alias, written=page.span_text(i, j), before=before, first=page.first[i], around=around, near=near
            )
        ]
        if fits:
            sure = min(fits, key=lambda a: a.entry.label == "LOC")
            span = (i + 1, j) if page.folded[i] == "l" and j - i > 1 and not page.capital(i) else (i, j)
            found.append((span, sure.entry.label))
    return sorted(found, key=lambda f: (-(f[0][1] - f[0][0]), f[0]))
